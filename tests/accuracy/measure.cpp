#include "tests/accuracy/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "ir/interpreter.h"
#include "tests/accuracy/exact_partials.h"
#include "tests/support/modes.h"
#include "tests/support/one_op.h"

namespace adc::tests {
namespace {

using ir::Op;

ExactPartials::All no_partials(const ExactPoint&) { return {}; }

ExactPartials::All exact_partials(Op op, const ExactPoint& point) {
  using Rule = ExactPartials::All (*)(const ExactPoint&);
  constexpr std::array<Rule, ir::kOpCount> kRules = {
#define ADC_RULE_Leaf(Id) no_partials
#define ADC_RULE_Smooth(Id) ExactPartials::Id
#define ADC_RULE_Multilinear(Id) no_partials
#define ADC_RULE_Linear(Id) no_partials
#define ADC_RULE_Composite(Id) no_partials
#define ADC_RULE_Inert(Id) no_partials
#define ADC_OP(Id, spelling, arity, op_class, ...) ADC_RULE_##op_class(Id),
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_RULE_Leaf
#undef ADC_RULE_Smooth
#undef ADC_RULE_Multilinear
#undef ADC_RULE_Linear
#undef ADC_RULE_Composite
#undef ADC_RULE_Inert
  };
  return kRules[static_cast<std::size_t>(op)](point);
}

/// |computed − exact|, with numbers beyond the range as 2¹⁰²⁴.
Exact error(double computed, const Exact& exact) {
  static const Exact kEnd = pow(Exact(2), 1024);
  const Exact seen = std::isinf(computed) ? Exact(computed > 0 ? kEnd : Exact(-kEnd)) : Exact(computed);
  const Exact wanted = exact > kEnd ? kEnd : exact < -kEnd ? Exact(-kEnd) : exact;
  return fabs(seen - wanted);
}

/// Whether the double nearest to `x` is normal.
bool has_digits(const Exact& x) {
  const double rounded = std::fabs(static_cast<double>(x));
  return rounded >= std::numeric_limits<double>::min() && std::isfinite(rounded);
}

/// The unit of the last place of a double near `exact`.
double ulp(const Exact& exact) {
  const int exponent = exact == 0 ? -1074 : static_cast<int>(std::clamp<long>(ilogb(exact), -1022, 1023));
  return std::ldexp(1.0, std::max(exponent - 52, -1074));
}

/// Boost.Math throws at polygamma's poles.
bool is_pole(Op op, double x) {
  const bool has_poles = op == Op::Gamma || op == Op::Lgamma || op == Op::Digamma || op == Op::Polygamma;
  return has_poles && (!std::isfinite(x) || (x <= 0 && x == std::floor(x)));
}

/// The unit of absolute errors in output `k`: the size of the terms of which polygamma of even order is the difference
/// left of zero; of gamma, by which digamma is multiplied in its derivative; 1 for others.
double absolute_unit(Op op, std::int64_t immediate, std::size_t k, double x) {
  if (op == Op::Gamma && k == 1) return std::fabs(std::tgamma(x));
  const std::int64_t order = immediate + static_cast<std::int64_t>(k);
  if (op != Op::Polygamma || order < 2 || x >= 0) return 1;
  const double gap = std::min(x - std::floor(x), std::ceil(x) - x);
  return std::exp(std::lgamma(static_cast<double>(order) + 1) - static_cast<double>(order + 1) * std::log(gap));
}

class Measurement {
 public:
  Measurement(const Subject& subject, std::int64_t immediate)
      : subject_(subject),
        immediate_(immediate),
        value_(one_op(subject.op, immediate)),
        gradient_(derived(value_, Derive::Gradient, Mode::Auto)) {
    const bool smooth = ir::info(subject.op).op_class == ir::OpClass::Smooth;
    const bool last_order = subject.op == Op::Polygamma && immediate >= ir::kMaxPolygammaOrder;
    const std::size_t partials = smooth && !last_order ? ir::info(subject.op).arity : 0;
    constexpr std::array kNames{"f", "∂f/∂x", "∂f/∂y", "∂f/∂z"};
    for (std::size_t k = 0; k <= partials; ++k) errors_.push_back({.output = kNames[k], .bound = subject.bounds[k]});
    computed_.resize(gradient_.outputs().size());
  }

  void at(const Point& point) {
    if (is_pole(subject_.op, point[0])) return;
    std::array<Exact, 3> x;
    std::ranges::copy(point, x.begin());
    const Exact value = ir::evaluate<Exact>(value_, std::span<const Exact>(x.data(), point.size())).front();
    if (!isfinite(value)) return;
    const auto partials = errors_.size() == 1
                              ? ExactPartials::All{}
                              : exact_partials(subject_.op, {x[0], x[1], x[2], value, static_cast<int>(immediate_)});
    ir::interpret(gradient_, point, computed_);
    add(0, point, value);
    if (!has_digits(value) && value != 0) return;
    if (subject_.op == Op::Atan2 && !has_digits(hypot(x[0], x[1]))) return;  // its rule's intermediate
    for (std::size_t k = 1; k < errors_.size(); ++k) add(k, point, partials[k - 1]);
  }

  std::vector<Errors> finish() {
    for (Errors& errors : errors_) errors.mean_ulps /= static_cast<double>(std::max<std::size_t>(errors.points, 1));
    return errors_;
  }

 private:
  void add(std::size_t k, const Point& point, const Exact& exact) {
    if (!isfinite(exact)) return;
    Errors& errors = errors_[k];
    ++errors.points;
    if (std::isnan(computed_[k])) {
      errors.max_ulps = std::numeric_limits<double>::infinity();
      errors.worst = point;
      return;
    }
    const Exact difference = error(computed_[k], exact);
    const auto ulps = static_cast<double>(Exact(difference / ulp(exact)));
    const auto absolute = static_cast<double>(Exact(difference / absolute_unit(subject_.op, immediate_, k, point[0])));
    if (ulps > errors.bound.ulps && absolute <= errors.bound.absolute) {
      errors.max_absolute = std::max(errors.max_absolute, absolute);
      return;
    }
    errors.mean_ulps += ulps;
    if (ulps > errors.max_ulps) {
      errors.max_ulps = ulps;
      errors.worst = point;
    }
  }

  const Subject& subject_;
  std::int64_t immediate_;
  ir::Function value_;
  ir::Function gradient_;
  std::vector<Errors> errors_;
  std::vector<double> computed_;
};

}  // namespace

std::vector<Errors> measure(const Subject& subject, std::int64_t immediate, std::size_t points) {
  std::mt19937_64 random(20260103);
  Measurement measurement(subject, immediate);
  for (std::size_t i = 0; i < points; ++i) measurement.at(draw(subject, random));
  return measurement.finish();
}

std::vector<Errors> measure_special(const Subject& subject, std::int64_t immediate) {
  Measurement measurement(subject, immediate);
  for (const Point& point : special_points(subject.op)) {
    if (std::ranges::none_of(point, [](double x) { return std::isnan(x); })) measurement.at(point);
  }
  return measurement.finish();
}

std::vector<Reference> exact_partials(Op op, std::int64_t immediate, const Point& point) {
  std::array<Exact, 3> x;
  std::ranges::copy(point, x.begin());
  const std::span<const Exact> inputs(x.data(), point.size());
  const Exact value = ir::evaluate<Exact>(one_op(op, immediate), inputs).front();
  if (!isfinite(value)) return {};
  const auto all = exact_partials(op, {x[0], x[1], x[2], value, static_cast<int>(immediate)});
  std::vector<Reference> partials;
  for (std::size_t k = 0; k < point.size(); ++k) {
    const auto high = static_cast<double>(all[k]);
    partials.push_back({high, std::isfinite(high) ? static_cast<double>(Exact(all[k] - high)) : 0.0});
  }
  return partials;
}

}  // namespace adc::tests
