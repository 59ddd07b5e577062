// The objective of a Gaussian mixture with a Wishart prior and its gradient, by hand: Šrajer, Kukelova, Fitzgibbon, "A
// benchmark of selected algorithmic differentiation tools on some problems in computer vision and machine learning",
// 2018. Compiled with -DD=… -DK=…, the dimension of a point and the number of components, as a compiler of formulas
// knows them.
//
//     Σᵢ logsumexp_k(α_k + Σq_k − ½‖Q_k(xᵢ − μ_k)‖²) − n·logsumexp(α) − ½·n·D·log(2π) + prior
//
// Q_k is lower triangular: its diagonal is exp(q_k), what is below it l_k, column by column.
//
// What is shared: the gradient by all of Q_k and μ_k is made of S_k = Σᵢ p_ik·w·wᵀ and s_k = Σᵢ p_ik·w, where w = xᵢ −
// μ_k and p_ik are the responsibilities, so that a point costs another half of a matrix, and what multiplies by Q_k is
// done once at the end: ∂/∂Q = −Q·S, ∂/∂μ = Qᵀ·Q·s.
#include <math.h>
#include <stddef.h>
#include <string.h>

enum {
  kBelow = D * (D - 1) / 2,
  kIcf = D + kBelow,
  kLanes = 8,
  kVectors = 16,  // of points in a tile, whose numbers stay in a first-level cache
  kTile = kLanes * kVectors
};
typedef double Vector __attribute__((vector_size(8 * kLanes)));

typedef struct {
  double q[K][D][D];     // Q_k, with zeros above the diagonal
  double log_weight[K];  // α_k + Σq_k
} Mixture;

static void read_mixture(const double* restrict alphas, const double* restrict icf, Mixture* restrict m) {
  memset(m->q, 0, sizeof m->q);
  for (int k = 0; k < K; ++k) {
    const double* of = icf + k * kIcf;
    const double* below = of + D;
    m->log_weight[k] = alphas[k];
    for (int i = 0; i < D; ++i) m->log_weight[k] += of[i];
    for (int i = 0; i < D; ++i) m->q[k][i][i] = exp(of[i]);
    for (int j = 0; j < D; ++j) {
      for (int i = j + 1; i < D; ++i) m->q[k][i][j] = *below++;
    }
  }
}

// A tile of points, a row per coordinate. Where points are missing the first one stands, and counts nothing.
typedef struct {
  Vector x[D][kVectors];
  double counts[kTile];
} Points;

static void read_points(const double* restrict x, size_t count, Points* restrict tile) {
  double(*to)[kTile] = (double(*)[kTile])tile->x;
  for (size_t i = 0; i < kTile; ++i) {
    const double* point = x + (i < count ? i : 0) * D;
    tile->counts[i] = i < count;
    for (int j = 0; j < D; ++j) to[j][i] = point[j];
  }
}

// Of each component and point log_weight − ½‖Q(x − μ)‖².
static void log_densities(const Mixture* restrict m, const double* restrict means, const Points* restrict tile,
                          Vector t[K][kVectors]) {
  for (int k = 0; k < K; ++k) {
    for (int v = 0; v < kVectors; ++v) {
      Vector w[D];
      for (int j = 0; j < D; ++j) w[j] = tile->x[j][v] - means[k * D + j];
      Vector square = {0};
#pragma clang loop unroll(full)
      for (int i = 0; i < D; ++i) {
        Vector y = m->q[k][i][0] * w[0];
#pragma clang loop unroll(full)
        for (int j = 1; j <= i; ++j) y += m->q[k][i][j] * w[j];
        square += y * y;
      }
      t[k][v] = m->log_weight[k] - 0.5 * square;
    }
  }
}

// The sum over a tile's points of logsumexp over components. With `p`, t becomes the softmax over components.
static double sum_log(double t[K][kTile], const Points* restrict tile, int p) {
  double most[kTile];
  double sum[kTile];
  for (int i = 0; i < kTile; ++i) most[i] = t[0][i];
  for (int k = 1; k < K; ++k) {
    for (int i = 0; i < kTile; ++i) most[i] = t[k][i] > most[i] ? t[k][i] : most[i];
  }
  for (int i = 0; i < kTile; ++i) sum[i] = 0;
  for (int k = 0; k < K; ++k) {
    for (int i = 0; i < kTile; ++i) {
      const double e = exp(t[k][i] - most[i]);
      if (p) t[k][i] = e;
      sum[i] += e;
    }
  }
  double logs[kTile];
  for (int i = 0; i < kTile; ++i) logs[i] = tile->counts[i] * (most[i] + log(sum[i]));
  double total = 0;
  for (int i = 0; i < kTile; ++i) total += logs[i];
  if (p) {
    for (int i = 0; i < kTile; ++i) sum[i] = tile->counts[i] / sum[i];
    for (int k = 0; k < K; ++k) {
      for (int i = 0; i < kTile; ++i) t[k][i] *= sum[i];
    }
  }
  return total;
}

// Per component sums over points, lane by lane: of p, p·w and p·w·wᵀ.
typedef struct {
  Vector p;
  Vector w[D];
  Vector ww[D][D];
} Moments;

// Adds rows `from` to `to` of p·w·wᵀ: as many as have room in registers.
static inline __attribute__((always_inline)) void add_rows(int from, int to, const Vector w[D][kVectors],
                                                           const Vector pw[D][kVectors], Moments* restrict sums) {
  Vector ww[D][D];
#pragma clang loop unroll(full)
  for (int i = from; i < to; ++i) {
#pragma clang loop unroll(full)
    for (int j = 0; j <= i; ++j) ww[i][j] = sums->ww[i][j];
  }
  for (int v = 0; v < kVectors; ++v) {
#pragma clang loop unroll(full)
    for (int i = from; i < to; ++i) {
#pragma clang loop unroll(full)
      for (int j = 0; j <= i; ++j) ww[i][j] += pw[i][v] * w[j][v];
    }
  }
#pragma clang loop unroll(full)
  for (int i = from; i < to; ++i) {
#pragma clang loop unroll(full)
    for (int j = 0; j <= i; ++j) sums->ww[i][j] = ww[i][j];
  }
}

static void add_moments(const double* restrict mean, const Points* restrict tile, const Vector p[kVectors],
                        Moments* restrict sums) {
  Vector w[D][kVectors];
  Vector pw[D][kVectors];
  for (int v = 0; v < kVectors; ++v) sums->p += p[v];
  for (int j = 0; j < D; ++j) {
    Vector sum = sums->w[j];
    for (int v = 0; v < kVectors; ++v) {
      w[j][v] = tile->x[j][v] - mean[j];
      pw[j][v] = p[v] * w[j][v];
      sum += pw[j][v];
    }
    sums->w[j] = sum;
  }
  add_rows(0, D * 6 / 10, w, pw, sums);
  add_rows(D * 6 / 10, D * 8 / 10, w, pw, sums);
  add_rows(D * 8 / 10, D, w, pw, sums);
}

static double sum_lanes(Vector v) {
  double sum = 0;
  for (int i = 0; i < kLanes; ++i) sum += v[i];
  return sum;
}

// logsumexp(α); with `gradient`, subtracts n times its own.
static double log_weights(const double* restrict alphas, double n, double* gradient) {
  double most = alphas[0];
  for (int k = 1; k < K; ++k) most = alphas[k] > most ? alphas[k] : most;
  double sum = 0;
  for (int k = 0; k < K; ++k) sum += exp(alphas[k] - most);
  for (int k = 0; gradient && k < K; ++k) gradient[k] -= n * exp(alphas[k] - most) / sum;
  return most + log(sum);
}

// The Wishart prior: ½γ²‖Q‖² − m·Σq of each component, less its constant.
static double prior(const Mixture* restrict mixture, const double* restrict icf, double gamma, int m) {
  const int freedom = D + m + 1;
  double log_gamma = 0.25 * D * (D - 1) * log(M_PI);
  for (int j = 1; j <= D; ++j) log_gamma += lgamma(0.5 * freedom + 0.5 * (1 - j));
  const double constant = freedom * D * (log(gamma) - 0.5 * log(2.0)) - log_gamma;
  double square = 0;
  double sum = 0;
  for (int k = 0; k < K; ++k) {
    for (int i = 0; i < D; ++i) {
      sum += icf[k * kIcf + i];
      for (int j = 0; j <= i; ++j) square += mixture->q[k][i][j] * mixture->q[k][i][j];
    }
  }
  return 0.5 * gamma * gamma * square - m * sum - K * constant;
}

/// The objective at `parameters`: alphas [K], means [K][D], icf [K][D(D + 1)/2], for the points x [n][D] and the
/// prior's γ and m.
double gmm_objective(const double* restrict parameters, const double* restrict x, size_t n, double gamma, int m) {
  const double* alphas = parameters;
  const double* means = alphas + K;
  const double* icf = means + K * D;
  Mixture mixture;
  Points tile;
  Vector t[K][kVectors];
  read_mixture(alphas, icf, &mixture);
  double sum = 0;
  for (size_t first = 0; first < n; first += kTile) {
    read_points(x + first * D, n - first < kTile ? n - first : kTile, &tile);
    log_densities(&mixture, means, &tile, t);
    sum += sum_log((double(*)[kTile])t, &tile, 0);
  }
  return sum - n * (log_weights(alphas, n, NULL) + 0.5 * D * log(2 * M_PI)) + prior(&mixture, icf, gamma, m);
}

// The gradient of a component from its moments.
static void finish(const double q[D][D], const Moments* restrict sums, double gamma, int m, double* restrict alpha,
                   double* restrict mean, double* restrict icf) {
  double s[D];
  double ww[D][D];
  double y[D];
  for (int i = 0; i < D; ++i) {
    s[i] = sum_lanes(sums->w[i]);
    for (int j = 0; j <= i; ++j) ww[i][j] = ww[j][i] = sum_lanes(sums->ww[i][j]);
  }
  const double p = sum_lanes(sums->p);
  *alpha = p;
  for (int i = 0; i < D; ++i) {
    y[i] = 0;
    for (int j = 0; j <= i; ++j) y[i] += q[i][j] * s[j];
  }
  for (int j = 0; j < D; ++j) {
    mean[j] = 0;
    for (int i = j; i < D; ++i) mean[j] += q[i][j] * y[i];
  }
  double* below = icf + D;
  for (int j = 0; j < D; ++j) {
    for (int i = j; i < D; ++i) {
      double of_q = gamma * gamma * q[i][j];
      for (int l = 0; l <= i; ++l) of_q -= q[i][l] * ww[l][j];
      if (i == j) {
        icf[i] = p - m + of_q * q[i][i];
      } else {
        *below++ = of_q;
      }
    }
  }
}

/// The same, and its gradient.
double gmm_gradient(const double* restrict parameters, const double* restrict x, size_t n, double gamma, int m,
                    double* restrict gradient) {
  const double* alphas = parameters;
  const double* means = alphas + K;
  const double* icf = means + K * D;
  Mixture mixture;
  Points tile;
  Vector t[K][kVectors];
  Moments sums[K];
  read_mixture(alphas, icf, &mixture);
  memset(sums, 0, sizeof sums);
  double sum = 0;
  for (size_t first = 0; first < n; first += kTile) {
    read_points(x + first * D, n - first < kTile ? n - first : kTile, &tile);
    log_densities(&mixture, means, &tile, t);
    sum += sum_log((double(*)[kTile])t, &tile, 1);
    for (int k = 0; k < K; ++k) add_moments(means + k * D, &tile, t[k], &sums[k]);
  }
  for (int k = 0; k < K; ++k) {
    finish(mixture.q[k], &sums[k], gamma, m, gradient + k, gradient + K + k * D, gradient + K + K * D + k * kIcf);
  }
  return sum - n * (log_weights(alphas, n, gradient) + 0.5 * D * log(2 * M_PI)) + prior(&mixture, icf, gamma, m);
}
