// The records and cells of a text with separators.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/csv.hpp"
#include "adc/diagnostic.hpp"
#include "diag/diagnostics.h"

namespace adc::data {

/// Throws `Error` of class Computation.
[[noreturn]] void fail(diag::Slug slug, Span span, std::string message, std::vector<std::string> help = {});

/// A cell: its text without quotes and blanks around it, and where it stands.
struct Cell {
  std::string_view text;
  Span span;
};

/// The number that all of the text is; nullopt if it is none. To the nearest double; beyond the largest, infinite.
[[nodiscard]] std::optional<double> number(std::string_view text);

/// True for the spellings of "there is no value".
[[nodiscard]] bool is_missing(std::string_view text);

/// Reads a text record by record.
class CellReader {
 public:
  /// `separator`: 0 to find it out.
  CellReader(std::string_view text, char separator);

  /// The cells of the next line with text; valid until the next call. False at the end. Throws "unclosed-quote".
  bool next(std::vector<Cell>& cells);

  /// The line that the last record begins on, from 1.
  [[nodiscard]] std::size_t line() const { return record_line_; }

  /// Goes back to before the first record.
  void rewind();

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool at_newline() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  [[nodiscard]] bool at_blank() const { return (text_[at_] == ' ' || text_[at_] == '\t') && text_[at_] != separator_; }
  void skip_newline();
  void skip_blanks();
  [[nodiscard]] Cell cell();
  [[nodiscard]] Cell quoted_cell();

  std::string_view text_;
  char separator_;
  std::size_t begin_ = 0;  ///< behind a byte order mark
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 0;
  std::deque<std::string> unquoted_;  ///< the record's cells whose quotes held quotes
};

}  // namespace adc::data
