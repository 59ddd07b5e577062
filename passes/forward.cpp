#include "passes/forward.h"

#include "passes/derive.h"
#include "passes/sweep.h"

namespace adc::passes {

using ir::ValueId;

ir::Function forward(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                     std::size_t first_output) {
  SharingBuilder b(gradient_name(fn), fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b);
  Reach reach;
  const std::span<const ValueId> roots = std::span(primal.outputs).subspan(first_output);
  std::vector<std::vector<Term>> columns;
  for (const std::uint32_t input : wrt) {
    const ValueId x = primal.params[input];
    Tangents tangents;
    tangents.seed(x, constant_term(1));
    tangents.sweep(b, reach.between(b.function(), {&x, 1}, roots));
    columns.emplace_back();
    for (const ValueId root : roots) columns.back().push_back(tangents.of(root));
  }
  for (std::size_t o = 0; o < roots.size(); ++o) {
    for (std::size_t w = 0; w < wrt.size(); ++w) {
      b.output(materialise(b, columns[w][o]), derivative_name(fn, first_output + o, wrt[w]));
    }
  }
  return b.finish();
}

ir::Function jvp(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                 std::size_t first_output) {
  std::vector<std::string> names;
  for (const std::uint32_t input : wrt) names.push_back(fn.params()[input].name + ".dot");
  SharingBuilder b(fn.name() + ".jvp", fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b, names);
  Tangents tangents;
  std::vector<ValueId> seeded;
  for (std::size_t w = 0; w < wrt.size(); ++w) {
    seeded.push_back(primal.params[wrt[w]]);
    tangents.seed(seeded.back(), value_term(primal.extra[w]));
  }
  const std::span<const ValueId> roots = std::span(primal.outputs).subspan(first_output);
  tangents.sweep(b, Reach().between(b.function(), seeded, roots));
  for (std::size_t o = first_output; o < primal.outputs.size(); ++o) {
    const std::string& name = fn.outputs()[o].name;
    b.output(materialise(b, tangents.of(primal.outputs[o])), name.empty() ? "dot" : name + ".dot");
  }
  return b.finish();
}

}  // namespace adc::passes
