// The three ways to a derivative, to run tests over.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "adc/options.hpp"
#include "ir/function.h"

namespace adc::tests {

struct NamedMode {
  Mode mode;
  std::string_view name;
};

inline constexpr std::array<NamedMode, 3> kModes{
    {{Mode::Symbolic, "symbolic"}, {Mode::Forward, "forward"}, {Mode::Reverse, "reverse"}}};

/// The legalised function that computes `derive` of `program`; throws std::runtime_error where passes refuse.
[[nodiscard]] ir::Function derived(const ir::Function& program, Derive derive, Mode mode, Level level = Level::Stable);

/// The same before constants are rounded and folded: every operation that rounding errors come from is in it.
[[nodiscard]] ir::Function derived_exactly(const ir::Function& program, Derive derive, Mode mode,
                                           Level level = Level::Stable);

}  // namespace adc::tests
