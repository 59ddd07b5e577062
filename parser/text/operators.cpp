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

std::string_view in_words(Meaning meaning) {
  switch (meaning) {
    case Meaning::Or: return "x or y: true if one is; has no derivative";
    case Meaning::And: return "x and y: true if both are; has no derivative";
    case Meaning::Not: return "not x: true if x is false; has no derivative";
    case Meaning::Less:
      return "x < y: a comparison, 1 or 0 in arithmetic, with derivative 0; a chain runs one way, 0 < x < 1";
    case Meaning::LessEqual: return "x <= y: a comparison, 1 or 0 in arithmetic, with derivative 0";
    case Meaning::Greater: return "x > y: a comparison, 1 or 0 in arithmetic, with derivative 0";
    case Meaning::GreaterEqual: return "x >= y: a comparison, 1 or 0 in arithmetic, with derivative 0";
    case Meaning::Equal: return "x == y: a comparison, 1 or 0 in arithmetic, with derivative 0; `x = y` defines x";
    case Meaning::NotEqual: return "x != y: a comparison, 1 or 0 in arithmetic, with derivative 0";
    case Meaning::Add:
      return "x + y: the sum; of tensors of one shape element by element, a number goes with each element";
    case Meaning::Subtract: return "x - y: the difference; of tensors of one shape element by element";
    case Meaning::Multiply:
      return "x * y: the product, of matrices and vectors the mathematical one; `.*` is element by element";
    case Meaning::MultiplyElements: return "x .* y: the product element by element";
    case Meaning::Divide: return "x / y: the quotient, by a number";
    case Meaning::DivideElements: return "x ./ y: the quotient element by element";
    case Meaning::Modulo: return "x % y: the remainder of the floored quotient, with the sign of y";
    case Meaning::Negate: return "-x: the negative; -x^2 is -(x^2)";
    case Meaning::Plus: return "+x: x";
    case Meaning::Raise: return "x^y: the power, from right to left; of a square matrix by whole numbers";
    case Meaning::RaiseElements: return "x .^ y: the power element by element";
    case Meaning::Choose: return "c ? x : y: x where the condition holds, else y; only that side has a derivative";
    case Meaning::Transpose: return "A': the transpose; behind a function its derivative";
    case Meaning::Norm: return "‖v‖: the square root of the sum of squares";
    case Meaning::Absolute: return "|x|: the absolute value; its derivative at 0 is 0";
    case Meaning::SquareRoot: return "√x: the square root";
    case Meaning::CubeRoot: return "∛x: the cube root";
    case Meaning::Factorial: return "x!: the factorial, gamma(x + 1)";
  }
  return "";
}

std::span<const OperatorInfo> all_operators() { return kOperators; }

OperatorPair operator_pair(std::uint8_t first_row) { return kPairs[first_row]; }

}  // namespace adc::parser
