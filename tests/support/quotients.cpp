#include "tests/support/quotients.h"

#include <algorithm>
#include <array>
#include <limits>

#include "ir/evaluate_tensors.h"
#include "precise/scalar.h"

namespace adc::tests {
namespace {

const Real kNan = std::numeric_limits<Real>::quiet_NaN();
const Real kStep("1e-60");        // beside the input's size; its square still leaves 370 digits of a second difference
const Real kLeastStep("1e-150");  // whose square still leaves digits of a second difference
const Real kFiner(1024);
const Real kSettled("1e-25");  // relative: what two quotients that tell a number differ by at most
const Real kNothing("1e-35");  // what is so small is 0 beside inputs and outputs of ordinary size

std::vector<Real> evaluated(const ir::Function& fn, std::span<const Real> inputs) {
  const ir::ValueRanges ranges(fn);
  std::vector<Real> values(ranges.total());
  ir::evaluate_tensors<Real>(fn, ranges, inputs, values);
  std::vector<Real> outputs;
  for (const ir::Output& output : fn.outputs()) {
    for (std::size_t i = 0; i < ranges.size(output.value); ++i)
      outputs.push_back(values[ranges.begin(output.value) + i]);
  }
  return outputs;
}

Real step_at(const Real& x) { return (x == 0 ? Real(1) : Real(abs(x))) * kStep; }

/// The number that a quotient with a step and one with a finer step both tell.
Real settled(const Real& wide, const Real& narrow) {
  const Real gap = abs(wide - narrow);
  if (gap <= abs(narrow) * kSettled) return narrow;
  return gap <= kNothing ? Real(0) : kNan;  // nan also where either is
}

class Quotients {
 public:
  Quotients(const ir::Function& fn, std::span<const Real> inputs)
      : fn_(fn), at_(inputs.begin(), inputs.end()), values_(evaluated(fn, inputs)) {
    for (const Real& x : at_) steps_.push_back(step_at(x));
  }

  [[nodiscard]] std::vector<Real> all() {
    const std::size_t n = at_.size();
    const std::size_t m = values_.size();
    std::vector<Real> result = values_;
    result.resize(m + m * n + m * n * n, kNan);
    for (std::size_t a = 0; a < n; ++a) {
      const Along wide = along(a, steps_[a]);
      const Along narrow = along(a, steps_[a] / kFiner);
      for (std::size_t o = 0; o < m; ++o) {
        Real& slope = result[m + o * n + a];
        slope = first(o, wide, narrow);
        if (isfinite(slope)) result[m + m * n + (o * n + a) * n + a] = second(o, wide, narrow);
      }
    }
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const std::vector<Real> wide = twist(a, b, 1);
        const std::vector<Real> narrow = twist(a, b, kFiner);
        for (std::size_t o = 0; o < m; ++o) {
          // Across a kink in one of the two the corners would mean their mean.
          const bool smooth = isfinite(result[m + o * n + a]) && isfinite(result[m + o * n + b]);
          const Real mixed = smooth ? settled(wide[o], narrow[o]) : kNan;
          result[m + m * n + (o * n + a) * n + b] = mixed;
          result[m + m * n + (o * n + b) * n + a] = mixed;
        }
      }
    }
    return result;
  }

 private:
  /// The outputs a step to either side of the point along one input.
  struct Along {
    Real h;
    std::vector<Real> right;
    std::vector<Real> left;
  };

  [[nodiscard]] std::vector<Real> moved(std::size_t a, const Real& h, std::size_t b, const Real& k) const {
    std::vector<Real> to = at_;
    to[a] += h;
    to[b] += k;
    return evaluated(fn_, to);
  }
  [[nodiscard]] Along along(std::size_t a, const Real& h) const { return {h, moved(a, h, a, 0), moved(a, -h, a, 0)}; }

  [[nodiscard]] Real first(std::size_t o, const Along& wide, const Along& narrow) const {
    const Real right = (narrow.right[o] - values_[o]) / narrow.h;
    const Real left = (values_[o] - narrow.left[o]) / narrow.h;
    if (!isfinite(settled(right, left))) return kNan;
    const Real central = (narrow.right[o] - narrow.left[o]) / (2 * narrow.h);
    return settled((wide.right[o] - wide.left[o]) / (2 * wide.h), central);
  }
  [[nodiscard]] Real second(std::size_t o, const Along& wide, const Along& narrow) const {
    const auto bend = [&](const Along& at) {
      return Real((at.right[o] - 2 * values_[o] + at.left[o]) / (at.h * at.h));
    };
    return wide.h < kLeastStep ? kNan : settled(bend(wide), bend(narrow));
  }
  [[nodiscard]] std::vector<Real> twist(std::size_t a, std::size_t b, const Real& finer) const {
    const Real h = steps_[a] / finer;
    const Real k = steps_[b] / finer;
    std::vector<Real> sum = moved(a, h, b, k);
    const std::vector<Real> minus = moved(a, h, b, -k);
    const std::vector<Real> plus = moved(a, -h, b, -k);
    const std::vector<Real> other = moved(a, -h, b, k);
    for (std::size_t o = 0; o < sum.size(); ++o) sum[o] = (sum[o] - minus[o] + plus[o] - other[o]) / (4 * h * k);
    return sum;
  }

  const ir::Function& fn_;
  std::vector<Real> at_;
  std::vector<Real> values_;
  std::vector<Real> steps_;
};

/// What several sides lead to: nan once two of them differ.
class Limit {
 public:
  void meet(const Real& x) {
    value_ = met_ ? settled(value_, x) : x;
    met_ = true;
  }
  [[nodiscard]] Real value() const { return abs(value_) <= kNothing ? Real(0) : value_; }

 private:
  bool met_ = false;
  Real value_ = kNan;
};

/// The output that number i of a Hessian's layout belongs to.
std::size_t output_of(std::size_t i, std::size_t outputs, std::size_t inputs) {
  if (i < outputs) return i;
  const std::size_t jacobian = outputs + outputs * inputs;
  return i < jacobian ? (i - outputs) / inputs : (i - jacobian) / inputs / inputs;
}

/// The inputs, each a little to one side of its place; `way` counts the combinations of sides.
std::vector<Real> beside(std::span<const double> inputs, std::size_t way) {
  static const std::array kSides{Real("1e-40"), Real("-1e-40"), Real("1e-55"), Real("-1e-55")};
  std::vector<Real> moved;
  for (const double x : inputs) {
    const Real& side = kSides[way % kSides.size()];
    moved.push_back(x == 0 ? side : Real(x * (1 + side)));
    way /= kSides.size();
  }
  return moved;
}

}  // namespace

std::vector<Real> quotients(const ir::Function& fn, std::span<const double> inputs) {
  return Quotients(fn, std::vector<Real>(inputs.begin(), inputs.end())).all();
}

std::vector<Real> quotients_or_limits(const ir::Function& fn, std::span<const double> inputs) {
  constexpr std::size_t kMostInputs = 3;
  std::vector<Real> result = quotients(fn, inputs);
  const bool complete = std::ranges::all_of(result, [](const Real& x) { return isfinite(x); });
  if (complete || inputs.size() > kMostInputs || std::ranges::count(inputs, 0.0) != 1) return result;
  std::vector<Limit> limits(result.size());
  const std::size_t ways = std::size_t{1} << (2 * inputs.size());
  for (std::size_t way = 0; way < ways; ++way) {
    const std::vector<Real> there = Quotients(fn, beside(inputs, way)).all();
    for (std::size_t i = 0; i < there.size(); ++i) {
      if (isfinite(there[output_of(i, fn.outputs().size(), inputs.size())])) limits[i].meet(there[i]);
    }
  }
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (!isfinite(result[i])) result[i] = limits[i].value();
  }
  return result;
}

}  // namespace adc::tests
