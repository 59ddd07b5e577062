// From one example to many: of every op, and of derivatives in either order.
#include <catch2/catch.hpp>

#include "diag/diagnostics.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/tensors/batch.h"
#include "tests/passes/tensor_cases.h"

using namespace adc;
using namespace adc::test;
using ir::Function;

namespace {

constexpr std::size_t kMost = Limits{}.instructions;

// The inputs of n examples: those that `batched` marks one after the other, the others once.
struct Examples {
  Numbers all;
  std::vector<Numbers> each;
};

Examples examples(const Function& fn, const std::vector<bool>& batched, std::size_t n, std::uint64_t seed) {
  Examples result;
  result.each.resize(n);
  for (std::size_t w = 0; w < fn.params().size(); ++w) {
    const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(w)).elements());
    Numbers x;
    for (std::size_t e = 0; e < n; ++e) {
      if (e == 0 || batched[w]) {
        x = random_numbers(size, seed + 31 * w + 1000 * e);
        result.all.insert(result.all.end(), x.begin(), x.end());
      }
      result.each[e].insert(result.each[e].end(), x.begin(), x.end());
    }
  }
  return result;
}

// What a batch must give: each output's examples one after the other.
Numbers one_by_one(const Function& fn, const Examples& at) {
  std::vector<Numbers> each;
  each.reserve(at.each.size());
  for (const Numbers& x : at.each) each.push_back(evaluate_flat(fn, x));
  Numbers result;
  std::size_t from = 0;
  for (const ir::Output& output : fn.outputs()) {
    const auto size = static_cast<std::size_t>(fn.shape(output.value).elements());
    for (const Numbers& y : each) {
      for (std::size_t i = 0; i < size; ++i) result.push_back(y[from + i]);
    }
    from += size;
  }
  return result;
}

// Every choice of inputs that get a leading axis.
std::vector<std::vector<bool>> choices(std::size_t inputs) {
  std::vector<std::vector<bool>> all;
  for (std::size_t bits = 1; bits < (std::size_t{1} << inputs); ++bits) {
    all.emplace_back();
    for (std::size_t i = 0; i < inputs; ++i) all.back().push_back((bits >> i & 1U) != 0);
  }
  return all;
}

void check_batch(const Function& fn, const std::vector<bool>& batched, std::uint64_t seed, double tolerance) {
  const Function many = passes::batch(fn, batched, 3, kMost);
  INFO(ir::print(many));
  REQUIRE(ir::verify(many).empty());
  const Examples at = examples(fn, batched, 3, seed);
  check_close(evaluate_flat(many, at.all), one_by_one(fn, at), tolerance);
}

Function gradient(const Function& fn) {
  return passes::run(fn, {.derive = Derive::Gradient, .wrt = {}, .limits = {}}).value();
}

}  // namespace

TEST_CASE("a batch of every op gives what the examples give one by one") {
  std::uint64_t seed = 0;
  for (const TensorCase& c : tensor_cases()) {
    const Function fn = tensors(c);
    for (const std::vector<bool>& batched : choices(c.shapes.size())) {
      CAPTURE(c.name, batched);
      check_batch(fn, batched, ++seed, 1e-14);
    }
  }
}

TEST_CASE("positions may differ from example to example") {
  const Function gather = tensors(
      {{2, 3, 2}, {2, 2}}, [](Builder& b, auto& x) { return b.gather(x[0], b.floor(b.mul(b.integer(2), x[1])), 1); });
  const Function scatter = tensors({{2, 2, 2, 2}, {2, 2}}, [](Builder& b, auto& x) {
    return b.scatter_add(x[0], b.floor(b.mul(b.integer(2), x[1])), 1, 3);
  });
  for (const std::vector<bool>& batched : choices(2)) {
    CAPTURE(batched);
    check_batch(scatter, batched, 5, 1e-14);
    const Function many = passes::batch(gather, batched, 3, kMost);
    const Examples at = examples(gather, batched, 3, 5);
    const Numbers found = evaluate_flat(many, at.all);
    const Numbers wanted = one_by_one(gather, at);
    bool any_outside = false;  // 3 is no position
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      any_outside = any_outside || std::isnan(wanted[i]);
      CHECK((found[i] == wanted[i] || (std::isnan(found[i]) && std::isnan(wanted[i]))));
    }
    CHECK(any_outside);
  }
}

TEST_CASE("the batch of a gradient is the gradient of a batch") {
  std::uint64_t seed = 300;
  for (const TensorCase& c : tensor_cases()) {
    const Function fn = tensors(c.shapes, [&](Builder& b, const std::vector<ValueId>& x) {
      const ValueId y = c.body(b, x);
      Ints axes;
      for (std::size_t k = 0; k < b.function().shape(y).rank(); ++k) axes.push_back(static_cast<std::int64_t>(k));
      return b.reduce_sum(b.mul(y, y), axes);
    });
    const std::vector<bool> all(c.shapes.size(), true);
    CAPTURE(c.name);
    // The gradient of the sum over the batch has each example's gradient in its place.
    const Function many = passes::batch(fn, all, 3, kMost);
    Builder b("sum");
    std::vector<ValueId> to;
    for (std::size_t i = 0; i < many.size(); ++i) {
      std::vector<ValueId> operands;
      for (const ValueId x : many.operands(ir::value_id(i))) operands.push_back(to[ir::index(x)]);
      to.push_back(b.clone(many, ir::value_id(i), operands));
    }
    b.output(b.reduce_sum(to[ir::index(many.outputs()[0].value)], Ints{0}));
    const Numbers at = examples(fn, all, 3, ++seed).all;
    Numbers of_batch = evaluate_flat(gradient(b.finish()), at);
    Numbers batched = evaluate_flat(passes::batch(gradient(fn), all, 3, kMost), at);
    of_batch.erase(of_batch.begin());
    batched.erase(batched.begin(), batched.begin() + 3);
    check_close(of_batch, batched, 1e-13);
  }
}

TEST_CASE("a matrix times a batch of vectors is one product of matrices") {
  const Function layer =
      tensors({{3, 4}, {4}}, [](Builder& b, auto& x) { return b.dot(x[0], x[1], {Ints{1}, Ints{0}}); });
  const Function many = passes::batch(layer, {false, true}, 8, kMost);
  REQUIRE(many.size() == 3);
  CHECK(many.op(ir::value_id(2)) == ir::Op::Dot);
  CHECK(many.shape(ir::value_id(2)) == ir::Shape{8, 3});
}

TEST_CASE("the mean over a batch") {
  Builder b("loss");
  const ValueId w = b.param("w", ir::ParamKind::Param, {ir::DType::F64, ir::Shape{2}});
  const ValueId x = b.param("x", ir::ParamKind::Data, {ir::DType::F64, ir::Shape{2}});
  b.output(b.dot(w, x, {Ints{0}, Ints{0}}));
  b.output(b.reduce_sum(w, Ints{0}));
  const Function mean = passes::mean_over_batch(b.finish(), {false, true}, 4, kMost);
  CHECK(evaluate_flat(mean, {1, 10, 1, 1, 2, 2, 3, 3, 6, 6}) == Numbers{33, 11, 11, 11, 11});
}

TEST_CASE("the weighted sum over a batch") {
  Builder b("loss");
  const ValueId w = b.param("w", ir::ParamKind::Param, {ir::DType::F64, ir::Shape{2}});
  const ValueId x = b.param("x", ir::ParamKind::Data, {ir::DType::F64, ir::Shape{2}});
  b.output(b.dot(w, x, {Ints{0}, Ints{0}}));
  b.output(b.reduce_sum(w, Ints{0}));
  const Function sum = passes::weighted_sum_over_batch(b.finish(), {false, true}, 4, kMost);
  REQUIRE(sum.params().size() == 3);
  CHECK(evaluate_flat(sum, {1, 10, 1, 1, 2, 2, 3, 3, 6, 6, 1, 0.5, 0, 2}) == Numbers{154, 11, 11, 11, 11});

  Builder constant("loss");  // the same for each example
  constant.output(constant.param("w", ir::ParamKind::Param, {ir::DType::F64, ir::Shape()}));
  const Function same = passes::weighted_sum_over_batch(constant.finish(), {false}, 2, kMost);
  CHECK(evaluate_flat(same, {5, 0.25, 1}) == Numbers{6.25});
}

TEST_CASE("a batch that no tensor can hold is refused") {
  const Function deep = tensors({{1, 1, 1, 1, 1, 1, 1, 1}}, [](Builder& b, auto& x) { return b.neg(x[0]); });
  const Function large = tensors({{1 << 20}}, [](Builder& b, auto& x) { return b.neg(x[0]); });
  const auto slug = [](const Function& fn, std::int64_t n) -> std::string {
    try {
      (void)passes::batch(fn, {true}, n, kMost);
    } catch (const diag::Failure& failure) {
      return failure.diagnostic().slug;
    }
    return "";
  };
  CHECK(slug(deep, 2) == "too-many-axes");
  CHECK(slug(large, std::int64_t{1} << 40) == "too-many-elements");
}
