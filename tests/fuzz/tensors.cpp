// Programs of tensors, made of the bytes and always well typed: modes, levels, batches and tiers agree.
#include <string>

#include "ir/text.h"
#include "passes/lower/legalise.h"
#include "tests/fuzz/target.h"
#include "tests/jit/native.h"
#include "tests/passes/random_programs.h"
#include "tests/passes/tensor_agreement.h"
#include "tests/support/random_tensors.h"

namespace adc::tests {
namespace {

void must_be_none(const std::string& fault, const ir::Function& fn) {
  must(fault.empty(), fault + "\nin " + ir::print(fn));
}

/// One op of tensors and a few after it, on small tensors.
void differentiate(RandomBits& random) {
  const auto& ops = test::tensor_ops();
  const ir::Function fn = test::random_program(ops[random() % ops.size()], random);
  const std::size_t inputs = ir::flat_inputs(fn);
  const test::Numbers at = test::random_point(inputs, random());
  if (!test::is_moderate(test::evaluate_flat(fn, at))) return;
  must_be_none(test::fault_of_modes(fn, at, test::random_numbers(inputs, random(), -1, 1)), fn);
  must_be_none(test::fault_of_levels(fn, at), fn);
}

/// Many ops on larger tensors, as native code.
void compile(RandomBits& random) {
  const ir::DType type = random() % 2 == 0 ? ir::DType::F64 : ir::DType::F32;
  const ir::Function fn = random_tensor_function(random, type, 4 + static_cast<std::size_t>(random() % 24));
  must_be_none(fault_of_native(fn, random_numbers(random, ir::flat_inputs(fn), type), 4096), fn);
}

}  // namespace

void fuzz(std::string_view bytes) {
  RandomBits random(bytes);
  if (random() % 4 == 0)
    compile(random);
  else
    differentiate(random);
}

}  // namespace adc::tests
