#include "adc/text.hpp"

#include "analysis/table.h"

namespace adc::inline ADC_ABI {

std::string to_text(double value) { return analysis::to_text(value); }

std::string align(const Rows& rows, std::string_view indent) { return analysis::align(rows, indent); }

}  // namespace adc::inline ADC_ABI
