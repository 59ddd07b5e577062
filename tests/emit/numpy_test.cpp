// Emitted Python is within rounding of the interpreter.
#include "emit/numpy.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <string>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "passes/lower/with_float_type.h"
#include "passes/pipeline.h"
#include "tests/emit/formulas.h"
#include "tests/emit/numpy_module.h"
#include "tests/kernel/programs.h"
#include "tests/support/bits.h"
#include "tests/support/exact_judge.h"
#include "tests/support/op_functions.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Numbers = std::vector<double>;

double unit(const ir::Function& fn) { return fn.float_type() == ir::DType::F32 ? 0x1p-24 : 0x1p-53; }

/// Within so many units in the last place.
bool is_near(double a, double b, double ulps, const ir::Function& fn) {
  const double smallest = fn.float_type() == ir::DType::F32 ? 0x1p-149 : 0x1p-1074;
  return same_bits(a, b) || std::fabs(a - b) <= 2 * ulps * unit(fn) * std::fabs(b) + 2 * smallest;
}

/// What the tolerance (precise/tolerance.h) allows two computations to be apart.
bool agree(double got, double expected, const ir::Function& fn, const Numbers& point, std::size_t output) {
  if (is_near(got, expected, 64, fn)) return true;
  if (!std::isfinite(got) || !std::isfinite(expected)) return false;
  const Real allowed = 16 * unit(fn) * conditioning(fn, point, output);
  return Real(std::fabs(got - expected)) <= allowed;
}

/// Points of a function of scalars, as one call has them and as the interpreter does.
Numbers by_inputs(const std::vector<Numbers>& points) {
  Numbers flat;
  for (std::size_t i = 0; !points.empty() && i < points[0].size(); ++i) {
    for (const Numbers& point : points) flat.push_back(point[i]);
  }
  return flat;
}

/// In single precision, points are floats.
std::vector<Numbers> rounded(std::vector<Numbers> points, ir::DType type) {
  for (Numbers& point : points) {
    for (double& x : point) x = type == ir::DType::F32 ? static_cast<double>(static_cast<float>(x)) : x;
  }
  return points;
}

struct Case {
  std::string text;
  ir::Function fn;
  std::vector<Numbers> points;
};

void check_scalars(const std::vector<Case>& cases, const std::string& array_module) {
  NumpyModule module;
  for (const Case& c : cases) module.add(c.fn, by_inputs(c.points), c.points.size(), c.text);
  const auto results = module.run(array_module);
  if (!results) return;
  for (std::size_t n = 0; n < cases.size(); ++n) {
    const Case& c = cases[n];
    for (std::size_t p = 0; p < c.points.size(); ++p) {
      const Numbers expected = interpreted(c.fn, c.points[p]);
      for (std::size_t o = 0; o < expected.size(); ++o) {
        const double got = (*results)[n][o * c.points.size() + p];
        if (agree(got, expected[o], c.fn, c.points[p], o)) continue;
        CAPTURE(c.text, c.points[p], o, got, expected[o], ir::print(c.fn));
        FAIL_CHECK("emitted Python differs from the interpreter");
      }
    }
  }
}

std::vector<Case> derived_formulas(const std::string& array_module) {
  std::vector<Case> cases;
  std::size_t taken = 0;
  for (const Formula& formula : formulas()) {
    const bool is_short = array_module != "numpy";  // the others share the text
    if (is_short && taken++ % 4 != 0) continue;
    for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
      const Result<ir::Function> fn = passes::with_float_type(formula.fn, type);
      if (!fn) continue;  // a number is too large or too small for floats
      for (const Derive derive : {Derive::Gradient, Derive::Hessian}) {
        const auto derived = passes::run(*fn, {.derive = derive, .wrt = {}, .fuse = false, .limits = {}});
        if (derived) cases.push_back({formula.text, *derived, rounded(formula.points, type)});
      }
    }
  }
  return cases;
}

void check_tensors(const std::string& array_module) {
  NumpyModule module;
  RandomBits random(41);
  std::vector<Numbers> inputs;
  for (const auto& [name, fn] : tensor_functions()) {
    inputs.push_back(random_numbers(random, ir::flat_inputs(fn), fn.float_type()));
    module.add(fn, inputs.back());
  }
  const auto results = module.run(array_module);
  if (!results) return;
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    const auto& [name, fn] = tensor_functions()[n];
    Numbers expected(ir::flat_outputs(fn));
    ir::interpret(fn, inputs[n], expected);
    const Numbers& got = (*results)[n];
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      // NumPy adds one after the other along all axes but the last.
      const bool is_small = std::fabs(got[i] - expected[i]) <= 8192 * unit(fn) * std::max(1.0, std::fabs(expected[i]));
      if (is_small || same_bits(got[i], expected[i])) continue;
      CAPTURE(name, i, got[i], expected[i], ir::print(fn));
      FAIL_CHECK("emitted Python differs from the interpreter");
      break;
    }
  }
}

void check_ops(const std::string& array_module) {
  std::vector<Case> cases;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const std::int64_t immediate : immediates(op)) {
      for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
        std::vector<Numbers> all = points(op);
        // The vector functions of PyTorch lose the largest and the smallest numbers: log1p, fmod, pow.
        const bool takes_special = type == ir::DType::F64 && array_module == "numpy";
        for (const Numbers& point : special_points(op)) {
          if (takes_special) all.push_back(point);
        }
        const ir::Function fn = function_of(op, immediate, type);
        cases.push_back({fn.name(), fn, rounded(all, type)});
      }
    }
  }
  check_scalars(cases, array_module);
}

}  // namespace

TEST_CASE("numbers and rows that broadcast give the same numbers") {
  ir::Builder b("f");
  const ir::ValueId x = b.param("x");
  const ir::ValueId y = b.param("y");
  b.output(b.div(x, y));
  b.output(b.sin(x), "of x alone");
  b.output(b.integer(2), "of nothing");
  b.output(b.lt(x, y), "a truth");
  const ir::Function fn = b.finish();
  check_scalars({{"one point", fn, {{1, 3}}}, {"rows", fn, {{1, 3}, {2, 0}, {5, -1}}}}, "numpy");
}

TEST_CASE("hostile names and texts are Python") {
  const std::vector<std::string> hostile = {"\"\"\"", "\\",    "a\\\nb",  "\xff\xfe", "x\ny", "\u202Eevil\u202C",
                                            "lambda", "numpy", "adc_fma", "v1",       "xp",   "θ",
                                            "θ",      "def",   "",        "f0"};
  ir::Builder b("class");
  std::vector<ir::ValueId> all;
  for (const std::string& name : hostile) all.push_back(b.param(name));
  for (std::size_t i = 0; i < hostile.size(); ++i) {
    const ir::ValueId value = b.max(all[i], b.digamma(all[(i + 1) % all.size()]));
    b.bind(value, hostile[i]);
    b.output(value, hostile[i]);
  }
  const ir::Function fn = b.finish();
  Numbers point;
  for (std::size_t i = 0; i < hostile.size(); ++i) point.push_back(0.25 * static_cast<double>(i + 1));
  check_scalars({{hostile[0] + hostile[2] + hostile[3], fn, {point}}}, "numpy");
}

TEST_CASE("emitted Python says what it computes, and reads well") {
  ir::Builder b("f.grad");
  const ir::ValueId x = b.param("θ");
  const ir::ValueId t = b.mul(x, x);
  b.bind(t, "t");
  b.output(b.sin(t), "f");
  b.output(b.mul(b.cos(t), b.mul(b.integer(2), x)), "d.θ");
  const ir::Function fn = b.finish();
  CHECK(emit::numpy_source(std::vector{emit::NumpyProgram{fn, "t = θ²\nsin(t)"}}) == R"py("""Written by adc."""
import numpy


@numpy.errstate(all="ignore")
def f_grad(theta, *, xp=numpy):
    """f_grad (f.grad) computes

        t = θ²
        sin(t)

    Inputs:
        theta (θ)
    Results, a tuple of:
        f
        d.θ

    Inputs are numbers or arrays that broadcast with each other; each result has their common shape.
    Computed in float64 by `xp`: numpy, jax.numpy or torch.
    """
    theta = xp.asarray(theta, dtype=xp.float64)
    t = theta * theta
    v2 = xp.sin(t)
    v4 = 2.0 * theta
    v5 = xp.cos(t)
    v6 = v5 * v4
    return (v2, v6)
)py");
}

TEST_CASE("each op in NumPy is the interpreter's") { check_ops("numpy"); }
TEST_CASE("formulas, their gradients and Hessians in NumPy are the interpreter's") {
  const std::vector<Case> cases = derived_formulas("numpy");
  CHECK(cases.size() >= 4 * 150);
  check_scalars(cases, "numpy");
}
TEST_CASE("programs of tensors in NumPy are the interpreter's") { check_tensors("numpy"); }

TEST_CASE("each op in PyTorch is the interpreter's", "[.torch]") { check_ops("torch"); }
TEST_CASE("formulas, their gradients and Hessians in PyTorch are the interpreter's", "[.torch]") {
  check_scalars(derived_formulas("torch"), "torch");
}
TEST_CASE("programs of tensors in PyTorch are the interpreter's", "[.torch]") { check_tensors("torch"); }
