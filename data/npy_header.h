// The header of NumPy's format: what stands in front of the numbers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adc/array.hpp"

namespace adc::data {

/// A number of a table, or what else stands in its place.
struct NpyField {
  std::string name;         ///< empty unless the array is structured
  std::string type;         ///< as the header has it: "<f8"
  char kind = 'f';          ///< the letter of the type
  std::size_t width = 8;    ///< in bytes
  std::size_t offset = 0;   ///< from the begin of the element
  bool is_swapped = false;  ///< big-endian

  /// Whether it is one that is read: a float of 4 or 8 bytes, an integer or a boolean.
  [[nodiscard]] bool is_number() const;
};

struct NpyHeader {
  std::vector<NpyField> fields;  ///< one, unless the array is structured
  bool is_structured = false;
  std::size_t element_bytes = 0;
  bool is_fortran = false;
  Extents shape;
  std::size_t elements = 1;
};

/// How long the first bytes of a file of this format say that it is before its numbers.
struct NpyPrefix {
  std::size_t begin;   ///< of the header
  std::size_t length;  ///< of the header
};

/// The bytes that `npy_prefix` wants, if the file has as many.
constexpr std::size_t kNpyPrefix = 12;

/// Throws `Error` ("bad-npy").
[[noreturn]] void bad_npy(std::string message);

/// Throws `Error` ("bad-npy").
[[nodiscard]] NpyPrefix npy_prefix(std::string_view bytes);

/// What the header says, a Python dictionary with the keys descr, fortran_order and shape. Throws `Error` ("bad-npy").
[[nodiscard]] NpyHeader parse_npy_header(std::string_view dictionary);

/// Reads `count` numbers like `field`, which begin `step` bytes from each other, to doubles that lie `stride` apart.
void decode(const NpyField& field, const char* from, std::size_t step, std::size_t count, double* to,
            std::ptrdiff_t stride);

}  // namespace adc::data
