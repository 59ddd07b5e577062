// The axes of values: those of indices in front, and their own behind them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "parser/values/indices.h"
#include "parser/values/labelled.h"
#include "parser/values/value.h"

namespace adc::parser {

/// Knows the types of values, brings them to the axes of others, and says which shapes clash. Here and in all that
/// stands on it, errors whose place is not given are at the builder's current span.
class Axes {
 public:
  Axes(ir::Builder& builder, const Indices& indices) : builder_(builder), indices_(indices) {}

  /// The shape without the axes of indices.
  [[nodiscard]] ir::Shape shape(const Value& value) const;
  /// That with axes of these indices before a shape of its own; fails unless it fits a tensor.
  [[nodiscard]] ir::Shape full_shape(const FewAxes<Slot>& slots, const ir::Shape& own) const;
  [[nodiscard]] bool is_boolean(const Value& value) const;
  /// Whether it is a number that does not depend on an index.
  [[nodiscard]] bool is_plain(const Value& value) const;

  /// The indices that one of two values depends on; fails where they are more than a tensor has axes.
  [[nodiscard]] FewAxes<Slot> unite(const FewAxes<Slot>& a, const FewAxes<Slot>& b) const;
  /// The value with the axes of these indices, and this shape of its own, which it has already unless it is a number.
  ir::ValueId spread(const Value& value, const FewAxes<Slot>& slots, const ir::Shape& own);
  Value spread(const Value& value, const FewAxes<Slot>& slots);
  /// The same elements with another shape of its own.
  Value reshape(const Value& x, const ir::Shape& shape);

  [[nodiscard]] Labelled labelled(const Value& value) const;
  /// The value of these axes: those of indices to the front, its own in the order of their labels behind them.
  Value arranged(const Labelled& value);

  /// The shape of an operand, quoted.
  [[nodiscard]] std::string text(const Operand& x) const;
  /// Fails for two operands, and points at both.
  [[noreturn]] void fail(diag::Slug slug, const Operand& x, const Operand& y, const std::string& message,
                         std::vector<std::string> help) const;
  /// The same for shapes that clash; the message is followed by both.
  [[noreturn]] void fail_shapes(const Operand& x, const Operand& y, const std::string& message,
                                std::vector<std::string> help) const;

 private:
  ir::Builder& builder_;
  const Indices& indices_;
};

}  // namespace adc::parser
