// Tables block by block: the rows of text are those of `parse_csv`, wherever blocks and pieces of the file end.
#include "adc/table.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "data/csv_rows.h"
#include "data/decimal.h"
#include "tests/data/streamed.h"
#include "tests/support/temporary_folder.h"

using adc::CsvOptions;
using adc::OutputColumn;
using adc::TableReader;
using adc::TableReadOptions;
using adc::tests::must_equal_parsed;
using adc::tests::Streamed;
using adc::tests::streamed;

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

/// All rows of all columns.
Streamed rows(std::string_view text, const TableReadOptions& options = {}, std::size_t at_once = 3) {
  return streamed(TableReader::from_bytes(text, "t.csv", options), at_once);
}

/// The first line of the error that the text ends in.
std::string error(std::string_view text, const TableReadOptions& options = {}) {
  const Streamed got = rows(text, options);
  REQUIRE(got.error.has_value());
  const std::string what = got.error->what();
  return what.substr(0, what.find('\n'));
}

/// A table that has one of everything that is unusual, here and there.
std::string random_table(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return static_cast<std::size_t>(random() % n); };
  const Texts cells{"1",
                    "-2.5",
                    "0.125",
                    "1e3",
                    "-1.5E-7",
                    "123456789012345678",
                    "0.1234567890123456789",
                    "+4",
                    ".5",
                    "5.",
                    "inf",
                    "-0",
                    " 7",
                    "8 ",
                    "\"9\"",
                    "\" 10 \"",
                    "1\t",
                    "1e400"};
  const Texts odd{"",         "NA",  "nan", "-nan",   "?",    "x", "\"a,b\"", "\"c\"\"d\"",
                  "\"e\nf\"", "1 2", "\"",  "\"1\"2", "null", "n", "na me"};
  const Texts newlines{"\n", "\r\n", "\r", "\n\n", " \n", "\r\r\n"};
  const char separator = std::string(",,,;\t ")[below(6)];
  const std::string& newline = newlines[below(newlines.size())];
  const std::size_t width = 1 + below(4);
  std::string text = below(8) == 0 ? "\xEF\xBB\xBF" : "";
  const std::size_t lines = below(12);
  const std::size_t oddity = 1 + below(40);
  for (std::size_t line = 0; line < lines; ++line) {
    const std::size_t own = below(3 * oddity) == 0 ? 1 + below(5) : width;
    for (std::size_t c = 0; c < own; ++c) {
      if (c > 0) text += separator;
      if (line == 0 && below(2) == 0) {
        text += "h" + std::to_string(c);
        continue;
      }
      text += below(oddity) == 0 ? odd[below(odd.size())] : cells[below(cells.size())];
    }
    text += below(oddity) == 0 ? newlines[below(newlines.size())] : newline;
  }
  if (!text.empty() && below(2) == 0) text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("columns that are wanted are read, in blocks") {
  const std::string text = "x,kind,y\n1,a,2\n3,b,4\n5,c,6\n";
  TableReader table = TableReader::from_bytes(text, "t.csv").value();
  CHECK(Texts(table.columns().begin(), table.columns().end()) == Texts{"x", "kind", "y"});
  CHECK(table.is_named());
  Numbers x(2);
  Numbers y(4);
  const std::vector<OutputColumn> to{{x.data()}, {nullptr}, {y.data(), 2}};
  CHECK(table.read(2, to).value() == 2);
  CHECK(x == Numbers{1, 3});
  CHECK(y == Numbers{2, 0, 4, 0});
  CHECK(table.place(1) == "line 3");
  CHECK(table.read(2, to).value() == 1);
  CHECK(x[0] == 5);
  CHECK(table.place(0) == "line 4");
  CHECK(table.read(2, to).value() == 0);
  CHECK(table.read(2, to).value() == 0);
  CHECK(table.bytes_read() == text.size());
  CHECK(table.bytes() == text.size());
  CHECK(table.read(2, {{{x.data()}}}).error().diagnostic().slug == "wrong-size");
}

TEST_CASE("text that is no number stops a column that is wanted, and no other") {
  CHECK(rows("x,y\n1,2\n3,a\n", {}).error.has_value());
  TableReader table = TableReader::from_bytes("x,y\n1,2\n3,a\n", "t.csv").value();
  Numbers x(8);
  CHECK(table.read(8, {{{x.data()}, {nullptr}}}).value() == 2);
  CHECK(error("x,kind\n1,a\n") ==
        "t.csv:2:3: error: the column `kind` holds labels such as `a`, and numbers are wanted [bad-input]");
}

TEST_CASE("rows before an error are given, and the error says where it is in the file") {
  std::string text = "x,y\n";
  for (int i = 0; i < 100'000; ++i) text += "1,2\n";
  const Streamed got = rows(text + "1,2\n3\n", {}, 1000);
  CHECK(got.rows == 100'001);
  REQUIRE(got.error.has_value());
  CHECK(std::string(got.error->what()) ==
        "t.csv:100003:1: error: this row has 1 value, and the first line 2 [ragged-row]\n  3\n  ^\n");
  CHECK(error("x,y\n1,2\n,3\n") == "t.csv:3:1: error: the column `x` has no value here [missing-cell]");
  CHECK(error("x,ä\n1,2\n3, four\n") ==
        "t.csv:3:4: error: `four` is no number, and the column `ä` has numbers before it [not-a-number]");
  CHECK(error("x\n\"1\n2\n") == "t.csv:2:1: error: the quote that opens here is not closed [unclosed-quote]");
  CHECK(error("") == "t.csv: error: the table has no rows [empty-table]");
  CHECK(error("x,y\n") == "t.csv: error: the table has no rows [empty-table]");
  CHECK(error("x\n?\n", {.missing = CsvOptions::Missing::DropRow}) ==
        "t.csv: error: every row of the table lacks a value [empty-table]");
  CHECK(TableReader::from_bytes("x,x\n1,2\n", "t.csv").error().diagnostic().slug == "repeated-column");
  CHECK(TableReader::open("/nowhere.csv").error().diagnostic().slug == "cannot-read");
  CHECK(TableReader::open("/").error().diagnostic().slug == "cannot-read");
}

TEST_CASE("columns may be named by the caller") {
  const Streamed got = rows("1,2\n3,4\n", {.columns = {"a", "b"}});
  CHECK(got.names == Texts{"a", "b"});
  CHECK(got.columns == std::vector<Numbers>{{1, 3}, {2, 4}});
  CHECK(rows("u,v\n1,2\n", {.columns = {"a", "b"}}).columns == std::vector<Numbers>{{1}, {2}});
  CHECK(TableReader::from_bytes("1,2\n", "t", {.columns = {"a"}}).error().diagnostic().slug == "ragged-row");
  CHECK(TableReader::from_bytes("1,2\n", "t", {.columns = {"a", "a"}}).error().diagnostic().slug == "repeated-column");
}

TEST_CASE("a row beyond the limit is refused, whether or not it has quotes") {
  const TableReadOptions options{.max_row_bytes = 1'000'000};
  for (const std::string& begin : {std::string("1"), std::string("\"1"), std::string(" ")}) {
    const Streamed got = rows("x\n2\n" + begin + std::string(3'000'000, '1') + "\n", options);
    CHECK(got.rows == 1);
    REQUIRE(got.error.has_value());
    CHECK(got.error->diagnostic().slug == "source-too-large");
    CHECK(std::string(got.error->what()).starts_with("t.csv:3:1: error: "));
  }
  CHECK(rows("x\n2\n" + std::string(3'000'000, '\n') + "3\n", options).columns == std::vector<Numbers>{{2, 3}});
}

TEST_CASE("rows that are longer than a buffer are read in linear time") {
  std::string header;
  std::string row;
  for (int c = 0; c < 200'000; ++c) {
    header += (c == 0 ? "v" : ",v") + std::to_string(c);
    row += (c == 0 ? "" : ",") + std::to_string(c) + ".25";
  }
  const Streamed got = rows(header + "\n" + row + "\n" + row + "\n" + row);
  CHECK(got.rows == 3);
  CHECK(got.columns[199'999] == Numbers{199'999.25, 199'999.25, 199'999.25});
}

TEST_CASE("short decimals are the nearest doubles") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 300'000; ++i) {
    std::string text = random() % 3 == 0 ? "-" : "";
    const std::size_t size = 1 + random() % 17;
    const std::size_t point = random() % 20;
    for (std::size_t k = 0; k < size; ++k) {
      if (k == point) text += '.';
      text += random() % 50 == 0 ? "/:.e-x \0"[random() % 8] : static_cast<char>('0' + random() % 10);
    }
    const std::string padded = text + (random() % 2 == 0 ? ',' : '\n') + std::string(adc::data::kDecimalPadding, '7');
    double value = -1;
    if (!adc::data::read_short_decimal(padded.data(), padded.data() + text.size(), value)) continue;
    const std::optional<double> expected = adc::data::number(text);
    if (!expected || std::bit_cast<std::uint64_t>(*expected) != std::bit_cast<std::uint64_t>(value)) {
      CAPTURE(text, value);
      REQUIRE(expected == value);
    }
  }
}

TEST_CASE("any text has the rows that parse_csv gives, however it comes") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_table(random);
    CAPTURE(text);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, 3 + text.size() / 2, text.size() + 1}) {
      for (const auto missing : {CsvOptions::Missing::Refuse, CsvOptions::Missing::DropRow}) {
        const std::string difference = must_equal_parsed(text, {.missing = missing}, piece);
        if (!difference.empty()) REQUIRE(difference == "");
      }
    }
  }
}
