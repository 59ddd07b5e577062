// A table that is written block by block.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adc/column.hpp"
#include "adc/options.hpp"
#include "data/output.h"

namespace adc::data {

/// How rows are written.
enum class RowFormat : std::uint8_t {
  Csv,      ///< a header, then a line per row
  Npy,      ///< NumPy's format, one array [rows, columns]
  Numbers,  ///< rows of little-endian numbers and nothing else
};

class RowWriter {
 public:
  /// Writes what stands before the rows. `dtype`: of numbers that are not text. Throws `Error` ("cannot-write").
  RowWriter(Output output, RowFormat format, const std::vector<std::string>& columns, DType dtype);

  /// Writes rows, which are in the file when this returns. Throws `Error`: "cannot-write", "interrupted"; the file then
  /// ends with a whole row, unless it is a pipe that nobody reads.
  void write(std::size_t rows, std::span<const InputColumn> columns);
  /// Throws `Error` ("cannot-write").
  void finish();
  /// The rows that are in the file.
  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  void add_text(std::size_t row, std::span<const InputColumn> columns);
  void add_numbers(std::size_t row, std::span<const InputColumn> columns);
  void flush();
  [[noreturn]] void end_early(Output::Written written);
  [[nodiscard]] std::size_t row_end(std::size_t at) const;
  [[nodiscard]] std::string npy_header() const;

  Output output_;
  RowFormat format_;
  DType dtype_;
  std::size_t width_;
  std::vector<char> buffer_;
  std::size_t size_ = 0;     ///< of what is in the buffer
  std::size_t pending_ = 0;  ///< rows in it
  std::uint64_t rows_ = 0;
};

}  // namespace adc::data
