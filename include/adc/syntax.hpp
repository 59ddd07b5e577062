// How a program is written.
#pragma once

#include <cstdint>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// The notation of a program's text.
enum class Syntax : std::uint8_t {
  Auto,   ///< adc's language; LaTeX where a text plainly is (`is_latex`), of which a note tells
  Adc,    ///< adc's language
  Latex,  ///< LaTeX (docs/latex.md)
};

}  // namespace adc::inline ADC_ABI
