// The evaluator of the kernel form, between the interpreter and native code.
#include "kernel/run.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "ir/interpreter.h"
#include "ir/text.h"
#include "kernel/lower.h"
#include "kernel/text.h"
#include "tests/jit/native.h"
#include "tests/kernel/programs.h"
#include "tests/support/bits.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

// The blocks of a fold of as many terms as there can be.
static_assert(kernel::first_part(std::int64_t{1} << 40, std::int64_t{1} << 48) == std::int64_t{1} << 40);

using Numbers = std::vector<double>;

/// The first result in which two evaluators differ in any bit, or "".
std::string difference(const Numbers& x, const Numbers& y) {
  if (x.size() != y.size()) return "another number of results";
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!same_bits(x[i], y[i]))
      return "result " + std::to_string(i) + ": " + std::to_string(x[i]) + ", " + std::to_string(y[i]);
  }
  return "";
}

/// Whether no two numbers are added in another order than the interpreter's: nothing is folded by rounding.
bool keeps_order(const kernel::Program& program) {
  for (const kernel::Step& step : program.steps) {
    for (const kernel::Node& node : kernel::loops_of(step).nodes) {
      const auto* const fold = std::get_if<kernel::Fold>(&node);
      if (fold != nullptr && (fold->combine == kernel::Combine::Add || fold->combine == kernel::Combine::Mul))
        return false;
    }
  }
  return true;
}

Numbers run(const kernel::Program& program, const ir::Function& fn, const Numbers& x) {
  Numbers y(ir::flat_outputs(fn));
  kernel::run(program, x, y);
  return y;
}

}  // namespace

TEST_CASE("the kernel form has the interpreter's numbers, and its bits where it adds in the same order") {
  RandomBits random(21);
  std::size_t same_order = 0;
  for (const auto& [name, fn] : tensor_functions()) {
    const kernel::Program program = kernel::lower(fn);
    const Numbers x = random_numbers(random, ir::flat_inputs(fn), fn.float_type());
    Numbers expected(ir::flat_outputs(fn));
    ir::interpret(fn, x, expected);
    const Numbers got = run(program, fn, x);
    CAPTURE(name, ir::print(fn), kernel::print(program));
    if (keeps_order(program)) {
      ++same_order;
      CHECK(difference(got, expected) == "");
      continue;
    }
    const double unit = fn.float_type() == ir::DType::F32 ? 0x1p-24 : 0x1p-53;
    for (std::size_t i = 0; i < got.size(); ++i) {
      const bool is_near = std::fabs(got[i] - expected[i]) <= 4096 * unit * std::max(1.0, std::fabs(expected[i]));
      CHECK((is_near || same_bits(got[i], expected[i])));
    }
  }
  CHECK(same_order > 100);
}

TEST_CASE("native code without vector math and product library has the bits of the kernel form") {
  RandomBits random(22);
  for (const auto& [name, fn] : tensor_functions()) {
    const Numbers x = random_numbers(random, ir::flat_inputs(fn), fn.float_type());
    const kernel::Program program = kernel::lower(fn);
    CAPTURE(name, ir::print(fn), kernel::print(program));
    CHECK(difference(run(program, fn, x), Native(fn, {.vector_math = false, .product_library = false})(x)) == "");
  }
}

TEST_CASE("folds of every length, over one loop and over two, have the same bits in native code") {
  const auto check = [](const std::vector<std::int64_t>& extents, const std::vector<std::int64_t>& axes,
                        ir::DType type) {
    for (const ir::Op op : {ir::Op::ReduceSum, ir::Op::Prod, ir::Op::ReduceMax, ir::Op::ReduceMin}) {
      ir::Builder b("f", type);
      const ir::ValueId x = b.param("x", ir::ParamKind::Param, {type, ir::Shape(extents)});
      std::vector<std::int64_t> list{static_cast<std::int64_t>(axes.size())};
      list.insert(list.end(), axes.begin(), axes.end());
      b.output(b.emit(op, std::vector{x}, std::span<const std::int64_t>(list)));
      const ir::Function fn = b.finish();
      RandomBits random(23);
      Numbers numbers = random_numbers(random, ir::flat_inputs(fn), type);
      for (std::size_t i = 0; i < numbers.size(); i += 5) numbers[i] = i % 2 == 0 ? 0.0 : -0.0;
      if (op == ir::Op::Prod) {
        for (double& number : numbers) number = static_cast<float>(1 + number / 64);
      }
      const kernel::Program program = kernel::lower(fn);
      CAPTURE(extents, axes, kernel::print(program));
      CHECK(difference(run(program, fn, numbers), Native(fn)(numbers)) == "");
    }
  };
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    for (std::int64_t n = 0; n < 140; ++n) check({n}, {0}, type);
    for (const std::int64_t n : {63, 64, 65, 129, 2047, 2048, 2049, 4160, 20'000}) {
      check({n}, {0}, type);
      check({n, 3}, {0}, type);
      check({3, n}, {1}, type);
      check({5, n, 2}, {0, 1}, type);
      check({n, 2, 3}, {0, 2}, type);
    }
  }
}
