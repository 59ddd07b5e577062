// Pictures of functions: where to look, and how finely, is found by their derivatives.
//
//     adc::Function f = adc::compile("tan(x), 1/x").value();
//     adc::plot::Scene scene = adc::plot::plot(f).value();
//     std::string svg = adc::plot::to_svg(scene);
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"
#include "adc/export.hpp"
#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

/// A row of points that lie in the picture, as a path of a descent does.
struct Path {
  std::string name;
  /// Of a graph of one variable only `x` counts: the points lie on the graph.
  std::vector<Point> points;
};

/// Points that were measured.
struct Data {
  std::string name;
  std::vector<Point> points;
};

/// The part of an axis that is wanted; an end that is missing is found.
struct Range {
  std::optional<double> low;
  std::optional<double> high;
};

/// What a picture shows, beside the functions.
struct PlotOptions {
  std::map<std::string, Range> ranges;  ///< of inputs, by name
  Range values;                         ///< of a graph: the range of the other axis
  std::vector<std::string> axes;        ///< which input is drawn along x, which along y; else `x` along x, or by place
  std::vector<std::string> log;         ///< inputs whose axes are logarithmic, and "value" for that of values
  std::map<std::string, std::string> units;  ///< of inputs, and of "value"
  std::string title;
  std::vector<std::string> names;  ///< of the outputs, in the legend; else those of the program
  int derivatives = 0;             ///< of graphs: also the derivatives up to this order
  std::vector<double> levels;      ///< of contours; else they are chosen
  std::size_t level_count = 12;    ///< about so many are chosen, when they are
  bool gradient = false;           ///< arrows of the gradient over contours
  bool shade = true;               ///< colours between contours
  std::vector<Path> paths;
  std::vector<Data> data;
  const std::atomic<bool>* stop = nullptr;  ///< as `Limits::stop`
  /// What the whole picture may take, as `Limits::seconds` is what each evaluation may.
  double seconds = std::numeric_limits<double>::infinity();
  /// The text that the function was compiled from: graphs and surfaces without a name are called what stands there.
  /// Empty: what adc makes of it.
  std::string program;
};

/// A word such as "x=-5:5".
struct NamedRange {
  std::string name;  ///< as inputs are spelt
  Range range;
};

/// The range that a word gives: a name, `=`, and two constant expressions with a colon between, each of which may be
/// missing: "x=-5:5", "t=0:2pi", "a=0:". Nullopt for what is no such word: without a colon outside of brackets behind
/// the
/// `=`, or without a name. Errors: "bad-value" where an end is no number or the range is empty.
[[nodiscard]] ADC_API Result<std::optional<NamedRange>> read_range(std::string_view word);

/// The picture of a program of one or two inputs, which are numbers.
///
/// Of one input: the graphs of all outputs. Of two: where the output is a comparison by `==`, the curve on which it
/// holds; of another condition, the area where it holds; of other numbers, contours.
///
/// **Ranges** that are given are kept. Others are found: of inputs by zeros, extrema, poles, jumps, kinks and ends of
/// the domain, which are looked for on several scales; of values by those that are seen, without the neighbourhood of
/// poles. **Sampling** is adaptive, by values and derivatives: a graph is within a quarter of a pixel of the function
/// in a picture 720 pixels wide, also between the samples, as far as its derivatives there say; it is parted at poles
/// and jumps, which are found to 1e-12 of the range, and these, kinks and places without a value are marked. Contours
/// are traced through a mesh of triangles that is finer where they bend, and where the gradients say that one may pass
/// unseen; their points satisfy f = c to rounding.
///
/// In a picture of one input, names in `ranges`, `log` and `units` that are no input's may be "y", "value" or that of
/// an output: they stand for the axis of values.
///
/// Errors: "missing-input" (more inputs than two, or none), "bad-value" (a range that is none, or that doubles do not
/// resolve; a logarithmic axis that is not positive), "unknown-variable" (of `ranges`, `axes`, `log`, `units`),
/// "bad-input" (an input that is a tensor), "not-finite" (nowhere a value), "interrupted", "too-long", limits.
/// Thread-safe.
[[nodiscard]] ADC_API Result<Scene> plot(const Function& function, const PlotOptions& options = {});

/// The inputs that are drawn along x and y, by their places: as many as the program has, at most two.
[[nodiscard]] ADC_API std::vector<std::size_t> axis_inputs(const Function& function, const PlotOptions& options = {});

/// `compile`, but that an `=` which defines nothing, as in `x^2 + y^2 = 1`, is the comparison by `==`.
/// `ranged`: names that ranges are given for; they are inputs where the program uses them, also those of constants, as
/// `e` is one.
[[nodiscard]] ADC_API Result<Function> compile_picture(std::string_view text, const CompileOptions& options = {},
                                                       std::span<const std::string> ranged = {});

/// Points with their axes, without a function.
[[nodiscard]] ADC_API Scene plot_data(const std::vector<Data>& data, const std::string& x_title,
                                      const std::string& y_title);

/// Adds a path: a line with its points marked, a ring where it begins, and a diamond where it ends.
ADC_API void add_path(Scene& scene, const std::string& name, const std::vector<Point>& points, const Colour& colour);

/// How a descent goes on.
struct DescentOptions {
  std::size_t steps = 200;     ///< at most
  std::optional<double> rate;  ///< of each step, as in gradient descent; else it is searched along each gradient
  double tolerance = 1e-6;     ///< ends where the gradient, by the first one, is smaller
  const std::atomic<bool>* stop = nullptr;
};

/// The points of steepest descent from `start`, the first of them: `start` has one number per input. A step that is
/// searched is halved or doubled until f falls by a tenth of what the gradient promises (Armijo 1966). It ends where
/// nothing is finite any more, and where it runs away: a thousand times as far as it began. Errors: "several-outputs",
/// "wrong-size", limits.
[[nodiscard]] ADC_API Result<std::vector<std::vector<double>>> descend(const Function& function,
                                                                       std::span<const double> start,
                                                                       const DescentOptions& options = {});

/// Numbers, and perhaps gradients, of a function of two numbers that is no program: `gradients` has as many as
/// `points`, or none where they are not wanted.
using Surface =
    std::function<void(std::span<const Point> points, std::span<double> values, std::span<Point> gradients)>;

/// A surface whose gradients are differences of its values.
[[nodiscard]] ADC_API Surface by_differences(
    const std::function<void(std::span<const Point>, std::span<double>)>& values, const Axis& x, const Axis& y);

/// Contours of `surface` in the part of the plane that the scene's axes show: they, and shades between them, are added
/// to `scene`, with what there is to say of their levels. Options: `levels`, `level_count`, `shade`, `stop`. Errors:
/// "interrupted", and what `surface` throws.
ADC_API void add_contours(Scene& scene, const Surface& surface, const PlotOptions& options = {});

/// The areas that lie one on another: first where the surface has a value, and then where it is at least each level.
/// Their borders are traced as contours are. Errors: "interrupted", and what `surface` throws.
[[nodiscard]] ADC_API std::vector<Area> areas_above(const Scene& scene, const Surface& surface,
                                                    std::span<const double> levels,
                                                    const std::atomic<bool>* stop = nullptr);

}  // namespace adc::inline ADC_ABI::plot
