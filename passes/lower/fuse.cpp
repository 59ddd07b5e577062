#include "passes/lower/fuse.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "passes/core/fold_exact.h"
#include "passes/core/rewrite.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;
using Result = std::optional<Replacement>;

// −x, rounded constants negated at once.
ValueId negative(const Site& s, ValueId x) {
  const std::optional<double> c = s.floating(x);
  return c ? s.b.floating(-*c) : s.b.neg(x);
}

// Whether `v` is made of `product` in at most `steps` steps.
bool uses(const Site& s, ValueId v, ValueId product, int steps) {
  if (v == product) return true;
  return steps > 0 && std::ranges::any_of(s.b.function().operands(v),
                                          [&](ValueId operand) { return uses(s, operand, product, steps - 1); });
}

// Whether product ± z is fused.
bool fuses(const Site& s, ValueId product, ValueId z) {
  constexpr int kSteps = 3;
  return s.is(product, Op::Mul) && !s.is(z, Op::Mul) && !uses(s, z, product, kSteps);
}

constexpr Rewrite kFusions[] = {
    {Op::Add, "x·y + z = fma(x, y, z)",
     [](const Site& s, const Form& f) -> Result {
       if (!fuses(s, f.x[0], f.x[1])) return std::nullopt;
       return Form(Op::Fma, {s.arg(f.x[0], 0), s.arg(f.x[0], 1), f.x[1]});
     }},
    {Op::Sub, "x·y − z = fma(x, y, −z)",
     [](const Site& s, const Form& f) -> Result {
       if (!fuses(s, f.x[0], f.x[1])) return std::nullopt;
       return Form(Op::Fma, {s.arg(f.x[0], 0), s.arg(f.x[0], 1), negative(s, f.x[1])});
     }},
    {Op::Sub, "z − x·y = fma(−x, y, z)",
     [](const Site& s, const Form& f) -> Result {
       if (!fuses(s, f.x[1], f.x[0])) return std::nullopt;
       return Form(Op::Fma, {negative(s, s.arg(f.x[1], 0)), s.arg(f.x[1], 1), f.x[0]});
     }},
};

}  // namespace

ir::Function fuse(const ir::Function& fn) {
  static const RewriteTable kTable(kFusions);
  return rewrite_all(fn, kTable).fn;
}

ir::Function fold_and_fuse(ir::Function fn) {
  static const RewriteTable kTable = [] {
    std::vector<Rewrite> rewrites(exact_rewrites().begin(), exact_rewrites().end());
    rewrites.insert(rewrites.end(), std::begin(kFusions), std::end(kFusions));
    return RewriteTable(rewrites);
  }();
  return fold_exact(std::move(fn), kTable);
}

}  // namespace adc::passes
