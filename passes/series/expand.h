// A program as a series about a point: exact coefficients, and what is left out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adc/result.hpp"
#include "ir/function.h"
#include "passes/series/coefficients.h"

namespace adc::passes {

/// Which series is wanted.
struct SeriesRequest {
  enum class At : std::uint8_t { Point, Infinity };
  std::uint32_t variable = 0;           ///< index of the input that varies
  At at = At::Point;                    ///<
  const ir::Function* point = nullptr;  ///< its one output is the point; of inputs by their names
  bool from_below = false;              ///< for x below the point; at infinity, for x → −∞
  bool compare_sides = false;           ///< whether to look at the other side of a point, where that may be another,
                                        ///< and to take that where there is none on this side
  std::size_t order = 0;                ///< the highest power of x − a, or of 1/x, that is kept
  std::size_t max_instructions = 0;     ///<
  series::Decide decide;                ///<
  series::Describe describe;            ///<
};

/// Σ coefficientᵢ·baseᵉ + O(remainder).
struct Expansion {
  ir::Function sum;                        ///< one output: the terms in rising order of size; 0 where there are none
  ir::Function base;                       ///< x − a; a − x where powers of that are wanted; at infinity x, or −x
  ir::Function terms;                      ///< an output each, without its sign
  std::vector<bool> negative;              ///< their signs
  ir::Function coefficients;               ///< an output each
  std::vector<ir::Rational> exponents;     ///< of the base, one for each coefficient
  std::optional<ir::Function> remainder;   ///< a power of the base; none where the sum is all there is
  std::optional<ir::Rational> truncation;  ///< its exponent
  bool from_below = false;                 ///< for x below the point
  bool has_log = false;                    ///< a logarithm of the base stands in coefficients
  bool has_roots = false;                  ///< an exponent is no whole number
  bool is_asymptotic = false;              ///< no series of it converges
  enum class Other : std::uint8_t { Same, Different, None };
  Other other_side = Other::Same;           ///< what there is on the other side of the point
  std::vector<std::string> taken_for_zero;  ///< what high precision alone found to be 0
};

/// The series of the one output of `fn`, of scalars and without `Diff`. Errors: "no-series", with the
/// reason, where there is none or none is known; "derivative-too-large" where coefficients become too large;
/// "function-order", "no-derivative". O(n·order²) products of coefficients, several times where leading terms cancel.
/// Thread-safe.
[[nodiscard]] Result<Expansion> series_of(const ir::Function& fn, const SeriesRequest& request);

}  // namespace adc::passes
