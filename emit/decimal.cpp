#include "emit/decimal.h"

#include <cstddef>
#include <cstdint>
#include <utility>

namespace adc::emit {
using ir::Rational;

namespace {

// digits·10^−places as people write it: 0.037, 1200, 6.626e-34
std::string decimal_text(std::string digits, std::int64_t places) {
  constexpr std::size_t kLongNumber = 16;
  const std::int64_t exponent = static_cast<std::int64_t>(digits.size()) - 1 - places;
  std::string plain = digits;
  const auto width = static_cast<std::size_t>(places) + 1;
  if (plain.size() < width) plain.insert(0, width - plain.size(), '0');
  if (places > 0) plain.insert(plain.size() - static_cast<std::size_t>(places), 1, '.');
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  if (digits.size() > 1) digits.insert(1, 1, '.');
  const std::string scientific = digits + 'e' + std::to_string(exponent);
  return plain.size() > kLongNumber && scientific.size() < plain.size() ? scientific : plain;
}

}  // namespace

std::optional<std::string> decimal(const Rational& value) {
  constexpr std::int64_t kMaxPlaces = 342;
  if (std::int64_t den = value.denominator().to_int64().value_or(1); den != 1) {
    while (den % 2 == 0) den /= 2;
    while (den % 5 == 0) den /= 5;
    if (den != 1) return std::nullopt;
  }
  std::optional<Rational> scaled = value.abs();
  for (std::int64_t places = 0; scaled && places <= kMaxPlaces; ++places) {
    if (scaled->is_integer()) return (value.is_negative() ? "-" : "") + decimal_text(scaled->to_string(), places);
    scaled = ir::mul(*scaled, Rational(10));
  }
  return std::nullopt;
}

}  // namespace adc::emit
