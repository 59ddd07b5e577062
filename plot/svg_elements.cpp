#include "plot/svg_elements.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace adc::inline ADC_ABI::plot {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\n':
      case '\t': result += ' '; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) result += c;
    }
  }
  return result;
}

std::string pixels(double value) {
  std::array<char, 32> buffer{};
  const double rounded = std::round(std::clamp(value, -1e5, 1e5) * 100) / 100 + 0.0;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded);
  return {buffer.data(), error == std::errc{} ? end : buffer.data()};
}

std::string hex(const Colour& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

double text_width(std::string_view text, double size) {
  double ems = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xc0U) == 0x80U) continue;  // a further byte of a character
    const bool is_narrow = std::string_view("iljtfr.,:;'|()[]! ").find(c) != std::string_view::npos;
    const bool is_wide = std::string_view("mwMW@%").find(c) != std::string_view::npos;
    ems += is_narrow ? 0.35 : is_wide ? 0.9 : 0.6;
  }
  return ems * size;
}

std::string text_element(double x, double y, std::string_view anchor, std::string_view text, std::string_view more) {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", pixels(x), pixels(y), anchor, more,
                     escaped(text));
}

std::string path_data(const std::vector<Point>& line, bool is_closed) {
  std::string data;
  for (std::size_t i = 0; i < line.size(); ++i) {
    data += i == 0 ? 'M' : 'L';
    data += pixels(line[i].x) + " " + pixels(line[i].y);
  }
  return is_closed ? data + "z" : data;
}

std::string stroke(const Colour& colour, double width, Dash dash) {
  std::string text = fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", hex(colour), pixels(width));
  if (dash == Dash::Dashed) text += " stroke-dasharray=\"6 4\"";
  if (dash == Dash::Dotted) text += " stroke-dasharray=\"1.5 3.5\"";
  return text;
}

std::string marker_element(const Point& at, Shape shape, double size, const Colour& colour) {
  const auto polygon = [&](const std::vector<std::array<double, 2>>& corners) {
    std::vector<Point> points;
    points.reserve(corners.size());
    for (const auto& [x, y] : corners) points.push_back({at.x + x * size, at.y + y * size});
    return fmt::format("<path d=\"{}\" fill=\"{}\" stroke=\"white\" stroke-width=\"0.8\"/>\n", path_data(points, true),
                       hex(colour));
  };
  switch (shape) {
    case Shape::Dot:
      return fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"white\" stroke-width=\"0.8\"/>\n",
                         pixels(at.x), pixels(at.y), pixels(size), hex(colour));
    case Shape::Ring:
      return fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"white\"{}/>\n", pixels(at.x), pixels(at.y),
                         pixels(size), stroke(colour, 1.6));
    case Shape::Square: return polygon({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}});
    case Shape::Triangle: return polygon({{0, -1.2}, {1.1, 0.8}, {-1.1, 0.8}});
    case Shape::Diamond: return polygon({{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}});
    case Shape::Cross:
      return fmt::format("<path d=\"M{0} {2}L{1} {3}M{0} {3}L{1} {2}\" fill=\"none\"{4}/>\n", pixels(at.x - size),
                         pixels(at.x + size), pixels(at.y - size), pixels(at.y + size), stroke(colour, 1.8));
  }
  return "";
}

std::string arrow_element(const Point& from, const Point& to, const Colour& colour) {
  const double dx = to.x - from.x;
  const double dy = to.y - from.y;
  const double length = std::hypot(dx, dy);
  if (!(length > 0.5)) return "";
  const double head = std::min(6.0, 0.45 * length);
  const auto beside = [&](double back, double side) {
    return Point{to.x - (dx * back - dy * side) / length, to.y - (dy * back + dx * side) / length};
  };
  return fmt::format("<path d=\"{}\" fill=\"none\"{}/>\n<path d=\"{}\" fill=\"{}\"/>\n",
                     path_data({from, beside(head * 0.8, 0)}), stroke(colour, 1.2),
                     path_data({to, beside(head, head * 0.45), beside(head, -head * 0.45)}, true), hex(colour));
}

}  // namespace adc::inline ADC_ABI::plot
