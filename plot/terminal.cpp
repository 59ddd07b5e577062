// Scenes as characters.
#include <algorithm>
#include <cmath>

#include "adc/scene.hpp"
#include "plot/canvas.h"
#include "plot/contour_labels.h"
#include "plot/legend.h"
#include "plot/projection.h"
#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr double kExact = 0.25;  ///< of lines, in dots
constexpr double kWide = 2;      ///< dots across a character
constexpr double kHigh = 4;      ///< dots down a character

std::ptrdiff_t length(std::string_view text) { return static_cast<std::ptrdiff_t>(code_points(text).size()); }

double dots_wide(std::string_view text, double /*height*/) { return kWide * static_cast<double>(length(text)); }

/// What a legend shows beside a name.
std::string sample(const LegendEntry& entry) {
  using Kind = LegendEntry::Kind;
  switch (entry.kind) {
    case Kind::Line: return entry.dash == Dash::Solid ? "──" : entry.dash == Dash::Dashed ? "╌╌" : "┈┈";
    case Kind::MarkedLine: return "─•─";
    case Kind::Area:
    case Kind::Hatched: return "░░";
    case Kind::Arrow: return "→";
    case Kind::Marker: break;
  }
  switch (entry.shape) {
    case Shape::Dot: return "●";
    case Shape::Ring: return "○";
    case Shape::Square: return "■";
    case Shape::Cross: return "×";
    case Shape::Triangle: return "▲";
    case Shape::Diamond: return "◆";
  }
  return "";
}

/// A text of one colour in the lines below a picture.
struct Piece {
  std::string text;
  std::optional<Colour> colour;
};
using Line = std::vector<Piece>;

/// `text` in lines of so many characters, parted at blanks.
std::vector<Line> wrapped(const std::string& text, std::ptrdiff_t columns) {
  std::vector<Line> lines;
  std::string line;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!line.empty() && length(line) + 1 + length(word) > columns) {
      lines.push_back({{line, kGrey}});
      line = "  " + word;
    } else {
      line += (line.empty() ? "" : " ") + word;
    }
    begin = end + 1;
  }
  lines.push_back({{line, kGrey}});
  return lines;
}

/// The legend and the notes.
std::vector<Line> lines_below(const Scene& scene, std::size_t columns) {
  std::vector<Line> lines;
  std::size_t used = columns;
  for (const LegendEntry& entry : legend(scene)) {
    const std::string text = sample(entry) + " ";
    const auto wide = static_cast<std::size_t>(length(text) + length(entry.name) + 3);
    if (lines.empty() || used + wide > columns + 3) {
      lines.emplace_back();
      used = 0;
    }
    used += wide;
    lines.back().push_back({text, entry.colour});
    lines.back().push_back({entry.name + "   ", std::nullopt});
  }
  for (const std::string& note : scene.notes) {
    for (Line& line : wrapped(note, static_cast<std::ptrdiff_t>(columns))) lines.push_back(std::move(line));
  }
  return lines;
}

class TerminalDrawing {
 public:
  TerminalDrawing(const Scene& scene, const TerminalOptions& options)
      : scene_(scene),
        canvas_(std::clamp<std::size_t>(options.columns, 30, 1000), std::clamp<std::size_t>(options.rows, 10, 1000)),
        below_(lines_below(scene, canvas_.columns())),
        projection_(scene, dots()),
        colour_(options.colour) {}

  [[nodiscard]] std::string text() {
    for (const Area& area : scene_.areas) {
      if (!area.name.empty()) draw(area);
    }
    for (const Guide& guide : scene_.guides) draw(guide);
    for (const Contour& contour : scene_.contours) {
      for (const std::vector<Point>& line : contour.lines) polyline(line, contour.colour, Dash::Solid);
    }
    for (const Arrows& arrows : scene_.arrows) {
      for (const Arrow& arrow : arrows.arrows) draw(arrow, arrows.colour);
    }
    for (const Curve& curve : scene_.curves) polyline(curve.points, curve.colour, curve.dash);
    labels();
    for (const Curve& curve : scene_.curves) {
      if (curve.marked) characters(spread(curve.points), "•", curve.colour);
    }
    for (const Markers& markers : scene_.markers)
      characters(markers.points, sample({.kind = LegendEntry::Kind::Marker, .shape = markers.shape}), markers.colour);
    axes();
    std::string text = canvas_.text(colour_);
    while (text.ends_with("\n\n")) text.pop_back();
    return text;
  }

 private:
  /// The characters that are left for the picture.
  [[nodiscard]] Box dots() {
    std::ptrdiff_t labels = 0;
    for (const Tick& tick : ticks(drawable(scene_.y), 6)) labels = std::max(labels, length(tick.text));
    first_column_ = labels + 2;
    first_row_ = scene_.title.empty() && axis_text(scene_.y).empty() ? 0 : 1;
    const std::ptrdiff_t rows = static_cast<std::ptrdiff_t>(canvas_.rows()) - first_row_ - 3;
    // Some of the picture remains, whatever there is to say.
    const std::ptrdiff_t kept = std::max<std::ptrdiff_t>(4, rows - static_cast<std::ptrdiff_t>(below_.size()));
    if (kept + static_cast<std::ptrdiff_t>(below_.size()) > rows)
      below_.resize(static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, rows - kept)));
    last_row_ = first_row_ + kept;
    last_column_ = static_cast<std::ptrdiff_t>(canvas_.columns()) - 2;
    return {kWide * static_cast<double>(first_column_), kHigh * static_cast<double>(first_row_),
            kWide * static_cast<double>(last_column_ - first_column_) - 0.01,
            kHigh * static_cast<double>(last_row_ - first_row_) - 0.01};
  }

  void polyline(const std::vector<Point>& line, const Colour& colour, Dash dash) {
    for (const std::vector<Point>& part : visible_parts(projection_(line), projection_.box(), kExact)) {
      for (std::size_t i = 0; i + 1 < part.size(); ++i) canvas_.line(part[i], part[i + 1], colour, dash);
    }
  }

  [[nodiscard]] bool is_inside(const Point& p) const {
    const Box& b = projection_.box();
    return is_finite(p) && p.x >= b.left && p.x <= b.right() && p.y >= b.top && p.y <= b.bottom();
  }

  /// Every fourth dot inside, by how often a ray to the left crosses the rings.
  void draw(const Area& area) {
    const Box& b = projection_.box();
    for (double y = std::floor(b.top) + 2; y < b.bottom(); y += 4) {
      std::vector<double> crossings;
      for (const std::vector<Point>& ring : area.rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
          const Point from = projection_(ring[i]);
          const Point to = projection_(ring[(i + 1) % ring.size()]);
          if ((from.y <= y) == (to.y <= y)) continue;
          crossings.push_back(from.x + (y - from.y) / (to.y - from.y) * (to.x - from.x));
        }
      }
      std::ranges::sort(crossings);
      for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
        for (double x = std::ceil(std::max(b.left, crossings[i]) / 4) * 4; x <= std::min(crossings[i + 1], b.right());
             x += 4) {
          canvas_.dot(static_cast<std::ptrdiff_t>(x), static_cast<std::ptrdiff_t>(y), area.colour);
        }
      }
    }
  }

  void draw(const Guide& guide) {
    const Box& b = projection_.box();
    const double at = guide.vertical ? projection_.x(guide.at) : projection_.y(guide.at);
    const Point from = guide.vertical ? Point{at, b.top} : Point{b.left, at};
    const Point to = guide.vertical ? Point{at, b.bottom()} : Point{b.right(), at};
    if (is_inside(from)) canvas_.line(from, to, guide.colour, guide.dash);
  }

  void draw(const Arrow& arrow, const Colour& colour) {
    const Point from = projection_(arrow.from);
    const Point to = projection_(arrow.to);
    if (!is_inside(from) || !is_inside(to)) return;
    constexpr std::string_view kHeads[] = {"→", "↗", "↑", "↖", "←", "↙", "↓", "↘"};
    const double turns = std::atan2(from.y - to.y, to.x - from.x) / (2 * std::acos(-1.0));
    const auto eighth = static_cast<std::size_t>(std::lround(turns * 8) + 8) % 8;
    character(from, kHeads[eighth], colour);
  }

  void character(const Point& at, std::string_view text, const Colour& colour) {
    canvas_.text(static_cast<std::ptrdiff_t>(at.x / kWide), static_cast<std::ptrdiff_t>(at.y / kHigh), text, colour);
  }

  void characters(const std::vector<Point>& points, std::string_view text, const Colour& colour) {
    for (const Point& p : points) {
      const Point at = projection_(p);
      if (is_inside(at)) character(at, text, colour);
    }
  }

  /// Points that are some characters apart.
  [[nodiscard]] std::vector<Point> spread(const std::vector<Point>& points) const {
    std::vector<Point> kept;
    Point last{-1e9, -1e9};
    for (const Point& p : points) {
      const Point at = projection_(p);
      if (!is_finite(at) || std::hypot(at.x - last.x, at.y - last.y) < 2 * kHigh) continue;
      kept.push_back(p);
      last = at;
    }
    return kept;
  }

  void labels() {
    for (const ContourLabel& label : contour_labels(scene_, projection_, kHigh, &dots_wide)) {
      const Point begin{label.at.x - dots_wide(label.text, 0) / 2, label.at.y};
      character(begin, label.text, kInk);
    }
    for (const Text& text : scene_.texts) {
      const Point at = projection_(text.at);
      if (!is_inside(at)) continue;
      const double wide = dots_wide(text.text, 0);
      const Box& b = projection_.box();
      const double x = std::clamp(at.x - wide / 2, b.left, std::max(b.left, b.right() - wide));
      character({x, std::max(b.top, at.y - kHigh)}, text.text, text.colour);
    }
  }

  void axes() {
    const Box& b = projection_.box();
    const auto right = static_cast<std::ptrdiff_t>(b.right() / kWide) + 1;
    const auto left = static_cast<std::ptrdiff_t>(b.left / kWide);
    const auto bottom = static_cast<std::ptrdiff_t>(b.bottom() / kHigh) + 1;
    for (std::ptrdiff_t row = first_row_; row < bottom; ++row) canvas_.text(left - 1, row, "│", std::nullopt);
    canvas_.text(left - 1, bottom, "└", std::nullopt);
    for (std::ptrdiff_t column = left; column < right; ++column) canvas_.text(column, bottom, "─", std::nullopt);
    const auto rows = static_cast<double>(bottom - first_row_);
    for (const Tick& tick : ticks(projection_.y_axis(), static_cast<std::size_t>(std::max(2.0, rows / 3)))) {
      const auto row = static_cast<std::ptrdiff_t>(std::min(projection_.y(tick.at), b.bottom()) / kHigh);
      canvas_.text(left - 1, row, "┤", std::nullopt);
      canvas_.text(left - 1 - length(tick.text), row, tick.text, std::nullopt);
    }
    std::ptrdiff_t free = 0;
    for (const Tick& tick :
         ticks(projection_.x_axis(), static_cast<std::size_t>(std::max(2.0, b.width / kWide / 10)))) {
      const auto column = static_cast<std::ptrdiff_t>(std::min(projection_.x(tick.at), b.right()) / kWide);
      canvas_.text(column, bottom, "┬", std::nullopt);
      const std::ptrdiff_t begin = std::clamp<std::ptrdiff_t>(
          column - length(tick.text) / 2, 0, static_cast<std::ptrdiff_t>(canvas_.columns()) - length(tick.text));
      if (begin < free) continue;
      canvas_.text(begin, bottom + 1, tick.text, std::nullopt);
      free = begin + length(tick.text) + 1;
    }
    titles(left, right, bottom);
  }

  void titles(std::ptrdiff_t left, std::ptrdiff_t right, std::ptrdiff_t bottom) {
    const std::string y_text = axis_text(scene_.y);
    canvas_.text(0, 0, y_text, std::nullopt);
    if (!scene_.title.empty()) {
      const std::ptrdiff_t middle = left + (right - left - length(scene_.title)) / 2;
      canvas_.text(std::max(middle, length(y_text) + 2), 0, scene_.title, std::nullopt);
    }
    const std::string x_text = axis_text(scene_.x);
    canvas_.text(left + std::max<std::ptrdiff_t>(0, (right - left - length(x_text)) / 2), bottom + 2, x_text,
                 std::nullopt);
    std::ptrdiff_t row = bottom + 3;
    for (const Line& line : below_) {
      std::ptrdiff_t column = 0;
      for (const Piece& piece : line) {
        canvas_.text(column, row, piece.text, piece.colour);
        column += length(piece.text);
      }
      ++row;
    }
  }

  const Scene& scene_;
  Canvas canvas_;
  std::vector<Line> below_;
  std::ptrdiff_t first_column_ = 0;
  std::ptrdiff_t first_row_ = 0;
  std::ptrdiff_t last_column_ = 0;
  std::ptrdiff_t last_row_ = 0;
  Projection projection_;
  bool colour_;
};

}  // namespace

std::string to_terminal(const Scene& scene, const TerminalOptions& options) {
  return TerminalDrawing(scene, options).text();
}

}  // namespace adc::inline ADC_ABI::plot
