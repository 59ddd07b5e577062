#include "tests/support/jets.h"

#include <mpfr.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "ir/op.h"
#include "precise/kinks.h"
#include "tests/support/excuse.h"

namespace adc::tests {
namespace {

using precise::Partials;

/// The derivatives of a value by the inputs, empty where it does not depend on them.
struct Jet {
  std::vector<std::optional<Bounded>> gradient;
  std::vector<std::optional<Bounded>> hessian;  ///< [a, b] for a ≤ b
};

/// What 500 digits leave of a value.
struct Bound {
  Real error = 0;
  bool value_is_told = true;
  bool slopes_are_told = true;  ///< where it depends on an input
};

const Real kRounding("1e-490");  ///< of one operation, with room
const Bounded kUntold{std::numeric_limits<Real>::quiet_NaN(), 0};

bool left_range() { return mpfr_underflow_p() != 0 || mpfr_overflow_p() != 0; }

void add(std::optional<Bounded>& sum, const Bounded& term) { sum = sum ? *sum + term : term; }

class JetSweep {
 public:
  JetSweep(const ir::Function& fn, std::span<const double> inputs)
      : fn_(fn), inputs_(inputs.size()), values_(fn.size()), bounds_(fn.size()), jets_(fn.size()) {
    const std::vector<Real> point(inputs.begin(), inputs.end());
    ir::evaluate<Real>(fn, point, values_);
    for (std::size_t i = 0; i < fn.size(); ++i) derive(i);
  }

  [[nodiscard]] std::vector<Bounded> outputs() const {
    std::vector<Bounded> all;
    for (const ir::Output& output : fn_.outputs()) {
      const Bound& bound = bounds_[index(output.value)];
      all.push_back(bound.value_is_told ? Bounded{values_[index(output.value)], bound.error} : kUntold);
    }
    for (const ir::Output& output : fn_.outputs()) {
      for (const auto& slope : jet(output.value).gradient) all.push_back(told(output.value, slope));
    }
    for (const ir::Output& output : fn_.outputs()) {
      for (std::size_t a = 0; a < inputs_; ++a) {
        for (std::size_t b = 0; b < inputs_; ++b) {
          all.push_back(told(output.value, jet(output.value).hessian[at(std::min(a, b), std::max(a, b))]));
        }
      }
    }
    return all;
  }

 private:
  [[nodiscard]] const Jet& jet(ir::ValueId id) const { return jets_[index(id)]; }
  [[nodiscard]] std::size_t at(std::size_t a, std::size_t b) const { return a * inputs_ + b; }

  [[nodiscard]] bool depends(ir::ValueId id) const {
    for (const auto& slope : jet(id).gradient) {
      if (slope) return true;
    }
    return false;
  }

  void derive(std::size_t i) {
    const ir::ValueId id = ir::value_id(i);
    Jet& y = jets_[i];
    y.gradient.resize(inputs_);
    y.hessian.resize(inputs_ * inputs_);
    if (fn_.op(id) == ir::Op::Param) y.gradient[i] = Bounded{1, 0};
    const std::span<const ir::ValueId> x = fn_.operands(id);
    std::vector<Real> operands;
    for (const ir::ValueId operand : x) operands.push_back(values_[index(operand)]);
    const Partials partials(fn_, id, operands, values_[i]);
    bound(id, operands, partials);
    if (ir::info(fn_.op(id)).op_class == ir::OpClass::Inert) return;
    mpfr_clear_flags();
    for (std::size_t k = 0; k < x.size(); ++k) {
      if (!depends(x[k]) || left_out(id, operands, k)) continue;
      add_first(y, partials.first(k), jet(x[k]));
      for (std::size_t l = k; l < x.size(); ++l) {
        if (!depends(x[l]) || left_out(id, operands, l)) continue;
        const Bounded second = partials.second(k, l);
        add_second(y, second, jet(x[k]), jet(x[l]));
        if (k != l) add_second(y, second, jet(x[l]), jet(x[k]));
      }
    }
    if (left_range()) bounds_[i].slopes_are_told = false;
  }

  [[nodiscard]] Bounded told(ir::ValueId id, const std::optional<Bounded>& slope) const {
    const Bound& bound = bounds_[index(id)];
    if (!bound.value_is_told) return kUntold;
    if (!slope) return {};
    return bound.slopes_are_told ? *slope : kUntold;
  }

  /// What is known of a value. It is not told beside exponents that pass MPFR's, where an operand is so near to a jump
  /// or a kink that its own error may lead across, nor where a comparison with nan decides.
  void bound(ir::ValueId id, std::span<const Real> operands, const Partials& partials) {
    Bound& y = bounds_[index(id)];
    const ir::Op op = fn_.op(id);
    const bool is_inert = ir::info(op).op_class == ir::OpClass::Inert;
    Real moved = 0;
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (fn_.op(id) == ir::Op::Select && k != 0 && left_out(id, operands, k)) continue;
      const Bound& x = bounds_[index(fn_.operands(id)[k])];
      y.value_is_told = y.value_is_told && x.value_is_told;
      y.slopes_are_told = y.slopes_are_told && (x.slopes_are_told || is_inert);
      if (is_inert && isnan(operands[k])) y.value_is_told = false;  // which `stable` may replace by a limit
      if (x.error == 0) continue;
      moved += x.error;
      if (has_a_jump(op) && abs(operands[k]) <= x.error) y.value_is_told = false;
      if (!is_inert) y.error += abs(partials.first(k).value) * x.error;
    }
    if (moved != 0) {
      const std::optional<Real> distance = precise::kink_distance<Real>(op, operands);
      if (distance && !(abs(*distance) > moved)) y.value_is_told = false;
    }
    y.error += own_error(id, operands);
    if (left_range() || !isfinite(y.error)) y.value_is_told = false;
  }

  /// What rounding does to the result of one operation; MPFR's flags are those of this operation then.
  [[nodiscard]] Real own_error(ir::ValueId id, std::span<const Real> operands) const {
    mpfr_clear_flags();
    if (fn_.is_const(id)) {
      static_cast<void>(ir::Scalar<Real>::constant(fn_.constant(id)));
    } else if (rounds(fn_.op(id))) {
      static_cast<void>(precise::apply(fn_.op(id), precise::immediate_of(fn_, id), operands));
    }
    return mpfr_inexflag_p() != 0 ? Real(abs(values_[index(id)]) * kRounding) : Real(0);
  }

  /// The condition of a choice, and the side that is not taken.
  [[nodiscard]] bool left_out(ir::ValueId id, std::span<const Real> operands, std::size_t k) const {
    return fn_.op(id) == ir::Op::Select && (k == 0 || (operands[0] != 0) != (k == 1));
  }

  /// ∂y/∂a += ∂y/∂x · ∂x/∂a and ∂²y/∂a∂b += ∂y/∂x · ∂²x/∂a∂b
  void add_first(Jet& y, const Bounded& partial, const Jet& x) const {
    for (std::size_t a = 0; a < inputs_; ++a) {
      if (x.gradient[a]) add(y.gradient[a], partial * *x.gradient[a]);
      for (std::size_t b = a; b < inputs_; ++b) {
        if (x.hessian[at(a, b)]) add(y.hessian[at(a, b)], partial * *x.hessian[at(a, b)]);
      }
    }
  }

  /// ∂²y/∂a∂b += ∂²y/∂w∂x · ∂w/∂a · ∂x/∂b
  void add_second(Jet& y, const Bounded& partial, const Jet& w, const Jet& x) const {
    if (partial.value == 0 && partial.error == 0) return;
    for (std::size_t a = 0; a < inputs_; ++a) {
      for (std::size_t b = a; b < inputs_ && w.gradient[a]; ++b) {
        if (x.gradient[b]) add(y.hessian[at(a, b)], partial * *w.gradient[a] * *x.gradient[b]);
      }
    }
  }

  const ir::Function& fn_;
  std::size_t inputs_;
  std::vector<Real> values_;
  std::vector<Bound> bounds_;
  std::vector<Jet> jets_;
};

}  // namespace

std::vector<Bounded> exact_derivatives(const ir::Function& fn, std::span<const double> inputs) {
  return JetSweep(fn, inputs).outputs();
}

}  // namespace adc::tests
