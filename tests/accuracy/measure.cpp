#include "tests/accuracy/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

#include "ir/interpreter.h"
#include "ir/special/special.h"
#include "tests/accuracy/exact_partials.h"
#include "tests/support/modes.h"
#include "tests/support/one_op.h"
#include "tests/support/stated.h"

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
  const int exponent = exact == 0 ? -1074 : static_cast<int>(std::clamp<std::int64_t>(ilogb(exact), -1022, 1023));
  return std::ldexp(1.0, std::max(exponent - 52, -1074));
}

/// At how many points at most the ops are measured whose exact values cost the most.
constexpr std::size_t kCostlyPoints = 1000;

/// Boost.Math throws at polygamma's poles.
bool is_pole(Op op, double x) {
  const bool has_poles = op == Op::Gamma || op == Op::Lgamma || op == Op::Digamma || op == Op::Polygamma;
  return has_poles && (!std::isfinite(x) || (x <= 0 && x == std::floor(x)));
}

/// Bounds of functions that oscillate are stated as 2⁻⁵² of this times their amplitude: 2⁻⁹⁸ of it.
constexpr double kNearZeros = 0x1p-46;

/// The amplitude 1/√x of J and Y where they oscillate.
double bessel_unit(double n, double x) {
  if (x < std::fabs(n)) return 0;
  return (x >= 0x1p49 ? 1 : kNearZeros) / std::sqrt(x);
}

/// That of the derivatives of Airy functions, |x|^(m/2 − 1/4).
double airy_unit(std::int64_t m, double x) {
  return x < 0 ? kNearZeros * std::pow(-x, 0.5 * static_cast<double>(m) - 0.25) : 0;
}

/// The unit of absolute errors in output `k`: the size of the terms of which polygamma of even order is the difference
/// left of zero; of gamma and beta, by which digammas are multiplied in their derivatives; the amplitude of a
/// derivative of sinc; of J, Y, Ai and Bi their amplitude, scaled; the terms that cancel in the derivative of
/// ierfc_ratio; the binomial coefficient, by which a difference of digammas is multiplied; 1 for others.
double absolute_unit(Op op, std::int64_t immediate, std::size_t k, const Point& point) {
  const double x = point[0];
  if (op == Op::Besselj || op == Op::Bessely) return bessel_unit(x, point[1]);
  if (op == Op::AiryAi || op == Op::AiryBi) return airy_unit(immediate + static_cast<std::int64_t>(k), x);
  if (op == Op::Sinc || op == Op::SincDerivative) return 1 / std::max(1.0, std::fabs(x));
  if (op == Op::IerfcRatio && k > 0 && x >= 0) {
    return static_cast<double>(2 * immediate) * std::pow(adc_ierfc_ratio(static_cast<int>(immediate), x), 2);
  }
  if (op == Op::Beta && k > 0) return adc_beta(x, point[1]);
  if (op == Op::Binomial)
    return std::exp(std::lgamma(x + 1) - std::lgamma(point[1] + 1) - std::lgamma(x - point[1] + 1));
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
    const bool last_order =
        ir::info(subject.op).immediate == ir::Immediate::Order && immediate >= ir::max_order(subject.op);
    const std::size_t partials = smooth && !last_order ? ir::info(subject.op).arity : 0;
    constexpr std::array kNames{"f", "∂f/∂x", "∂f/∂y", "∂f/∂z"};
    for (std::size_t k = 0; k <= partials; ++k) errors_.push_back({.output = kNames[k], .bound = subject.bounds[k]});
    computed_.resize(gradient_.outputs().size());
  }

  void at(const Point& point) {
    if (is_pole(subject_.op, point[0]) || !is_stated(subject_.op, point[0], point.size() > 1 ? point[1] : 0)) return;
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
    for (std::size_t k = 1; k < errors_.size(); ++k) {
      if (ir::has_derivative(subject_.op, k - 1)) add(k, point, partials[k - 1]);
    }
  }

  std::vector<Errors> finish() {
    std::erase_if(errors_, [&](const Errors& errors) {
      const auto k = static_cast<std::size_t>(&errors - errors_.data());
      return k > 0 && !ir::has_derivative(subject_.op, k - 1);
    });
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
    const auto absolute = static_cast<double>(Exact(difference / absolute_unit(subject_.op, immediate_, k, point)));
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
  const std::size_t count = ir::info(subject.op).cost >= 100 ? std::min(points / 20, kCostlyPoints) : points;
  for (std::size_t i = 0; i < count; ++i) measurement.at(draw(subject, random));
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
