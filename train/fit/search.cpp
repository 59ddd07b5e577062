#include "train/fit/search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "adc/train/random.hpp"
#include "train/failure.h"
#include "train/solver.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kExploringSteps = 200;
constexpr std::size_t kExploringRows = 2000;
constexpr std::size_t kTimesFound = 3;  ///< the best minimum: then no more starts are tried
constexpr double kNear = 0.1;           ///< of a minimum, by standard errors: from there Gauss and Newton's steps go
constexpr int kMostSaddles = 5;
constexpr std::size_t kDrawn = 10;  ///< starts, of which the best is taken
constexpr double kSameCost = 1e-6;
constexpr double kRounding = 1e-10;  ///< of costs: the earlier of two that are the same is kept

/// A way from a start.
struct Way {
  double radius;
  bool dogleg;
  bool is_projected;
};
constexpr Way kWays[] = {{1e4, false, false}, {1e4, false, true}, {1e4, true, false}, {1, false, false}};

FitEnd end_of(const FitPoint& point, solve::LeastSquaresEnd end) {
  if (end == solve::LeastSquaresEnd::Interrupted) return FitEnd::Interrupted;
  const bool is_free = std::ranges::none_of(point.fixed, [](bool is_fixed) { return is_fixed; });
  if (point.is_minimum() && point.jacobian.is_full()) return is_free ? FitEnd::Converged : FitEnd::AtBound;
  if (end == solve::LeastSquaresEnd::StepsUsedUp && !point.is_minimum()) return FitEnd::StepsUsedUp;
  return point.jacobian.is_full() ? FitEnd::NoProgress : FitEnd::Undetermined;
}

/// Steps of a method, in which parameters that are `fixed` stay.
FitSearch steps_from(const FitProblem& problem, std::vector<double> start, const Way& way, std::size_t steps,
                     const std::vector<bool>& fixed) {
  static const auto least_squares =
      solver_function<decltype(adc_solve_least_squares)>("adc_solve_least_squares", "fits");
  solve::LeastSquaresOutcome outcome;
  least_squares({.residuals = problem.model.rows(),
                 .evaluate =
                     [&](std::span<const double> at, std::span<double> r, double* jacobian) {
                       const bool is_finite = problem.roots(at, r, jacobian);
                       for (std::size_t k = 0; jacobian != nullptr && k < r.size() * fixed.size(); ++k) {
                         if (fixed[k % fixed.size()]) jacobian[k] = 0;
                       }
                       return is_finite;
                     },
                 .start = std::move(start),
                 .low = problem.low,
                 .high = problem.high,
                 .steps = steps,
                 .radius = way.radius,
                 .dogleg = way.dogleg,
                 .stop = problem.stop},
                outcome);
  problem.clamp(outcome.at);
  FitSearch search{.point = examine(problem, std::move(outcome.at)), .steps = outcome.steps, .starts = 1};
  search.end = end_of(search.point, outcome.end);
  return search;
}

/// The same with Gauss and Newton's steps behind it, if these end at a minimum.
FitSearch finished(const FitProblem& problem, const FitSearch& search) {
  const bool is_near = search.point.is_minimum() || !(search.point.offset > kNear);
  if (search.end == FitEnd::Interrupted || !is_near) return search;
  FitSearch further = search;
  further.point = polished(problem, search.point);
  further.end = end_of(further.point, solve::LeastSquaresEnd::Settled);
  return further.succeeded() ? further : search;
}

/// From one start on one way. The method's own steps stall at bounds that they would cross; so parameters that have
/// come to theirs stay there for as long as that is right.
FitSearch go(const FitProblem& problem, std::vector<double> start, const Way& way, std::size_t steps) {
  const std::vector<bool> none(start.size(), false);
  FitSearch search = finished(problem, steps_from(problem, std::move(start), way, steps, none));
  for (std::size_t turn = 0; turn <= none.size() && search.end == FitEnd::NoProgress; ++turn) {
    if (search.point.fixed == none || search.steps >= steps) break;
    FitSearch next =
        finished(problem, steps_from(problem, search.point.at, way, steps - search.steps, search.point.fixed));
    next.steps += search.steps;
    const bool is_better = next.succeeded() || next.point.cost < search.point.cost;
    if (!is_better) break;
    search = std::move(next);
  }
  return search;
}

/// Keeps the better: a minimum, and of two the lower; its counts are of both.
void keep(FitSearch& best, FitSearch next) {
  next.steps += best.steps;
  next.starts += best.starts;
  const bool is_better = next.succeeded() == best.succeeded()
                             ? next.point.cost < best.point.cost - kRounding * next.point.cost
                             : next.succeeded();
  if (is_better || best.starts == 0) {
    best = std::move(next);
  } else {
    best.steps = next.steps;
    best.starts = next.starts;
  }
}

FitSearch nowhere(std::size_t size) {
  FitSearch none;
  none.point.at.resize(size);
  none.point.cost = std::numeric_limits<double>::infinity();
  return none;
}

/// Starts where some parameters have none.
class Starts {
 public:
  Starts(const FitProblem& problem, const std::vector<double>& first, const std::vector<bool>& is_given)
      : problem_(problem), first_(first), is_given_(is_given), ranges_(problem.model.ranges()) {}

  /// The first one, and then in turn one that is drawn, and the best of some; nullopt where the model is finite at
  /// none.
  std::optional<std::vector<double>> next() {
    if (std::exchange(is_first_, false)) return finite(first_) ? std::optional(improved(first_)) : std::nullopt;
    std::optional<std::vector<double>> best;
    double least = std::numeric_limits<double>::infinity();
    const std::size_t draws = count_++ % 2 == 0 ? kDrawn : 1;
    for (std::size_t k = 0; k < draws; ++k) {
      std::vector<double> at = first_;
      for (std::size_t j = 0; j < at.size(); ++j) {
        if (!is_given_[j]) at[j] = drawn(problem_.low[j], problem_.high[j]);
      }
      if (!finite(at)) continue;
      at = improved(std::move(at));
      const double cost = cost_at(at);
      if (!(cost < least)) continue;
      least = cost;
      best = std::move(at);
    }
    return best;
  }

 private:
  bool finite(const std::vector<double>& at) const { return !problem_.row_not_finite(at); }

  double cost_at(const std::vector<double>& at) const {
    std::vector<double> r(problem_.model.rows());
    if (!problem_.roots(at, r, nullptr)) return std::numeric_limits<double>::infinity();
    double sum = 0;
    for (const double x : r) sum += x * x;
    return sum;
  }

  /// With the best values of the parameters that the model is linear in.
  std::vector<double> improved(std::vector<double> at) {
    if (!linear_) {
      linear_.emplace();
      std::ranges::copy_if(linear_parameters(problem_, at), std::back_inserter(*linear_),
                           [&](std::size_t j) { return !is_given_[j]; });
    }
    std::optional<std::vector<double>> better = projected(problem_, at, *linear_);
    return better && finite(*better) ? *std::move(better) : std::move(at);
  }

  /// Within its bounds; else within the range of a column, as places are, or ±10^u, mostly positive, as rates are.
  double drawn(double low, double high) {
    const double size = std::pow(10, 6 * random_.uniform() - 3);
    const std::size_t kind = random_.below(4);
    const FitBounds& range = ranges_[random_.below(ranges_.size())];
    const double inside = range.low + (range.high - range.low) * random_.uniform();
    if (std::isfinite(low) && std::isfinite(high)) return low + (high - low) * random_.uniform();
    if (kind < 2 && low <= inside && inside <= high) return inside;
    if (std::isfinite(low)) return low + size;
    if (std::isfinite(high)) return high - size;
    return kind == 2 ? -size : size;
  }

  const FitProblem& problem_;
  const std::vector<double>& first_;
  const std::vector<bool>& is_given_;
  std::vector<FitBounds> ranges_;
  Random random_{1};
  bool is_first_ = true;
  std::size_t count_ = 0;
  std::optional<std::vector<std::size_t>> linear_;
};

/// The best of many starts, roughly.
FitSearch explore(const FitProblem& problem, const std::vector<double>& start, const std::vector<bool>& is_given,
                  const FitOptions& options) {
  Starts starts(problem, start, is_given);
  FitSearch best = nowhere(start.size());
  std::size_t found = 0;
  for (std::size_t k = 0; k < options.starts && found < kTimesFound; ++k) {
    std::optional<std::vector<double>> at = starts.next();
    if (!at) continue;
    FitSearch next = go(problem, *std::move(at), kWays[0], std::min(options.steps, kExploringSteps));
    if (next.end == FitEnd::Interrupted) return next;
    const bool is_same = next.succeeded() && best.succeeded() &&
                         std::fabs(next.point.cost - best.point.cost) <= kSameCost * best.point.cost;
    const bool is_better = next.succeeded() && (!best.succeeded() || next.point.cost < best.point.cost);
    found = is_same ? found + 1 : is_better ? 1 : found;
    keep(best, std::move(next));
  }
  return best;
}

/// Where a search ended, but beside its end the sum is smaller, it goes on from there.
FitSearch beside_saddles(const FitProblem& problem, FitSearch search, const Way& way, std::size_t steps) {
  for (int turn = 0; search.succeeded(); ++turn) {
    std::optional<std::vector<double>> lower = lower_beside(problem, search.point);
    if (!lower) return search;
    search.end = FitEnd::NoProgress;
    if (turn == kMostSaddles) return search;
    FitSearch next = go(problem, *std::move(lower), way, steps);
    next.steps += search.steps;
    if (next.succeeded() || next.point.cost < search.point.cost) search = std::move(next);
  }
  return search;
}

}  // namespace

FitSearch search_from(const FitProblem& problem, const std::vector<double>& start, std::size_t steps) {
  FitSearch best = nowhere(start.size());
  for (const Way& way : kWays) {
    std::vector<double> at = start;
    if (way.is_projected) {
      std::optional<std::vector<double>> better = projected(problem, start, linear_parameters(problem, start));
      if (!better || problem.row_not_finite(*better)) continue;
      at = *std::move(better);
    }
    FitSearch next = beside_saddles(problem, go(problem, std::move(at), way, steps), way, steps);
    const FitEnd end = next.end;
    keep(best, std::move(next));
    if (best.succeeded() || end == FitEnd::Interrupted) break;
  }
  best.starts = 1;
  return best;
}

FitSearch search(const FitProblem& problem, const std::vector<double>& start, const std::vector<bool>& is_given,
                 const FitOptions& options) {
  if (std::ranges::all_of(is_given, [](bool given) { return given; }))
    return problem.row_not_finite(start) ? nowhere(start.size()) : search_from(problem, start, options.steps);
  const std::size_t step = std::max<std::size_t>(1, problem.model.rows() / kExploringRows);
  FitSearch rough = nowhere(start.size());
  if (step == 1) {
    rough = explore(problem, start, is_given, options);
  } else {
    const FitModel few = problem.model.thinned(step);
    std::vector<double> y;
    FitProblem thin{.model = few, .low = problem.low, .high = problem.high, .loss = problem.loss, .stop = problem.stop};
    for (std::size_t i = 0; i < problem.y.size(); i += step) {
      y.push_back(problem.y[i]);
      thin.root.push_back(problem.root[i]);
    }
    thin.y = y;
    rough = explore(thin, start, is_given, options);
  }
  if (rough.starts == 0 || rough.end == FitEnd::Interrupted) return rough;
  FitSearch whole = search_from(problem, rough.point.at, options.steps);
  whole.steps += rough.steps;
  whole.starts = rough.starts;
  return whole;
}

}  // namespace adc::inline ADC_ABI::train
