#include "passes/derive/reverse.h"

#include "passes/derive/derive.h"
#include "passes/derive/jacobian.h"

namespace adc::passes {

using ir::ValueId;

ir::Function reverse(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                     std::size_t first_output, Level level) {
  SharingBuilder b(gradient_name(fn), fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b);
  const std::vector<ValueId> targets = variables_of(primal, wrt);
  Reach reach;
  Adjoints adjoints(b, level);
  for (std::size_t o = first_output; o < primal.outputs.size(); ++o) {
    const std::vector<ValueId> row = jacobian_by_reverse(b, reach, adjoints, primal.outputs[o], targets);
    for (std::size_t w = 0; w < wrt.size(); ++w)
      b.output(row[w], derivative_name(fn, o, wrt[w]), ir::OutputRole::Derivative);
  }
  return finish(b);
}

ir::Function vjp(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                 Level level) {
  std::vector<Wish> names;
  for (std::size_t o = 0; o < fn.outputs().size(); ++o) {
    const std::string& name = fn.outputs()[o].name;
    const std::string number = fn.outputs().size() == 1 ? "" : std::to_string(o + 1);
    const std::string seed = name.empty() ? (number.empty() ? "bar" : number + ".bar") : name + ".bar";
    names.push_back({seed, fn.shape(fn.outputs()[o].value)});
  }
  SharingBuilder b(fn.name() + ".vjp", fn.float_type(), max_instructions);
  const Primal primal = copy_primal(fn, b, names);
  const std::vector<ValueId> targets = variables_of(primal, wrt);
  Adjoints adjoints(b, level);
  for (std::size_t o = 0; o < primal.outputs.size(); ++o) adjoints.seed(primal.outputs[o], value_term(primal.extra[o]));
  const std::vector<Term> row = adjoints.sweep(Reach().between(b.function(), targets, primal.outputs), targets);
  for (std::size_t w = 0; w < wrt.size(); ++w)
    b.output(materialise(b, row[w], ir::Shape(b.function().shape(targets[w]))), "d." + fn.params()[wrt[w]].name,
             ir::OutputRole::Adjoint);
  return b.finish();
}

}  // namespace adc::passes
