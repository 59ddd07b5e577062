// What the language means by its names and signs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// A name or an operator of the language.
struct Meaning {
  std::string name;                    ///< as adc writes it: "log" for `ln`
  std::string signature;               ///< "hypot(x, y)", "x .* y"; empty for a constant
  std::string text;                    ///< what it is, in lines
  std::string definition;              ///< in adc's language, of what is defined in it
  std::vector<std::string> arguments;  ///< of a smooth function of numbers: their names, so that it can be called
  std::string domain;                  ///< where such a function and its derivatives are finite
  std::string convention;              ///< its derivative where it has none
  std::string accuracy;                ///< the largest error that was measured, in units of the last place
};

/// The meaning of the built-in function, constant or operator `name`; nullopt if there is none.
[[nodiscard]] ADC_API std::optional<Meaning> meaning(std::string_view name);

}  // namespace adc::inline ADC_ABI
