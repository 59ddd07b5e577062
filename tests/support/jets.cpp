#include "tests/support/jets.h"

#include <mpfr.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "ir/op.h"

namespace adc::tests {
namespace {

using precise::Partials;

/// The derivatives of a value by the inputs, empty where it does not depend on them.
struct Jet {
  std::vector<std::optional<Bounded>> gradient;
  std::vector<std::optional<Bounded>> hessian;  ///< [a, b] for a ≤ b
};

void add(std::optional<Bounded>& sum, const Bounded& term) { sum = sum ? *sum + term : term; }

class Sweep {
 public:
  Sweep(const ir::Function& fn, std::span<const double> inputs)
      : fn_(fn), inputs_(inputs.size()), values_(fn.size()), jets_(fn.size()) {
    const std::vector<Real> point(inputs.begin(), inputs.end());
    mpfr_clear_flags();
    ir::evaluate<Real>(fn, point, values_);
    has_left_range_ = mpfr_underflow_p() != 0 || mpfr_overflow_p() != 0;
    for (std::size_t i = 0; i < fn.size(); ++i) derive(i);
  }

  [[nodiscard]] std::vector<Bounded> outputs() const {
    std::vector<Bounded> all;
    for (const ir::Output& output : fn_.outputs()) {
      all.push_back({has_left_range_ ? std::numeric_limits<Real>::quiet_NaN() : values_[index(output.value)], 0});
    }
    for (const ir::Output& output : fn_.outputs()) {
      for (const auto& slope : jet(output.value).gradient) all.push_back(slope.value_or(Bounded{}));
    }
    for (const ir::Output& output : fn_.outputs()) {
      for (std::size_t a = 0; a < inputs_; ++a) {
        for (std::size_t b = 0; b < inputs_; ++b) {
          all.push_back(jet(output.value).hessian[at(std::min(a, b), std::max(a, b))].value_or(Bounded{}));
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
    if (ir::info(fn_.op(id)).op_class == ir::OpClass::Inert) return;
    const std::span<const ir::ValueId> x = fn_.operands(id);
    std::vector<Real> operands;
    for (const ir::ValueId operand : x) operands.push_back(values_[index(operand)]);
    const Partials partials(fn_, id, operands, values_[i]);
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

  /// Whether a value passed even MPFR's exponents, as exp(−10¹⁰) does: then nothing here is exact.
  bool has_left_range_ = false;
  const ir::Function& fn_;
  std::size_t inputs_;
  std::vector<Real> values_;
  std::vector<Jet> jets_;
};

}  // namespace

std::vector<Bounded> exact_derivatives(const ir::Function& fn, std::span<const double> inputs) {
  return Sweep(fn, inputs).outputs();
}

}  // namespace adc::tests
