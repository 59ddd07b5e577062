// Which examples are held out: at random, class by class, or group by group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// How rows are drawn.
struct Drawing {
  enum class Kind : std::uint8_t {
    Every,       ///< the first row, and each that is `every` further on
    Random,      ///< any
    Stratified,  ///< of each label the same part, up to one row; of a label with several rows not all
    Grouped,     ///< all rows of a label or none
  };
  Kind kind = Kind::Random;
  std::size_t every = 0;                ///< from 2
  std::size_t count = 0;                ///< of rows to draw, but by `Every`; of groups the nearest that they give
  std::span<const double> labels = {};  ///< of `Stratified` and `Grouped`: of all rows, the class or group
  std::uint64_t seed = 1;
  std::uint64_t stream = 0;  ///< another one for each part that is drawn from the same rows
};

/// Some of `rows`, in ascending order, as `drawing` says; the same on every machine. Errors: "bad-data" where there are
/// less than two groups. O(n log n).
[[nodiscard]] ADC_API Result<std::vector<std::size_t>> draw(std::span<const std::size_t> rows, const Drawing& drawing);

/// `rows` without `drawn`, both in ascending order.
[[nodiscard]] ADC_API std::vector<std::size_t> without(std::span<const std::size_t> rows,
                                                       std::span<const std::size_t> drawn);

}  // namespace adc::inline ADC_ABI::train
