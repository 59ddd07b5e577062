// Tables in text files: comma-separated values and their relatives.
//
//     adc::CsvTable table = adc::read_csv("iris.csv").value();
//     for (double x : table.find("sepal_length")->numbers) …
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

/// How to read a table.
struct CsvOptions {
  enum class Header : std::uint8_t {
    Auto,     ///< the first line is one if none of its cells is a number, or one stands over numbers and is none
    Present,  ///< the first line is one
    Absent,   ///< the first line is a row
  };
  enum class Missing : std::uint8_t {
    Refuse,   ///< a cell without a value is an error
    DropRow,  ///< rows with one are left out, and counted
  };
  char separator = 0;  ///< 0: the one of `,` `;` tab that the first line has most of, or blanks if it has none of them
  Header header = Header::Auto;
  Missing missing = Missing::Refuse;
  std::vector<std::string> labels;            ///< columns of class labels that look like numbers
  std::size_t max_bytes = (1ULL << 32U) - 1;  ///< size of a file; not more than this default
  const std::atomic<bool>* stop = nullptr;    ///< as `Limits::stop`
};

/// A column: numbers, or class labels. It is of labels if its first value is no number, or if the options say so.
struct CsvColumn {
  std::string name;                 ///< from the header; "c1", "c2", … by place where there is none
  std::vector<double> numbers;      ///< one per row; of labels, each one's index in `labels`
  std::vector<std::string> labels;  ///< the distinct labels: sorted as numbers if all are numbers, else by bytes

  [[nodiscard]] bool is_text() const { return !labels.empty(); }
};

/// What a file holds, by columns.
struct CsvTable {
  std::vector<CsvColumn> columns;  ///< in the file's order; names are distinct
  std::vector<std::size_t> lines;  ///< of each row, the file's line that it begins on, from 1
  std::size_t dropped = 0;         ///< rows left out by `Missing::DropRow`
  bool has_header = false;

  [[nodiscard]] std::size_t rows() const { return lines.size(); }
  /// The column of this name; nullptr if there is none.
  [[nodiscard]] const CsvColumn* find(std::string_view name) const {
    for (const CsvColumn& column : columns) {
      if (column.name == name) return &column;
    }
    return nullptr;
  }
};

/// Reads the file at `path` ("-": stdin) as `parse_csv` does. Errors: also "cannot-read", and "source-too-large" beyond
/// `max_bytes`. The file is mapped, not copied, where it is a regular one.
[[nodiscard]] ADC_API Result<CsvTable> read_csv(const std::string& path, const CsvOptions& options = {});

/// Reads a table from text. Cells may stand in double quotes, in which a double quote is written twice and separators
/// and newlines are text; blanks around cells do not count, lines without text are skipped, lines end in LF, CRLF or
/// CR, and a byte order mark is skipped. Numbers are decimal, or inf; each is the nearest double. A cell is without a
/// value if it is empty, or one of ? NA N/A nan -nan null in any case.
///
/// Errors name the place as `source_name`:line:column: "ragged-row", "not-a-number", "missing-cell", "unclosed-quote",
/// "repeated-column", "unknown-column" (of `CsvOptions::labels`), "empty-table", "source-too-large" (2²⁰ columns).
/// Thread-safe; O(text).
[[nodiscard]] ADC_API Result<CsvTable> parse_csv(std::string_view text, std::string_view source_name = "<csv>",
                                                 const CsvOptions& options = {});

/// `text` as a cell of a table: in quotes where it needs them.
[[nodiscard]] ADC_API std::string csv_cell(const std::string& text);

}  // namespace adc::inline ADC_ABI
