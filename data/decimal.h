// Short decimals, read eight digits at a time.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace adc::data {

/// Bytes behind a text that `read_short_decimal` may look at.
constexpr std::size_t kDecimalPadding = 32;

namespace decimal {

constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030;  ///< "00000000"

/// 10⁰ … 10¹⁶, which doubles hold exactly.
template <class T>
constexpr std::array<T, 17> kPowers = [] {
  std::array<T, 17> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

inline std::uint64_t load(const char* text) {
  static_assert(std::endian::native == std::endian::little, "the first character is the lowest byte");
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  return word;
}

/// How many of the eight characters, from the first on, are digits. A digit's upper half is 3, and still is when 6 is
/// added; a carry out of what is none reaches only the characters behind it.
inline unsigned leading_digits(std::uint64_t word) {
  constexpr std::uint64_t kUpper = 0xF0F0'F0F0'F0F0'F0F0;
  const std::uint64_t both = (word & kUpper) | (((word + 0x0606'0606'0606'0606) & kUpper) >> 4U);
  const std::uint64_t others = both ^ 0x3333'3333'3333'3333;
  return others == 0 ? 8 : static_cast<unsigned>(std::countr_zero(others)) / 8;
}

/// The number that eight digits are: neighbours are joined to pairs, pairs to fours, fours to all.
inline std::uint64_t eight_digits(std::uint64_t word) {
  word -= kZeros;
  word = word * 10 + (word >> 8U);
  constexpr std::uint64_t kPairs = 0x0000'00FF'0000'00FF;
  const std::uint64_t upper = (word & kPairs) * (100 + (1'000'000ULL << 32U));
  const std::uint64_t lower = ((word >> 16U) & kPairs) * (1 + (10'000ULL << 32U));
  return (upper + lower) >> 32U;
}

/// The number that the first `count` < 8 of the characters are, with zeros put before them.
inline std::uint64_t some_digits(std::uint64_t word, unsigned count) {
  return eight_digits(((word << (56 - 8 * count)) << 8U) | (kZeros >> (8 * count)));
}

inline double with_sign(double size, bool negative) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(size) | static_cast<std::uint64_t>(negative) << 63U);
}

struct Digits {
  std::uint64_t value;
  unsigned count;
};

/// The digits from `text` on, sixteen at most.
inline Digits digits(const char* text) {
  const std::uint64_t word = load(text);
  const unsigned count = leading_digits(word);
  if (count < 8) return {some_digits(word, count), count};
  const std::uint64_t first = eight_digits(word);
  const std::uint64_t next = load(text + 8);
  const unsigned more = leading_digits(next);
  if (more == 8) return {first * kPowers<std::uint64_t>[8] + eight_digits(next), 16};
  return {first * kPowers<std::uint64_t>[more] + some_digits(next, more), 8 + more};
}

}  // namespace decimal

/// Sets `value` to the number that [begin, end) is, to the nearest double, if that is a sign, digits, a point and
/// digits, any of which may be missing, and takes 16 characters at most; gives false for anything else. Reads up to
/// `kDecimalPadding` bytes behind `end`.
inline bool read_short_decimal(const char* begin, const char* end, double& value) {
  constexpr std::uint64_t kExact = 1ULL << 53U;
  if (end - begin > 16) return false;
  const bool negative = *begin == '-';
  begin += negative ? 1 : 0;
  const decimal::Digits whole = decimal::digits(begin);
  begin += whole.count;
  if (begin == end) {
    value = decimal::with_sign(static_cast<double>(static_cast<std::int64_t>(whole.value)), negative);
    return whole.count > 0;  // sixteen digits, too, are rounded once
  }
  decimal::Digits fraction{0, 0};
  if (*begin == '.' && begin < end) {
    fraction = decimal::digits(++begin);
    begin += fraction.count;
  }
  const std::uint64_t all = whole.value * decimal::kPowers<std::uint64_t>[fraction.count] + fraction.value;
  if (begin != end || whole.count + fraction.count == 0 || all > kExact) return false;
  // Both are exact, so that their quotient is rounded once.
  const double size = static_cast<double>(static_cast<std::int64_t>(all)) / decimal::kPowers<double>[fraction.count];
  value = decimal::with_sign(size, negative);
  return true;
}

}  // namespace adc::data
