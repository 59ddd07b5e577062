#include "adc/train/schedule.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

struct Row {
  Schedule::Kind kind;
  std::string_view name;
  bool has_period;
  bool has_factor;
  double (*scale)(double t, const Schedule& schedule);  ///< η(t)/η₀
};

using Kind = Schedule::Kind;

constexpr auto kRows = std::to_array<Row>({
    {Kind::Constant, "constant", false, false, [](double, const Schedule&) { return 1.0; }},
    {Kind::Step, "step", true, true,
     [](double t, const Schedule& s) { return std::pow(s.factor, std::floor(t / s.period)); }},
    {Kind::Exponential, "exponential", false, true, [](double t, const Schedule& s) { return std::pow(s.factor, t); }},
    {Kind::Cosine, "cosine", true, false,
     [](double t, const Schedule& s) {
       return (1 + std::cos(std::numbers::pi * std::min(t, s.period) / s.period)) / 2;
     }},
    {Kind::InverseTime, "1/t", true, false, [](double t, const Schedule& s) { return 1 / (1 + t / s.period); }},
});

Error bad_schedule(std::string_view text) {
  return failure(
      "bad-schedule", fmt::format("there is no schedule `{}`", text),
      {"there are constant, step:PERIOD:FACTOR, exponential:FACTOR, cosine:PERIOD and 1/t:PERIOD, with positive "
       "numbers; a period is in epochs"});
}

}  // namespace

double Schedule::at(std::size_t epoch) const {
  return rate * std::ranges::find(kRows, kind, &Row::kind)->scale(static_cast<double>(epoch), *this);
}

Result<Schedule> parse_schedule(std::string_view text, double rate) {
  const std::vector<std::string_view> parts = split(text, ':');
  const auto* const row = std::ranges::find(kRows, parts.front(), &Row::name);
  if (row == kRows.end()) return bad_schedule(text);
  Schedule schedule{.kind = row->kind, .rate = rate};
  std::size_t used = 1;
  for (const auto& [has, place] : {std::pair(row->has_period, &schedule.period), {row->has_factor, &schedule.factor}}) {
    if (!has) continue;
    const auto value = used < parts.size() ? number<double>(parts[used]) : std::nullopt;
    if (!value || !(*value > 0) || !std::isfinite(*value)) return bad_schedule(text);
    *place = *value;
    ++used;
  }
  if (used != parts.size()) return bad_schedule(text);
  return schedule;
}

}  // namespace adc::inline ADC_ABI::train
