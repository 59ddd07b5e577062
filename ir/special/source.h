// The C source of the special functions, for emitted code to carry along.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adc::ir {

/// Definitions that belong together: of a function, a type or a constant.
struct SpecialSection {
  std::string_view name;  ///< "adc_powi"; no other section has it
  std::string text;
};

/// Definitions in C99, all `static`, of the functions of ir/special/special.h that are named and of all that they need,
/// each once and in an order that compiles after `#include <math.h>`; empty if none of the names is such a function
/// (names from libm are skipped). Compile it with -ffp-contract=off where bits matter. O(size of the sources).
[[nodiscard]] std::string special_source(std::span<const std::string_view> names);

/// The same in sections.
[[nodiscard]] std::vector<SpecialSection> special_sections(std::span<const std::string_view> names);

/// Whether a source in ir/special/ defines the function of this name, such as "adc_powi".
[[nodiscard]] bool is_special(std::string_view name);

}  // namespace adc::ir
