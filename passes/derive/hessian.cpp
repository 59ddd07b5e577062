#include "passes/derive/hessian.h"

#include <algorithm>
#include <utility>

#include "ir/builder.h"
#include "passes/core/cost.h"
#include "passes/core/dce.h"
#include "passes/derive/derive.h"
#include "passes/derive/forward.h"
#include "passes/derive/reverse.h"
#include "passes/derive/sweep_counts.h"
#include "passes/derive/symbolic.h"
#include "passes/lower/legalise.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::List;
using ir::ValueId;

std::uint64_t final_cost(const ir::Function& fn) { return live_cost(legalise(fn)); }

struct Counts {
  std::int64_t inputs = 0;  // numbers in the inputs that derivatives are taken for
  std::int64_t outputs = 0;
};
Counts count_elements(const ir::Function& fn, std::span<const std::uint32_t> wrt) {
  Counts counts;
  for (const std::uint32_t input : wrt) counts.inputs += fn.shape(ir::value_id(input)).elements();
  for (const ir::Output& output : fn.outputs()) counts.outputs += fn.shape(output.value).elements();
  return counts;
}

// A gradient, and the mode that made it.
struct Chosen {
  Mode mode;
  ir::Function fn;
};

Chosen cheaper_gradient(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions,
                        Level level) {
  constexpr std::size_t kTryBoth = 20'000;  // instructions that forward mode may make when it is only tried
  const auto by = [&](Mode mode) {
    return Chosen{mode, mode == Mode::Forward ? forward(fn, wrt, max_instructions, 0, level)
                                              : reverse(fn, wrt, max_instructions, 0, level)};
  };
  const Counts counts = count_elements(fn, wrt);
  if (counts.inputs <= 1) return by(Mode::Forward);
  if (!fn.is_scalar()) return by(counts.inputs < counts.outputs ? Mode::Forward : Mode::Reverse);
  if (fn.size() * wrt.size() > kTryBoth) return by(wrt.size() < fn.outputs().size() ? Mode::Forward : Mode::Reverse);
  if (fn.outputs().size() == 1 && !may_forward_be_cheaper(fn, wrt)) return by(Mode::Reverse);
  Chosen by_forward = by(Mode::Forward);
  Chosen by_reverse = by(Mode::Reverse);
  return final_cost(by_forward.fn) < final_cost(by_reverse.fn) ? std::move(by_forward) : std::move(by_reverse);
}

// A block [rest…, b…, a…] of second derivatives as [rest…, a…, b…]; `rest` axes come first.
ValueId transposed(ir::Builder& b, ValueId block, std::size_t rest, std::size_t b_rank) {
  const std::size_t rank = b.function().shape(block).rank();
  if (b_rank == 0 || rank == rest + b_rank) return block;
  const Axes order = joined(axis_range(0, rest), axis_range(rest + b_rank, rank - rest - b_rank));
  return b.transpose(block, joined(order, axis_range(rest, b_rank)));
}

// A block [rest…, a…, a…] with its upper half in place of its lower one.
ValueId symmetric(ir::Builder& b, ValueId block, std::size_t rest) {
  const Axes dims = extents(b.function().shape(block));
  const std::size_t rank = (dims.size() - rest) / 2;
  if (rank == 0) return block;
  const Axes outer(dims.begin(), dims.begin() + static_cast<std::ptrdiff_t>(rest));
  const std::int64_t n = ir::Shape(List(dims).subspan(rest, rank)).elements();
  const Axes flat = joined(outer, Axes{n, n});
  const ValueId is_upper =
      b.le(b.iota(flat, static_cast<std::int64_t>(rest)), b.iota(flat, static_cast<std::int64_t>(rest) + 1));
  const ValueId square = b.reshape(block, flat);
  return b.reshape(b.select(is_upper, square, transposed(b, square, rest, 1)), dims);
}

// The derivatives of the Jacobian's entries in `first`, whose first `values` outputs are the values.
ir::Function second(const ir::Function& first, std::span<const std::uint32_t> wrt, Mode mode, std::size_t values,
                    std::size_t max_instructions, Level level) {
  switch (mode) {
    case Mode::Symbolic: return symbolic(first, wrt, max_instructions, values, level);
    case Mode::Reverse: return reverse(first, wrt, max_instructions, values, level);
    case Mode::Auto:
    case Mode::Forward: break;
  }
  return forward(first, wrt, max_instructions, values, level);
}

}  // namespace

ir::Function gradient(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                      std::size_t max_instructions, Level level) {
  switch (mode) {
    case Mode::Symbolic: return symbolic(fn, wrt, max_instructions, 0, level);
    case Mode::Forward: return forward(fn, wrt, max_instructions, 0, level);
    case Mode::Reverse: return reverse(fn, wrt, max_instructions, 0, level);
    case Mode::Auto: break;
  }
  return cheaper_gradient(fn, wrt, max_instructions, level).fn;
}

Mode cheaper_mode(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t max_instructions) {
  return cheaper_gradient(fn, wrt, max_instructions, Level::Stable).mode;
}

ir::Function hessian(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode,
                     std::size_t max_instructions, Level level) {
  const std::size_t values = fn.outputs().size();
  const std::size_t n = wrt.size();
  const ir::Function first = dce(gradient(fn, wrt, mode, max_instructions, level));
  const ir::Function all = second(first, wrt, mode, values, max_instructions, level);
  const std::size_t entries = values * (1 + n);
  ir::Builder b(fn.name() + ".hessian", fn.float_type(), max_instructions);
  for (std::size_t i = 0; i < all.size(); ++i) b.clone(all, ir::value_id(i), all.operands(ir::value_id(i)));
  for (std::size_t i = 0; i < entries; ++i)
    b.output(all.outputs()[i].value, all.outputs()[i].name, all.outputs()[i].role);
  for (std::size_t o = 0; o < values; ++o) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const std::size_t rest = fn.shape(fn.outputs()[o].value).rank();
        const std::size_t entry = entries + (o * n + std::min(i, j)) * n + std::max(i, j);
        ValueId block = all.outputs()[entry].value;
        if (i == j) block = symmetric(b, block, rest);
        if (i > j) block = transposed(b, block, rest, fn.shape(ir::value_id(wrt[j])).rank());
        b.output(block, derivative_name(fn, o, wrt[i]) + '.' + fn.params()[wrt[j]].name, ir::OutputRole::Derivative);
      }
    }
  }
  for (const auto& [value, name] : all.bindings()) b.bind(value, name);
  return b.finish();
}

ir::Function hvp(const ir::Function& fn, std::span<const std::uint32_t> wrt, Mode mode, std::size_t max_instructions,
                 Level level) {
  const ir::Function first = dce(gradient(fn, wrt, mode, max_instructions, level));
  ir::Function product = jvp(first, wrt, max_instructions, fn.outputs().size(), level);
  product.set_name(fn.name() + ".hvp");
  return product;
}

}  // namespace adc::passes
