// The digits are found by Dragonbox (J. Jeon, "Dragonbox: a new floating-point binary-to-decimal conversion algorithm",
// 2020), which fmt has, and are laid out here: the standard library's to_chars takes twice as long.
#include "diag/number.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace adc::diag {
namespace {

constexpr std::uint64_t kEightDigits = 100'000'000;
constexpr std::size_t kMostDigits = 17;

char* write_word(char* to, std::string_view word) {
  std::memcpy(to, word.data(), word.size());
  return to + word.size();
}

/// Eight digits as text, the first in the lowest byte: halves are split into halves, all at once, by multiplications
/// with reciprocals that are exact for the few digits in each lane.
std::uint64_t eight_digits(std::uint64_t value) {
  const std::uint64_t fours = (value / 10'000) | (value % 10'000) << 32U;
  const std::uint64_t hundreds = ((fours * 10'486) >> 20U) & 0x0000'007F'0000'007FU;
  const std::uint64_t twos = ((fours - 100 * hundreds) << 16U) + hundreds;
  const std::uint64_t tens = ((twos * 103) >> 10U) & 0x000F'000F'000F'000FU;
  return (tens + ((twos - 10 * tens) << 8U)) | 0x3030'3030'3030'3030U;
}

/// How many digits a number below 10¹⁷ has: by its bits, 1233/4096 being log₁₀ 2 as near as is needed, and by a power.
std::size_t digits_in(std::uint64_t value) {
  constexpr std::array<std::uint64_t, kMostDigits + 1> kPowers = [] {
    std::array<std::uint64_t, kMostDigits + 1> powers{1};
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
  }();
  const std::size_t near = static_cast<std::size_t>(std::bit_width(value | 1U)) * 1233 >> 12U;
  return near + (value >= kPowers[near] || value == 0 ? 1 : 0);
}

/// The digits of a number below 10¹⁷.
class Digits {
 public:
  explicit Digits(std::uint64_t value) {
    static_assert(std::endian::native == std::endian::little);
    const std::uint64_t last = eight_digits(value % kEightDigits);
    const std::uint64_t before = eight_digits(value / kEightDigits % kEightDigits);
    text_[0] = static_cast<char>('0' + value / kEightDigits / kEightDigits);
    std::memcpy(text_.data() + 1, &before, sizeof before);
    std::memcpy(text_.data() + 9, &last, sizeof last);
    begin_ = kMostDigits - digits_in(value);
  }

  [[nodiscard]] int count() const { return static_cast<int>(kMostDigits - begin_); }

  /// Writes the digits from `first` on, and more behind them.
  void write(char* to, int first) const { std::memcpy(to, text_.data() + begin_ + first, kMostDigits); }

 private:
  std::size_t begin_ = 0;
  std::array<char, 2 * kMostDigits> text_{};  ///< so that as many can be read from any of them on
};

/// digits·10^exponent without an exponent. The value is below 10¹⁶ and at least 10⁻⁵.
char* write_plain(char* to, const Digits& digits, int exponent) {
  const int before_point = digits.count() + exponent;
  if (before_point <= 0) {
    std::memset(to, '0', 8);
    to[1] = '.';
    to += 2 - before_point;
    digits.write(to, 0);
    return to + digits.count();
  }
  digits.write(to, 0);
  if (exponent >= 0) {
    std::memset(to + digits.count(), '0', kMostDigits);
    return to + before_point;
  }
  to[before_point] = '.';
  digits.write(to + before_point + 1, before_point);
  return to + digits.count() + 1;
}

char* write_scientific(char* to, const Digits& digits, int exponent) {
  digits.write(to, 0);
  if (digits.count() > 1) {
    to[1] = '.';
    digits.write(to + 2, 1);
    ++to;
  }
  to += digits.count();
  const int power = exponent + digits.count() - 1;
  to = write_word(to, power < 0 ? "e-" : "e+");
  const int size = std::abs(power);
  if (size < 10) *to++ = '0';
  return std::to_chars(to, to + 3, size).ptr;
}

}  // namespace

char* write_number(char* to, double value) {
  constexpr double kIntegersEnd = 9'007'199'254'740'992;  // 2⁵³
  if (std::isnan(value)) return write_word(to, "nan");
  const double size = std::fabs(value);
  *to = '-';
  to += std::signbit(value) ? 1 : 0;
  if (std::isinf(size)) return write_word(to, "inf");
  if (size < kIntegersEnd) {
    const auto whole = static_cast<std::uint64_t>(size);
    if (static_cast<double>(whole) == size) return write_plain(to, Digits(whole), 0);
  }
  const bool is_plain = size >= 1e-5 && size < 1e16;  // as people write numbers: 100000 rather than 1e+05
  if (is_plain && size >= kIntegersEnd)
    return std::to_chars(to, to + kNumberRoom / 2, size, std::chars_format::fixed).ptr;
  const auto [digits, exponent] = fmt::detail::dragonbox::to_decimal(size);
  return is_plain ? write_plain(to, Digits(digits), exponent) : write_scientific(to, Digits(digits), exponent);
}

}  // namespace adc::diag
