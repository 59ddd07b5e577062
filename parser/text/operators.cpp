#include "parser/text/operators.h"

#include <array>

namespace adc::parser {
namespace {

constexpr auto kOperators = std::to_array<OperatorInfo>({
#define ADC_OPERATOR(spelling, fixity, level, meaning) {spelling, Fixity::fixity, Precedence::level, Meaning::meaning},
#include "parser/text/operators.def"
#undef ADC_OPERATOR
});

constexpr auto kPairs = [] {
  std::array<OperatorPair, kOperators.size()> pairs{};
  for (std::size_t i = 0; i < kOperators.size(); ++i) {
    for (const OperatorInfo& row : kOperators) {
      if (row.spelling != kOperators[i].spelling) continue;
      switch (row.fixity) {
        case Fixity::Prefix: pairs[i].prefix = &row; break;
        case Fixity::Postfix: pairs[i].postfix = &row; break;
        default: pairs[i].infix = &row;
      }
    }
  }
  return pairs;
}();

}  // namespace

std::span<const OperatorInfo> all_operators() { return kOperators; }

OperatorPair operator_pair(std::uint8_t first_row) { return kPairs[first_row]; }

}  // namespace adc::parser
