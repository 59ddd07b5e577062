#include "precise/oracle.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "ir/build.h"
#include "ir/interpreter.h"
#include "precise/kinks.h"
#include "precise/tolerance.h"

namespace adc::precise {
namespace {

using ir::index;
using ir::ValueId;

constexpr int kDigits = 50;

Number number(const Real& x) { return {x.str(kDigits), x.convert_to<double>()}; }

/// Digits as the tolerance and people write them: MPFR knows "inf" and "nan" too.
Real parse(std::string_view digits) { return Real(std::string(digits)); }

class PrecisePoint : public Point {
 public:
  PrecisePoint(const ir::Function& fn, std::span<const double> inputs)
      : fn_(fn), sweep_(fn, inputs), rounded_(ir::interpret_all(fn, inputs)) {}

  Number output(std::size_t output) override { return number(exact(output)); }

  std::vector<Number> gradient(std::size_t output) override {
    const std::vector<Real>& all = adjoints(output);
    std::vector<Number> gradient;
    for (std::size_t i = 0; i < fn_.params().size(); ++i) gradient.push_back(number(all[i]));
    return gradient;
  }

  double magnitude(std::size_t output) override { return exact_magnitude(output).convert_to<double>(); }

  Judgement judge(std::size_t output, double computed, std::string_view reference) override {
    return precise::judge(computed, parse(reference), [&] { return exact_magnitude(output); });
  }

  bool equals(std::size_t output, std::string_view reference, int digits) override {
    const Real wanted = parse(reference);
    if (!isfinite(wanted) || !isfinite(exact(output))) return exact(output).str(kDigits) == wanted.str(kDigits);
    const Real error = abs(exact(output) - wanted);
    static const Real kOfMagnitude("1e-30");
    return error <= abs(wanted) * pow(Real(10), -digits) || error <= exact_magnitude(output) * kOfMagnitude;
  }

  bool stays_in_range(std::size_t output) override {
    return precise::stays_in_range(fn_, values(), fn_.outputs()[output].value);
  }

  std::optional<Loss> worst_loss(std::size_t output) override;
  std::vector<Kink> kinks(std::size_t output) override;

 private:
  [[nodiscard]] std::span<const Real> values() { return sweep_.values(); }
  [[nodiscard]] const Real& exact(std::size_t output) { return values()[index(fn_.outputs()[output].value)]; }
  [[nodiscard]] Real exact_magnitude(std::size_t output) { return precise::magnitude(values(), adjoints(output)); }

  /// Those of the output that was asked for last are kept.
  const std::vector<Real>& adjoints(std::size_t output) {
    if (adjoints_of_ != output) adjoints_ = sweep_.adjoints(fn_.outputs()[output].value);
    adjoints_of_ = output;
    return adjoints_;
  }

  [[nodiscard]] std::optional<Kink> kink_at(ValueId id);

  const ir::Function& fn_;
  Sweep sweep_;
  std::vector<double> rounded_;  ///< what double arithmetic gives for each value
  std::vector<Real> adjoints_;
  std::optional<std::size_t> adjoints_of_;
};

/// What makes the output differ from the exact number is, to first order, the sum over all operations of the
/// operation's own rounding error (its result on the rounded operands, rounded and exact) times the adjoint.
std::optional<Loss> PrecisePoint::worst_loss(std::size_t output) {
  const std::vector<Real>& adjoint = adjoints(output);
  const Real size = abs(exact(output));
  std::optional<Loss> worst;
  Real largest = 0;
  for (std::size_t i = fn_.params().size(); i < fn_.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (adjoint[i] == 0 || !std::isfinite(rounded_[i])) continue;
    const Real error = rounded_[i] - exact_result(fn_, id, rounded_);
    const Real share = abs(error * adjoint[i]);
    if (!(share > largest) || !isfinite(share)) continue;
    largest = share;
    worst = Loss{.value = id,
                 .rounding = abs(error / values()[i]).convert_to<double>(),
                 .magnification = abs(adjoint[i] * values()[i] / size).convert_to<double>()};
  }
  return worst;
}

/// A kink is within rounding if the distance to it is no larger than a few times what rounding changed of it.
std::optional<Kink> PrecisePoint::kink_at(ValueId id) {
  constexpr double kMargin = 8;
  constexpr double kUnitRoundoff = 0x1p-53;
  std::vector<Real> exact;
  std::vector<Real> rounded;
  for (const ValueId operand : fn_.operands(id)) {
    exact.push_back(values()[index(operand)]);
    rounded.emplace_back(rounded_[index(operand)]);
  }
  const std::optional<Real> distance = kink_distance<Real>(fn_.op(id), exact);
  if (!distance || isnan(*distance)) return std::nullopt;
  if (*distance == 0) return Kink{id, true};
  const Real moved = abs(*distance - *kink_distance<Real>(fn_.op(id), rounded));
  const bool depends = std::ranges::any_of(fn_.operands(id), [&](ValueId v) { return !fn_.operands(v).empty(); });
  const Real rounding = depends ? Real(abs(exact[0]) * kUnitRoundoff) : Real(0);
  return abs(*distance) <= kMargin * std::max(moved, rounding) ? std::optional(Kink{id, false}) : std::nullopt;
}

std::vector<Kink> PrecisePoint::kinks(std::size_t output) {
  const std::vector<bool> used = used_values(fn_, values(), fn_.outputs()[output].value);
  std::vector<Kink> kinks;
  for (std::size_t i = 0; i < fn_.size(); ++i) {
    if (!used[i]) continue;
    if (const std::optional<Kink> kink = kink_at(ir::value_id(i))) kinks.push_back(*kink);
  }
  return kinks;
}

class PreciseOracle : public Oracle {
 public:
  [[nodiscard]] std::unique_ptr<Point> at(const ir::Function& fn, std::span<const double> inputs) const override {
    return std::make_unique<PrecisePoint>(fn, inputs);
  }
};

}  // namespace

const char* adc_check_build() { return ir::build(); }

const Oracle* adc_check_oracle() {
  static const PreciseOracle kOracle;
  return &kOracle;
}

}  // namespace adc::precise
