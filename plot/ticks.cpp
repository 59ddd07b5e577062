#include "plot/ticks.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "plot/extent.h"

namespace adc::inline ADC_ABI::plot {
namespace {

constexpr int kLongest = 6;  ///< digits before, or zeros behind the point, that are still easy to read

/// The number with a real minus sign, and powers of ten as such.
std::string typeset(const std::string& text) {
  std::string result;
  const std::size_t exponent = text.find('e');
  const std::string mantissa = text.substr(0, exponent);
  for (const char c : mantissa) result += c == '-' ? std::string("−") : std::string(1, c);
  if (exponent == std::string::npos) return result;
  constexpr std::string_view kSuperscripts[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  int power = 0;
  std::string_view digits = std::string_view(text).substr(exponent + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  std::from_chars(digits.data(), digits.data() + digits.size(), power);
  std::string ten = "10";
  if (power < 0) ten += "⁻";
  for (const char c : std::to_string(std::abs(power))) ten += kSuperscripts[c - '0'];
  if (result == "1") return ten;
  if (result == "−1") return "−" + ten;
  return result + "×" + ten;
}

/// Multiples of a step in a range, by what they are multiplied with, so that 0 is 0.
std::vector<double> multiples(double low, double high, double step) {
  constexpr double kSlack = 1e-9;  // what rounding takes from the ends
  std::vector<double> numbers;
  const double first = std::ceil(low / step - kSlack);
  for (double i = first; i <= high / step + kSlack && numbers.size() < 1000; ++i) {
    if (std::isfinite(i * step)) numbers.push_back(i * step + 0.0);
  }
  return numbers;
}

std::vector<Tick> linear_ticks(const Axis& axis, std::size_t most) {
  const double origin = tick_origin(axis);
  const Extent range{axis.low - origin, axis.high - origin};
  double step = round_step(range.size(), static_cast<double>(most));
  // One number says nothing of the scale.
  if (multiples(range.low, range.high, step).size() < 2)
    step = round_step(range.size(), 2.5 * static_cast<double>(most));
  const double largest = std::max(std::abs(range.low), std::abs(range.high));
  const int decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  const bool is_short = largest < std::pow(10, kLongest) && decimals <= kLongest;
  std::vector<Tick> all;
  for (const double at : multiples(range.low, range.high, step)) {
    const int digits = static_cast<int>(std::ceil(std::log10(largest / step))) + 2;
    all.push_back({origin + at, is_short ? typeset(fmt::format("{:.{}f}", at, decimals)) : number_text(at, digits)});
  }
  return all;
}

/// The numbers `times`·10ᵏ in a range.
std::vector<Tick> decades(const Axis& axis, const std::vector<double>& times, double every) {
  std::vector<Tick> all;
  const double last = std::floor(std::log10(axis.high) + 1e-9);
  for (double power = std::floor(std::log10(axis.low)); power <= last; ++power) {
    if (std::fmod(power, every) != 0) continue;
    for (const double factor : times) {
      const double at = factor * std::pow(10, power);
      if (at >= axis.low * (1 - 1e-9) && at <= axis.high * (1 + 1e-9)) all.push_back({at, number_text(at)});
    }
  }
  return all;
}

std::vector<Tick> log_ticks(const Axis& axis, std::size_t most) {
  const double span = std::log10(axis.high / axis.low);
  if (span < 0.7) return linear_ticks(axis, most);
  const auto room = static_cast<double>(most);
  if (span * 3 <= room) return decades(axis, {1, 2, 5}, 1);
  return decades(axis, {1}, std::max(1.0, std::ceil(span / room)));
}

}  // namespace

double round_step(double range, double parts) {
  const double rough = range / parts;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double times : {1.0, 2.0, 5.0}) {
    if (times * power >= rough * (1 - 1e-9)) return times * power;
  }
  return 10 * power;
}

std::vector<Tick> ticks(const Axis& axis, std::size_t most) {
  most = std::max<std::size_t>(most, 1);
  if (!(axis.high > axis.low) || !std::isfinite(axis.low) || !std::isfinite(axis.high)) return {};
  return axis.scale == Scale::Log ? log_ticks(axis, most) : linear_ticks(axis, most);
}

std::string number_text(double value, int digits) {
  if (value == 0) return "0";
  digits = std::clamp(digits, 1, 17);
  const double size = std::abs(value);
  if (size >= std::pow(10, kLongest) || size < 1e-4) {
    std::string text = fmt::format("{:.{}e}", value, digits - 1);
    const std::size_t exponent = text.find('e');
    std::string mantissa = text.substr(0, exponent);
    if (mantissa.find('.') != std::string::npos) {
      mantissa.erase(mantissa.find_last_not_of('0') + 1);
      if (mantissa.back() == '.') mantissa.pop_back();
    }
    return typeset(mantissa + text.substr(exponent));
  }
  return typeset(fmt::format("{:.{}g}", value, std::max(digits, kLongest)));
}

double tick_origin(const Axis& axis) {
  constexpr double kAlike = 1e-7;
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  if (!(axis.high > axis.low) || !std::isfinite(largest) || axis.high - axis.low > kAlike * largest) return 0;
  for (int power = static_cast<int>(std::floor(std::log10(largest))); power > -300; --power) {
    const double rounded = rounded_to(axis.low / 2 + axis.high / 2, power);
    if (rounded >= axis.low && rounded <= axis.high) return rounded;
  }
  return axis.low;
}

std::string axis_text(const Axis& axis) {
  std::string title = axis.title;
  if (const double origin = tick_origin(axis); origin != 0) {
    title =
        (title.empty() ? "value" : title) + (origin < 0 ? " + " : " − ") + typeset(fmt::format("{}", std::abs(origin)));
  }
  std::string more = axis.unit;
  if (axis.scale == Scale::Log) more += more.empty() ? "logarithmic" : ", logarithmic";
  if (more.empty()) return title;
  return title.empty() ? more : title + " (" + more + ")";
}

}  // namespace adc::inline ADC_ABI::plot
