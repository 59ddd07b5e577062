// A tape in the making: steps over values, before they share registers.
#pragma once

#include <cstdint>
#include <vector>

#include "tape/tape.h"

namespace adc::tape {

/// Index of a draft, which is the value that it makes.
using Value = std::uint32_t;

struct Draft {
  ir::Op op;
  Then then = Then::Nothing;
  bool is_left_out = false;    ///< made by another draft
  std::int32_t immediate = 0;  ///< of Param and Const, which one
  Value cosine = kNone;        ///< the second result, if there is one
  Value turn = kNone;          ///< the first sine or cosine of this value, if there is one
  Value operands[kMaxOperands] = {kNone, kNone, kNone, kNone};
};

struct Drafts {
  ir::DType type = ir::DType::F64;
  std::size_t inputs = 0;
  std::vector<double> constants;
  std::vector<Draft> all;
  std::vector<Value> outputs;
};

[[nodiscard]] Drafts draft(const ir::Function& fn, For what);

/// Has what only one other needs made by that one's step, if both are ops that go together. O(n).
void pair(Drafts& drafts);

[[nodiscard]] Tape with_registers(Drafts drafts);

}  // namespace adc::tape
