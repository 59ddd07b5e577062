// adc plot: pictures of functions.
#include "adc/plot.hpp"

#include <fmt/core.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/plot_words.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

/// What the letters of axes stand for where the program has no such input: the values of a graph.
bool is_values(const std::string& name, const Function& function) {
  return name == "y" || name == "value" || std::ranges::find(function.outputs(), name) != function.outputs().end();
}

Function compile_function(const ProgramWords& program, const CompileOptions& options, const PlotWords& given) {
  if (program.model) return compile_program(program, options);
  // Names of ranges win over constants, too; but they may be those of values, which are no inputs.
  CompileOptions with_ranges = options;
  for (const auto& [name, range] : given.ranges) with_ranges.inputs.push_back(name);
  Result<Function> compiled = plot::compile_picture(program.text, with_ranges);
  if (!compiled && compiled.error().diagnostic().slug == "unused-input")
    compiled = plot::compile_picture(program.text, options);
  Function function = std::move(compiled).value();
  for (const Diagnostic& note : function.notes())
    print_message(render(note, program.source_name, program.text, "note"));
  return function;
}

/// The program of the inputs that are left to draw along axes.
Function function_to_draw(const Words& words, const ProgramWords& program, const PlotWords& given) {
  const Function function = compile_function(program, compile_options(words, program, given.values), given);
  if (given.values.empty()) return function;
  std::map<std::string, Fixed> fixed;
  for (const Binding& value : given.values) {
    // Others are sizes that the program names.
    if (function.input_index(value.name)) fixed.emplace(value.name, Fixed(value.value));
  }
  return function.bind(fixed).value();
}

/// The points of a descent from where `--descent` says.
plot::Path descent(const Words& words, const Function& function, std::size_t x_input) {
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
    path.points.push_back({point[x_input], point.size() > 1 ? point[1 - x_input] : 0});
  return path;
}

plot::PlotOptions plot_options(const Words& words, const Function& function, const PlotWords& given) {
  // Characters have room for fewer.
  const bool is_text = !words.has("--output") || !words.find("--output")->ends_with(".svg");
  plot::PlotOptions options{
      .level_count = std::min<std::size_t>(whole_number(words, "--contours", is_text ? 7 : 12), 200),
      .stop = stop_flag()};
  const bool is_graph = function.inputs().size() == 1;
  std::vector<std::string> axes;
  for (const auto& [name, range] : given.ranges) {
    if (!function.input_index(name) && is_graph && is_values(name, function)) {
      options.values = range;
      continue;
    }
    if (!function.input_index(name)) throw failure("unused-input", fmt::format("the program does not use `{}`", name));
    options.ranges[name] = range;
    axes.push_back(name);
  }
  // Who gives both ranges says which comes first, unless the letters do.
  const auto has = [&](const char* name) { return std::ranges::find(axes, name) != axes.end(); };
  if (axes.size() == 2 && !has("x") && !has("y")) options.axes = axes;
  for (const std::string& name : name_list(words, "--log"))
    options.log.push_back(is_graph && !function.input_index(name) && is_values(name, function) ? "value" : name);
  for (auto& [name, unit] : named_texts(words, "--units"))
    options.units[is_graph && !function.input_index(name) && is_values(name, function) ? "value" : name] = unit;
  if (const std::string* title = words.find("--title")) options.title = *title;
  options.levels = number_list(words, "--levels");
  options.gradient = words.has("--grad");
  options.derivatives = static_cast<int>(std::min<std::size_t>(whole_number(words, "--order", 0), 8));
  if (words.has("--grad") && options.derivatives == 0) options.derivatives = 1;
  return options;
}

/// What is to be drawn.
plot::Scene scene_of(const Words& words) {
  if (words.positional().empty() && !words.has("--file") && words.has("--data")) {
    const DataPoints points = data_points(words, "x", "y");
    plot::Scene scene = plot::plot_data(points.data, points.x, points.y);
    if (const std::string* title = words.find("--title")) scene.title = *title;
    return scene;
  }
  const ProgramWords program = program_words(words);
  const PlotWords given = plot_words(program.rest);
  const Function function = function_to_draw(words, program, given);
  plot::PlotOptions options = plot_options(words, function, given);
  const std::string value = function.outputs().empty() ? "" : function.outputs()[0];
  const bool has_two = function.inputs().size() == 2;
  const std::string x_name =
      function.inputs().empty() ? "x" : function.inputs()[has_two && function.inputs()[1] == "x"];
  const std::string y_name = has_two ? function.inputs()[function.inputs()[1] != "x"] : value.empty() ? "y" : value;
  options.data = data_points(words, x_name, y_name).data;
  if (words.has("--descent"))
    options.paths.push_back(descent(words, function, has_two && x_name == function.inputs()[1]));
  return plot::plot(function, options).value();
}

/// The size of the window that stdout is; of a file or a pipe that of old terminals.
plot::TerminalOptions terminal(const Words& words) {
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

void run(const Words& words) {
  const std::string* const path = words.find("--output");
  const bool is_svg = path != nullptr && path->ends_with(".svg");
  if (path != nullptr) {
    if (!is_svg && !path->ends_with(".txt") && *path != "-") {
      throw failure("bad-value", fmt::format("`{}` says nothing of what a picture is written as", *path),
                    {"the name ends in .svg, or in .txt for characters"});
    }
    require_folder(*path);
  }
  const plot::Scene scene = scene_of(words);
  if (!is_svg) {
    const std::string text = plot::to_terminal(scene, terminal(words));
    return path == nullptr || *path == "-" ? print_result(text) : write_file(*path, text);
  }
  plot::SvgOptions options;
  if (const auto size = picture_size(words)) options.width = size->first, options.height = size->second;
  write_file(*path, plot::to_svg(scene, options));
}

}  // namespace

Command plot_command() {
  std::vector<Option> options{
      {"--output", "-o", "FILE", "write to FILE, as SVG if it ends in .svg, as characters if in .txt"},
      {"--grad", "", "", "also the derivative; of two inputs, arrows of the gradient"},
      {"--order", "", "N", "derivatives up to this order"},
      {"--levels", "", "NUMBERS", "the contours' levels, such as 1,2,5"},
      {"--contours", "", "N", "choose about so many levels (12)"},
      {"--descent", "", "START", "the path of steepest descent from x=-1,y=1"},
      {"--rate", "", "NUMBER", "of each of its steps; else searched along each gradient"},
      {"--steps", "", "N", "at most so many (200)"},
      {"--data", "", "FILE", "points from a table (CSV)"},
      {"--x", "", "COLUMN", "the column along x"},
      {"--y", "", "COLUMN", "the column along y"},
      {"--by", "", "COLUMN", "tell points apart by the labels of this column"},
      {"--log", "", "NAMES", "logarithmic axes, such as x,y"},
      {"--units", "", "UNITS", "of the axes, such as t=s,y=m"},
      {"--title", "", "TEXT", "above the picture"},
      {"--size", "", "SIZE", "720x520 pixels of SVG, 80x24 characters; of a terminal its window"}};
  for (const Option& option : program_options()) options.push_back(option);
  return {.name = "plot",
          .arguments = "PROGRAM [name=value …] [name=LOW:HIGH …] [options]",
          .summary = "a picture of a function of one or two inputs, on the terminal or as SVG",
          .options = std::move(options),
          .examples = {"adc plot 'sin(x)/x'", "adc plot 'tan(x)' x=-5:5 y=-4:4", "adc plot 'a*sin(b*x)' a=2 b=3 --grad",
                       "adc plot 'sin(x), cos(x)' x=0:2pi -o waves.svg", "adc plot 'x^2 + y^2 = 1'",
                       "adc plot '(1-x)^2 + 100(y-x^2)^2' x=-2:2 y=-1:3 --descent x=-1,y=1 -o valley.svg",
                       "adc plot 'exp(-t)' t=0.1:100 --log t,y --units t=s",
                       "adc plot '0.1x + 2' --data rows.csv --x height --y weight -o fit.svg"},
          .run = &run};
}

}  // namespace adc::tools
