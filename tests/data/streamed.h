// Tables that are read block by block, as wholes to compare.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/csv.hpp"
#include "adc/table.hpp"
#include "data/csv_rows.h"

namespace adc::tests {

/// All that a table gives.
struct Streamed {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
  std::size_t rows = 0;
  std::optional<Error> error;  ///< that it ended with
};

/// Reads all columns, `at_once` rows at a time.
inline Streamed streamed(Result<TableReader> opened, std::size_t at_once) {
  Streamed all;
  if (!opened) {
    all.error = opened.error();
    return all;
  }
  TableReader table = std::move(opened).value();
  const std::size_t width = table.columns().size();
  all.names.assign(table.columns().begin(), table.columns().end());
  all.columns.resize(width);
  std::vector<double> block(width * at_once);
  std::vector<OutputColumn> to;
  to.reserve(width);
  for (std::size_t c = 0; c < width; ++c) to.push_back({block.data() + c, static_cast<std::ptrdiff_t>(width)});
  while (true) {
    const Result<std::size_t> got = table.read(at_once, to);
    if (!got) all.error = got.error();
    if (!got || *got == 0) return all;
    for (std::size_t r = 0; r < *got; ++r) {
      for (std::size_t c = 0; c < width; ++c) all.columns[c].push_back(block[r * width + c]);
    }
    all.rows += *got;
  }
}

inline std::string first_line(const Error& error) {
  const std::string what = error.what();
  return what.substr(0, what.find('\n'));
}

/// How the rows of `text`, which comes in pieces, differ from what `parse_csv` gives for it as a whole; empty if they
/// do not. Columns of labels are passed over.
inline std::string must_equal_parsed(std::string_view text, const CsvOptions& options, std::size_t piece) {
  // Where a mark of the byte order counts as a character, places in the first line are behind it.
  const bool has_mark = text.starts_with(data::kByteOrderMark);
  const Result<CsvTable> parsed = parse_csv(text.substr(has_mark ? data::kByteOrderMark.size() : 0), "<csv>", options);
  if (!parsed && parsed.error().diagnostic().slug == "not-a-number") return "";  // only in columns that are wanted
  std::vector<double> numbers;
  std::vector<std::size_t> lines;
  std::vector<OutputColumn> to;
  std::vector<double> row;
  try {
    data::CsvRows rows(data::Input(text, "<csv>", piece), options, {}, std::size_t{1} << 20U);
    row.resize(rows.columns().size());
    for (std::size_t c = 0; c < row.size(); ++c) {
      const bool is_wanted = parsed && !parsed->columns[c].is_text();
      to.push_back({is_wanted ? &row[c] : nullptr});
    }
    while (rows.read(1, to) > 0) {
      numbers.insert(numbers.end(), row.begin(), row.end());
      lines.push_back(rows.place(0));
    }
    if (lines.empty()) return parsed ? "no rows" : "";
    if (parsed && rows.dropped() != parsed->dropped) return "other rows are left out";
  } catch (const Error& error) {
    if (parsed) return std::string("an error: ") + error.what();
    // What is shown of a line may end where the piece did.
    const std::string here = first_line(error);
    return here == first_line(parsed.error()) ? "" : here + " and not " + first_line(parsed.error());
  }
  if (!parsed) return std::string("no error: ") + parsed.error().what();
  if (lines != parsed->lines) return "other lines";
  for (std::size_t c = 0; c < row.size(); ++c) {
    if (to[c].data == nullptr) continue;
    for (std::size_t r = 0; r < lines.size(); ++r) {
      const double expected = parsed->columns[c].numbers[r];
      if (std::bit_cast<std::uint64_t>(numbers[r * row.size() + c]) != std::bit_cast<std::uint64_t>(expected))
        return "other numbers";
    }
  }
  return "";
}

}  // namespace adc::tests
