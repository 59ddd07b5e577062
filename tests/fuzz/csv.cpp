// Tables: whatever is read is a table, is the same block by block, and is read again as it was written.
#include <algorithm>
#include <cmath>
#include <string>

#include "adc/csv.hpp"
#include "adc/text.hpp"
#include "tests/data/streamed.h"
#include "tests/fuzz/target.h"
#include "tests/support/bits.h"

namespace adc::tests {
namespace {

using Header = CsvOptions::Header;
using Missing = CsvOptions::Missing;

void must_be_a_table(const CsvTable& table) {
  must(table.rows() > 0 && !table.columns.empty(), "a table has rows and columns");
  must(std::ranges::is_sorted(table.lines), "rows stand in the file's order");
  for (const CsvColumn& column : table.columns) {
    must(column.numbers.size() == table.rows(), "a column has a number per row");
    must(table.find(column.name) == &column, "names are distinct");
    for (const double x : column.numbers) {
      const bool is_label = x >= 0 && x < static_cast<double>(column.labels.size()) && x == std::floor(x);
      must(column.is_text() ? is_label : !std::isnan(x), "a cell is a label or a number");
    }
  }
}

std::string quoted(const std::string& text) {
  std::string cell = "\"";
  for (const char c : text) cell += c == '"' ? "\"\"" : std::string(1, c);
  return cell + "\"";
}

std::string written(const CsvTable& table) {
  std::string text;
  const auto end_line = [&] { text.back() = '\n'; };
  for (const CsvColumn& column : table.columns) text += quoted(column.name) + ",";
  end_line();
  for (std::size_t row = 0; row < table.rows(); ++row) {
    for (const CsvColumn& column : table.columns) {
      const double x = column.numbers[row];
      text += (column.is_text() ? quoted(column.labels[static_cast<std::size_t>(x)]) : to_text(x)) + ",";
    }
    end_line();
  }
  return text;
}

void must_round_trip(const CsvTable& table) {
  CsvOptions options{.separator = ',', .header = Header::Present};
  for (const CsvColumn& column : table.columns) {
    if (column.is_text()) options.labels.push_back(column.name);
  }
  const std::string text = written(table);
  const Result<CsvTable> again = parse_csv(text, "<written>", options);
  must(again.ok() && again->columns.size() == table.columns.size(), "a table that is written is read: " + text);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const CsvColumn& a = table.columns[c];
    const CsvColumn& b = again->columns[c];
    must(a.name == b.name && a.labels == b.labels && same_bits(a.numbers, b.numbers), "a table is read as written");
  }
}

}  // namespace

void fuzz(std::string_view bytes) {
  for (const Header header : {Header::Auto, Header::Present, Header::Absent}) {
    for (const Missing missing : {Missing::Refuse, Missing::DropRow}) {
      for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size() + 1}) {
        const std::string difference = must_equal_parsed(bytes, {.header = header, .missing = missing}, piece);
        must(difference.empty(), "a table is the same block by block: " + difference);
      }
      const Result<CsvTable> table = parse_csv(bytes, "<fuzz>", {.header = header, .missing = missing});
      if (!table) {
        must_be_a_refusal(table.error(), bytes);
        continue;
      }
      must_be_a_table(*table);
      must_round_trip(*table);
    }
  }
}

}  // namespace adc::tests
