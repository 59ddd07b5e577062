// Properties over the op table: a new row is tested with no new code.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <numbers>
#include <set>
#include <string>
#include <vector>

#include "ir/op.h"
#include "tests/jit/native.h"
#include "tests/properties/one_op.h"
#include "tests/support/exact_judge.h"
#include "tests/support/jets.h"
#include "tests/support/modes.h"
#include "tests/support/samples.h"

namespace adc::tests {
namespace {

/// The value, the gradient and the Hessian of a program by one mode, interpreted and native.
struct Derived {
  NamedMode mode;
  ir::Function fn;
  Native native;

  Derived(const ir::Function& program, const NamedMode& by)
      : mode(by), fn(derived(program, Derive::Hessian, by.mode)), native(fn) {}
};

std::vector<std::unique_ptr<Derived>> in_all_modes(const ir::Function& program) {
  std::vector<std::unique_ptr<Derived>> all;
  all.reserve(kModes.size());
  for (const NamedMode& mode : kModes) all.push_back(std::make_unique<Derived>(program, mode));
  return all;
}

bool is_finite(const Real& x) { return isfinite(x); }

TEST_CASE("each op has its value, gradient and Hessian in every mode and tier") {
  for (const OneOp& one : float_ops()) {
    CAPTURE(one.name());
    const ir::Function program = function_of(one);
    const auto all = in_all_modes(program);
    for (const Point& point : points(one.op)) {
      const std::vector<Bounded> exact = exact_derivatives(program, point);
      if (!is_finite(exact[0].value)) continue;
      CAPTURE(point);
      for (const auto& by : all) {
        CAPTURE(by->mode.name);
        const std::vector<double> results = interpreted(by->fn, point);
        CHECK(same_bits(results, by->native(point)));
        Sweep sweep(by->fn, point);
        for (std::size_t i = 0; i < exact.size(); ++i) {
          if (!is_finite(exact[i].value)) continue;
          const Verdict verdict = judge(results[i], exact[i].value, sweep, i);
          if (!verdict) FAIL_CHECK("output " << i << ": " << verdict.text);
        }
      }
    }
  }
}

/// Whether two results mean the same: both nan, the same infinity, or nearly equal numbers.
bool agree(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)) + 1e-307;
}

TEST_CASE("at special values the modes agree, also on nan, and native code with the interpreter") {
  for (const OneOp& one : float_ops()) {
    CAPTURE(one.name());
    const auto all = in_all_modes(function_of(one));
    const std::size_t first_derivatives = 1 + ir::info(one.op).arity;
    for (const Point& point : special_points(one.op)) {
      CAPTURE(point);
      const std::vector<double> symbolic = interpreted(all[0]->fn, point);
      for (const auto& by : all) {
        CAPTURE(by->mode.name);
        const std::vector<double> results = interpreted(by->fn, point);
        CHECK(same_bits(results, by->native(point)));
        for (std::size_t i = 0; i < first_derivatives; ++i) {
          if (!agree(results[i], symbolic[i])) {
            FAIL_CHECK("output " << i << ": " << results[i] << " where symbolic has " << symbolic[i]);
          }
        }
      }
    }
  }
}

/// A convention of ops.def: an op at a point, and what its first derivatives are there.
struct Kink {
  OneOp one;
  Point point;
  std::vector<double> gradient;
};

TEST_CASE("at a kink the derivative is what the op table says") {
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<Kink> kinks{
      {{ir::Op::Abs, 0}, {0}, {0}},
      {{ir::Op::Abs, 0}, {-0.0}, {0}},
      {{ir::Op::Min, 0}, {2, 2}, {0.5, 0.5}},
      {{ir::Op::Max, 0}, {2, 2}, {0.5, 0.5}},
      {{ir::Op::Max, 0}, {0.0, -0.0}, {0.5, 0.5}},
      {{ir::Op::Min, 0}, {-inf, -inf}, {0.5, 0.5}},
      {{ir::Op::Hypot, 0}, {0, 0}, {0, 0}},
      {{ir::Op::Atan2, 0}, {0, 0}, {0, 0}},
      {{ir::Op::Powi, 0}, {0}, {0}},
      {{ir::Op::Powi, 1}, {0}, {1}},
      {{ir::Op::Powi, 2}, {0}, {0}},
      {{ir::Op::Pow, 0}, {0, 0}, {0, -inf}},
      {{ir::Op::Pow, 0}, {-2, 0}, {0, std::nan("")}},
      {{ir::Op::Pow, 0}, {0, 2}, {0, 0}},
      {{ir::Op::Pow, 0}, {0, 1}, {1, 0}},
      {{ir::Op::Pow, 0}, {0, 0.5}, {inf, 0}},
      {{ir::Op::Sqrt, 0}, {0}, {inf}},
      {{ir::Op::Cbrt, 0}, {0}, {inf}},
      {{ir::Op::Mod, 0}, {6, 3}, {1, -2}},
      {{ir::Op::Mod, 0}, {-7, 3}, {1, 3}},
      {{ir::Op::Copysign, 0}, {0, -3}, {0, 0}},
      {{ir::Op::Copysign, 0}, {2, -3}, {-1, 0}},
      {{ir::Op::Copysign, 0}, {2, 0}, {1, 0}},
      {{ir::Op::Sign, 0}, {0}, {0}},
      {{ir::Op::Floor, 0}, {2}, {0}},
      {{ir::Op::Ceil, 0}, {2}, {0}},
      {{ir::Op::Round, 0}, {2.5}, {0}},
      {{ir::Op::Trunc, 0}, {-2}, {0}},
      {{ir::Op::Xlogy, 0}, {0, 0}, {-inf, 0}},
      {{ir::Op::Xlogy, 0}, {0, 2}, {std::numbers::ln2, 0}},
      {{ir::Op::Log, 0}, {0}, {inf}},
  };
  for (const Kink& kink : kinks) {
    for (const NamedMode& mode : kModes) {
      CAPTURE(kink.one.name(), kink.point, kink.gradient, mode.name);
      const ir::Function fn = derived(function_of(kink.one), Derive::Gradient, mode.mode);
      const std::vector<double> results = interpreted(fn, kink.point);
      CAPTURE(results);
      for (std::size_t i = 0; i < kink.gradient.size(); ++i) CHECK(agree(results[i + 1], kink.gradient[i]));
    }
  }
}

TEST_CASE("every op whose row states a kink has it tested or is a step") {
  std::set<std::string> with_kink;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!ir::info(op).kink.empty() && ir::info(op).op_class != ir::OpClass::Inert) {
      with_kink.emplace(ir::info(op).spelling);
    }
  }
  const std::set<std::string> tested{"powi", "pow", "hypot", "xlogy",    "atan2", "abs",
                                     "min",  "max", "mod",   "copysign", "select"};
  CHECK(with_kink == tested);
}

}  // namespace
}  // namespace adc::tests
