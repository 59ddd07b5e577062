// Tables of binary numbers, block by block.
#include <catch2/catch.hpp>

#include <fstream>
#include <string>
#include <vector>

#include "adc/table.hpp"
#include "data/number_rows.h"
#include "tests/data/npy_files.h"
#include "tests/data/streamed.h"
#include "tests/support/temporary_folder.h"

using adc::OutputColumn;
using adc::TableFormat;
using adc::TableReader;
using adc::TableReadOptions;
using adc::tests::bytes_of;
using adc::tests::npy;
using adc::tests::npy_header;
using adc::tests::Streamed;
using adc::tests::streamed;

namespace {

using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

Streamed read(const std::string& bytes, const TableReadOptions& options = {}) {
  return streamed(TableReader::from_bytes(bytes, "t.npy", options), 2);
}

/// The text of the error that reading ends in.
std::string error(const std::string& bytes, const TableReadOptions& options = {}) {
  const Streamed got = read(bytes, options);
  REQUIRE(got.error.has_value());
  return got.error->what();
}

}  // namespace

TEST_CASE("the rows of a matrix are rows, in either order of its numbers") {
  const std::vector<Numbers> columns{{1, 3, 5}, {2, 4, 6}};
  const Streamed c = read(npy(npy_header("'<f8'", "False", "(3, 2)"), bytes_of<double>({1, 2, 3, 4, 5, 6})));
  CHECK_FALSE(c.error.has_value());
  CHECK(c.columns == columns);
  CHECK(c.names == Texts{"c1", "c2"});
  const Streamed fortran = read(npy(npy_header("'<f4'", "True", "(3, 2)"), bytes_of<float>({1, 3, 5, 2, 4, 6}), 2));
  CHECK_FALSE(fortran.error.has_value());
  CHECK(fortran.columns == columns);
  CHECK(read(npy(npy_header("'<i2'", "False", "(3,)"), bytes_of<std::int16_t>({-1, 300, 2}))).columns ==
        std::vector<Numbers>{{-1, 300, 2}});
  CHECK(read(npy(npy_header("'>i4'", "True", "(1,)"), std::string("\x00\x00\x01\x00", 4))).columns ==
        std::vector<Numbers>{{256}});
  const Streamed named = read(npy(npy_header("'|u1'", "False", "(1, 2)"), "\x01\xff"), {.columns = {"a", "b"}});
  CHECK(named.names == Texts{"a", "b"});
  CHECK(named.columns == std::vector<Numbers>{{1}, {255}});
}

TEST_CASE("the fields of a structured array are columns, and those of other types are passed over") {
  const std::string type = "[('x', '<f8'), ('', '|V2'), ('name', '|S3'), (\"shape\", '>i2'), ('t', '<M8[ns]'), ]";
  std::string data;
  for (const char* row : {"ab\0", "c\0\0"}) {
    data += bytes_of<double>({data.empty() ? 0.5 : -2}) + std::string(2, '\0') + std::string(row, 3);
    data += std::string("\x01\x02", 2) + std::string(8, '\0');
  }
  const std::string bytes = npy(npy_header(type, "False", "(2,)"), data);
  TableReader table = TableReader::from_bytes(bytes, "t.npy").value();
  CHECK(table.is_named());
  CHECK(Texts(table.columns().begin(), table.columns().end()) == Texts{"x", "name", "shape", "t"});
  Numbers x(4);
  Numbers shape(4);
  CHECK(table.read(4, {{{x.data()}, {nullptr}, {shape.data()}, {nullptr}}}).value() == 2);
  CHECK(x == Numbers{0.5, -2, 0, 0});
  CHECK(shape == Numbers{258, 258, 0, 0});
  CHECK(table.place(1) == "row 2");
  CHECK(error(bytes) == "t.npy: error: the column `name` holds |S3, and numbers are wanted [bad-input]\n");
}

TEST_CASE("rows of numbers without a header are as wide as is said") {
  const std::string bytes = bytes_of<double>({1, 2, 3, 4});
  const Streamed got = read(bytes, {.format = TableFormat::F64, .width = 2});
  CHECK_FALSE(got.error.has_value());
  CHECK(got.columns == std::vector<Numbers>{{1, 3}, {2, 4}});
  CHECK(read(bytes_of<float>({1, 2}), {.format = TableFormat::F32, .columns = {"a"}}).columns ==
        std::vector<Numbers>{{1, 2}});
  const Streamed cut = read(bytes + "123", {.format = TableFormat::F64, .width = 2});
  CHECK(cut.rows == 2);
  CHECK(std::string(cut.error->what()) == "t.npy: error: the file ends within row 3: 3 of 16 bytes [ragged-row]\n");
  CHECK(error(bytes, {.format = TableFormat::F64}) == "t.npy: error: the table has no columns [bad-npy]\n");
}

TEST_CASE("files that are cut, or longer than they say, give the rows that are there") {
  const std::string header = npy_header("'<f8'", "False", "(3, 1)");
  const Streamed cut = read(npy(header, bytes_of<double>({1, 2}) + "123"));
  CHECK(cut.columns == std::vector<Numbers>{{1, 2}});
  CHECK(std::string(cut.error->what()) ==
        "t.npy: error: the header says 3 rows, and the file ends after 2 [bad-npy]\n");
  const Streamed longer = read(npy(header, bytes_of<double>({1, 2, 3}) + "1"));
  CHECK(longer.rows == 3);
  CHECK(longer.error->diagnostic().slug == "bad-npy");
  const std::string fortran = npy_header("'<f8'", "True", "(3, 2)");
  CHECK(read(npy(fortran, bytes_of<double>({1, 2, 3, 4}))).error->diagnostic().slug == "bad-npy");
}

TEST_CASE("what is no table is refused") {
  const std::string eight(8, 'x');
  const auto of_type = [&](const std::string& type) { return npy(npy_header(type, "False", "(1,)"), eight); };
  const auto of_shape = [&](const std::string& shape) { return npy(npy_header("'<f8'", "False", shape), eight); };
  for (const std::string& bytes : {std::string(),
                                   std::string("NUMPY"),
                                   std::string("\x93NUMPY\x01"),
                                   npy("{}", eight),
                                   npy("", eight),
                                   npy(npy_header("'<f8'", "False", "(1,)"), eight, 9),
                                   npy(npy_header("'<f8'", "False", "(1,)"), "").substr(0, 20),
                                   of_type("'|O'"),
                                   of_type("[('x', '|O')]"),
                                   of_type("[('x', '<f8', (2,))]"),
                                   of_type("[(('t', 'x'), '<f8')]"),
                                   of_type("[('x', [('y', '<f8')])]"),
                                   of_type("[]"),
                                   of_type("[('x', '|V0')]"),
                                   of_type("[('x"),
                                   of_type("['x']"),
                                   of_type("[('x', '<f8') ('y', '<f8')]"),
                                   of_type("'<f99999999999999999999'"),
                                   of_type("'<q8'"),
                                   of_type("''"),
                                   of_type("<f8"),
                                   of_shape("()"),
                                   of_shape("(1, 1, 1)"),
                                   of_shape("(1, 0)"),
                                   of_shape("(0, 99999999999)"),
                                   of_shape("(4611686018427387904, 4)"),
                                   of_shape("(2305843009213693952, 1)"),
                                   of_shape("(-1,)"),
                                   of_shape("(1")}) {
    CAPTURE(bytes);
    CHECK(read(bytes).error->diagnostic().slug == "bad-npy");
  }
  CHECK(read(of_type("'<c8'")).error->diagnostic().slug == "bad-input");
  CHECK(read(npy(npy_header("'<f8'", "False", "(0, 3)"), "")).error->diagnostic().slug == "empty-table");
  const std::string twice = "[('x', '<f4'), ('x', '<f4')]";
  CHECK(read(of_type(twice)).error->diagnostic().slug == "repeated-column");
  CHECK(error(of_shape("(1,)"), {.columns = {"a", "b"}}) ==
        "t.npy: error: 2 names are given, and the table has 1 columns [ragged-row]\n");
}

TEST_CASE("files in Fortran order are read from disk, in blocks") {
  const adc::tests::TemporaryFolder folder;
  const std::string path = folder.path() / "t.npy";
  Numbers numbers;
  for (int i = 0; i < 20'000; ++i) numbers.push_back(i);
  std::ofstream(path, std::ios::binary) << npy(npy_header("'<f8'", "True", "(10000, 2)"), bytes_of(numbers));
  const Streamed got = streamed(TableReader::open(path), 333);
  CHECK_FALSE(got.error.has_value());
  CHECK(got.rows == 10'000);
  CHECK(got.columns[0].back() == 9'999);
  CHECK(got.columns[1].front() == 10'000);
}

TEST_CASE("rows of numbers come in pieces of any length") {
  const std::string bytes = bytes_of<double>({1, 2, 3, 4, 5, 6});
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    const std::unique_ptr<adc::data::RowSource> rows =
        adc::data::raw_rows(adc::data::Input(bytes, "t", piece), sizeof(double), 2, {});
    Numbers a(3);
    const std::vector<OutputColumn> to{{a.data()}, {nullptr}};
    CHECK(rows->read(3, to) == 3);
    CHECK(a == Numbers{1, 3, 5});
    CHECK(rows->read(3, to) == 0);
  }
}
