// NumPy's files: whatever is read is an array, and the language reads it back.
#include <algorithm>
#include <cmath>

#include "adc/array.hpp"
#include "data/npy.h"
#include "tests/fuzz/target.h"
#include "tests/support/bits.h"

namespace adc::tests {
namespace {

constexpr std::size_t kMostWritten = 100;  ///< numbers in a text that is read back

void must_round_trip(const Array& array) {
  const std::string text = to_text(array);
  const bool has_text = !array.numbers.empty() && array.numbers.size() <= kMostWritten && array.shape.size() <= 2 &&
                        std::ranges::all_of(array.numbers, [](double x) { return std::isfinite(x); });
  if (!has_text) return;
  // Numbers in one row, or in one column, are a vector.
  const bool is_vector = array.shape.size() == 2 && std::ranges::min(array.shape) == 1;
  const Extents shape = is_vector ? Extents{static_cast<std::int64_t>(array.numbers.size())} : array.shape;
  const Result<Array> read = evaluate_array(text);
  must(read.ok() && read->shape == shape && same_bits(read->numbers, array.numbers),
       "the language reads an array back: " + text);
}

}  // namespace

void fuzz(std::string_view bytes) {
  try {
    const Array array = data::parse_npy(bytes);
    std::size_t elements = 1;
    for (const std::int64_t extent : array.shape) elements *= static_cast<std::size_t>(extent);
    must(elements == array.numbers.size(), "an array has the numbers of its shape");
    must(!to_text(array, 10).empty(), "an array has a text");
    must_round_trip(array);
  } catch (const Error& error) {
    must_be_a_refusal(error, bytes);
  }
}

}  // namespace adc::tests
