// Tables whose rows come one block after the other.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adc/column.hpp"
#include "data/input.h"

namespace adc::data {

/// A column of a table that is read.
struct SourceColumn {
  std::string name;
  std::string holds;  ///< what is in it, where that is known to be no numbers; else empty
};

/// Reads a table; takes memory for a block, however long the table is.
class RowSource {
 public:
  RowSource() = default;
  virtual ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;

  /// The next rows, at most `rows`: a number per row for each column of the table, in its order; columns without data
  /// are passed over. Gives how many there were; 0 at the end. Throws `Error`; the rows before what is wrong are given
  /// first.
  virtual std::size_t read(std::size_t rows, std::span<const OutputColumn> to) = 0;
  /// Where a row of the last block stands: its line, or its number.
  [[nodiscard]] virtual std::size_t place(std::size_t row) const = 0;
  [[nodiscard]] virtual bool has_lines() const = 0;

  [[nodiscard]] const std::vector<SourceColumn>& columns() const { return columns_; }
  /// Whether the names of the columns are the file's, or the caller's; else they are c1, c2, …
  [[nodiscard]] bool is_named() const { return is_named_; }
  /// The rows that were left out because they lack a value.
  [[nodiscard]] std::size_t dropped() const { return dropped_; }
  [[nodiscard]] virtual const Input& input() const = 0;

 protected:
  /// What a reader finds at the begin of the file.
  void set_columns(std::vector<SourceColumn> columns, bool is_named) {
    columns_ = std::move(columns);
    is_named_ = is_named;
  }
  void count_dropped() { ++dropped_; }

 private:
  std::vector<SourceColumn> columns_;
  bool is_named_ = false;
  std::size_t dropped_ = 0;
};

}  // namespace adc::data
