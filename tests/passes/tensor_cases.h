// Programs of tensors: one per op and way of using it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/passes/build.h"
#include "tests/passes/tensor_numbers.h"

namespace adc::test {

/// A program whose inputs have these shapes; it is smooth where their elements are positive and differ.
struct TensorCase {
  const char* name;
  std::vector<Ints> shapes;
  std::function<ValueId(Builder&, const std::vector<ValueId>&)> body;
};

/// One per op of tensors and way of using it, and a few that use several.
[[nodiscard]] const std::vector<TensorCase>& tensor_cases();

/// The function of inputs x0, x1, … of these shapes whose one output `body` makes.
[[nodiscard]] inline ir::Function tensors(const std::vector<Ints>& shapes,
                                          const std::function<ValueId(Builder&, const std::vector<ValueId>&)>& body) {
  Builder b("f");
  std::vector<ValueId> x;
  x.reserve(shapes.size());
  for (const Ints& shape : shapes)
    x.push_back(b.param("x" + std::to_string(x.size()), ir::ParamKind::Param, {ir::DType::F64, ir::Shape(shape)}));
  b.output(body(b, x), "y");
  return b.finish();
}
[[nodiscard]] inline ir::Function tensors(const TensorCase& c) { return tensors(c.shapes, c.body); }

/// Fails the test where two arrays are `apart`.
void check_close(const Numbers& found, const Numbers& wanted, double tolerance);

}  // namespace adc::test
