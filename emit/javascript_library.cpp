#include "emit/javascript_library.h"

#include <algorithm>
#include <array>

namespace adc::emit {
namespace {

constexpr std::array<LibraryFunction, 43> kLibrary{{
    {"fabs", "Math.abs", ""},
    {"sqrt", "Math.sqrt", ""},
    {"floor", "Math.floor", ""},
    {"ceil", "Math.ceil", ""},
    {"trunc", "Math.trunc", ""},
    {"exp", "Math.exp", ""},
    {"expm1", "Math.expm1", ""},
    {"log", "Math.log", ""},
    {"log1p", "Math.log1p", ""},
    {"log2", "Math.log2", ""},
    {"log10", "Math.log10", ""},
    {"sin", "Math.sin", ""},
    {"cos", "Math.cos", ""},
    {"tan", "Math.tan", ""},
    {"asin", "Math.asin", ""},
    {"acos", "Math.acos", ""},
    {"atan", "Math.atan", ""},
    {"atan2", "Math.atan2", ""},
    {"sinh", "Math.sinh", ""},
    {"cosh", "Math.cosh", ""},
    {"tanh", "Math.tanh", ""},
    {"asinh", "Math.asinh", ""},
    {"acosh", "Math.acosh", ""},
    {"atanh", "Math.atanh", ""},
    {"cbrt", "Math.cbrt", ""},
    {"hypot", "Math.hypot", ""},
    {"erf", "adc_standard_erf", ""},
    {"erfc", "adc_standard_erfc", ""},
    {"tgamma", "adc_standard_tgamma", ""},
    {"lgamma", "adc_standard_lgamma", ""},
    {"isnan", "Number.isNaN", ""},
    {"isfinite", "Number.isFinite", ""},
    {"exp2", "adc_exp2", R"js(function adc_exp2(x) {
  return Math.pow(2, x);
}
)js"},
    {"isinf", "adc_isinf", R"js(function adc_isinf(x) {
  return x === Infinity || x === -Infinity;
}
)js"},
    {"fmod", "adc_fmod", R"js(function adc_fmod(x, y) {
  return x % y;
}
)js"},
    {"fmin", "adc_fmin", R"js(function adc_fmin(x, y) {
  return x < y || y !== y ? x : y;
}
)js"},
    {"fmax", "adc_fmax", R"js(function adc_fmax(x, y) {
  return x > y || y !== y ? x : y;
}
)js"},
    {"pow", "adc_pow", R"js(/* as in C, where 1^y and (-1)^(+-inf) are 1 */
function adc_pow(x, y) {
  return x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y);
}
)js"},
    {"copysign", "adc_copysign", R"js(function adc_copysign(x, y) {
  return y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x);
}
)js"},
    {"nearbyint", "adc_nearbyint", R"js(/* to the nearest integer, ties to even */
function adc_nearbyint(x) {
  const a = Math.abs(x);
  if (!(a < 2 ** 52)) return x;
  return adc_copysign(a + 2 ** 52 - 2 ** 52, x);
}
)js"},
    {"ldexp", "adc_ldexp", R"js(/* x 2^n, rounded once */
function adc_ldexp(x, n) {
  for (; n > 1000 && Number.isFinite(x) && x !== 0; n -= 1000) x *= 2 ** 1000;
  if (n >= -1000) return x * 2 ** Math.min(n, 1000);
  const exponent = { at: 0 };
  const m = adc_frexp(x, exponent);
  const all = exponent.at + n;
  return all >= -1000 ? m * 2 ** all : m * 2 ** -1000 * 2 ** Math.max(all + 1000, -1000);
}
)js"},
    {"frexp", "adc_frexp", R"js(/* x = m 2^e with 1/2 <= |m| < 1 */
function adc_frexp(x, exponent) {
  exponent.at = 0;
  if (x === 0 || !Number.isFinite(x)) return x;
  let shift = 0;
  if (Math.abs(x) < 2 ** -1000) {
    x *= 2 ** 200;
    shift = 200;
  }
  adc_double[0] = x;
  const biased = (adc_words[1] >>> 20) & 2047;
  exponent.at = biased - 1022 - shift;
  adc_words[1] = (adc_words[1] & ~0x7ff00000) | 0x3fe00000;
  return adc_double[0];
}
)js"},
    {"fma", "adc_fma",
     R"js(/* x y + z, rounded once: the product and the sums exactly, each as a sum of two numbers (Dekker 1971, Knuth), of which
   the small ones are rounded to odd, so that the last sum does not round twice (Boldo and Melquiond 2008). */
function adc_fma(x, y, z) {
  const p = x * y;
  const a = Math.abs(p);
  const c = Math.abs(z);
  const isInside = a > 2 ** -900 && a < 2 ** 900 && Math.abs(x) < 2 ** 900 && Math.abs(y) < 2 ** 900 &&
    (c === 0 || (c > 2 ** -900 && c < 2 ** 900));
  if (!isInside) return adc_fma_exact(x, y, z);
  const xs = x * 134217729;
  const xh = xs - (xs - x);
  const xl = x - xh;
  const ys = y * 134217729;
  const yh = ys - (ys - y);
  const yl = y - yh;
  const e = xl * yl - (p - xh * yh - xl * yh - xh * yl);
  const u = z + e;
  const ub = u - z;
  const ul = z - (u - ub) + (e - ub);
  const t = p + u;
  const tb = t - p;
  const tl = p - (t - tb) + (u - tb);
  return t + adc_sum_to_odd(tl, ul);
}

/* a + b; where that is not exact, of the two neighbours the one whose last bit is 1 */
function adc_sum_to_odd(a, b) {
  const s = a + b;
  const back = s - a;
  const rest = a - (s - back) + (b - back);
  if (rest === 0) return s;
  adc_double[0] = s;
  if ((adc_words[0] & 1) === 1) return s;
  if (rest > 0 === s > 0) {
    adc_words[0] += 1;
  } else {
    if (adc_words[0] === 0) adc_words[1] -= 1;
    adc_words[0] -= 1;
  }
  return adc_double[0];
}

/* The same with integers, for numbers whose parts may leave the range. */
function adc_fma_exact(x, y, z) {
  if (!Number.isFinite(x) || !Number.isFinite(y) || x === 0 || y === 0) return x * y + z;
  if (!Number.isFinite(z)) return z;
  const parts = (v) => {
    const exponent = { at: 0 };
    const m = adc_frexp(v, exponent) * 2 ** 53;
    return [BigInt(m), exponent.at - 53];
  };
  const [mx, ex] = parts(x);
  const [my, ey] = parts(y);
  const [mz, ez] = parts(z);
  const e = z === 0 ? ex + ey : Math.min(ex + ey, ez);
  let m = (mx * my) << BigInt(ex + ey - e);
  if (z !== 0) m += mz << BigInt(ez - e);
  if (m === 0n) return 0;
  const isNegative = m < 0n;
  if (isNegative) m = -m;
  const drop = Math.max(m.toString(2).length - 53, -1074 - e, 0);
  const rest = m & ((1n << BigInt(drop)) - 1n);
  const half = drop === 0 ? 1n : 1n << BigInt(drop - 1);
  let kept = m >> BigInt(drop);
  if (rest > half || (rest === half && (kept & 1n) === 1n)) kept += 1n;
  const value = adc_ldexp(Number(kept), e + drop);
  return isNegative ? -value : value;
}
)js"},
}};

}  // namespace

const LibraryFunction* javascript_function(std::string_view c_name) {
  const auto* const found = std::ranges::find(kLibrary, c_name, &LibraryFunction::name);
  return found == kLibrary.end() ? nullptr : found;
}

std::span<const LibraryFunction> javascript_library() { return kLibrary; }

}  // namespace adc::emit
