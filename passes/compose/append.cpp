#include "passes/compose/append.h"

#include <array>

namespace adc::passes {

void append(SharingBuilder& b, const ir::Function& fn, std::vector<ir::ValueId>& to, Spans spans) {
  std::array<ir::ValueId, ir::kMaxArity> operands{};
  for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    std::size_t count = 0;
    for (const ir::ValueId operand : fn.operands(id)) operands[count++] = to[ir::index(operand)];
    b.set_span(spans == Spans::Keep ? fn.span(id) : Span{});
    to[i] = b.clone(fn, id, {operands.data(), count});
  }
}

}  // namespace adc::passes
