// Whether wrong rules of derivatives are told from the right ones: what the tests over the op table are worth.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ir/op.h"
#include "tests/properties/one_op.h"
#include "tests/support/bits.h"
#include "tests/support/exact_judge.h"
#include "tests/support/extent.h"
#include "tests/support/modes.h"
#include "tests/support/mutation.h"
#include "tests/support/samples.h"

namespace adc::tests {
namespace {

bool is_finite(const Real& x) { return isfinite(x); }

/// Numbers that a wrong rule would give instead of `right`: another sign, factor, nothing at all.
std::vector<double> mutations(double right) { return {-right, 2 * right, right / 2, right * (1 + 1e-9), 0}; }

TEST_CASE("a partial with another sign, factor or none at all is told from the right one") {
  for (const OneOp& one : float_ops()) {
    if (ir::info(one.op).op_class == ir::OpClass::Inert) continue;
    const ir::Function program = function_of(one);
    const ir::Function fn = derived(program, Derive::Gradient, Mode::Reverse);
    for (std::size_t k = 0; k < program.params().size(); ++k) {
      bool told = false;
      bool always_zero = true;
      for (const Point& point : points(one.op)) {
        if (told) break;
        const Real partial = exact_gradient(program, std::vector<Real>(point.begin(), point.end()))[k];
        if (!is_finite(partial) || partial == 0) continue;
        always_zero = false;
        const double right = interpreted(fn, point)[k + 1];
        Sweep sweep(fn, point);
        told = true;
        for (const double wrong : mutations(right)) told = told && !judge(wrong, partial, sweep, k + 1);
      }
      CAPTURE(one.name(), k);
      // xⁿ has no derivative for n = 0, and copysign none by its second operand.
      const bool zero = (one.op == ir::Op::Powi && one.immediate == 0) || (one.op == ir::Op::Copysign && k == 1) ||
                        !ir::has_derivative(one.op, k);
      CHECK(always_zero == zero);
      CHECK(told != zero);
    }
  }
}

/// A point, the exact value and gradient of a program there, and the exact numbers of the function that computes them.
struct Sample {
  Point point;
  std::vector<Real> exact;
  std::unique_ptr<Sweep> sweep;
};

/// Ordinary points of an op, then those of its special points where it is finite: kinks. Each is computed when it is
/// first asked for: the first few tell most mutants.
class Samples {
 public:
  Samples(const OneOp& one, const ir::Function& program, const ir::Function& gradient)
      : program_(program), gradient_(gradient) {
    std::vector<Point> candidates = points(one.op);
    if (candidates.size() > 60) candidates.resize(60);
    for (const Point& point : special_points(one.op)) candidates.push_back(point);
    for (const double x : {-1.5, 0.0, 2.0}) candidates.emplace_back(ir::info(one.op).arity, x);
    std::ranges::copy_if(candidates, std::back_inserter(points_), [](const Point& point) {
      return std::ranges::all_of(point, [](double x) { return std::abs(x) < 1e10; });
    });
  }

  /// Calls `ask(sample)` for one after the other until it is true, and gives whether it was.
  template <class Ask>
  bool any_of(Ask ask) {
    for (std::size_t i = 0; i < known_.size() || find_next(); ++i) {
      if (ask(known_[i])) return true;
    }
    return false;
  }

 private:
  /// Adds the next point where the program is finite, if there is one.
  bool find_next() {
    while (next_ < points_.size()) {
      const Point& point = points_[next_++];
      Sweep exact(program_, point);
      const ir::ValueId y = program_.outputs()[0].value;
      std::vector<Real> numbers{exact.values()[index(y)]};
      if (!is_finite(numbers[0])) continue;
      const std::vector<Real> adjoints = exact.adjoints(y);
      numbers.insert(numbers.end(), adjoints.begin(), adjoints.begin() + std::ptrdiff_t(program_.params().size()));
      known_.push_back({point, std::move(numbers), std::make_unique<Sweep>(gradient_, point)});
      return true;
    }
    return false;
  }

  const ir::Function& program_;
  const ir::Function& gradient_;
  std::vector<Point> points_;
  std::size_t next_ = 0;  // of the points
  std::vector<Sample> known_;
};

bool caught(const ir::Function& mutant, Samples& samples) {
  return samples.any_of([&](const Sample& at) {
    const std::vector<double> results = interpreted(mutant, at.point);
    for (std::size_t i = 0; i < at.exact.size(); ++i) {
      if (is_finite(at.exact[i]) && !judge(results[i], at.exact[i], *at.sweep, i)) return true;
    }
    return false;
  });
}

/// Whether both compute the same in exact arithmetic: then they differ in rounding alone, which tests/accuracy
/// measures.
bool same_but_for_rounding(const ir::Function& mutant, Samples& samples) {
  return !samples.any_of([&](const Sample& at) {
    const ir::Function& fn = at.sweep->fn();
    const std::span<const Real> values = at.sweep->values();
    const std::vector<Real> others = exact_values(mutant, at.point);
    for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
      const Real& value = values[index(fn.outputs()[i].value)];
      const Real& other = others[index(mutant.outputs()[i].value)];
      if (is_finite(value) != is_finite(other)) return true;
      if (is_finite(value) && abs(value - other) > abs(value) * Real("1e-100")) return true;
    }
    return false;
  });
}

/// One mutant of so many is looked at in everyday runs: the others of its op ask the same of the same points. Prime, so
/// that each kind of change comes, now in one op and now in another.
constexpr std::size_t kShare = 11;

TEST_CASE("a gradient that is wrong in one instruction is caught") {
  std::set<std::string> survivors;
  std::size_t count = 0;
  for (const OneOp& one : float_ops()) {
    if (ir::info(one.op).op_class == ir::OpClass::Inert) continue;
    const ir::Function program = function_of(one);
    // With constants such as √2 as they are, not as doubles.
    const ir::Function fn = derived_exactly(program, Derive::Gradient, Mode::Reverse);
    Samples samples(one, program, fn);
    for (const Mutant& mutant : mutants(fn)) {
      if (!has_turn(count++, kShare)) continue;
      if (caught(mutant.fn, samples) || same_but_for_rounding(mutant.fn, samples)) continue;
      survivors.insert(one.name() + " " + mutant.what);
    }
  }
  CHECK(survivors == std::set<std::string>{});
}

}  // namespace
}  // namespace adc::tests
