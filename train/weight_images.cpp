#include "adc/train/weight_images.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kGreys = 65;  ///< an odd number, so that 0 has one
constexpr std::size_t kGap = 1;     ///< pixels between images
constexpr double kImage = 64;       ///< an image's larger side on the screen
constexpr std::size_t kNone = kGreys / 2;

std::size_t grey(double weight, double largest) {
  if (!(largest > 0) || !std::isfinite(weight)) return kNone;
  const double part = (weight / largest + 1) / 2;
  return static_cast<std::size_t>(std::lround(part * static_cast<double>(kGreys - 1)));
}

}  // namespace

std::string weight_images(std::span<const double> weights, std::size_t units, std::size_t height, std::size_t width) {
  const auto columns = static_cast<std::size_t>(std::max(
      1.0, std::ceil(
               std::sqrt(static_cast<double>(units * height) / static_cast<double>(std::max<std::size_t>(1, width))))));
  const std::size_t rows = (units + columns - 1) / columns;
  // One path per grey: most pixels share theirs with others.
  std::array<std::string, kGreys> paths;
  for (std::size_t unit = 0; unit < units; ++unit) {
    const std::span own = weights.subspan(unit * height * width, height * width);
    double largest = 0;
    for (const double weight : own) largest = std::max(largest, std::isfinite(weight) ? std::abs(weight) : 0);
    const std::size_t left = kGap + unit % columns * (width + kGap);
    const std::size_t top = kGap + unit / columns * (height + kGap);
    for (std::size_t pixel = 0; pixel < own.size(); ++pixel) {
      paths.at(grey(own[pixel], largest)) += fmt::format("M{} {}h1v1h-1z", left + pixel % width, top + pixel / width);
    }
  }
  const std::size_t all_width = kGap + columns * (width + kGap);
  const std::size_t all_height = kGap + rows * (height + kGap);
  const double scale = kImage / static_cast<double>(std::max({height, width, std::size_t{1}}));
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{2:.0f}\" height=\"{3:.0f}\" "
      "shape-rendering=\"crispEdges\">\n<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
      all_width, all_height, static_cast<double>(all_width) * scale, static_cast<double>(all_height) * scale);
  for (std::size_t level = 0; level < kGreys; ++level) {
    if (paths.at(level).empty()) continue;
    const std::size_t shade = 255 * level / (kGreys - 1);
    svg += fmt::format("<path fill=\"#{0:02x}{0:02x}{0:02x}\" d=\"{1}\"/>\n", shade, paths.at(level));
  }
  return svg + "</svg>\n";
}

}  // namespace adc::inline ADC_ABI::train
