#include "passes/symbolic.h"

#include "passes/derive.h"
#include "passes/sweep.h"

namespace adc::passes {

using ir::ValueId;

ir::Function symbolic(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                      std::size_t first_output) {
  SharingBuilder b(gradient_name(fn), fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b);
  Reach reach;
  for (std::size_t o = first_output; o < primal.outputs.size(); ++o) {
    const ValueId output = primal.outputs[o];
    for (const std::uint32_t input : wrt) {
      const ValueId x = primal.params[input];
      Tangents tangents;
      tangents.seed(x, constant_term(1));
      tangents.sweep(b, reach.between(b.function(), {&x, 1}, {&output, 1}));
      b.output(materialise(b, tangents.of(output)), derivative_name(fn, o, input));
    }
  }
  return b.finish();
}

}  // namespace adc::passes
