#include "passes/derive/forward.h"

#include "passes/derive/derive.h"
#include "passes/derive/jacobian.h"

namespace adc::passes {

using ir::ValueId;

ir::Function forward(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                     std::size_t first_output, Level level) {
  SharingBuilder b(gradient_name(fn), fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b);
  Reach reach;
  const std::span<const ValueId> roots = std::span(primal.outputs).subspan(first_output);
  std::vector<std::vector<ValueId>> columns;
  for (const std::uint32_t input : wrt) {
    Tangents tangents(b, level);
    columns.push_back(jacobian_by_forward(b, reach, tangents, roots, primal.params[input]));
  }
  for (std::size_t o = 0; o < roots.size(); ++o) {
    for (std::size_t w = 0; w < wrt.size(); ++w) {
      b.output(columns[w][o], derivative_name(fn, first_output + o, wrt[w]), ir::OutputRole::Derivative);
    }
  }
  return finish(b);
}

ir::Function jvp(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                 std::size_t first_output, Level level) {
  std::vector<Wish> names;
  for (const std::uint32_t input : wrt)
    names.push_back({fn.params()[input].name + ".dot", fn.shape(ir::value_id(input))});
  SharingBuilder b(fn.name() + ".jvp", fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b, names);
  Tangents tangents(b, level);
  const std::vector<ValueId> seeded = variables_of(primal, wrt);
  for (std::size_t w = 0; w < wrt.size(); ++w) tangents.seed(seeded[w], value_term(primal.extra[w]));
  const std::span<const ValueId> roots = std::span(primal.outputs).subspan(first_output);
  tangents.sweep(Reach().between(b.function(), seeded, roots));
  for (std::size_t o = first_output; o < primal.outputs.size(); ++o) {
    const std::string& name = fn.outputs()[o].name;
    const ir::Shape shape = b.function().shape(primal.outputs[o]);
    b.output(materialise(b, tangents.of(primal.outputs[o]), shape), name.empty() ? "dot" : name + ".dot",
             ir::OutputRole::Tangent);
  }
  return b.finish();
}

}  // namespace adc::passes
