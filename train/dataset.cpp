#include "adc/train/dataset.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "adc/adc.hpp"
#include "adc/train/random.hpp"
#include "adc/train/split.hpp"
#include "common/utf8.h"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

Error bad_data(std::string message, std::vector<std::string> help = {}) {
  return failure("bad-data", std::move(message), std::move(help));
}

template <typename Columns>
Error no_column(const Columns& columns, const std::string& name) {
  std::vector<std::string> all;
  all.reserve(columns.size());
  for (const auto& other : columns) all.push_back(other.name);
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(name, all)) help.push_back(fmt::format("did you mean `{}`?", near));
  if (help.empty()) help.push_back("there are the columns " + listed(all));
  return failure("missing-column", fmt::format("the table has no column `{}`", name), std::move(help));
}

const CsvColumn& column(const CsvTable& table, const std::string& name) {
  if (const CsvColumn* found = table.find(name)) return *found;
  throw no_column(table.columns, name);
}

void refuse_labels(const CsvColumn& column) {
  if (!column.is_text()) return;
  throw bad_data(fmt::format("the column `{}` has labels such as `{}` where numbers are wanted", column.name,
                             column.labels.front()),
                 {"leave the column out of the table, or give each of its labels a column of 0 and 1"});
}

/// The columns of these names as rows.
std::vector<double> as_rows(const CsvTable& table, const std::vector<std::string>& names) {
  std::vector<double> rows(table.rows() * names.size());
  for (std::size_t c = 0; c < names.size(); ++c) {
    const std::vector<double>& numbers = column(table, names[c]).numbers;
    for (std::size_t r = 0; r < numbers.size(); ++r) rows[r * names.size() + c] = numbers[r];
  }
  return rows;
}

/// What is learned is kept with the names of its columns and classes, in files that hold UTF-8 alone.
void require_utf8(const CsvColumn& column) {
  const bool is_text = common::is_utf8(column.name) && std::ranges::all_of(column.labels, common::is_utf8);
  if (is_text) return;
  throw bad_data("the names and labels of a table must be UTF-8",
                 {"`read_typed_table` reads other encodings: `TypedOptions::encoding`"});
}

Dataset examples(const CsvTable& table, const std::vector<std::string>& targets) {
  Dataset data{.features = {}, .targets = targets, .classes = {}, .rows = table.rows(), .x = {}, .t = {}};
  for (const std::string& name : targets) {
    const CsvColumn& target = column(table, name);
    if (targets.size() > 1) refuse_labels(target);
    data.classes = target.labels;
  }
  for (const CsvColumn& column : table.columns) {
    require_utf8(column);
    if (std::ranges::find(targets, column.name) != targets.end()) continue;
    refuse_labels(column);
    data.features.push_back(column.name);
  }
  if (data.features.empty()) throw bad_data("the table has no columns besides the targets");
  data.x = as_rows(table, data.features);
  data.t = as_rows(table, targets);
  return data;
}

Dataset typed_targets(const TypedTable& table, const std::vector<std::string>& targets) {
  Dataset data{.features = {}, .targets = targets, .classes = {}, .rows = table.rows(), .x = {}, .t = {}};
  data.t.resize(table.rows() * targets.size());
  for (std::size_t c = 0; c < targets.size(); ++c) {
    const TypedColumn* const column = table.find(targets[c]);
    if (column == nullptr) throw no_column(table.columns, targets[c]);
    if (column->is_text() && targets.size() > 1) {
      throw bad_data(fmt::format("the target `{}` has text such as `{}`, and of several targets each is a number",
                                 column->name, column->levels.front()));
    }
    data.classes = column->levels;
    for (std::size_t r = 0; r < table.rows(); ++r) {
      if (std::isnan(column->numbers[r])) {
        throw bad_data(
            fmt::format("{}:{}: the target `{}` has no value here", table.source, table.lines[r], column->name));
      }
      data.t[r * targets.size() + c] = column->numbers[r];
    }
  }
  return data;
}

std::vector<double> encode(const Dataset& data, std::size_t width) {
  const bool is_binary = data.classes.size() == 2 && width == 1;
  if (data.classes.empty() || is_binary) {
    if (data.targets.size() == width) return data.t;
    throw bad_data(fmt::format("the program predicts {} numbers, and the targets are {}", width, listed(data.targets)),
                   {"a target that names classes becomes a number per class with a loss of probabilities, such as "
                    "cross_entropy"});
  }
  if (data.classes.size() != width) {
    throw bad_data(
        fmt::format("the target has {} classes, and the program predicts {} numbers", data.classes.size(), width),
        {"the last layer has a unit per class, or one unit for two classes"});
  }
  std::vector<double> encoded(data.rows * width);
  for (std::size_t r = 0; r < data.rows; ++r) encoded[r * width + static_cast<std::size_t>(data.t[r])] = 1;
  return encoded;
}

}  // namespace

Result<Dataset> dataset(const CsvTable& table, const std::vector<std::string>& targets) {
  return guarded([&] { return examples(table, targets); });
}

Result<Dataset> targets_of(const TypedTable& table, const std::vector<std::string>& targets) {
  return guarded([&] { return typed_targets(table, targets); });
}

std::vector<double> balanced_weights(const Dataset& fit, const Dataset& data) {
  std::vector<double> counts(data.classes.size());
  for (const double c : fit.t) ++counts[static_cast<std::size_t>(c)];
  const auto present = static_cast<double>(std::ranges::count_if(counts, [](double n) { return n > 0; }));
  std::vector<double> weights;
  for (const double c : data.t) {
    const double n = std::max(1.0, counts[static_cast<std::size_t>(c)]);
    weights.push_back(static_cast<double>(fit.rows) / (present * n));
  }
  return weights;
}

Result<std::vector<double>> columns(const CsvTable& table, const std::vector<std::string>& names) {
  return guarded([&] {
    for (const std::string& name : names) refuse_labels(column(table, name));
    return as_rows(table, names);
  });
}

Result<Dataset> with_classes(Dataset data) {
  if (!data.classes.empty()) return data;
  if (data.targets.size() != 1) return bad_data("classes want one target, and there are " + listed(data.targets));
  std::vector<double> distinct = data.t;
  std::ranges::sort(distinct);
  const auto [begin, end] = std::ranges::unique(distinct);
  distinct.erase(begin, end);
  for (const double number : distinct) data.classes.push_back(to_text(number));
  for (double& t : data.t) t = static_cast<double>(std::ranges::lower_bound(distinct, t) - distinct.begin());
  return data;
}

std::uint64_t fingerprint(const Dataset& data) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  const auto add = [&](std::string_view bytes) {
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  };
  for (const auto* names : {&data.features, &data.targets, &data.classes}) {
    for (const std::string& name : *names) add(name + '\n');
    add("\n");
  }
  for (const auto* numbers : {&data.x, &data.t}) {
    add({reinterpret_cast<const char*>(numbers->data()), numbers->size() * sizeof(double)});
  }
  return hash;
}

Dataset xor_examples() {
  return {.features = {"x1", "x2"},
          .targets = {"t"},
          .classes = {},
          .rows = 4,
          .x = {0, 0, 0, 1, 1, 0, 1, 1},
          .t = {0, 1, 1, 0}};
}

Dataset spirals(std::size_t per_arm, std::size_t arms, double noise, std::uint64_t seed) {
  Dataset data{.features = {"x1", "x2"}, .targets = {"arm"}, .classes = {}, .rows = per_arm * arms, .x = {}, .t = {}};
  Random random(seed);
  constexpr double kTurns = 1.5;
  for (std::size_t arm = 0; arm < arms; ++arm) {
    data.classes.push_back(std::to_string(arm + 1));
    for (std::size_t i = 0; i < per_arm; ++i) {
      const double radius = (static_cast<double>(i) + 1) / static_cast<double>(per_arm);
      const double angle =
          2 * std::numbers::pi * (kTurns * radius + static_cast<double>(arm) / static_cast<double>(arms));
      data.x.push_back(radius * std::cos(angle) + noise * random.normal());
      data.x.push_back(radius * std::sin(angle) + noise * random.normal());
      data.t.push_back(static_cast<double>(arm));
    }
  }
  return data;
}

Dataset subset(const Dataset& data, std::span<const std::size_t> rows) {
  Dataset part{.features = data.features,
               .targets = data.targets,
               .classes = data.classes,
               .rows = rows.size(),
               .x = {},
               .t = {}};
  const auto copy = [&](const std::vector<double>& from, std::size_t width, std::vector<double>& to) {
    to.reserve(rows.size() * width);
    for (const std::size_t row : rows) {
      const auto begin = from.begin() + static_cast<std::ptrdiff_t>(row * width);
      to.insert(to.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
    }
  };
  copy(data.x, data.features.size(), part.x);
  copy(data.t, data.targets.size(), part.t);
  if (!data.weights.empty()) copy(data.weights, 1, part.weights);
  return part;
}

namespace {

/// All rows, parted by what is drawn for the test.
Split parted(std::size_t rows, const Drawing& drawing) {
  std::vector<std::size_t> all(rows);
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<std::size_t> test = draw(all, drawing).value();
  return {.train = without(all, test), .test = std::move(test)};
}

}  // namespace

Split split_every(std::size_t rows, std::size_t k) {
  if (k == 0) return parted(rows, {.count = 0});
  return parted(rows, {.kind = Drawing::Kind::Every, .every = k});
}

Split split_random(std::size_t rows, double part, std::uint64_t seed) {
  const double size = static_cast<double>(rows) * std::clamp(part, 0.0, 1.0);
  return parted(rows, {.count = static_cast<std::size_t>(std::llround(size)), .seed = seed});
}

Scaling standardise(const Dataset& data) {
  return fit_scaling(data.x, std::vector<ColumnScale>(data.features.size()), data.features).value();
}

Scaling divide(std::size_t features, double factor) {
  return {std::vector<double>(features, 0.0), std::vector<double>(features, factor)};
}

Result<std::vector<double>> encode_targets(const Dataset& data, std::size_t width) {
  return guarded([&] { return encode(data, width); });
}

}  // namespace adc::inline ADC_ABI::train
