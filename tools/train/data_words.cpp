#include "tools/train/data_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "tools/failure.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/report/rows.h"
#include "tools/train/train_words.h"

namespace adc::tools {
namespace {

constexpr std::size_t kSpiralPoints = 100;  ///< on each arm
constexpr double kSpiralNoise = 0.02;

std::vector<std::string> column_names(const Words& words, std::string_view option) {
  std::vector<std::string> names;
  if (const std::string* list = words.find(option)) {
    for (const std::string& name : split(*list, ',')) names.emplace_back(trimmed(name));
  }
  return names;
}

}  // namespace

std::vector<Option> data_options() {
  return {
      {"--data", "", "FILE", "a CSV file (`-`: stdin), or xor or spirals, which are generated"},
      {"--target", "", "NAMES", "the columns to predict (the last one), or none"},
      {"--ignore", "", "NAMES", "columns to leave out"},
      {"--classes", "", "", "the target's numbers are classes; losses of probabilities take them so anyway"},
      {"--header", "", "WHETHER", "the file's first line is a header: auto, yes or no"},
      {"--drop-missing", "", "", "leave out the rows that lack a value"},
      {"--test", "", "PART", "keep examples for a test: every:5 (rows 0, 5, 10, …), 0.2 (random) or none (default)"},
      {"--scale", "", "HOW", "features: standardise (default), none, or a number to divide by"},
      {"--scale-target", "", "HOW",
       "targets that are numbers: standardise (default of networks whose last layer is linear), minmax, robust, log, "
       "none, or a number to divide by"}};
}

CsvTable read_table(const Words& words) {
  CsvTable table = read_csv(*words.find("--data"), csv_options(words)).value();
  if (table.dropped > 0)
    print_message(fmt::format("adc: note: {} without a value left out", counted(table.dropped, "row")));
  for (const std::string& name : column_names(words, "--ignore")) {
    const auto found = std::ranges::find(table.columns, name, &CsvColumn::name);
    if (found == table.columns.end()) {
      throw failure("missing-column", fmt::format("the table has no column `{}` to ignore", name));
    }
    table.columns.erase(found);
  }
  return table;
}

train::Dataset read_examples(const Words& words, bool has_no_target) {
  const std::string& source = *words.find("--data");
  if (source == "xor") return train::xor_examples();
  if (source == "spirals") return train::spirals(kSpiralPoints, 2, kSpiralNoise, whole_number(words, "--seed", 1));
  const CsvTable table = read_table(words);
  std::vector<std::string> targets = column_names(words, "--target");
  if (targets == std::vector<std::string>{"none"} && table.find("none") == nullptr)
    targets.clear();
  else if (targets.empty() && !has_no_target)
    targets.push_back(table.columns.back().name);
  return train::dataset(table, targets).value();
}

train::Split split(const Words& words, std::size_t rows) {
  constexpr std::string_view kEvery = "every:";
  const std::string* const text = words.find("--test");
  if (text == nullptr || *text == "none") return train::split_every(rows, 0);
  if (text->starts_with(kEvery)) {
    const double k = evaluate_constant(text->substr(kEvery.size()), "--test").value();
    if (k >= 2 && k == std::floor(k)) return train::split_every(rows, static_cast<std::size_t>(k));
  } else {
    const double part = number(words, "--test", 0, 0);
    if (part > 0 && part < 1) return train::split_random(rows, part, whole_number(words, "--seed", 1));
  }
  throw failure("bad-value", fmt::format("`--test` has no part `{}`", *text),
                {"it takes `every:K` with K from 2, a part between 0 and 1, or `none`"});
}

train::Scaling scaling(const Words& words, const train::Dataset& examples) {
  const std::string* const how = words.find("--scale");
  if (how == nullptr || *how == "standardise") return train::standardise(examples);
  if (*how == "none") return train::divide(examples.features.size(), 1);
  const double factor = number(words, "--scale", 1, 0);
  if (factor == 0) throw failure("bad-value", "`--scale` cannot divide by 0");
  return train::divide(examples.features.size(), factor);
}

train::Scaling target_scaling(const Words& words, const train::Dataset& examples, bool by_default) {
  const std::string* const how = words.find("--scale-target");
  if (!examples.classes.empty()) {
    if (how == nullptr || *how == "none") return {};
    throw failure("bad-value", "`--scale-target` is for targets that are numbers, and these are classes");
  }
  if (how == nullptr && !by_default) return {};
  const std::optional<train::ColumnScale> scale = how == nullptr ? train::ColumnScale{} : train::column_scale(*how);
  if (!scale)
    throw failure("bad-value", fmt::format("`--scale-target` has no rule `{}`", *how),
                  {"it takes standardise, minmax, robust, log, none or a number to divide by"});
  if (scale->rule == train::ScaleRule::None) return {};
  const std::vector<train::ColumnScale> rules(examples.targets.size(), *scale);
  return train::fit_scaling(examples.t, rules, examples.targets).value();
}

Parts read_parts(const Words& words, const Reading& reading) {
  Parts parts;
  parts.all = read_examples(words, reading.has_no_target);
  if (reading.classes || words.has("--classes")) parts.all = train::with_classes(std::move(parts.all)).value();
  const train::Split rows = split(words, parts.all.rows);
  parts.train = train::subset(parts.all, rows.train);
  parts.test = train::subset(parts.all, rows.test);
  parts.heldout.assign(parts.all.rows, false);
  for (const std::size_t row : rows.test) parts.heldout[row] = true;
  if (parts.train.rows == 0) throw failure("bad-data", "no examples are left to train with");
  parts.scaling = reading.model ? reading.model->scaling : scaling(words, parts.train);
  parts.target_scaling =
      reading.model ? reading.model->target_scaling
                    : target_scaling(words, parts.train, reading.scales_targets && reading.scales_targets(parts.all));
  for (train::Dataset* part : {&parts.train, &parts.test}) {
    parts.scaling.apply(part->x);
    if (!parts.target_scaling.empty()) parts.target_scaling.apply(part->t);
  }
  return parts;
}

}  // namespace adc::tools
