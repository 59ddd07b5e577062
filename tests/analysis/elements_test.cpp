// Indices as sums of index variables, and elements of tensors as expressions of them.
#include <catch2/catch.hpp>

#include "analysis/affine_index.h"
#include "analysis/elements.h"
#include "ir/builder.h"

namespace adc::analysis {
namespace {

Affine v(IndexVariable n) { return Affine::variable(n); }

TEST_CASE("an equation of indices is taken apart where their ranges say so") {
  const std::vector<std::int64_t> extents{2, 3, 2, 3};
  using Equations = std::vector<Affine>;
  CHECK(equations(v(0) * 3 + v(1) - v(2) * 3 - v(3), extents) == Equations{v(0) - v(2), v(1) - v(3)});
  CHECK(equations(v(0) - v(2), extents) == Equations{v(0) - v(2)});
  CHECK(equations(v(1) * 4 - v(3) * 3 - v(3), extents) == Equations{v(1) - v(3)});
  CHECK(equations(v(1) - v(3) + Affine{1, {}}, extents) == Equations{v(1) - v(3) + Affine{1, {}}});
  CHECK(equations(Affine{}, extents) == Equations{});
  CHECK(equations(v(0) - Affine{2, {}}, extents) == std::nullopt);                 // out of range
  CHECK(equations(v(1) * 2 - v(3) * 2 + Affine{1, {}}, extents) == std::nullopt);  // odd
  CHECK(equations(v(0) * 3 + v(1) - Affine{4, {}}, extents).value().size() == 2);  // i = 1, j = 1
  CHECK(bounds(v(0) * 3 - v(1) * 2, extents).least == -4);
  CHECK(bounds(v(0) * 3 - v(1) * 2, extents).most == 3);
  CHECK(substituted(v(0) * 2 + v(1), 0, v(1) - Affine{1, {}}) == v(1) * 3 - Affine{2, {}});
}

using Ints = std::vector<std::int64_t>;

TEST_CASE("a sum with equal indices in it is what is at that index") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x", ir::ParamKind::Param, {ir::DType::F64, {3}});
  const Ints square{3, 3};
  const ir::ValueId identity = b.to_float(b.eq(b.iota(square, 0), b.iota(square, 1)));
  b.output(b.dot(identity, x, {Ints{1}, Ints{0}}));
  const ir::Function fn = b.finish();
  Elements elements(fn);
  const IndexVariable i = elements.variable(3);
  const std::vector<Affine> at{v(i)};
  const auto sum = elements.element(fn.outputs()[0].value, at);
  REQUIRE(sum);
  REQUIRE(sum->size() == 1);
  CHECK(sum->front().zeros.empty());
  const ElementNode& node = elements.node(sum->front().value);
  CHECK(node.kind == ElementNode::Kind::Leaf);
  CHECK(node.at == at);
}

TEST_CASE("what has no words has no elements") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x", ir::ParamKind::Param, {ir::DType::F64, {2, 2, 2}});
  b.output(b.softmax(x, Ints{2}));
  const ir::Function fn = b.finish();
  Elements elements(fn);
  std::vector<Affine> at;
  for (int axis = 0; axis < 3; ++axis) at.push_back(v(elements.variable(2)));
  CHECK(!elements.element(fn.outputs()[0].value, at));
}

}  // namespace
}  // namespace adc::analysis
