#include "adc/train/minimise.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "adc/train/random.hpp"
#include "train/failure.h"
#include "train/minimise/certificate.h"
#include "train/minimise/constrained.h"
#include "train/minimise/function_problem.h"
#include "train/minimise/problem.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kRounds = 40;      ///< of searching, and looking around what was found
constexpr std::size_t kFruitless = 4;    ///< … that brought nothing
constexpr std::size_t kApproaches = 12;  ///< … that only came nearer to a minimum
constexpr std::size_t kPolish = 60;      ///< steps of Newton's method after another's
constexpr double kPole = 1e12;           ///< times the first value, below 0: there is a pole beside the point
constexpr double kSamePoint = 1e-6;      ///< of their scale minima are apart, or one

/// One search and what is certain of where it ended.
class Local {
 public:
  Local(const Problem& problem, const MinimiseOptions& options) : problem_(problem), options_(options) {}

  Minimum from(Point start) {
    for (std::size_t i = 0; i < start.size(); ++i) start[i] = clamped(start[i], problem_.low[i], problem_.high[i]);
    minimum_.x = start;
    std::optional<Place> first = evaluate(problem_, start);
    if (!first) {
      Point gradient(problem_.size);
      minimum_.value = problem_.gradient(start, gradient);
      minimum_.gradient_norm = std::nan("");
      return ended(minimum_.value == -kInfinity ? MinimiseEnd::Unbounded : MinimiseEnd::NotFinite);
    }
    at_ = std::move(*first);
    search_.first_value = at_.value;
    search_.first_size = largest(at_.x);
    search_.steps_left = std::max<std::size_t>(options_.steps, 1);
    search_.after_step = [&](const Place& at, double slope) {
      ++minimum_.steps;
      if (options_.stop != nullptr && *options_.stop) return false;
      return !options_.after_step || options_.after_step({minimum_.steps, at.value, slope, at.x});
    };
    try {
      run();
    } catch (const Error& error) {
      if (error.diagnostic().slug != "interrupted" && error.diagnostic().slug != "too-long") throw;
      ended(MinimiseEnd::Interrupted);
    }
    minimum_.x = at_.x;
    minimum_.value = at_.value;
    return std::move(minimum_);
  }

 private:
  Minimum& ended(MinimiseEnd end) {
    minimum_.end = end;
    return minimum_;
  }

  void run() {
    std::size_t fruitless = 0;
    std::size_t approaches = 0;
    for (std::size_t round = 0; round < kRounds; ++round) {
      const double before = at_.value;
      const Point from = at_.x;
      const SearchEnd end = options_.steps == 0 ? SearchEnd::Steps : search(round);
      minimum_.gradient_norm = largest(free_gradient(problem_, at_));
      if (end == SearchEnd::Fell) return void(ended(MinimiseEnd::Unbounded));
      if (end == SearchEnd::RanAway) {
        const bool has_fallen = at_.value < search_.first_value - 1e15 * std::fmax(1, std::fabs(search_.first_value));
        return void(ended(has_fallen ? MinimiseEnd::Unbounded : MinimiseEnd::NoMinimum));
      }
      if (end == SearchEnd::Stopped) return void(ended(MinimiseEnd::Interrupted));
      const Certificate found = certify(problem_, at_, scale(), options_.seed + round);
      minimum_.gradient_norm = found.gradient_norm;
      minimum_.curvature = found.curvature;
      minimum_.is_isolated = found.is_isolated;
      if (found.finding == Finding::Minimum && found.nearer && approaches < kApproaches && end != SearchEnd::Steps) {
        ++approaches;
        at_ = *found.nearer;
        continue;
      }
      if (found.finding != Finding::Lower) return conclude(found, end);
      if (end == SearchEnd::Steps) return void(ended(MinimiseEnd::Steps));
      const bool is_lower = found.lower->value < at_.value;
      fruitless = is_lower && (at_.value < before || round == 0 || from != at_.x) ? 0 : fruitless + 1;
      at_ = *found.lower;
      if (fruitless > kFruitless) break;
    }
    // It falls, and yet no search follows it.
    const Certificate found = certify(problem_, at_, scale(), options_.seed + kRounds);
    minimum_.gradient_norm = found.gradient_norm;
    minimum_.curvature = found.curvature;
    if (found.finding == Finding::Lower) return void(ended(obstacle()));
    conclude(found, SearchEnd::Stalled);
  }

  /// A search by the method that is asked for; where that was left in front of lower points, by the other.
  SearchEnd search(std::size_t round) {
    const bool is_newton = (options_.method == MinimiseMethod::Newton) == (round % 2 == 0);
    if (is_newton && problem_.product) return search_newton(search_, at_);
    const SearchEnd end = search_lbfgs(search_, at_);
    if (!problem_.product || (end != SearchEnd::Stationary && end != SearchEnd::Stalled)) return end;
    // Newton's method has more digits.
    const std::size_t left = search_.steps_left;
    search_.steps_left = std::min(kPolish, left);
    const std::size_t polish = search_.steps_left;
    const SearchEnd polished = search_newton(search_, at_);
    search_.steps_left = left - (polish - search_.steps_left);
    if (search_.steps_left == 0) return SearchEnd::Steps;
    return polished == SearchEnd::Steps ? SearchEnd::Stalled : polished;
  }

  /// What numbers near the point are measured by.
  [[nodiscard]] double scale() const {
    const double most = std::fmax(search_.first_size, largest(at_.x));
    return most > 0 ? std::fmin(1, most) : 1;
  }

  /// How much the gradient changes within `distance`, along the axes; infinity where it is not finite there.
  [[nodiscard]] double change_of_gradient(double distance) const {
    double most = 0;
    for (std::size_t i = 0; i < problem_.size; ++i) {
      for (const double by : {-distance, distance}) {
        Point x = at_.x;
        x[i] = clamped(x[i] + by * std::fmax(std::fabs(x[i]), scale()), problem_.low[i], problem_.high[i]);
        const std::optional<Place> beside = evaluate(problem_, x);
        if (!beside) return kInfinity;
        Point change = beside->gradient;
        for (std::size_t k = 0; k < change.size(); ++k) change[k] -= at_.gradient[k];
        most = std::fmax(most, norm(change));
      }
    }
    return most;
  }

  /// What stops a search next to lower points: a jump of the gradient, or the edge of the domain.
  [[nodiscard]] MinimiseEnd obstacle() const {
    const double near = change_of_gradient(1e-10);
    if (near == kInfinity) return MinimiseEnd::DomainEdge;
    const bool is_jump = near > 1e-3 * norm(at_.gradient) && change_of_gradient(1e-8) < 4 * near;
    return is_jump ? MinimiseEnd::Kink : MinimiseEnd::LineSearch;
  }

  void conclude(const Certificate& found, SearchEnd end) {
    switch (found.finding) {
      case Finding::Minimum:
        ended(found.is_at_kink      ? MinimiseEnd::MinimumAtKink
              : is_held_somewhere() ? MinimiseEnd::MinimumAtBound
                                    : MinimiseEnd::Minimum);
        return;
      case Finding::Saddle: return void(ended(MinimiseEnd::Saddle));
      case Finding::Flat: return void(ended(MinimiseEnd::Flat));
      case Finding::Edge: {
        const bool is_pole = at_.value < -kPole * std::fmax(1, std::fabs(search_.first_value));
        return void(ended(is_pole ? MinimiseEnd::Unbounded : MinimiseEnd::DomainEdge));
      }
      case Finding::Endless: return void(ended(MinimiseEnd::NoMinimum));
      case Finding::Lower: break;
    }
    ended(end == SearchEnd::Steps ? MinimiseEnd::Steps : MinimiseEnd::LineSearch);
  }

  [[nodiscard]] bool is_held_somewhere() const {
    for (std::size_t i = 0; i < problem_.size; ++i) {
      if (is_held(problem_, at_, i) && at_.gradient[i] != 0) return true;
    }
    return false;
  }

  const Problem& problem_;
  const MinimiseOptions& options_;
  Place at_;
  Minimum minimum_;
  Search search_{.problem = problem_, .after_step = {}};
};

/// Points to start from: the one given, then random ones.
Point start_of(const Problem& problem, std::span<const double> first, std::size_t index, std::uint64_t seed) {
  Point x(first.begin(), first.end());
  if (index == 0) return x;
  Random random(seed, index);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double low = problem.low[i];
    const double high = problem.high[i];
    if (std::isfinite(low) && std::isfinite(high)) {
      x[i] = low + (high - low) * random.uniform();
    } else {
      x[i] += std::fmax(1, std::fabs(x[i])) * 2 * random.normal();
    }
  }
  return x;
}

bool is_better(const Minimum& a, const Minimum& b) {
  if (is_minimum(a.end) != is_minimum(b.end)) return is_minimum(a.end);
  return a.value < b.value;
}

bool is_same(const Minimum& a, const Minimum& b) {
  double scale = 0;
  for (const double x : a.x) scale = std::fmax(scale, std::fabs(x));
  for (std::size_t i = 0; i < a.x.size(); ++i) {
    if (std::fabs(a.x[i] - b.x[i]) > kSamePoint * std::fmax(scale, 1e-3)) return false;
  }
  return true;
}

/// All that were found as one: the best, and the other minima. What shows that there is none wins over local minima
/// only where no start has found one.
Minimum merged(std::vector<Minimum> all) {
  std::ranges::stable_sort(all, is_better);
  Minimum best = std::move(all.front());
  for (std::size_t k = 1; k < all.size(); ++k) {
    best.steps += all[k].steps;
    best.evaluations += all[k].evaluations;
    const auto is_known = [&](const Minimum& other) { return is_same(other, all[k]); };
    if (!is_minimum(all[k].end) || is_known(best) || std::ranges::any_of(best.others, is_known)) continue;
    best.others.push_back(std::move(all[k]));
  }
  return best;
}

void check(const Function& function, std::span<const double> start, const MinimiseOptions& options) {
  if (function.output_size() != 1) {
    throw failure("several-outputs",
                  "what is made small is one number, and the program gives " + std::to_string(function.output_size()),
                  {"a vector `v` has the sum of squares `sum(v.^2)`"});
  }
  const std::size_t n = function.input_size();
  const auto fits = [n](const std::vector<double>& bounds) { return bounds.empty() || bounds.size() == n; };
  if (start.size() != n || function.wrt_size() != n || !fits(options.low) || !fits(options.high)) {
    throw failure("wrong-size",
                  "start and bounds want " + std::to_string(n) + " numbers, and derivatives by all inputs");
  }
  for (std::size_t i = 0; i < options.low.size() && i < options.high.size(); ++i) {
    if (!(options.low[i] <= options.high[i])) throw failure("bad-value", "a lower bound is above the upper one");
  }
}

Minimum search_all(const Function& function, std::span<const double> start, const MinimiseOptions& options) {
  check(function, start, options);
  const bool is_solvers = options.method != MinimiseMethod::Lbfgs && options.method != MinimiseMethod::Newton;
  std::vector<Minimum> all;
  for (std::size_t k = 0; k < std::max<std::size_t>(options.starts, 1); ++k) {
    std::size_t evaluations = 0;
    const Problem problem = function_problem(function, options, evaluations);
    Point from = start_of(problem, start, k, options.seed);
    Minimum minimum;
    if (!options.constraints.empty() || is_solvers) {
      minimum = constrained_minimum(function, from, options);
      // Without constraints what was found is a start for a search whose end is certain.
      if (options.constraints.empty() && minimum.end != MinimiseEnd::Interrupted) {
        const std::size_t before = minimum.steps;
        minimum = Local(problem, options).from(minimum.x);
        minimum.steps += before;
      }
    } else {
      minimum = Local(problem, options).from(std::move(from));
    }
    minimum.evaluations += evaluations;
    const bool is_over = minimum.end == MinimiseEnd::Interrupted;
    all.push_back(std::move(minimum));
    if (is_over) break;
  }
  const bool is_interrupted = all.back().end == MinimiseEnd::Interrupted;
  Minimum best = merged(std::move(all));
  if (is_interrupted) best.end = MinimiseEnd::Interrupted;
  return best;
}

struct Words {
  std::string_view word;
  std::string_view text;
};
Words words(MinimiseEnd end) {
  switch (end) {
    case MinimiseEnd::Minimum: return {"minimum", "a minimum"};
    case MinimiseEnd::MinimumAtBound: return {"minimum-at-bound", "a minimum at a bound"};
    case MinimiseEnd::MinimumAtKink: return {"minimum-at-kink", "a minimum at a kink"};
    case MinimiseEnd::MinimumOfConstraints: return {"minimum-of-constraints", "a minimum under the constraints"};
    case MinimiseEnd::Saddle: return {"saddle", "not a minimum: a saddle point"};
    case MinimiseEnd::Flat: return {"flat", "flat: no derivative says where to go"};
    case MinimiseEnd::Kink: return {"kink", "stopped at a kink, which may be no minimum"};
    case MinimiseEnd::DomainEdge:
      return {"domain-edge", "stopped at the edge of the domain: the value is not finite beside the point"};
    case MinimiseEnd::Unbounded: return {"unbounded", "unbounded: the value falls without end"};
    case MinimiseEnd::NoMinimum:
      return {"no-minimum", "not a minimum: the value still falls, and steps grow without end"};
    case MinimiseEnd::LineSearch:
      return {"line-search-failed",
              "line search failed: no step makes the value smaller, and the gradient is not small"};
    case MinimiseEnd::Steps: return {"steps-used-up", "not a minimum yet: the steps are used up"};
    case MinimiseEnd::NotFinite: return {"not-finite", "the value or its gradient is not finite at the start"};
    case MinimiseEnd::Interrupted: return {"interrupted", "interrupted"};
    case MinimiseEnd::Infeasible: return {"infeasible", "no point near by satisfies the constraints"};
    case MinimiseEnd::NotOptimal:
      return {"not-optimal", "not a minimum: the constraints hold, and the value may still fall"};
    case MinimiseEnd::Solver: return {"solver-failed", "the solver gave up"};
  }
  return {"", ""};
}

}  // namespace

std::string_view text(MinimiseEnd end) { return words(end).text; }
std::string_view word(MinimiseEnd end) { return words(end).word; }
bool is_minimum(MinimiseEnd end) { return end <= MinimiseEnd::MinimumOfConstraints; }

std::span<const MinimiseMethodName> minimise_methods() {
  static constexpr MinimiseMethodName kMethods[] = {
      {MinimiseMethod::Lbfgs, "lbfgs", "limited-memory BFGS, then Newton's method"},
      {MinimiseMethod::Newton, "newton", "a region of trust, with Hessian-vector products"},
      {MinimiseMethod::InteriorPoint, "interior-point", "Ipopt"},
      {MinimiseMethod::Slsqp, "slsqp", "NLopt's sequential quadratic programming"},
      {MinimiseMethod::Cobyla, "cobyla", "NLopt's linear approximations, without derivatives"},
      {MinimiseMethod::Direct, "direct", "NLopt's dividing rectangles: global, within bounds"},
      {MinimiseMethod::Mlsl, "mlsl", "NLopt's many local searches: global, within bounds"}};
  return kMethods;
}

Result<Minimum> minimise(const Function& function, std::span<const double> start, const MinimiseOptions& options) {
  return guarded([&] { return search_all(function, start, options); });
}

}  // namespace adc::inline ADC_ABI::train
