// Tables in the spellings of many countries: what each column is read as, and what is refused, with its place.
#include "adc/typed_table.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

using adc::CellKind;
using adc::DateOrder;
using adc::TextEncoding;
using adc::TypedOptions;
using adc::TypedTable;

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

TypedTable table(std::string_view text, const TypedOptions& options = {}) {
  return adc::parse_typed_table(text, "t.csv", options).value();
}

/// The numbers of the first column of a table with these cells, one a line; `other` stands in a second column.
Numbers numbers(const Texts& cells, const TypedOptions& options = {}, const std::string& other = "0.5") {
  std::string text = "x;y\n";
  for (const std::string& cell : cells) text.append(cell).append(";").append(other).append("\n");
  return table(text, options).columns[0].numbers;
}

/// The first line of the error that the text gives.
std::string error(std::string_view text, const TypedOptions& options = {}) {
  const adc::Result<TypedTable> read = adc::parse_typed_table(text, "t.csv", options);
  REQUIRE_FALSE(read.ok());
  const std::string what = read.error().what();
  return what.substr(0, what.find('\n'));
}

}  // namespace

TEST_CASE("plain numbers and text are read as they are, and have no notes") {
  const TypedTable t = table("x,kind\n1,b\n-2.5e3,a\n+3,b\n");
  CHECK(t.columns[0].numbers == Numbers{1, -2500, 3});
  CHECK(t.columns[1].is_text());
  CHECK(t.columns[1].levels == Texts{"a", "b"});
  CHECK(t.columns[1].numbers == Numbers{1, 0, 1});
  CHECK(t.notes.empty());
  CHECK(t.lines == std::vector<std::size_t>{2, 3, 4});
}

TEST_CASE("numbers are read in the spelling of the whole column") {
  CHECK(numbers({"1,5", "-2", "3,25e2"}, {}, "a") == Numbers{1.5, -2, 325});
  CHECK(numbers({"1.234,5", "12"}, {}, "a") == Numbers{1234.5, 12});
  CHECK(numbers({"1,234,567", "12", "1,234.5"}) == Numbers{1234567, 12, 1234.5});
  CHECK(numbers({"1 234,5", "12"}, {}, "a") == Numbers{1234.5, 12});
  CHECK(numbers({"1\u00A0234\u202F567", "12"}) == Numbers{1234567, 12});
  CHECK(numbers({"1'234.5", "12"}) == Numbers{1234.5, 12});
  CHECK(numbers({"12 %", "7.5%"}) == Numbers{0.12, 0.075});
  CHECK(numbers({"$1,200.50", "-$3", "$ 4"}) == Numbers{1200.5, -3, 4});
  CHECK(numbers({"1.200,50 €", "-3 €"}, {}, "a") == Numbers{1200.5, -3});
  CHECK(table("x;y\n1,5;a\n").notes == Texts{"`x`: decimal commas"});
  CHECK(table("x\n5%\n").notes == Texts{"`x`: percent, as parts of 1"});
}

TEST_CASE("a comma that may be either mark is told by other columns, by the separator, or by the caller") {
  CHECK(numbers({"1,234"}, {}, "a") == Numbers{1.234});  // semicolons stand beside decimal commas
  CHECK(numbers({"1,234"}, {}, "0.5") == Numbers{1234});
  CHECK(numbers({"1,234"}, {}, "0,5") == Numbers{1.234});
  CHECK(numbers({"0,234"}, {}, "0.5") == Numbers{0.234});
  CHECK(table("x,y\n\"1,234\",a\n").columns[0].numbers == Numbers{1234});
  CHECK(error("x\ty\n1,234\ta\n") ==
        "t.csv:2:1: error: `1,234` in the column `x` may have a decimal mark, or one between thousands [not-a-number]");
  CHECK(table("x\ty\n1,234\ta\n", {.decimal = ','}).columns[0].numbers == Numbers{1.234});
  // Points beside decimal commas stand between thousands, where they can.
  CHECK(numbers({"1.234", "12"}, {}, "0,5") == Numbers{1234, 12});
  CHECK(numbers({"1.25", "12"}, {}, "0,5") == Numbers{1.25, 12});
}

TEST_CASE("dates are days since 1970-01-01") {
  CHECK(numbers({"1970-01-02", "2000-02-29", "1969-12-31"}) == Numbers{1, 11016, -1});
  CHECK(numbers({"1970/01/02"}) == Numbers{1});
  CHECK(numbers({"1970-02"}) == Numbers{31});
  CHECK(numbers({"2.1.1970", "31.12.1969"}) == Numbers{1, -1});
  CHECK(numbers({"2/1/1970", "31/12/1969"}) == Numbers{1, -1});
  CHECK(numbers({"1/2/1970", "12/31/1969"}) == Numbers{1, -1});
  CHECK(numbers({"1970-01-01T12:00", "1970-01-01 06:00:00", "1970-01-01T01:00:00+01:00", "1970-01-02T00:00:00.0Z"}) ==
        Numbers{0.5, 0.25, 0, 1});
  CHECK(numbers({"12:30", "00:00:36"}) == Numbers{12.5, 0.01});
  CHECK(table("d\n2.1.1970\n").notes == Texts{"`d`: dates (day, month, year), as days since 1970-01-01"});
  CHECK(error("d\n1/2/1970\n3/4/1970\n") ==
        "t.csv:2:1: error: the dates of the column `d`, such as `1/2/1970`, may begin with the day or with the month "
        "[not-a-number]");
  CHECK(numbers({"1/2/1970"}, {.date_orders = {{"", DateOrder::MonthDayYear}}}) == Numbers{1});
  CHECK(numbers({"1/1/1970"}) == Numbers{0});  // either way
  CHECK(error("d\n2021-02-28\n2021-02-29\n2021-03-01\n").starts_with("t.csv:3:1: error: `2021-02-29` is not a date"));
}

TEST_CASE("a cell that is unlike most others is an error; where there is no such format, the column is text") {
  CHECK(error("x,y\n1,2\n3,4\n5,six\n") ==
        "t.csv:4:3: error: `six` is not a number, as other cells of the column `y` are [not-a-number]");
  CHECK(error("x,y\n1,six\n3,4\n5,6\n").starts_with("t.csv:2:3: error: `six` is not a number"));
  CHECK(error("x\n5%\n6%\n7\n").starts_with("t.csv:4:1: error: `7` is not a number (percent"));
  CHECK(error("x\n$5\n$6\n€7\n").starts_with("t.csv:4:1: error: `€7` is not a number (amounts of $)"));
  CHECK(table("zip\nA1\n12\nB7\n").columns[0].is_text());
  CHECK(table("zip\n10\n12\nB7\n", {.text = {"zip"}}).columns[0].levels == Texts{"10", "12", "B7"});
  CHECK(table("zip\n10\n9\n", {.text = {"zip"}}).columns[0].levels == Texts{"9", "10"});
}

TEST_CASE("missing values are refused with their place, dropped with their row, or kept") {
  for (const char* gap : {"", "?", "NA", "n/a", "NaN", "NULL", "-", "--", ".", "#N/A"}) {
    CAPTURE(gap);
    const std::string text = "x,y\n1,2\n3," + std::string(gap) + "\n5,6\n";
    CHECK(error(text) == "t.csv:3:3: error: the column `y` has no value here [missing-cell]");
    const TypedTable dropped = table(text, {.missing = TypedOptions::Missing::DropRow});
    CHECK(dropped.dropped == 1);
    CHECK(dropped.lines == std::vector<std::size_t>{2, 4});
    const TypedTable kept = table(text, {.missing = TypedOptions::Missing::Keep});
    CHECK(kept.columns[1].missing == 1);
    CHECK(std::isnan(kept.columns[1].numbers[1]));
    CHECK(table(text, {.ignored = {"y"}}).columns.size() == 1);
    CHECK(error(text, {.missing = TypedOptions::Missing::Keep, .required = {"y"}}).starts_with("t.csv:3:3: error"));
  }
  const TypedTable own = table("x\n-99\n5\n", {.missing = TypedOptions::Missing::Keep, .missing_texts = {"-99"}});
  CHECK(own.columns[0].missing == 1);
  // Rows are dropped in every pass.
  const TypedTable mixed = table("a,b\nu,1\nv,\nw,3\n", {.missing = TypedOptions::Missing::DropRow});
  CHECK(mixed.columns[0].levels == Texts{"u", "w"});
  CHECK(mixed.columns[0].numbers == Numbers{0, 1});
}

TEST_CASE("infinite numbers are named") {
  for (const char* cell : {"inf", "-inf", "Infinity", "1e999"}) {
    CAPTURE(cell);
    CHECK(error("x,y\n1,2\n3," + std::string(cell) + "\n") ==
          "t.csv:3:3: error: `" + std::string(cell) + "` in the column `y` is infinite [not-a-number]");
  }
  CHECK(error("x;y\n1,5;2\n1,5e999;3\n").starts_with("t.csv:3:1: error"));
}

TEST_CASE("comments are left out, and said; the last of them may be the header") {
  const TypedTable t = table("# made by hand\nx,y\n1,2\n  # middle\n3,4\n# end");
  CHECK(t.columns[0].numbers == Numbers{1, 3});
  CHECK(t.comments == 3);
  CHECK(t.lines == std::vector<std::size_t>{3, 5});
  CHECK(t.notes.back() == "3 lines that begin with # are left out, the first of them line 1");
  const TypedTable numpy = table("# x y\n1 2\n3 4\n");
  CHECK(numpy.columns[0].name == "x");
  CHECK(numpy.columns[1].numbers == Numbers{2, 4});
  CHECK(table("# a text, with a comma\nx,y\n1,2\n").columns[0].name == "x");
  CHECK(table("x,y\n\"#1\",2\n").columns[0].levels == Texts{"#1"});
}

TEST_CASE("a header is found over every kind of column") {
  CHECK_FALSE(table("1,5;2\n3,5;4\n").has_header);
  CHECK_FALSE(table("2020-01-01;a\n2020-01-02;b\n").has_header);
  CHECK(table("when;price\n2020-01-01;3 €\n").has_header);
  CHECK(table("2019;kind\n3,5;a\n").has_header == false);
  CHECK(table("a;b\nc;d\n").has_header);
}

TEST_CASE("bytes are read in their encoding") {
  CHECK(table("\xEF\xBB\xBFx,y\n1,2\n").columns[0].name == "x");
  const std::string le("\xFF\xFEx\0\n\0\xE4\0\n\0\x3D\xD8\x00\xDE\n\0", 16);
  CHECK(table(le).columns[0].levels == Texts{"ä", "😀"});
  std::string be;
  for (std::size_t i = 0; i < le.size(); i += 2) be.append({le[i + 1], le[i]});
  CHECK(table(be).columns[0].levels == Texts{"ä", "😀"});
  CHECK(table(le.substr(2), {.encoding = TextEncoding::Utf16Le}).columns[0].levels.size() == 2);
  const std::string latin = "name,x\nM\xFCller,1\n\x80uro,2\n";
  CHECK(error(latin) == "t.csv:2:2: error: the text is not UTF-8 here [invalid-utf8]");
  CHECK(table(latin, {.encoding = TextEncoding::Latin1}).columns[0].levels == Texts{"Müller", "€uro"});
  CHECK(error(std::string("x,y\n1,\0\n", 8)) == "t.csv:2:3: error: the text holds a NUL byte [invalid-utf8]");
  CHECK(std::string(adc::parse_typed_table(le.substr(2), "t.csv", {}).error().what()).find("--encoding utf16le") !=
        std::string::npos);
  CHECK(error(le.substr(0, 15)).starts_with("error: t.csv: the text is not UTF-16 here"));
  CHECK(error(std::string("\xFF\xFE\x00\xDCx\0", 6)).starts_with("error: t.csv: the text is not UTF-16 here"));
}

TEST_CASE("damaged tables are refused with their place") {
  CHECK(error("x,y\n1,2\n3\n") == "t.csv:3:1: error: this row has 1 value, and the first line 2 [ragged-row]");
  CHECK(error("x\n\"1\n2\n") == "t.csv:2:1: error: the quote that opens here is not closed [unclosed-quote]");
  CHECK(error("x,x\n1,2\n") == "t.csv:1:3: error: there are two columns `x` [repeated-column]");
  CHECK(error("") == "error: t.csv has no rows [empty-table]");
  CHECK(error("x,y\n") == "error: t.csv has no rows [empty-table]");
  CHECK(error("x\n?\n", {.missing = TypedOptions::Missing::DropRow}) ==
        "error: every row of t.csv lacks a value [empty-table]");
  CHECK(error("x\n1\n", {.ignored = {"z"}}) == "error: t.csv has no column `z` [missing-column]");
  CHECK(error("x,y\n1,2\n3,4\n", {.max_memory = 40}).find("[source-too-large]") != std::string::npos);
}

TEST_CASE("a known format holds, so that another table of the same kind is read alike") {
  const TypedOptions comma{.formats = {{"x", {.decimal = ','}}, {"z", {.kind = CellKind::Text}}}};
  CHECK(table("x;y\n1,234;2\n", comma).columns[0].numbers == Numbers{1.234});
  CHECK(error("x;y\n1,5;2\n1.5;3\n", comma).starts_with("t.csv:3:1: error: `1.5` is not a number (decimal commas)"));
  CHECK(table("x;z\n1,5;2\n", comma).columns[1].levels == Texts{"2"});
  CHECK(error("x\n1\nb\n", {.formats = {{"x", {}}}}).starts_with("t.csv:3:1: error: `b` is not a number"));
}

TEST_CASE("cells are shown without what a terminal would take for commands, and not at any length") {
  CHECK(adc::shown_cell("a\x1B[31m\n") == "a\\x1B[31m\\x0A");
  CHECK(adc::shown_cell(std::string(5000, 'x')) == std::string(40, 'x') + "…");
  CHECK(adc::shown_cell("Köln") == "Köln");
}

TEST_CASE("a large table of mixed columns is read in linear time") {
  std::string text = "x,y,kind\n";
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + ",12%,label" + std::to_string(i % 7) + "\n";
  const TypedTable t = table(text);
  CHECK(t.rows() == 100'000);
  CHECK(t.columns[1].numbers.back() == 0.12);
  CHECK(t.columns[2].levels.size() == 7);
}
