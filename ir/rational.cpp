#include "ir/rational.h"

#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <cassert>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace adc::ir {

using BigInt = boost::multiprecision::cpp_int;

struct Rational::Big {
  BigInt num;
  BigInt den;
};

// Holds a product of two small parts, and a sum of two such products of numbers below 2⁶².
__extension__ using Wide = __int128;

// Moves between Rational and a pair of BigInts.
struct RationalAccess {
  static BigInt num(const Rational& r) { return r.big_ ? r.big_->num : BigInt(r.num_); }
  static BigInt den(const Rational& r) { return r.big_ ? r.big_->den : BigInt(r.den_); }

  static bool small(const Rational& r) { return !r.big_; }
  static std::int64_t small_num(const Rational& r) { return r.num_; }
  static std::int64_t small_den(const Rational& r) { return r.den_; }

  // Both are small enough for products of their parts, and sums of two of those, to be Wide.
  static bool narrow(const Rational& a, const Rational& b) {
    constexpr std::int64_t kLimit = std::int64_t{1} << 62U;
    const auto fits = [](const Rational& r) {
      return small(r) && r.num_ < kLimit && r.num_ > -kLimit && r.den_ < kLimit;
    };
    return fits(a) && fits(b);
  }

  // Both are integers of 64 bits, for which no big numbers are needed.
  static bool integers(const Rational& a, const Rational& b) {
    return small(a) && small(b) && a.den_ == 1 && b.den_ == 1;
  }

  // The same number where its parts and what they are made of are small; nullopt says that big numbers are needed.
  static std::optional<Rational> make_small(Wide num, Wide den) {
    constexpr Wide kMax = std::numeric_limits<std::int64_t>::max();
    if (den == 0) return std::nullopt;
    if (den < 0) {
      num = -num;
      den = -den;
    }
    if (num < -kMax || num > kMax || den > kMax) return std::nullopt;
    const auto n = static_cast<std::int64_t>(num);
    const auto d = static_cast<std::int64_t>(den);
    const std::int64_t divisor = std::gcd(n, d);
    Rational result;
    result.num_ = n / divisor;
    result.den_ = d / divisor;
    return result;
  }

  // Reduces num/den to lowest terms; nullopt if den is 0 or a part has too many bits.
  static std::optional<Rational> make(BigInt num, BigInt den) {
    if (den == 0) return std::nullopt;
    if (den < 0) {
      num = -num;
      den = -den;
    }
    const BigInt divisor = gcd(num, den);
    if (divisor > 1) {
      num /= divisor;
      den /= divisor;
    }
    if (bits(num) > Rational::kMaxBits || bits(den) > Rational::kMaxBits) return std::nullopt;
    Rational result;
    constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
    if (abs(num) <= kMax && den <= kMax) {
      result.num_ = static_cast<std::int64_t>(num);
      result.den_ = static_cast<std::int64_t>(den);
    } else {
      result.big_ = std::make_shared<const Rational::Big>(Rational::Big{std::move(num), std::move(den)});
    }
    return result;
  }

  // What `parts` makes of the numerators and denominators n/d of a and m/e of b, without big numbers where they fit.
  template <class Parts>
  static std::optional<Rational> combined(const Rational& a, const Rational& b, Parts parts) {
    if (narrow(a, b)) {
      const auto [top, bottom] = parts(Wide{a.num_}, Wide{a.den_}, Wide{b.num_}, Wide{b.den_});
      if (const auto result = make_small(top, bottom)) return result;
    }
    const auto [top, bottom] = parts(num(a), den(a), num(b), den(b));
    return make(top, bottom);
  }

  static unsigned bits(const BigInt& value) {
    return value == 0 ? 0 : static_cast<unsigned>(msb(value < 0 ? BigInt(-value) : value)) + 1;
  }
};

namespace {

using Access = RationalAccess;

// num/den rounded to a binary format with `digits` of significand and smallest subnormal 2^min_exponent,
// to nearest, ties to even; the quotient is integer·2^exponent with the sticky bit folded in.
double round_quotient(const BigInt& num, const BigInt& den, int digits, int min_exponent) {
  if (num == 0) return 0.0;
  const bool negative = num < 0;
  BigInt n = negative ? BigInt(-num) : num;
  BigInt d = den;
  const int magnitude =
      static_cast<int>(Access::bits(n)) - static_cast<int>(Access::bits(d));  // 2^(m-1) < n/d < 2^(m+1)
  const int exponent = std::max(magnitude - digits - 1, min_exponent - 1);    // at least one bit below the last place
  if (exponent > 0) d <<= exponent;
  if (exponent < 0) n <<= -exponent;
  BigInt quotient;
  BigInt remainder;
  divide_qr(n, d, quotient, remainder);
  // quotient·2^exponent has `digits` + 1 or + 2 bits (fewer when subnormal): drop the surplus.
  const int surplus = std::max(static_cast<int>(Access::bits(quotient)) - digits, min_exponent - exponent);
  const BigInt half = BigInt(1) << (surplus - 1);
  const BigInt low = quotient & ((BigInt(1) << surplus) - 1);
  BigInt kept = quotient >> surplus;
  if (low > half || (low == half && (remainder != 0 || bit_test(kept, 0)))) ++kept;
  const double value = std::ldexp(static_cast<double>(static_cast<std::uint64_t>(kept)), exponent + surplus);
  return negative ? -value : value;
}

}  // namespace

Rational Rational::ratio(std::int64_t num, std::int64_t den) {
  const std::optional<Rational> result = Access::make(num, den);
  assert(result && "denominator is 0");
  return *result;
}

std::optional<Rational> Rational::parse(std::string_view text) {
  if (const std::size_t slash = text.find('/'); slash != std::string_view::npos) {
    const std::optional<Rational> num = parse(text.substr(0, slash));
    const std::optional<Rational> den = parse(text.substr(slash + 1));
    if (!num || !den || !num->is_integer() || !den->is_integer()) return std::nullopt;
    return div(*num, *den);
  }
  bool negative = false;
  if (text.starts_with('-')) {
    negative = true;
    text.remove_prefix(1);
  }
  std::string digits;
  std::int64_t scale = 0;
  std::size_t i = 0;
  bool after_point = false;
  bool any = false;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !after_point) {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      if (!digits.empty() || c != '0') digits += c;  // leading zeros would mean octal
      if (after_point) --scale;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    std::int64_t exponent = 0;
    const char* begin = text.data() + i + 1;
    const char* const end = text.data() + text.size();
    if (begin != end && *begin == '+') ++begin;
    const auto [stop, error] = std::from_chars(begin, end, exponent);
    if (error != std::errc{} || stop != end) return std::nullopt;
    constexpr std::int64_t kMaxExponent = 100'000;
    if (exponent > kMaxExponent || exponent < -kMaxExponent)
      return digits.empty() ? std::optional<Rational>(0) : std::nullopt;
    scale += exponent;
  }
  while (!digits.empty() && digits.back() == '0') {
    digits.pop_back();
    ++scale;
  }
  if (digits.empty()) return Rational(0);
  // A number whose digits alone exceed the limit of bits is refused before anything large is built.
  constexpr std::size_t kMaxDigits = kMaxBits * 302 / 1000 + 2;
  if (digits.size() > 2 * kMaxDigits || std::abs(scale) > static_cast<std::int64_t>(2 * kMaxDigits))
    return std::nullopt;
  BigInt num(digits);
  BigInt den = 1;
  const BigInt power = boost::multiprecision::pow(BigInt(10), static_cast<unsigned>(std::abs(scale)));
  (scale < 0 ? den : num) *= power;
  return Access::make(negative ? BigInt(-num) : num, den);
}

bool Rational::is_negative() const { return big_ ? big_->num < 0 : num_ < 0; }
bool Rational::is_integer() const { return big_ ? big_->den == 1 : den_ == 1; }

std::optional<std::int64_t> Rational::to_int64() const {
  if (big_ || den_ != 1) return std::nullopt;
  return num_;
}

double Rational::to_double() const {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (!big_ && den_ <= kExact && num_ <= kExact && num_ >= -kExact) {
    return static_cast<double>(num_) / static_cast<double>(den_);
  }
  return round_quotient(Access::num(*this), Access::den(*this), 53, -1074);
}

float Rational::to_float() const {
  return static_cast<float>(round_quotient(Access::num(*this), Access::den(*this), 24, -149));
}

std::string Rational::to_string() const {
  if (!big_) return den_ == 1 ? std::to_string(num_) : std::to_string(num_) + '/' + std::to_string(den_);
  return big_->den == 1 ? big_->num.str() : big_->num.str() + '/' + big_->den.str();
}

Rational Rational::numerator() const { return big_ ? *Access::make(big_->num, 1) : Rational(num_); }
Rational Rational::denominator() const { return big_ ? *Access::make(big_->den, 1) : Rational(den_); }

std::size_t Rational::hash() const {
  if (big_) return std::hash<std::string>{}(to_string());
  return std::hash<std::int64_t>{}(num_) * 1099511628211U ^ std::hash<std::int64_t>{}(den_);
}

Rational Rational::operator-() const {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  if (big_ || num_ == kLeast) return *Access::make(-Access::num(*this), Access::den(*this));
  Rational negative = *this;
  negative.num_ = -num_;
  return negative;
}

std::optional<Rational> add(const Rational& a, const Rational& b) {
  std::int64_t sum = 0;
  const bool fits = Access::integers(a, b) && !__builtin_add_overflow(Access::small_num(a), Access::small_num(b), &sum);
  if (fits && sum != std::numeric_limits<std::int64_t>::min()) return sum;
  return Access::combined(a, b, []<class T>(const T& n, const T& d, const T& m, const T& e) {
    return std::pair<T, T>(n * e + m * d, d * e);
  });
}

std::optional<Rational> sub(const Rational& a, const Rational& b) { return add(a, -b); }

std::optional<Rational> mul(const Rational& a, const Rational& b) {
  std::int64_t product = 0;
  const bool fits =
      Access::integers(a, b) && !__builtin_mul_overflow(Access::small_num(a), Access::small_num(b), &product);
  if (fits && product != std::numeric_limits<std::int64_t>::min()) return product;
  if (a.is_one()) return b;
  if (b.is_one()) return a;
  return Access::combined(
      a, b, []<class T>(const T& n, const T& d, const T& m, const T& e) { return std::pair<T, T>(n * m, d * e); });
}

std::optional<Rational> div(const Rational& a, const Rational& b) {
  if (b.is_zero()) return std::nullopt;
  return Access::combined(
      a, b, []<class T>(const T& n, const T& d, const T& m, const T& e) { return std::pair<T, T>(n * e, d * m); });
}

std::optional<Rational> pow(const Rational& a, std::int64_t n) {
  if (n < 0) {
    if (a.is_zero() || n == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    const std::optional<Rational> inverse = div(Rational(1), a);
    return inverse ? pow(*inverse, -n) : std::nullopt;
  }
  if (n == 0 || a.is_one()) return Rational(1);
  if (a.is_zero()) return a;
  if (a == Rational(-1)) return n % 2 == 0 ? Rational(1) : a;
  if (n > Rational::kMaxBits) return std::nullopt;
  // By squares, none of which is larger than the result.
  std::optional<Rational> result = Rational(1);
  std::optional<Rational> square = a;
  for (; n > 0 && result && square; n /= 2) {
    if (n % 2 != 0) result = mul(*result, *square);
    if (n > 1) square = mul(*square, *square);
  }
  return square ? result : std::nullopt;
}

bool operator==(const Rational& a, const Rational& b) {
  if (!a.big_ && !b.big_) return a.num_ == b.num_ && a.den_ == b.den_;
  return a.big_ && b.big_ && a.big_->num == b.big_->num && a.big_->den == b.big_->den;
}

std::strong_ordering operator<=>(const Rational& a, const Rational& b) {
  if (Access::integers(a, b)) return Access::small_num(a) <=> Access::small_num(b);
  const int sign = (Access::num(a) * Access::den(b)).compare(Access::num(b) * Access::den(a));
  return sign <=> 0;
}

}  // namespace adc::ir
