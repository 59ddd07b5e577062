// Newton's method in a region of trust, whose radius follows how well the quadratic model foretold the value: Conn,
// Gould and Toint, Trust-Region Methods (2000), algorithm 6.1.1; the step by truncated conjugate gradients, which go
// along negative curvature to the border: Steihaug, SIAM J. Numerical Analysis 20 (1983); Toint (1981). Variables that
// a bound holds stand still, and steps end at bounds.
#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr double kNear = 1e-5;
constexpr double kClose = 1e-10;  ///< of the point's scale

struct Model {
  const Search& search;
  const Place& at;
  std::vector<bool> is_free;

  /// Hessian·v of the free variables.
  [[nodiscard]] Point product(const Point& v) const {
    Point result(v.size());
    search.problem.product(at.x, v, result);
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (!is_free[i]) result[i] = 0;
    }
    return result;
  }
};

/// p + τ·d with the norm `radius`, τ ≥ 0.
Point to_border(const Point& p, const Point& d, double radius) {
  const double dd = dot(d, d);
  const double pd = dot(p, d);
  const double rest = std::fmax(0, radius * radius - dot(p, p));
  const double root = std::sqrt(pd * pd + dd * rest);
  const double tau = pd > 0 ? rest / (pd + root) : (root - pd) / dd;
  Point q = p;
  for (std::size_t i = 0; i < q.size(); ++i) q[i] += tau * d[i];
  return q;
}

/// The step that makes the model small within the radius.
Point truncated_gradients(const Model& model, const Point& gradient, double radius) {
  const double slope = norm(gradient);
  const double enough = slope * std::fmin(1e-2, std::sqrt(slope));
  Point p(gradient.size());
  Point r = gradient;
  Point d = gradient;
  for (double& x : d) x = -x;
  double rr = dot(r, r);
  for (std::size_t k = 0; k < 2 * gradient.size() + 10; ++k) {
    const Point hd = model.product(d);
    const double curvature = dot(d, hd);
    if (!(curvature > 1e-16 * dot(d, d) * (norm(hd) / norm(d)))) return to_border(p, d, radius);
    const double alpha = rr / curvature;
    Point next = p;
    for (std::size_t i = 0; i < p.size(); ++i) next[i] += alpha * d[i];
    if (!(norm(next) < radius)) return to_border(p, d, radius);
    p = std::move(next);
    for (std::size_t i = 0; i < p.size(); ++i) r[i] += alpha * hd[i];
    const double before = rr;
    rr = dot(r, r);
    if (!(std::sqrt(rr) > enough)) break;
    for (std::size_t i = 0; i < p.size(); ++i) d[i] = rr / before * d[i] - r[i];
  }
  return p;
}

/// What the model says that the value falls by along `step`.
double foretold(const Model& model, const Point& gradient, const Point& step) {
  return -(dot(gradient, step) + 0.5 * dot(step, model.product(step)));
}

Point difference(const Point& a, const Point& b) {
  Point d(a.size());
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = a[i] - b[i];
  return d;
}

/// A step of the projected gradient, short enough for the model to fall: empty if there is none.
Point along_gradient(const Model& model, const Point& gradient, double radius) {
  const double slope = norm(gradient);
  for (double t = radius / slope; t * slope > 1e-18 * radius; t /= 4) {
    const Point step = difference(moved(model.search.problem, model.at.x, -t, gradient), model.at.x);
    if (foretold(model, gradient, step) > 0) return step;
  }
  return {};
}

/// Whether the value changes by no more than its own rounding.
bool is_rounding(double change, double value) { return std::fabs(change) <= 32 * kEpsilon * std::fabs(value); }

}  // namespace

SearchEnd search_newton(Search& search, Place& at) {
  const Problem& problem = search.problem;
  const double scale = search.first_size > 0 ? search.first_size : 1;
  double radius = std::fmax(1, 0.1 * norm(at.x));
  for (int refused = 0; refused < 200;) {
    const Point gradient = free_gradient(problem, at);
    const double slope = norm(gradient);
    if (slope < kUnderflow) return SearchEnd::Stationary;
    Model model{search, at, std::vector<bool>(problem.size)};
    for (std::size_t i = 0; i < problem.size; ++i) model.is_free[i] = gradient[i] != 0 || !is_held(problem, at, i);
    Point step = truncated_gradients(model, gradient, radius);
    Point to = moved(problem, at.x, 1, step);
    step = difference(to, at.x);
    double fall = foretold(model, gradient, step);
    if (!(fall > 0)) {
      step = along_gradient(model, gradient, radius);
      if (step.empty()) return SearchEnd::Stalled;
      to = moved(problem, at.x, 1, step);
      fall = foretold(model, gradient, step);
    }
    if (to == at.x) return SearchEnd::Stationary;
    std::optional<Place> next = evaluate(problem, std::move(to));
    const double length = norm(step);
    const double actual = next ? at.value - next->value : -kInfinity;
    bool is_better = actual > 1e-4 * fall;
    if (next && is_rounding(actual, at.value) && is_rounding(fall, at.value)) {
      // The value says no more; the gradient does.
      if (!(norm(free_gradient(problem, *next)) < slope)) return SearchEnd::Stationary;
      is_better = true;
    } else if (actual < 0.25 * fall) {
      radius = 0.25 * std::fmin(radius, length);
    } else if (actual > 0.75 * fall && length > 0.8 * radius) {
      radius *= 2.5;
    }
    if (!is_better && next && length <= kNear * std::fmax(largest(at.x), 1)) {
      // Where large terms cancel rounding may be larger than the value: there the gradient has to shrink by much.
      const double height = height_around(problem, at);
      is_better = std::fabs(actual) <= 1e-12 * height && norm(free_gradient(problem, *next)) < 0.1 * slope;
    }
    if (!is_better) {
      if (radius <= kEpsilon * std::fmax(largest(at.x), 1e-280)) return SearchEnd::Stalled;
      ++refused;
      continue;
    }
    refused = 0;
    at = std::move(*next);
    if (const std::optional<SearchEnd> end = search.took_step(at)) return *end;
    // Near enough: where minima are flat (x⁴) steps shrink by a factor for ever.
    if (largest(step) <= kClose * std::fmax(largest(at.x), scale)) return SearchEnd::Stationary;
  }
  return SearchEnd::Stalled;
}

}  // namespace adc::inline ADC_ABI::train
