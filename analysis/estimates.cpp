#include "analysis/estimates.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <vector>

#include "ir/interpreter.h"
#include "ir/scalars.h"

namespace adc::analysis {
namespace {

constexpr double kUnitRoundoff = 0x1p-53;

/// One output along one input.
class Along {
 public:
  Along(const ir::Function& fn, std::span<const double> x, std::size_t output, std::size_t input)
      : fn_(fn), x_(x.begin(), x.end()), outputs_(fn.outputs().size()), output_(output), input_(input) {}

  /// The quotient, and the largest value that it is made of.
  struct Quotient {
    double slope;
    double size;
  };
  Quotient quotient(double h) {
    const double x = x_[input_];
    const double right = x + h;
    const double left = x - h;
    const double above = at(right);
    const double below = at(left);
    x_[input_] = x;
    return {(above - below) / (right - left), std::max(std::fabs(above), std::fabs(below))};
  }

 private:
  double at(double t) {
    x_[input_] = t;
    ir::interpret(fn_, x_, outputs_);
    return outputs_[output_];
  }

  const ir::Function& fn_;
  std::vector<double> x_;
  std::vector<double> outputs_;
  std::size_t output_;
  std::size_t input_;
};

bool is_analytic(const ir::Function& fn) {
  return std::ranges::all_of(fn.insts(), [](const ir::Inst& inst) {
    const ir::OpInfo& info = ir::info(inst.op);
    return info.op_class == ir::OpClass::Leaf || info.is(ir::kAnalytic);
  });
}

double imaginary_slope(const ir::Function& fn, std::span<const double> x, std::size_t output, std::size_t input,
                       double h) {
  std::vector<std::complex<double>> point(x.begin(), x.end());
  point[input] += std::complex<double>(0, h);
  return ir::evaluate<std::complex<double>>(fn, point)[output].imag() / h;
}

}  // namespace

std::optional<Estimate> centred_difference(const ir::Function& fn, std::span<const double> x, std::size_t output,
                                           std::size_t input, double epsilon, double magnitude) {
  static const double kStep = std::cbrt(kUnitRoundoff);
  const double h = epsilon > 0 ? epsilon : kStep * std::max(1.0, std::fabs(x[input]));
  Along along(fn, x, output, input);
  const auto [slope, size] = along.quotient(h);
  const double finer = along.quotient(h / 2).slope;
  if (!std::isfinite(slope) || !std::isfinite(finer)) return std::nullopt;
  const double rounding = 16 * kUnitRoundoff * std::max(magnitude, size) / h;
  return Estimate{slope, 4 * std::fabs(slope - finer) + rounding};
}

std::optional<Estimate> complex_step(const ir::Function& fn, std::span<const double> x, std::size_t output,
                                     std::size_t input) {
  if (!is_analytic(fn)) return std::nullopt;
  constexpr double kRelativeStep = 1e-20;
  constexpr double kZeroStep = 1e-100;
  constexpr double kError = 1e-9;
  const double h = x[input] == 0 ? kZeroStep : std::fabs(x[input]) * kRelativeStep;
  const double slope = imaginary_slope(fn, x, output, input, h);
  const double finer = imaginary_slope(fn, x, output, input, h / 1024);
  const double error = kError * std::fabs(slope) + std::numeric_limits<double>::min() / h;  // h may underflow away
  // On a branch cut the imaginary part does not shrink with h.
  if (!std::isfinite(slope) || !(std::fabs(slope - finer) <= error)) return std::nullopt;
  return Estimate{slope, error};
}

}  // namespace adc::analysis
