#include "tools/picture.h"

#include <fmt/core.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

/// The points of a descent from where `--descent` says.
plot::Path descent(const Words& words, const Function& function, const std::vector<std::size_t>& axes) {
  if (function.inputs().empty() || function.inputs().size() > 2) return {};  // of which there is no picture
  const std::vector<Binding> start = bindings(split(*words.find("--descent"), ','));
  std::vector<double> at;
  for (const std::string& input : function.inputs()) {
    const auto found = std::ranges::find(start, input, &Binding::name);
    if (found == start.end()) throw failure("missing-input", fmt::format("`--descent` has no value for `{}`", input));
    at.push_back(scalar(*found));
  }
  for (const Binding& one : start) {
    if (!function.input_index(one.name))
      throw failure("unused-input", fmt::format("the program does not use `{}`", one.name));
  }
  plot::DescentOptions options{.steps = whole_number(words, "--steps", 200), .stop = stop_flag()};
  if (words.has("--rate")) options.rate = number(words, "--rate", 0.1, 0);
  plot::Path path{"descent", {}};
  const std::vector<std::vector<double>> points = plot::descend(function, at, options).value();
  path.name += fmt::format(" ({})", counted(points.size() - 1, "step"));
  for (const std::vector<double>& point : points)
    path.points.push_back({point[axes[0]], axes.size() > 1 ? point[axes[1]] : 0});
  return path;
}

plot::PlotOptions plot_options(const Words& words, const Function& function, const PlotWords& given) {
  // Characters have room for fewer.
  const bool is_text = !words.has("--output") || !words.find("--output")->ends_with(".svg");
  plot::PlotOptions options{
      .level_count = std::min<std::size_t>(whole_number(words, "--contours", is_text ? 7 : 12), 200),
      .stop = stop_flag(),
      .program = given.program};
  std::vector<std::string> axes;
  for (const auto& [name, range] : given.ranges) {
    options.ranges[name] = range;
    if (function.input_index(name)) axes.push_back(name);
  }
  // Who gives both ranges says which comes first, unless the letters do.
  const auto has = [&](const char* name) { return std::ranges::find(axes, name) != axes.end(); };
  if (axes.size() == 2 && !has("x") && !has("y")) options.axes = axes;
  options.log = name_list(words, "--log");
  for (auto& [name, unit] : named_texts(words, "--units")) options.units[name] = unit;
  if (const std::string* title = words.find("--title")) options.title = *title;
  options.levels = number_list(words, "--levels");
  options.gradient = words.has("--grad");
  options.derivatives = static_cast<int>(std::min<std::size_t>(whole_number(words, "--order", 0), 8));
  if (words.has("--grad") && options.derivatives == 0) options.derivatives = 1;
  return options;
}

}  // namespace

std::vector<Option> picture_options() {
  return {{"--grad", "", "", "also the derivative; of two inputs, arrows of the gradient"},
          {"--order", "", "N", "derivatives up to this order"},
          {"--levels", "", "NUMBERS", "the contours' levels, such as 1,2,5"},
          {"--contours", "", "N", "choose about so many levels (12)"},
          {"--descent", "", "START", "the path of steepest descent from x=-1,y=1"},
          {"--rate", "", "NUMBER", "of each of its steps; else searched along each gradient"},
          {"--steps", "", "N", "at most so many (200)"},
          {"--data", "", "FILE", "points from a table (CSV)"},
          {"--x", "", "COLUMN", "the column along x"},
          {"--y", "", "COLUMN", "the column along y, or several, a,b"},
          {"--by", "", "COLUMN", "tell points apart by the labels of this column"},
          {"--log", "", "NAMES", "logarithmic axes, such as x,y"},
          {"--units", "", "UNITS", "of the axes, such as t=s,y=m"},
          {"--title", "", "TEXT", "above the picture"},
          {"--size", "", "SIZE", "720x520 pixels of SVG, 80x24 characters; of a terminal its window"}};
}

plot::Scene picture(const Words& words, const Function& function, const PlotWords& given) {
  plot::PlotOptions options = plot_options(words, function, given);
  const std::vector<std::size_t> axes = plot::axis_inputs(function, options);
  const std::string value = function.outputs().empty() ? "" : function.outputs()[0];
  const std::string x = axes.empty() ? "x" : function.inputs()[axes[0]];
  const std::string y = axes.size() > 1 ? function.inputs()[axes[1]] : value.empty() ? "y" : value;
  options.data = data_points(words, x, y).data;
  if (words.has("--descent")) options.paths.push_back(descent(words, function, axes));
  return plot::plot(function, options).value();
}

plot::TerminalOptions terminal_options(const Words& words) {
  plot::TerminalOptions options;
  if (isatty(STDOUT_FILENO) == 1) {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 1) {
      options.columns = size.ws_col;
      options.rows = size.ws_row - 1U;  // the prompt comes below
    }
    options.colour = has_colours(STDOUT_FILENO);
  }
  if (const auto size = picture_size(words)) {
    options.columns = static_cast<std::size_t>(size->first);
    options.rows = static_cast<std::size_t>(size->second);
  }
  return options;
}

}  // namespace adc::tools
