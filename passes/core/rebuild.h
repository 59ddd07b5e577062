// The loop that rewriting passes share.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// A new function with the inputs, outputs and bindings of `fn`, whose instructions `rewrite` makes:
/// `ValueId rewrite(SharingBuilder& b, ValueId id, std::span<const ValueId> operands)` gives the value in `b` that
/// stands for `fn`'s instruction `id`, whose operands are `operands` there. Equal instructions become one. O(n).
/// The first `settled` instructions stay as they are. With a `float_type` of its own, `rewrite` must make the
/// parameters anew, and nothing is settled.
template <typename Rewrite>
[[nodiscard]] ir::Function rebuild(const ir::Function& fn, std::size_t max_instructions, Rewrite rewrite,
                                   std::optional<ir::DType> float_type = {}, std::size_t settled = 0) {
  SharingBuilder b(fn.name(), float_type.value_or(fn.float_type()), max_instructions);
  b.reserve(fn.size() + fn.size() / 4 + 4);  // some passes make more
  std::vector<ir::ValueId> to(fn.size());
  std::array<ir::ValueId, ir::kMaxArity> operands{};
  const std::size_t first = settled > 0 && settled >= fn.params().size() ? b.start_from(fn, settled) : 0;
  for (std::size_t i = 0; i < first; ++i) to[i] = ir::value_id(i);
  for (std::size_t i = first; i < fn.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    std::size_t count = 0;
    for (const ir::ValueId operand : fn.operands(id)) operands[count++] = to[ir::index(operand)];
    b.set_span(fn.span(id));
    to[i] = rewrite(b, id, std::span<const ir::ValueId>(operands.data(), count));
  }
  for (const ir::Output& output : fn.outputs()) b.output(to[ir::index(output.value)], output.name, output.role);
  for (const auto& [value, name] : fn.bindings()) b.bind(to[ir::index(value)], name);
  return b.finish();
}

/// For passes that make at most a fixed multiple of the instructions they are given.
inline constexpr std::size_t kNoLimit = static_cast<std::size_t>(-1);

}  // namespace adc::passes
