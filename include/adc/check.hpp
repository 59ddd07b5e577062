// Do all ways to a number agree, with each other and with high precision?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/export.hpp"
#include "adc/options.hpp"

namespace adc::inline ADC_ABI {

/// What random points are drawn from, uniformly.
struct Interval {
  double low = -1;
  double high = 1;
};

/// Where to check a program, and against what.
struct CheckOptions {
  std::vector<std::vector<double>> points;  ///< one double per input each
  std::size_t random_points = 0;            ///< further points, drawn from `box`
  std::vector<Interval> box;                ///< one per input, or empty: [-1, 1] for all
  std::uint64_t seed = 1;                   ///< equal seeds give equal points
  bool hostile = false;  ///< further points: ±0, subnormal, tiny, huge, and at and beside kinks that are found
  int order = 1;         ///< 1: values and first derivatives; 2: second derivatives too
  double epsilon = 0;    ///< step of the finite differences; 0: ∛u·max(1, |x|) for each input, u = 2⁻⁵³
  /// What outputs and derivatives should be, in decimal digits, laid out as Derive::Gradient, or Derive::Hessian for
  /// order 2; an empty string where nothing is known. Only with one given point and no others.
  std::vector<std::string> expected;
};

/// A way to a number.
enum class Method : std::uint8_t {
  Symbolic,  ///< the three modes, interpreted
  Forward,
  Reverse,
  Auto,         ///< of second derivatives: forward mode over the cheaper of forward and reverse
  Native,       ///< a mode as native code, where its bits differ from the interpreter's
  Differences,  ///< centred finite differences
  ComplexStep,  ///< Im f(x + ih)/h, where every operation has a complex extension
  Rules,        ///< the derivative's formulas in high precision; differences of each operation confirm 25 digits
  Reference,    ///< `CheckOptions::expected`, judged to 15 digits
};
[[nodiscard]] constexpr std::string_view to_string(Method method) {
  constexpr std::string_view kNames[] = {"symbolic",    "forward",      "reverse", "auto",     "native",
                                         "differences", "complex step", "rules",   "reference"};
  return kNames[static_cast<std::size_t>(method)];
}

/// What is to be said of a number that several methods gave.
enum class Verdict : std::uint8_t {
  Agreement,       ///< all are within 1e-12 of the exact number
  IllConditioned,  ///< all are as near as rounding allows: 8u·Σ|v̄ᵢ·vᵢ| over all intermediates vᵢ (any number, if that
                   ///< is |f|)
  Kink,            ///< the point is within rounding of a kink or jump, and the modes agree with each other
  OutOfRange,      ///< an exact intermediate is no normal double: overflow, underflow or a pole
  Disagreement,    ///< none of these excuses it
};
[[nodiscard]] constexpr std::string_view to_string(Verdict verdict) {
  constexpr std::string_view kNames[] = {"agreement", "ill-conditioned", "kink", "out of range", "disagreement"};
  return kNames[static_cast<std::size_t>(verdict)];
}

/// A number as one method gave it.
struct CheckedNumber {
  Method method = Method::Symbolic;
  double number = 0;
  double ulps = 0;     ///< its error in units of the last place of the exact number; nan without high precision
  double error = 0;    ///< absolute
  double allowed = 0;  ///< absolute; the tolerance, or what differences and complex step can promise
  bool within = true;
};

/// An output, or one of its derivatives, at a point.
struct CheckedQuantity {
  std::string name;      ///< "value", "d/dx", "d²/dx dy"; with several outputs "y", "dy/dx", "d²y/dx dy"
  std::string exact;     ///< 50 digits; empty without high precision
  double condition = 0;  ///< Σ|v̄ᵢ·vᵢ|/|f| over the intermediates of the best mode; nan without high precision
  Verdict verdict = Verdict::Agreement;
  std::string cause;  ///< where there is something to say: what loses the digits, or which kink it is
  std::vector<CheckedNumber> numbers;
};

struct CheckedPoint {
  std::vector<double> x;
  std::vector<std::string> kinks;  ///< the operations that have a kink or jump here, as the text writes them
  std::vector<CheckedQuantity> quantities;
};

struct CheckReport {
  std::vector<CheckedPoint> points;
  /// Why high precision is missing (what to install, or more than 5,000 operations); empty if it is there. Without it
  /// the modes are compared with each other and with finite differences.
  std::string no_precision;
  /// Why native code is missing (also for more than 20,000 operations); empty if it is there.
  std::string no_native;

  [[nodiscard]] std::size_t count(Verdict verdict) const {
    std::size_t n = 0;
    for (const CheckedPoint& point : points) {
      for (const CheckedQuantity& quantity : point.quantities) n += quantity.verdict == verdict ? 1 : 0;
    }
    return n;
  }
};

/// A formula with what it should give: a line of a corpus.
struct Record {
  std::string id;
  std::string formula;
  std::vector<std::pair<std::string, double>> vars;
  std::string value;                                      ///< decimal digits
  std::vector<std::pair<std::string, std::string>> grad;  ///< decimal digits by variable
};

}  // namespace adc::inline ADC_ABI
