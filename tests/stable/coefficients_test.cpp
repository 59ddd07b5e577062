// Constants around the forms that rules know, put into each case: c·u/v, u/(c·v), c·u − c·v …
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "passes/core/sharing_builder.h"
#include "passes/stable/stable.h"
#include "tests/reference/reference.h"
#include "tests/stable/measure.h"
#include "tests/stable/orders.h"

using namespace adc;
using namespace adc::test;

namespace {

using ir::Op;
using ir::Rational;

constexpr std::size_t kPoints = 200;

/// The operands that a constant is put before.
struct Place {
  const char* name;
  bool first;
  bool second;
};

std::vector<Place> places(Op root) {
  if (root == Op::Add || root == Op::Sub) return {{"both", true, true}};
  if (root == Op::Mul || root == Op::Div) return {{"first", true, false}, {"second", false, true}};
  return {};
}

const std::array<ir::Constant, 5>& coefficients() {
  static const std::array<ir::Constant, 5> kAll{ir::Constant::rational(2), ir::Constant::rational(-1),
                                                ir::Constant::rational(Rational::ratio(1, 2)), ir::Constant::pi(),
                                                ir::Constant::rational(Rational::ratio(-7, 2))};
  return kAll;
}

/// `fn` with c·v for operands v of what it computes.
ir::Function with_coefficient(const ir::Function& fn, const ir::Constant& c, const Place& place) {
  passes::SharingBuilder b(std::string(fn.name()), fn.float_type(), fn.size() + 10);
  std::vector<ir::ValueId> made;
  const ir::ValueId output = fn.outputs()[0].value;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ir::ValueId id = ir::value_id(i);
    std::vector<ir::ValueId> operands;
    for (const ir::ValueId operand : fn.operands(id)) operands.push_back(made[index(operand)]);
    const auto times = [&](ir::ValueId v) { return b.mul(b.constant(c), v); };
    if (id == output && place.first) operands[0] = times(operands[0]);
    if (id == output && place.second) operands[1] = times(operands[1]);
    b.set_span({1, 2});
    made.push_back(b.clone(fn, id, operands));
  }
  b.output(made[index(output)], "y");
  return b.finish();
}

struct Variant {
  const StableCase* c;
  std::string name;
  ir::Function fn;
};

/// All of them, or for each case and place one constant, another for each.
enum class Which : unsigned char { All, Some };
std::vector<Variant> variants(Which which) {
  std::vector<Variant> all;
  std::size_t turn = 0;
  for (const StableCase& c : stable_cases()) {
    const ir::Function fn = parsed(c.text);
    for (const Place& place : places(fn.op(fn.outputs()[0].value))) {
      for (std::size_t i = 0; i < coefficients().size(); ++i) {
        if (which == Which::Some && i != turn % coefficients().size()) continue;
        const ir::Constant& constant = coefficients()[i];
        const std::string number =
            constant.kind() == ir::Constant::Kind::Pi ? "pi" : constant.as_rational().to_string();
        all.push_back({&c, number + " before " + place.name, with_coefficient(fn, constant, place)});
      }
      ++turn;
    }
  }
  return all;
}

double error(double value, const tests::Reference& truth) {
  const double ulps = tests::ulps(value, truth);
  return std::isnan(ulps) ? INFINITY : ulps;
}

bool overflows(const ir::Function& fn, const std::vector<double>& point) {
  return std::ranges::any_of(ir::interpret_all(fn, point), [](double v) { return std::isinf(v); });
}

struct Errors {
  double before;
  double after;
  double absolute;  ///< after
  double value;     ///< the true one
};

/// A formula as it is written and as it is rewritten.
class Measured {
 public:
  explicit Measured(const ir::Function& fn)
      : before_(as_written(fn)),
        after_(compiled(fn, Derive::Value, Level::Stable)),
        exact_(compiled(fn, Derive::Value, Level::Stable, false)) {}

  [[nodiscard]] Errors at(const std::vector<double>& point) const {
    const tests::Reference truth = tests::evaluate_reference(exact_, point)[0];
    const double is = values(after_, point)[0];
    return {error(values(before_, point)[0], truth), error(is, truth), tests::absolute_error(is, truth), truth.high};
  }

 private:
  ir::Function before_;
  ir::Function after_;
  ir::Function exact_;
};

}  // namespace

TEST_CASE("what a rule mends is mended whatever constants stand before the operands") {
  for (const Variant& variant : variants(Which::All)) {
    const Measured bare(parsed(variant.c->text));
    const Measured with_constant(variant.fn);
    for (const std::vector<double>& point : points_of(*variant.c, kPoints)) {
      const Errors is = with_constant.at(point);
      if (is.after <= 3) continue;
      // The constant and the product round, and an ulp may be half as large beside the number, or have one size.
      const Errors of_bare = bare.at(point);
      if (std::isinf(of_bare.value)) continue;
      constexpr double kLost = 1e9;  // of both forms nothing is left
      const double mended = of_bare.after < std::min(of_bare.before, kLost) ? of_bare.after : is.before;
      CAPTURE(variant.c->text, variant.name, point, is.before, is.after, of_bare.before, of_bare.after);
      CHECK((is.after <= 4 * (mended + 1) || is.absolute <= 4 * variant.c->floor));
    }
  }
}

TEST_CASE("derivatives with constants before the operands are those of the formula as written") {
  for (const Variant& variant : variants(Which::Some)) {
    const std::vector<Derived> all = in_all_modes(variant.fn, Level::Stable);
    const ir::Function bare = as_written(parsed(variant.c->text));
    const ir::Function written = as_written(variant.fn);
    for (const Truth& truth : truths(*variant.c, variant.fn, compiled(variant.fn, Derive::Value, Level::Stable))) {
      // Where c·u overflows and u does not, no rule is needed, and what stays as it was written has no number.
      if (overflows(written, truth.point) && !overflows(bare, truth.point)) continue;
      for (const Derived& by : all) {
        const std::optional<Miss> found = miss(by, truth);
        CAPTURE(variant.c->text, variant.name, truth.point, by.name);
        if (found) FAIL_CHECK(found->text);
      }
    }
  }
}
