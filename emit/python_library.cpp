#include "emit/python_library.h"

#include <algorithm>
#include <array>

namespace adc::emit {
namespace {

constexpr std::array kNumbers = std::to_array<PythonFunction>({
    {"fabs", "abs", ""},
    {"atan", "math.atan", ""},
    {"atan2", "math.atan2", ""},
    {"tanh", "math.tanh", ""},
    {"asinh", "math.asinh", ""},
    {"hypot", "math.hypot", ""},
    {"erf", "math.erf", ""},
    {"erfc", "math.erfc", ""},
    {"tgamma", "adc_standard_tgamma", ""},
    {"lgamma", "adc_standard_lgamma", ""},
    {"copysign", "math.copysign", ""},
    {"isnan", "math.isnan", ""},
    {"isinf", "math.isinf", ""},
    {"isfinite", "math.isfinite", ""},
    {"divide", "adc_divide", R"py(def adc_divide(x, y):
    if y != 0.0:
        return x / y
    return math.nan if x == 0.0 or x != x else math.copysign(math.inf, x) * math.copysign(1.0, y)
)py"},
    {"sqrt", "adc_sqrt", R"py(def adc_sqrt(x):
    return math.sqrt(x) if x >= 0.0 else math.nan
)py"},
    {"exp", "adc_exp", R"py(def adc_exp(x):
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf
)py"},
    {"expm1", "adc_expm1", R"py(def adc_expm1(x):
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf
)py"},
    {"exp2", "adc_exp2", R"py(def adc_exp2(x):
    try:
        return math.pow(2.0, x)
    except OverflowError:
        return math.inf
)py"},
    {"log", "adc_log", R"py(def adc_log(x):
    return math.log(x) if x > 0.0 else -math.inf if x == 0.0 else math.nan
)py"},
    {"log2", "adc_log2", R"py(def adc_log2(x):
    return math.log2(x) if x > 0.0 else -math.inf if x == 0.0 else math.nan
)py"},
    {"log10", "adc_log10", R"py(def adc_log10(x):
    return math.log10(x) if x > 0.0 else -math.inf if x == 0.0 else math.nan
)py"},
    {"log1p", "adc_log1p", R"py(def adc_log1p(x):
    return math.log1p(x) if x > -1.0 else -math.inf if x == -1.0 else math.nan
)py"},
    {"sin", "adc_sin", R"py(def adc_sin(x):
    return math.sin(x) if abs(x) != math.inf else math.nan
)py"},
    {"cos", "adc_cos", R"py(def adc_cos(x):
    return math.cos(x) if abs(x) != math.inf else math.nan
)py"},
    {"tan", "adc_tan", R"py(def adc_tan(x):
    return math.tan(x) if abs(x) != math.inf else math.nan
)py"},
    {"asin", "adc_asin", R"py(def adc_asin(x):
    return math.asin(x) if -1.0 <= x <= 1.0 else math.nan
)py"},
    {"acos", "adc_acos", R"py(def adc_acos(x):
    return math.acos(x) if -1.0 <= x <= 1.0 else math.nan
)py"},
    {"sinh", "adc_sinh", R"py(def adc_sinh(x):
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(math.inf, x)
)py"},
    {"cosh", "adc_cosh", R"py(def adc_cosh(x):
    try:
        return math.cosh(x)
    except OverflowError:
        return math.inf
)py"},
    {"acosh", "adc_acosh", R"py(def adc_acosh(x):
    return math.acosh(x) if x >= 1.0 else math.nan
)py"},
    {"atanh", "adc_atanh", R"py(def adc_atanh(x):
    if abs(x) < 1.0:
        return math.atanh(x)
    return math.copysign(math.inf, x) if abs(x) == 1.0 else math.nan
)py"},
    {"cbrt", "adc_near_cbrt", R"py(def adc_near_cbrt(x):
    return math.copysign(abs(x) ** (1.0 / 3.0), x)
)py"},
    {"pow", "adc_pow", R"py(def adc_pow(x, y):
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0.0 and abs(math.fmod(y, 2.0)) == 1.0 else math.inf
    except ValueError:
        if x != 0.0:
            return math.nan
        return math.copysign(math.inf, x) if abs(math.fmod(y, 2.0)) == 1.0 else math.inf
)py"},
    {"fmod", "adc_fmod", R"py(def adc_fmod(x, y):
    return math.nan if abs(x) == math.inf or y == 0.0 else math.fmod(x, y)
)py"},
    {"fmin", "adc_fmin", R"py(def adc_fmin(x, y):
    return x if x < y or y != y else y
)py"},
    {"fmax", "adc_fmax", R"py(def adc_fmax(x, y):
    return x if x > y or y != y else y
)py"},
    {"floor", "adc_floor", R"py(def adc_floor(x):
    return math.copysign(math.floor(x), x) if abs(x) < 2.0**52 else x
)py"},
    {"ceil", "adc_ceil", R"py(def adc_ceil(x):
    return math.copysign(math.ceil(x), x) if abs(x) < 2.0**52 else x
)py"},
    {"trunc", "adc_trunc", R"py(def adc_trunc(x):
    return math.copysign(math.trunc(x), x) if abs(x) < 2.0**52 else x
)py"},
    {"nearbyint", "adc_nearbyint", R"py(def adc_nearbyint(x):
    # Halves go to even.
    return math.copysign(round(x), x) if abs(x) < 2.0**52 else x
)py"},
    {"ldexp", "adc_ldexp", R"py(def adc_ldexp(x, n):
    try:
        return math.ldexp(x, n)
    except OverflowError:
        return math.copysign(math.inf, x)
)py"},
    {"fma", "adc_number_fma", R"py(def adc_number_fma(x, y, z):
    # x*y + z, rounded once: the error of a product by halves of its factors (Dekker 1971), else by integers.
    p = x * y
    if z == -p and 2.0**-900 < abs(p) < 2.0**900 and abs(x) < 2.0**900 and abs(y) < 2.0**900:
        xs = x * 134217729.0
        xh = xs - (xs - x)
        xl = x - xh
        ys = y * 134217729.0
        yh = ys - (ys - y)
        yl = y - yh
        return xl * yl - (p - xh * yh - xl * yh - xh * yl)
    if not (math.isfinite(x) and math.isfinite(y)):
        return p + z
    if not math.isfinite(z):
        return z
    xn, xd = x.as_integer_ratio()
    yn, yd = y.as_integer_ratio()
    zn, zd = z.as_integer_ratio()
    n = xn * yn * zd + zn * xd * yd
    if n == 0:
        return p + z
    try:
        return n / (xd * yd * zd)
    except OverflowError:
        return math.copysign(math.inf, n)
)py"},
    {"frexp", "adc_frexp", R"py(def adc_frexp(x, exponent):
    m, exponent[0] = math.frexp(x)
    return m
)py"},
});

constexpr std::array kArrays = std::to_array<PythonFunction>({
    {"fabs", "xp.abs", ""},
    {"sqrt", "xp.sqrt", ""},
    {"exp", "xp.exp", ""},
    {"exp2", "xp.exp2", ""},
    {"expm1", "xp.expm1", ""},
    {"log", "xp.log", ""},
    {"log2", "xp.log2", ""},
    {"log10", "xp.log10", ""},
    {"log1p", "xp.log1p", ""},
    {"sin", "xp.sin", ""},
    {"cos", "xp.cos", ""},
    {"tan", "xp.tan", ""},
    {"asin", "xp.arcsin", ""},
    {"acos", "xp.arccos", ""},
    {"atan", "xp.arctan", ""},
    {"atan2", "xp.arctan2", ""},
    {"sinh", "xp.sinh", ""},
    {"cosh", "xp.cosh", ""},
    {"tanh", "xp.tanh", ""},
    {"asinh", "xp.arcsinh", ""},
    {"acosh", "xp.arccosh", ""},
    {"atanh", "xp.arctanh", ""},
    {"hypot", "xp.hypot", ""},
    {"copysign", "xp.copysign", ""},
    {"fmod", "xp.fmod", ""},
    {"isnan", "xp.isnan", ""},
    {"isinf", "xp.isinf", ""},
    {"isfinite", "xp.isfinite", ""},
    {"input", "adc_input", R"py(def adc_input(value, shape, dtype, xp):
    array = xp.asarray(value, dtype=dtype)
    if tuple(array.shape) != shape:
        raise ValueError(f"an input has the shape {tuple(array.shape)} instead of {shape}")
    return array
)py"},
    {"number", "adc_number", R"py(def adc_number(value, xp):
    return xp.asarray(value, dtype=xp.float64)
)py"},
    {"where", "adc_where", R"py(def adc_where(condition, x, y, xp):
    return xp.where(condition, adc_number(x, xp), adc_number(y, xp))
)py"},
    {"fma", "adc_fma", R"py(def adc_fma(x, y, z, xp):
    # x*y + z, rounded once but for what is beyond the double of the digits: the rounding errors of the product (Dekker
    # 1971) and of the sum (Knuth) are added last. For single precision in double precision.
    x, y, z = (xp.asarray(a) for a in (x, y, z))
    if all(a.dtype == xp.float32 for a in (x, y, z)):
        x, y, z = (xp.asarray(a, dtype=xp.float64) for a in (x, y, z))
        return xp.asarray(x * y + z, dtype=xp.float32)
    p = x * y
    xs = x * 134217729.0
    xh = xs - (xs - x)
    xl = x - xh
    ys = y * 134217729.0
    yh = ys - (ys - y)
    yl = y - yh
    error = xl * yl - (p - xh * yh - xl * yh - xh * yl)
    s = p + z
    b = s - p
    fused = s + ((p - (s - b)) + (z - b) + error)
    beyond = xp.where(xp.isinf(z) & xp.isfinite(x) & xp.isfinite(y), z, s)
    return xp.where(xp.isfinite(fused), fused, beyond)
)py"},
    {"pow", "adc_power", R"py(def adc_power(x, y, xp):
    return xp.power(x, y) if hasattr(xp, "power") else xp.pow(x, y)
)py"},
    {"adc_cbrt", "adc_cbrt_array", R"py(def adc_cbrt_array(x, xp):
    if hasattr(xp, "cbrt"):
        return xp.cbrt(x)
    c = xp.copysign(xp.abs(x) ** (1.0 / 3.0), x)
    better = c - (c - x / (c * c)) / 3.0
    return xp.where(xp.isfinite(better), better, c)
)py"},
    {"minimum", "adc_minimum", R"py(def adc_minimum(x, y, xp):
    # nan if either is; -0 is less than +0
    return xp.where((x == 0.0) & (y == 0.0), -(-x - y), xp.minimum(x, y))
)py"},
    {"maximum", "adc_maximum", R"py(def adc_maximum(x, y, xp):
    # nan if either is; -0 is less than +0
    return xp.where((x == 0.0) & (y == 0.0), x + y, xp.maximum(x, y))
)py"},
    {"largest", "adc_largest", R"py(def adc_largest(x, axes, xp):
    # over the axes; nan if one is; -0 is less than +0
    m = xp.amax(x, axes)
    zero = xp.amax(xp.where(x == 0.0, xp.copysign(xp.ones_like(x), x), -xp.ones_like(x)), axes)
    return xp.where(m == 0.0, xp.copysign(m, zero), m)
)py"},
    {"smallest", "adc_smallest", R"py(def adc_smallest(x, axes, xp):
    return -adc_largest(-x, axes, xp)
)py"},
    {"sign", "adc_sign", R"py(def adc_sign(x, xp):
    # +0, -0 and nan are their own signs
    return xp.where((x > 0.0) | (x < 0.0), xp.sign(x), x)
)py"},
    {"signed", "adc_signed", R"py(def adc_signed(x, y, xp):
    # |x| with the sign of y; nan if either is
    return xp.where(xp.isnan(y), y, xp.copysign(x, y))
)py"},
    {"permute", "adc_permute", R"py(def adc_permute(x, axes, xp):
    return xp.permute(x, axes) if hasattr(xp, "permute") else xp.transpose(x, axes)
)py"},
    {"join", "adc_join", R"py(def adc_join(parts, axis, xp):
    return (xp.concatenate if hasattr(xp, "concatenate") else xp.cat)(parts, axis)
)py"},
    {"pad", "adc_pad", R"py(def adc_pad(x, low, high, between, xp):
    # zeros before, behind and between the elements of each axis
    for axis in range(len(low)):
        shape = tuple(x.shape)
        n = shape[axis]
        if between[axis] > 0 and n > 1:
            x = xp.reshape(x, shape[: axis + 1] + (1,) + shape[axis + 1 :])
            gaps = xp.zeros(shape[: axis + 1] + (between[axis],) + shape[axis + 1 :], dtype=x.dtype)
            x = adc_join([x, gaps], axis + 1, xp)
            n = n * (between[axis] + 1)
            x = xp.reshape(x, shape[:axis] + (n,) + shape[axis + 1 :])
            n -= between[axis]
            x = x[(slice(None),) * axis + (slice(0, n),)]
        parts = [x]
        if low[axis] > 0:
            parts.insert(0, xp.zeros(shape[:axis] + (low[axis],) + shape[axis + 1 :], dtype=x.dtype))
        if high[axis] > 0:
            parts.append(xp.zeros(shape[:axis] + (high[axis],) + shape[axis + 1 :], dtype=x.dtype))
        x = adc_join(parts, axis, xp) if len(parts) > 1 else x
    return x
)py"},
    {"places", "adc_places", R"py(def adc_places(where, extent, xp):
    # numbers as positions below the extent; which of them are
    valid = (where >= 0.0) & (where < extent) & (xp.floor(where) == where)
    return xp.asarray(xp.where(valid, where, xp.zeros_like(where)), dtype=xp.int64), valid
)py"},
    {"gather", "adc_gather", R"py(def adc_gather(x, where, axis, xp):
    # the slices at positions along the axis; nan where there is none
    shape = tuple(x.shape)
    whole = shape[:axis] + tuple(where.shape) + shape[axis + 1 :]
    nan = xp.full(whole, numpy.nan, dtype=x.dtype)
    if shape[axis] == 0:
        return nan
    place, valid = adc_places(where, shape[axis], xp)
    taken = x[(slice(None),) * axis + (place,)]
    valid = xp.reshape(valid, tuple(where.shape) + (1,) * (len(shape) - axis - 1))
    return xp.where(valid, taken, nan)
)py"},
    {"scatter_add", "adc_scatter_add", R"py(def adc_scatter_add(x, where, axis, extent, xp):
    # zeros, to which slices are added at positions along the axis; those at no position to one more, which is cut off
    rank = len(where.shape)
    shape = tuple(x.shape)
    before, behind = shape[:axis], shape[axis + rank :]
    place, valid = adc_places(where, extent, xp)
    place = xp.reshape(xp.where(valid, place, xp.full_like(place, extent)), (-1,))
    x = xp.reshape(x, before + (place.shape[0],) + behind)
    sums = xp.zeros(before + (extent + 1,) + behind, dtype=x.dtype)
    index = (slice(None),) * axis + (place,)
    if hasattr(sums, "index_add"):
        sums = sums.index_add(axis, place, x)
    elif hasattr(sums, "at"):
        sums = sums.at[index].add(x)
    else:
        numpy.add.at(sums, index, x)
    return sums[(slice(None),) * axis + (slice(0, extent),)]
)py"},
    {"each", "adc_each", R"py(def adc_each(function, dtype, xp, *arrays):
    # A function of numbers for each element, in Python: some hundred times as slow as operations of arrays.
    def of_numpy(*numbers):
        numbers = numpy.broadcast_arrays(*(numpy.asarray(x, dtype=numpy.float64) for x in numbers))
        results = [function(*(float(x) for x in row)) for row in zip(*(x.flat for x in numbers))]
        return numpy.asarray(results, dtype=numpy.float64).reshape(numbers[0].shape)

    if xp.__name__ == "jax.numpy":
        import jax

        shape = numpy.broadcast_shapes(*(x.shape for x in arrays))
        of_rounded = lambda *x: of_numpy(*x).astype(dtype)
        return jax.pure_callback(of_rounded, jax.ShapeDtypeStruct(shape, dtype), *arrays, vmap_method="expand_dims")
    arrays = [x.detach().cpu().numpy() if hasattr(x, "detach") else x for x in arrays]
    return xp.asarray(of_numpy(*arrays), dtype=dtype)
)py"},
});

const PythonFunction* find(std::span<const PythonFunction> table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &PythonFunction::name);
  return found == table.end() ? nullptr : &*found;
}

/// In the order of the table, in which functions call others of any place.
std::string texts(std::span<const PythonFunction> table, std::set<std::string_view> names) {
  for (bool grows = true; grows;) {
    grows = false;
    for (const PythonFunction& function : table) {
      if (!names.contains(function.name)) continue;
      for (const PythonFunction& other : table) {
        const bool calls = !other.text.empty() && other.name != function.name &&
                           function.text.find(std::string(other.spelling) + "(") != std::string::npos;
        grows = (calls && names.insert(other.name).second) || grows;
      }
    }
  }
  std::string all;
  for (const PythonFunction& function : table) {
    if (names.contains(function.name) && !function.text.empty()) all += std::string(function.text) + "\n\n";
  }
  return all;
}

}  // namespace

const PythonFunction* python_function(std::string_view c_name) { return find(kNumbers, c_name); }

const PythonFunction* array_function(std::string_view name) { return find(kArrays, name); }

std::string python_texts(std::set<std::string_view> names) { return texts(kNumbers, std::move(names)); }

std::string array_texts(std::set<std::string_view> names) { return texts(kArrays, std::move(names)); }

}  // namespace adc::emit
