#include "parser/text/numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "diag/diagnostics.h"

namespace adc::parser {
namespace {

constexpr int kShortDigits = 18;  // so many decimal digits always fit 64 bits

constexpr std::int64_t power_of_ten(int n) {
  std::int64_t power = 1;
  for (; n > 0; --n) power *= 10;
  return power;
}

// Numbers of a few digits without an exponent, by far the most common.
std::optional<ir::Rational> read_short(std::string_view text) {
  if (text.size() > kShortDigits) return std::nullopt;
  std::int64_t digits = 0;
  int decimals = -1;
  for (const char c : text) {
    if (c == '.') {
      decimals = 0;
    } else if (c >= '0' && c <= '9') {
      digits = digits * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else {
      return std::nullopt;
    }
  }
  return decimals > 0 ? ir::Rational::ratio(digits, power_of_ten(decimals)) : ir::Rational(digits);
}

// The spelling that from_chars and Rational read: ".5" as "0.5", "2.e3" as "2e3", "2e+3" as "2e3", "2e−3" as "2e-3".
std::string plain_spelling(std::string_view text) {
  constexpr std::string_view kMinus = "−";
  std::string full = text.front() == '.' ? "0" : "";
  full += text;
  if (const std::size_t minus = full.find(kMinus); minus != std::string::npos) full.replace(minus, kMinus.size(), "-");
  if (const std::size_t plus = full.find('+'); plus != std::string::npos) full.erase(plus, 1);
  const std::size_t point = full.find('.');
  const bool digit_after = point + 1 < full.size() && full[point + 1] >= '0' && full[point + 1] <= '9';
  if (point != std::string::npos && !digit_after) full.erase(point, 1);
  return full;
}

// Is a decimal beyond double's range too small (rather than too large)? Its size is the exponent of ten of its first
// digit that is not 0.
bool is_tiny(std::string_view text) {
  const std::size_t mark = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, mark);
  const std::size_t lead = mantissa.find_first_of("123456789");
  if (lead == std::string_view::npos) return true;
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const auto size = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(lead);
  if (mark == text.size()) return size < 0;
  std::int64_t exponent = 0;
  const std::size_t begin = mark + 1;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), exponent);
  constexpr std::int64_t kHuge = 1'000'000'000'000;  // more than a text has digits
  const bool is_huge = error == std::errc::result_out_of_range || exponent > kHuge || exponent < -kHuge;
  return is_huge ? text[begin] == '-' : exponent + size < 0;
}

}  // namespace

ir::Constant read_number(std::string_view text, Span span) {
  if (const auto value = read_short(text)) return ir::Constant::rational(*value);
  const std::string full = plain_spelling(text);
  double nearest = 0.0;
  const auto [end, error] = std::from_chars(full.data(), full.data() + full.size(), nearest);
  if (error == std::errc::result_out_of_range) {
    if (is_tiny(full)) {
      diag::fail("number-out-of-range", span, "the number is too small for double precision",
                 {"the smallest is about 4.9e-324"});
    }
    diag::fail("number-out-of-range", span, "the number is too large for double precision",
               {"the largest is about 1.8e308"});
  }
  if (const auto value = ir::Rational::parse(full)) return ir::Constant::rational(*value);
  return ir::Constant::floating(nearest);
}

ir::Constant read_superscript(std::string_view text, Span span) {
  std::string digits;
  while (!text.empty()) {
    for (std::size_t i = 0; i < std::size(kSuperscripts); ++i) {
      if (!text.starts_with(kSuperscripts[i])) continue;
      if (i < 10) digits += static_cast<char>('0' + i);
      if (i == 11) digits += '-';
      text.remove_prefix(kSuperscripts[i].size());
      break;
    }
  }
  if (const auto value = ir::Rational::parse(digits)) return ir::Constant::rational(*value);
  diag::fail("number-out-of-range", span, "the exponent is too large");
}

ir::Constant read_fraction(std::string_view text) {
  for (const VulgarFraction& fraction : kFractions) {
    if (fraction.sign == text) return ir::Constant::rational(ir::Rational::ratio(fraction.num, fraction.den));
  }
  return ir::Constant::floating(0.0);
}

}  // namespace adc::parser
