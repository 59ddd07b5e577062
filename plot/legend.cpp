#include "plot/legend.h"

#include <algorithm>

namespace adc::inline ADC_ABI::plot {

std::vector<LegendEntry> legend(const Scene& scene) {
  using Kind = LegendEntry::Kind;
  std::vector<LegendEntry> entries;
  const auto add = [&](LegendEntry entry) {
    const auto is_same = [&](const LegendEntry& other) { return other.name == entry.name && other.kind == entry.kind; };
    if (entry.name.empty() || std::ranges::any_of(entries, is_same)) return;
    entries.push_back(std::move(entry));
  };
  for (const Curve& curve : scene.curves) {
    add({.kind = curve.marked ? Kind::MarkedLine : Kind::Line,
         .name = curve.name,
         .colour = curve.colour,
         .width = curve.width,
         .dash = curve.dash});
  }
  for (const Markers& markers : scene.markers)
    add({.kind = Kind::Marker, .name = markers.name, .colour = markers.colour, .shape = markers.shape});
  for (const Area& area : scene.areas) {
    add({.kind = area.hatched ? Kind::Hatched : Kind::Area,
         .name = area.name,
         .colour = area.colour,
         .opacity = area.opacity});
  }
  for (const Arrows& arrows : scene.arrows) add({.kind = Kind::Arrow, .name = arrows.name, .colour = arrows.colour});
  for (const Guide& guide : scene.guides) add({.name = guide.name, .colour = guide.colour, .dash = guide.dash});
  return entries;
}

}  // namespace adc::inline ADC_ABI::plot
