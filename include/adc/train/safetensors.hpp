// Weights in files: the safetensors format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/loss.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// A named array.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::vector<double> values;       ///< row-major
  DType dtype = DType::F64;         ///< in the file
};

/// What a file in the safetensors format holds.
struct Safetensors {
  std::vector<NamedTensor> tensors;             ///< in the file's order
  std::map<std::string, std::string> metadata;  ///< free text by key

  /// The tensor of this name; nullptr if there is none.
  [[nodiscard]] const NamedTensor* find(std::string_view name) const {
    for (const NamedTensor& tensor : tensors) {
      if (tensor.name == name) return &tensor;
    }
    return nullptr;
  }
};

/// The bytes of a file: the length of the header in 8 bytes, a header in JSON, the numbers; all little-endian. Values
/// are rounded to the tensors' dtype. Names and metadata must be UTF-8, names distinct. O(size).
[[nodiscard]] ADC_API std::string to_safetensors(const Safetensors& file);

/// Reads such bytes; tensors may be F64 or F32. Errors: "bad-safetensors", with `source_name`, for bytes that are cut
/// off, a header that is not what the format says, and tensors that overlap, leave holes or do not fit the bytes. The
/// memory that it needs is bounded by a multiple of the size of `bytes`.
[[nodiscard]] ADC_API Result<Safetensors> parse_safetensors(std::string_view bytes,
                                                            std::string_view source_name = "<safetensors>");

/// Reads the file at `path`. Errors: also "cannot-read".
[[nodiscard]] ADC_API Result<Safetensors> read_safetensors(const std::string& path);

/// Writes the file at `path` as a whole or not at all: beside it first, then renamed. Errors: "cannot-write".
[[nodiscard]] ADC_API std::optional<Error> write_safetensors(const std::string& path, const Safetensors& file);

}  // namespace adc::inline ADC_ABI::train
