// Pictures as data: what a plot shows, before it is drawn with any pixels.
//
//     adc::plot::Scene scene;
//     scene.curves.push_back({.name = "sin(x)", .points = {{0, 0}, {1, 0.84}}});
//     std::string svg = adc::plot::to_svg(scene);
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::plot {

/// A place in the units of the axes. Of what is drawn, places that are not finite, or not positive on a logarithmic
/// axis, leave a gap.
struct Point {
  double x = 0;
  double y = 0;

  friend bool operator==(const Point&, const Point&) = default;
};

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  friend bool operator==(const Colour&, const Colour&) = default;
};

/// Colours that people with any colour vision tell apart (Okabe and Ito 2008); they repeat after eight.
[[nodiscard]] ADC_API Colour series_colour(std::size_t i);

/// From dark (0, low) to pale (1, high), of one hue: what lies higher is lighter.
[[nodiscard]] ADC_API Colour ramp_colour(double part);

inline constexpr Colour kInk{30, 30, 30};
inline constexpr Colour kGrey{130, 130, 130};

enum class Scale : std::uint8_t { Linear, Log };

/// What one axis shows. On a logarithmic one both ends are positive.
struct Axis {
  std::string title;
  std::string unit;  ///< in brackets behind the title; may be empty
  double low = 0;
  double high = 1;
  Scale scale = Scale::Linear;
};

enum class Dash : std::uint8_t { Solid, Dashed, Dotted };

enum class Shape : std::uint8_t { Dot, Ring, Square, Cross, Triangle, Diamond };

/// A line from point to point.
struct Curve {
  std::string name;  ///< in the legend; none if empty
  std::vector<Point> points;
  Colour colour = series_colour(0);
  double width = 1.8;  ///< in pixels
  Dash dash = Dash::Solid;
  bool marked = false;  ///< dots at its points, as many as can be told apart
};

/// The lines on which a function has one value.
struct Contour {
  double level = 0;
  std::string label;                      ///< written on its longest lines; none if empty
  std::vector<std::vector<Point>> lines;  ///< one that is closed ends where it begins
  Colour colour = kGrey;
  double width = 1;
};

/// What lies inside an odd number of rings.
struct Area {
  std::string name;  ///< in the legend; none if empty
  std::vector<std::vector<Point>> rings;
  Colour colour = series_colour(0);
  double opacity = 0.25;
  bool hatched = false;  ///< with stripes, as for where there is nothing to see
};

/// Points of one kind.
struct Markers {
  std::string name;  ///< in the legend; none if empty
  std::vector<Point> points;
  Shape shape = Shape::Dot;
  Colour colour = series_colour(0);
  double size = 3.5;  ///< radius in pixels
};

struct Arrow {
  Point from;
  Point to;
};

/// Arrows of one kind.
struct Arrows {
  std::string name;  ///< in the legend; none if empty
  std::vector<Arrow> arrows;
  Colour colour = kGrey;
};

/// A line across the whole picture at one place of an axis, as of an asymptote.
struct Guide {
  std::string name;  ///< in the legend; none if empty, and one for all guides of one name
  bool vertical = true;
  double at = 0;
  Colour colour = kGrey;
  Dash dash = Dash::Dashed;
};

/// Words at a place, above it.
struct Text {
  Point at;
  std::string text;
  Colour colour = kInk;
};

/// A picture. It is drawn in the order of its members: areas lie below all, texts above.
struct Scene {
  std::string title;
  Axis x;
  Axis y;
  bool equal_scales = false;  ///< one unit is as long on both axes, as circles want it
  bool grid = true;
  std::vector<Area> areas;
  std::vector<Guide> guides;
  std::vector<Contour> contours;
  std::vector<Arrows> arrows;
  std::vector<Curve> curves;
  std::vector<Markers> markers;
  std::vector<Text> texts;
  std::vector<std::string> notes;  ///< what a person should know who reads the picture; written below it
};

struct SvgOptions {
  double width = 720;  ///< in pixels; between 100 and 10,000
  double height = 520;
};

/// The picture as a file of SVG 1.1: text, UTF-8, the same for equal scenes. O(scene).
[[nodiscard]] ADC_API std::string to_svg(const Scene& scene, const SvgOptions& options = {});

struct TerminalOptions {
  std::size_t columns = 80;  ///< characters; between 30 and 1,000
  std::size_t rows = 24;     ///< at most, with title, axes, legend and notes; between 10 and 1,000
  bool colour = false;       ///< by escape sequences of 256 colours
};

/// The picture as lines of text, each with a newline: its lines are dots of Braille, eight to a character. O(scene).
[[nodiscard]] ADC_API std::string to_terminal(const Scene& scene, const TerminalOptions& options = {});

}  // namespace adc::inline ADC_ABI::plot
