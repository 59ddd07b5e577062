// Tables that are written block by block, and read again.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "adc/array.hpp"
#include "adc/table.hpp"
#include "tests/data/streamed.h"
#include "tests/support/stopwatch.h"
#include "tests/support/temporary_folder.h"

using adc::InputColumn;
using adc::TableFormat;
using adc::TableReader;
using adc::TableWriter;
using adc::tests::Streamed;
using adc::tests::streamed;
using adc::tests::TemporaryFolder;

namespace {

using Numbers = std::vector<double>;

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("text is written with a header, and numbers as short as they read back") {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "t.csv";
  TableWriter table = TableWriter::open(path, {"x", "a,b", "c\"d"}).value();
  const Numbers x{0.1, 1e300, -0.0};
  const Numbers rows{1, NAN, 2, INFINITY, 3, -1e-7};
  CHECK_FALSE(table.write(3, {{{x.data()}, {rows.data(), 2}, {rows.data() + 1, 2}}}).has_value());
  CHECK(content(path) == "x,\"a,b\",\"c\"\"d\"\n0.1,1,nan\n1e+300,2,inf\n-0,3,-1e-07\n");
  CHECK(table.rows() == 3);
  const double seven = 7;
  CHECK_FALSE(table.write(2, {{{&seven, 0}, {&seven, 0}, {&seven, 0}}}).has_value());
  CHECK_FALSE(table.finish().has_value());
  CHECK(content(path).ends_with("\n7,7,7\n7,7,7\n"));
  CHECK(table.write(1, {{{&seven}}})->diagnostic().slug == "wrong-size");
}

TEST_CASE("NumPy's files hold a matrix that is right after each block") {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "t.npy";
  const Numbers rows{1, 2, 3, 4, 5, 6};
  TableWriter table = TableWriter::open(path, {"x", "y"}).value();
  const std::vector<InputColumn> columns{{rows.data(), 2}, {rows.data() + 1, 2}};
  CHECK_FALSE(table.write(3, columns).has_value());
  const adc::Array first = adc::read_npy(path).value();
  CHECK(first.shape == adc::Extents{3, 2});
  CHECK(first.numbers == rows);
  CHECK_FALSE(table.write(2, columns).has_value());
  CHECK_FALSE(table.finish().has_value());
  CHECK(adc::read_npy(path).value().numbers == Numbers{1, 2, 3, 4, 5, 6, 1, 2, 3, 4});
  CHECK(content(path).substr(0, 128) == std::string("\x93NUMPY\x01\0\x76\0", 10) +
                                            "{'descr': '<f8', 'fortran_order': False, 'shape': (5, 2), }" +
                                            std::string(58, ' ') + "\n");
  TableWriter floats = TableWriter::open(path, {"x"}, {.dtype = adc::DType::F32}).value();
  CHECK_FALSE(floats.write(2, {{{rows.data()}}}).has_value());
  CHECK(content(path).size() == 128 + 8);
  CHECK(adc::read_npy(path).value().numbers == Numbers{1, 2});
}

TEST_CASE("what is written is read again, in every format") {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "t";
  Numbers numbers;
  for (int i = 0; i < 60'000; ++i)
    numbers.push_back(static_cast<double>(static_cast<float>(std::sin(i) * std::exp(i % 50))));
  for (const TableFormat format : {TableFormat::Csv, TableFormat::Npy, TableFormat::F64, TableFormat::F32}) {
    TableWriter table = TableWriter::open(path, {"x", "y", "z"}, {.format = format}).value();
    const std::vector<InputColumn> columns{{numbers.data(), 3}, {numbers.data() + 1, 3}, {numbers.data() + 2, 3}};
    CHECK_FALSE(table.write(20'000, columns).has_value());
    CHECK_FALSE(table.finish().has_value());
    const Streamed got = streamed(TableReader::open(path, {.format = format, .width = 3}), 1000);
    CHECK_FALSE(got.error.has_value());
    REQUIRE(got.rows == 20'000);
    bool same = true;
    for (std::size_t i = 0; i < numbers.size(); ++i) same = same && got.columns[i % 3][i / 3] == numbers[i];
    CHECK(same);
  }
}

TEST_CASE("the file that is read is not written to, whatever its name") {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "t.csv";
  std::ofstream(path) << "x\n1\n";
  std::filesystem::create_hard_link(path, folder.path() / "same.csv");
  std::filesystem::create_symlink(path, folder.path() / "link.csv");
  const TableReader source = TableReader::open(path).value();
  for (const char* name : {"t.csv", "same.csv", "link.csv"}) {
    const adc::Result<TableWriter> table = TableWriter::open(folder.path() / name, {"x"}, {.source = &source});
    REQUIRE_FALSE(table);
    CHECK(table.error().diagnostic().slug == "cannot-write");
  }
  CHECK(content(path) == "x\n1\n");
}

TEST_CASE("what cannot be written is an error") {
  CHECK(TableWriter::open("/nowhere/t.csv", {"x"}).error().diagnostic().slug == "cannot-write");
  CHECK(TableWriter::open("/", {"x"}).error().diagnostic().slug == "cannot-write");
  CHECK(TableWriter::open("/dev/full", {"x"}).error().diagnostic().slug == "cannot-write");
  CHECK(TableWriter::open("/dev/null", {"x"}, {.format = TableFormat::Npy}).error().diagnostic().slug ==
        "cannot-write");
}

TEST_CASE("a file that may grow no more ends with a whole row") {
  const TemporaryFolder folder;
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
  const Numbers numbers(100'000, 0.1234567890123);
  for (const TableFormat format : {TableFormat::Csv, TableFormat::Npy, TableFormat::F64}) {
    const std::string path = folder.path() / "t";
    TableWriter table = TableWriter::open(path, {"x", "y"}, {.format = format}).value();
    const rlimit small{.rlim_cur = 300'001, .rlim_max = old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    const std::optional<adc::Error> error = table.write(numbers.size(), {{{numbers.data()}, {numbers.data()}}});
    setrlimit(RLIMIT_FSIZE, &old);
    REQUIRE(error.has_value());
    CHECK(error->diagnostic().slug == "cannot-write");
    const Streamed got = streamed(TableReader::open(path, {.format = format, .width = 2}), 1000);
    CHECK_FALSE(got.error.has_value());
    CHECK(got.rows == table.rows());
    CHECK(got.rows > 8'000);
  }
  std::signal(SIGXFSZ, before);
}

TEST_CASE("who waits for the reader of a pipe can be stopped, after a whole row") {
  const TemporaryFolder folder;
  const std::string path = folder.path() / "pipe";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK);
  REQUIRE(reader >= 0);
  std::atomic<bool> stop = false;
  TableWriter table = TableWriter::open(path, {"x"}, {.stop = &stop}).value();
  const Numbers numbers(100'000, 0.1234567890123);
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  const std::optional<adc::Error> error = table.write(numbers.size(), {{{numbers.data()}}});
  later.join();
  REQUIRE(error.has_value());
  CHECK(error->diagnostic().slug == "interrupted");
  std::string text(1'000'000, '\0');
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(read(reader, text.data(), text.size()), 0)));
  CHECK(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= table.rows());
  CHECK(table.rows() > 1'000);
  close(reader);
}
