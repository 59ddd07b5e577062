#include "bench/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace adc::bench {
namespace {

// In pixels.
constexpr double kRow = 20;
constexpr double kTop = 34;
constexpr double kLabels = 430;
constexpr double kWidth = 900;
constexpr double kRight = 60;

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      default: result += c;
    }
  }
  return result;
}

/// A logarithmic axis over decades that hold all ratios.
struct Axis {
  int low = -1;
  int high = 1;

  [[nodiscard]] double x(double ratio) const {
    const double part = (std::log10(ratio) - low) / (high - low);
    return kLabels + (kWidth - kRight - kLabels) * std::clamp(part, 0.0, 1.0);
  }
};

Axis axis_of(const std::vector<Bar>& bars) {
  Axis axis;
  for (const Bar& bar : bars) {
    axis.low = std::min(axis.low, static_cast<int>(std::floor(std::log10(bar.ratio))));
    axis.high = std::max(axis.high, static_cast<int>(std::ceil(std::log10(bar.ratio))));
  }
  return axis;
}

std::string line(double x1, double y1, double x2, double y2, const char* stroke) {
  return fmt::format(R"(<line x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}" stroke="{}"/>)", x1, y1, x2, y2, stroke) +
         "\n";
}

std::string words(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", x, y, anchor, escaped(text)) + "\n";
}

}  // namespace

std::string chart(const std::string& title, const std::vector<Bar>& bars) {
  const double height = kTop + kRow * static_cast<double>(bars.size()) + 10;
  const Axis axis = axis_of(bars);
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0:.0f}" height="{1:.0f}" viewBox="0 0 {0:.0f} {1:.0f}" )"
      R"(font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="white"/>)",
      kWidth, height);
  svg += '\n' + words(8, 16, "start", title + ": times, as ratios; less than 1 is faster");
  for (int decade = axis.low; decade <= axis.high; ++decade) {
    const double x = axis.x(std::pow(10, decade));
    svg += line(x, kTop - 6, x, height - 8, decade == 0 ? "#444" : "#ddd");
    svg += words(x, kTop - 8, "middle", fmt::format("{:g}", std::pow(10, decade)));
  }
  double y = kTop;
  for (const Bar& bar : bars) {
    const double from = std::min(axis.x(1), axis.x(bar.ratio));
    const double to = std::max(axis.x(1), axis.x(bar.ratio));
    svg += words(kLabels - 8, y + 13, "end", bar.label);
    svg += fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="12" fill="{}"/>)", from, y + 3,
                       std::max(to - from, 1.0), bar.ratio <= 1 ? "#4a90d9" : "#d98a4a") +
           "\n";
    svg += line(axis.x(bar.ratio * (1 - std::min(bar.spread, 0.9))), y + 9, axis.x(bar.ratio * (1 + bar.spread)), y + 9,
                "#222");
    svg += words(to + 6, y + 13, "start", fmt::format("{:.3g}", bar.ratio));
    y += kRow;
  }
  return svg + "</svg>\n";
}

}  // namespace adc::bench
