#include "tools/plot_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

/// The column of this name, which the options ask for.
const CsvColumn& column(const CsvTable& table, const std::string& name) {
  if (const CsvColumn* found = table.find(name)) return *found;
  std::vector<std::string> names;
  names.reserve(table.columns.size());
  for (const CsvColumn& one : table.columns) names.push_back(one.name);
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(name, names)) help.push_back(fmt::format("did you mean `{}`?", near));
  help.push_back("its columns are " + list(names));
  throw failure("missing-column", fmt::format("the table has no column `{}`", name), std::move(help));
}

/// The same, which must hold numbers.
const CsvColumn& number_column(const CsvTable& table, const std::string& name) {
  const CsvColumn& found = column(table, name);
  if (!found.is_text()) return found;
  throw failure("bad-data", fmt::format("the column `{}` holds labels, and axes show numbers", name),
                {"`--by " + name + "` tells them apart by marks"});
}

/// The column that the option names; else the one called `name`; else the first of numbers that is not `other`.
const CsvColumn& chosen_column(const Words& words, std::string_view option, const CsvTable& table,
                               const std::string& name, const CsvColumn* other) {
  if (const std::string* wanted = words.find(option)) return number_column(table, *wanted);
  const CsvColumn* const named = table.find(name);
  if (named != nullptr && !named->is_text() && named != other) return *named;
  for (const CsvColumn& one : table.columns) {
    if (!one.is_text() && &one != other) return one;
  }
  throw failure("bad-data", "the table has too few columns of numbers to draw");
}

}  // namespace

PlotWords plot_words(const std::vector<std::string>& words) {
  PlotWords sorted;
  std::vector<std::string> values;
  for (const std::string& word : words) {
    const std::optional<plot::NamedRange> range = plot::read_range(word).value();
    if (!range) {
      values.push_back(word);
      continue;
    }
    const auto is_same = [&](const auto& other) { return other.first == range->name; };
    if (std::ranges::any_of(sorted.ranges, is_same))
      throw failure("repeated-input", fmt::format("`{}` is given twice", range->name));
    sorted.ranges.emplace_back(range->name, range->range);
  }
  sorted.values = bindings(values);
  for (const Binding& value : sorted.values) {
    const auto is_same = [&](const auto& range) { return range.first == value.name; };
    if (std::ranges::any_of(sorted.ranges, is_same))
      throw failure("repeated-input", fmt::format("`{}` is given twice", value.name));
  }
  return sorted;
}

std::vector<double> number_list(const Words& words, std::string_view option) {
  std::vector<double> all;
  const std::string* const text = words.find(option);
  if (text == nullptr) return all;
  for (const std::string& part : split(*text, ',')) {
    const Result<double> value = evaluate_constant(part, option);
    if (!value) throw failure("bad-value", fmt::format("`{}` wants numbers such as 1,2,5, not `{}`", option, *text));
    all.push_back(*value);
  }
  return all;
}

std::vector<std::string> name_list(const Words& words, std::string_view option) {
  std::vector<std::string> all;
  const std::string* const text = words.find(option);
  if (text == nullptr) return all;
  for (const std::string& part : split(*text, ',')) all.push_back(input_name(std::string(trimmed(part))));
  return all;
}

std::vector<std::pair<std::string, std::string>> named_texts(const Words& words, std::string_view option) {
  std::vector<std::pair<std::string, std::string>> all;
  const std::string* const text = words.find(option);
  if (text == nullptr) return all;
  for (const std::string& part : split(*text, ',')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos)
      throw failure("bad-value", fmt::format("`{}` wants names with texts such as x=m,y=s, not `{}`", option, *text));
    all.emplace_back(input_name(std::string(trimmed(part.substr(0, equals)))),
                     std::string(trimmed(part.substr(equals + 1))));
  }
  return all;
}

std::optional<std::pair<double, double>> picture_size(const Words& words) {
  const std::string* const text = words.find("--size");
  if (text == nullptr) return std::nullopt;
  const std::vector<std::string> parts = split(*text, 'x');
  std::vector<double> numbers;
  for (const std::string& part : parts) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (error == std::errc{} && end == part.data() + part.size() && value > 0 && value <= 10'000)
      numbers.push_back(value);
  }
  if (parts.size() != 2 || numbers.size() != 2)
    throw failure("bad-value", fmt::format("`--size` wants a width and a height such as 720x520, not `{}`", *text));
  return std::pair(numbers[0], numbers[1]);
}

DataPoints data_points(const Words& words, const std::string& x, const std::string& y) {
  const std::string* const path = words.find("--data");
  if (path == nullptr) {
    for (const char* option : {"--x", "--y", "--by"}) {
      if (words.has(option)) throw failure("missing-value", fmt::format("`{}` needs `--data FILE`", option));
    }
    return {};
  }
  const CsvTable table = read_csv(*path, {.missing = CsvOptions::Missing::DropRow, .stop = stop_flag()}).value();
  const CsvColumn& across = chosen_column(words, "--x", table, x, nullptr);
  std::vector<const CsvColumn*> up;
  const std::string* const columns = words.find("--y");
  if (columns != nullptr && table.find(*columns) == nullptr && columns->find(',') != std::string::npos) {
    for (const std::string& name : split(*columns, ',')) up.push_back(&number_column(table, name));
  } else {
    up.push_back(&chosen_column(words, "--y", table, y, &across));
  }
  const std::string* const by = words.find("--by");
  const CsvColumn* const kinds = by == nullptr ? nullptr : &column(table, *by);
  if (kinds != nullptr && !kinds->is_text())
    throw failure("bad-data", fmt::format("`--by` wants a column of labels, and `{}` holds numbers", *by));
  DataPoints points{across.name, up.size() == 1 ? up[0]->name : "", {}};
  for (const CsvColumn* const one : up) {
    const std::size_t first = points.data.size();
    const std::string prefix = up.size() == 1 ? "" : one->name + ", ";
    for (std::size_t k = 0; k < (kinds == nullptr ? 1 : kinds->labels.size()); ++k)
      points.data.push_back({kinds == nullptr ? one->name : prefix + kinds->labels[k], {}});
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const std::size_t kind = kinds == nullptr ? 0 : static_cast<std::size_t>(kinds->numbers[row]);
      points.data[first + kind].points.push_back({across.numbers[row], one->numbers[row]});
    }
  }
  return points;
}

}  // namespace adc::tools
