// Sums over indices, and tensors that are given element by element: [i = 1:n, …].
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "ir/builder.h"
#include "parser/builtins/builtins.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/elementwise.h"
#include "parser/values/emitter.h"
#include "parser/values/index_numbers.h"
#include "parser/values/indices.h"
#include "parser/values/ranges.h"
#include "parser/values/reductions.h"
#include "parser/values/value.h"

namespace adc::parser {

/// Begins and ends the indices of sums (indices.h). An index whose bounds depend on indices outside of it takes the
/// values that it has for any of those, and what is outside of its bounds is masked.
class Sums {
 public:
  Sums(ir::Builder& builder, Emitter& emitter, Indices& indices, Axes& axes, AffineForms& forms,
       const IndexNumbers& index_numbers, Elementwise& elementwise, Reductions& reductions)
      : builder_(builder),
        emitter_(emitter),
        indices_(indices),
        axes_(axes),
        forms_(forms),
        index_numbers_(index_numbers),
        elementwise_(elementwise),
        reductions_(reductions) {}

  /// A new innermost index that runs over a range, as a value; it ends with `reduce` or `collect`.
  Value open(const RangeOperands& range);
  /// The reduction `form` over the innermost `count` indices, which end.
  Value reduce(Form form, const Operand& body, std::uint32_t count);
  /// The tensor of the values of `body` for all values of the innermost `count` indices, which end.
  Value collect(const Operand& body, std::uint32_t count);

 private:
  [[nodiscard]] Affine bound(const Operand& x, const char* what) const;
  Value masked(const Value& body, const std::optional<Value>& mask, Form form);
  Value reduce_over(Form form, const Value& value, std::size_t ending);

  ir::Builder& builder_;
  Emitter& emitter_;
  Indices& indices_;
  Axes& axes_;
  AffineForms& forms_;
  const IndexNumbers& index_numbers_;
  Elementwise& elementwise_;
  Reductions& reductions_;
};

}  // namespace adc::parser
