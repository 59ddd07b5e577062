#include "tools/train/data_words.h"

#include <fmt/core.h>

#include <algorithm>

#include "adc/text.hpp"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

using Missing = TypedOptions::Missing;
using train::Imputation;

constexpr std::size_t kSpiralPoints = 100;  ///< on each arm
constexpr double kSpiralNoise = 0.02;

/// What `--missing` says.
struct MissingWords {
  Missing missing = Missing::Refuse;
  Imputation imputation = Imputation::None;
};

MissingWords missing_words(const Words& words) {
  if (!words.has("--missing")) return {words.has("--drop-missing") ? Missing::DropRow : Missing::Refuse};
  return choice<MissingWords>(words, "--missing",
                              {{"error", {}},
                               {"drop", {Missing::DropRow}},
                               {"mean", {Missing::Keep, Imputation::Mean}},
                               {"median", {Missing::Keep, Imputation::Median}},
                               {"mode", {Missing::Keep, Imputation::Mode}},
                               {"indicator", {Missing::Keep, Imputation::Indicator}}});
}

/// `--dates dmy` of all columns, or `--dates sold:dmy,built:mdy`.
std::map<std::string, DateOrder> date_orders(const Words& words) {
  std::map<std::string, DateOrder> orders;
  for (const std::string& item : column_names(words, "--dates")) {
    const std::size_t colon = item.rfind(':');
    const std::string name = colon == std::string::npos ? "" : item.substr(0, colon);
    orders[name] = chosen<DateOrder>("--dates", colon == std::string::npos ? item : item.substr(colon + 1),
                                     {{"dmy", DateOrder::DayMonthYear}, {"mdy", DateOrder::MonthDayYear}});
  }
  return orders;
}

/// A generated data set as a table.
TypedTable as_table(const std::string& source, const train::Dataset& data) {
  TypedTable table{.source = source};
  const std::size_t width = data.features.size();
  for (std::size_t f = 0; f < width; ++f) {
    TypedColumn& column = table.columns.emplace_back(TypedColumn{.name = data.features[f]});
    for (std::size_t r = 0; r < data.rows; ++r) column.numbers.push_back(data.x[r * width + f]);
  }
  const CellKind kind = data.classes.empty() ? CellKind::Number : CellKind::Text;
  table.columns.push_back(
      {.name = data.targets[0], .format = {.kind = kind}, .numbers = data.t, .levels = data.classes});
  for (std::size_t r = 1; r <= data.rows; ++r) table.lines.push_back(r);
  return table;
}

}  // namespace

std::vector<Option> cell_options() {
  return {{"--header", "", "WHETHER", "the file's first line is a header: auto, yes or no"},
          {"--encoding", "", "ENCODING",
           "of the file's characters: auto (UTF-8, or what a mark says), utf8, latin1, "
           "utf16le or utf16be"},
          {"--decimal", "", "MARK", "of numbers: point or comma (found out from the table)"},
          {"--dates", "", "ORDER", "of dates like 3/4/2025: dmy or mdy, or sold:dmy,built:mdy"},
          {"--na", "", "TEXTS", "further spellings of a missing value, such as -99,unknown"},
          {"--drop-missing", "", "", "leave out the rows that lack a value"}};
}

std::vector<Option> data_options() {
  std::vector<Option> options{
      {"--data", "", "FILE", "a CSV file (`-`: stdin), or xor or spirals, which are generated"},
      {"--target", "", "NAMES", "the columns to predict (the last one), or none"},
      {"--ignore", "", "NAMES", "columns to leave out"},
      {"--classes", "", "", "the target's numbers are classes; losses of probabilities take them so anyway"},
      {"--text", "", "NAMES", "columns of text that look like numbers, such as postcodes"},
      {"--cyclic", "", "NAMES", "dates and times that come around: sines and cosines of the year, the week, the day"},
      {"--levels", "", "N", "of a column of text have features of their own, at most (50); rarer ones share one"},
      {"--missing", "", "HOW",
       "cells without a value: error (default), drop the row, or mean, median, mode, or "
       "indicator (the mean, and a feature that says so)"},
      {"--weights", "", "WHICH", "how much examples count: balanced (classes alike), or a column"},
      {"--test", "", "PART", "keep examples for a test: every:5 (rows 0, 5, 10, …), 0.2 (random) or none (default)"},
      {"--validation", "", "PART", "keep others to watch training by, likewise, of those that are no test"},
      {"--split", "", "HOW",
       "what is kept at random: random (default), stratified (of each class its part) or "
       "group:COLUMN (rows with the same value stay together)"},
      {"--scale", "", "HOW",
       "features: standardise (default), minmax, robust, log, none, or a number to divide by; "
       "columns of their own: age:log,wt:none"},
      {"--scale-target", "", "HOW",
       "targets that are numbers: standardise (default of networks whose last layer is linear), minmax, robust, log, "
       "none, or a number to divide by"}};
  for (const Option& option : cell_options()) options.push_back(option);
  return options;
}

std::vector<std::string> column_names(const Words& words, std::string_view option) {
  std::vector<std::string> names;
  if (const std::string* list = words.find(option)) {
    for (const std::string& name : split(*list, ',')) names.emplace_back(trimmed(name));
  }
  return names;
}

std::vector<std::string> target_names(const Words& words) {
  std::vector<std::string> names = column_names(words, "--target");
  if (names == std::vector<std::string>{"none"}) names.clear();
  return names;
}

TypedOptions typed_options(const Words& words) {
  using Header = CsvOptions::Header;
  TypedOptions options;
  options.header =
      choice<Header>(words, "--header", {{"auto", Header::Auto}, {"yes", Header::Present}, {"no", Header::Absent}});
  options.encoding = choice<TextEncoding>(words, "--encoding",
                                          {{"auto", TextEncoding::Auto},
                                           {"utf8", TextEncoding::Utf8},
                                           {"latin1", TextEncoding::Latin1},
                                           {"utf16le", TextEncoding::Utf16Le},
                                           {"utf16be", TextEncoding::Utf16Be}});
  if (words.has("--decimal")) options.decimal = choice<char>(words, "--decimal", {{"point", '.'}, {"comma", ','}});
  options.missing = missing_words(words).missing;
  options.missing_texts = column_names(words, "--na");
  options.date_orders = date_orders(words);
  options.ignored = column_names(words, "--ignore");
  options.text = column_names(words, "--text");
  options.max_memory = compile_options(words, {}).limits.bytes;
  options.stop = stop_flag();
  return options;
}

train::Imputation imputation(const Words& words) { return missing_words(words).imputation; }

void print_notes(const Words& words, const std::vector<std::string>& notes) {
  if (words.has("--json")) return;
  for (const std::string& note : notes) print_message("adc: note: " + note);
}

TypedTable read_table(const Words& words, const std::vector<std::string>& required) {
  const std::string& source = *words.find("--data");
  if (source == "xor") return as_table(source, train::xor_examples());
  if (source == "spirals")
    return as_table(source, train::spirals(kSpiralPoints, 2, kSpiralNoise, whole_number(words, "--seed", 1)));
  TypedOptions options = typed_options(words);
  options.required = target_names(words);
  options.required.insert(options.required.end(), required.begin(), required.end());
  TypedTable table = read_typed_table(source, options).value();
  if (table.columns.empty()) throw failure("bad-data", fmt::format("{} has no columns left", table.source));
  std::vector<std::string> notes = table.notes;
  if (table.dropped > 0) notes.push_back(fmt::format("{} without a value left out", counted(table.dropped, "row")));
  print_notes(words, notes);
  return table;
}

}  // namespace adc::tools
