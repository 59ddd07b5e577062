// Tensors of numbers, as values that people give and get.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/limits.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

/// The extents of a tensor, outermost first; none for a scalar.
using Extents = std::vector<std::int64_t>;

/// The numbers of a tensor of these extents.
[[nodiscard]] inline std::size_t elements(const Extents& extents) {
  std::size_t product = 1;
  for (const std::int64_t extent : extents) product *= static_cast<std::size_t>(extent);
  return product;
}

/// A tensor of numbers, row-major. A scalar has no extents and one number.
struct Array {
  Extents shape;
  std::vector<double> numbers;
};

/// The value of a constant expression such as "pi/4", "[1, 2; 3, 4]". `source_name` is what rendered diagnostics call
/// the text. Errors: those of `compile`; "not-constant".
[[nodiscard]] ADC_API Result<Array> evaluate_array(std::string_view text, std::string_view source_name = "<value>",
                                                   const Limits& limits = {});

/// Reads a file of NumPy's format .npy (version 1 to 3): floats, integers or booleans of either byte order, in C or
/// Fortran order. Source: numpy.lib.format in NumPy's documentation. Errors: "cannot-read", "bad-npy". Any bytes are
/// safe to read; allocates in proportion to the file.
[[nodiscard]] ADC_API Result<Array> read_npy(const std::string& path);

/// As the language writes it: "2.5", "[1, 2]", "[1, 2; 3, 4]"; beyond two axes with brackets in brackets. A matrix of
/// one row, or of one column, has no literal: its text is read as a vector. Of more than `most` numbers only the first
/// and the last of each axis, with "…" between them.
[[nodiscard]] ADC_API std::string to_text(const Array& array, std::size_t most = static_cast<std::size_t>(-1));

}  // namespace adc::inline ADC_ABI
