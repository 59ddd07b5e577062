// Sums, maxima and the like over axes of tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/builder.h"
#include "parser/builtins/builtins.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/emitter.h"
#include "parser/values/makers.h"
#include "parser/values/value.h"

namespace adc::parser {

class Reductions {
 public:
  Reductions(ir::Builder& builder, Emitter& emitter, Axes& axes, AffineForms& forms, Makers& makers)
      : builder_(builder), emitter_(emitter), axes_(axes), forms_(forms), makers_(makers) {}

  /// Over the axes `dims`, counted from 1; over all where none are named.
  Value reduce(Form form, const Operand& x, std::span<const std::int64_t> dims);
  Value norm(const Operand& x) { return reduce(Form::Norm, x, {}); }
  Value trace(const Operand& x);
  /// Over axes of the value as the IR counts them. Those that go are its own: the caller sees to it where they are not.
  Value over_axes(Form form, const Value& x, std::span<const std::int64_t> axes);

 private:
  [[nodiscard]] std::vector<std::int64_t> axes_of(Form form, const Operand& x,
                                                  std::span<const std::int64_t> dims) const;
  Value running_sum(const Value& x, std::size_t axis);

  ir::Builder& builder_;
  Emitter& emitter_;
  Axes& axes_;
  AffineForms& forms_;
  Makers& makers_;
};

}  // namespace adc::parser
