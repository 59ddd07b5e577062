// NumPy's files: whatever is read is an array, and the language reads it back.
#include <algorithm>
#include <cmath>

#include "adc/array.hpp"
#include "data/npy.h"
#include "tests/data/streamed.h"
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

/// Block by block an array of one or two axes has the same numbers.
void must_be_rows(const Array& array, std::string_view bytes) {
  const Streamed rows = streamed(TableReader::from_bytes(bytes, "<fuzz>", {.format = TableFormat::Npy}), 3);
  const bool is_table = !array.numbers.empty() && (array.shape.size() == 1 || array.shape.size() == 2);
  must(is_table == !rows.error.has_value(), "an array of one or two axes is a table");
  for (std::size_t i = 0; i < array.numbers.size() && is_table; ++i) {
    const double x = rows.columns[i % rows.columns.size()][i / rows.columns.size()];
    must(same_bits({{x}}, {{array.numbers[i]}}), "a table has the array's numbers");
  }
}

/// Whatever the bytes are, as a table they are one or are refused.
void must_be_a_table_or_not(std::string_view bytes) {
  for (const TableFormat format : {TableFormat::Npy, TableFormat::F64, TableFormat::F32}) {
    const Streamed rows = streamed(TableReader::from_bytes(bytes, "<fuzz>", {.format = format, .width = 3}), 2);
    if (rows.error) must_be_a_refusal(*rows.error, bytes);
  }
}

}  // namespace

void fuzz(std::string_view bytes) {
  must_be_a_table_or_not(bytes);
  try {
    const Array array = data::parse_npy(bytes);
    std::size_t elements = 1;
    for (const std::int64_t extent : array.shape) elements *= static_cast<std::size_t>(extent);
    must(elements == array.numbers.size(), "an array has the numbers of its shape");
    must(!to_text(array, 10).empty(), "an array has a text");
    must_round_trip(array);
    must_be_rows(array, bytes);
  } catch (const Error& error) {
    must_be_a_refusal(error, bytes);
  }
}

}  // namespace adc::tests
