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

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Of a table; more than these are a limit, and no table that somebody works with.
constexpr std::size_t kMostColumns = std::size_t{1} << 20U;

/// Throws `Error` of class Computation.
[[noreturn]] void fail(diag::Slug slug, Span span, std::string message, std::vector<std::string> help = {});

/// A cell: its text without quotes and blanks around it, and where it stands.
struct Cell {
  std::string_view text;
  Span span;
};

/// The number that all of the text is; nullopt if it is none, as of nan. To the nearest double; beyond the largest,
/// infinite.
[[nodiscard]] std::optional<double> number(std::string_view text);

/// True for the spellings of "there is no value".
[[nodiscard]] bool is_missing(std::string_view text);

/// `text` as a cell: in quotes where it needs them.
[[nodiscard]] std::string csv_cell(const std::string& text);

/// Whether the begin of a text has the two lines by which the separator is found out.
[[nodiscard]] bool shows_separator(std::string_view text);

/// Reads a text record by record.
class CellReader {
 public:
  /// What `text` is: everything, which may begin with a byte order mark; a part of it, behind whose end a record may go
  /// on; or the last part.
  enum class Extent : std::uint8_t { Whole, Part, LastPart };

  /// Whether lines that begin with # are passed over.
  enum class Comments : bool { No, Yes };

  /// `separator`: 0 to find it out.
  CellReader(std::string_view text, char separator, Extent extent = Extent::Whole, Comments comments = Comments::No);
  [[nodiscard]] char separator() const { return separator_; }

  /// The cells of the next line with text; valid until the next call. False at the end, and where the record may go on
  /// behind the part. Throws "unclosed-quote", and
  /// "source-too-large" beyond `kMostColumns`.
  bool next(std::vector<Cell>& cells);

  /// How much of the text has been read, and the newlines in it.
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::size_t newlines() const { return line_ - 1; }
  /// The comments passed over since the begin.
  [[nodiscard]] std::size_t comments() const { return comment_count_; }
  /// The line of the first of them.
  [[nodiscard]] std::size_t first_comment() const { return first_comment_; }

  /// The line that the last record begins on, or may begin on where there is none yet, from 1; and where it begins.
  [[nodiscard]] std::size_t line() const { return record_line_; }
  [[nodiscard]] std::size_t line_begin() const { return line_begin_; }

  /// Goes back to before the first record.
  void rewind();

 private:
  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] bool at_newline() const { return text_[at_] == '\n' || text_[at_] == '\r'; }
  [[nodiscard]] bool at_blank() const { return (text_[at_] == ' ' || text_[at_] == '\t') && text_[at_] != separator_; }
  /// At a carriage return that ends the part, and may be half of a newline.
  [[nodiscard]] bool at_half_newline() const { return may_go_on_ && text_[at_] == '\r' && at_ + 1 == text_.size(); }
  void skip_newline();
  void skip_blanks();
  void skip_comment();
  [[nodiscard]] Cell cell();
  [[nodiscard]] Cell quoted_cell();

  std::string_view text_;
  char separator_;
  bool may_go_on_;  ///< behind the end of the text
  bool skips_comments_;
  std::size_t begin_ = 0;  ///< behind a byte order mark
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t record_line_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t comment_count_ = 0;
  std::size_t first_comment_ = 0;
  std::deque<std::string> unquoted_;  ///< the record's cells whose quotes held quotes
};

}  // namespace adc::data
