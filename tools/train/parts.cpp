#include "tools/train/parts.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/train/data_words.h"
#include "tools/train/scale_words.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

using train::Drawing;

constexpr std::string_view kGroup = "group:";
constexpr std::string_view kBalanced = "balanced";
constexpr const char* kParts = "it takes `every:K` with K from 2, a part between 0 and 1, or `none`";

/// The column after `group:`; empty if rows are not split by groups.
std::string group_column(const Words& words) {
  const std::string* const how = words.find("--split");
  return how != nullptr && how->starts_with(kGroup) ? how->substr(kGroup.size()) : "";
}

/// The column of `--weights`; empty if there is none.
std::string weight_column(const Words& words) {
  const std::string* const which = words.find("--weights");
  return which == nullptr || *which == kBalanced ? "" : *which;
}

const TypedColumn& column_of(const TypedTable& table, const std::string& name) {
  if (const TypedColumn* found = table.find(name)) return *found;
  std::vector<std::string> names;
  for (const TypedColumn& column : table.columns) names.push_back(column.name);
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(name, names)) help.push_back(fmt::format("did you mean `{}`?", near));
  throw failure("missing-column", fmt::format("{} has no column `{}`", table.source, name), std::move(help));
}

/// What `--split` says.
Drawing drawing(const Words& words, const TypedTable& table, const train::Dataset& data) {
  Drawing how{.seed = whole_number(words, "--seed", 1)};
  const std::string* const split = words.find("--split");
  if (split == nullptr || *split == "random") return how;
  if (*split == "stratified") {
    if (data.classes.empty()) throw failure("bad-value", "`--split stratified` is for targets that are classes");
    how.kind = Drawing::Kind::Stratified;
    how.labels = data.t;
  } else if (split->starts_with(kGroup)) {
    how.kind = Drawing::Kind::Grouped;
    how.labels = column_of(table, group_column(words)).numbers;
  } else {
    refuse_choice("--split", *split, {"random", "stratified", "group:COLUMN"});
  }
  return how;
}

/// The rows that `option` says, of `rows`; `all` is the number of examples.
std::vector<std::size_t> drawn(const Words& words, std::string_view option, const std::vector<std::size_t>& rows,
                               std::size_t all, Drawing how) {
  constexpr std::string_view kEvery = "every:";
  const std::string* const text = words.find(option);
  if (text == nullptr || *text == "none") return {};
  if (text->starts_with(kEvery)) {
    const double k = evaluate_constant(text->substr(kEvery.size()), option).value();
    if (k < 2 || k != std::floor(k))
      throw failure("bad-value", fmt::format("`{}` has no part `{}`", option, *text), {kParts});
    if (how.kind != Drawing::Kind::Random)
      throw failure("bad-value",
                    fmt::format("`--split` is for parts that are drawn at random, such as `{} 0.2`", option));
    return train::draw(rows, {.kind = Drawing::Kind::Every, .every = static_cast<std::size_t>(k)}).value();
  }
  const double part = number(words, option, 0, 0);
  if (!(part > 0 && part < 1))
    throw failure("bad-value", fmt::format("`{}` has no part `{}`", option, *text), {kParts});
  how.count = std::min(rows.size(), static_cast<std::size_t>(std::llround(part * static_cast<double>(all))));
  return train::draw(rows, how).value();
}

struct Rows {
  std::vector<std::size_t> train;
  std::vector<std::size_t> validation;
  std::vector<std::size_t> test;
};

Rows split(const Words& words, const TypedTable& table, const train::Dataset& data) {
  Drawing how = drawing(words, table, data);
  Rows rows;
  rows.train.resize(data.rows);
  std::iota(rows.train.begin(), rows.train.end(), std::size_t{0});
  rows.test = drawn(words, "--test", rows.train, data.rows, how);
  rows.train = train::without(rows.train, rows.test);
  how.stream = 1;
  rows.validation = drawn(words, "--validation", rows.train, data.rows, how);
  rows.train = train::without(rows.train, rows.validation);
  if (rows.train.empty()) throw failure("bad-data", "no examples are left to train with");
  return rows;
}

/// What a class must be told from.
void refuse_one_class(const train::Dataset& data, const TypedTable& table) {
  if (data.classes.empty()) return;
  const bool several = std::ranges::any_of(data.t, [&](double c) { return c != data.t[0]; });
  if (several) return;
  throw failure(
      "bad-data",
      fmt::format("{}: the target `{}` is `{}` in all rows to be trained with: there is nothing to tell it from",
                  table.source, data.targets[0], data.classes[static_cast<std::size_t>(data.t[0])]));
}

/// Classes of a single row may be a mistake there.
std::vector<std::string> lonely_classes(const train::Dataset& data, const TypedTable& table) {
  constexpr std::size_t kMost = 3;
  std::vector<std::size_t> counts(data.classes.size());
  std::vector<std::size_t> rows(data.classes.size());
  for (std::size_t r = 0; !data.classes.empty() && r < data.rows; ++r) {
    const auto c = static_cast<std::size_t>(data.t[r]);
    ++counts[c];
    rows[c] = r;
  }
  std::vector<std::string> notes;
  for (std::size_t c = 0; c < counts.size() && notes.size() < kMost; ++c) {
    if (counts[c] != 1 || data.rows <= 2 * counts.size()) continue;
    notes.push_back(fmt::format("the class `{}` of `{}` is in one row only, {}:{}", shown_cell(data.classes[c]),
                                data.targets[0], table.source, table.lines[rows[c]]));
  }
  return notes;
}

/// The weights that `--weights` says, with a mean of 1 in the rows to be trained with.
void add_weights(const Words& words, const TypedTable& table, const Rows& rows, train::Dataset& all) {
  if (!words.has("--weights")) return;
  const std::string name = weight_column(words);
  if (name.empty()) {
    if (all.classes.empty()) throw failure("bad-value", "`--weights balanced` is for targets that are classes");
    all.weights = train::balanced_weights(train::subset(all, rows.train), all);
    return;
  }
  const TypedColumn& column = column_of(table, name);
  double sum = 0;
  for (std::size_t r = 0; r < all.rows; ++r) {
    if (column.is_text() || !(column.numbers[r] >= 0))
      throw failure("bad-data", fmt::format("{}:{}: the weights in the column `{}` must be numbers from 0",
                                            table.source, table.lines[r], name));
  }
  for (const std::size_t r : rows.train) sum += column.numbers[r];
  if (sum == 0) throw failure("bad-data", fmt::format("{}: all weights in the column `{}` are 0", table.source, name));
  for (const double weight : column.numbers)
    all.weights.push_back(weight * static_cast<double>(rows.train.size()) / sum);
}

train::EncodingOptions encoding_options(const Words& words, const Reading& reading, const TypedTable& table,
                                        std::vector<std::string> excluded) {
  train::EncodingOptions options{.excluded = std::move(excluded),
                                 .imputation = imputation(words),
                                 .cyclic = column_names(words, "--cyclic"),
                                 .most_levels = std::max<std::size_t>(1, whole_number(words, "--levels", 50))};
  for (const TypedColumn& column : table.columns) {
    const std::string name = canonical_name(column.name).value_or(column.name);
    if (column.is_text() && std::ranges::find(reading.scalars, name) != reading.scalars.end())
      options.indices.push_back(column.name);
  }
  return options;
}

void limit_memory(const Words& words, std::size_t rows, std::size_t features) {
  const std::size_t limit = compile_options(words, {}).limits.bytes;
  if (features == 0 || rows <= limit / sizeof(double) / features) return;
  throw failure("source-too-large",
                fmt::format("{} of {} need more than the limit of {} bytes", counted(rows, "row"),
                            counted(features, "feature"), limit),
                {"`--levels N` and `--ignore` make features fewer; `--max-bytes` sets the limit"});
}

bool scales_targets(const Reading& reading, const train::Dataset& all) {
  return reading.scales_targets && reading.scales_targets(all);
}

/// `Parts::prepare`.
auto preparation(const std::shared_ptr<const TypedTable>& table, const Parts& parts, const Reading& reading) {
  return [=, encoding = parts.encoding, all = std::make_shared<const train::Dataset>(parts.all)](
             const Words& words, train::Dataset train, train::Dataset heldout) {
    const ScaledTable about{*table, encoding, *all, train};
    const train::Scaling units = scaling(words, about, reading.scalars, reading.has_tensor);
    const train::Scaling target_units = target_scaling(words, about, scales_targets(reading, *all));
    train::Prepared prepared{std::move(train), std::move(heldout)};
    for (train::Dataset* part : {&prepared.train, &prepared.heldout}) {
      units.apply(part->x);
      if (!target_units.empty()) target_units.apply(part->t);
    }
    if (!target_units.empty()) prepared.undo = [target_units](std::vector<double>& y) { target_units.undo(y); };
    return prepared;
  };
}

}  // namespace

Parts read_parts(const Words& words, const Reading& reading) {
  std::vector<std::string> excluded;
  for (const std::string& name : {group_column(words), weight_column(words)}) {
    if (!name.empty()) excluded.push_back(name);
  }
  const auto shared = std::make_shared<const TypedTable>(read_table(words, excluded));
  const TypedTable& table = *shared;
  std::vector<std::string> targets = target_names(words);
  if (targets.empty() && !words.has("--target") && !reading.has_no_target) targets.push_back(table.columns.back().name);
  Parts parts;
  parts.all = train::targets_of(table, targets).value();
  if (reading.classes || words.has("--classes")) parts.all = train::with_classes(std::move(parts.all)).value();
  print_notes(words, lonely_classes(parts.all, table));
  const Rows rows = split(words, table, parts.all);
  refuse_one_class(train::subset(parts.all, rows.train), table);
  excluded.insert(excluded.end(), targets.begin(), targets.end());
  if (reading.model) {
    parts.encoding = train::encoding_of(*reading.model);
  } else {
    train::FittedEncoding fitted =
        train::fit_encoding(table, rows.train, encoding_options(words, reading, table, excluded)).value();
    parts.encoding = std::move(fitted.encoding);
    print_notes(words, fitted.notes);
  }
  parts.all.features = parts.encoding.features();
  limit_memory(words, parts.all.rows, parts.all.features.size());
  train::EncodedRows encoded = train::encode(parts.encoding, table).value();
  print_notes(words, encoded.notes);
  parts.all.x = std::move(encoded.x);
  add_weights(words, table, rows, parts.all);
  parts.train = train::subset(parts.all, rows.train);
  parts.validation = train::subset(parts.all, rows.validation);
  parts.test = train::subset(parts.all, rows.test);
  parts.heldout.assign(parts.all.rows, true);
  for (const std::size_t row : rows.train) parts.heldout[row] = false;
  if (reading.model) {
    parts.scaling = reading.model->scaling;
    parts.target_scaling = reading.model->target_scaling;
  } else {
    const ScaledTable about{table, parts.encoding, parts.all, parts.train};
    parts.scaling = scaling(words, about, reading.scalars, reading.has_tensor);
    parts.target_scaling = target_scaling(words, about, scales_targets(reading, parts.all));
  }
  for (train::Dataset* part : {&parts.train, &parts.validation, &parts.test}) {
    parts.scaling.apply(part->x);
    if (!parts.target_scaling.empty()) parts.target_scaling.apply(part->t);
  }
  parts.prepare = preparation(shared, parts, reading);
  return parts;
}

}  // namespace adc::tools
