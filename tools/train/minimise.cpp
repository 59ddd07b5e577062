#include "tools/train/minimise.h"

#include <fmt/core.h>

#include <array>

#include "adc/plot.hpp"
#include "adc/train.hpp"
#include "tools/command.h"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/minimise_report.h"
#include "tools/train/minimise_words.h"
#include "tools/train/processes.h"
#include "tools/train/train_report.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

train::Objective objective(const Function& function, std::size_t size) {
  return {.params = size,
          .examples = 1,
          .gradient = [function](std::span<const double> at, std::span<const std::size_t>, std::span<double> gradient) {
            return function.value_and_gradient(at, gradient);
          }};
}

/// A picture has one axis or two.
void check_picture(const std::vector<std::string>& names) {
  if (names.size() == 1 || names.size() == 2) return;
  throw failure("bad-value",
                fmt::format("`--picture` draws functions of one number or two, and the program has {} to choose",
                            counted(names.size(), "number")));
}

void draw(const std::string& path, const Function& function, const std::vector<double>& points,
          const std::vector<std::string>& names) {
  if (function.inputs().size() == names.size()) {
    plot::Path steps{"path", {}};
    for (std::size_t i = 0; i + names.size() <= points.size(); i += names.size())
      steps.points.push_back({points[i], names.size() == 2 ? points[i + 1] : 0});
    const plot::PlotOptions options{
        .axes = {function.inputs().begin(), function.inputs().end()}, .paths = {steps}, .stop = stop_flag()};
    return write_file(path, plot::to_svg(plot::plot(function, options).value()));
  }
  // Elements of a tensor are no axes of a program's own.
  if (names.size() == 1) {
    const auto value = [&](double x) { return function.value({&x, 1}); };
    return write_file(path, train::descent(value, points, names[0]));
  }
  const auto value = [&](double x, double y) { return function.value(std::array{x, y}); };
  write_file(path,
             train::contours(value, train::square(train::window_around(points, 0.3)), points, {names[0], names[1]}));
}

void draw_values(const std::string& path, std::vector<double> values) {
  const train::Curve curve{"value", std::move(values)};
  write_file(path, train::learning_curve({&curve, 1}));
}

/// Searches by a method of minimisation.
void search(const Words& words, MinimiseProblem problem) {
  std::vector<double> path = problem.start;
  std::vector<double> values;
  const bool is_drawn = words.has("--picture") || words.has("--plot");
  const InterruptGuard guard;
  problem.options.after_step = [&](const train::MinimiseStep& step) {
    if (is_drawn) {
      path.insert(path.end(), step.x.begin(), step.x.end());
      values.push_back(step.value);
    }
    return !InterruptGuard::requested();
  };
  const train::Minimum minimum = train::minimise(problem.function, problem.start, problem.options).value();
  print_minimum(words, minimum, problem.names);
  if (const std::string* picture = words.find("--picture")) draw(*picture, problem.function, path, problem.names);
  if (const std::string* plot = words.find("--plot")) draw_values(*plot, std::move(values));
  refuse_no_minimum(problem.function, minimum, problem.options);
}

/// Takes the steps of a method of training, for who wants to see them.
void descend(const Words& words, MinimiseProblem problem) {
  const Function& function = problem.function;
  const train::TrainOptions options = train_options(words);
  train::State state = train::start(options, problem.start);
  std::vector<double> path = problem.start;
  TrainReport report(words.has("--json"), options.epochs);
  const InterruptGuard guard;
  const train::Ending ending = train::train(
      objective(function, problem.start.size()), options, state,
      {.after_step = [&](const train::Progress& p) { return report.step(p), !InterruptGuard::requested(); },
       .heldout = {},
       .after_params = [&](std::span<const double> at) { path.insert(path.end(), at.begin(), at.end()); },
       .after_epoch = [&](const train::State& now) { report.epoch(now); }});
  report.wipe();
  problem.options.steps = 0;
  train::Minimum minimum = train::minimise(function, state.params, problem.options).value();
  minimum.steps = state.memory.steps;
  print_minimum(words, minimum, problem.names);
  if (const std::string* picture = words.find("--picture")) draw(*picture, function, path, problem.names);
  if (const std::string* plot = words.find("--plot")) {
    std::vector<double> values;
    for (const train::Epoch& epoch : state.history) values.push_back(epoch.loss);
    draw_values(*plot, std::move(values));
  }
  TimeLimit::check();
  if (ending == train::Ending::Diverged) {
    throw failure("diverged", std::string(text(ending)), {"a smaller `--rate` may help"});
  }
  if (is_minimum(minimum.end)) return;
  if (minimum.end != train::MinimiseEnd::Steps) refuse_no_minimum(function, minimum, problem.options);
  print_message(fmt::format(
      "adc: note: {}, and this is no minimum yet: `adc minimise` finds it, and says how certain it is", text(ending)));
}

}  // namespace

void minimise(const Words& words) {
  MinimiseProblem problem = minimise_problem(words);
  const Function& function = problem.function;
  if (function.output_size() != 1) {
    throw failure("several-outputs",
                  "what is made small is one number, and the program gives " + std::to_string(function.output_size()),
                  {"a vector `v` has the sum of squares `sum(v.^2)`"});
  }
  if (const std::optional<Error> error = function.prepare(Derive::Gradient)) throw Error(*error);
  if (words.has("--picture")) check_picture(problem.names);
  const std::string* const optimizer = words.find("--optimizer");
  if (optimizer != nullptr && *optimizer != "lbfgs") return descend(words, std::move(problem));
  search(words, std::move(problem));
}

Command minimise_command() {
  std::vector<Option> options = minimise_options();
  const std::vector<Option> more{{"--wrt", "", "NAMES", "the inputs to choose; all others stay at their values"},
                                 {"--picture", "", "FILE", "draw the search in one or two numbers (SVG)"},
                                 {"--plot", "", "FILE", "draw the value over the steps (SVG)"},
                                 {"--json", "", "", "print one object of JSON"}};
  options.insert(options.end(), more.begin(), more.end());
  const std::vector<Option> program = program_options();
  options.insert(options.end(), program.begin(), program.end());
  return {.name = "minimise",
          .arguments = "PROGRAM [name=value …] [name=LOW:HIGH …] [options]",
          .summary = "find the least value of a formula, with bounds and constraints",
          .options = std::move(options),
          .examples = {"adc minimise '(1 - x)^2 + 100(y - x^2)^2' x=-1.2 y=1",
                       "adc minimise 'x^4 - 3x^2 + x' x=-3:3 --starts 20",
                       "adc minimise 'x + y' x=1 y=1 --subject-to 'x^2 + y^2 <= 1'",
                       "adc minimise 'a*b' a=1:10 b=1:10 --method newton --json",
                       "adc minimise '(x - 2)^2 + y^4' x=-1 y=2 --picture path.svg"},
          .run = [](const Words& words) { run_together([&] { minimise(words); }); }};
}

}  // namespace adc::tools
