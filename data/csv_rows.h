// A table of text, row by row.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "adc/csv.hpp"
#include "adc/result.hpp"
#include "data/csv_cells.h"
#include "data/row_source.h"

namespace adc::data {

/// Text with separators, as `adc::parse_csv` describes it, of which only columns that are wanted must be numbers. Rows
/// without anything unusual, which are nearly all of nearly all tables, are read where the marks between cells are
/// found several bytes at a time; any other row is read by `CellReader`, which says what a row is.
class CsvRows : public RowSource {
 public:
  /// Reads the header. `names`: the columns', in place of the file's; none to take those. `max_row_bytes` is less than
  /// 2³¹. Throws `Error`: "cannot-read", "interrupted", "repeated-column", "unclosed-quote", "source-too-large" (a
  /// row), "ragged-row" (`names` are not as many as the columns).
  CsvRows(Input input, CsvOptions options, const std::vector<std::string>& names, std::size_t max_row_bytes);

  /// Throws `Error`: "cannot-read", "interrupted", "ragged-row", "not-a-number", "bad-input" (labels in a column that
  /// is wanted), "missing-cell", "unclosed-quote", "source-too-large". The message says where, the span is in the row.
  std::size_t read(std::size_t rows, std::span<const OutputColumn> to) override;
  [[nodiscard]] std::size_t place(std::size_t row) const override { return lines_[row]; }
  [[nodiscard]] bool has_lines() const override { return true; }
  [[nodiscard]] const Input& input() const override { return input_; }

 private:
  enum class Got : std::uint8_t { Row, LeftOut, Part, End };

  void read_header(const std::vector<std::string>& names);
  [[nodiscard]] bool shows_header() const;
  bool read_plain_row(std::span<const OutputColumn> to);
  Got read_any_row(std::span<const OutputColumn> to);
  [[nodiscard]] double number_in(const Cell& cell, std::size_t column) const;

  [[nodiscard]] std::string_view rest() const { return {buffer_.data() + begin_, end_ - begin_}; }
  [[nodiscard]] CellReader::Extent extent() const;
  void refill();
  void find_marks();
  [[nodiscard]] Error with_place(const Error& error) const;

  Input input_;
  CsvOptions options_;
  std::size_t max_row_bytes_;
  std::vector<std::string> names_;

  std::vector<char> buffer_;  ///< [begin_, end_) is what has been got and not yet read; behind it is padding
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool is_last_ = false;              ///< nothing comes behind the buffer
  std::vector<std::uint32_t> marks_;  ///< in the buffer
  std::size_t mark_ = 0;              ///< the first from begin_ on

  std::size_t line_ = 1;            ///< that begin_ is on
  std::vector<std::size_t> lines_;  ///< of the rows of this block
  bool has_rows_ = false;           ///< a row has been given
  std::vector<Cell> cells_;
  std::optional<Error> late_;  ///< what came behind the rows of the last block
};

}  // namespace adc::data
