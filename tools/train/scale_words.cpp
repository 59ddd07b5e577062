#include "tools/train/scale_words.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tools/failure.h"
#include "tools/train/data_words.h"

namespace adc::tools {
namespace {

using train::ColumnScale;
using train::ScaleRule;

constexpr const char* kRules = "it takes standardise, minmax, robust, log, none or a number to divide by";

ColumnScale rule_of(std::string_view option, const std::string& text) {
  const std::optional<ColumnScale> scale = train::column_scale(text);
  if (scale) return *scale;
  throw failure("bad-value", fmt::format("`{}` has no rule `{}`", option, text),
                {kRules, "of a column: `age:log,wt:none`"});
}

/// What `--scale` says.
struct ScaleWords {
  std::optional<ColumnScale> others;
  std::map<std::string, ColumnScale> columns;
};

ScaleWords scale_words(const Words& words, const train::Encoding& encoding) {
  ScaleWords said;
  for (const std::string& item : column_names(words, "--scale")) {
    const std::size_t colon = item.rfind(':');
    if (colon == std::string::npos) {
      said.others = rule_of("--scale", item);
      continue;
    }
    const std::string name = item.substr(0, colon);
    if (std::ranges::find(encoding.columns, name, &train::ColumnEncoding::column) == encoding.columns.end())
      throw failure("missing-column",
                    fmt::format("`--scale` names the column `{}`, and there is no such feature", name));
    said.columns[name] = rule_of("--scale", item.substr(colon + 1));
  }
  return said;
}

/// Refuses the number of `column`, of `width` in a row, that a rule cannot be used for: with its place.
void refuse_numbers(const ScaledTable& about, const std::vector<double>& x, std::size_t width, std::size_t column,
                    const ColumnScale& scale, const std::string& name) {
  const auto where = [&](std::size_t row) { return fmt::format("{}:{}", about.table.source, about.table.lines[row]); };
  std::size_t largest = 0;
  for (std::size_t r = 0; r < about.all.rows; ++r) {
    const double number = x[r * width + column];
    if (scale.rule == ScaleRule::Log && !(number > 0)) {
      throw failure("bad-data",
                    fmt::format("{}: `{}` is {} here, which has no logarithm", where(r), name, to_text(number)),
                    {"scale the column by `standardise`, `minmax` or `robust`"});
    }
    if (std::abs(number) > std::abs(x[largest * width + column])) largest = r;
  }
  const double number = about.all.rows == 0 ? 0 : x[largest * width + column];
  constexpr double kLargest = 1e150;  // its square is finite, and that of many
  if (scale.rule == ScaleRule::None || scale.rule == ScaleRule::Divide || std::abs(number) < kLargest) return;
  throw failure("bad-data",
                fmt::format("{}: `{}` is {} here, too large to be scaled", where(largest), name, to_text(number)),
                {"divide the column by a number (`NAME:1e200`), or take it as it is (`NAME:none`)"});
}

}  // namespace

train::Scaling scaling(const Words& words, const ScaledTable& about, const std::vector<std::string>& scalars,
                       bool has_tensor) {
  const ScaleWords said = scale_words(words, about.encoding);
  const std::vector<std::size_t> column_of = about.encoding.column_of_features();
  std::vector<ColumnScale> rules;
  for (std::size_t f = 0; f < column_of.size(); ++f) {
    const train::ColumnEncoding& column = about.encoding.columns[column_of[f]];
    const std::string name = canonical_name(column.column).value_or(column.column);
    const bool is_scalar = std::ranges::find(scalars, name) != scalars.end();
    const bool is_number = f == 0 || column_of[f - 1] != column_of[f]
                               ? column.kind == train::ColumnKind::Number || column.kind == train::ColumnKind::Cyclic
                               : false;
    const bool is_cycle = column.kind == train::ColumnKind::Cyclic && column.format.kind == CellKind::TimeOfDay;
    const auto own = said.columns.find(column.column);
    ColumnScale rule{.rule = ScaleRule::None};
    if (own != said.columns.end())
      rule = own->second;
    else if (is_number && !is_cycle && (!is_scalar || (said.others && !has_tensor)))
      rule = said.others.value_or(ColumnScale{});
    refuse_numbers(about, about.all.x, column_of.size(), f, rule, about.all.features[f]);
    rules.push_back(rule);
  }
  return train::fit_scaling(about.train.x, rules, about.all.features).value();
}

train::Scaling target_scaling(const Words& words, const ScaledTable& about, bool by_default) {
  const std::string* const how = words.find("--scale-target");
  const train::Dataset& all = about.all;
  if (!all.classes.empty()) {
    if (how == nullptr || *how == "none") return {};
    throw failure("bad-value", "`--scale-target` is for targets that are numbers, and these are classes");
  }
  if (how == nullptr && !by_default) return {};
  const ColumnScale scale = how == nullptr ? ColumnScale{} : rule_of("--scale-target", *how);
  if (scale.rule == ScaleRule::None) return {};
  for (std::size_t c = 0; c < all.targets.size(); ++c)
    refuse_numbers(about, all.t, all.targets.size(), c, scale, all.targets[c]);
  const std::vector<ColumnScale> rules(all.targets.size(), scale);
  return train::fit_scaling(about.train.t, rules, all.targets).value();
}

}  // namespace adc::tools
