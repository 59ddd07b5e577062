// Measures what adc computes, values and partials, against MPFR.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/accuracy/ranges.h"
#include "tests/reference/reference.h"

namespace adc::tests {

/// The errors of one output of an op, beside those that the bound's absolute part allows.
struct Errors {
  std::string output;  ///< "f", "∂f/∂x"
  Bound bound;
  std::size_t points = 0;  ///< where the exact number is finite
  double max_ulps = 0;     ///< inf where the result is nan
  double mean_ulps = 0;
  Point worst;              ///< where max_ulps is
  double max_absolute = 0;  ///< where the absolute part is needed, in its units
  [[nodiscard]] bool kept() const { return max_ulps <= bound.ulps; }
};

/// The value and the partials of an op as adc computes them (its gradient function, legalised, interpreted: native code
/// has the same bits), at `points` points drawn by a fixed seed, or a twentieth of them and at most
/// 1,000 for ops that cost 100 or more.
/// An exact result beyond the largest double counts as 2¹⁰²⁴, and so does a computed infinity. Partials count where the
/// value is 0 or a normal double: rules reuse it.
[[nodiscard]] std::vector<Errors> measure(const Subject& subject, std::int64_t immediate, std::size_t points);

/// The same at every combination of ±0, ±1, infinities, the smallest and largest numbers.
[[nodiscard]] std::vector<Errors> measure_special(const Subject& subject, std::int64_t immediate);

/// The exact partials at a point where the value is a finite number, else none.
[[nodiscard]] std::vector<Reference> exact_partials(ir::Op op, std::int64_t immediate, const Point& point);

}  // namespace adc::tests
