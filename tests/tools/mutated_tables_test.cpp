// Tables in which one cell is rubbish: an error that says where before anything is trained, or a reading that
// docs/training.md tells, with the model saved.
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;

namespace {

using Row = std::vector<std::string>;

const std::vector<Row> kTable{
    {"size", "count", "day", "share", "colour", "label"},  {"1.5", "3", "2025-01-01", "5%", "red", "good"},
    {"2.25", "4", "2025-01-02", "6%", "blue", "bad"},      {"3.5", "5", "2025-01-04", "7%", "red", "good"},
    {"4.5", "6", "2025-01-08", "8%", "blue", "bad"},       {"5.75", "7", "2025-02-01", "9.5%", "red", "good"},
    {"6.5", "8", "2025-03-01", "10%", "blue", "bad"},      {"7.5", "9", "2025-04-01", "11%", "red", "bad"},
    {"8.125", "10", "2025-05-01", "12%", "green", "good"},
};

const std::string kNul(1, '\0');

/// What a cell may be by mistake, as it stands in the file.
const std::vector<std::string> kRubbish{
    "",           " ",
    "?",          "NA",
    "-",          "nan",
    "inf",        "-Infinity",
    "1e999",      "1e308",
    "1e-320",     "-0",
    "abc",        "12a",
    "\"1,5\"",    "\"1.234,5\"",
    "1 234",      "0x10",
    "1e",         "--5",
    "+",          "1_000",
    "½",          "٣",
    "\"",         "\"a\"b",
    "\"a,b\"",    "1,2,3",
    "a\nb",       "a\rb",
    "\"a\nb\"",   kNul,
    "\xFC",       "\xEF\xBB\xBF",
    "\xFF\xFE",   "#5",
    "2025-02-30", "31.12.2025",
    "3/4/2025",   "12%",
    "$5",         "true",
    "=SUM(A1)",   std::string(5000, 'x'),
    "😀",         "\x1B[31m",
};

std::string text(const std::vector<Row>& table) {
  std::string text;
  for (const Row& row : table) {
    for (std::size_t c = 0; c < row.size(); ++c) text += (c > 0 ? "," : "") + row[c];
    text += "\n";
  }
  return text;
}

std::string mutated(std::size_t row, std::size_t column, const std::string& rubbish) {
  std::vector<Row> table = kTable;
  table[row][column] = rubbish;
  return text(table);
}

/// An error of the data: no crash, no bug, and it says where: in the text `path:line:column`, or with the column's
/// name.
void check_error(const Finished& run, const std::string& path, const std::string& column) {
  CHECK((run.code >= 1 && run.code <= 3));
  CHECK(contains(run.err, "error: "));
  const std::size_t at = run.err.find(path + ":");
  REQUIRE(at != std::string::npos);
  std::size_t line = 0;
  std::size_t place = 0;
  const int found = std::sscanf(run.err.c_str() + at + path.size(), ":%zu:%zu", &line, &place);
  CHECK(found >= 1);
  CHECK((found == 2 || contains(run.err, "`" + column + "`")));
}

/// Trains a network with a hidden layer.
Finished trained(const std::string& path, const std::string& target, const std::string& model,
                 const std::vector<std::string>& environment) {
  const std::string loss = target == "label" ? "cross_entropy" : "quadratic";
  return run_adc({"train", "--data", path, "--target", target, "--hidden", "2", "--loss", loss, "--tier", "interpret",
                  "--epochs", "2", "--save", model},
                 "", environment);
}

/// The row to spoil: all of them take minutes.
std::vector<std::size_t> rows(std::size_t kind, std::size_t column) {
  const char* const extent = std::getenv("ADC_TEST_EXTENT");
  if (extent == nullptr || std::string(extent) != "whole") return {1 + (kind + 3 * column) % (kTable.size() - 1)};
  std::vector<std::size_t> all;
  for (std::size_t row = 1; row < kTable.size(); ++row) all.push_back(row);
  return all;
}

}  // namespace

TEST_CASE("a table with rubbish in a cell is refused with its place, or trained with, and no model is lost") {
  const TemporaryFile whole("t.csv", text(kTable));
  const TemporaryFile spoilt("s.csv", "");
  const TemporaryFile model("m.safetensors", "");
  const std::filesystem::path folder = std::filesystem::path(model.path()).parent_path();
  const std::string other = (folder / "other.safetensors").string();
  const std::vector<std::string> cache{"ADC_CACHE=" + (folder / "cache").string()};
  std::size_t learned = 0;
  std::size_t refused = 0;
  for (const std::string target : {"label", "size"}) {
    REQUIRE(trained(whole.path(), target, model.path(), cache).code == 0);
    for (std::size_t column = 0; column < kTable[0].size(); ++column) {
      if (target == "size" && column > 0) continue;  // the others are features, as before
      const std::string& name = kTable[0][column];
      for (std::size_t kind = 0; kind < kRubbish.size(); ++kind) {
        for (const std::size_t row : rows(kind, column)) {
          CAPTURE(target, name, kRubbish[kind].substr(0, 20), row);
          std::ofstream(spoilt.path(), std::ios::binary) << mutated(row, column, kRubbish[kind]);
          std::filesystem::remove(other);
          const Finished run = trained(spoilt.path(), target, other, cache);
          CAPTURE(run.err);
          if (run.code == 0) {
            CHECK(run_adc({"predict", "--model", other, "--data", spoilt.path()}, "", cache).code == 0);
            ++learned;
          } else {
            check_error(run, spoilt.path(), name);
            CHECK_FALSE(contains(run.err, "epoch"));
            CHECK_FALSE(std::filesystem::exists(other));
            ++refused;
          }
          const Finished predicted = run_adc({"predict", "--model", model.path(), "--data", spoilt.path()}, "", cache);
          CAPTURE(predicted.err);
          if (predicted.code != 0) check_error(predicted, spoilt.path(), name);
        }
      }
    }
  }
  CHECK(learned > 60);
  CHECK(refused > 150);
}

TEST_CASE("each of the usual kinds of rubbish among numbers has the outcome that the documents tell") {
  const TemporaryFile spoilt("s.csv", "");
  const auto outcome = [&](const std::string& rubbish) {
    std::ofstream(spoilt.path(), std::ios::binary) << mutated(3, 0, rubbish);
    return run_adc({"train", "--data", spoilt.path(), "--hidden", "2", "--loss", "cross_entropy", "--epochs", "1",
                    "--tier", "interpret"});
  };
  for (const auto& [rubbish, message] : std::vector<std::pair<std::string, std::string>>{
           {"NA", "s.csv:4:1: error: the column `size` has no value here [missing-cell]"},
           {"inf", "s.csv:4:1: error: `inf` in the column `size` is infinite [not-a-number]"},
           {"12a", "s.csv:4:1: error: `12a` is not a number, as other cells of the column `size` are [not-a-number]"},
           {"\xFC", "s.csv:4:1: error: the text is not UTF-8 here [invalid-utf8]"},
           {"1e308", "s.csv:4: `size` is 1e+308 here, too large to be scaled [bad-data]"},
           {"1,2", "s.csv:4:1: error: this row has 7 values, and the first line 6 [ragged-row]"},
           {"\"", "s.csv:4:1: error: the quote that opens here is not closed [unclosed-quote]"}}) {
    CAPTURE(rubbish);
    const Finished run = outcome(rubbish);
    CHECK(contains(run.err, message));
    CHECK(run.code != 0);
  }
  CHECK(contains(outcome("#1").err, "line 4, which begins with #, is left out"));
  CHECK(contains(outcome("1 234").err, "`size`: thousands with blanks"));
  CHECK(outcome("-0").code == 0);
}
