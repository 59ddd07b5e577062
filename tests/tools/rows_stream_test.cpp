// adc eval --data as a stream: formats, what is written when something goes wrong, and what it costs.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "adc/array.hpp"
#include "tests/support/repeated.h"
#include "tests/support/stopwatch.h"
#include "tests/support/temporary_folder.h"
#include "tests/tools/process.h"
#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::Process;
using adc::tests::repeated;
using adc::tests::run_adc;
using adc::tests::Stopwatch;
using adc::tests::TemporaryFile;
using adc::tests::TemporaryFolder;

namespace {

using Numbers = std::vector<double>;

template <class T>
std::string bytes_of(const std::vector<T>& numbers) {
  std::string bytes(numbers.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), numbers.data(), bytes.size());
  return bytes;
}

std::string npy(const std::string& type, const std::string& shape, const std::string& data) {
  const std::string header = "{'descr': " + type + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
  return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(header.size()) + '\0' + header + data;
}

/// A file of `rows` rows of three columns.
void write_table(const std::string& path, int rows) {
  std::ofstream file(path);  // row by row: a process that this one makes counts its memory, too
  file << "x,y,kind\n";
  for (int i = 0; i < rows; ++i) file << i << ".125," << i % 100 << ",abcdef\n";
}

}  // namespace

TEST_CASE("results go to a file, whose name says the format") {
  const TemporaryFolder folder;
  const std::string csv = folder.path() / "out.csv";
  const Finished run = run_adc({"eval", "x*y", "--data", "-", "--grad", "-o", csv}, "x,y\n1,2\n3,4\n");
  CHECK(run.code == 0);
  CHECK(run.out.empty());
  CHECK(run_adc({"eval", "value", "--data", csv}).out == "value\n2\n12\n");
  const std::string matrix = folder.path() / "out.npy";
  CHECK(run_adc({"eval", "x*y", "--data=-", "--grad", "--output", matrix}, "x,y\n1,2\n3,4\n").code == 0);
  CHECK(adc::read_npy(matrix).value().shape == adc::Extents{2, 3});
  CHECK(adc::read_npy(matrix).value().numbers == Numbers{2, 2, 1, 12, 4, 3});
  CHECK(run_adc({"eval", "x/3", "--data=-", "--dtype=f32", "-o", matrix}, "x\n1\n").code == 0);
  CHECK(std::filesystem::file_size(matrix) == 128 + 4);
  CHECK(adc::read_npy(matrix).value().numbers == Numbers{1.0F / 3.0F});
  const std::string json = folder.path() / "out.json";
  CHECK(run_adc({"eval", "x", "--data=-", "--json", "-o", json}, "x\n1\n2\n").code == 0);
  std::ifstream file(json);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) ==
        "{\"schema\": \"adc.rows.1\", \"columns\": [\"value\"], \"rows\": [[1.0],\n[2.0]]}\n");
}

TEST_CASE("rows of numbers go in and out as they are") {
  CHECK(run_adc({"eval", "a = x+y; a, x", "--data=-", "--to=f64"}, "x,y\n1,2\n3,4\n").out ==
        bytes_of<double>({3, 1, 7, 3}));
  CHECK(run_adc({"eval", "x*z", "--data=-", "--to=f32", "z=2"}, "x\n1\n3\n").out == bytes_of<float>({2, 6}));
  CHECK(run_adc({"eval", "x - y", "--data=-", "--from=f64"}, bytes_of<double>({3, 1, 7, 2})).out == "value\n2\n5\n");
  CHECK(run_adc({"eval", "x - y", "--data=-", "--from=f64", "y=1"}, bytes_of<double>({3, 7})).out == "value\n2\n6\n");
  CHECK(run_adc({"eval", "x", "--data=-", "--from=f32", "--columns=t, x"}, bytes_of<float>({3, 1, 7, 2})).out ==
        "value\n1\n2\n");
  const Finished cut = run_adc({"eval", "x - y", "--data=-", "--from=f64"}, bytes_of<double>({3, 1, 7}));
  CHECK(cut.code == 1);
  CHECK(cut.out == "value\n2\n");
  CHECK(contains(cut.err, "<stdin>: error: the file ends within row 2: 8 of 16 bytes [ragged-row]"));
}

TEST_CASE("NumPy's arrays are tables: by order, by name, by field") {
  const std::string matrix = npy("'<f8'", "(2, 2)", bytes_of<double>({3, 1, 7, 2}));
  const TemporaryFile file("m.npy", matrix);
  CHECK(run_adc({"eval", "x - y", "--data", file.path()}).out == "value\n2\n5\n");
  CHECK(run_adc({"eval", "x - y", "--data", file.path(), "--columns", "y,x"}).out == "value\n-2\n-5\n");
  CHECK(run_adc({"eval", "c2 - c1", "--data", file.path()}).out == "value\n-2\n-5\n");
  CHECK(run_adc({"eval", "c2", "--data=-", "--from=npy"}, matrix).out == "value\n1\n2\n");
  const Finished three = run_adc({"eval", "x + y + z", "--data", file.path()});
  CHECK(three.code == 2);
  CHECK(contains(three.err, "--columns"));
  const TemporaryFile fields(
      "f.npy", npy("[('y', '<f8'), ('x', '<i4')]", "(1,)", bytes_of<double>({3}) + std::string("\1\0\0\0", 4)));
  CHECK(run_adc({"eval", "x - y", "--data", fields.path()}).out == "value\n-2\n");
  const TemporaryFile objects("o.npy", npy("'|O'", "(1,)", "\x80\x04."));
  const Finished refused = run_adc({"eval", "x", "--data", objects.path()});
  CHECK(refused.code == 1);
  CHECK(contains(refused.err, "objects of Python, which are not read [bad-npy]"));
}

TEST_CASE("text without names gives its columns by order, too") {
  CHECK(run_adc({"eval", "x - y", "--data=-"}, "5,2\n7,1\n").out == "value\n3\n6\n");
  CHECK(run_adc({"eval", "x - y", "--data=-", "--columns=y,x"}, "5,2\n7,1\n").out == "value\n-3\n-6\n");
  CHECK(run_adc({"eval", "x - c1", "--data=-"}, "5,2\n7,1\n").code == 2);
}

TEST_CASE("what is wrong in a late row loses no row before it") {
  std::string text = "x,y\n";
  std::string expected = "value\n";
  for (int i = 0; i < 50'000; ++i) {
    text += std::to_string(i) + ",1\n";
    expected += std::to_string(i + 1) + "\n";
  }
  const Finished run = run_adc({"eval", "x + y", "--data=-"}, text + "1,two\n");
  CHECK(run.code == 1);
  CHECK(run.out == expected);
  CHECK(run.err.starts_with("<stdin>:50002:3: error: `two` is no number"));
  const Finished json = run_adc({"eval", "x + y", "--data=-", "--json"}, "x,y\n1,2\n3\n");
  CHECK(json.out.ends_with("[[3.0]]}\n"));
  CHECK(json.code == 1);
  CHECK(run_adc({"eval", "x", "--data=-"}, "x,y\n1,2\n3,two\n").out == "value\n1\n3\n");  // no column of the program's
}

TEST_CASE("hostile tables are read or refused") {
  const auto run = [](const std::string& text) { return run_adc({"eval", "x", "--data=-"}, text); };
  CHECK(run("\xEF\xBB\xBFx,y\r\n1,2\r\n\r\n3,4").out == "value\n1\n3\n");
  CHECK(run(std::string("x,y\n1,\0\n", 8)).out == "value\n1\n");
  const Finished with_nul = run(std::string("x\n1\n\0002\n", 7));
  CHECK(with_nul.code == 1);
  CHECK(with_nul.out == "value\n1\n");
  for (const char* text : {"", "\n\n", "x,y\n", "x\n\"1\n", "x\n?\n", "x,x\n1,2\n", "x,y\n1,2,3\n"}) {
    CAPTURE(text);
    const Finished refused = run(text);
    CHECK(refused.code == 1);
    CHECK(refused.out.empty());
  }
  CHECK(run("x\n" + repeated("1", 70'000'000) + "\n").code == 4);
  const std::string wide = "1" + repeated(",2", 999'999) + "\n";
  CHECK(run_adc({"eval", "c1000000", "--data=-"}, wide).out == "value\n2\n");
}

TEST_CASE("rows are answered while the table is still being written") {
  Process process({"eval", "x^2", "--data", "-"});
  process.write("x\n3\n");
  process.write("4\n");
  CHECK(contains(process.read_to("16\n"), "16\n"));
  process.write("5\n");
  CHECK(process.read_to("25\n") == "25\n");
  CHECK(process.finish() == 0);
}

TEST_CASE("Ctrl-C ends a stream after whole rows, and says how many") {
  Process process({"eval", "x^2", "--data", "-"});
  process.write("x\n3\n4\n");
  CHECK(contains(process.read_to("16\n"), "16\n"));
  process.write("5");
  const Stopwatch watch;
  process.interrupt();
  CHECK(process.read_to("done\n") == "adc: interrupted: 2 rows done\n");
  CHECK(process.finish() == 128 + SIGINT);
  CHECK(watch.seconds() < 5);
}

TEST_CASE("Ctrl-C leaves a file of the rows that are done") {
  const TemporaryFolder folder;
  const std::string out = folder.path() / "out.npy";
  Process process({"eval", "x", "--data", "-", "-o", out});
  process.write("x\n");
  for (int i = 0; i < 1000; ++i) process.write(std::to_string(i) + "\n");
  while (!std::filesystem::exists(out) || std::filesystem::file_size(out) < 128 + 8000) std::this_thread::yield();
  process.interrupt();
  CHECK(process.read_to("done\n") == "adc: interrupted: 1000 rows done\n");
  CHECK(process.finish() == 128 + SIGINT);
  const adc::Array written = adc::read_npy(out).value();
  CHECK(written.shape == adc::Extents{1000, 1});
  CHECK(written.numbers.back() == 999);
}

TEST_CASE("the time limit ends a stream, too, and leaves its rows") {
  Process process({"eval", "x^2", "--data", "-", "--max-seconds", "0.5"});
  process.write("x\n3\n");
  const std::string printed = process.read_to("[too-long]");
  CHECK(contains(printed, "9\n"));
  CHECK(contains(printed, "[too-long]"));
  CHECK(process.finish() == 4);
}

TEST_CASE("what cannot be written is a failure, and what is read is not overwritten") {
  const TemporaryFile data("t.csv", "x\n1\n");
  for (const std::string& path : {data.path(), std::string("/nowhere/x.csv"), std::string("/")}) {
    CAPTURE(path);
    const Finished run = run_adc({"eval", "x", "--data", data.path(), "-o", path});
    CHECK(run.code == 1);
    CHECK(contains(run.err, "adc: error: cannot write to "));
    CHECK(contains(run.err, "[cannot-write]"));
  }
  CHECK(run_adc({"eval", "x", "--data", data.path(), "--json", "-o", data.path()}).code == 1);
  const std::string from_stdin =
      ADC_PROGRAM " eval x --data - --json < " + data.path() + " 2> /dev/null -o " + data.path();
  CHECK(WEXITSTATUS(std::system(from_stdin.c_str())) == 1);
  CHECK(data.content() == "x\n1\n");
  const std::string adc = ADC_PROGRAM " eval x --data " + data.path();
  CHECK(WEXITSTATUS(std::system((adc + " > /dev/full 2> /dev/null").c_str())) == 1);
  CHECK(WEXITSTATUS(std::system((adc + " >> " + data.path() + " 2> /dev/null").c_str())) == 1);
  CHECK(WEXITSTATUS(std::system((adc + " | true").c_str())) == 0);
  CHECK(data.content() == "x\n1\n");
  const TemporaryFile old("old.csv", "kept");
  CHECK(run_adc({"eval", "x +", "--data", data.path(), "-o", old.path()}).code == 3);
  CHECK(run_adc({"eval", "z", "--data", data.path(), "-o", old.path()}).code == 2);
  CHECK(run_adc({"eval", "x", "--data=-", "-o", old.path()}, "x\n").code == 1);
  CHECK(old.content() == "kept");
}

TEST_CASE("options that mean nothing are usage errors") {
  CHECK(run_adc({"eval", "x", "x=1", "-o", "/tmp/x"}).code == 2);
  CHECK(run_adc({"eval", "x", "x=1", "--to", "csv"}).code == 2);
  CHECK(run_adc({"eval", "x", "--data=-", "--to", "xlsx"}, "x\n1\n").code == 2);
  CHECK(run_adc({"eval", "x", "--data=-", "--to", "npy"}, "x\n1\n").code == 2);
  CHECK(run_adc({"eval", "x", "--data=-", "--to", "f64", "--json"}, "x\n1\n").code == 2);
  CHECK(run_adc({"eval", "x", "x=1", "--data=-", "--from", "f64"}, "12345678").code == 2);
  CHECK(run_adc({"eval", "x", "--data=-", "--from", "f64", "--drop-missing"}, "12345678").code == 2);
  CHECK(run_adc({"eval", "x", "--data=x.npy", "--header", "no"}).code == 2);
}

TEST_CASE("memory does not grow with the table") {
  const TemporaryFolder folder;
  const auto bytes = [&](int rows) {
    const std::string path = folder.path() / std::to_string(rows);
    write_table(path, rows);
    Process process({"eval", "x*y", "--data", path, "-o", "/dev/null", "--tier", "interpret"});
    CHECK(process.finish() == 0);
    return process.most_bytes();
  };
  CHECK(bytes(2'000'000) < bytes(50'000) + 8'000'000);
}

TEST_CASE("thousands of columns and inputs are read in linear time") {
  const auto seconds = [](int width) {
    std::string header = "v0";
    std::string row = "1";
    std::string program = "v0^2";
    for (int c = 1; c < width; ++c) {
      header += ",v" + std::to_string(c);
      row += ",1";
      program += " + v" + std::to_string(c) + "^2";
    }
    const TemporaryFile table("wide.csv", header + "\n" + row + "\n" + row + "\n");
    const TemporaryFile all("all.adc", program);
    const Stopwatch watch;
    CHECK(run_adc({"eval", "v1 + v3*v7", "--data", table.path()}).out == "value\n2\n2\n");
    const std::string sum = std::to_string(width);
    CHECK(run_adc({"eval", all.path(), "--data", table.path(), "--tier=interpret"}).out ==
          "value\n" + sum + "\n" + sum + "\n");
    return watch.seconds();
  };
  CHECK(seconds(40'000) < 40 * seconds(4'000));
}

TEST_CASE("long work shows on a terminal how far it is, and nowhere else") {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE((terminal >= 0 && grantpt(terminal) == 0 && unlockpt(terminal) == 0));
  const int other = open(ptsname(terminal), O_RDWR | O_NOCTTY);  // so that what is written stays when it is closed
  const auto show = [&](const std::string& name) {
    Process process({"eval", "x", "--data", "-"}, name);
    process.write("x\n1\n");
    std::string printed = process.read_to("1\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
    process.write("2\n");
    printed += process.read_to("2\n");
    CHECK(process.finish() == 0);
    return printed;
  };
  CHECK(show(ptsname(terminal)) == "value\n1\n2\n");
  std::string shown(1000, '\0');
  shown.resize(static_cast<std::size_t>(read(terminal, shown.data(), shown.size())));
  CHECK(contains(shown, "2 rows  "));
  CHECK(contains(shown, "MB/s"));
  CHECK(shown.ends_with("\r\033[K"));
  CHECK(show("") == "value\n1\n2\n");
  close(other);
  close(terminal);
}
