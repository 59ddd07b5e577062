// adc plot: pictures of functions.
#include "adc/plot.hpp"

#include <fmt/core.h>

#include "tools/command.h"
#include "tools/failure.h"
#include "tools/picture.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

Function compile_function(const ProgramWords& program, const CompileOptions& options, const PlotWords& given) {
  if (program.model) return compile_program(program, options);
  std::vector<std::string> ranged;
  for (const auto& [name, range] : given.ranges) ranged.push_back(name);
  Function function = plot::compile_picture(program.text, options, ranged).value();
  for (const Diagnostic& note : function.notes())
    print_message(render(note, program.source_name, program.text, "note"));
  return function;
}

/// The program of the inputs that are left to draw along axes.
Function function_to_draw(const Words& words, const ProgramWords& program, const PlotWords& given) {
  Function function = compile_function(program, compile_options(words, program, given.values), given);
  if (given.values.empty()) return function;
  std::map<std::string, Fixed> fixed;
  for (const Binding& value : given.values) {
    // Others are sizes that the program names.
    if (function.input_index(value.name)) fixed.emplace(value.name, Fixed(value.value));
  }
  return function.bind(fixed).value();
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
  PlotWords given = plot_words(program.rest);
  if (!program.model) given.program = program.text;
  return picture(words, function_to_draw(words, program, given), given);
}

void run_plot(const Words& words) {
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
    const std::string text = plot::to_terminal(scene, terminal_options(words));
    return path == nullptr || *path == "-" ? print_result(text) : write_file(*path, text);
  }
  plot::SvgOptions options;
  if (const auto size = picture_size(words)) options.width = size->first, options.height = size->second;
  write_file(*path, plot::to_svg(scene, options));
}

}  // namespace

Command plot_command() {
  std::vector<Option> options{
      {"--output", "-o", "FILE", "write to FILE, as SVG if it ends in .svg, as characters if in .txt"}};
  for (const std::vector<Option>& more : {picture_options(), program_options()})
    options.insert(options.end(), more.begin(), more.end());
  return {.name = "plot",
          .arguments = "PROGRAM [name=value …] [name=LOW:HIGH …] [options]",
          .summary = "a picture of a function of one or two inputs, on the terminal or as SVG",
          .options = std::move(options),
          .examples = {"adc plot 'sin(x)/x'", "adc plot 'tan(x)' x=-5:5 y=-4:4", "adc plot 'a*sin(b*x)' a=2 b=3 --grad",
                       "adc plot 'sin(x), cos(x)' x=0:2pi -o waves.svg", "adc plot 'x^2 + y^2 = 1'",
                       "adc plot '(1-x)^2 + 100(y-x^2)^2' x=-2:2 y=-1:3 --descent x=-1,y=1 -o valley.svg",
                       "adc plot 'exp(-t)' t=0.1:100 --log t,y --units t=s",
                       "adc plot '0.1x + 2' --data rows.csv --x height --y weight -o fit.svg"},
          .run = &run_plot};
}

}  // namespace adc::tools
