// Limited-memory BFGS: Nocedal, Mathematics of Computation 35 (1980), algorithm 3.1, on the variables that no bound
// holds (Bertsekas, SIAM J. Control and Optimization 20 (1982)), with a line search for the weak conditions of Wolfe by
// bisection, which also suits kinks (Lewis and Overton, Mathematical Programming 141 (2013)).
#include <deque>

#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kPairs = 12;
constexpr double kDecrease = 1e-4;  ///< of Armijo's condition
constexpr double kCurvature = 0.9;  ///< of Wolfe's
constexpr int kTrials = 80;         ///< of a line search

struct Pair {
  Point s;  ///< step
  Point y;  ///< change of the gradient
};

/// −H·gradient for the variables with `is_free`, by the two-loop recursion.
Point direction(const std::deque<Pair>& pairs, Point q, const std::vector<bool>& is_free) {
  const auto restrict_to_free = [&](Point& v) {
    for (std::size_t i = 0; i < v.size(); ++i) {
      if (!is_free[i]) v[i] = 0;
    }
  };
  const auto inner = [&](const Point& a, const Point& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += is_free[i] ? a[i] * b[i] : 0;
    return sum;
  };
  restrict_to_free(q);
  std::vector<double> alpha(pairs.size());
  double scale = 0;
  for (std::size_t k = pairs.size(); k-- > 0;) {
    const double sy = inner(pairs[k].s, pairs[k].y);
    if (!(sy > 0)) continue;
    if (scale == 0) scale = sy / inner(pairs[k].y, pairs[k].y);
    alpha[k] = inner(pairs[k].s, q) / sy;
    for (std::size_t i = 0; i < q.size(); ++i) q[i] -= is_free[i] ? alpha[k] * pairs[k].y[i] : 0;
  }
  if (scale > 0) {
    for (double& x : q) x *= scale;
  }
  for (std::size_t k = 0; k < pairs.size(); ++k) {
    const double sy = inner(pairs[k].s, pairs[k].y);
    if (!(sy > 0)) continue;
    const double beta = inner(pairs[k].y, q) / sy;
    for (std::size_t i = 0; i < q.size(); ++i) q[i] += is_free[i] ? (alpha[k] - beta) * pairs[k].s[i] : 0;
  }
  for (double& x : q) x = -x;
  return q;
}

/// The next place along `d`; nullopt where none is lower.
std::optional<Place> line_search(const Problem& problem, const Place& at, const Point& d, double t) {
  double low = 0;
  double high = kInfinity;
  std::optional<Place> best;
  for (int trial = 0; trial < kTrials; ++trial) {
    Point to = moved(problem, at.x, t, d);
    if (to == at.x) break;
    Point step(to.size());
    bool is_cut = false;
    for (std::size_t i = 0; i < step.size(); ++i) {
      step[i] = to[i] - at.x[i];
      is_cut = is_cut || (d[i] != 0 && (to[i] == problem.low[i] || to[i] == problem.high[i]));
    }
    std::optional<Place> next = evaluate(problem, std::move(to));
    if (!next || !(next->value <= at.value + kDecrease * dot(at.gradient, step))) {
      high = t;
    } else {
      const bool is_steep = dot(next->gradient, d) < kCurvature * dot(at.gradient, d);
      if (!best || next->value < best->value) best = std::move(next);
      if (!is_steep || is_cut) return best;
      low = t;
    }
    t = high < kInfinity ? low + (high - low) / 2 : 2 * t;
    if (!std::isfinite(t)) break;
  }
  return best;
}

}  // namespace

SearchEnd search_lbfgs(Search& search, Place& at) {
  const Problem& problem = search.problem;
  std::deque<Pair> pairs;
  for (;;) {
    const Point gradient = free_gradient(problem, at);
    const double slope = norm(gradient);
    if (slope < kUnderflow) return SearchEnd::Stationary;
    std::vector<bool> is_free(problem.size);
    for (std::size_t i = 0; i < problem.size; ++i) is_free[i] = gradient[i] != 0 || !is_held(problem, at, i);
    Point d = direction(pairs, gradient, is_free);
    if (!(dot(d, gradient) < -1e-12 * norm(d) * slope)) {
      pairs.clear();
      d = gradient;
      for (double& x : d) x = -x;
    }
    const double first = pairs.empty() ? std::fmin(1, 1 / slope) * std::fmax(1, 0.1 * largest(at.x)) : 1;
    std::optional<Place> next = line_search(problem, at, d, first);
    if (!next) {
      if (pairs.empty()) return SearchEnd::Stalled;
      pairs.clear();  // once more, along the gradient
      continue;
    }
    Pair pair{Point(problem.size), Point(problem.size)};
    for (std::size_t i = 0; i < problem.size; ++i) {
      pair.s[i] = next->x[i] - at.x[i];
      pair.y[i] = next->gradient[i] - at.gradient[i];
    }
    const double fall = at.value - next->value;
    const bool is_short = largest(pair.s) <= 4 * kEpsilon * std::fmax(largest(at.x), 1e-300);
    at = std::move(*next);
    if (dot(pair.s, pair.y) > kEpsilon * norm(pair.s) * norm(pair.y)) {
      pairs.push_back(std::move(pair));
      if (pairs.size() > kPairs) pairs.pop_front();
    }
    if (const std::optional<SearchEnd> end = search.took_step(at)) return *end;
    if (is_short || (fall <= 2 * kEpsilon * std::fabs(at.value) && norm(free_gradient(problem, at)) >= slope)) {
      return SearchEnd::Stationary;
    }
  }
}

}  // namespace adc::inline ADC_ABI::train
