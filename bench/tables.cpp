// Tables of text: reading against finding their newlines, which any reader must at least do, and against the standard
// library's strtod for each number; writing against its to_chars; both against NumPy, where python3 has it.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "adc/table.hpp"
#include "bench/harness.h"

namespace {

using adc::bench::keep;
using adc::bench::must;

constexpr std::size_t kColumns = 3;
constexpr std::size_t kBlock = 4096;  ///< rows that are read at once

struct Case {
  const char* name;
  std::size_t wanted;  ///< columns that are read
  int decimals;        ///< of each number; -1 for all digits
  std::size_t rows;
};

constexpr std::array kCases = {
    Case{"17 digits, all columns", kColumns, -1, 100'000}, Case{"17 digits, one of three", 1, -1, 100'000},
    Case{"5 digits, all columns", kColumns, 4, 200'000},   Case{"5 digits, one of three", 1, 4, 200'000},
    Case{"integers, all columns", kColumns, 0, 200'000},
};

/// Row-major, in (-10, 10).
std::vector<double> numbers(const Case& c) {
  std::mt19937_64 random(1);
  std::vector<double> all(c.rows * kColumns);
  for (double& x : all) {
    x = static_cast<double>(random()) * 0x1p-64 * 20 - 10;
    if (c.decimals >= 0) x = std::round(x * std::pow(10, c.decimals)) / std::pow(10, c.decimals);
  }
  return all;
}

std::string text_of(const std::vector<double>& all) {
  std::string text = "x,y,z\n";
  std::array<char, 64> number{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    text.append(number.data(), std::to_chars(number.begin(), number.end(), all[i]).ptr);
    text += i % kColumns + 1 == kColumns ? '\n' : ',';
  }
  return text;
}

void read(const std::string& text, std::size_t wanted) {
  adc::TableReader table = must(adc::TableReader::from_bytes(text));
  std::vector<double> block(kBlock * kColumns);
  std::vector<adc::OutputColumn> to(kColumns, {nullptr});
  for (std::size_t c = 0; c < wanted; ++c) to[c] = {&block[c * kBlock], 1};
  while (must(table.read(kBlock, to)) > 0) keep(block.data());
}

void count_newlines(const std::string& text) {
  std::size_t count = 0;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end; ++at, ++count) {
    at = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
  }
  keep(&count);
}

void read_by_strtod(const std::string& text) {
  const char* at = text.c_str() + text.find('\n') + 1;
  double sum = 0;
  for (char* end = nullptr; *at != '\0'; at = end + 1) sum += std::strtod(at, &end);
  keep(&sum);
}

void write(const std::vector<double>& all) {
  adc::TableWriter table = must(adc::TableWriter::open("/dev/null", {"x", "y", "z"}));
  std::vector<adc::InputColumn> columns;
  for (std::size_t c = 0; c < kColumns; ++c) columns.push_back({all.data() + c, kColumns});
  if (const std::optional<adc::Error> error = table.write(all.size() / kColumns, columns)) std::exit(1);
}

void write_by_to_chars(const std::vector<double>& all) {
  std::vector<char> line(all.size() * 26);
  char* at = line.data();
  for (const double x : all) {
    at = std::to_chars(at, at + 26, x).ptr;
    *at++ = ',';
  }
  keep(line.data());
}

/// Seconds that NumPy takes to read the text; not positive where it is not there.
double numpy_seconds(const std::string& text) {
  const std::string path = adc::bench::scratch_folder() + "/table.csv";
  std::ofstream(path) << text;
  const std::string script =
      "import time, numpy\nbest = 1e9\nfor _ in range(3):\n  begin = time.perf_counter()\n  numpy.loadtxt('" + path +
      "', delimiter=',', skiprows=1)\n  best = min(best, time.perf_counter() - begin)\nprint(best)";
  std::FILE* const python = popen(("python3 -c \"" + script + "\" 2> /dev/null").c_str(), "r");
  double seconds = 0;
  if (python == nullptr || std::fscanf(python, "%lf", &seconds) != 1) seconds = 0;
  if (python != nullptr) pclose(python);
  return seconds;
}

template <class Work>
adc::bench::Contender contender(const char* what, Work work) {
  return {what, [work](std::size_t n) {
            while (n-- > 0) work();
          }};
}

void race_reading(adc::bench::Report& report, const Case& c) {
  const std::string text = text_of(numbers(c));
  const std::string name = fmt::format("read {}", c.name);
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(
      {contender("adc", [&] { read(text, c.wanted); }), contender("newlines", [&] { count_newlines(text); }),
       contender("strtod", [&] { read_by_strtod(text); })});
  report.ratio(name, "adc", seconds[0], "newlines", seconds[1]);
  report.ratio(name, "adc", seconds[0], "strtod", seconds[2]);
  report.note(fmt::format("{}: {:.0f} MB/s, {:.1f} million rows/s", name,
                          static_cast<double>(text.size()) / seconds[0].fastest() / 1e6,
                          static_cast<double>(c.rows) / seconds[0].fastest() / 1e6));
  if (const double numpy = numpy_seconds(text); numpy > 0) {
    report.ratio(name, "adc", seconds[0], "numpy.loadtxt", numpy);
  }
}

void race_writing(adc::bench::Report& report, const Case& c) {
  const std::vector<double> all = numbers(c);
  const std::string name = fmt::format("write {}", c.name);
  const std::vector<adc::bench::Timing> seconds =
      adc::bench::race({contender("adc", [&] { write(all); }), contender("to_chars", [&] { write_by_to_chars(all); })});
  report.ratio(name, "adc", seconds[0], "to_chars", seconds[1]);
  report.note(fmt::format("{}: {:.0f} MB/s, {:.1f} million rows/s", name,
                          static_cast<double>(text_of(all).size()) / seconds[0].fastest() / 1e6,
                          static_cast<double>(c.rows) / seconds[0].fastest() / 1e6));
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("tables", argc, argv);
  if (numpy_seconds("x\n1\n") <= 0) report.note("left out: numpy.loadtxt, as python3 has no NumPy");
  for (const Case& c : kCases) {
    race_reading(report, c);
    if (c.wanted == kColumns) race_writing(report, c);
  }
  return 0;
}
