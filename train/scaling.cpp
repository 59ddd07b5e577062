#include "adc/train/scaling.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/adc.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

struct Units {
  double offset = 0;
  double factor = 1;
};

/// Mean and deviation; a column of one number is only shifted, by that number: a mean that is rounded would leave
/// differences that a rounded deviation makes large.
Units standard_units(const std::vector<double>& column) {
  if (const auto [least, most] = std::ranges::minmax(column); least == most) return {least, 1};
  const auto n = static_cast<double>(column.size());
  Units units{0, 0};
  for (const double x : column) units.offset += x / n;
  for (const double x : column) units.factor += std::pow(x - units.offset, 2) / n;
  const double deviation = std::sqrt(units.factor);
  units.factor = deviation > 0 ? deviation : 1;
  return units;
}

/// The number below which a part `q` of the sorted numbers lies, between neighbours linearly.
double quantile(const std::vector<double>& sorted, double q) {
  const double place = q * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Units robust_units(std::vector<double> column) {
  std::ranges::sort(column);
  const double range = quantile(column, 0.75) - quantile(column, 0.25);
  return {quantile(column, 0.5), range > 0 ? range : 1};
}

Units range_units(const std::vector<double>& column) {
  const auto [least, most] = std::ranges::minmax(column);
  return {least, most > least ? most - least : 1};
}

Units units_of(std::vector<double> column, const ColumnScale& scale, const std::string& name) {
  if (column.empty()) return {};
  switch (scale.rule) {
    case ScaleRule::None: return {};
    case ScaleRule::Divide: return {0, scale.divisor};
    case ScaleRule::MinMax: return range_units(column);
    case ScaleRule::Robust: return robust_units(std::move(column));
    case ScaleRule::Log:
      for (double& x : column) {
        if (!(x > 0)) {
          throw failure("bad-data", fmt::format("the column `{}` has {}, which has no logarithm", name, to_text(x)),
                        {"scale it by `standardise`, `minmax` or `robust`"});
        }
        x = std::log(x);
      }
      return standard_units(column);
    case ScaleRule::Standardise: return standard_units(column);
  }
  return {};
}

Scaling fitted(std::span<const double> x, std::span<const ColumnScale> rules, std::span<const std::string> names) {
  const std::size_t width = rules.size();
  Scaling scaling;
  std::vector<double> column(width == 0 ? 0 : x.size() / width);
  for (std::size_t c = 0; c < width; ++c) {
    for (std::size_t r = 0; r < column.size(); ++r) column[r] = x[r * width + c];
    const Units units = units_of(column, rules[c], names[c]);
    if (!std::isfinite(units.offset) || !std::isfinite(units.factor)) {
      throw failure("bad-data", fmt::format("the numbers of the column `{}` are too large to be scaled", names[c]),
                    {"divide them by a number, or take them as they are (`none`)"});
    }
    scaling.offset.push_back(units.offset);
    scaling.factor.push_back(units.factor);
    if (rules[c].rule != ScaleRule::Log) continue;
    scaling.logarithmic.resize(width);
    scaling.logarithmic[c] = true;
  }
  return scaling;
}

}  // namespace

void Scaling::apply(std::vector<double>& x) const {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t column = i % offset.size();
    if (is_logarithmic(column)) x[i] = std::log(x[i]);
    x[i] = (x[i] - offset[column]) / factor[column];
  }
}

void Scaling::undo(std::vector<double>& x) const {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::size_t column = i % offset.size();
    x[i] = x[i] * factor[column] + offset[column];
    if (is_logarithmic(column)) x[i] = std::exp(x[i]);
  }
}

std::optional<ColumnScale> column_scale(std::string_view text) {
  constexpr std::pair<std::string_view, ScaleRule> kRules[] = {
      {"none", ScaleRule::None},     {"standardise", ScaleRule::Standardise}, {"standardize", ScaleRule::Standardise},
      {"minmax", ScaleRule::MinMax}, {"robust", ScaleRule::Robust},           {"log", ScaleRule::Log}};
  for (const auto& [name, rule] : kRules) {
    if (text == name) return ColumnScale{.rule = rule};
  }
  const std::optional<double> divisor = number<double>(text);
  if (!divisor || !std::isfinite(*divisor) || *divisor == 0) return std::nullopt;
  return ColumnScale{.rule = ScaleRule::Divide, .divisor = *divisor};
}

Result<Scaling> fit_scaling(std::span<const double> x, std::span<const ColumnScale> rules,
                            std::span<const std::string> names) {
  return guarded([&] { return fitted(x, rules, names); });
}

}  // namespace adc::inline ADC_ABI::train
