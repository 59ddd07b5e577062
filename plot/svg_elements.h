// Elements of SVG as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adc/scene.hpp"

namespace adc::inline ADC_ABI::plot {

/// `text` with what XML reserves written as entities, and without the characters that it does not have.
[[nodiscard]] std::string escaped(std::string_view text);

/// A coordinate, to a hundredth of a pixel.
[[nodiscard]] std::string pixels(double value);

/// "#0072b2"
[[nodiscard]] std::string hex(const Colour& colour);

/// About how wide a text is in pixels, in a sans serif font of this size.
[[nodiscard]] double text_width(std::string_view text, double size);

/// A text whose anchor, "start", "middle" or "end", stands at a place; `more`: further attributes, which begin with a
/// blank.
[[nodiscard]] std::string text_element(double x, double y, std::string_view anchor, std::string_view text,
                                       std::string_view more = "");

/// The `d` of a path through pixels.
[[nodiscard]] std::string path_data(const std::vector<Point>& line, bool is_closed = false);

/// A stroke's attributes, with a blank before each.
[[nodiscard]] std::string stroke(const Colour& colour, double width, Dash dash = Dash::Solid);

/// A marker at a pixel.
[[nodiscard]] std::string marker_element(const Point& at, Shape shape, double size, const Colour& colour);

/// An arrow between pixels, with a head that fits its length.
[[nodiscard]] std::string arrow_element(const Point& from, const Point& to, const Colour& colour);

}  // namespace adc::inline ADC_ABI::plot
