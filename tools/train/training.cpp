#include "tools/train/training.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "tools/failure.h"
#include "tools/report/output.h"
#include "tools/train/processes.h"
#include "tools/train/train_report.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

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

/// A training whose examples are bound to its program.
Training assembled(train::Model model, const train::ExampleLoss& loss, const train::TrainOptions& options, Parts parts,
                   const std::optional<train::Network>& net) {
  train::Examples examples = bound(loss, parts.train);
  train::Objective objective = objective_of(net, examples, options);
  std::optional<train::Examples> validation = bound_if_any(loss, parts.validation);
  std::optional<train::Examples> test = bound_if_any(loss, parts.test);
  return {
      std::move(model),    loss, options, std::move(parts), std::move(examples), std::move(validation), std::move(test),
      std::move(objective)};
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

}  // namespace

bool has_program(const Words& words) {
  return !describe_network(words) && (words.has("--file") || !words.positional().empty());
}

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

train::Network named_network(const Words& words, const train::Dataset* examples) {
  if (examples == nullptr && !describe_network(words)) {
    throw failure("missing-program", "there is nothing to train",
                  {"`--data FILE` names examples for a network; a program of your own stands before the options"});
  }
  train::Network net = examples == nullptr ? network(words) : network(words, *examples);
  if (examples != nullptr && !words.has("--json")) print_message("adc: note: the network is " + train::describe(net));
  return net;
}

Reading reading(const Words& words, const std::optional<ProgramWords>& own) {
  if (own) return reading_of(train::declared_data(own->text, loss_options(words, *own)).value());
  const std::string* const loss = words.find("--loss");
  return {.classes = loss != nullptr && train::wants_classes(*loss),
          // Who gives weights knows them in the data's units.
          .scales_targets = [words](const train::Dataset& all) {
            return words.positional().empty() && is_unbounded(network(words, all));
          }};
}

train::Examples bound(const train::ExampleLoss& loss, const train::Dataset& data) {
  train::Examples examples =
      train::Examples::create(loss, train::bind_data(loss.data(), data).value(), data.rows).value();
  examples.share(processes());
  return examples;
}

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
  return assembled(std::move(model), loss, options, std::move(parts), net);
}

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
  model.notes[std::string(kCommand)] = words_text(words);
  model.dtype = loss.options().dtype;
  std::optional<train::Network> net;
  if (const auto note = model.notes.find(std::string(kNetwork)); note != model.notes.end()) {
    net = train::parse_network(note->second).value();
    net->weighted = model.weighted;
  }
  return assembled(std::move(model), loss, options, std::move(parts), net);
}

}  // namespace adc::tools
