#include "plot/svg_layout.h"

#include <algorithm>
#include <utility>

#include "plot/svg_elements.h"
#include "plot/ticks.h"

namespace adc::inline ADC_ABI::plot {
namespace {

/// The legend's entries in rows that are not wider than `width`.
std::vector<std::vector<LegendEntry>> legend_rows(const Scene& scene, double width) {
  std::vector<std::vector<LegendEntry>> rows;
  double used = width;
  for (LegendEntry& entry : legend(scene)) {
    const double wide = entry_width(entry);
    if (rows.empty() || used + wide > width) {
      rows.emplace_back();
      used = 0;
    }
    used += wide;
    rows.back().push_back(std::move(entry));
  }
  return rows;
}

/// Lines of text that are not wider than `width`, parted at blanks.
std::vector<std::string> wrapped(const std::vector<std::string>& texts, double width, double size) {
  std::vector<std::string> lines;
  for (const std::string& text : texts) {
    std::string line;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find(' ', begin), text.size());
      const std::string word = text.substr(begin, end - begin);
      if (!line.empty() && text_width(line + " " + word, size) > width) {
        lines.push_back(line);
        line = "  " + word;
      } else {
        line += (line.empty() ? "" : " ") + word;
      }
      begin = end + 1;
    }
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

double entry_width(const LegendEntry& entry) { return 34 + text_width(entry.name, kText) + 16; }

SvgLayout::SvgLayout(const Scene& scene, double width, double height)
    : legend_(legend_rows(scene, width - 80)), notes_(wrapped(scene.notes, width - 40, kSmall)) {
  double labels = 0;
  for (const Tick& tick : ticks(drawable(scene.y), 9)) labels = std::max(labels, text_width(tick.text, kText));
  const double title = scene.title.empty() ? 0 : 24;
  legend_top_ = 18 + title;
  box_.left = 16 + labels + (axis_text(scene.y).empty() ? 0 : 22);
  box_.top = 14 + title + kLegendLine * static_cast<double>(legend_.size());
  const double below = 32 + (axis_text(scene.x).empty() ? 0 : 20) + kNoteLine * static_cast<double>(notes_.size());
  box_.width = std::max(20.0, width - box_.left - 22);
  box_.height = std::max(20.0, height - box_.top - below);
}

}  // namespace adc::inline ADC_ABI::plot
