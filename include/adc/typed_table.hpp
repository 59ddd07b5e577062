// Tables as people keep them: columns of numbers, dates and text, in the spellings of many countries.
//
//     adc::TypedTable table = adc::read_typed_table("houses.csv").value();
//     for (const std::string& note : table.notes) …  // "`price`: decimal commas"
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "adc/csv.hpp"
#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

/// How characters are written as bytes.
enum class TextEncoding : std::uint8_t {
  Auto,     ///< what a byte order mark says, else UTF-8
  Utf8,     ///<
  Latin1,   ///< ISO 8859-1, with Windows-1252's characters at 0x80–0x9F, as browsers read it
  Utf16Le,  ///< two bytes, the lower one first
  Utf16Be,  ///< two bytes, the higher one first
};

/// What a cell is.
enum class CellKind : std::uint8_t {
  Number,     ///< a number
  Date,       ///< days since 1970-01-01, with the time of the day as a part of one
  TimeOfDay,  ///< hours since midnight: 12:30 is 12.5
  Text,       ///< one of the column's levels
};

/// The order of a date's parts.
enum class DateOrder : std::uint8_t { YearMonthDay, DayMonthYear, MonthDayYear };

/// How all cells of a column are written.
struct CellFormat {
  CellKind kind = CellKind::Number;
  char decimal = '.';                         ///< of numbers: '.' or ','
  char grouping = 0;                          ///< between thousands: 0 (nothing), ',', '.', '\'' or ' ' (any blank)
  bool percent = false;                       ///< numbers end in %, and are parts of 1
  std::string currency = {};                  ///< a sign such as € before or behind each number; it does not count
  DateOrder order = DateOrder::YearMonthDay;  ///< of dates

  friend bool operator==(const CellFormat&, const CellFormat&) = default;
};

/// In words: "decimal commas", "dates (day, month, year), as days since 1970-01-01"; empty for plain numbers.
[[nodiscard]] ADC_API std::string describe(const CellFormat& format);

/// A cell's text as messages show it: control characters as \x1B, and no more than 40 characters.
[[nodiscard]] ADC_API std::string shown_cell(std::string_view text);

/// How to read a table.
struct TypedOptions {
  /// What to do about cells without a value.
  enum class Missing : std::uint8_t {
    Refuse,   ///< they are errors
    DropRow,  ///< rows with one are left out, and counted
    Keep,     ///< they are nan
  };
  char separator = 0;  ///< as `CsvOptions::separator`
  CsvOptions::Header header = CsvOptions::Header::Auto;
  TextEncoding encoding = TextEncoding::Auto;
  Missing missing = Missing::Refuse;
  std::vector<std::string> missing_texts = {};  ///< further spellings of "there is no value", such as -99
  std::vector<std::string> required = {};       ///< columns whose cells must have a value, even with `Keep`
  std::vector<std::string> optional = {};       ///< columns whose cells may lack a value in any case
  std::vector<std::string> used = {};           ///< the columns that are read, where they are there; empty: all
  std::vector<std::string> ignored = {};        ///< columns that are left out, whatever they hold
  std::vector<std::string> text = {};           ///< columns of text, whatever they look like
  std::map<std::string, CellFormat> formats =
      {};            ///< columns whose format is known; those that are not there do not count
  char decimal = 0;  ///< the table's: '.' or ','; 0 to find it out
  std::map<std::string, DateOrder> date_orders = {};  ///< of columns; under "" of all others: for dates like 3/4/2025
  std::size_t max_bytes = (1ULL << 32U) - 1;          ///< size of a file; not more than this default
  std::size_t max_memory = std::size_t{8} << 30U;     ///< that the cells may take
  const std::atomic<bool>* stop = nullptr;            ///< as `Limits::stop`
};

/// A column.
struct TypedColumn {
  std::string name;  ///< from the header; "c1", "c2", … by place where there is none
  CellFormat format = {};
  std::vector<double> numbers = {};  ///< one per row: finite, or nan without a value; of text, the index in `levels`
  std::vector<std::string> levels = {};  ///< the distinct texts: sorted as numbers if all are numbers, else by bytes
  std::size_t missing = 0;               ///< rows without a value

  [[nodiscard]] bool is_text() const { return format.kind == CellKind::Text; }
};

/// What a file holds, by columns.
struct TypedTable {
  std::string source = {};                ///< the file's name
  std::vector<TypedColumn> columns = {};  ///< in the file's order; names are distinct
  std::vector<std::size_t> lines = {};    ///< of each row, the file's line that it begins on, from 1
  std::size_t dropped = 0;                ///< rows left out by `Missing::DropRow`
  std::size_t comments = 0;               ///< lines that begin with #
  bool has_header = false;
  std::vector<std::string> notes = {};  ///< how columns that are not plain were read, a line each

  [[nodiscard]] std::size_t rows() const { return lines.size(); }
  /// The column of this name; nullptr if there is none.
  [[nodiscard]] const TypedColumn* find(std::string_view name) const {
    for (const TypedColumn& column : columns) {
      if (column.name == name) return &column;
    }
    return nullptr;
  }
};

/// Reads the file at `path` ("-": stdin) as `parse_typed_table` does. Errors: also "cannot-read", "source-too-large".
[[nodiscard]] ADC_API Result<TypedTable> read_typed_table(const std::string& path, const TypedOptions& options = {});

/// Reads a table from text whose records and cells are those of `parse_csv`, with lines that begin with # as comments
/// (the last of them before the first row is a header if it has a name for each column of numbers).
///
/// A column has the first of these formats that all of its cells with a value have: numbers with a decimal point;
/// numbers with a decimal comma, or with thousands that are grouped by commas, points, blanks or apostrophes; of either
/// kind in percent or with a sign of a currency, throughout; dates: 2025-03-31, 2025/03/31 or 2025-03, perhaps with a
/// time of the day, 31.3.2025, 31/3/2025, 3/31/2025; times of the day, 12:30 or 12:30:15. What can be read in two ways
/// in each of its cells is decided by other columns (1,234 beside 0,5), by the separator (semicolons stand beside
/// decimal commas), or is an error. If more than half of the cells have a format and others do not, the first of these
/// is an error; all other columns are of text. A cell is without a value if it is empty, or one of ? - -- . NA N/A #N/A
/// nan null in any case.
///
/// Errors name the place as `source_name`:line:column: those of `parse_csv`, but "missing-column" for names of columns
/// that are not there; "invalid-utf8" for bytes that are no text in the encoding; "not-a-number" also for infinite
/// numbers and for what can be read in two ways; "missing-cell"; "source-too-large" beyond `max_memory`. Thread-safe;
/// O(text), with a pass over it for each of: plain numbers, all else.
[[nodiscard]] ADC_API Result<TypedTable> parse_typed_table(std::string_view text,
                                                           std::string_view source_name = "<csv>",
                                                           const TypedOptions& options = {});

}  // namespace adc::inline ADC_ABI
