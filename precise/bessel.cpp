// Bessel functions from their power series (DLMF 10.2.2, 10.25.2), those of the second kind by their definition from
// both signs of the order (10.2.3, 10.27.4); for large arguments Hankel's expansions (10.17, 10.40).
#include <cstdint>

#include "precise/guarded.h"
#include "precise/special.h"

namespace adc::precise {
namespace {

enum class Kind { J, Y, I, K };

constexpr int side_of(Kind kind) { return kind == Kind::J || kind == Kind::Y ? -1 : 1; }

template <class W>
bool is_integer(const W& n) {
  return n == floor(n);
}

template <class W>
bool is_odd(const W& n) {
  return mpfr_of(mpfr_fmod, n, W(2).backend().data()) != 0;
}

/// What says that W has too few digits for the order.
template <class W>
Sum<W> too_narrow() {
  return {W(1), ldexp(W(1), 1'000'000)};
}

/// Σ side^m (x/2)^(n + 2m)/(m! Γ(n + m + 1))
template <class W>
Sum<W> series(W n, const W& x, int side) {
  int sign = 1;
  if (n < 0 && is_integer(n)) {
    if (side < 0 && is_odd(n)) sign = -1;
    n = -n;
  }
  const W square = x * x / 4 * side;
  W term = pow(W(x / 2), n) / mpfr_of(mpfr_gamma, W(n + 1));
  if (!isfinite(term)) term = exp(n * log(W(x / 2)) - log_gamma(W(n + 1)));
  Sum<W> sum{term, abs(term)};
  for (std::int64_t m = 1; m < 1'000'000; ++m) {
    term *= square / (W(n + m) * m);
    sum.value += term;
    sum.largest = std::max<W>(sum.largest, abs(term));
    if (n + m > 0 && abs(term) < sum.largest * std::numeric_limits<W>::epsilon()) break;
  }
  sum.value *= sign;
  return sum;
}

/// Moves an order that is (nearly) an integer off it by what does not show in `digits` digits; false where W has too
/// few for that.
template <class W>
bool move_off_integers(W& n, unsigned digits) {
  const W shift = pow(W(10), -static_cast<int>(digits) - 20);
  const W nearest = mpfr_of(mpfr_rint, n);
  if (!(abs(W(n - nearest)) < shift)) return true;
  n = nearest + shift;
  return kDigits<W> >= 2 * digits + 40;
}

/// cos πn, 0 where that is exact
template <class W>
W cos_pi(const W& n) {
  const W turn = abs(W(n - 2 * mpfr_of(mpfr_rint, W(n / 2))));
  return turn == W(1) / 2 ? W(0) : cos(W(pi<W>() * turn));
}

/// sin πn, of a distance to the nearest integer that may be tiny
template <class W>
W sin_pi(const W& n) {
  const W nearest = mpfr_of(mpfr_rint, n);
  const W sine = sin(W(pi<W>() * (n - nearest)));
  return is_odd(nearest) ? W(-sine) : sine;
}

template <class W>
Sum<W> second_series(W n, const W& x, int side, unsigned digits) {
  if (!move_off_integers(n, digits)) return too_narrow<W>();
  const Sum<W> plus = series(n, x, side);
  const Sum<W> minus = series(W(-n), x, side);
  const W sine = sin_pi(n);
  const W weight = side < 0 ? cos_pi(n) : W(1);
  const W factor = side < 0 ? W(1 / sine) : W(pi<W>() / -2 / sine);
  const W largest = std::max<W>(plus.largest * abs(weight), minus.largest);
  return {(plus.value * weight - minus.value) * factor, largest * abs(factor)};
}

/// The even and the odd terms of Σ aₘ/xᵐ, aₘ = Π (4n² − (2j − 1)²)/(8j); signs by pairs where `side` is −1.
template <class W>
void hankel_sums(const W& n, const W& x, int side, W& even, W& odd) {
  W term = 1;
  even = 1;
  odd = 0;
  for (int m = 1; m < 10'000; ++m) {
    const W side_length = 2 * m - 1;
    term *= (4 * n * n - side_length * side_length) / (8 * m * x);
    if (m % 2 == 0) term *= side;
    (m % 2 == 0 ? even : odd) += term;
    if (abs(term) < std::numeric_limits<W>::epsilon() || m > 2 * x) break;
  }
}

template <class W>
Sum<W> far(Kind kind, const W& n, const W& x) {
  W even;
  W odd;
  W value;
  hankel_sums(n, x, side_of(kind), even, odd);
  const W root = sqrt(2 / (pi<W>() * x));
  if (kind == Kind::I) value = root / 2 * exp(x) * (even - odd);
  if (kind == Kind::K) value = pi<W>() / 2 * root * exp(W(-x)) * (even + odd);
  if (side_of(kind) > 0) return {value, abs(value)};
  // x may be larger than the angle is small: sin and cos of x alone, then the addition theorem.
  const W turn = pi<W>() * (n / 2 + W(1) / 4);
  const W c = cos(x) * cos(turn) + sin(x) * sin(turn);
  const W s = sin(x) * cos(turn) - cos(x) * sin(turn);
  value = kind == Kind::J ? W(even * c - odd * s) : W(even * s + odd * c);
  return {root * value, root};
}

/// Whether Hankel's expansions have `digits` digits: their smallest term is e^−2x.
template <class W>
bool is_far(const W& n, const W& x, unsigned digits) {
  return x > 1.2 * digits + 30 && x > n * n / 2;
}

template <class W>
Sum<W> value_at(Kind kind, const W& n, const W& x, unsigned digits) {
  if (is_far(n, x, digits)) return far(kind, n, x);
  if (x > 20'000) return {std::numeric_limits<W>::quiet_NaN(), W(0)};
  if (kind == Kind::J || kind == Kind::I) return series(n, x, side_of(kind));
  return second_series(kind == Kind::K ? W(abs(n)) : n, x, side_of(kind), digits);
}

/// 2⁻ᵏ Σ C(k, j) (±1)ʲ F(n − k + 2j), with (−1)ᵏ for K
template <class W>
Sum<W> slope_at(Kind kind, int k, const W& n, const W& x, unsigned digits) {
  Sum<W> sum{W(0), W(0)};
  for (int j = 0; j <= k; ++j) {
    const W order = n - k + 2 * j;
    if (order + k - 2 * j != n) return too_narrow<W>();
    const Sum<W> part = value_at(kind, order, x, digits);
    const double sign = side_of(kind) < 0 && j % 2 != 0 ? -1 : 1;
    sum.value += part.value * (sign * binomial(k, j));
    sum.largest = std::max<W>(sum.largest, part.largest * binomial(k, j));
  }
  const W scale = ldexp(W(kind == Kind::K && k % 2 != 0 ? -1 : 1), -k);
  return {sum.value * scale, sum.largest * abs(scale)};
}

/// The kth derivative of J or I at 0 from the right.
template <class W>
W at_zero(Kind kind, int k, const W& n) {
  const W infinity = std::numeric_limits<W>::infinity();
  if (!is_integer(n)) return n > k ? W(0) : is_odd(W(k + ceil(W(-n)))) ? infinity : W(-infinity);
  const W order = abs(n);
  if (order > k || is_odd(W(k - order))) return 0;
  const int m = (k - static_cast<int>(order)) / 2;
  W value = ldexp(W(binomial(k, m)), -k);
  if (side_of(kind) < 0 && ((m % 2 != 0) != (n < 0 && is_odd(order)))) value = -value;
  return value;
}

template <class W>
W second_at_zero(Kind kind, int k, const W& n) {
  const W infinity = std::numeric_limits<W>::infinity();
  W signed_infinity = k % 2 == 0 ? infinity : W(-infinity);
  if (kind == Kind::K) return signed_infinity;
  if (n >= 0) return -signed_infinity;
  const W twice = 2 * n;
  if (!is_integer(n) && is_integer(twice)) {
    const W sine = is_odd(W(-n - W(1) / 2)) ? -1 : 1;
    return sine * at_zero(Kind::J, k, W(-n));
  }
  return cos_pi(n) > 0 ? W(-signed_infinity) : signed_infinity;
}

/// At every x but those where expansions are summed, else nullopt.
template <class W>
bool is_special(Kind kind, int k, const W& n, const W& x, W& value) {
  const bool second = kind == Kind::Y || kind == Kind::K;
  value = std::numeric_limits<W>::quiet_NaN();
  if (isnan(x) || !(abs(n) <= 1'000'000)) return true;
  if (x == 0) {
    value = second ? second_at_zero(kind, k, n) : at_zero(kind, k, n);
    return true;
  }
  if (x < 0 && (second || !is_integer(n))) return true;
  if (!isinf(x)) return false;
  value = kind == Kind::I
              ? W(x > 0 || !is_odd(W(n + k)) ? std::numeric_limits<W>::infinity() : -std::numeric_limits<W>::infinity())
              : W(0);
  return true;
}

void bessel(Kind kind, mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x) {
  evaluate_guarded(y, digits, [&]<class W>() -> Sum<W> {
    const W order = from<W>(n);
    const W at = from<W>(x);
    W value;
    if (is_special(kind, k, order, at, value)) return {value, W(0)};
    Sum<W> sum = slope_at(kind, k, order, W(abs(at)), digits);
    if (at < 0 && is_odd(W(order + k))) sum.value = -sum.value;
    return sum;
  });
}

}  // namespace

void besselj(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x) { bessel(Kind::J, y, digits, k, n, x); }
void bessely(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x) { bessel(Kind::Y, y, digits, k, n, x); }
void besseli(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x) { bessel(Kind::I, y, digits, k, n, x); }
void besselk(mpfr_ptr y, unsigned digits, int k, mpfr_srcptr n, mpfr_srcptr x) { bessel(Kind::K, y, digits, k, n, x); }

}  // namespace adc::precise
