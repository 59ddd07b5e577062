#include "passes/contract.h"

#include "passes/rewrite.h"

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

constexpr Rewrite kRewrites[] = {
    {Op::Add, "x·y + z = fma(x, y, z)",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Mul) || s.is(f.x[1], Op::Mul)) return std::nullopt;
       return Form(Op::Fma, {s.arg(f.x[0], 0), s.arg(f.x[0], 1), f.x[1]});
     }},
    {Op::Sub, "x·y − z = fma(x, y, −z)",
     [](const Site& s, const Form& f) -> Result {
       if (!s.is(f.x[0], Op::Mul) || s.is(f.x[1], Op::Mul)) return std::nullopt;
       return Form(Op::Fma, {s.arg(f.x[0], 0), s.arg(f.x[0], 1), negative(s, f.x[1])});
     }},
    {Op::Sub, "z − x·y = fma(−x, y, z)",
     [](const Site& s, const Form& f) -> Result {
       if (s.is(f.x[0], Op::Mul) || !s.is(f.x[1], Op::Mul)) return std::nullopt;
       return Form(Op::Fma, {negative(s, s.arg(f.x[1], 0)), s.arg(f.x[1], 1), f.x[0]});
     }},
};

}  // namespace

ir::Function contract(const ir::Function& fn) { return rewrite_all(fn, kRewrites); }

}  // namespace adc::passes
