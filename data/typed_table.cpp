#include "data/typed_table.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <optional>

#include "data/cell_format.h"
#include "data/csv_header.h"
#include "data/text_encoding.h"
#include "data/typed_columns.h"

namespace adc::data {
namespace {

using Missing = TypedOptions::Missing;

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();
constexpr CellFormat kGroupedByPoints{.decimal = ',', .grouping = '.'};

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// Reads a table in passes over its text: the first takes plain numbers, others the cells of all other columns.
class TypedReader {
 public:
  TypedReader(std::string_view text, const std::string& source, const TypedOptions& options)
      : text_(text),
        cells_(text, options.separator, CellReader::Extent::Whole, CellReader::Comments::Yes),
        options_(options) {
    table_.source = source;
  }

  TypedTable read();

 private:
  /// What the first pass knows of a column.
  struct Column {
    bool is_used = true;        ///< it is not ignored
    bool is_plain = true;       ///< all cells so far are plain numbers, and it may be of them
    bool has_points = false;    ///< … some with a decimal point
    bool shows_points = false;  ///< … that cannot be one between thousands
    std::size_t place = 0;      ///< among the used ones
  };

  [[nodiscard]] CsvOptions::Header has_header();
  void read_header();
  bool keep(const std::vector<Cell>& row);
  void add_plain(Column& column, TypedColumn& to, const Cell& cell);
  void read_plain_columns();
  void collect(const std::vector<std::size_t>& columns);
  [[nodiscard]] std::vector<CellFormat> formats_of(const ColumnCells& cells) const;
  void choose_formats();
  void reread_points(const TableHabits& habits);
  void limit_memory(std::size_t bytes) const;
  [[nodiscard]] const CellFormat* known_format(const std::string& name) const;

  std::string_view text_;
  CellReader cells_;
  const TypedOptions& options_;
  TypedTable table_;
  std::vector<std::string> names_;  ///< of all columns of the file
  std::vector<Column> columns_;     ///< likewise
  std::vector<Cell> row_;
  std::size_t first_row_ = 0;           ///< where rows begin
  std::deque<std::string> kept_;        ///< texts of cells that the text itself does not hold
  std::vector<ColumnCells> collected_;  ///< by the place among the used columns
};

const CellFormat* TypedReader::known_format(const std::string& name) const {
  static const CellFormat kText{.kind = CellKind::Text};
  if (contains(options_.text, name)) return &kText;
  const auto found = options_.formats.find(name);
  return found == options_.formats.end() ? nullptr : &found->second;
}

/// A header is a line without values, or with a text over what is a value.
CsvOptions::Header TypedReader::has_header() {
  using Header = CsvOptions::Header;
  if (options_.header != Header::Auto || !cells_.next(row_)) return options_.header;
  std::vector<bool> are_values;
  for (const Cell& cell : row_) are_values.push_back(is_absent(cell.text, {}) || is_value(cell.text));
  const bool any = std::ranges::any_of(row_, [](const Cell& cell) { return is_value(cell.text); });
  bool over_values = false;
  if (cells_.next(row_) && row_.size() == are_values.size()) {
    for (std::size_t c = 0; c < row_.size(); ++c)
      over_values = over_values || (!are_values[c] && is_value(row_[c].text));
  }
  cells_.rewind();
  return !any || over_values ? Header::Present : Header::Absent;
}

void TypedReader::read_header() {
  CsvHeader header = data::read_header(cells_, {.header = has_header()});
  table_.has_header = header.is_present;
  names_ = std::move(header.names);
  for (const std::vector<std::string>* chosen : {&options_.ignored, &options_.text}) {
    for (const std::string& name : *chosen) {
      if (!contains(names_, name))
        fail("missing-column", {}, fmt::format("{} has no column `{}`", table_.source, name));
    }
  }
  for (const std::string& name : names_) {
    Column& column = columns_.emplace_back();
    column.is_used = !contains(options_.ignored, name) && (options_.used.empty() || contains(options_.used, name));
    if (!column.is_used) continue;
    column.place = table_.columns.size();
    const CellFormat* const known = known_format(name);
    column.is_plain = known == nullptr || *known == CellFormat{};
    table_.columns.push_back({.name = name});
  }
}

void TypedReader::limit_memory(std::size_t bytes) const {
  if (bytes <= options_.max_memory) return;
  fail("source-too-large", {},
       fmt::format("{}: the table needs more than the limit of {} bytes of memory", table_.source, options_.max_memory),
       {"`--ignore` leaves out columns; `--max-bytes` sets the limit"});
}

/// Whether the row counts. Throws `Error` where a cell must have a value and has none.
bool TypedReader::keep(const std::vector<Cell>& row) {
  refuse_ragged(row, names_.size());
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (!columns_[c].is_used || !is_absent(row[c].text, options_.missing_texts)) continue;
    if (contains(options_.optional, names_[c])) continue;
    if (options_.missing == Missing::DropRow) return false;
    const bool is_required = contains(options_.required, names_[c]);
    if (options_.missing == Missing::Keep && !is_required) continue;
    Span where = row[c].span;
    where.end = std::max(where.end, 1U);  // at the begin of the text is a place, too
    std::vector<std::string> help{"`--missing drop` leaves out the rows that lack a value"};
    if (!is_required) help.emplace_back("`--missing mean`, `median`, `mode` or `indicator` puts another in its place");
    fail("missing-cell", where, fmt::format("the column `{}` has no value here", names_[c]), std::move(help));
  }
  return true;
}

void TypedReader::add_plain(Column& column, TypedColumn& to, const Cell& cell) {
  if (is_absent(cell.text, options_.missing_texts)) {
    to.numbers.push_back(kNoValue);
    ++to.missing;
    return;
  }
  const std::optional<double> x = column.is_plain ? number(cell.text) : std::nullopt;
  if (!x) {
    if (column.is_plain) column.is_plain = false;
    to.numbers.push_back(kNoValue);
    return;
  }
  if (std::isinf(*x)) {
    fail("not-a-number", cell.span, fmt::format("`{}` in the column `{}` is infinite", cell.text, to.name),
         {fmt::format("`--na '{}'` takes it for a missing value", cell.text)});
  }
  if (!column.shows_points && cell.text.find('.') != std::string_view::npos) {
    column.has_points = true;
    column.shows_points = !value(cell.text, kGroupedByPoints);
  }
  to.numbers.push_back(*x);
}

void TypedReader::read_plain_columns() {
  while (cells_.next(row_)) {
    if (options_.stop != nullptr && *options_.stop) fail("interrupted", {}, "interrupted");
    if (!keep(row_)) {
      ++table_.dropped;
      continue;
    }
    for (std::size_t c = 0; c < row_.size(); ++c) {
      if (columns_[c].is_used) add_plain(columns_[c], table_.columns[columns_[c].place], row_[c]);
    }
    table_.lines.push_back(cells_.line());
    limit_memory(table_.lines.size() * (table_.columns.size() + 1) * sizeof(double));
  }
  table_.comments = cells_.comments();
  if (table_.rows() > 0) return;
  const std::string why = table_.dropped == 0 ? "{} has no rows" : "every row of {} lacks a value";
  fail("empty-table", {}, fmt::format(fmt::runtime(why), table_.source));
}

/// Takes the cells with a value of these columns of the file.
void TypedReader::collect(const std::vector<std::size_t>& columns) {
  if (columns.empty()) return;
  collected_.resize(table_.columns.size());
  limit_memory(table_.rows() * (table_.columns.size() + 1 + 5 * columns.size()) * sizeof(double));
  for (const std::size_t c : columns) collected_[columns_[c].place] = {.name = names_[c], .cells = {}};
  cells_.rewind();
  while (table_.has_header && cells_.offset() < first_row_ && cells_.next(row_)) continue;
  for (std::size_t row = 0; cells_.next(row_);) {
    if (options_.stop != nullptr && *options_.stop) fail("interrupted", {}, "interrupted");
    if (!keep(row_)) continue;
    for (const std::size_t c : columns) {
      std::string_view text = row_[c].text;
      if (is_absent(text, options_.missing_texts)) continue;
      const bool is_here =
          std::less_equal<>{}(text_.data(), text.data()) && std::less<>{}(text.data(), text_.data() + text_.size());
      if (!is_here) text = kept_.emplace_back(text);
      collected_[columns_[c].place].cells.push_back({text, row_[c].span, row});
    }
    ++row;
  }
}

/// Where decimal commas are certain, points in numbers that could stand between thousands do so.
void TypedReader::reread_points(const TableHabits& habits) {
  std::vector<std::size_t> doubtful;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = columns_[c];
    if (column.is_used && column.is_plain && column.has_points && !column.shows_points &&
        known_format(names_[c]) == nullptr)
      doubtful.push_back(c);
  }
  if (habits.decimal != ',' || doubtful.empty()) return;
  collect(doubtful);
  for (const std::size_t c : doubtful) {
    TypedColumn& column = table_.columns[columns_[c].place];
    column.format = kGroupedByPoints;
    convert(collected_[columns_[c].place], column);
  }
}

/// Of a column that may lack values a cell that is unlike others is no error.
std::vector<CellFormat> TypedReader::formats_of(const ColumnCells& cells) const {
  if (!contains(options_.optional, cells.name)) return common_formats(cells);
  try {
    return common_formats(cells);
  } catch (const Error&) {
    return {};
  }
}

void TypedReader::choose_formats() {
  std::vector<std::size_t> others;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c].is_used && !columns_[c].is_plain) others.push_back(c);
  }
  collect(others);
  TableHabits habits{.decimal = options_.decimal, .separator = cells_.separator(), .options = &options_};
  bool points = std::ranges::any_of(columns_, [](const Column& c) { return c.is_plain && c.shows_points; });
  bool commas = false;
  std::vector<std::vector<CellFormat>> formats(others.size());
  for (std::size_t i = 0; i < others.size(); ++i) {
    const ColumnCells& cells = collected_[columns_[others[i]].place];
    if (known_format(cells.name) != nullptr) continue;
    formats[i] = formats_of(cells);
    const char mark = formats[i].empty() ? '\0' : decimal_mark(cells, formats[i]);
    points = points || mark == '.';
    commas = commas || mark == ',';
  }
  if (habits.decimal == 0 && points != commas) habits.decimal = commas ? ',' : '.';
  for (std::size_t i = 0; i < others.size(); ++i) {
    TypedColumn& column = table_.columns[columns_[others[i]].place];
    const ColumnCells& cells = collected_[columns_[others[i]].place];
    if (const CellFormat* const known = known_format(column.name))
      column.format = *known;
    else if (formats[i].empty())
      column.format.kind = cells.cells.empty() ? CellKind::Number : CellKind::Text;
    else
      column.format = chosen_format(cells, formats[i], habits);
    convert(cells, column);
  }
  reread_points(habits);
}

TypedTable TypedReader::read() {
  read_header();
  first_row_ = cells_.offset();
  read_plain_columns();
  choose_formats();
  for (const TypedColumn& column : table_.columns) {
    if (column.is_text()) continue;
    if (const std::string words = in_words(column.format); !words.empty())
      table_.notes.push_back(fmt::format("`{}`: {}", column.name, words));
  }
  if (table_.comments == 1)
    table_.notes.push_back(fmt::format("line {}, which begins with #, is left out", cells_.first_comment()));
  if (table_.comments > 1) {
    table_.notes.push_back(fmt::format("{} lines that begin with # are left out, the first of them line {}",
                                       table_.comments, cells_.first_comment()));
  }
  return std::move(table_);
}

/// Where the last comment before the first row names its columns, as NumPy writes it, the place of its #.
std::optional<std::size_t> commented_header(std::string_view text, const TypedOptions& options) {
  if (options.header == CsvOptions::Header::Absent) return std::nullopt;
  std::size_t mark = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  std::optional<std::size_t> last;
  while (mark != std::string_view::npos && text[mark] == '#') {
    last = mark;
    mark = text.find_first_not_of(" \t\r\n", std::min(text.find_first_of("\r\n", mark), text.size()));
  }
  if (!last || mark == std::string_view::npos) return std::nullopt;
  CellReader rows(text.substr(mark), options.separator);
  std::vector<Cell> first;
  if (!rows.next(first) || first.size() < 2) return std::nullopt;
  if (!std::ranges::any_of(first, [](const Cell& cell) { return number(cell.text).has_value(); })) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of("\r\n", *last), text.size());
  CellReader names(text.substr(*last + 1, end - *last - 1), rows.separator());
  std::vector<Cell> header;
  const std::size_t columns = first.size();
  if (!names.next(header) || header.size() != columns) return std::nullopt;
  if (std::ranges::any_of(header, [](const Cell& cell) { return cell.text.empty() || number(cell.text); }))
    return std::nullopt;
  return last;
}

}  // namespace

TypedTable read_typed_table(std::string_view text, const std::string& source, const TypedOptions& options) {
  require_utf8(text);
  const std::optional<std::size_t> header = commented_header(text, options);
  if (!header) return TypedReader(text, source, options).read();
  std::string uncommented(text);
  uncommented[*header] = ' ';
  TypedOptions with_header = options;
  with_header.header = CsvOptions::Header::Present;
  return TypedReader(uncommented, source, with_header).read();
}

}  // namespace adc::data
