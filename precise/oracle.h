// Functions at points in high precision. The implementation is libadc-check, which the API loads at first use.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ir/function.h"

#define ADC_CHECK_EXPORT __attribute__((visibility("default")))

namespace adc::precise {

/// A real number: its decimal digits ("inf", "-inf", "nan" where it is none), and the nearest double.
struct Number {
  std::string digits;
  double nearest = 0;
};

/// How far a computed number is from the exact one, by the one tolerance (precise/tolerance.h).
struct Judgement {
  bool within = false;           ///< the tolerance
  bool ill_conditioned = false;  ///< more than 1e-12 of the number is lost, to the condition
  bool no_digit_left = false;    ///< the condition admits any number: 8u·Σ ≥ |f|; said only where not within
  double error = 0;              ///< absolute; inf or nan where only one of the numbers is finite
  double allowed = 0;            ///< absolute
  double ulps = 0;               ///< the error in units of the last place of the nearest double
};

/// The instruction whose rounding costs an output most of its digits.
struct Loss {
  ir::ValueId value;
  double rounding = 0;       ///< relative error of this one operation
  double magnification = 0;  ///< relative error of the output for each of this value
};

/// An instruction at a point where it is not smooth.
struct Kink {
  ir::ValueId value;
  bool hit = false;  ///< exactly; else within rounding
};

/// A function without `Diff` at a point. Holds a reference to the function. Not thread-safe; outputs are by index.
class Point {
 public:
  Point() = default;
  Point(const Point&) = delete;
  Point& operator=(const Point&) = delete;
  virtual ~Point() = default;

  /// The output itself, to 50 digits. O(1).
  [[nodiscard]] virtual Number output(std::size_t output) = 0;
  /// ∂output/∂x for each input x, to 50 digits, by central differences of each operation: no rule of passes/ is used.
  /// At a kink the mean of both sides. O(n).
  [[nodiscard]] virtual std::vector<Number> gradient(std::size_t output) = 0;
  /// Σ|v̄ᵢ·vᵢ|, the sum of the tolerance. O(n).
  [[nodiscard]] virtual double magnitude(std::size_t output) = 0;
  /// Judges what this function gave for an output in double arithmetic, against the exact digits. O(n) where the
  /// condition decides, else O(1).
  [[nodiscard]] virtual Judgement judge(std::size_t output, double computed, std::string_view reference) = 0;
  /// True if the output, in high precision, is the number of these digits, as far as `digits` digits of it, or 30 of
  /// the largest intermediate, say. O(1), or O(n) where intermediates decide.
  [[nodiscard]] virtual bool equals(std::size_t output, std::string_view reference, int digits) = 0;
  /// True if every intermediate that the output depends on is 0 or a normal double. O(n).
  [[nodiscard]] virtual bool stays_in_range(std::size_t output) = 0;
  /// Nullopt if nothing is lost, or if double arithmetic gives no number. O(n).
  [[nodiscard]] virtual std::optional<Loss> worst_loss(std::size_t output) = 0;
  /// The kinks that the output depends on at this point. O(n).
  [[nodiscard]] virtual std::vector<Kink> kinks(std::size_t output) = 0;
};

/// Makes points. Thread-safe.
class Oracle {
 public:
  Oracle() = default;
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;
  virtual ~Oracle() = default;

  /// `fn` at exactly these inputs; every value of it is computed. O(n).
  [[nodiscard]] virtual std::unique_ptr<Point> at(const ir::Function& fn, std::span<const double> inputs) const = 0;
};

extern "C" {
/// `ir::build()` of libadc-check. Who loads it asks this first: where it is not the same as its own, nothing else here
/// may be used.
ADC_CHECK_EXPORT const char* adc_check_build();
/// Lives for ever.
ADC_CHECK_EXPORT const Oracle* adc_check_oracle();
}

}  // namespace adc::precise
