#include "passes/real/simplify_real.h"

#include <algorithm>
#include <string>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "passes/core/cse.h"
#include "passes/matrix/centred.h"
#include "passes/matrix/matrix_calculus.h"
#include "passes/real/read.h"
#include "passes/real/write.h"
#include "passes/stable/stable.h"

namespace adc::passes {
namespace {

// Another round finds what the first one's forms make possible; past this size one has to do.
constexpr std::size_t kMaxSizeOfRounds = 5'000;
constexpr int kMaxRounds = 3;

struct Simplified {
  ir::Function fn;
  double cost = 0;  // of all outputs
};

Simplified simplify_once(const ir::Function& written, Guards guards, real::Forms forms) {
  const ir::Function fn = written.is_scalar() ? written : as_matrix_calculus(stable_tensors(written));
  real::Pool pool;
  real::Improver improver(pool, forms);
  const std::vector<real::Expr> outputs = read_outputs(fn, guards, pool, improver);
  ir::Builder builder(fn.name(), fn.float_type());
  real::Writer writer(pool, builder, copy_params(fn, builder));
  double cost = 0;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const ir::Output& output = fn.outputs()[i];
    builder.output(writer.write(outputs[i], fn.shape(output.value)), output.name, output.role);
    cost += pool[outputs[i]].cost;
  }
  return {builder.finish(), cost};
}

bool has_exponentials(const ir::Function& fn) {
  return std::ranges::any_of(fn.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Exp; });
}

}  // namespace

ir::Function simplify_real(const ir::Function& fn, Guards guards) {
  try {
    Simplified best = simplify_once(fn, guards, real::Forms::Cheapest);
    for (int round = 1; round < kMaxRounds && best.fn.size() <= kMaxSizeOfRounds; ++round) {
      Simplified next = simplify_once(best.fn, guards, real::Forms::Cheapest);
      if (!(next.cost < best.cost)) break;
      best = std::move(next);
    }
    if (has_exponentials(best.fn)) {
      Simplified last = simplify_once(best.fn, guards, real::Forms::Last);
      if (last.cost < best.cost) best = std::move(last);
    }
    return cse(best.fn.is_scalar() ? std::move(best.fn) : with_means(best.fn));
  } catch (const real::NoNormalForm&) {
    return fn;
  }
}

ir::Function expand_real(const ir::Function& fn, Guards guards) {
  try {
    return simplify_once(fn, guards, real::Forms::Expanded).fn;
  } catch (const real::NoNormalForm& failure) {
    if (failure.too_large == nullptr) return fn;
    diag::fail("derivative-too-large", {}, std::string("a derivative of this order has ") + failure.too_large,
               {"`adc eval --partial` computes derivatives of high order without writing them"});
  }
}

}  // namespace adc::passes
