// The loops of steps, for vectors of `bits` bits. Only for the sources loops_*.cpp, each of which is compiled for one
// kind of machine: everything is local to them, and no inline function of a library may be called, whose code others
// might then get.
#pragma once

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "tape/frame.h"

namespace adc::tape {
namespace {

/// Vectors of T, and the ops that need no C function on them: what `ir::InlineOps` says of numbers.
template <class T, unsigned bits>
struct Wide {
  static constexpr std::size_t kLanes = bits / 8 / sizeof(T);
  typedef T V __attribute__((vector_size(bits / 8)));  // NOLINT(modernize-use-using)
  typedef T Unaligned __attribute__((vector_size(bits / 8), aligned(alignof(T)), may_alias));  // NOLINT
  using M = decltype(V{} < V{});  // of integers as wide as T, all bits or none

  static V load(const T* from) { return *reinterpret_cast<const Unaligned*>(from); }
  static void store(T* to, V x) { *reinterpret_cast<Unaligned*>(to) = x; }

  static V all(T x) { return x - V{}; }  // GCC: a scalar goes with each lane
  static M sign_bit() { return (M)all(T(-0.0)); }
  static V truth(M mask) { return mask ? all(T(1)) : V{}; }
  static V choose(M mask, V x, V y) { return mask ? x : y; }

  static V Copy(V x) { return x; }
  static V StopGradient(V x) { return x; }
  static V ToFloat(V x) { return x; }
  static V Diff(V x, V y) { return x - y; }  // expanded before anything is evaluated
  static V Neg(V x) { return -x; }
  static V Add(V x, V y) { return x + y; }
  static V Sub(V x, V y) { return x - y; }
  static V Mul(V x, V y) { return x * y; }
  static V Div(V x, V y) { return x / y; }
  static V Abs(V x) { return (V)((M)x & ~sign_bit()); }
  static V Copysign(V x, V y) { return choose(y != y, y, (V)(((M)x & ~sign_bit()) | ((M)y & sign_bit()))); }
  static V Min(V x, V y) {
    const V smaller = choose((x < y) | ((x == y) & ((M)x < 0)), x, y);
    return choose((x != x) | (y != y), x + y, smaller);
  }
  static V Max(V x, V y) {
    const V larger = choose((y < x) | ((x == y) & ((M)y < 0)), x, y);
    return choose((x != x) | (y != y), x + y, larger);
  }
  static V Sign(V x) { return choose(x > V{}, all(T(1)), choose(x < V{}, all(T(-1)), x)); }
  static V Select(V condition, V x, V y) { return choose(condition != V{}, x, y); }
  static V Lt(V x, V y) { return truth(x < y); }
  static V Le(V x, V y) { return truth(x <= y); }
  static V Eq(V x, V y) { return truth(x == y); }
  static V Ne(V x, V y) { return truth(x != y); }
  static V And(V x, V y) { return truth((x != V{}) & (y != V{})); }
  static V Or(V x, V y) { return truth((x != V{}) | (y != V{})); }
  static V Not(V x) { return truth(x == V{}); }

  static V Floor(V x) {
    return each(x, [](T a) { return T(__builtin_floor(a)); });
  }
  static V Ceil(V x) {
    return each(x, [](T a) { return T(__builtin_ceil(a)); });
  }
  static V Round(V x) {
    return each(x, [](T a) { return T(__builtin_nearbyint(a)); });
  }
  static V Trunc(V x) {
    return each(x, [](T a) { return T(__builtin_trunc(a)); });
  }

  static V Sqrt(V x) {
#if defined(__SSE2__)
    if constexpr (bits == 128 && sizeof(T) == 8) return _mm_sqrt_pd(x);
    if constexpr (bits == 128 && sizeof(T) == 4) return _mm_sqrt_ps(x);
#endif
#if defined(__AVX2__)
    if constexpr (bits == 256 && sizeof(T) == 8) return _mm256_sqrt_pd(x);
    if constexpr (bits == 256 && sizeof(T) == 4) return _mm256_sqrt_ps(x);
#endif
#if defined(__AVX512F__)
    if constexpr (bits == 512 && sizeof(T) == 8) return _mm512_sqrt_pd(x);
    if constexpr (bits == 512 && sizeof(T) == 4) return _mm512_sqrt_ps(x);
#endif
    return each(x, [](T a) {
      if constexpr (sizeof(T) == 4) return __builtin_sqrtf(a);
      if constexpr (sizeof(T) == 8) return __builtin_sqrt(a);
    });
  }

  static V Fma(V x, V y, V z) {
#if defined(__FMA__)
    if constexpr (bits == 256 && sizeof(T) == 8) return _mm256_fmadd_pd(x, y, z);
    if constexpr (bits == 256 && sizeof(T) == 4) return _mm256_fmadd_ps(x, y, z);
#endif
#if defined(__AVX512F__)
    if constexpr (bits == 512 && sizeof(T) == 8) return _mm512_fmadd_pd(x, y, z);
    if constexpr (bits == 512 && sizeof(T) == 4) return _mm512_fmadd_ps(x, y, z);
#endif
    V result{};
    for (std::size_t i = 0; i < kLanes; ++i) {
      result[i] = sizeof(T) == 4 ? T(__builtin_fmaf(float(x[i]), float(y[i]), float(z[i])))
                                 : T(__builtin_fma(x[i], y[i], z[i]));
    }
    return result;
  }

 private:
  template <class F>
  static V each(V x, F function) {
    V result{};
    for (std::size_t i = 0; i < kLanes; ++i) result[i] = function(x[i]);
    return result;
  }
};

constexpr bool same(const char* a, const char* b) {
  while (*a != 0 && *a == *b) ++a, ++b;
  return *a == *b;
}

/// Whether `Wide` has the op: what ops.def gives no C function, and fma, which machines have.
constexpr bool is_computed_in_lanes(const char* id, const char* function) {
  return same(function, "None") || same(id, "Fma");
}

/// An operand: where its rows are; of a constant, the one vector that goes with all of them.
template <class T>
struct Rows {
  const T* from;
  std::ptrdiff_t moves;  ///< all bits, or none
};

template <class T>
Rows<T> rows_of(const Frame<T>& frame, Register operand) {
  if (operand == kNone) return {nullptr, 0};
  return {frame.at[operand], operand < frame.first_row ? 0 : ~std::ptrdiff_t{0}};
}

/// result = function(x…) for all rows, a vector after the other. The last one ends with the last row.
template <class W, class T, class Function, class... X>
void for_each_vector(T* result, std::size_t rows, Function function, X... x) {
  constexpr auto kLanes = static_cast<std::ptrdiff_t>(W::kLanes);
  const auto all = static_cast<std::ptrdiff_t>(rows);
  const auto at = [&](std::ptrdiff_t row) { return function(W::load(x.from + (row & x.moves))...); };
  std::ptrdiff_t row = 0;
  // Where ops are cheap, the loop itself is a third of a step's time.
#pragma GCC unroll 2
  for (; row + kLanes <= all; row += kLanes) W::store(result + row, at(row));
  if (row < all) W::store(result + all - kLanes, at(all - kLanes));
}

/// A step of two ops: `first` of `a`, and what is done then.
template <class W, class T, class First, class... A>
void run_pair(T* result, std::size_t rows, Then then, First first, Rows<T> c, Rows<T> d, A... a) {
  using V = typename W::V;
  const auto alone = [&](auto second) {
    for_each_vector<W>(result, rows, [=](auto... x) { return second(first(x...)); }, a...);
  };
  const auto with_c = [&](auto second) {
    for_each_vector<W>(result, rows, [=](V y, auto... x) { return second(first(x...), y); }, c, a...);
  };
  const auto with_both = [&](auto second) {
    for_each_vector<W>(result, rows, [=](V y, V z, auto... x) { return second(first(x...), y, z); }, c, d, a...);
  };
  switch (then) {
    case Then::Neg: return alone([](V r) { return -r; });
    case Then::Add: return with_c([](V r, V y) { return r + y; });
    case Then::Sub: return with_c([](V r, V y) { return r - y; });
    case Then::SubFrom: return with_c([](V r, V y) { return y - r; });
    case Then::Mul: return with_c([](V r, V y) { return r * y; });
    case Then::Div: return with_c([](V r, V y) { return r / y; });
    case Then::DivInto: return with_c([](V r, V y) { return y / r; });
    case Then::Fma: return with_both([](V r, V y, V z) { return W::Fma(r, y, z); });
    case Then::FmaOnto: return with_both([](V r, V y, V z) { return W::Fma(y, z, r); });
    case Then::Choose: return with_both([](V r, V y, V z) { return W::Select(y, r, z); });
    case Then::ChooseElse: return with_both([](V r, V y, V z) { return W::Select(y, z, r); });
    default: return;  // only of one first op: below
  }
}

template <class T, unsigned bits>
void run_two(const Frame<T>& frame, const Step& step) {
  using W = Wide<T, bits>;
  using V = typename W::V;
  T* const result = frame.at[step.result];
  const auto x = [&](std::size_t k) { return rows_of(frame, step.operands[k]); };
  const auto one = [&](auto first) { run_pair<W>(result, frame.rows, step.then, first, x(1), x(2), x(0)); };
  const auto two = [&](auto first) { run_pair<W>(result, frame.rows, step.then, first, x(2), x(3), x(0), x(1)); };
  const auto choose = [&](auto is_true) {
    for_each_vector<W>(
        result, frame.rows, [=](V a, V b, V y, V z) { return W::choose(is_true(a, b), y, z); }, x(0), x(1), x(2), x(3));
  };
  switch (step.op) {
    case ir::Op::Add: return two([](V a, V b) { return a + b; });
    case ir::Op::Sub: return two([](V a, V b) { return a - b; });
    case ir::Op::Mul: return two([](V a, V b) { return a * b; });
    case ir::Op::Div: return two([](V a, V b) { return a / b; });
    case ir::Op::Neg: return one([](V a) { return -a; });
    case ir::Op::Sign: return one([](V a) { return W::Sign(a); });
    case ir::Op::Sqrt: return one([](V a) { return W::Sqrt(a); });
    case ir::Op::Abs:
      if (step.then != Then::Eq) return one([](V a) { return W::Abs(a); });
      return for_each_vector<W>(result, frame.rows, [](V a, V b) { return W::Eq(W::Abs(a), b); }, x(0), x(1));
    case ir::Op::Lt: return choose([](V a, V b) { return a < b; });
    case ir::Op::Le: return choose([](V a, V b) { return a <= b; });
    case ir::Op::Eq: return choose([](V a, V b) { return a == b; });
    case ir::Op::Ne: return choose([](V a, V b) { return a != b; });
    default: return;  // goes together with nothing
  }
}

template <class T, unsigned bits>
void run(const Frame<T>& frame) {
  using W = Wide<T, bits>;
  using V = typename W::V;
  for (std::size_t i = 0; i < frame.step_count; ++i) {
    const Step& step = frame.steps[i];
    T* const result = frame.at[step.result];
    const auto x = [&](std::size_t k) { return rows_of(frame, step.operands[k]); };
    if (step.then != Then::Nothing) {
      run_two<T, bits>(frame, step);
      continue;
    }
    if (const void* const function = frame.vectors[static_cast<std::size_t>(step.op)]) {
      if (step.operands[1] == kNone) {
        for_each_vector<W>(result, frame.rows, reinterpret_cast<V (*)(V)>(const_cast<void*>(function)), x(0));
      } else {
        for_each_vector<W>(result, frame.rows, reinterpret_cast<V (*)(V, V)>(const_cast<void*>(function)), x(0), x(1));
      }
      continue;
    }
    switch (step.op) {
#define ADC_LOOP_0(Id) run_each(step, frame)
#define ADC_LOOP_1(Id) for_each_vector<W>(result, frame.rows, [](V a) { return W::Id(a); }, x(0))
#define ADC_LOOP_2(Id) for_each_vector<W>(result, frame.rows, [](V a, V b) { return W::Id(a, b); }, x(0), x(1))
#define ADC_LOOP_3(Id) \
  for_each_vector<W>(result, frame.rows, [](V a, V b, V c) { return W::Id(a, b, c); }, x(0), x(1), x(2))
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  case ir::Op::Id:                                                                                   \
    if constexpr (is_computed_in_lanes(#Id, #function))                                              \
      ADC_LOOP_##arity(Id);                                                                          \
    else                                                                                             \
      run_each(step, frame);                                                                         \
    break;
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_LOOP_0
#undef ADC_LOOP_1
#undef ADC_LOOP_2
#undef ADC_LOOP_3
      default: break;  // looks at several elements: not of scalars
    }
  }
}

}  // namespace
}  // namespace adc::tape
