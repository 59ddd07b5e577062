#include "data/csv.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "data/csv_cells.h"
#include "data/csv_header.h"

namespace adc::data {
namespace {

/// Finds texts that are views of what it owns.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Codes = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

class CsvTableReader {
 public:
  CsvTableReader(std::string_view text, const CsvOptions& options)
      : cells_(text, options.separator), options_(options) {}

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
  void choose_labels();

  void add_row();
  [[nodiscard]] double value(std::size_t c, const Cell& cell);
  static void sort_labels(CsvColumn& column, const Codes& codes);

  enum class Kind : std::uint8_t { Unknown, Numbers, Labels };

  CellReader cells_;
  const CsvOptions& options_;
  CsvTable table_;
  std::vector<Cell> row_;
  std::vector<std::string> names_;
  std::vector<Kind> kinds_;   ///< of each column
  std::vector<Codes> codes_;  ///< of each column of labels: what its numbers stand for until they are sorted
};

void CsvTableReader::read_header() {
  CsvHeader header = data::read_header(cells_, options_);
  table_.has_header = header.is_present;
  table_.columns.resize(header.names.size());
  kinds_.resize(header.names.size());
  codes_.resize(header.names.size());
  for (std::size_t c = 0; c < header.names.size(); ++c) table_.columns[c].name = header.names[c];
  names_ = std::move(header.names);
  choose_labels();
}

void CsvTableReader::choose_labels() {
  for (const std::string& name : options_.labels) {
    const CsvColumn* const column = table_.find(name);
    if (column == nullptr) fail("unknown-column", {}, fmt::format("there is no column `{}`", name));
    kinds_[static_cast<std::size_t>(column - table_.columns.data())] = Kind::Labels;
  }
}

void CsvTableReader::add_row() {
  if (options_.stop != nullptr && *options_.stop) fail("interrupted", {}, "interrupted");
  refuse_ragged(row_, names_.size());
  if (lacks_a_value(row_, names_, options_.missing)) {
    ++table_.dropped;
    return;
  }
  for (std::size_t c = 0; c < row_.size(); ++c) table_.columns[c].numbers.push_back(value(c, row_[c]));
  table_.lines.push_back(cells_.line());
}

double CsvTableReader::value(std::size_t c, const Cell& cell) {
  Kind& kind = kinds_[c];
  if (kind != Kind::Labels) {
    if (const std::optional<double> x = number(cell.text)) {
      kind = Kind::Numbers;
      return *x;
    }
    if (kind == Kind::Numbers) refuse_text(cell, names_[c]);
    kind = Kind::Labels;
  }
  Codes& codes = codes_[c];
  const auto known = codes.find(cell.text);
  if (known != codes.end()) return static_cast<double>(known->second);
  codes.emplace(cell.text, codes.size());
  return static_cast<double>(codes.size() - 1);
}

void CsvTableReader::sort_labels(CsvColumn& column, const Codes& codes) {
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

CsvTable parse_csv(std::string_view text, const CsvOptions& options) { return CsvTableReader(text, options).read(); }

}  // namespace adc::data
