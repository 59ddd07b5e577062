// ADOL-C: a tape of a function, and value and gradient from it.
#include <adolc/adolc.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace {

using std::size_t;

adouble chain(const std::vector<adouble>& x) {
  adouble sum = 0;
  for (size_t i = 0; i + 1 < x.size(); ++i) {
    const adouble steep = x[i + 1] - x[i] * x[i];
    const adouble here = 1 - x[i];
    sum += 100 * steep * steep + here * here;
  }
  return sum;
}

adouble logsumexp(const adouble* x, size_t n) {
  adouble most = x[0];
  for (size_t i = 1; i < n; ++i) most = fmax(most, x[i]);
  adouble sum = 0;
  for (size_t i = 0; i < n; ++i) sum += exp(x[i] - most);
  return most + log(sum);
}

/// The mixture of Gaussians of gmm.c, with γ = 1 and m = 0.
adouble mixture(const std::vector<adouble>& parameters, size_t d, size_t k, const double* x, size_t n) {
  const size_t icf_size = d * (d + 1) / 2;
  const adouble* const alphas = parameters.data();
  const adouble* const means = alphas + k;
  const adouble* const icf = means + k * d;
  std::vector<adouble> diagonal(k * d);
  std::vector<adouble> log_q(k);
  adouble square = 0;
  for (size_t c = 0; c < k; ++c) {
    log_q[c] = 0;
    for (size_t i = 0; i < d; ++i) {
      log_q[c] += icf[c * icf_size + i];
      diagonal[c * d + i] = exp(icf[c * icf_size + i]);
      square += diagonal[c * d + i] * diagonal[c * d + i];
    }
    for (size_t i = d; i < icf_size; ++i) square += icf[c * icf_size + i] * icf[c * icf_size + i];
  }
  adouble sum = 0;
  std::vector<adouble> w(d);
  std::vector<adouble> y(d);
  std::vector<adouble> density(k);
  for (size_t p = 0; p < n; ++p) {
    for (size_t c = 0; c < k; ++c) {
      for (size_t j = 0; j < d; ++j) w[j] = x[p * d + j] - means[c * d + j];
      for (size_t i = 0; i < d; ++i) y[i] = diagonal[c * d + i] * w[i];
      const adouble* below = icf + c * icf_size + d;
      for (size_t j = 0; j < d; ++j) {
        for (size_t i = j + 1; i < d; ++i) y[i] += *below++ * w[j];
      }
      adouble norm = 0;
      for (size_t i = 0; i < d; ++i) norm += y[i] * y[i];
      density[c] = alphas[c] + log_q[c] - 0.5 * norm;
    }
    sum += logsumexp(density.data(), k);
  }
  const auto size = static_cast<double>(d);
  double log_gamma = 0.25 * size * (size - 1) * std::log(std::numbers::pi);
  for (size_t j = 0; j < d; ++j) log_gamma += std::lgamma(0.5 * (size + 1 - static_cast<double>(j)));
  const double constant = -(size + 1) * size * 0.5 * std::log(2.0) - log_gamma;
  return sum - static_cast<double>(n) * (logsumexp(alphas, k) + 0.5 * size * std::log(2 * std::numbers::pi)) +
         0.5 * square - static_cast<double>(k) * constant;
}

/// Records y = f(x) as the tape `tag`, in memory.
template <class F>
void record(short tag, const double* x, size_t n, const F& f) {
  constexpr unsigned kBuffer = 1U << 28U;
  trace_on(tag, 0, kBuffer, kBuffer, kBuffer, kBuffer, 0);
  std::vector<adouble> active(n);
  for (size_t i = 0; i < n; ++i) active[i] <<= x[i];
  double value = 0;
  f(active) >>= value;
  trace_off();
}

}  // namespace

extern "C" {

void record_chain(short tag, const double* x, size_t n) { record(tag, x, n, chain); }

void record_mixture(short tag, const double* parameters, size_t count, size_t d, size_t k, const double* x, size_t n) {
  record(tag, parameters, count, [&](const std::vector<adouble>& active) { return mixture(active, d, k, x, n); });
}

double value_and_gradient(short tag, const double* x, size_t n, double* gradient) {
  double value = 0;
  double seed = 1;
  zos_forward(tag, 1, static_cast<int>(n), 1, x, &value);
  fos_reverse(tag, 1, static_cast<int>(n), &seed, gradient);
  return value;
}
}
