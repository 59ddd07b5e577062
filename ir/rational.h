// Exact rational numbers of bounded size.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace adc::ir {

/// An immutable rational in lowest terms with a positive denominator. Numerator and denominator have at most
/// `kMaxBits` bits each; an operation whose result would be larger, or that divides by zero, gives nullopt.
class Rational {
 public:
  static constexpr unsigned kMaxBits = 1024;

  Rational() = default;
  Rational(std::int64_t value) : num_(value) {}  // NOLINT(google-explicit-constructor)
  /// num/den; `den` must not be 0.
  static Rational ratio(std::int64_t num, std::int64_t den);
  /// Reads "3", "-1/3", "0.25", "2e-3"; nullopt if that is not all of `text`, or if the number is too large.
  static std::optional<Rational> parse(std::string_view text);

  [[nodiscard]] bool is_zero() const { return !big_ && num_ == 0; }
  [[nodiscard]] bool is_one() const { return !big_ && num_ == 1 && den_ == 1; }
  [[nodiscard]] bool is_negative() const;
  [[nodiscard]] bool is_integer() const;
  /// Whether neither part is larger than `limit`, signs aside.
  [[nodiscard]] bool is_within(std::int64_t limit) const {
    return !big_ && num_ <= limit && num_ >= -limit && den_ <= limit;
  }
  /// The value if it is an integer that fits.
  [[nodiscard]] std::optional<std::int64_t> to_int64() const;
  /// Nearest double, ties to even; ±inf beyond the range.
  [[nodiscard]] double to_double() const;
  /// Nearest float, ties to even; ±inf beyond the range.
  [[nodiscard]] float to_float() const;
  /// "p" or "p/q", in decimal.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] Rational numerator() const;
  [[nodiscard]] Rational denominator() const;
  [[nodiscard]] std::size_t hash() const;

  [[nodiscard]] Rational operator-() const;
  [[nodiscard]] Rational abs() const { return is_negative() ? -*this : *this; }
  friend std::optional<Rational> add(const Rational& a, const Rational& b);
  friend std::optional<Rational> sub(const Rational& a, const Rational& b);
  friend std::optional<Rational> mul(const Rational& a, const Rational& b);
  friend std::optional<Rational> div(const Rational& a, const Rational& b);
  /// a^n; nullopt also for 0 to a negative power. 0^0 is 1.
  friend std::optional<Rational> pow(const Rational& a, std::int64_t n);
  friend bool operator==(const Rational& a, const Rational& b);
  friend std::strong_ordering operator<=>(const Rational& a, const Rational& b);

 private:
  struct Big;  // used where numerator or denominator does not fit 64 bits
  friend struct RationalAccess;
  std::int64_t num_ = 0;
  std::int64_t den_ = 1;
  std::shared_ptr<const Big> big_;
};

std::optional<Rational> add(const Rational& a, const Rational& b);
std::optional<Rational> sub(const Rational& a, const Rational& b);
std::optional<Rational> mul(const Rational& a, const Rational& b);
std::optional<Rational> div(const Rational& a, const Rational& b);
std::optional<Rational> pow(const Rational& a, std::int64_t n);

}  // namespace adc::ir
