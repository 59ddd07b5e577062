// How much of a long test is done.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string_view>

namespace adc::tests {

/// Whether all of each test is wanted: with ADC_TEST_EXTENT=whole in the environment, as `./dev test --long` has it.
[[nodiscard]] inline bool is_whole() {
  const char* extent = std::getenv("ADC_TEST_EXTENT");
  return extent != nullptr && std::string_view(extent) == "whole";
}

/// `whole`, or `part` of it in everyday runs.
[[nodiscard]] inline std::size_t extent(std::size_t whole, std::size_t part) { return is_whole() ? whole : part; }

/// Whether the `i`th of many alike has its turn: each, or one of `share` in everyday runs, the same at each run.
/// Counted through all the groups that they come in, so that each group has some.
[[nodiscard]] inline bool has_turn(std::size_t i, std::size_t share) { return is_whole() || i % share == 0; }

}  // namespace adc::tests
