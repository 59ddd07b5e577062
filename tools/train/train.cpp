// adc train: parameters that make a loss small.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "adc/train.hpp"
#include "tools/command.h"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/train/data_words.h"
#include "tools/train/find_rate.h"
#include "tools/train/insights.h"
#include "tools/train/minimise.h"
#include "tools/train/parts.h"
#include "tools/train/processes.h"
#include "tools/train/show_data.h"
#include "tools/train/train_report.h"
#include "tools/train/train_words.h"
#include "tools/train/validate.h"

namespace adc::tools {
namespace {

constexpr std::string_view kCommand = "command";  ///< the note in a model that keeps the options
constexpr std::string_view kNetwork = "network";  ///< … the description of its network, if it is one
constexpr std::string_view kData = "data";        ///< … the fingerprint of its examples
constexpr const char* kUnnamed = "interrupted.safetensors";

constexpr std::string_view kDigitsExample =
    "adc train --data digits.csv --target label --layers 64,32,10 --activation tanh --loss cross_entropy --epochs 30 "
    "--batch 32 --optimizer adam --seed 1 --save w.safetensors";
constexpr std::string_view kIrisExample =
    "adc train --data iris.csv --target species --test every:5 --layers '4, 16 relu, 3' --loss cross_entropy --plot "
    "curve.svg";
constexpr std::string_view kSpiralsExample =
    "adc train --data spirals --layers 2,16,16,2 --loss cross_entropy --rate 0.01 --picture boundary.svg";
constexpr std::string_view kBowlExample =
    "adc train 'x^2 + y^2' x=2 y=1 --optimizer gradient-descent --rate 0.1 --epochs 30 --picture path.svg";

DType dtype(const Words& words) { return choice<DType>(words, "--dtype", {{"f64", DType::F64}, {"f32", DType::F32}}); }

LossOptions loss_options(const Words& words, const ProgramWords& program) {
  const CompileOptions compile = compile_options(words, program);
  return {.dtype = dtype(words),
          .math = choice<Math>(words, "--math", {{"fast", Math::Fast}, {"accurate", Math::Accurate}}),
          .tier = choice<Tier>(words, "--tier",
                               {{"auto", Tier::Auto}, {"native", Tier::Native}, {"interpret", Tier::Interpret}}),
          .threads = static_cast<int>(std::clamp<std::size_t>(whole_number(words, "--threads", 1), 1, 1024)),
          .dims = compile.dims,
          .source_name = program.source_name,
          .limits = compile.limits};
}

/// Whether the words name a program of their own, and describe no network.
bool has_program(const Words& words) {
  return !describe_network(words) && (words.has("--file") || !words.positional().empty());
}

/// The program that the words name.
ProgramWords named_program(const Words& words) {
  for (const char* option : {"--activation", "--loss", "--dropout", "--batch-norm", "--l2"}) {
    if (words.has(option)) {
      throw failure("missing-value", fmt::format("`{}` describes a network, and there is no `--layers`", option));
    }
  }
  ProgramWords program = program_words(words);
  if (!program.model) return program;
  throw failure("bad-value", fmt::format("{} is a trained model", program.source_name),
                {"to go on training it: --resume " + program.source_name});
}

/// The network that the words describe, for these examples if there are any.
train::Network named_network(const Words& words, const train::Dataset* examples) {
  if (examples == nullptr && !describe_network(words)) {
    throw failure("missing-program", "there is nothing to train",
                  {"`--data FILE` names examples for a network; a program of your own stands before the options"});
  }
  train::Network net = examples == nullptr ? network(words) : network(words, *examples);
  if (examples != nullptr && !words.has("--json")) print_message("adc: note: the network is " + train::describe(net));
  return net;
}

bool is_whole(double value) { return value >= 0 && value <= 1e15 && value == std::floor(value); }

/// Whether tensors of these extents have the same numbers in the same order: extents of 1 do not count, as the language
/// cannot write a matrix with one column.
bool same_numbers(Extents a, Extents b) {
  std::erase(a, 1);
  std::erase(b, 1);
  return a == b;
}

/// Puts the values of the words name=value in the place of what was drawn.
void set_params(std::vector<double>& params, std::span<const Loss::Tensor> tensors, const std::vector<Binding>& given) {
  for (const Binding& binding : given) {
    const auto found = std::ranges::find(tensors, binding.name, &Loss::Tensor::name);
    if (found == tensors.end())
      throw failure("unused-input", fmt::format("the program has no parameter `{}`", binding.name));
    if (!same_numbers(binding.value.shape, found->shape)) {
      throw failure("bad-input", fmt::format("`{}` wants the extents that the program gives it", binding.name));
    }
    std::ranges::copy(binding.value.numbers, params.begin() + static_cast<std::ptrdiff_t>(found->offset));
  }
}

/// The loss of the words' program. A size that it names, and that `--dim` does not give, may be given as name=value:
/// these words are taken out of `given`. Others the examples tell.
train::ExampleLoss compile_loss(const ProgramWords& program, LossOptions options, const train::Dataset& examples,
                                std::vector<Binding>& given) {
  const Result<train::ExampleLoss> loss = train::ExampleLoss::compile(program.text, options);
  if (loss || loss.error().diagnostic().slug != "unknown-dim") return loss.value();
  const auto is_size = [](const Binding& b) { return b.value.shape.empty() && is_whole(b.value.numbers[0]); };
  for (const Binding& size : given) {
    if (is_size(size)) options.dims[size.name] = static_cast<std::int64_t>(size.value.numbers[0]);
  }
  std::erase_if(given, is_size);
  options.dims = train::dims_of(program.text, examples, options).value();
  return train::ExampleLoss::compile(program.text, options).value();
}

std::vector<double> first_params(const Words& words, const train::ExampleLoss& loss,
                                 const std::vector<Binding>& given) {
  const std::string* const name = words.find("--init");
  const std::optional<train::Initialiser> how =
      name == nullptr ? train::Initialiser::GlorotUniform : train::initialiser(*name);
  if (!how) {
    const std::vector<std::string_view> names = train::initialiser_names();
    refuse_choice("--init", *name, {names.begin(), names.end()});
  }
  std::vector<double> params =
      train::initialise(loss.params(), *how, whole_number(words, "--seed", 1), number(words, "--init-scale", 1, 0));
  set_params(params, loss.params(), given);
  return params;
}

/// A program that is being trained.
struct Training {
  train::Model model;
  train::ExampleLoss loss;
  train::TrainOptions options;
  Parts parts;
  train::Examples examples;
  std::optional<train::Examples> validation;
  std::optional<train::Examples> test;
  train::Objective objective;  ///< of the examples; with dropout another one than their loss
};

train::Examples bound(const train::ExampleLoss& loss, const train::Dataset& data) {
  train::Examples examples =
      train::Examples::create(loss, train::bind_data(loss.data(), data).value(), data.rows).value();
  examples.share(processes());
  return examples;
}

std::optional<train::Examples> bound_if_any(const train::ExampleLoss& loss, const train::Dataset& data) {
  return data.rows > 0 ? std::optional(bound(loss, data)) : std::nullopt;
}

/// What is made small for examples.
train::Objective objective_of(const std::optional<train::Network>& net, const train::Examples& examples,
                              const train::TrainOptions& options) {
  return net ? train::network_objective(*net, examples, options).value() : examples.objective();
}

/// Who wrote a program knows its parameters in the units of the data, and may not expect others.
void note_scaling(const Words& words, const Parts& parts) {
  const auto is_changed = [&](std::size_t f) { return parts.scaling.offset[f] != 0 || parts.scaling.factor[f] != 1; };
  bool any = false;
  for (std::size_t f = 0; f < parts.scaling.offset.size(); ++f) any = any || is_changed(f);
  if (words.has("--scale") || words.has("--json") || !any) return;
  print_message(
      "adc: note: features are standardised (mean 0, deviation 1), and parameters belong to these units; "
      "`--scale none` takes features as they are");
}

/// Losses are in other units than what is predicted then.
void note_target_scaling(const Words& words, const Parts& parts) {
  if (words.has("--scale-target") || words.has("--json") || parts.target_scaling.empty()) return;
  const std::vector<double>& mean = parts.target_scaling.offset;
  const std::vector<double>& deviation = parts.target_scaling.factor;
  const std::string units =
      mean.size() == 1 ? fmt::format("mean {}, deviation {}", short_number(mean[0]), short_number(deviation[0]))
                       : "each column to mean 0, deviation 1";
  print_message(
      fmt::format("adc: note: targets are standardised ({}): losses are in these units, predictions and "
                  "errors in the data's; `--scale-target none` takes targets as they are",
                  units));
}

/// Whether the network gives any number, so that its targets can be in any units.
bool is_unbounded(const train::Network& network) { return network.layers.back().activation == "linear"; }

/// How a program of one's own takes examples.
Reading reading_of(const std::vector<Loss::Tensor>& data) {
  Reading how{.has_no_target = data.size() == 1, .has_tensor = data.empty()};
  for (std::size_t k = 0; k < data.size(); ++k) {
    if (data[k].shape.empty())
      how.scalars.push_back(data[k].name);
    else if (k + 1 < data.size() || how.has_no_target)  // else the last one is the target
      how.has_tensor = true;
  }
  return how;
}

/// How the words' program, its own or a network's, takes examples.
Reading reading(const Words& words, const std::optional<ProgramWords>& own) {
  if (own) return reading_of(train::declared_data(own->text, loss_options(words, *own)).value());
  const std::string* const loss = words.find("--loss");
  return {.classes = loss != nullptr && train::wants_classes(*loss),
          // Who gives weights knows them in the data's units.
          .scales_targets = [words](const train::Dataset& all) {
            return words.positional().empty() && is_unbounded(network(words, all));
          }};
}

/// What the words say of training, but the examples, which are `parts`; a program is compiled once and kept in
/// `compiled`.
train::Recipe recipe_of(const Words& words, const Parts& parts, std::map<std::string, train::ExampleLoss>& compiled) {
  std::optional<train::Network> net;
  if (!has_program(words)) net = network(words, parts.train);
  const ProgramWords program =
      net ? ProgramWords{train::program(*net), "<network>", words.positional()} : named_program(words);
  train::TrainOptions options = train_options_for(words, parts.train.rows);
  std::vector<Binding> given = bindings(program.rest);
  if (!compiled.contains(program.text)) {
    std::vector<Binding> sizes = given;
    compiled.emplace(program.text, compile_loss(program, loss_options(words, program), parts.all, sizes));
  }
  const train::ExampleLoss& loss = compiled.at(program.text);
  std::erase_if(given, [&](const Binding& size) { return loss.options().dims.contains(size.name); });
  options.optimiser.weights = train::weight_ranges(loss.params());
  return {.loss = loss,
          .network = net,
          .options = options,
          .params = first_params(words, loss, given),
          .prepare = [words, prepare = parts.prepare](train::Dataset train, train::Dataset heldout) {
            return prepare(words, std::move(train), std::move(heldout));
          }};
}

/// The words with the best settings, if training goes on.
std::optional<Words> validated(const Words& words) {
  std::optional<ProgramWords> own;
  if (has_program(words)) own = named_program(words);
  const Parts parts = read_parts(words, reading(words, own));
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < parts.all.rows; ++row) {
    if (!parts.heldout[row]) rows.push_back(row);
  }
  std::map<std::string, train::ExampleLoss> compiled;
  return validate(words, train_command().options, train::subset(parts.all, rows),
                  [&](const Words& trial) { return recipe_of(trial, parts, compiled); });
}

/// Everything that the words say, from the beginning.
Training begin(const Words& words) {
  std::optional<ProgramWords> own;
  if (has_program(words)) own = named_program(words);
  Parts parts = read_parts(words, reading(words, own));
  std::optional<train::Network> net;
  if (!own) net = named_network(words, &parts.train);
  const ProgramWords program = own ? *own : ProgramWords{train::program(*net), "<network>", words.positional()};
  train::TrainOptions options = train_options_for(words, parts.train.rows);
  std::vector<Binding> given = bindings(program.rest);
  const train::ExampleLoss loss = compile_loss(program, loss_options(words, program), parts.all, given);
  options.optimiser.weights = train::weight_ranges(loss.params());
  if (own) note_scaling(words, parts);
  note_target_scaling(words, parts);
  train::Examples examples = bound(loss, parts.train);
  std::optional<train::Examples> validation = bound_if_any(loss, parts.validation);
  std::optional<train::Examples> test = bound_if_any(loss, parts.test);
  train::Model model{.program = program.text,
                     .dims = loss.options().dims,
                     .dtype = loss.options().dtype,
                     .features = parts.all.features,
                     .targets = parts.all.targets,
                     .classes = parts.all.classes,
                     .encoding = parts.encoding,
                     .weighted = words.has("--weights"),
                     .scaling = parts.scaling,
                     .target_scaling = parts.target_scaling,
                     .state = train::start(options, first_params(words, loss, given)),
                     .notes = {{std::string(kCommand), words_text(words)},
                               {std::string(kData), std::to_string(train::fingerprint(parts.all))}}};
  if (net) model.notes[std::string(kNetwork)] = train::describe(*net);
  train::Objective objective = objective_of(net, examples, options);
  return {
      std::move(model),    loss, options, std::move(parts), std::move(examples), std::move(validation), std::move(test),
      std::move(objective)};
}

/// What a model is stays as it is: of the options that say it those that are given again must say the same.
void refuse_another_model(const Words& given, const train::Model& model) {
  if (has_program(given) || !given.positional().empty()) {
    throw failure("bad-value", fmt::format("`{}` stands beside `--resume`, which goes on with the program of the model",
                                           given.positional().empty() ? *given.find("--file") : given.positional()[0]));
  }
  const auto note = model.notes.find(std::string(kCommand));
  const auto earlier = words_of_text(note == model.notes.end() ? "" : note->second);
  for (const char* option : {"--layers", "--hidden", "--activation", "--loss", "--dropout", "--batch-norm", "--l2",
                             "--init", "--init-scale", "--target", "--ignore", "--classes", "--scale", "--scale-target",
                             "--weights", "--missing", "--levels", "--cyclic", "--text"}) {
    if (!given.has(option)) continue;
    const auto before = std::ranges::find(earlier, option, &std::pair<std::string, std::string>::first);
    if (before != earlier.end() && before->second == *given.find(option)) continue;
    throw failure(
        "bad-value", fmt::format("`{}` says what the model is, and the one that is resumed is another", option),
        {"leave it out to go on with the model; without `--resume` another one is trained from its beginning"});
  }
}

/// The examples that the model was trained with.
Parts same_parts(const Words& words, const train::Model& model) {
  const Error other = failure("other-data", "the data are not those that the model was trained with",
                              {"`adc train PROGRAM --data …` trains anew"});
  try {
    Parts parts =
        read_parts(words, {.classes = !model.classes.empty(), .has_no_target = model.targets.empty(), .model = &model});
    const auto kept = model.notes.find(std::string(kData));
    if (kept == model.notes.end() || kept->second != std::to_string(train::fingerprint(parts.all))) throw other;
    return parts;
  } catch (const Error& error) {
    if (error.diagnostic().slug == "missing-column") throw other;
    throw;
  }
}

/// … and from where the model's training is.
Training go_on(const Words& words, train::Model model) {
  const ProgramWords program{model.program, "<the model's program>", {}};
  LossOptions compile = loss_options(words, program);
  compile.dims = model.dims;
  const train::ExampleLoss loss = train::ExampleLoss::compile(program.text, compile).value();
  Parts parts = same_parts(words, model);
  train::TrainOptions options = train_options_for(words, parts.train.rows);
  options.optimiser.weights = train::weight_ranges(loss.params());
  if (model.state.memory.averages.size() != train::fresh_memory(options.optimiser, loss.param_size()).averages.size()) {
    throw failure("bad-value", "the model was trained by another method",
                  {"leave `--optimizer` out to go on with the same"});
  }
  train::Examples examples = bound(loss, parts.train);
  std::optional<train::Examples> validation = bound_if_any(loss, parts.validation);
  std::optional<train::Examples> test = bound_if_any(loss, parts.test);
  model.notes[std::string(kCommand)] = words_text(words);
  model.dtype = loss.options().dtype;
  std::optional<train::Network> net;
  if (const auto note = model.notes.find(std::string(kNetwork)); note != model.notes.end()) {
    net = train::parse_network(note->second).value();
    net->weighted = model.weighted;
  }
  train::Objective objective = objective_of(net, examples, options);
  return {
      std::move(model),    loss, options, std::move(parts), std::move(examples), std::move(validation), std::move(test),
      std::move(objective)};
}

void save_model(const train::Model& model, const std::string& path) {
  if (!is_first_process()) return;
  if (const std::optional<Error> error = train::save(model, path)) throw Error(*error);
}

/// How well the program does on examples.
Score score(const std::string& part, const Training& t, const train::Examples& examples, const train::Dataset& data) {
  Score score{.part = part, .loss = examples.loss(t.model.state.params)};
  if (t.loss.outputs().size() < 2) return score;
  std::vector<double> predictions = examples.output(t.model.state.params, 1);
  const std::size_t width = t.loss.outputs()[1].size;
  const train::Scaling& units = t.model.target_scaling;
  if (units.empty()) {
    measure(score, predictions, width, data);
    return score;
  }
  train::Dataset in_units = data;
  units.undo(in_units.t);
  if (width == data.targets.size()) units.undo(predictions);
  measure(score, predictions, width, in_units);
  return score;
}

void draw_curve(const std::string& path, const train::State& state) {
  std::vector<train::Curve> curves{{"training", {}}, {"held out", {}}};
  for (const train::Epoch& epoch : state.history) {
    curves[0].values.push_back(epoch.loss);
    curves[1].values.push_back(epoch.heldout);
  }
  if (std::ranges::all_of(curves[1].values, [](double v) { return std::isnan(v); })) curves.pop_back();
  write_file(path, train::learning_curve(curves));
}

/// The classes of examples: their own, or whether a number is at least ½.
std::vector<std::size_t> true_classes(const train::Dataset& data) {
  if (data.classes.empty()) return train::predicted_classes(data.t, 1);
  return {data.t.begin(), data.t.end()};
}

/// What the program predicts for points in the units of the data, [points, size of the prediction].
std::vector<double> predictions(const Training& t, std::span<const double> points) {
  train::Dataset data{.features = t.model.features,
                      .targets = t.model.targets,
                      .classes = t.model.classes,
                      .rows = points.size() / 2,
                      .x = {points.begin(), points.end()},
                      .t = {}};
  if (data.rows == 0) return {};
  if (t.model.weighted) data.weights.assign(data.rows, 1);
  t.parts.scaling.apply(data.x);
  std::vector<double> all = bound(t.loss, data).output(t.model.state.params, 1);
  if (!t.model.target_scaling.empty()) t.model.target_scaling.undo(all);
  return all;
}

/// Before the first epoch.
void refuse_picture(const Training& t) {
  const train::Dataset& all = t.parts.all;
  if (all.features.size() == 2 && all.targets.size() == 1 && t.loss.outputs().size() > 1) return;
  throw failure("bad-value", "`--picture` draws the decisions of a program of two features that predicts a class");
}

void draw_boundary(const std::string& path, const Training& t) {
  const train::Dataset& all = t.parts.all;
  const std::size_t width = t.loss.outputs()[1].size;
  train::Decision decision{
      .classify = [&](std::span<const double> at) { return train::predicted_classes(predictions(t, at), width); },
      .points = all.x,
      .classes = true_classes(all),
      .names = all.classes.empty() ? std::vector<std::string>{"0", "1"} : all.classes,
      .axes = {all.features[0], all.features[1]},
      .heldout = t.parts.heldout};
  if (width == decision.names.size()) decision.scores = [&](std::span<const double> at) { return predictions(t, at); };
  if (width == 1 && decision.names.size() == 2) {
    // The number is that of the second class.
    decision.scores = [&](std::span<const double> at) {
      std::vector<double> both;
      for (const double number : predictions(t, at)) both.insert(both.end(), {1 - number, number});
      return both;
    };
  }
  write_file(path, train::decision_boundary(decision, train::window_around(all.x)));
}

/// A word as a shell wants it.
std::string shell_word(const std::string& word) {
  return word.find_first_of(" '\"\\$&|;<>()*?`\n") == std::string::npos ? word : fmt::format("'{}'", word);
}

/// Processes share chunks of a step's examples, and there may be too few.
void note_unshared(const Training& t) {
  if (!processes()) return;
  const std::size_t size = t.options.batching.size == 0 ? t.examples.rows() : t.options.batching.size;
  const std::size_t chunks = t.examples.chunks(std::min(size, t.examples.rows()));
  if (chunks >= processes()->size()) return;
  print_message(fmt::format(
      "adc: note: a step of {} is work for {}, and there are {}: `--batch` says how many a step has",
      counted(size, "example"), chunks == 1 ? "1 process" : fmt::format("{} processes", chunks), processes()->size()));
}

train::Ending run_training(const Words& words, Training& t, const std::string& path) {
  TrainReport report(words.has("--json"), t.options.epochs);
  const std::size_t save_every = whole_number(words, "--save-every", 0);
  if (save_every > 0 && path == kUnnamed) throw failure("missing-value", "`--save-every` needs `--save FILE`");
  const InterruptGuard guard;
  train::Observer observer{
      .after_step = [&](const train::Progress& p) { return report.step(p), !InterruptGuard::requested(); },
      .heldout = {},
      .after_params = {},
      .after_epoch =
          [&](const train::State& state) {
            report.epoch(state);
            if (save_every > 0 && state.history.size() % save_every == 0) save_model(t.model, path);
          }};
  const auto& watched = t.validation ? t.validation : t.test;
  if (t.options.early_stop && !watched) {
    throw failure("missing-value", "`--early-stop` looks at held-out examples, and there are none",
                  {"`--validation 0.2` keeps a fifth of them"});
  }
  if (watched) observer.heldout = [&](std::span<const double> params) { return watched->loss(params); };
  note_unshared(t);
  const train::Ending ending = train::train(t.objective, t.options, t.model.state, together(observer, processes()));
  std::vector<Score> scores{score("training", t, t.examples, t.parts.train)};
  if (t.validation) scores.push_back(score("validation", t, *t.validation, t.parts.validation));
  if (t.test) scores.push_back(score("test", t, *t.test, t.parts.test));
  report.end(ending, t.model.state, scores, t.model.classes, words.has("--calibration"));
  return ending;
}

void train_on_data(const Words& given) {
  const std::string* const resumed = given.find("--resume");
  std::optional<train::Model> earlier;
  if (resumed != nullptr) {
    earlier = train::load(*resumed).value();
    refuse_another_model(given, *earlier);
  }
  std::optional<Words> all = earlier ? given.after(words_of_text(earlier->notes[std::string(kCommand)])) : given;
  if (validates(given)) {
    if (earlier) throw failure("bad-value", "what is cross-validated begins anew: without `--resume`");
    all = validated(given);
    if (!all) return;
  }
  const Words& words = *all;
  Training t = earlier ? go_on(words, std::move(*earlier)) : begin(words);
  if (words.has("--show-data")) return print_result(shown_data(t.loss, t.parts));
  if (words.has("--picture")) refuse_picture(t);
  const std::string* const saved = words.find("--save");
  const std::string path = saved != nullptr ? *saved : resumed != nullptr ? *resumed : kUnnamed;
  check_insights(words, t.loss, t.parts.all);
  if (words.has("--find-rate")) return find_rate(words, t.objective, t.options, t.model.state.params);
  const train::Ending ending = run_training(words, t, path);
  if (saved != nullptr || resumed != nullptr || ending == train::Ending::Interrupted) save_model(t.model, path);
  if (const std::string* plot = words.find("--plot")) draw_curve(*plot, t.model.state);
  if (const std::string* picture = words.find("--picture")) draw_boundary(*picture, t);
  draw_features(words, t.model, t.loss);
  if (ending != train::Ending::Interrupted) {
    print_parameters(words, t.model, t.loss, t.parts.all, !t.model.notes.contains(std::string(kNetwork)));
    print_importance(words, t.model, t.loss, t.test ? t.parts.test : t.parts.train, t.test ? "test" : "training");
  }
  if (ending == train::Ending::Interrupted) {
    const std::string help = "to go on: adc train --resume " + shell_word(path);
    if (TimeLimit::is_over()) {
      throw failure("too-long", "the time for training is over, and it is saved in " + path, {help});
    }
    throw failure("interrupted", "training was interrupted, and is saved in " + path, {help});
  }
  if (ending == train::Ending::LineSearch) {
    throw failure("diverged", std::string(text(ending)) + ", and the gradient is not small",
                  {"a larger `--tolerance`, `--dtype f64` or `--math accurate` may help; no minimum need be there"});
  }
  if (ending == train::Ending::Diverged) {
    throw failure("diverged", std::string(text(ending)),
                  {"a smaller `--rate`, or features in other units (`--scale`), may help"});
  }
}

void show_program(const Words& words) {
  if (has_program(words)) return print_result(named_program(words).text);
  if (!words.has("--data")) return print_result(train::program(named_network(words, nullptr)));
  const Parts parts = read_parts(words, reading(words, std::nullopt));
  print_result(train::program(named_network(words, &parts.train)));
}

void train_or_minimise(const Words& words) {
  for (const char* option : {"--save", "--plot", "--picture", "--features"}) {  // before hours of training
    if (const std::string* path = words.find(option)) require_folder(*path);
  }
  if (words.has("--show-program")) return show_program(words);
  if (words.has("--data") || words.has("--resume")) return train_on_data(words);
  if (describe_network(words)) {
    throw failure("missing-value", "a network learns from examples: `--data FILE` names them",
                  {"`--show-program` prints the network's program without data"});
  }
  minimise(words);
}

void run_train(const Words& words) {
  run_together([&] { train_or_minimise(words); });
}

}  // namespace

Command train_command() {
  std::vector<Option> options = data_options();
  const auto add = [&](const std::vector<Option>& more) { options.insert(options.end(), more.begin(), more.end()); };
  add(network_options());
  add(method_options());
  add({{"--find-rate", "", "", "try rates on a copy, print which makes the loss fall most, and do nothing else"}});
  add(validation_options());
  add(insight_options());
  add({{"--save", "", "FILE", "write the trained model there (safetensors)"},
       {"--save-every", "", "N", "… also every so many epochs"},
       {"--resume", "", "FILE",
        "go on where the model in FILE is, with its options (those that are given win), and save it there"},
       {"--plot", "", "FILE", "draw the loss over the epochs (SVG)"},
       {"--picture", "", "FILE",
        "draw the decisions of two features, or the path of a minimisation in one or two numbers (SVG)"},
       {"--calibration", "", "", "print how often predictions of some probability are right"},
       {"--show-data", "", "", "print what the program's data take from the table, and do nothing else"},
       {"--show-program", "", "", "print the network's program and do nothing else"},
       {"--json", "", "", "print events as JSON, one object a line"},
       {"--dtype", "", "TYPE", "of the numbers: f64 (default) or f32"},
       {"--math", "", "MATH", "fast (default), or accurate: derivatives keep their last digits"},
       {"--tier", "", "TIER", "auto (native where there is native code), native or interpret"},
       {"--threads", "", "N", "of one step (1)"}});
  add(program_options());
  return {.name = "train",
          .arguments = "[PROGRAM] [name=value …] [--data FILE] [options]",
          .summary = "train a network or a program on data, or minimise a formula",
          .options = std::move(options),
          .examples = {kDigitsExample, kIrisExample, kSpiralsExample,
                       "adc train --layers 64,32,10 --loss cross_entropy --show-program",
                       "adc train regression.adc --data rows.csv --target y --optimizer lbfgs",
                       "adc train --resume w.safetensors --epochs 60",
                       "adc train '(1 - x)^2 + 100(y - x^2)^2' x=-1.2 y=1 --optimizer lbfgs", kBowlExample},
          .run = &run_train};
}

}  // namespace adc::tools
