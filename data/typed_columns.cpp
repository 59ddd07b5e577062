#include "data/typed_columns.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "data/cell_format.h"

namespace adc::data {
namespace {

/// The decoration of most cells.
Decoration usual_decoration(const ColumnCells& column) {
  std::size_t percent = 0;
  std::unordered_map<std::string_view, std::size_t> currencies;
  for (const PlacedCell& cell : column.cells) {
    const Decoration around = decoration(cell.text);
    percent += around.percent ? 1 : 0;
    if (!around.currency.empty()) ++currencies[around.currency];
  }
  Decoration usual{.percent = 2 * percent > column.cells.size(), .currency = {}};
  for (const auto& [sign, count] : currencies) {
    if (2 * count > column.cells.size()) usual.currency = sign;
  }
  return usual;
}

/// The formats of the table of formats, numbers with what usually stands around them.
std::vector<CellFormat> candidates(const ColumnCells& column) {
  std::vector<CellFormat> formats(cell_formats().begin(), cell_formats().end());
  const Decoration around = usual_decoration(column);
  for (CellFormat& format : formats) {
    if (format.kind != CellKind::Number) continue;
    format.percent = around.percent;
    format.currency = around.currency;
  }
  return formats;
}

bool is_plain(const CellFormat& format) {
  return format.kind == CellKind::Number && format.decimal == '.' && format.grouping == 0;
}

/// What a cell of the format is called.
std::string noun(const CellFormat& format) {
  if (format.kind != CellKind::Number || format == CellFormat{}) {
    return format.kind == CellKind::Number ? "a number"
           : format.kind == CellKind::Date ? "a date"
                                           : "a time of the day";
  }
  return fmt::format("a number ({})", in_words(format));
}

/// The first cell that is another number by one format than by another.
const PlacedCell* first_difference(const ColumnCells& column, std::span<const CellFormat> formats) {
  for (const PlacedCell& cell : column.cells) {
    for (const CellFormat& format : formats.subspan(1)) {
      if (value(cell.text, format) != value(cell.text, formats[0])) return &cell;
    }
  }
  return nullptr;
}

CellFormat chosen_date(const ColumnCells& column, std::span<const CellFormat> formats, const PlacedCell& difference,
                       const TypedOptions& options) {
  auto given = options.date_orders.find(column.name);
  if (given == options.date_orders.end()) given = options.date_orders.find("");
  for (const CellFormat& format : formats) {
    if (given != options.date_orders.end() && format.order == given->second) return format;
  }
  fail("not-a-number", difference.span,
       fmt::format("the dates of the column `{}`, such as `{}`, may begin with the day or with the month", column.name,
                   shown(difference.text)),
       {"`--dates dmy` (the day first) or `--dates mdy` says which"});
}

}  // namespace

std::vector<CellFormat> common_formats(const ColumnCells& column) {
  const std::vector<CellFormat> formats = candidates(column);
  const std::size_t n = column.cells.size();
  std::vector<std::size_t> matched(formats.size());
  std::vector<const PlacedCell*> other(formats.size());
  for (const PlacedCell& cell : column.cells) {
    for (std::size_t f = 0; f < formats.size(); ++f) {
      if (value(cell.text, formats[f]))
        ++matched[f];
      else if (other[f] == nullptr)
        other[f] = &cell;
    }
  }
  std::vector<CellFormat> common;
  for (std::size_t f = 0; f < formats.size(); ++f) {
    if (matched[f] == n && n > 0) common.push_back(formats[f]);
  }
  if (!common.empty() || n == 0) return common;
  const auto best = static_cast<std::size_t>(std::ranges::max_element(matched) - matched.begin());
  if (2 * matched[best] > n) refuse_format(column, *other[best], formats[best]);
  return {};
}

char decimal_mark(const ColumnCells& column, std::span<const CellFormat> formats) {
  char mark = 0;
  for (const CellFormat& format : formats) {
    if (format.kind != CellKind::Number || (mark != 0 && mark != format.decimal)) return 0;
    mark = format.decimal;
  }
  const bool shows_it = std::ranges::any_of(
      column.cells, [&](const PlacedCell& cell) { return cell.text.find(mark) != std::string_view::npos; });
  return shows_it ? mark : '\0';
}

CellFormat chosen_format(const ColumnCells& column, std::span<const CellFormat> formats, const TableHabits& habits) {
  const PlacedCell* const difference = first_difference(column, formats);
  if (difference == nullptr) return formats[0];
  if (formats[0].kind != CellKind::Number) return chosen_date(column, formats, *difference, *habits.options);
  char decimal = habits.decimal;
  if (decimal == 0 && std::ranges::any_of(formats, is_plain)) decimal = '.';
  if (decimal == 0 && habits.separator == ';') decimal = ',';
  if (decimal == 0 && habits.separator == ',') decimal = '.';  // these cells stand in quotes
  for (const CellFormat& format : formats) {
    if (format.decimal == decimal) return format;
  }
  fail("not-a-number", difference->span,
       fmt::format("`{}` in the column `{}` may have a decimal mark, or one between thousands", shown(difference->text),
                   column.name),
       {"`--decimal comma` or `--decimal point` says which"});
}

void refuse_format(const ColumnCells& column, const PlacedCell& cell, const CellFormat& format) {
  const std::string text = shown(cell.text);
  fail("not-a-number", cell.span,
       fmt::format("`{}` is not {}, as other cells of the column `{}` are", text, noun(format), column.name),
       {fmt::format("`--na '{}'` takes it for a missing value, `--text {}` the column for text", text, column.name)});
}

void convert(const ColumnCells& cells, TypedColumn& column) {
  if (!column.is_text()) {
    for (const PlacedCell& cell : cells.cells) {
      const std::optional<double> x = value(cell.text, column.format);
      if (!x || !std::isfinite(*x)) refuse_format(cells, cell, column.format);
      column.numbers[cell.row] = *x;
    }
    return;
  }
  std::unordered_map<std::string_view, std::size_t> codes;
  std::vector<std::pair<std::string_view, std::size_t>> levels;
  for (const PlacedCell& cell : cells.cells) {
    const auto [known, is_new] = codes.emplace(cell.text, codes.size());
    if (is_new) levels.emplace_back(cell.text, known->second);
    column.numbers[cell.row] = static_cast<double>(known->second);
  }
  const bool numeric = std::ranges::all_of(levels, [](const auto& one) { return number(one.first).has_value(); });
  std::ranges::sort(levels, [&](const auto& a, const auto& b) {
    if (numeric && *number(a.first) != *number(b.first)) return *number(a.first) < *number(b.first);
    return a.first < b.first;
  });
  std::vector<double> place(levels.size());
  for (std::size_t i = 0; i < levels.size(); ++i) {
    place[levels[i].second] = static_cast<double>(i);
    column.levels.emplace_back(levels[i].first);
  }
  for (const PlacedCell& cell : cells.cells) {
    column.numbers[cell.row] = place[static_cast<std::size_t>(column.numbers[cell.row])];
  }
}

}  // namespace adc::data
