#include "passes/derive/symbolic.h"

#include "passes/derive/derive.h"
#include "passes/derive/jacobian.h"

namespace adc::passes {

using ir::ValueId;

ir::Function symbolic(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                      std::size_t first_output, Level level) {
  SharingBuilder b(gradient_name(fn), fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b);
  Reach reach;
  Adjoints adjoints(b, level);
  for (std::size_t o = first_output; o < primal.outputs.size(); ++o) {
    const ValueId output = primal.outputs[o];
    for (const std::uint32_t input : wrt) {
      const ValueId x = primal.params[input];
      Tangents tangents(b, level);
      const bool by_reverse = b.function().shape(x).rank() > 0;
      const ValueId entry = by_reverse ? jacobian_by_reverse(b, reach, adjoints, output, {&x, 1})[0]
                                       : jacobian_by_forward(b, reach, tangents, {&output, 1}, x)[0];
      b.output(entry, derivative_name(fn, o, input), ir::OutputRole::Derivative);
    }
  }
  return finish(b);
}

}  // namespace adc::passes
