#include "passes/compose/only_terms.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "passes/compose/append.h"
#include "passes/core/dce.h"
#include "passes/core/rebuild.h"

namespace adc::passes {
namespace {

using ir::index;
using ir::Op;
using ir::ValueId;

std::vector<bool> values_that_depend(const ir::Function& fn, std::size_t input) {
  std::vector<bool> depends(fn.size());
  depends[input] = true;
  for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
    for (const ValueId operand : fn.operands(ir::value_id(i))) depends[i] = depends[i] || depends[index(operand)];
  }
  return depends;
}

struct SignedTerm {
  ValueId value;
  bool negative;
};

}  // namespace

ir::Function only_terms(const ir::Function& fn, std::size_t input) {
  const ir::Output& output = fn.outputs()[0];
  if (fn.outputs().size() != 1 || fn.shape(output.value).rank() != 0) return fn;
  const std::vector<bool> depends = values_that_depend(fn, input);
  std::vector<SignedTerm> terms;
  std::vector<SignedTerm> open{{output.value, false}};
  bool drops = false;
  while (!open.empty()) {
    const auto [value, negative] = open.back();
    open.pop_back();
    const Op op = fn.op(value);
    if (!depends[index(value)]) {
      drops = true;
    } else if (op == Op::Neg) {
      open.push_back({fn.operands(value)[0], !negative});
    } else if ((op == Op::Add || op == Op::Sub) && open.size() < fn.size()) {
      open.push_back({fn.operands(value)[1], negative != (op == Op::Sub)});
      open.push_back({fn.operands(value)[0], negative});
    } else {
      terms.push_back({value, negative});
    }
    if (terms.size() > fn.size()) return fn;  // a sum of itself, again and again
  }
  if (!drops) return fn;
  SharingBuilder b(fn.name(), fn.float_type(), kNoLimit);
  std::vector<ValueId> to(fn.size());
  for (std::size_t i = 0; i < fn.params().size(); ++i)
    to[i] = b.param(fn.params()[i].name, fn.params()[i].kind, fn.type(ir::value_id(i)));
  append(b, fn, to, Spans::Keep);
  std::optional<ValueId> sum;
  for (const SignedTerm& term : terms) {
    const ValueId value = to[index(term.value)];
    if (!sum)
      sum = term.negative ? b.neg(value) : value;
    else
      sum = term.negative ? b.sub(*sum, value) : b.add(*sum, value);
  }
  b.output(sum.value_or(b.integer(0)), output.name, output.role);
  return dce(b.finish());
}

}  // namespace adc::passes
