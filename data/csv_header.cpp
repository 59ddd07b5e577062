#include "data/csv_header.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace adc::data {
namespace {

/// `first`, whose texts are `texts`, is the first record; reads a second one, which ends the life of `first`'s texts.
bool is_header(CellReader& cells, std::size_t columns, const std::vector<std::string>& texts) {
  std::vector<Cell> second;
  const bool has_second = cells.next(second) && second.size() == columns;
  bool has_number = false;
  for (std::size_t c = 0; c < columns; ++c) {
    if (number(texts[c])) {
      has_number = true;
    } else if (!is_missing(texts[c]) && has_second && number(second[c].text)) {
      return true;
    }
  }
  return !has_number;
}

std::vector<std::string> column_names(const std::vector<Cell>& first, bool has_header) {
  std::vector<std::string> names(first.size());
  std::set<std::string_view> taken;
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (has_header) names[c] = first[c].text;
    if (names[c].empty()) names[c] = "c" + std::to_string(c + 1);
    if (!taken.insert(names[c]).second) {
      fail("repeated-column", first[c].span, fmt::format("there are two columns `{}`", names[c]));
    }
  }
  return names;
}

}  // namespace

CsvHeader read_header(CellReader& cells, const CsvOptions& options) {
  std::vector<Cell> first;
  if (!cells.next(first)) return {};
  std::vector<std::string> texts;
  texts.reserve(first.size());
  for (const Cell& cell : first) texts.emplace_back(cell.text);
  const bool is_present = options.header == CsvOptions::Header::Auto ? is_header(cells, first.size(), texts)
                                                                     : options.header == CsvOptions::Header::Present;
  cells.rewind();
  cells.next(first);
  CsvHeader header{.is_present = is_present, .names = column_names(first, is_present)};
  if (!is_present) cells.rewind();
  return header;
}

void refuse_ragged(const std::vector<Cell>& row, std::size_t columns) {
  if (row.size() == columns) return;
  const auto values = [](std::size_t n) { return std::to_string(n) + (n == 1 ? " value" : " values"); };
  fail("ragged-row", {row.front().span.begin, row.back().span.end},
       fmt::format("this row has {}, and the first line {}", values(row.size()), columns));
}

bool lacks_a_value(const std::vector<Cell>& row, const std::vector<std::string>& names, CsvOptions::Missing missing) {
  const auto cell = std::ranges::find_if(row, [](const Cell& one) { return is_missing(one.text); });
  if (cell == row.end()) return false;
  if (missing == CsvOptions::Missing::DropRow) return true;
  const std::string& name = names[static_cast<std::size_t>(cell - row.begin())];
  Span where = cell->span;
  where.end = std::max(where.end, 1U);  // at the begin of the text is a place, too
  fail("missing-cell", where, fmt::format("the column `{}` has no value here", name),
       {"`--drop-missing` leaves out the rows that lack one"});
}

void refuse_text(const Cell& cell, const std::string& name) {
  std::string with_point(cell.text);
  std::ranges::replace(with_point, ',', '.');
  std::vector<std::string> help;
  if (with_point != cell.text && number(with_point)) help.push_back("the decimal mark is a point: " + with_point);
  fail("not-a-number", cell.span,
       fmt::format("`{}` is no number, and the column `{}` has numbers before it", cell.text, name), std::move(help));
}

}  // namespace adc::data
