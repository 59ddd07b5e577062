#include "data/csv.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

#include "data/csv_cells.h"

namespace adc::data {
namespace {

using Header = CsvOptions::Header;
using Missing = CsvOptions::Missing;

/// Finds texts that are views of what it owns.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Codes = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

class TableReader {
 public:
  TableReader(std::string_view text, const CsvOptions& options) : cells_(text, options.separator), options_(options) {}

  CsvTable read() {
    read_header();
    while (cells_.next(row_)) add_row();
    if (table_.rows() == 0) {
      fail("empty-table", {}, table_.dropped == 0 ? "the table has no rows" : "every row of the table lacks a value");
    }
    for (std::size_t c = 0; c < table_.columns.size(); ++c) sort_labels(table_.columns[c], codes_[c]);
    return std::move(table_);
  }

 private:
  void read_header();
  [[nodiscard]] bool first_is_header(const std::vector<Cell>& first, const std::vector<std::string>& texts);
  void name_columns(const std::vector<Cell>& header);
  void choose_labels();

  void add_row();
  [[nodiscard]] bool lacks_a_value() const;
  [[nodiscard]] double value(std::size_t c, const Cell& cell);
  [[noreturn]] void refuse_text(std::size_t c, const Cell& cell) const;
  static void sort_labels(CsvColumn& column, const Codes& codes);

  enum class Kind : std::uint8_t { Unknown, Numbers, Labels };

  CellReader cells_;
  const CsvOptions& options_;
  CsvTable table_;
  std::vector<Cell> row_;
  std::vector<Kind> kinds_;   ///< of each column
  std::vector<Codes> codes_;  ///< of each column of labels: what its numbers stand for until they are sorted
};

void TableReader::read_header() {
  std::vector<Cell> first;
  if (!cells_.next(first)) return;
  table_.columns.resize(first.size());
  kinds_.resize(first.size());
  codes_.resize(first.size());
  std::vector<std::string> texts;
  texts.reserve(first.size());
  for (const Cell& cell : first) texts.emplace_back(cell.text);
  table_.has_header =
      options_.header == Header::Auto ? first_is_header(first, texts) : options_.header == Header::Present;
  cells_.rewind();
  if (table_.has_header) cells_.next(first);
  name_columns(first);
  choose_labels();
}

/// Reads a line further, which ends the life of `first`'s texts.
bool TableReader::first_is_header(const std::vector<Cell>& first, const std::vector<std::string>& texts) {
  std::vector<Cell> second;
  const bool has_second = cells_.next(second) && second.size() == first.size();
  bool has_number = false;
  for (std::size_t c = 0; c < texts.size(); ++c) {
    if (number(texts[c])) {
      has_number = true;
    } else if (!is_missing(texts[c]) && has_second && number(second[c].text)) {
      return true;
    }
  }
  return !has_number;
}

void TableReader::name_columns(const std::vector<Cell>& header) {
  std::set<std::string_view> taken;
  for (std::size_t c = 0; c < header.size(); ++c) {
    std::string& name = table_.columns[c].name;
    if (table_.has_header) name = header[c].text;
    if (name.empty()) name = "c" + std::to_string(c + 1);
    if (!taken.insert(name).second) {
      fail("repeated-column", header[c].span, fmt::format("there are two columns `{}`", name));
    }
  }
}

void TableReader::choose_labels() {
  for (const std::string& name : options_.labels) {
    const CsvColumn* const column = table_.find(name);
    if (column == nullptr) fail("unknown-column", {}, fmt::format("there is no column `{}`", name));
    kinds_[static_cast<std::size_t>(column - table_.columns.data())] = Kind::Labels;
  }
}

void TableReader::add_row() {
  if (options_.stop != nullptr && *options_.stop) fail("interrupted", {}, "interrupted");
  if (row_.size() != table_.columns.size()) {
    const auto values = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " value" : " values"); };
    fail("ragged-row", {row_.front().span.begin, row_.back().span.end},
         fmt::format("this row has {}, and the first line {}", values(row_.size()), table_.columns.size()));
  }
  if (lacks_a_value()) {
    ++table_.dropped;
    return;
  }
  for (std::size_t c = 0; c < row_.size(); ++c) table_.columns[c].numbers.push_back(value(c, row_[c]));
  table_.lines.push_back(cells_.line());
}

bool TableReader::lacks_a_value() const {
  const auto missing = std::ranges::find_if(row_, [](const Cell& cell) { return is_missing(cell.text); });
  if (missing == row_.end()) return false;
  if (options_.missing == Missing::DropRow) return true;
  const auto column = static_cast<std::size_t>(missing - row_.begin());
  fail("missing-cell", missing->span, fmt::format("the column `{}` has no value here", table_.columns[column].name),
       {"`--drop-missing` leaves out the rows that lack one"});
}

double TableReader::value(std::size_t c, const Cell& cell) {
  Kind& kind = kinds_[c];
  if (kind != Kind::Labels) {
    if (const std::optional<double> x = number(cell.text)) {
      kind = Kind::Numbers;
      return *x;
    }
    if (kind == Kind::Numbers) refuse_text(c, cell);
    kind = Kind::Labels;
  }
  Codes& codes = codes_[c];
  const auto known = codes.find(cell.text);
  if (known != codes.end()) return static_cast<double>(known->second);
  codes.emplace(cell.text, codes.size());
  return static_cast<double>(codes.size() - 1);
}

void TableReader::refuse_text(std::size_t c, const Cell& cell) const {
  std::string with_point(cell.text);
  std::ranges::replace(with_point, ',', '.');
  std::vector<std::string> help;
  if (with_point != cell.text && number(with_point)) help.push_back("the decimal mark is a point: " + with_point);
  fail("not-a-number", cell.span,
       fmt::format("`{}` is no number, and the column `{}` has numbers before it", cell.text, table_.columns[c].name),
       std::move(help));
}

void TableReader::sort_labels(CsvColumn& column, const Codes& codes) {
  if (codes.empty()) return;
  std::vector<std::pair<const std::string*, std::size_t>> labels;
  labels.reserve(codes.size());
  for (const auto& [label, code] : codes) labels.emplace_back(&label, code);
  const bool numeric = std::ranges::all_of(codes, [](const auto& one) { return number(one.first).has_value(); });
  std::ranges::sort(labels, [&](const auto& a, const auto& b) {
    if (numeric && *number(*a.first) != *number(*b.first)) return *number(*a.first) < *number(*b.first);
    return *a.first < *b.first;
  });
  std::vector<double> place(labels.size());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    place[labels[i].second] = static_cast<double>(i);
    column.labels.push_back(*labels[i].first);
  }
  for (double& x : column.numbers) x = place[static_cast<std::size_t>(x)];
}

}  // namespace

CsvTable parse_csv(std::string_view text, const CsvOptions& options) { return TableReader(text, options).read(); }

}  // namespace adc::data
