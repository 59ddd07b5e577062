#include "adc/plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "plot/contour_scene.h"
#include "plot/failure.h"
#include "plot/graph_scene.h"
#include "plot/names.h"
#include "plot/ranges.h"

namespace adc::inline ADC_ABI::plot {
namespace {

/// "`a`, `b` and `c`"
std::string listed(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += (i == 0 ? "`" : i + 1 == names.size() ? " and `" : ", `") + names[i] + "`";
  return text;
}

Scene scene_of(const Function& function, const PlotOptions& given) {
  const PlotOptions options = with_values_named(function, given);
  check_names(function, options);
  const std::span<const std::string> inputs = function.inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (function.input_shapes()[i].empty()) continue;
    throw failure("bad-input", "`" + inputs[i] + "` is a tensor, and axes show numbers",
                  {"give it a value, such as `" + inputs[i] + "=[1, 2]`"});
  }
  if (inputs.empty()) throw failure("missing-input", "the program has no input to draw along an axis");
  if (inputs.size() > 2) {
    throw failure("missing-input",
                  "a picture has room for two inputs, and the program has " + std::to_string(inputs.size()) + ": " +
                      listed(inputs),
                  {"give values to the others, such as `" + inputs[0] + "=1`"});
  }
  if (function.output_size() == 0 || function.output_size() > 64) {
    throw failure("several-outputs",
                  "a picture has room for 64 numbers, and the program gives " + std::to_string(function.output_size()));
  }
  return inputs.size() == 1 ? graph_scene(function, options) : contour_scene(function, options);
}

}  // namespace

Result<Scene> plot(const Function& function, const PlotOptions& options) {
  return guarded([&] { return scene_of(function, options); });
}

std::vector<std::size_t> axis_inputs(const Function& function, const PlotOptions& options) {
  if (function.inputs().size() < 2) return std::vector<std::size_t>(function.inputs().size(), 0);
  const auto is = [&](std::size_t i, const std::string& name) { return function.inputs()[i] == name; };
  // The names that mathematics has for axes, if nobody says another order.
  bool swapped = is(1, "x") || (is(0, "y") && !is(1, "z"));
  if (!options.axes.empty()) swapped = is(1, options.axes[0]) || (options.axes.size() > 1 && is(0, options.axes[1]));
  return swapped ? std::vector<std::size_t>{1, 0} : std::vector<std::size_t>{0, 1};
}

Result<Function> compile_picture(std::string_view text, const CompileOptions& options,
                                 std::span<const std::string> ranged) {
  if (!ranged.empty()) {
    CompileOptions with_ranges = options;
    with_ranges.inputs.insert(with_ranges.inputs.end(), ranged.begin(), ranged.end());
    Result<Function> compiled = compile_picture(text, with_ranges);
    // They may be those of values, which are no inputs.
    const bool is_other = !compiled && compiled.error().diagnostic().slug == "unused-input";
    return is_other ? compile_picture(text, options) : compiled;
  }
  Result<Function> compiled = compile(text, options);
  std::string repaired(text);
  constexpr int kMost = 64;  // equations in one program
  for (int i = 0; i < kMost && !compiled; ++i) {
    // The parser says which `=` defines nothing: what it points at ends with it, or begins with it.
    const Diagnostic& diagnostic = compiled.error().diagnostic();
    if ((diagnostic.slug != "bad-definition" && diagnostic.slug != "lone-equals") || diagnostic.span.empty()) break;
    const std::size_t equals = repaired.find('=', diagnostic.span.end - 1);
    if (equals == std::string::npos) break;
    repaired.insert(equals, 1, '=');
    compiled = compile(repaired, options);
  }
  return compiled ? compiled : compile(text, options);
}

Scene plot_data(const std::vector<Data>& data, const std::string& x_title, const std::string& y_title) {
  Scene scene{.x = {.title = x_title}, .y = {.title = y_title}};
  Extent x{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  Extent y = x;
  for (const Data& one : data) {
    for (const Point& p : one.points) {
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) continue;
      x = {std::min(x.low, p.x), std::max(x.high, p.x)};
      y = {std::min(y.low, p.y), std::max(y.high, p.y)};
    }
  }
  if (x.low <= x.high) {
    x = with_margin(x, 0.05), y = with_margin(y, 0.05);
    scene.x.low = x.low, scene.x.high = x.high;
    scene.y.low = y.low, scene.y.high = y.high;
  }
  add_data(scene, {.data = data}, 0);
  return scene;
}

}  // namespace adc::inline ADC_ABI::plot
