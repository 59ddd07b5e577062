#include "data/csv_rows.h"

#include <fast_float/fast_float.h>
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "data/csv_header.h"
#include "data/decimal.h"
#include "data/marks.h"
#include "diag/render.h"

namespace adc::data {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 17U;
constexpr std::size_t kPadding = std::max(kDecimalPadding, kMarksPadding);

bool is_newline(char c) { return c == '\n' || c == '\r'; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// A cell without the quotes around it.
struct Text {
  const char* begin;
  const char* end;
};

Text without_blanks(Text cell) {
  while (cell.begin < cell.end && is_blank(*cell.begin)) ++cell.begin;
  while (cell.begin < cell.end && is_blank(cell.end[-1])) --cell.end;
  return cell;
}

/// As `number`, but gives false for some rare spellings, too.
bool read_number(Text cell, double& value) {
  if (read_short_decimal(cell.begin, cell.end, value)) return true;
  cell = without_blanks(cell);
  const auto [end, error] = fast_float::from_chars(cell.begin, cell.end, value);
  return end == cell.end && error != std::errc::invalid_argument && !std::isnan(value);
}

bool has_value(Text cell) {
  if (cell.begin == cell.end) return false;
  const char first = *cell.begin;
  if (first >= '0' && first != '?' && first != 'n' && first != 'N') return true;
  if (first == '-' && cell.begin[1] <= '9') return true;
  cell = without_blanks(cell);
  return !is_missing({cell.begin, static_cast<std::size_t>(cell.end - cell.begin)});
}

}  // namespace

CsvRows::CsvRows(Input input, CsvOptions options, const std::vector<std::string>& names, std::size_t max_row_bytes)
    : input_(std::move(input)),
      options_(std::move(options)),
      max_row_bytes_(max_row_bytes),
      buffer_(kBuffer + kPadding) {
  try {
    read_header(names);
  } catch (const Error& error) {
    throw with_place(error);
  }
}

CellReader::Extent CsvRows::extent() const {
  return is_last_ ? CellReader::Extent::LastPart : CellReader::Extent::Part;
}

/// Whether the buffer has the lines by which the separator is found out, and the records by which the header is.
bool CsvRows::shows_header() const {
  if (!is_last_ && !shows_separator(rest())) return false;
  CellReader reader(rest(), options_.separator, extent());
  std::vector<Cell> cells;
  return reader.next(cells) && (options_.header != CsvOptions::Header::Auto || reader.next(cells));
}

void CsvRows::read_header(const std::vector<std::string>& names) {
  while (!is_last_ && end_ < kByteOrderMark.size()) refill();
  if (rest().starts_with(kByteOrderMark)) begin_ = kByteOrderMark.size();
  while (!is_last_ && !shows_header()) refill();
  CellReader reader(rest(), options_.separator, extent());
  options_.separator = reader.separator();
  CsvHeader header = data::read_header(reader, options_);
  if (!names.empty() && !header.names.empty() && names.size() != header.names.size()) {
    fail("ragged-row", {},
         fmt::format("{} names are given, and the table has {} columns", names.size(), header.names.size()));
  }
  if (!names.empty()) header.names = names;
  names_ = std::move(header.names);
  std::vector<SourceColumn> columns;
  columns.reserve(names_.size());
  for (const std::string& name : names_) columns.push_back({.name = name, .holds = ""});
  set_columns(std::move(columns), header.is_present || !names.empty());
  begin_ += reader.offset();
  line_ += reader.newlines();
  find_marks();
}

std::size_t CsvRows::read(std::size_t rows, std::span<const OutputColumn> to) {
  lines_.clear();
  if (late_) throw Error(*late_);
  try {
    while (lines_.size() < rows) {
      if (read_plain_row(to)) continue;
      const Got got = read_any_row(to);
      if (got == Got::End) break;
      if (got != Got::Part) continue;
      if (!lines_.empty() && input_.would_wait()) break;
      refill();
    }
  } catch (const Error& error) {
    if (lines_.empty()) throw with_place(error);
    late_ = with_place(error);
  }
  has_rows_ = has_rows_ || !lines_.empty();
  return lines_.size();
}

/// Reads a row whose cells are as they are mostly; gives false for any other, and before the end of the buffer.
bool CsvRows::read_plain_row(std::span<const OutputColumn> to) {
  const char* const text = buffer_.data();
  const std::uint32_t* mark = marks_.data() + mark_;  // behind the last are some at what is none of the characters
  const std::size_t columns = to.size();
  if (columns == 0) return false;
  const auto row = static_cast<std::ptrdiff_t>(lines_.size());
  const bool by_blanks = options_.separator == ' ';  // any number of them
  std::size_t begin = begin_;
  for (std::size_t c = 0; c < columns; ++c) {
    for (; by_blanks && *mark == begin && text[begin] == ' '; ++begin) ++mark;
    Text cell{text + begin, text + *mark};
    if (*cell.end == '"') {
      if (cell.begin++ != cell.end) return false;
      ++mark;
      while (text[*mark] == options_.separator) ++mark;
      cell.end = text + *mark++;
      if (*cell.end != '"' || text + *mark != cell.end + 1) return false;
    }
    std::size_t end = *mark++;
    if (by_blanks && c + 1 == columns) {
      for (; text[end] == ' ' && *mark == end + 1; ++end) ++mark;
    }
    if (c + 1 < columns ? text[end] != options_.separator : !is_newline(text[end])) return false;
    if (to[c].data == nullptr) {
      if (!has_value(cell)) return false;
    } else if (!read_number(cell, to[c].data[row * to[c].stride])) {
      return false;
    }
    begin = end + 1;
  }
  if (text[begin - 1] == '\r') {
    if (begin == end_ && !is_last_) return false;
    if (text[begin] == '\n') {
      ++begin;
      ++mark;
    }
  }
  begin_ = std::min(begin, end_);
  mark_ = static_cast<std::size_t>(mark - marks_.data());
  lines_.push_back(line_++);
  return true;
}

CsvRows::Got CsvRows::read_any_row(std::span<const OutputColumn> to) {
  CellReader reader(rest(), options_.separator, extent());
  if (!reader.next(cells_)) {
    begin_ += reader.line_begin();
    line_ += reader.line() - 1;
    return is_last_ ? Got::End : Got::Part;
  }
  refuse_ragged(cells_, names_.size());
  const bool is_left_out = lacks_a_value(cells_, names_, options_.missing);
  if (is_left_out) {
    count_dropped();
  } else {
    const auto row = static_cast<std::ptrdiff_t>(lines_.size());
    for (std::size_t c = 0; c < to.size(); ++c) {
      if (to[c].data != nullptr) to[c].data[row * to[c].stride] = number_in(cells_[c], c);
    }
    lines_.push_back(line_ + reader.line() - 1);
  }
  begin_ += reader.offset();
  line_ += reader.newlines();
  while (marks_[mark_] < begin_) ++mark_;
  return is_left_out ? Got::LeftOut : Got::Row;
}

double CsvRows::number_in(const Cell& cell, std::size_t column) const {
  if (const std::optional<double> x = number(cell.text)) return *x;
  if (has_rows_ || !lines_.empty()) refuse_text(cell, names_[column]);
  fail("bad-input", cell.span,
       fmt::format("the column `{}` holds labels such as `{}`, and numbers are wanted", names_[column], cell.text));
}

/// Gets more of the text, so much that a long row is not looked at often.
void CsvRows::refill() {
  const std::size_t part = end_ - begin_;
  std::memmove(buffer_.data(), buffer_.data() + begin_, part);
  begin_ = 0;
  end_ = part;
  if (part > max_row_bytes_) {
    fail("source-too-large", {0, 1},
         fmt::format("the row that begins here has more than the limit of {} bytes", max_row_bytes_));
  }
  if (part > buffer_.size() / 2) buffer_.resize(2 * buffer_.size());
  const std::size_t room = buffer_.size() - kPadding;
  const std::size_t enough = part < kBuffer / 2 ? part + 1 : std::min(2 * part, room);
  while (end_ < enough && !is_last_) {
    const std::size_t got = input_.read(buffer_.data() + end_, room - end_);
    is_last_ = got == 0;
    end_ += got;
  }
  find_marks();
}

void CsvRows::find_marks() {
  std::fill_n(buffer_.data() + end_, kPadding, '\0');
  if (options_.separator == 0) return;  // it is not found out yet
  if (is_last_ && end_ > begin_ && !is_newline(buffer_[end_ - 1])) buffer_[end_] = '\n';
  const std::size_t end = end_ + (buffer_[end_] == '\n' ? 1 : 0);
  const std::size_t count = data::find_marks(buffer_.data() + begin_, end - begin_, options_.separator, marks_);
  for (std::size_t i = 0; i < count; ++i) marks_[i] += static_cast<std::uint32_t>(begin_);
  constexpr std::size_t kNone = 4;
  if (marks_.size() < count + kNone) marks_.resize(count + kNone);
  std::fill_n(marks_.data() + count, kNone, static_cast<std::uint32_t>(end));
  mark_ = 0;
}

Error CsvRows::with_place(const Error& error) const {
  return {diag::render(error.diagnostic(), input_.name(), rest(), "error", line_), error.diagnostic()};
}

}  // namespace adc::data
