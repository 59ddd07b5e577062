// A table of binary numbers, row by row.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/npy_header.h"
#include "data/row_source.h"

namespace adc::data {

/// How many rows lie where: what a header says, or a caller of a file without one.
struct NumberLayout {
  std::vector<NpyField> fields;       ///< a column each
  std::size_t row_bytes = 0;          ///< rows lie one after the other
  std::size_t column_bytes = 0;       ///< but if this is not 0, columns do, which are this long
  std::optional<std::uint64_t> rows;  ///< nullopt: until the end
  std::uint64_t begin = 0;            ///< of the first row
};

class NumberRows : public RowSource {
 public:
  /// `names`: of the columns; none for those of the fields. Throws `Error` ("bad-npy", "ragged-row" if the names are
  /// not as many).
  NumberRows(Input input, NumberLayout layout, const std::vector<std::string>& names);

  /// Throws `Error`: "cannot-read", "interrupted", "bad-npy" or "ragged-row" where the file ends elsewhere than after a
  /// row, "bad-input" (a column that is wanted holds no numbers).
  std::size_t read(std::size_t rows, std::span<const OutputColumn> to) override;
  [[nodiscard]] std::size_t place(std::size_t row) const override { return block_begin_ + row + 1; }
  [[nodiscard]] bool has_lines() const override { return false; }
  [[nodiscard]] const Input& input() const override { return input_; }

 private:
  std::size_t read_rows(std::size_t rows, std::span<const OutputColumn> to);
  std::size_t read_columns(std::size_t rows, std::span<const OutputColumn> to);
  void refuse_labels(std::span<const OutputColumn> to) const;
  std::size_t fill(std::size_t size);
  void refuse_end();

  Input input_;
  NumberLayout layout_;
  std::vector<char> buffer_;
  std::uint64_t rows_read_ = 0;
  std::size_t rest_ = 0;  ///< bytes behind the last row
  bool is_at_end_ = false;
  std::uint64_t block_begin_ = 0;
};

/// The table that a file of NumPy's format is: an axis of rows, and one of columns or none; or a structured array,
/// whose fields are columns. Throws `Error`: "bad-npy", "cannot-read", "interrupted", "ragged-row".
[[nodiscard]] std::unique_ptr<RowSource> npy_rows(Input input, const std::vector<std::string>& names);

/// The table of rows of `width` floats of `bytes` (4 or 8) bytes, little-endian, and nothing else.
[[nodiscard]] std::unique_ptr<RowSource> raw_rows(Input input, std::size_t bytes, std::size_t width,
                                                  const std::vector<std::string>& names);

}  // namespace adc::data
