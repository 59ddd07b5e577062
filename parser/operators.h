// The operator table (parser/operators.def).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace adc::parser {

/// How tightly an operator binds, loosest first.
enum class Level : std::uint8_t { Conditional, Or, And, Not, Comparison, Sum, Product, Sign, Juxtaposed, Power };

enum class Fixity : std::uint8_t { Prefix, Infix, InfixRight, Chain };

/// What an operator computes.
enum class Meaning : std::uint8_t {
  Or,
  And,
  Not,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Equal,
  NotEqual,
  Add,
  Subtract,
  Multiply,
  MultiplyElements,
  Divide,
  DivideElements,
  Modulo,
  Negate,
  Plus,
  Raise,
  RaiseElements,
  Choose,
  Transpose,
  Norm,
};

struct OperatorInfo {
  std::string_view spelling;
  Fixity fixity;
  Level level;
  Meaning meaning;
};

/// All rows, in the order of the file.
[[nodiscard]] std::span<const OperatorInfo> all_operators();

/// The two readings of one spelling; either may be null.
struct OperatorPair {
  const OperatorInfo* prefix = nullptr;
  const OperatorInfo* infix = nullptr;
};

/// The index by which items refer to a spelling: that of its first row.
[[nodiscard]] OperatorPair operator_pair(std::uint8_t first_row);

}  // namespace adc::parser
