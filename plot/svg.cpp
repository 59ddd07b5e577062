// Scenes as SVG.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "adc/scene.hpp"
#include "plot/contour_labels.h"
#include "plot/legend.h"
#include "plot/projection.h"
#include "plot/svg_elements.h"
#include "plot/svg_layout.h"
#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr double kExact = 0.1;  ///< of lines, in pixels

constexpr double kRough = 0.35;  ///< of borders of areas, which have no line of their own

constexpr std::string_view kId = "adc-plot";  ///< what ids begin with until the picture is done

/// FNV-1a (Fowler, Noll and Vo).
std::uint64_t fingerprint(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

class Drawing {
 public:
  Drawing(const Scene& scene, const SvgOptions& options)
      : scene_(scene),
        width_(std::clamp(options.width, 100.0, 1e4)),
        height_(std::clamp(options.height, 100.0, 1e4)),
        layout_(scene, width_, height_),
        projection_(scene, layout_.box()) {
    // Where equal scales leave room below, there is none to leave.
    height_ -= layout_.box().height - projection_.box().height;
  }

  [[nodiscard]] std::string text() {
    areas();
    grid();
    guides();
    contours();
    for (const Arrows& arrows : scene_.arrows) arrows_of(arrows);
    for (const Curve& curve : scene_.curves) draw(curve);
    for (const Markers& markers : scene_.markers) draw(markers);
    texts();
    ticks_and_titles();
    legend_and_notes();
    name_ids();
    const Box& b = projection_.box();
    const std::string frame = fmt::format("x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", pixels(b.left), pixels(b.top),
                                          pixels(b.width), pixels(b.height));
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
        "font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\" font-size=\"{2}\">\n{3}<rect width=\"100%\" "
        "height=\"100%\" fill=\"white\"/>\n<defs>\n<clipPath id=\"{8}\"><rect {4}/></clipPath>\n{5}</defs>\n<g "
        "clip-path=\"url(#{8})\">\n{6}</g>\n<rect {4} fill=\"none\" stroke=\"#1e1e1e\"/>\n<g "
        "fill=\"#1e1e1e\">\n{7}</g>\n</svg>\n",
        pixels(width_), pixels(height_), pixels(kText),
        scene_.title.empty() ? "" : "<title>" + escaped(scene_.title) + "</title>\n", frame, definitions_, inside_,
        around_, id_);
  }

 private:
  /// Ids of the picture's own, so that several pictures may stand in one page.
  void name_ids() {
    id_ = fmt::format("plot-{:016x}", fingerprint(inside_ + around_));
    for (std::string* const text : {&definitions_, &inside_, &around_})
      replace_all(*text, fmt::format("(#{}", kId), "(#" + id_);
    replace_all(definitions_, fmt::format("id=\"{}", kId), "id=\"" + id_);
  }

  [[nodiscard]] std::vector<std::vector<Point>> visible(const std::vector<Point>& line, double around) const {
    const Box& b = projection_.box();
    return visible_parts(projection_(line),
                         {b.left - around, b.top - around, b.width + 2 * around, b.height + 2 * around}, kExact);
  }

  [[nodiscard]] bool is_inside(const Point& p) const {
    const Box& b = projection_.box();
    return p.x >= b.left - 0.5 && p.x <= b.right() + 0.5 && p.y >= b.top - 0.5 && p.y <= b.bottom() + 0.5;
  }

  void areas() {
    int hatches = 0;
    for (const Area& area : scene_.areas) {
      std::string data;
      for (const std::vector<Point>& ring : area.rings) {
        // From a corner to the one across, so that the ends of the line stay.
        for (const std::vector<Point>& part : visible_parts(projection_(ring), {-1e5, -1e5, 2e5, 2e5}, kRough))
          data += path_data(part, true);
      }
      if (data.empty()) continue;
      std::string fill = hex(area.colour);
      if (area.hatched) {
        const std::string name = fmt::format("{}-{}", kId, hatches++);
        definitions_ += fmt::format(
            "<pattern id=\"{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\"><path d=\"M-2 2L2 -2M0 8L8 "
            "0M6 10L10 6\" stroke=\"{}\" stroke-width=\"1\"/></pattern>\n",
            name, fill);
        fill = "url(#" + name + ")";
      }
      inside_ += fmt::format("<path d=\"{}\" fill=\"{}\" fill-opacity=\"{}\" fill-rule=\"evenodd\"/>\n", data, fill,
                             pixels(area.opacity));
    }
  }

  void grid() {
    if (!scene_.grid) return;
    const Box& b = projection_.box();
    std::string data;
    for (const Tick& tick : x_ticks())
      data += fmt::format("M{} {}v{}", pixels(x(tick)), pixels(b.top), pixels(b.height));
    for (const Tick& tick : y_ticks())
      data += fmt::format("M{} {}h{}", pixels(b.left), pixels(y(tick)), pixels(b.width));
    inside_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#808080\" stroke-opacity=\"0.22\"/>\n", data);
    // Where a coordinate is 0 the line is darker.
    data.clear();
    const auto has_zero = [](const Axis& axis) { return axis.scale == Scale::Linear && axis.low < 0 && axis.high > 0; };
    if (has_zero(projection_.x_axis()))
      data += fmt::format("M{} {}v{}", pixels(projection_.x(0)), pixels(b.top), pixels(b.height));
    if (has_zero(projection_.y_axis()))
      data += fmt::format("M{} {}h{}", pixels(b.left), pixels(projection_.y(0)), pixels(b.width));
    if (!data.empty() && scene_.contours.empty())
      inside_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#808080\" stroke-opacity=\"0.7\"/>\n", data);
  }

  void guides() {
    const Box& b = projection_.box();
    for (const Guide& guide : scene_.guides) {
      const Point at{guide.vertical ? projection_.x(guide.at) : b.left,
                     guide.vertical ? b.top : projection_.y(guide.at)};
      if (!is_finite(at) || !is_inside(at)) continue;
      inside_ += fmt::format("<path d=\"M{} {}{}{}\" fill=\"none\"{}/>\n", pixels(at.x), pixels(at.y),
                             guide.vertical ? "v" : "h", pixels(guide.vertical ? b.height : b.width),
                             stroke(guide.colour, 1, guide.dash));
    }
  }

  void contours() {
    for (const Contour& contour : scene_.contours) {
      std::string data;
      for (const std::vector<Point>& line : contour.lines) {
        for (const std::vector<Point>& part : visible(line, 2)) data += path_data(part, part.front() == part.back());
      }
      if (data.empty()) continue;
      inside_ += fmt::format("<path d=\"{}\" fill=\"none\"{} stroke-linejoin=\"round\"/>\n", data,
                             stroke(contour.colour, contour.width));
    }
    std::vector<Point> taken;
    for (const Curve& curve : scene_.curves) {
      const std::vector<Point> points = projection_(curve.points);
      taken.insert(taken.end(), points.begin(), points.end());
    }
    for (const ContourLabel& label : contour_labels(scene_, projection_, kSmall, &text_width, std::move(taken))) {
      inside_ +=
          text_element(label.at.x, label.at.y, "middle", label.text,
                       fmt::format(" dy=\"3.5\" font-size=\"{}\" fill=\"{}\" stroke=\"white\" stroke-width=\"3\" "
                                   "paint-order=\"stroke\" transform=\"rotate({} {} {})\"",
                                   pixels(kSmall), hex(scene_.contours[label.contour].colour), pixels(label.degrees),
                                   pixels(label.at.x), pixels(label.at.y)));
    }
  }

  void arrows_of(const Arrows& arrows) {
    for (const Arrow& arrow : arrows.arrows) {
      const Point from = projection_(arrow.from);
      const Point to = projection_(arrow.to);
      if (is_finite(from) && is_finite(to)) inside_ += arrow_element(from, to, arrows.colour);
    }
  }

  void draw(const Curve& curve) {
    std::string data;
    for (const std::vector<Point>& part : visible(curve.points, 20)) data += path_data(part);
    if (!data.empty()) {
      inside_ += fmt::format("<path d=\"{}\" fill=\"none\"{} stroke-linejoin=\"round\" stroke-linecap=\"round\"/>\n",
                             data, stroke(curve.colour, curve.width, curve.dash));
    }
    if (!curve.marked) return;
    Point last{-1e9, -1e9};
    for (const Point& p : curve.points) {
      const Point at = projection_(p);
      if (!is_finite(at) || !is_inside(at) || std::hypot(at.x - last.x, at.y - last.y) < 9) continue;
      inside_ += marker_element(at, Shape::Dot, 2.6, curve.colour);
      last = at;
    }
  }

  void draw(const Markers& markers) {
    for (const Point& p : markers.points) {
      const Point at = projection_(p);
      if (is_finite(at) && is_inside(at)) inside_ += marker_element(at, markers.shape, markers.size, markers.colour);
    }
  }

  void texts() {
    for (const Text& text : scene_.texts) {
      const Point at = projection_(text.at);
      if (!is_finite(at) || !is_inside(at)) continue;
      const Box& b = projection_.box();
      const double half = text_width(text.text, kSmall) / 2;
      const double x = std::clamp(at.x, b.left + half + 2, std::max(b.left + half + 2, b.right() - half - 2));
      const double y = at.y - 7 < b.top + kSmall ? at.y + kSmall + 7 : at.y - 7;
      inside_ += text_element(x, y, "middle", text.text,
                              fmt::format(" font-size=\"{}\" fill=\"{}\" stroke=\"white\" stroke-width=\"3\" "
                                          "paint-order=\"stroke\"",
                                          pixels(kSmall), hex(text.colour)));
    }
  }

  void ticks_and_titles() {
    const Box& b = projection_.box();
    std::string marks;
    for (const Tick& tick : x_ticks()) {
      marks += fmt::format("M{} {}v5", pixels(x(tick)), pixels(b.bottom()));
      around_ += text_element(x(tick), b.bottom() + 18, "middle", tick.text);
    }
    for (const Tick& tick : y_ticks()) {
      marks += fmt::format("M{} {}h-5", pixels(b.left), pixels(y(tick)));
      around_ += text_element(b.left - 8, y(tick), "end", tick.text, " dy=\"4\"");
    }
    around_ += fmt::format("<path d=\"{}\" stroke=\"#1e1e1e\"/>\n", marks);
    if (const std::string title = axis_text(scene_.x); !title.empty())
      around_ += text_element(b.left + b.width / 2, b.bottom() + 38, "middle", title);
    if (const std::string title = axis_text(scene_.y); !title.empty()) {
      double labels = 0;
      for (const Tick& tick : y_ticks()) labels = std::max(labels, text_width(tick.text, kText));
      const double at_x = b.left - labels - 18;
      const double at_y = b.top + b.height / 2;
      around_ += text_element(at_x, at_y, "middle", title,
                              fmt::format(" transform=\"rotate(-90 {} {})\"", pixels(at_x), pixels(at_y)));
    }
    if (!scene_.title.empty()) {
      around_ += text_element(width_ / 2, 24, "middle", scene_.title,
                              fmt::format(" font-size=\"{}\" font-weight=\"bold\"", pixels(kTitle)));
    }
  }

  void legend_and_notes() {
    double at_y = layout_.legend_top();
    for (const std::vector<LegendEntry>& row : layout_.legend()) {
      double wide = 0;
      for (const LegendEntry& entry : row) wide += entry_width(entry);
      double at_x = std::max(8.0, (width_ - wide) / 2);
      for (const LegendEntry& entry : row) {
        sample(entry, at_x, at_y);
        around_ += text_element(at_x + 30, at_y, "start", entry.name, " dy=\"4\"");
        at_x += entry_width(entry);
      }
      at_y += kLegendLine;
    }
    double note_y = height_ - 8 - kNoteLine * (static_cast<double>(layout_.notes().size()) - 1);
    for (const std::string& note : layout_.notes()) {
      around_ +=
          text_element(16, note_y, "start", note, fmt::format(" font-size=\"{}\" fill=\"#555\"", pixels(kSmall)));
      note_y += kNoteLine;
    }
  }

  /// What a legend shows beside a name: the same as the picture.
  void sample(const LegendEntry& entry, double at_x, double at_y) {
    using Kind = LegendEntry::Kind;
    const Point middle{at_x + 12, at_y};
    switch (entry.kind) {
      case Kind::Line:
      case Kind::MarkedLine:
        around_ += fmt::format("<path d=\"M{} {}h24\" fill=\"none\"{}/>\n", pixels(at_x), pixels(at_y),
                               stroke(entry.colour, entry.width, entry.dash));
        if (entry.kind == Kind::MarkedLine) around_ += marker_element(middle, Shape::Dot, 2.6, entry.colour);
        break;
      case Kind::Area:
      case Kind::Hatched:
        around_ += fmt::format("<path d=\"M{} {}h20v12h-20z\" fill=\"{}\" fill-opacity=\"{}\"{}/>\n", pixels(at_x + 2),
                               pixels(at_y - 6),
                               entry.kind == Kind::Hatched ? fmt::format("url(#{}-0)", kId) : hex(entry.colour),
                               pixels(entry.opacity), stroke(entry.colour, 0.8));
        break;
      case Kind::Marker: around_ += marker_element(middle, entry.shape, 4, entry.colour); break;
      case Kind::Arrow: around_ += arrow_element({at_x, at_y}, {at_x + 24, at_y}, entry.colour); break;
    }
  }

  [[nodiscard]] std::vector<Tick> x_ticks() const {
    return ticks(projection_.x_axis(), static_cast<std::size_t>(std::max(2.0, projection_.box().width / 70)));
  }
  [[nodiscard]] std::vector<Tick> y_ticks() const {
    return ticks(projection_.y_axis(), static_cast<std::size_t>(std::max(2.0, projection_.box().height / 45)));
  }
  [[nodiscard]] double x(const Tick& tick) const { return projection_.x(tick.at); }
  [[nodiscard]] double y(const Tick& tick) const { return projection_.y(tick.at); }

  const Scene& scene_;
  double width_;
  double height_;
  SvgLayout layout_;
  Projection projection_;
  std::string definitions_;
  std::string inside_;
  std::string around_;
  std::string id_;
};

}  // namespace

std::string to_svg(const Scene& scene, const SvgOptions& options) { return Drawing(scene, options).text(); }

}  // namespace adc::inline ADC_ABI::plot
