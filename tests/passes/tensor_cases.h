// Programs of tensors: one per op and way of using it.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <vector>

#include "tests/passes/build.h"

namespace adc::test {

using Ints = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

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
  for (const Ints& shape : shapes)
    x.push_back(b.param("x" + std::to_string(x.size()), ir::ParamKind::Param, {ir::DType::F64, ir::Shape(shape)}));
  b.output(body(b, x), "y");
  return b.finish();
}
[[nodiscard]] inline ir::Function tensors(const TensorCase& c) { return tensors(c.shapes, c.body); }

/// All outputs, flat, of `fn` at flat inputs.
[[nodiscard]] inline Numbers evaluate_flat(const ir::Function& fn, const Numbers& at) {
  Numbers outputs(ir::flat_outputs(fn));
  ir::interpret(fn, at, outputs);
  return outputs;
}

[[nodiscard]] inline Numbers random_numbers(std::size_t n, std::uint64_t seed, double from = 0.25, double to = 1.75) {
  std::mt19937_64 bits(seed);
  Numbers x(n);
  for (double& v : x) v = std::uniform_real_distribution<double>(from, to)(bits);
  return x;
}

/// Fails the test where two arrays differ by more than `tolerance` times the largest number wanted, or 1.
void check_close(const Numbers& found, const Numbers& wanted, double tolerance);

}  // namespace adc::test
