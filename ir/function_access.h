// The parts of a function, for what must look below its interface: the verifier, `keep`, and tests that break functions.
#pragma once

#include "ir/function.h"

namespace adc::ir {

struct FunctionAccess {
  static auto& float_type(auto& fn) { return fn.float_type_; }
  static auto& insts(auto& fn) { return fn.insts_; }
  static auto& operand_pool(auto& fn) { return fn.operand_pool_; }
  static auto& constants(auto& fn) { return fn.constants_; }
  static auto& immediates(auto& fn) { return fn.immediates_; }
  static auto& types(auto& fn) { return fn.types_; }
  static auto& params(auto& fn) { return fn.params_; }
  static auto& outputs(auto& fn) { return fn.outputs_; }
  static auto& spans(auto& fn) { return fn.spans_; }
  static auto& bindings(auto& fn) { return fn.bindings_; }
};

}  // namespace adc::ir
