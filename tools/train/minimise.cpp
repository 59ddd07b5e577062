#include "tools/train/minimise.h"

#include <fmt/core.h>

#include <array>

#include "adc/plot.hpp"
#include "adc/train.hpp"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/train/train_report.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

constexpr double kTolerance = 1e-10;  ///< of L-BFGS: a formula's minimum is wanted with all its digits

/// The place of element `k` of a tensor, from 1: "2, 3".
std::string place(const Extents& shape, std::int64_t k) {
  std::vector<std::int64_t> indices(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0; k /= shape[axis]) indices[axis] = k % shape[axis] + 1;
  std::string text;
  for (const std::int64_t index : indices) {
    if (!text.empty()) text += ", ";
    text += std::to_string(index);
  }
  return text;
}

/// The names of all numbers of the inputs: "x", or "x[1]", "x[2]", … of a tensor.
std::vector<std::string> number_names(const Function& function) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    const std::string& input = function.inputs()[i];
    const Extents& shape = function.input_shapes()[i];
    std::int64_t size = 1;
    for (const std::int64_t extent : shape) size *= extent;
    for (std::int64_t k = 0; k < size; ++k) {
      names.push_back(input);
      if (!shape.empty()) names.back().append("[").append(place(shape, k)).append("]");
    }
  }
  return names;
}

train::Objective objective(const Function& function, std::size_t size) {
  return {.params = size,
          .examples = 1,
          .gradient = [function](std::span<const double> at, std::span<const std::size_t>, std::span<double> gradient) {
            return function.value_and_gradient(at, gradient);
          }};
}

void draw(const std::string& path, const Function& function, const std::vector<double>& points,
          const std::vector<std::string>& names) {
  if (names.size() != 1 && names.size() != 2) {
    throw failure("bad-value",
                  fmt::format("`--picture` draws functions of one number or two, and the program has {} to choose",
                              counted(names.size(), "number")));
  }
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

void print_minimum(const Words& words, const Function& function, const train::State& state, train::Ending ending,
                   const std::vector<std::string>& names) {
  const double value = function.value(state.params);
  if (words.has("--json")) {
    std::string at;
    for (std::size_t i = 0; i < names.size(); ++i) {
      at += fmt::format("{}{}: {}", i > 0 ? ", " : "", json_string(names[i]), json_number(state.params[i]));
    }
    return print_result(R"({"schema": "adc.train.1", "event": "end", "reason": )" +
                        json_string(std::string(text(ending))) + ", \"steps\": " + std::to_string(state.memory.steps) +
                        ", \"value\": " + json_number(value) + ", \"at\": {" + at + "}}\n");
  }
  Rows rows{{"value", to_text(value)}};
  for (std::size_t i = 0; i < names.size(); ++i) rows.push_back({names[i], to_text(state.params[i])});
  print_result(align(rows));
  print_message(fmt::format("adc: note: {}: {}", counted(state.memory.steps, "step"), text(ending)));
}

}  // namespace

void minimise(const Words& words) {
  const Evaluation start = evaluation(words);
  const Function& function = start.function;
  if (function.wrt().size() != function.inputs().size()) {
    throw failure("missing-value", "the program has `data`: `--data FILE` names their table");
  }
  if (function.output_size() != 1) {
    throw failure("several-outputs",
                  "what is made small is one number, and the program gives " + std::to_string(function.output_size()),
                  {"a vector `v` has the sum of squares `sum(v.^2)`"});
  }
  if (const std::optional<Error> error = function.prepare(Derive::Gradient)) throw Error(*error);
  const std::vector<std::string> names = number_names(function);
  const train::TrainOptions options = train_options(words, kTolerance);
  train::State state = train::start(options, start.point);
  std::vector<double> path = start.point;
  TrainReport report(words.has("--json"), options.epochs);
  const InterruptGuard guard;
  const train::Ending ending = train::train(
      objective(function, start.point.size()), options, state,
      {.after_step = [&](const train::Progress& p) { return report.step(p), !InterruptGuard::requested(); },
       .heldout = {},
       .after_params = [&](std::span<const double> at) { path.insert(path.end(), at.begin(), at.end()); },
       .after_epoch = [&](const train::State& now) { report.epoch(now); }});
  report.wipe();
  print_minimum(words, function, state, ending, names);
  if (const std::string* picture = words.find("--picture")) draw(*picture, function, path, names);
  if (const std::string* plot = words.find("--plot")) {
    train::Curve curve{"value", {}};
    for (const train::Epoch& epoch : state.history) curve.values.push_back(epoch.loss);
    write_file(*plot, train::learning_curve({&curve, 1}));
  }
  TimeLimit::check();
  if (ending == train::Ending::Diverged) {
    throw failure("diverged", std::string(text(ending)), {"a smaller `--rate` may help"});
  }
}

}  // namespace adc::tools
