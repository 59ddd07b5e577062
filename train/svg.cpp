#include "train/svg.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kWidth = 640;
constexpr double kHeight = 510;
constexpr double kLeft = 70;
constexpr double kRight = 130;  ///< room for the legend
constexpr double kTop = 20;
constexpr double kBottom = 50;

/// A coordinate, to a hundredth of a pixel.
std::string pixels(double value) {
  std::array<char, 32> buffer{};
  const double rounded = std::round(std::clamp(value, -1e6, 1e6) * 100) / 100;
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), rounded);
  return {buffer.data(), error == std::errc{} ? end : buffer.data()};
}

/// A number at a tick, without digits that rounding made.
std::string tick_text(double value) {
  std::array<char, 32> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, 6);
  return {buffer.data(), error == std::errc{} ? end : buffer.data()};
}

/// Round numbers in [low, high], five or so: multiples of 1, 2 or 5 times a power of ten.
std::vector<double> round_numbers(double low, double high) {
  const double rough = (high - low) / 5;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double times = rough / power;
  const double step = power * (times < 1.5 ? 1 : times < 3.5 ? 2 : times < 7.5 ? 5 : 10);
  std::vector<double> numbers;
  for (double i = std::ceil(low / step); i * step <= high && numbers.size() < 20; ++i)
    numbers.push_back(i * step + 0.0);
  return numbers;
}

/// Round numbers between powers of ten, by their logarithms: 1, 2 and 5 of each decade, or powers of ten alone where
/// there are many.
std::vector<double> round_powers(double low, double high) {
  if (high - low > 6) {
    std::vector<double> powers = round_numbers(low, high);
    std::erase_if(powers, [](double power) { return power != std::round(power); });
    return powers;
  }
  std::vector<double> logarithms;
  for (double power = std::floor(low); power <= high; ++power) {
    for (const double times : {1.0, 2.0, 5.0}) {
      const double at = power + std::log10(times);
      const bool shown = times == 1 || high - low < 3;
      if (shown && at >= low && at <= high) logarithms.push_back(at);
    }
  }
  return logarithms;
}

std::string text_at(const std::string& x, const std::string& y, std::string_view anchor, std::string_view text,
                    std::string_view more = "") {
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more, escaped(text));
}

/// A window of some extent around the given one.
Window drawable(Window window) {
  const auto widen = [](double& low, double& high) {
    if (!(std::isfinite(low) && std::isfinite(high))) low = high = 0;
    if (high > low) return;
    const double half = std::max(1e-3, std::abs(low) / 2);
    low -= half;
    high += half;
  };
  widen(window.left, window.right);
  widen(window.bottom, window.top);
  return window;
}

}  // namespace

Svg::Svg(const Window& window, std::string_view x_name, std::string_view y_name, bool log_y)
    : window_(drawable(window)), log_y_(log_y) {
  const std::string middle_x = pixels((kLeft + kWidth - kRight) / 2);
  const std::string middle_y = pixels((kTop + kHeight - kBottom) / 2);
  ticks();
  axes_ += text_at(middle_x, pixels(kHeight - 12), "middle", x_name);
  axes_ += text_at("16", middle_y, "middle", y_name, fmt::format(" transform=\"rotate(-90 16 {})\"", middle_y));
}

void Svg::ticks() {
  const std::string bottom = pixels(kHeight - kBottom);
  const std::string left = pixels(kLeft);
  for (const double at : round_numbers(window_.left, window_.right)) {
    axes_ += fmt::format("<path d=\"M{} {}v5\" stroke=\"black\"/>\n", x(at), bottom);
    axes_ += text_at(x(at), pixels(kHeight - kBottom + 18), "middle", tick_text(at));
  }
  const auto heights = log_y_ ? round_powers(window_.bottom, window_.top) : round_numbers(window_.bottom, window_.top);
  for (const double at : heights) {
    axes_ += fmt::format("<path d=\"M{} {}h-5\" stroke=\"black\"/>\n", left, y(at));
    axes_ += text_at(pixels(kLeft - 8), y(at), "end", tick_text(log_y_ ? std::pow(10, at) : at), " dy=\"4\"");
  }
}

std::string Svg::x(double value) const {
  return pixels(kLeft + (value - window_.left) / (window_.right - window_.left) * (kWidth - kLeft - kRight));
}

std::string Svg::y(double value) const {
  return pixels(kTop + (window_.top - value) / (window_.top - window_.bottom) * (kHeight - kTop - kBottom));
}

void Svg::line(std::span<const double> points, std::string_view colour, double width) {
  std::string path;
  bool pen_is_down = false;
  for (std::size_t i = 0; i + 1 < points.size(); i += 2) {
    if (std::isfinite(points[i]) && std::isfinite(points[i + 1])) {
      path += fmt::format("{}{} {}", pen_is_down ? "L" : "M", x(points[i]), y(points[i + 1]));
      pen_is_down = true;
    } else {
      pen_is_down = false;
    }
  }
  body_ += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"/>\n",
                       path, colour, pixels(width));
}

void Svg::dot(double at_x, double at_y, double radius, std::string_view fill, std::string_view stroke) {
  if (!std::isfinite(at_x) || !std::isfinite(at_y)) return;
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"{}\"/>\n", x(at_x), y(at_y),
                       pixels(radius), fill, stroke);
}

void Svg::area(const Window& corners, std::string_view fill) {
  body_ +=
      fmt::format("<path d=\"M{} {}H{}V{}H{}z\" fill=\"{}\" fill-opacity=\"0.25\" shape-rendering=\"crispEdges\"/>\n",
                  x(corners.left), y(corners.bottom), x(corners.right), y(corners.top), x(corners.left), fill);
}

void Svg::legend(std::string_view name, std::string_view colour) {
  const double at = kTop + 10 + 18 * legends_++;
  axes_ +=
      fmt::format("<path d=\"M{} {}h16\" stroke=\"{}\" stroke-width=\"4\"/>\n{}", pixels(kWidth - kRight + 10),
                  pixels(at), colour, text_at(pixels(kWidth - kRight + 32), pixels(at), "start", name, " dy=\"4\""));
}

std::string Svg::text() const {
  const std::string frame = fmt::format(" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", pixels(kLeft), pixels(kTop),
                                        pixels(kWidth - kLeft - kRight), pixels(kHeight - kTop - kBottom));
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + pixels(kWidth) + " " + pixels(kHeight) +
         "\" width=\"" + pixels(kWidth) + "\" height=\"" + pixels(kHeight) +
         "\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
         "<clipPath id=\"frame\"><rect" +
         frame + "/></clipPath>\n<g clip-path=\"url(#frame)\">\n" + body_ +
         "</g>\n<g stroke=\"black\" fill=\"none\"><rect" + frame + "/>\n</g>\n<g fill=\"black\">\n" + axes_ +
         "</g>\n</svg>\n";
}

std::string_view colour(std::size_t i) {
  constexpr std::array<std::string_view, 8> kColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                     "#e69f00", "#56b4e9", "#f0e442", "#000000"};
  return kColours.at(i % kColours.size());
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      default: result += c;
    }
  }
  return result;
}

}  // namespace adc::inline ADC_ABI::train
