// Errors of reprojection of bundle adjustment and their Jacobian, by hand, as ADBench defines them (Šrajer, Kukelova,
// Fitzgibbon, 2018): a camera is a rotation (axis times angle) r [3], a centre c [3], a focal length f, a principal
// point x0 [2] and two coefficients of radial distortion κ [2]; an observation sees point X by a camera at `feature`
// [2] with the weight w.
//
//     u = rotate(r, X − c),  z = u[0..1]/u[2],  ρ = z·z,  error = w·(f·(1 + κ₀ρ + κ₁ρ²)·z + x0 − feature)
//
// Results of an observation: error [2], the Jacobian of each error by r, c, f, x0, κ, X and w [2][15], and the error of
// the weight, 1 − w², with its derivative. Each is written at its place in a row of 34.
//
// What is shared: ∂error/∂u [2][3] once, and ∂u/∂X is the rotation's matrix R, ∂u/∂c = −R. ∂u/∂r comes from the terms
// of Rodrigues' formula. Observations are gathered and computed `kLanes` at a time, so that a compiler can make vectors
// of each loop over lanes.
#include <math.h>
#include <stddef.h>

enum { kCamera = 11, kErrors = 2, kColumns = 15, kRow = 34, kLanes = 8 };
typedef double Lanes[kLanes];

typedef struct {
  Lanes camera[kCamera];
  Lanes point[3];
  Lanes w;
  Lanes feature[2];
} Observations;

static void gather(const double* restrict cameras, const double* restrict points, const double* restrict weights,
                   const double* restrict features, const int* restrict observations, size_t first, size_t count,
                   Observations* restrict o) {
  for (size_t i = 0; i < kLanes; ++i) {
    const size_t row = first + (i < count ? i : 0);
    const double* camera = cameras + (size_t)observations[2 * row] * kCamera;
    const double* point = points + (size_t)observations[2 * row + 1] * 3;
    for (int j = 0; j < kCamera; ++j) o->camera[j][i] = camera[j];
    for (int j = 0; j < 3; ++j) o->point[j][i] = point[j];
    o->w[i] = weights[row];
    for (int j = 0; j < 2; ++j) o->feature[j][i] = features[2 * row + j];
  }
}

/// The errors of n observations, a camera's and a point's number each: error [n][2], and 1 − w² in weight_error [n].
void ba_objective(const double* restrict cameras, const double* restrict points, const double* restrict weights,
                  const double* restrict features, const int* restrict observations, size_t n, double* restrict error,
                  double* restrict weight_error) {
  for (size_t first = 0; first < n; first += kLanes) {
    const size_t count = n - first < kLanes ? n - first : kLanes;
    Observations o;
    Lanes e[kErrors];
    gather(cameras, points, weights, features, observations, first, count, &o);
    for (int i = 0; i < kLanes; ++i) {
      const double r0 = o.camera[0][i], r1 = o.camera[1][i], r2 = o.camera[2][i];
      const double x = o.point[0][i] - o.camera[3][i];
      const double y = o.point[1][i] - o.camera[4][i];
      const double z = o.point[2][i] - o.camera[5][i];
      const double square = r0 * r0 + r1 * r1 + r2 * r2;
      const double theta = sqrt(square);
      const double c = cos(theta);
      const double a = square > 0 ? sin(theta) / theta : 1;
      const double b = square > 0 ? (1 - c) / square : 0.5;
      const double dot = b * (r0 * x + r1 * y + r2 * z);
      const double u = c * x + a * (r1 * z - r2 * y) + dot * r0;
      const double v = c * y + a * (r2 * x - r0 * z) + dot * r1;
      const double d = 1 / (c * z + a * (r0 * y - r1 * x) + dot * r2);
      const double p = u * d;
      const double q = v * d;
      const double rho = p * p + q * q;
      const double scale = o.camera[6][i] * (1 + rho * (o.camera[9][i] + rho * o.camera[10][i]));
      e[0][i] = o.w[i] * (scale * p + o.camera[7][i] - o.feature[0][i]);
      e[1][i] = o.w[i] * (scale * q + o.camera[8][i] - o.feature[1][i]);
    }
    for (size_t i = 0; i < count; ++i) {
      for (int j = 0; j < kErrors; ++j) error[2 * (first + i) + j] = e[j][i];
      weight_error[first + i] = 1 - o.w[i] * o.w[i];
    }
  }
}

// The results of `kLanes` observations, a row per result.
static void differentiate(const Observations* restrict o, Lanes of[kRow]) {
  for (int i = 0; i < kLanes; ++i) {
    const double r0 = o->camera[0][i], r1 = o->camera[1][i], r2 = o->camera[2][i];
    const double x = o->point[0][i] - o->camera[3][i];
    const double y = o->point[1][i] - o->camera[4][i];
    const double z = o->point[2][i] - o->camera[5][i];
    const double f = o->camera[6][i], k0 = o->camera[9][i], k1 = o->camera[10][i], w = o->w[i];
    // R·X = c·X + a·r×X + b·(r·X)·r with a = sin θ/θ, b = (1 − cos θ)/θ².
    const double square = r0 * r0 + r1 * r1 + r2 * r2;
    const double theta = sqrt(square);
    const double c = cos(theta);
    const double inverse = square > 0 ? 1 / square : 0;
    const double a = square > 0 ? sin(theta) / theta : 1;
    const double b = square > 0 ? (1 - c) * inverse : 0.5;
    const double dot = r0 * x + r1 * y + r2 * z;
    const double cross0 = r1 * z - r2 * y, cross1 = r2 * x - r0 * z, cross2 = r0 * y - r1 * x;
    const double bd = b * dot;
    const double u = c * x + a * cross0 + bd * r0;
    const double v = c * y + a * cross1 + bd * r1;
    const double d = 1 / (c * z + a * cross2 + bd * r2);
    const double p = u * d, q = v * d;
    const double rho = p * p + q * q;
    const double radial = 1 + rho * (k0 + rho * k1);
    const double wf = w * f;
    const double scale = wf * radial;
    const double plain0 = f * radial * p + o->camera[7][i] - o->feature[0][i];
    const double plain1 = f * radial * q + o->camera[8][i] - o->feature[1][i];
    // ∂error/∂(p, q), then ∂error/∂u.
    const double slope = 2 * wf * (k0 + 2 * rho * k1);
    const double e00 = scale + slope * p * p, e01 = slope * p * q, e11 = scale + slope * q * q;
    const double g00 = e00 * d, g01 = e01 * d, g02 = -(g00 * p + g01 * q);
    const double g10 = g01, g11 = e11 * d, g12 = -(g10 * p + g11 * q);
    // dc/dr = −a·r, da/dr = (c − a)/θ²·r, db/dr = (a − 2b)/θ²·r; at 0 the limits are times r = 0.
    const double da = (c - a) * inverse, db = (a - 2 * b) * inverse;
    const double along0 = -a * x + da * cross0 + db * dot * r0;
    const double along1 = -a * y + da * cross1 + db * dot * r1;
    const double along2 = -a * z + da * cross2 + db * dot * r2;
    // R.
    const double br0 = b * r0, br1 = b * r1, br2 = b * r2, ar0 = a * r0, ar1 = a * r1, ar2 = a * r2;
    const double m00 = c + br0 * r0, m01 = br0 * r1 - ar2, m02 = br0 * r2 + ar1;
    const double m10 = br0 * r1 + ar2, m11 = c + br1 * r1, m12 = br1 * r2 - ar0;
    const double m20 = br0 * r2 - ar1, m21 = br1 * r2 + ar0, m22 = c + br2 * r2;
    const double ax = a * x, ay = a * y, az = a * z;
    of[0][i] = w * plain0;
    of[1][i] = w * plain1;
    of[32][i] = 1 - w * w;
    of[33][i] = -2 * w;
#define ROW(at, g0, g1, g2, of_x, of_y, focal, plain)                    \
  do {                                                                   \
    const double along = g0 * along0 + g1 * along1 + g2 * along2;        \
    const double gr = b * (g0 * r0 + g1 * r1 + g2 * r2);                 \
    of[at][i] = along * r0 + gr * x + bd * g0 + (g2 * ay - g1 * az);     \
    of[at + 1][i] = along * r1 + gr * y + bd * g1 + (g0 * az - g2 * ax); \
    of[at + 2][i] = along * r2 + gr * z + bd * g2 + (g1 * ax - g0 * ay); \
    const double x0 = g0 * m00 + g1 * m10 + g2 * m20;                    \
    const double x1 = g0 * m01 + g1 * m11 + g2 * m21;                    \
    const double x2 = g0 * m02 + g1 * m12 + g2 * m22;                    \
    of[at + 3][i] = -x0;                                                 \
    of[at + 4][i] = -x1;                                                 \
    of[at + 5][i] = -x2;                                                 \
    of[at + 6][i] = w * radial * focal;                                  \
    of[at + 7][i] = of_x;                                                \
    of[at + 8][i] = of_y;                                                \
    of[at + 9][i] = wf * rho * focal;                                    \
    of[at + 10][i] = wf * rho * rho * focal;                             \
    of[at + 11][i] = x0;                                                 \
    of[at + 12][i] = x1;                                                 \
    of[at + 13][i] = x2;                                                 \
    of[at + 14][i] = plain;                                              \
  } while (0)
    ROW(2, g00, g01, g02, w, 0, p, plain0);
    ROW(17, g10, g11, g12, 0, w, q, plain1);
#undef ROW
  }
}

/// The errors and their Jacobian: row i of results [n][34] holds error [2], ∂error/∂(r, c, f, x0, κ, X, w) [2][15],
/// 1 − w² and its derivative.
void ba_jacobian(const double* restrict cameras, const double* restrict points, const double* restrict weights,
                 const double* restrict features, const int* restrict observations, size_t n,
                 double* restrict results) {
  for (size_t first = 0; first < n; first += kLanes) {
    const size_t count = n - first < kLanes ? n - first : kLanes;
    Observations o;
    Lanes of[kRow] = {0};
    gather(cameras, points, weights, features, observations, first, count, &o);
    differentiate(&o, of);
    for (size_t i = 0; i < count; ++i) {
      for (int j = 0; j < kRow; ++j) results[(first + i) * kRow + (size_t)j] = of[j][i];
    }
  }
}
