#include "passes/hessian.h"

#include <algorithm>
#include <utility>

#include "ir/builder.h"
#include "passes/cost.h"
#include "passes/dce.h"
#include "passes/derive.h"
#include "passes/forward.h"
#include "passes/legalise.h"
#include "passes/reverse.h"
#include "passes/symbolic.h"

namespace adc::passes {
namespace {

std::uint64_t final_cost(const ir::Function& fn) { return cost(dce(legalise(fn))); }

// A gradient, and the mode that made it.
struct Chosen {
  Mode mode;
  ir::Function fn;
};

Chosen cheaper_gradient(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions) {
  constexpr std::size_t kTryBoth = 20'000;  // instructions that forward mode may make when it is only tried
  const auto by = [&](Mode mode) {
    return Chosen{mode,
                  mode == Mode::Forward ? forward(fn, wrt, max_instructions) : reverse(fn, wrt, max_instructions)};
  };
  if (wrt.size() <= 1) return by(Mode::Forward);
  if (fn.size() * wrt.size() > kTryBoth) return by(wrt.size() < fn.outputs().size() ? Mode::Forward : Mode::Reverse);
  Chosen by_forward = by(Mode::Forward);
  Chosen by_reverse = by(Mode::Reverse);
  return final_cost(by_forward.fn) < final_cost(by_reverse.fn) ? std::move(by_forward) : std::move(by_reverse);
}

// The derivatives of the Jacobian's entries in `first`, whose first `values` outputs are the values.
ir::Function second(const ir::Function& first, std::span<const std::uint32_t> wrt, Mode mode, std::size_t values,
                    std::size_t max_instructions) {
  switch (mode) {
    case Mode::Symbolic: return symbolic(first, wrt, max_instructions, values);
    case Mode::Reverse: return reverse(first, wrt, max_instructions, values);
    case Mode::Auto:
    case Mode::Forward: break;
  }
  return forward(first, wrt, max_instructions, values);
}

}  // namespace

ir::Function gradient(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                      std::size_t max_instructions) {
  switch (mode) {
    case Mode::Symbolic: return symbolic(fn, wrt, max_instructions);
    case Mode::Forward: return forward(fn, wrt, max_instructions);
    case Mode::Reverse: return reverse(fn, wrt, max_instructions);
    case Mode::Auto: break;
  }
  return cheaper_gradient(fn, wrt, max_instructions).fn;
}

Mode cheaper_mode(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions) {
  return cheaper_gradient(fn, wrt, max_instructions).mode;
}

ir::Function hessian(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                     std::size_t max_instructions) {
  const std::size_t values = fn.outputs().size();
  const std::size_t n = wrt.size();
  const ir::Function first = dce(gradient(fn, wrt, mode, max_instructions));
  const ir::Function all = second(first, wrt, mode, values, max_instructions);
  const std::size_t entries = values * (1 + n);
  ir::Builder b(fn.name() + ".hessian", fn.float_type(), max_instructions);
  for (std::size_t i = 0; i < all.size(); ++i) b.clone(all, ir::value_id(i), all.operands(ir::value_id(i)));
  for (std::size_t i = 0; i < entries; ++i) b.output(all.outputs()[i].value, all.outputs()[i].name);
  for (std::size_t o = 0; o < values; ++o) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const std::size_t entry = entries + (o * n + std::min(i, j)) * n + std::max(i, j);
        b.output(all.outputs()[entry].value, derivative_name(fn, o, wrt[i]) + '.' + fn.params()[wrt[j]].name);
      }
    }
  }
  for (const auto& [value, name] : all.bindings()) b.bind(value, name);
  return b.finish();
}

ir::Function hvp(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode, std::size_t max_instructions) {
  const ir::Function first = dce(gradient(fn, wrt, mode, max_instructions));
  ir::Function product = jvp(first, wrt, max_instructions, fn.outputs().size());
  product.set_name(fn.name() + ".hvp");
  return product;
}

}  // namespace adc::passes
