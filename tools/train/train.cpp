// adc train: parameters that make a loss small.
#include <fmt/core.h>

#include <algorithm>
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
#include "tools/train/train_pictures.h"
#include "tools/train/train_report.h"
#include "tools/train/train_words.h"
#include "tools/train/training.h"
#include "tools/train/validate.h"

namespace adc::tools {
namespace {

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
