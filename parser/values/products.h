// Products, quotients, powers and transposes of tensors.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "ir/builder.h"
#include "parser/values/affine.h"
#include "parser/values/axes.h"
#include "parser/values/elementwise.h"
#include "parser/values/makers.h"
#include "parser/values/value.h"

namespace adc::parser {

/// What `*`, `/` and `^` mean for matrices, columns R[n] and rows R[1, n]; with numbers they go element by element.
class Products {
 public:
  Products(ir::Builder& builder, Axes& axes, AffineForms& forms, Elementwise& elementwise, Makers& makers)
      : builder_(builder), axes_(axes), forms_(forms), elementwise_(elementwise), makers_(makers) {}

  Value product(const Operand& x, const Operand& y);
  Value quotient(const Operand& x, const Operand& y);
  Value power(const Operand& x, const Operand& y);
  Value transpose(const Operand& x);
  Value dot(const Operand& x, const Operand& y);
  Value outer(const Operand& x, const Operand& y);

 private:
  Value matrix_power(const Operand& x, std::int64_t n);
  Value contracted(const Value& x, std::initializer_list<AxisLabel> x_own, const Value& y,
                   std::initializer_list<AxisLabel> y_own, std::initializer_list<AxisLabel> result);
  Value without_row(const Value& x);
  Value as_vector(const Operand& x, std::string_view function);

  ir::Builder& builder_;
  Axes& axes_;
  AffineForms& forms_;
  Elementwise& elementwise_;
  Makers& makers_;
};

}  // namespace adc::parser
