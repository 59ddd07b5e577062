#include "session/plot.h"

#include <algorithm>

#include "adc/plot.hpp"
#include "session/evaluate.h"

namespace adc::session {
namespace {

/// What is to be drawn, and how far.
struct Wanted {
  std::string_view text;
  std::map<std::string, plot::Range> ranges;
};

/// Takes words such as x=-5:5 off the end.
Wanted wanted(std::string_view argument) {
  Wanted wanted{argument, {}};
  for (;;) {
    const std::size_t space = wanted.text.find_last_of(" \t");
    if (space == std::string_view::npos) return wanted;
    const std::optional<plot::NamedRange> range = plot::read_range(wanted.text.substr(space + 1)).value();
    if (!range) return wanted;
    if (!wanted.ranges.emplace(range->name, range->range).second)
      throw Error(diagnose("repeated-input", "`" + range->name + "` is given twice"));
    wanted.text = wanted.text.substr(0, wanted.text.find_last_not_of(" \t", space) + 1);
  }
}

}  // namespace

Reply::Part plot_part(const Definitions& definitions, const CompileOptions& options, const Session::Display& display,
                      std::string_view argument) {
  const Wanted asked = wanted(argument);
  const auto [text, scope] = definitions.program(asked.text, options);
  std::vector<std::string> ranged;
  for (const auto& [name, range] : asked.ranges) ranged.push_back(name);
  Function function = plot::compile_picture(text, scope, ranged).value();
  std::map<std::string, Fixed> fixed;
  const std::vector<std::string> inputs(function.inputs().begin(), function.inputs().end());
  for (const std::string& input : inputs) {
    const Array* const value = definitions.value(input);
    if (value != nullptr && !asked.ranges.contains(input)) fixed.emplace(input, Fixed(*value));
  }
  std::vector<double> now;
  if (fixed.size() == inputs.size() && inputs.size() <= 2) {  // drawn along what it has, with a mark where that is
    for (const std::string& input : inputs) {
      if (definitions.value(input)->shape.empty()) now.push_back(definitions.value(input)->numbers[0]);
    }
    fixed.clear();
  }
  if (!fixed.empty()) function = function.bind(fixed).value();
  plot::PlotOptions picture{.ranges = asked.ranges,
                            .stop = options.limits.stop,
                            .seconds = options.limits.seconds,
                            .program = std::string(text)};
  if (now.size() == 1 && function.output_size() == 1) picture.data = {{"now", {{now[0], function.value(now)}}}};
  if (now.size() == 2) picture.data = {{"now", {{now[0], now[1]}}}};
  const plot::Scene scene = plot::plot(function, picture).value();
  return {
      .text = plot::to_terminal(scene, {.columns = display.columns, .rows = display.rows, .colour = display.colour}),
      .pictures = {{"image/svg+xml", plot::to_svg(scene)}}};
}

}  // namespace adc::session
