// A function of scalars as steps over registers: made ready once, for being evaluated again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ir/function.h"

namespace adc::tape {

/// Index of a number, or of one per row. The registers of constants come first, then those of inputs.
using Register = std::uint32_t;

/// What no step has for an operand.
inline constexpr Register kNone = ~Register{0};

/// What is done with the result r of a step's op and the operands after the op's own, c and d.
enum class Then : std::uint8_t {
  Nothing,
  Neg,         ///< −r
  Add,         ///< r + c
  Sub,         ///< r − c
  SubFrom,     ///< c − r
  Mul,         ///< r·c
  Div,         ///< r/c
  DivInto,     ///< c/r
  Eq,          ///< r = c
  Fma,         ///< r·c + d
  FmaOnto,     ///< c·d + r
  Choose,      ///< r where c is true, else d
  ChooseElse,  ///< d where c is true, else r
  If,          ///< c where r is true, else d
};

/// The most operands: of a step's op and of what is done then.
inline constexpr std::size_t kMaxOperands = 4;

struct Step {
  ir::Op op;
  Then then = Then::Nothing;
  std::int32_t immediate = 0;
  Register result = kNone;
  Register cosine = kNone;  ///< of a sine whose operand's cosine is wanted, too; else none
  Register operands[kMaxOperands] = {kNone, kNone, kNone, kNone};
};

/// Invariants: a step reads registers of constants, of inputs and of earlier steps, and writes none that it reads;
/// registers of constants, inputs and outputs are written at most once.
struct Tape {
  ir::DType type = ir::DType::F64;
  std::vector<double> constants;
  std::size_t inputs = 0;
  std::size_t registers = 0;  ///< in all
  std::vector<Step> steps;
  std::vector<Register> outputs;

  [[nodiscard]] std::size_t first_input() const { return constants.size(); }
  [[nodiscard]] std::size_t first_computed() const { return constants.size() + inputs; }
};

/// What evaluates a tape.
enum class For : std::uint8_t {
  Point,       ///< tape/point.h: functions of the interpreter, sine and cosine of one operand together
  Rows,        ///< tape/blocks.h: the same, and some ops of arithmetic in pairs, which saves memory's time
  VectorRows,  ///< the same with functions of vectors (ir/vector_functions.h) where there are any
};

/// The tape of a legalised function of scalars. Registers whose numbers are not needed any more are used again, the
/// last one first. O(n).
[[nodiscard]] Tape record(const ir::Function& fn, For what);

}  // namespace adc::tape
