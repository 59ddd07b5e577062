// Changes of units: what columns of numbers are scaled by.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// A change of units: x ↦ (x − offset)/factor, column by column, or (log x − offset)/factor.
struct ADC_API Scaling {
  std::vector<double> offset;
  std::vector<double> factor;
  std::vector<bool> logarithmic = {};  ///< which columns are of logarithms; empty: none

  /// Whether nothing is changed because there are no columns.
  [[nodiscard]] bool empty() const { return offset.empty(); }
  [[nodiscard]] bool is_logarithmic(std::size_t column) const {
    return column < logarithmic.size() && logarithmic[column];
  }
  /// Changes rows of as many columns as `offset` has numbers. O(n).
  void apply(std::vector<double>& x) const;
  /// Changes them back, up to rounding. O(n).
  void undo(std::vector<double>& x) const;
};

/// How the scale of a column is found.
enum class ScaleRule : std::uint8_t {
  None,         ///< the numbers stay as they are
  Standardise,  ///< to mean 0 and standard deviation 1; a column that does not vary is only shifted
  MinMax,       ///< the smallest number to 0, the largest to 1
  Robust,       ///< the median to 0, the distance between the quartiles to 1: outliers do not count
  Log,          ///< logarithms, standardised; of positive numbers
  Divide,       ///< divided by a number
};

/// The rule of a column.
struct ColumnScale {
  ScaleRule rule = ScaleRule::Standardise;
  double divisor = 1;  ///< of `Divide`
};

/// The rule of this name: "none", "standardise", "minmax", "robust", "log", or a number other than 0 to divide by;
/// nullopt if it is none.
[[nodiscard]] ADC_API std::optional<ColumnScale> column_scale(std::string_view text);

/// The scaling that the rules give for `x`, [rows, rules], row-major; `names` are the columns', for messages. Errors:
/// "bad-data" for logarithms of numbers that are not positive, and numbers so large that their scale is infinite.
/// O(n), of Robust O(n log n).
[[nodiscard]] ADC_API Result<Scaling> fit_scaling(std::span<const double> x, std::span<const ColumnScale> rules,
                                                  std::span<const std::string> names);

}  // namespace adc::inline ADC_ABI::train
