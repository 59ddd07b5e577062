// How large the terms are that Taylor coefficients are summed of.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "passes/derive/taylor_sweep.h"

namespace adc::tests {

/// The recurrences of Taylor coefficients with each term's size in its place and no sign: what the error of a
/// coefficient is measured by. Where nothing cancels, they are the coefficients themselves.
class TaylorSizes {
 public:
  TaylorSizes(const passes::TaylorProgram& program, std::span<const double> point, std::span<const double> direction)
      : program_(program), values_(program, point, direction), sizes_(program.fn.size()) {
    for (std::size_t i = 0; i < sizes_.size(); ++i) {
      sizes_[i].resize(program.steps[i].order + 1);
      sizes_[i][0] = std::abs(value(i));
    }
    for (const ir::ValueId moving : program.sequence) sizes_[ir::index(moving)][0] = first(ir::index(moving));
    for (std::size_t i = 0; i < program.fn.params().size(); ++i) {
      if (program.steps[i].order > 0) sizes_[i][1] = std::abs(direction[i]);
    }
    for (std::size_t k = 1; k <= program.order; ++k) {
      for (const ir::ValueId moving : program.sequence) {
        const std::size_t i = ir::index(moving);
        if (program.steps[i].order >= k && program.steps[i].kind != Kind::Input) sizes_[i][k] = next(i, k);
      }
    }
  }

  [[nodiscard]] double output(std::size_t o, std::size_t k) const {
    const std::vector<double>& sizes = sizes_[ir::index(program_.fn.outputs()[o].value)];
    return k < sizes.size() ? sizes[k] : 0;
  }

 private:
  using Kind = passes::TaylorStep::Kind;

  [[nodiscard]] std::size_t operand(std::size_t i, std::size_t k) const {
    return ir::index(program_.fn.operands(ir::value_id(i))[k]);
  }
  [[nodiscard]] double value(std::size_t i) const { return values_.of(ir::value_id(i))[0]; }
  [[nodiscard]] std::size_t chosen(std::size_t i) const { return operand(i, value(operand(i, 0)) != 0 ? 1 : 2); }
  [[nodiscard]] double exponent(std::size_t i) const {
    const bool immediate = program_.fn.operands(ir::value_id(i)).size() == 1;
    return immediate ? static_cast<double>(program_.fn.immediate(ir::value_id(i))) : value(operand(i, 1));
  }

  // |y| and what the operands' sizes are to it
  [[nodiscard]] double first(std::size_t i) const {
    double size = std::abs(value(i));
    switch (program_.steps[i].kind) {
      case Kind::Product: return size + sizes_[operand(i, 0)][0] * sizes_[operand(i, 1)][0];
      case Kind::Quotient: {
        const double divisor = std::abs(value(operand(i, 1)));
        return size + (sizes_[operand(i, 0)][0] + size * sizes_[operand(i, 1)][0]) / divisor;
      }
      case Kind::Power: return size + std::abs(exponent(i) * size / value(operand(i, 0))) * sizes_[operand(i, 0)][0];
      case Kind::Choice: return sizes_[chosen(i)][0];
      case Kind::Chain:
        for (const passes::TaylorSlope& slope : program_.steps[i].slopes) {
          const double factor = slope.factor ? value(ir::index(*slope.factor)) : 1;
          size += std::abs(slope.coefficient.to_double() * factor) * sizes_[ir::index(slope.operand)][0];
        }
        return size;
      default: return size;
    }
  }

  [[nodiscard]] double next(std::size_t i, std::size_t k) const {
    double sum = 0;
    switch (program_.steps[i].kind) {
      case Kind::Choice: return at(chosen(i), k);
      case Kind::Product:
        for (std::size_t j = 0; j <= k; ++j) sum += at(operand(i, 0), j) * at(operand(i, 1), k - j);
        return sum;
      case Kind::Quotient:
        sum = at(operand(i, 0), k);
        for (std::size_t j = 1; j <= k; ++j) sum += at(operand(i, 1), j) * at(i, k - j);
        return sum / std::abs(value(operand(i, 1)));
      case Kind::Power:
        for (std::size_t j = 1; j <= k; ++j) {
          const double weight = std::abs(exponent(i)) * static_cast<double>(j) + static_cast<double>(k - j);
          sum += weight * at(operand(i, 0), j) * at(i, k - j);
        }
        return sum / (static_cast<double>(k) * std::abs(value(operand(i, 0))));
      default: break;
    }
    for (const passes::TaylorSlope& slope : program_.steps[i].slopes) {
      const double c = std::abs(slope.coefficient.to_double());
      const std::size_t u = ir::index(slope.operand);
      if (!slope.factor) sum += c * at(u, k);
      for (std::size_t j = 1; slope.factor && j <= k; ++j) {
        sum += c * static_cast<double>(j) / static_cast<double>(k) * at(u, j) * at(ir::index(*slope.factor), k - j);
      }
    }
    return sum;
  }

  [[nodiscard]] double at(std::size_t i, std::size_t k) const { return k < sizes_[i].size() ? sizes_[i][k] : 0; }

  const passes::TaylorProgram& program_;
  passes::TaylorSweep<double> values_;
  std::vector<std::vector<double>> sizes_;
};

}  // namespace adc::tests
