#include "train/minimise/multipliers.h"

#include <algorithm>
#include <cmath>

namespace adc::inline ADC_ABI::train {
namespace {

/// Visits each number of a sparse matrix: its row, its column, its index.
template <typename Visit>
void each_place(const Sparsity& places, Visit&& visit) {
  for (std::size_t row = 0; row < places.rows; ++row) {
    const auto begin = static_cast<std::size_t>(places.row_begin[row]);
    const auto end = static_cast<std::size_t>(places.row_begin[row + 1]);
    for (std::size_t k = begin; k < end; ++k) visit(row, static_cast<std::size_t>(places.column[k]), k);
  }
}

}  // namespace

AugmentedLagrangian::AugmentedLagrangian(const Lagrangian& lagrangian, const std::vector<double>& multipliers)
    : lagrangian_(lagrangian) {
  for (std::size_t i = 0; i < lagrangian.constraints(); ++i) {
    const double low = lagrangian.low()[i];
    const double high = lagrangian.high()[i];
    const double multiplier = multipliers.empty() ? 0 : multipliers[i];
    if (low == high) {
      sides_.push_back({i, 1, low, true, multiplier});
      continue;
    }
    if (std::isfinite(high)) sides_.push_back({i, 1, high, false, std::fmax(0, multiplier)});
    if (std::isfinite(low)) sides_.push_back({i, -1, low, false, std::fmax(0, -multiplier)});
  }
}

double AugmentedLagrangian::lack(const Side& side, std::span<const double> c) const {
  return side.sign * (c[side.index] - side.bound);
}

double AugmentedLagrangian::force(const Side& side, std::span<const double> c) const {
  const double force = side.multiplier + penalty_ * lack(side, c);
  return side.is_equation || force > 0 ? force : 0;
}

Problem AugmentedLagrangian::problem(const Point& low, const Point& high) const {
  const std::size_t n = lagrangian_.size();
  const auto values = [this](std::span<const double> x) {
    Point c(lagrangian_.constraints());
    lagrangian_.constraint_values(x, c);
    return c;
  };
  // Σ of what the sides of a constraint pull with, and whether it has stiffness.
  struct Pull {
    Point weight;
    std::vector<bool> is_stiff;
  };
  const auto pull = [this](std::span<const double> c) {
    Pull all{Point(c.size(), 0.0), std::vector<bool>(c.size())};
    for (const Side& side : sides_) {
      const double f = force(side, c);
      all.weight[side.index] += side.sign * f;
      if (side.is_equation || f > 0) all.is_stiff[side.index] = true;
    }
    return all;
  };
  Problem problem{.size = n, .low = low, .high = high, .gradient = {}, .product = {}, .hessian = {}};
  problem.gradient = [this, values, pull](std::span<const double> x, std::span<double> gradient) {
    double value = lagrangian_.gradient(x, gradient);
    const Point c = values(x);
    const Point weight = pull(c).weight;
    Point jacobian(lagrangian_.jacobian_places().size());
    lagrangian_.jacobian(x, jacobian);
    each_place(lagrangian_.jacobian_places(), [&](std::size_t row, std::size_t column, std::size_t k) {
      gradient[column] += weight[row] * jacobian[k];
    });
    for (const Side& side : sides_) {
      const double l = lack(side, c);
      // Without the difference of large squares: c·(λ + ½ρc), or −λ²/2ρ.
      const bool pulls = side.is_equation || side.multiplier + penalty_ * l > 0;
      value += pulls ? l * (side.multiplier + 0.5 * penalty_ * l) : -0.5 * side.multiplier * side.multiplier / penalty_;
    }
    return value;
  };
  if (!lagrangian_.has_hessian()) return problem;
  // Σ weight·∇²c + ρ·Jᵀ J of what is stiff, applied to columns.
  const auto apply = [this, values, pull](std::span<const double> x, auto&& on_hessian, auto&& on_row) {
    const Pull p = pull(values(x));
    Point jacobian(lagrangian_.jacobian_places().size());
    lagrangian_.jacobian(x, jacobian);
    Point hessian(lagrangian_.hessian_places().size());
    lagrangian_.hessian(x, 1, p.weight, hessian);
    each_place(lagrangian_.hessian_places(),
               [&](std::size_t row, std::size_t column, std::size_t k) { on_hessian(row, column, hessian[k]); });
    const Sparsity& places = lagrangian_.jacobian_places();
    for (std::size_t row = 0; row < places.rows; ++row) {
      if (!p.is_stiff[row]) continue;
      const auto begin = static_cast<std::size_t>(places.row_begin[row]);
      on_row(places.row(row), std::span(jacobian).subspan(begin, places.row(row).size()));
    }
  };
  problem.product = [this, apply](std::span<const double> x, std::span<const double> v, std::span<double> product) {
    std::ranges::fill(product, 0.0);
    apply(
        x,
        [&](std::size_t row, std::size_t column, double h) {
          product[row] += h * v[column];
          if (row != column) product[column] += h * v[row];
        },
        [&](std::span<const std::int32_t> columns, std::span<const double> j) {
          double along = 0;
          for (std::size_t k = 0; k < j.size(); ++k) along += j[k] * v[static_cast<std::size_t>(columns[k])];
          for (std::size_t k = 0; k < j.size(); ++k)
            product[static_cast<std::size_t>(columns[k])] += penalty_ * along * j[k];
        });
  };
  problem.hessian = [this, apply, n](std::span<const double> x, std::span<double> whole) {
    std::ranges::fill(whole, 0.0);
    apply(
        x,
        [&](std::size_t row, std::size_t column, double h) {
          whole[row * n + column] += h;
          if (row != column) whole[column * n + row] += h;
        },
        [&](std::span<const std::int32_t> columns, std::span<const double> j) {
          for (std::size_t a = 0; a < j.size(); ++a) {
            for (std::size_t b = 0; b < j.size(); ++b) {
              whole[static_cast<std::size_t>(columns[a]) * n + static_cast<std::size_t>(columns[b])] +=
                  penalty_ * j[a] * j[b];
            }
          }
        });
  };
  return problem;
}

double AugmentedLagrangian::update(const Point& x) {
  Point c(lagrangian_.constraints());
  lagrangian_.constraint_values(x, c);
  double change = 0;
  for (Side& side : sides_) {
    const double next = force(side, c);
    change = std::fmax(change, std::fabs(next - side.multiplier));
    side.multiplier = next;
  }
  return change;
}

std::vector<double> AugmentedLagrangian::multipliers() const {
  std::vector<double> result(lagrangian_.constraints(), 0.0);
  for (const Side& side : sides_) result[side.index] += side.sign * side.multiplier;
  return result;
}

double AugmentedLagrangian::violation(const Point& x) const {
  Point c(lagrangian_.constraints());
  lagrangian_.constraint_values(x, c);
  double most = 0;
  for (const Side& side : sides_) {
    const double l = lack(side, c);
    most = std::fmax(most, std::isnan(l) ? kInfinity : side.is_equation ? std::fabs(l) : l);
  }
  return most;
}

double AugmentedLagrangian::slack(const Point& x) const {
  Point c(lagrangian_.constraints());
  lagrangian_.constraint_values(x, c);
  double most = 0;
  for (const Side& side : sides_) most = std::fmax(most, std::fabs(side.multiplier * lack(side, c)));
  return most;
}

}  // namespace adc::inline ADC_ABI::train
