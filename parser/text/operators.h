// The operator table (parser/text/operators.def).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace adc::parser {

/// How tightly an operator binds, loosest first.
enum class Precedence : std::uint8_t {
  Conditional,
  Or,
  And,
  Not,
  Comparison,
  Sum,
  Product,
  Sign,
  Juxtaposed,
  Power,
  Single
};

enum class Fixity : std::uint8_t { Prefix, Infix, InfixRight, Chain, Postfix };

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
  Absolute,
  SquareRoot,
  CubeRoot,
  Factorial,
};

struct OperatorInfo {
  std::string_view spelling;
  Fixity fixity;
  Precedence level;
  Meaning meaning;
};

/// All rows, in the order of the file.
[[nodiscard]] std::span<const OperatorInfo> all_operators();

/// What an operator computes, in words: "x + y, element by element; a number goes with each element".
[[nodiscard]] std::string_view in_words(Meaning meaning);

/// The readings of one spelling; each may be null.
struct OperatorPair {
  const OperatorInfo* prefix = nullptr;
  const OperatorInfo* infix = nullptr;
  const OperatorInfo* postfix = nullptr;
};

/// The index by which lexemes refer to a spelling: that of its first row.
[[nodiscard]] OperatorPair operator_pair(std::uint8_t first_row);

}  // namespace adc::parser
