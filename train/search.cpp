#include "adc/train/search.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "adc/train/random.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kMost = 100'000;
/// The stream of random numbers of the first setting.
constexpr std::uint64_t kSearchStream = std::uint64_t{1} << 50U;

Error bad_choice(std::string message) {
  return failure("bad-value", std::move(message),
                 {"a search reads like `rate=0.001,0.01; layers=16|32,16; l2=1e-5:0.1`"});
}

Choice read_choice(std::string_view text) {
  const std::size_t equals = text.find('=');
  Choice choice{.name = std::string(trimmed(text.substr(0, equals))), .values = {}};
  const std::string_view values = equals == std::string_view::npos ? "" : trimmed(text.substr(equals + 1));
  if (choice.name.empty() || values.empty()) throw bad_choice(fmt::format("`{}` is no choice", text));
  const bool has_bars = choice.name == "layers" || values.find('|') != std::string_view::npos;
  if (const std::vector<std::string_view> ends = split(values, ':'); !has_bars && ends.size() == 2) {
    const auto low = number<double>(ends[0]);
    const auto high = number<double>(ends[1]);
    if (low && high) {
      if (!(*low < *high) || !std::isfinite(*low) || !std::isfinite(*high)) {
        throw bad_choice(fmt::format("`{}` has no numbers", values));
      }
      choice.low = *low;
      choice.high = *high;
      return choice;
    }
  }
  for (const std::string_view value : split(values, has_bars ? '|' : ',')) {
    if (value.empty()) throw bad_choice(fmt::format("`{}` has an empty value", text));
    choice.values.emplace_back(value);
  }
  return choice;
}

/// A number of a range, for a part of it in [0, 1).
std::string between(const Choice& choice, double part) {
  const bool is_logarithmic = choice.low > 0 && choice.high > 10 * choice.low;
  const double value = is_logarithmic ? choice.low * std::pow(choice.high / choice.low, part)
                                      : choice.low + part * (choice.high - choice.low);
  return fmt::format("{:.4g}", value);
}

}  // namespace

Result<std::vector<Choice>> parse_choices(std::string_view text) {
  return guarded([&] {
    std::vector<Choice> choices;
    for (const std::string_view part : split(text, ';')) {
      if (part.empty()) continue;
      choices.push_back(read_choice(part));
      const auto same = [&](const Choice& choice) { return choice.name == choices.back().name; };
      if (std::ranges::count_if(choices, same) > 1) {
        throw bad_choice(fmt::format("`{}` is chosen twice", choices.back().name));
      }
    }
    if (choices.empty()) throw bad_choice("there is nothing to search");
    return choices;
  });
}

Result<std::vector<Settings>> grid(const std::vector<Choice>& choices) {
  std::vector<Settings> all(1);
  for (const Choice& choice : choices) {
    if (choice.values.empty()) {
      return failure("bad-value",
                     fmt::format("a grid has no step for `{}` between {} and {}", choice.name, choice.low, choice.high),
                     {"`--search-random N` draws from ranges; a grid takes lists: a,b,c"});
    }
    if (all.size() * choice.values.size() > kMost) {
      return failure("bad-value", fmt::format("the grid has more than {} points", kMost),
                     {"`--search-random N` draws N of them"});
    }
    std::vector<Settings> longer;
    for (const Settings& settings : all) {
      for (const std::string& value : choice.values) {
        longer.push_back(settings);
        longer.back().emplace_back(choice.name, value);
      }
    }
    all = std::move(longer);
  }
  return all;
}

std::vector<Settings> draw(const std::vector<Choice>& choices, std::size_t n, std::uint64_t seed) {
  std::vector<Settings> all(n);
  for (std::size_t i = 0; i < n; ++i) {
    Random random(seed, kSearchStream + i);
    for (const Choice& choice : choices) {
      const std::string value =
          choice.values.empty() ? between(choice, random.uniform()) : choice.values[random.below(choice.values.size())];
      all[i].emplace_back(choice.name, value);
    }
  }
  return all;
}

}  // namespace adc::inline ADC_ABI::train
