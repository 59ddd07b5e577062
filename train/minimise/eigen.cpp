#include "train/minimise/eigen.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace adc::inline ADC_ABI::train {
namespace {

constexpr int kSweeps = 40;

/// The rotation that makes a(p, q) zero: t = tan of its angle.
struct Rotation {
  double t;
  double c;
  double s;
};
Rotation rotation(double app, double aqq, double apq) {
  const double theta = (aqq - app) / (2 * apq);
  const double t = std::copysign(1.0, theta) / (std::fabs(theta) + std::hypot(1, theta));
  const double c = 1 / std::hypot(1, t);
  return {t, c, t * c};
}

}  // namespace

Eigen symmetric_eigen(std::vector<double> a, std::size_t n) {
  std::vector<double> v(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) v[i * n + i] = 1;
  for (int sweep = 0; sweep < kSweeps; ++sweep) {
    bool is_diagonal = true;
    for (std::size_t p = 0; p + 1 < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        const double apq = a[p * n + q];
        const double app = a[p * n + p];
        const double aqq = a[q * n + q];
        if (apq == 0 || std::fabs(apq) <= 1e-17 * std::sqrt(std::fabs(app)) * std::sqrt(std::fabs(aqq))) continue;
        is_diagonal = false;
        const Rotation r = rotation(app, aqq, apq);
        for (std::size_t k = 0; k < n; ++k) {
          const double akp = a[k * n + p];
          const double akq = a[k * n + q];
          a[k * n + p] = r.c * akp - r.s * akq;
          a[k * n + q] = r.s * akp + r.c * akq;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double apk = a[p * n + k];
          const double aqk = a[q * n + k];
          a[p * n + k] = r.c * apk - r.s * aqk;
          a[q * n + k] = r.s * apk + r.c * aqk;
          const double vpk = v[p * n + k];
          const double vqk = v[q * n + k];
          v[p * n + k] = r.c * vpk - r.s * vqk;
          v[q * n + k] = r.s * vpk + r.c * vqk;
        }
        a[p * n + p] = app - r.t * apq;
        a[q * n + q] = aqq + r.t * apq;
        a[p * n + q] = a[q * n + p] = 0;
      }
    }
    if (is_diagonal) break;
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return a[i * n + i]; });
  Eigen eigen;
  for (const std::size_t i : order) {
    eigen.values.push_back(a[i * n + i]);
    eigen.vectors.insert(eigen.vectors.end(), v.begin() + static_cast<std::ptrdiff_t>(i * n),
                         v.begin() + static_cast<std::ptrdiff_t>((i + 1) * n));
  }
  return eigen;
}

LeastEigen least_eigen(const std::function<void(std::span<const double>, std::span<double>)>& product,
                       std::vector<double> start, std::size_t steps) {
  const std::size_t n = start.size();
  const auto inner = [](const std::vector<double>& x, const std::vector<double>& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
  };
  std::vector<std::vector<double>> basis;
  std::vector<double> alpha;
  std::vector<double> beta;
  std::vector<double> w = std::move(start);
  for (std::size_t k = 0; k < std::min(steps, n); ++k) {
    const double length = std::sqrt(inner(w, w));
    const double scale =
        alpha.empty() ? 0 : std::fabs(*std::ranges::max_element(alpha, {}, [](double x) { return std::fabs(x); }));
    if (!(length > 1e-13 * scale)) break;  // the space is invariant
    if (k > 0) beta.push_back(length);
    for (double& x : w) x /= length;
    basis.push_back(w);
    product(basis.back(), w);
    alpha.push_back(inner(basis.back(), w));
    for (int twice = 0; twice < 2; ++twice) {
      for (const std::vector<double>& b : basis) {
        const double part = inner(b, w);
        for (std::size_t i = 0; i < n; ++i) w[i] -= part * b[i];
      }
    }
  }
  const std::size_t m = alpha.size();
  if (m == 0) return {0, std::vector<double>(n, 0.0)};
  std::vector<double> t(m * m, 0.0);
  for (std::size_t i = 0; i < m; ++i) t[i * m + i] = alpha[i];
  for (std::size_t i = 0; i + 1 < m; ++i) t[i * m + i + 1] = t[(i + 1) * m + i] = beta[i];
  const Eigen eigen = symmetric_eigen(std::move(t), m);
  LeastEigen least{eigen.values[0], std::vector<double>(n, 0.0)};
  for (std::size_t k = 0; k < m; ++k) {
    for (std::size_t i = 0; i < n; ++i) least.vector[i] += eigen.vectors[k] * basis[k][i];
  }
  return least;
}

}  // namespace adc::inline ADC_ABI::train
