// Derivatives of tensors: every op, in every mode, against differences.
#include <catch2/catch.hpp>
#include <numeric>
#include <span>
#include <vector>

#include "ir/text.h"
#include "ir/verifier.h"
#include "parser/parse.h"
#include "passes/core/cost.h"
#include "passes/lower/with_float_type.h"
#include "passes/tensors/batch.h"
#include "tests/passes/tensor_cases.h"

using namespace adc;
using namespace adc::test;
using ir::Function;
using ir::ValueId;

namespace {

// The Jacobian, row-major, [outputs, inputs], by differences.
Numbers differences(const Function& fn, const Numbers& at) {
  const std::size_t rows = ir::flat_outputs(fn);
  Numbers jacobian(rows * at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    const double h = 1e-4;
    const auto shifted = [&](double by) {
      Numbers x = at;
      x[i] += by;
      return evaluate_flat(fn, x);
    };
    const Numbers a = shifted(h);
    const Numbers b = shifted(-h);
    const Numbers c = shifted(2 * h);
    const Numbers d = shifted(-2 * h);
    for (std::size_t o = 0; o < rows; ++o) jacobian[o * at.size() + i] = (8 * (a[o] - b[o]) - (c[o] - d[o])) / (12 * h);
  }
  return jacobian;
}

std::size_t elements(const Function& fn, ValueId value) { return static_cast<std::size_t>(fn.shape(value).elements()); }

std::vector<std::size_t> input_sizes(const Function& fn) {
  std::vector<std::size_t> sizes;
  sizes.reserve(fn.params().size());
  for (std::size_t i = 0; i < fn.params().size(); ++i) sizes.push_back(elements(fn, ir::value_id(i)));
  return sizes;
}

// The matrix of these blocks, one after the other, block by block row-major.
Numbers matrix_of_blocks(std::span<const double> blocks, const std::vector<std::size_t>& rows,
                         const std::vector<std::size_t>& columns) {
  const std::size_t width = std::accumulate(columns.begin(), columns.end(), std::size_t{0});
  Numbers result(std::accumulate(rows.begin(), rows.end(), std::size_t{0}) * width);
  REQUIRE(blocks.size() == result.size());
  std::size_t from = 0;
  std::size_t row = 0;
  for (const std::size_t height : rows) {
    std::size_t column = 0;
    for (const std::size_t block_width : columns) {
      for (std::size_t r = 0; r < height; ++r) {
        for (std::size_t c = 0; c < block_width; ++c) result[(row + r) * width + column + c] = blocks[from++];
      }
      column += block_width;
    }
    row += height;
  }
  return result;
}

// The Jacobian that `fn`'s gradient by a mode gives, laid out as above.
Numbers jacobian(const Function& fn, Mode mode, const Numbers& at, Level level = Level::Stable) {
  const Function gradient =
      passes::run(fn, {.derive = Derive::Gradient, .mode = mode, .level = level, .wrt = {}, .limits = {}}).value();
  INFO(ir::print(gradient));
  REQUIRE(ir::verify(gradient).empty());
  const Numbers all = evaluate_flat(gradient, at);
  const std::size_t values = ir::flat_outputs(fn);
  std::vector<std::size_t> rows;
  for (const ir::Output& output : fn.outputs()) rows.push_back(elements(fn, output.value));
  return matrix_of_blocks(std::span(all).subspan(values), rows, input_sizes(fn));
}

void check_derivatives(const Function& fn, const Numbers& at) {
  INFO(ir::print(fn));
  const Numbers wanted = differences(fn, at);
  const Numbers reverse = jacobian(fn, Mode::Reverse, at);
  check_close(reverse, wanted, 1e-9);
  for (const Mode mode : {Mode::Auto, Mode::Forward, Mode::Symbolic}) {
    CAPTURE(static_cast<int>(mode));
    check_close(jacobian(fn, mode, at), reverse, 1e-13);
  }
}

Numbers joined(Numbers a, const Numbers& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Numbers after(const Numbers& all, std::size_t count) {
  return {all.begin() + static_cast<std::ptrdiff_t>(count), all.end()};
}

Ints axes_up_to(std::size_t rank) {
  Ints axes;
  for (std::size_t axis = 0; axis < rank; ++axis) axes.push_back(static_cast<std::int64_t>(axis));
  return axes;
}

Function derive(const Function& fn, Derive what) {
  Function derived = passes::run(fn, {.derive = what, .wrt = {}, .limits = {}}).value();
  REQUIRE(ir::verify(derived).empty());
  return derived;
}

std::uint64_t count_products(const Function& fn) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < fn.size(); ++i) sum += passes::products(fn, ir::value_id(i));
  return sum;
}

// The second derivatives of a scalar function, [inputs, inputs], from the blocks that `hessian` gives.
Numbers hessian_matrix(const Function& fn, Mode mode, const Numbers& at) {
  const Function hessian = passes::run(fn, {.derive = Derive::Hessian, .mode = mode, .wrt = {}, .limits = {}}).value();
  INFO(ir::print(hessian));
  REQUIRE(ir::verify(hessian).empty());
  const Numbers all = evaluate_flat(hessian, at);
  return matrix_of_blocks(std::span(all).subspan(1 + at.size()), input_sizes(fn), input_sizes(fn));
}

// Hessian–vector products against the Hessian.
void check_products(const Function& fn, const Numbers& at, const Numbers& hessian) {
  const std::size_t n = at.size();
  const Numbers tangent = random_numbers(n, 7);
  Numbers wanted(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) wanted[i] += hessian[i * n + j] * tangent[j];
  }
  check_close(after(evaluate_flat(derive(fn, Derive::Hvp), joined(at, tangent)), 1 + n), wanted, 1e-8);
}

}  // namespace

TEST_CASE("forward, reverse and symbolic mode agree with differences on every op of tensors") {
  std::uint64_t seed = 0;
  for (const TensorCase& c : tensor_cases()) {
    INFO(c.name);
    const Function fn = tensors(c);
    REQUIRE(ir::verify(fn).empty());
    check_derivatives(fn, random_numbers(ir::flat_inputs(fn), ++seed));
  }
}

TEST_CASE("second derivatives of tensors agree with differences of the gradient, in every mode") {
  std::uint64_t seed = 100;
  for (const TensorCase& c : tensor_cases()) {
    INFO(c.name);
    // Its outputs in one number, whose gradient depends on all of them.
    const Function fn = tensors(c.shapes, [&](Builder& b, const std::vector<ValueId>& x) {
      const ValueId y = c.body(b, x);
      const std::size_t rank = b.function().shape(y).rank();
      return rank == 0 ? b.mul(y, y) : b.reduce_sum(b.mul(y, y), axes_up_to(rank));
    });
    const Numbers at = random_numbers(ir::flat_inputs(fn), ++seed);
    const Function gradient =
        passes::run(fn, {.derive = Derive::Gradient, .mode = Mode::Reverse, .wrt = {}, .limits = {}}).value();
    const Numbers all = differences(gradient, at);
    const Numbers wanted(all.begin() + static_cast<std::ptrdiff_t>(at.size()), all.end());
    for (const Mode mode : kModes) {
      CAPTURE(static_cast<int>(mode));
      const Numbers hessian = hessian_matrix(fn, mode, at);
      check_close(hessian, wanted, 1e-8);
      for (std::size_t i = 0; i < at.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) CHECK(hessian[i * at.size() + j] == hessian[j * at.size() + i]);
      }
    }
    check_products(fn, at, wanted);
  }
}

TEST_CASE("Jacobians times tensors are what the Jacobian says") {
  std::uint64_t seed = 200;
  for (const TensorCase& c : tensor_cases()) {
    INFO(c.name);
    const Function fn = tensors(c);
    const Numbers at = random_numbers(ir::flat_inputs(fn), ++seed);
    const Numbers rows = jacobian(fn, Mode::Reverse, at);
    const std::size_t n = at.size();
    const std::size_t m = ir::flat_outputs(fn);
    const Numbers tangent = random_numbers(n, ++seed);
    const Numbers cotangent = random_numbers(m, ++seed);
    Numbers forward(m);
    Numbers backward(n);
    for (std::size_t o = 0; o < m; ++o) {
      for (std::size_t i = 0; i < n; ++i) {
        forward[o] += rows[o * n + i] * tangent[i];
        backward[i] += rows[o * n + i] * cotangent[o];
      }
    }
    check_close(after(evaluate_flat(derive(fn, Derive::Jvp), joined(at, tangent)), m), forward, 1e-12);
    check_close(after(evaluate_flat(derive(fn, Derive::Vjp), joined(at, cotangent)), m), backward, 1e-12);
  }
}

TEST_CASE("zeros that a slice's derivative brings do not meet infinite partials") {
  const auto slice_of = [](Builder& b, ValueId v) { return b.slice(v, Ints{1}, Ints{3}, Ints{1}); };
  const auto gradient = [](const Function& fn, Mode mode, const Numbers& at) { return jacobian(fn, mode, at); };
  const Numbers at{0, 4, 9};
  const Function root =
      tensors({{3}}, [&](Builder& b, auto& x) { return b.reduce_sum(slice_of(b, b.sqrt(x[0])), Ints{0}); });
  const Function gathered = tensors({{3}}, [&](Builder& b, auto& x) {
    return b.reduce_sum(b.gather(b.sqrt(x[0]), b.add(b.iota(Ints{2}, 0), b.integer(1)), 0), Ints{0});
  });
  const Function chosen = tensors({{3}}, [&](Builder& b, auto& x) {
    const ValueId reversed = b.reverse(b.sqrt(x[0]), Ints{0});
    const ValueId some = b.lt(b.integer(0), b.reverse(x[0], Ints{0}));
    return b.reduce_sum(b.select(some, b.neg(reversed), b.integer(0)), Ints{0});
  });
  for (const Mode mode : kModes) {
    CAPTURE(static_cast<int>(mode));
    CHECK(gradient(root, mode, at) == Numbers{0, 0.25, 1.0 / 6});
    CHECK(gradient(gathered, mode, at) == Numbers{0, 0.25, 1.0 / 6});
    CHECK(gradient(chosen, mode, {4, 1, 0}) == Numbers{-0.25, -0.5, 0});
  }
}

TEST_CASE("an element at a position that is not there is a nan that changes with nothing") {
  const Function fn = tensors({{2}, {4}}, [](Builder& b, auto& x) { return b.gather(b.sin(x[0]), x[1], 0); });
  const Function square = tensors({{2, 2}, {}}, [](Builder& b, auto& x) { return b.gather(x[0], x[1], 1); });
  const std::uint32_t x = 0;
  for (const Mode mode : kModes) {
    for (const Derive derive : {Derive::Gradient, Derive::Hessian}) {
      const auto derived = [&](const Function& of, const Numbers& at) {
        const passes::Plan plan{.derive = derive, .mode = mode, .wrt = {x}, .limits = {}};
        return evaluate_flat(passes::run(of, plan).value(), at);
      };
      CAPTURE(static_cast<int>(mode), static_cast<int>(derive));
      const Numbers some = derived(fn, {1, 2, -1, 0.5, 2, 1});
      for (std::size_t i = 4; i < some.size(); ++i) {
        CAPTURE(i);
        const bool is_there = derive == Derive::Gradient ? i == 11 : i == 11 || i == 12 + 15;
        CHECK((some[i] != 0) == is_there);
      }
      const Numbers none = derived(square, {1, 2, 3, 4, 2});
      for (std::size_t i = 2; i < none.size(); ++i) CHECK(none[i] == 0);
    }
  }
}

TEST_CASE("an element whose derivative is infinite leaves the others' alone") {
  const double inf = std::numeric_limits<double>::infinity();
  const Function roots = tensors({{2}}, [](Builder& b, auto& x) { return b.sqrt(b.neg(b.neg(x[0]))); });
  const Function sum = tensors({{2}}, [](Builder& b, auto& x) { return b.reduce_sum(b.sqrt(x[0]), Ints{0}); });
  const Function by_example =
      tensors({{2, 1}, {1}}, [](Builder& b, auto& x) { return b.sqrt(b.dot(x[0], x[1], {Ints{1}, Ints{0}})); });
  for (const Mode mode : kModes) {
    CAPTURE(static_cast<int>(mode));
    CHECK(jacobian(roots, mode, {0, 4}) == Numbers{inf, 0, 0, 0.25});
    CHECK(jacobian(sum, mode, {0, 4}) == Numbers{inf, 0.25});
    CHECK(jacobian(by_example, mode, {0, 4, 1})[4] == 0.25);
    CHECK(jacobian(by_example, mode, {0, 4, 1})[1] == 0);
  }
}

TEST_CASE("the elements that are not the largest have derivative 0, also where what they are made of has none") {
  const Function fn = tensors({{3}}, [](Builder& b, auto& x) { return b.reduce_max(b.sqrt(x[0]), Ints{0}); });
  for (const Mode mode : kModes) CHECK(jacobian(fn, mode, {0, 4, 1}) == Numbers{0, 0.25, 0});
}

TEST_CASE("a condition reaches through products of tensors and back") {
  // √x of an example that is not used: its derivative is infinite.
  const Function fn = tensors({{2, 3}, {2, 3}}, [](Builder& b, auto& x) {
    const ValueId y = b.dot(b.sqrt(x[0]), x[1], {Ints{1}, Ints{1}});  // [2, 2]
    return b.reduce_sum(b.slice(y, Ints{0, 0}, Ints{1, 2}, Ints{1, 1}), Ints{0, 1});
  });
  const Numbers found = jacobian(fn, Mode::Reverse, {1, 4, 9, 0, 0, 0, 1, 1, 1, 2, 2, 2});
  CHECK(found == Numbers{1.5, 0.75, 0.5, 0, 0, 0, 1, 2, 3, 1, 2, 3});
}

TEST_CASE("conventions where reductions are not differentiable") {
  const auto of = [](auto method, const Numbers& at) {
    const Function fn = tensors({{static_cast<std::int64_t>(at.size())}},
                                [&](Builder& b, auto& x) { return (b.*method)(x[0], Ints{0}); });
    Numbers found = jacobian(fn, Mode::Reverse, at);
    for (const Mode mode : kModes) CHECK(jacobian(fn, mode, at) == found);
    return found;
  };
  CHECK(of(&Builder::reduce_max, {2, 1, 2}) == Numbers{0.5, 0, 0.5});
  CHECK(of(&Builder::reduce_min, {1, 1, 1, 2}) == Numbers{1.0 / 3, 1.0 / 3, 1.0 / 3, 0});
  CHECK(of(&Builder::norm, {0, 0}) == Numbers{0, 0});
  check_close(of(&Builder::norm, {3e200, 4e200}), {0.6, 0.8}, 1e-15);
  CHECK(of(&Builder::prod, {0, 3, 5}) == Numbers{15, 0, 0});
  CHECK(of(&Builder::prod, {0, 0, 5}) == Numbers{0, 0, 0});
}

TEST_CASE("the derivative of what does not depend on a tensor is 0 of the right shape") {
  const Function fn = tensors({{2, 3}, {4}}, [](Builder& b, auto& x) { return b.mul(x[1], x[1]); });
  const Function gradient = derive(fn, Derive::Gradient);
  REQUIRE(gradient.outputs().size() == 3);
  CHECK(gradient.shape(gradient.outputs()[1].value) == ir::Shape{4, 2, 3});
  CHECK(gradient.shape(gradient.outputs()[2].value) == ir::Shape{4, 4});
}

TEST_CASE("`diff` of tensors by tensors in a program, nested, and by bindings") {
  const auto cubes = [](Builder& b, auto& x) { return b.reduce_sum(b.powi(x[0], 3), Ints{0}); };
  const Function once = tensors({{2}}, [&](Builder& b, auto& x) { return b.diff(cubes(b, x), x[0]); });
  const Function twice = tensors({{2}}, [&](Builder& b, auto& x) { return b.diff(b.diff(cubes(b, x), x[0]), x[0]); });
  const Function thrice =
      tensors({{2}}, [&](Builder& b, auto& x) { return b.diff(b.diff(b.diff(cubes(b, x), x[0]), x[0]), x[0]); });
  const Function by_binding = tensors({{2}}, [&](Builder& b, auto& x) {
    const ValueId t = b.copy(b.mul(x[0], x[0]));
    return b.diff(b.mul(b.mul(t, x[0]), t), t);  // 2·t·x on the diagonal
  });
  const Numbers at{2, 5};
  const auto value = [&](const Function& fn) { return evaluate_flat(derive(fn, Derive::Value), at); };
  CHECK(value(once) == Numbers{12, 75});
  CHECK(value(twice) == Numbers{12, 0, 0, 30});
  CHECK(value(thrice) == Numbers{6, 0, 0, 0, 0, 0, 0, 6});
  CHECK(value(by_binding) == Numbers{16, 0, 0, 250});
  check_derivatives(derive(once, Derive::Value), at);
}

TEST_CASE("the gradient of a network costs at most three times its products") {
  const Function loss = tensors({{32, 64}, {32}, {32, 32}, {32}, {10, 32}, {10}, {64}, {10}}, [](Builder& b, auto& x) {
    const auto layer = [&](ValueId w, ValueId h, ValueId bias) { return b.add(b.dot(w, h, {Ints{1}, Ints{0}}), bias); };
    const ValueId first = b.tanh(layer(x[0], x[6], x[1]));
    const ValueId second = b.tanh(layer(x[2], first, x[3]));
    const ValueId z = layer(x[4], second, x[5]);
    return b.sub(b.logsumexp(z, Ints{0}), b.dot(x[7], z, {Ints{0}, Ints{0}}));
  });
  const std::vector<bool> examples{false, false, false, false, false, false, true, true};
  const Function many = passes::batch(loss, examples, 16, Limits{}.instructions);
  const std::vector<std::uint32_t> weights{0, 1, 2, 3, 4, 5};
  for (const Function* fn : {&loss, &many}) {
    Builder b("mean");
    std::vector<ValueId> to;
    for (std::size_t i = 0; i < fn->size(); ++i) {
      std::vector<ValueId> operands;
      for (const ValueId x : fn->operands(ir::value_id(i))) operands.push_back(to[ir::index(x)]);
      to.push_back(b.clone(*fn, ir::value_id(i), operands));
    }
    const ValueId y = to[ir::index(fn->outputs()[0].value)];
    b.output(fn->shape(fn->outputs()[0].value).rank() == 0 ? y : b.reduce_sum(y, Ints{0}));
    const Function one = b.finish();
    const Function gradient = passes::run(one, {.derive = Derive::Gradient, .wrt = weights, .limits = {}}).value();
    INFO(ir::print(gradient));
    CHECK(count_products(gradient) <= 3 * count_products(one));
  }
}

TEST_CASE("what is chosen is counted once, and not for each axis that it is repeated along") {
  constexpr std::int64_t kPoints = 50;
  constexpr std::int64_t kComponents = 5;
  const Function loss = parser::parse(
                            "param q: R[5, 4, 4], m: R[5, 4]; data x: R[50, 4]\n"
                            "y = [p = 1:50, k = 1:5, i = 1:4, sum(j = 1:4, q[k, i, j]*exp(x[p, j] - m[k, j]))]\n"
                            "sum(p = 1:50, logsumexp(k = 1:5, -sum(i = 1:4, y[p, k, i]²)))",
                            {})
                            .value()
                            .fn;
  const Function gradient = derive(loss, Derive::Gradient);
  INFO(ir::print(gradient));
  int counts = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const ValueId sum = ir::value_id(i);
    if (gradient.op(sum) != ir::Op::ReduceSum) continue;
    const ValueId terms = gradient.operands(sum)[0];
    if (gradient.op(terms) != ir::Op::ToFloat) continue;
    ++counts;
    CHECK(gradient.shape(terms).elements() <= kPoints * kComponents);
  }
  CHECK(counts > 0);
}

TEST_CASE("the size of a gradient's program does not depend on how long its vectors are") {
  const std::string chain = "param x: R[n]\nsum(i = 1:n-1, 100(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)";
  const auto gradient = [&](std::int64_t n) {
    parser::ParseOptions options;
    options.dims["n"] = n;
    return derive(parser::parse("dim n\n" + chain, options).value().fn, Derive::Gradient);
  };
  const Function small = gradient(5);
  CHECK(gradient(1'000'000).size() == small.size());
  CHECK(small.size() <= 40);
  const Numbers at{0.5, -0.3, 1.2, 0.9, 0.1};
  const Numbers found = evaluate_flat(small, at);
  for (std::size_t i = 0; i < at.size(); ++i) {
    double wanted = 0;
    if (i + 1 < at.size()) wanted += -400 * at[i] * (at[i + 1] - at[i] * at[i]) - 2 * (1 - at[i]);
    if (i > 0) wanted += 200 * (at[i] - at[i - 1] * at[i - 1]);
    CHECK(found[1 + i] == Approx(wanted).epsilon(1e-13));
  }
}

TEST_CASE("derivatives of tensors in single precision") {
  std::uint64_t seed = 400;
  for (const TensorCase& c : tensor_cases()) {
    INFO(c.name);
    const Function fn = tensors(c);
    const Function single = passes::with_float_type(fn, ir::DType::F32).value();
    for (const Mode mode : {Mode::Reverse, Mode::Forward}) {
      const passes::Plan plan{.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}};
      const Function gradient = passes::run(single, plan).value();
      REQUIRE(ir::verify(gradient).empty());
      CHECK(gradient.float_type() == ir::DType::F32);
      const Numbers at = random_numbers(ir::flat_inputs(fn), ++seed);
      check_close(evaluate_flat(gradient, at), evaluate_flat(passes::run(fn, plan).value(), at), 2e-5);
    }
  }
}
