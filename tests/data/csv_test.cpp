// Tables in text files: cells, headers, labels, missing values, and errors with their place.
#include "adc/csv.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

using adc::CsvOptions;
using adc::CsvTable;
using adc::parse_csv;

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

CsvTable table(std::string_view text, const CsvOptions& options = {}) {
  return parse_csv(text, "t.csv", options).value();
}

Texts names(const CsvTable& table) {
  Texts names;
  for (const adc::CsvColumn& column : table.columns) names.push_back(column.name);
  return names;
}

/// The first line of the error that the text gives.
std::string error(std::string_view text, const CsvOptions& options = {}) {
  const adc::Result<CsvTable> read = parse_csv(text, "t.csv", options);
  REQUIRE_FALSE(read.ok());
  const std::string what = read.error().what();
  return what.substr(0, what.find('\n'));
}

}  // namespace

TEST_CASE("columns are named by a header") {
  const CsvTable t = table("x,y\n1,2\n3.5,-4e-3\n");
  CHECK(t.has_header);
  CHECK(names(t) == Texts{"x", "y"});
  CHECK(t.rows() == 2);
  CHECK(t.find("x")->numbers == Numbers{1, 3.5});
  CHECK(t.find("y")->numbers == Numbers{2, -4e-3});
  CHECK(t.find("z") == nullptr);
  CHECK(t.lines == std::vector<std::size_t>{2, 3});
}

TEST_CASE("without a header columns are named by their place") {
  const CsvTable t = table("5.1,3.5,setosa\n4.9,3.0,virginica");
  CHECK_FALSE(t.has_header);
  CHECK(names(t) == Texts{"c1", "c2", "c3"});
  CHECK(t.rows() == 2);
  CHECK(t.lines == std::vector<std::size_t>{1, 2});
}

TEST_CASE("a header may hold numbers where a text stands over numbers") {
  const CsvTable t = table("label,0,1\n7,0.5,0.25\n");
  CHECK(t.has_header);
  CHECK(names(t) == Texts{"label", "0", "1"});
}

TEST_CASE("whether there is a header can be said") {
  CHECK(table("1,2\n3,4\n", {.header = CsvOptions::Header::Present}).find("1")->numbers == Numbers{3});
  CHECK(table("a,b\nc,d\n", {.header = CsvOptions::Header::Absent}).rows() == 2);
}

TEST_CASE("a column whose first value is no number holds labels, numbered in their order") {
  const CsvTable t = table("x,kind\n1,b\n2,a\n3,b\n");
  const adc::CsvColumn& kind = *t.find("kind");
  CHECK(kind.is_text());
  CHECK(kind.labels == Texts{"a", "b"});
  CHECK(kind.numbers == Numbers{1, 0, 1});
  CHECK_FALSE(t.find("x")->is_text());
}

TEST_CASE("numbers that are labels are numbered by size") {
  const CsvTable t = table("x,digit\n1,10\n2,9\n3,10\n", {.labels = {"digit"}});
  CHECK(t.find("digit")->labels == Texts{"9", "10"});
  CHECK(t.find("digit")->numbers == Numbers{1, 0, 1});
}

TEST_CASE("cells in quotes may hold separators, newlines and quotes") {
  const CsvTable t =
      table("\"a, b\" , \"c\"\n\"x \"\"y\"\"\nz\", 1\n\"\", \"2\"\n", {.missing = CsvOptions::Missing::DropRow});
  CHECK(names(t) == Texts{"a, b", "c"});
  CHECK(t.columns[0].labels == Texts{"x \"y\"\nz"});
  CHECK(t.columns[1].numbers == Numbers{1});
  CHECK(t.dropped == 1);
}

TEST_CASE("line ends, blank lines, blanks around cells and a byte order mark do not count") {
  for (const char* text :
       {"x,y\n1,2\n", "x,y\r\n1,2\r\n", "x,y\r1,2\r", "\n\n x , y \n\n\t1 ,\t2\n\n", "\xEF\xBB\xBFx,y\n1,2"}) {
    CAPTURE(text);
    const CsvTable t = table(text);
    CHECK(names(t) == Texts{"x", "y"});
    CHECK(t.columns[0].numbers == Numbers{1});
    CHECK(t.columns[1].numbers == Numbers{2});
  }
  CHECK(table("x,y\r\n\r\n1,2\r\n").lines == std::vector<std::size_t>{3});
}

TEST_CASE("the separator is found out, or given") {
  for (const char* text : {"x;y\n1;2", "x\ty\n1\t2", "x y\n1 2", "  x   y\n  1   2  \n", "x,y\n1,2"}) {
    CAPTURE(text);
    CHECK(names(table(text)) == Texts{"x", "y"});
    CHECK(table(text).columns[1].numbers == Numbers{2});
  }
  CHECK(table("a|b\n1|2", {.separator = '|'}).find("b")->numbers == Numbers{2});
  CHECK(names(table("my column\n1\n2\n")) == Texts{"my column"});
}

TEST_CASE("every number is the nearest double") {
  const CsvTable t = table("x\n0.1\n+2\n1e-320\n-0\n1e400\n-inf\n9007199254740993\n");
  CHECK(t.columns[0].numbers == Numbers{0.1, 2, 1e-320, -0.0, HUGE_VAL, -HUGE_VAL, 9007199254740992.0});
  CHECK(std::signbit(t.columns[0].numbers[3]));
}

TEST_CASE("missing values are refused, or their rows dropped") {
  for (const char* gap : {"", "?", "NA", "n/a", "NaN", "NULL"}) {
    CAPTURE(gap);
    const std::string text = "x,y\n1,2\n3," + std::string(gap) + "\n5,6\n";
    CHECK(error(text) == "t.csv:3:3: error: the column `y` has no value here [missing-cell]");
    const CsvTable t = table(text, {.missing = CsvOptions::Missing::DropRow});
    CHECK(t.dropped == 1);
    CHECK(t.columns[0].numbers == Numbers{1, 5});
    CHECK(t.lines == std::vector<std::size_t>{2, 4});
  }
}

TEST_CASE("a label of a dropped row is no label") {
  const CsvTable t = table("kind,x\na,1\nb,?\n", {.missing = CsvOptions::Missing::DropRow});
  CHECK(t.columns[0].labels == Texts{"a"});
}

TEST_CASE("errors say where and what") {
  CHECK(error("x,y\n1,2\n3\n") == "t.csv:3:1: error: this row has 1 value, and the first line 2 [ragged-row]");
  CHECK(error("x,y\n1,2\n3,4,5\n") == "t.csv:3:1: error: this row has 3 values, and the first line 2 [ragged-row]");
  CHECK(error("x,ä\n1,2\n3, four\n") ==
        "t.csv:3:4: error: `four` is no number, and the column `ä` has numbers before it [not-a-number]");
  CHECK(error("x\n\"1\n2\n") == "t.csv:2:1: error: the quote that opens here is not closed [unclosed-quote]");
  CHECK(error("x,y\n\"1\"2,3\n") == "t.csv:2:4: error: something follows the closing quote of a cell [unclosed-quote]");
  CHECK(error("x,x\n1,2\n") == "t.csv:1:3: error: there are two columns `x` [repeated-column]");
  CHECK(error("x\n1\n", {.labels = {"z"}}) == "error: there is no column `z` [unknown-column]");
  CHECK(error("") == "error: the table has no rows [empty-table]");
  CHECK(error("x,y\n") == "error: the table has no rows [empty-table]");
  CHECK(error("x\n1\n", {.max_bytes = 2}) == "error: t.csv has more than the limit of 2 bytes [source-too-large]");
}

TEST_CASE("more columns than any table has are a limit") {
  const adc::Result<CsvTable> read = parse_csv(std::string(1'100'000, ','));
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().diagnostic().slug == "source-too-large");
}

TEST_CASE("a decimal comma is explained") {
  const adc::Result<CsvTable> read = parse_csv("x;y\n1;2\n1,5;3\n");
  REQUIRE_FALSE(read.ok());
  CHECK(std::string(read.error().what()).find("help: the decimal mark is a point: 1.5") != std::string::npos);
}

TEST_CASE("a file is read from disk") {
  const adc::tests::TemporaryFolder folder;
  const std::string path = folder.path() / "t.csv";
  std::ofstream(path) << "x,y\n1,2\n";
  CHECK(adc::read_csv(path).value().find("y")->numbers == Numbers{2});
  CHECK(adc::read_csv(path, {.max_bytes = 3}).error().diagnostic().error_class == adc::ErrorClass::Limit);
  std::ofstream(path) << "x,y\n1\n";
  CHECK(std::string(adc::read_csv(path).error().what()).starts_with(path + ":2:1: error: "));
  std::remove(path.c_str());
  CHECK(adc::read_csv(path).error().diagnostic().slug == "cannot-read");
  CHECK(adc::read_csv("/").error().diagnostic().slug == "cannot-read");
}

TEST_CASE("a large table is read in linear time") {
  std::string text = "x,y,z\n";
  for (int i = 0; i < 300'000; ++i) text += std::to_string(i) + ",0.125,label" + std::to_string(i % 7) + "\n";
  const CsvTable t = table(text);
  CHECK(t.rows() == 300'000);
  CHECK(t.columns[0].numbers.back() == 299'999);
  CHECK(t.columns[2].labels.size() == 7);
}
