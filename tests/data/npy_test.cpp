// NumPy's files, written here byte by byte.
#include <catch2/catch.hpp>

#include <fstream>

#include "adc/array.hpp"
#include "tests/data/npy_files.h"
#include "tests/support/temporary_folder.h"

using adc::tests::bytes_of;
using adc::tests::npy;

namespace {

std::string header(const std::string& type, const std::string& order, const std::string& shape) {
  return adc::tests::npy_header("'" + type + "'", order, shape);
}

adc::Result<adc::Array> read(const std::string& bytes) {
  const adc::tests::TemporaryFolder folder;
  const std::string path = folder.path() / "x.npy";
  std::ofstream(path, std::ios::binary) << bytes;
  return adc::read_npy(path);
}

using Numbers = std::vector<double>;

}  // namespace

TEST_CASE("arrays of any number type, order and byte order are read") {
  const adc::Array matrix = read(npy(header("<f8", "False", "(2, 3)"), bytes_of<double>({1, 2, 3, 4, 5, 6}))).value();
  CHECK(matrix.shape == adc::Extents{2, 3});
  CHECK(matrix.numbers == Numbers{1, 2, 3, 4, 5, 6});
  const adc::Array fortran = read(npy(header("<f4", "True", "(2, 3)"), bytes_of<float>({1, 4, 2, 5, 3, 6}), 2)).value();
  CHECK(fortran.numbers == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(read(npy(header("<i2", "False", "(2,)"), bytes_of<std::int16_t>({-1, 300}))).value().numbers ==
        Numbers{-1, 300});
  CHECK(read(npy(header("|u1", "False", "(2,)"), "\x01\xff")).value().numbers == Numbers{1, 255});
  CHECK(read(npy(header(">i4", "False", "()"), std::string("\x00\x00\x01\x00", 4))).value().numbers == Numbers{256});
  CHECK(read(npy(header("<f8", "False", "(0, 3)"), "")).value().shape == adc::Extents{0, 3});
}

TEST_CASE("bytes that are no array are refused") {
  const std::string good = header("<f8", "False", "(1,)");
  for (const std::string& bytes :
       {std::string(), std::string("NUMPY"), npy(good, ""), npy(good, "1234567"), npy(good, std::string(9, 'x')),
        npy(good, std::string(8, 'x'), 9), npy(header("<c16", "False", "(1,)"), std::string(16, 'x')),
        npy(header("|O", "False", "(1,)"), "x"),
        npy(adc::tests::npy_header("[('x', '<f8')]", "False", "(1,)"), "12345678"),
        npy(header("<f8", "False", "(-1,)"), ""), npy(header("<f8", "False", "(99999999999, 99999999999)"), ""),
        npy(header("<f8", "False", "(1"), ""), npy("{}", ""), npy(good, std::string(8, 'x')).substr(0, 20)}) {
    const adc::Result<adc::Array> array = read(bytes);
    REQUIRE_FALSE(array);
    CHECK(array.error().diagnostic().slug == "bad-npy");
  }
  CHECK(adc::read_npy("/nonexistent.npy").error().diagnostic().slug == "cannot-read");
}

TEST_CASE("arrays are written as the language writes them") {
  CHECK(adc::to_text(adc::Array{{}, {2.5}}) == "2.5");
  CHECK(adc::to_text(adc::Array{{2}, {1, -2}}) == "[1, -2]");
  CHECK(adc::to_text(adc::Array{{1'000'000'000'000, 0}, {}}) == "[; ; ; …; ; ; ]");
  CHECK(adc::to_text(adc::Array{{2, 2}, {1, 2, 3, 4}}) == "[1, 2; 3, 4]");
  CHECK(adc::to_text(adc::Array{{2, 1, 2}, {1, 2, 3, 4}}) == "[[1, 2], [3, 4]]");
  CHECK(adc::to_text(adc::Array{{1, 2}, {1, 2}}) == "[1, 2]");
  CHECK(adc::evaluate_array("[1, 2]")->shape == adc::Extents{2});
  CHECK(adc::to_text(adc::Array{{0}, {}}) == "[]");
  CHECK(adc::to_text(adc::Array{{8}, {1, 2, 3, 4, 5, 6, 7, 8}}, 7) == "[1, 2, 3, …, 6, 7, 8]");
}
