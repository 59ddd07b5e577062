#include "adc/train/fit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/failure.h"
#include "train/fit/search.h"
#include "train/fit/statistics.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr int kMostScales = 200;  ///< of residuals, one made with the other
constexpr double kSameScale = 1e-9;
constexpr double kNormalMedian =
    1.482602218505602;  ///< the standard deviation by the median of distances from the mean

void refuse_unless_finite(std::span<const double> numbers, const std::string& name) {
  const auto bad = std::ranges::find_if(numbers, [](double x) { return !std::isfinite(x); });
  if (bad == numbers.end()) return;
  throw failure("bad-data", fmt::format("{} is {} in row {}", name, to_text(*bad), bad - numbers.begin() + 1),
                {"rows without a value are to be left out"});
}

/// √w, one per row.
std::vector<double> roots_of_weights(const FitData& data) {
  const std::size_t rows = data.y.size();
  if (!data.weights.empty() && !data.sigma.empty())
    throw failure("bad-data", "weights and standard deviations are given: one of them says what the other does");
  const std::span<const double> given = data.weights.empty() ? data.sigma : data.weights;
  if (given.empty()) return std::vector<double>(rows, 1);
  const char* const what = data.weights.empty() ? "a standard deviation" : "a weight";
  if (given.size() != rows)
    throw failure("wrong-size", fmt::format("there are {} rows, and {} of {}", rows, given.size(), what));
  refuse_unless_finite(given, what);
  std::vector<double> roots;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool is_good = data.weights.empty() ? given[i] > 0 : given[i] >= 0;
    if (!is_good)
      throw failure("bad-data", fmt::format("{} is {} in row {}", what, to_text(given[i]), i + 1),
                    {data.weights.empty() ? "standard deviations are positive" : "weights are not negative"});
    roots.push_back(data.weights.empty() ? 1 / given[i] : std::sqrt(given[i]));
  }
  return roots;
}

void refuse_unknown(const FitModel& model, const std::string& name, const char* what) {
  std::vector<std::string> names;
  for (const FitModel::Input& input : model.params()) {
    if (input.name == name) return;
    names.push_back(input.name);
  }
  const bool is_column = model.function().input_index(name).has_value();
  throw failure("unused-input",
                is_column ? fmt::format("{} is given for `{}`, which is a column of the data", what, name)
                          : fmt::format("{} is given for `{}`, which the model does not use", what, name),
                {"the parameters are " + listed(names)});
}

void set_bounds(FitProblem& problem, const FitOptions& options) {
  const FitModel& model = problem.model;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  problem.low.assign(model.size(), -kInfinity);
  problem.high.assign(model.size(), kInfinity);
  for (const auto& [name, bounds] : options.bounds) {
    refuse_unknown(model, name, "a range");
    if (!(bounds.low < bounds.high))
      throw failure("bad-value",
                    fmt::format("`{}` has no room between {} and {}", name, to_text(bounds.low), to_text(bounds.high)));
  }
  for (const FitModel::Input& input : model.params()) {
    const auto bounds = options.bounds.find(input.name);
    if (bounds == options.bounds.end()) continue;
    std::fill_n(problem.low.begin() + static_cast<std::ptrdiff_t>(input.offset), input.size, bounds->second.low);
    std::fill_n(problem.high.begin() + static_cast<std::ptrdiff_t>(input.offset), input.size, bounds->second.high);
  }
}

struct Start {
  std::vector<double> at;
  std::vector<bool> is_given;
};

/// Where nothing is said: in the middle, or 1 from the only bound unless 1 is within it anyway.
double usual_start(double low, double high) {
  if (std::isfinite(low) && std::isfinite(high)) return low + (high - low) / 2;
  if (low < 1 && 1 < high) return 1;
  return std::isfinite(low) ? low + 1 : high - 1;
}

Start start_of(const FitProblem& problem, const FitOptions& options) {
  for (const auto& [name, numbers] : options.start) refuse_unknown(problem.model, name, "a start");
  Start start;
  for (std::size_t j = 0; j < problem.model.size(); ++j)
    start.at.push_back(usual_start(problem.low[j], problem.high[j]));
  start.is_given.assign(start.at.size(), false);
  for (const FitModel::Input& input : problem.model.params()) {
    const auto given = options.start.find(input.name);
    if (given == options.start.end()) continue;
    if (given->second.size() != input.size)
      throw failure("wrong-size",
                    fmt::format("`{}` has {} numbers, and its start {}", input.name, input.size, given->second.size()));
    for (std::size_t k = 0; k < input.size; ++k) {
      const std::size_t j = input.offset + k;
      const double x = given->second[k];
      if (!std::isfinite(x) || x < problem.low[j] || x > problem.high[j])
        throw failure("bad-value",
                      fmt::format("`{}` begins at {}, which is not between {} and {}", problem.model.names()[j],
                                  to_text(x), to_text(problem.low[j]), to_text(problem.high[j])));
      start.at[j] = x;
      start.is_given[j] = true;
    }
  }
  return start;
}

/// "a = 1, b = 2"
std::string point_text(const FitModel& model, std::span<const double> at) {
  std::string text;
  for (std::size_t j = 0; j < at.size(); ++j)
    text += fmt::format("{}{} = {}", j > 0 ? ", " : "", model.names()[j], to_text(at[j]));
  return text;
}

[[noreturn]] void refuse_not_finite(const FitProblem& problem, const Start& start) {
  const std::size_t row = problem.row_not_finite(start.at).value_or(0);
  const bool any_given = std::ranges::find(start.is_given, true) != start.is_given.end();
  throw failure("not-finite",
                fmt::format("the model, or a derivative of it, is not finite in row {} ({}), where the fit begins: {}",
                            row + 1, problem.model.row_text(row), point_text(problem.model, start.at)),
                {any_given ? "other starts may help" : "parameters begin at 1, where no start is given",
                 "a row where the model has no value cannot be fitted"});
}

double scale_of(const FitProblem& problem, std::span<const double> at) {
  std::vector<double> r(problem.model.rows());
  (void)problem.residuals(at, r, nullptr);
  std::vector<double> distances;
  for (std::size_t i = 0; i < r.size(); ++i) {
    if (problem.root[i] > 0) distances.push_back(std::fabs(r[i]));
  }
  std::ranges::sort(distances);
  const std::size_t half = distances.size() / 2;
  const double median = distances.size() % 2 == 1 ? distances[half] : (distances[half - 1] + distances[half]) / 2;
  return kNormalMedian * median;
}

/// The loss with its threshold, from where the search ended so far. Without a threshold, one by the residuals' scale
/// follows the other, until it stays.
void go_on_with(FitLoss loss, FitProblem& problem, FitSearch& search, const FitOptions& options) {
  problem.loss.loss = loss;
  for (int turn = 0; turn < kMostScales; ++turn) {
    const double before = problem.loss.threshold;
    problem.loss.threshold =
        options.threshold ? *options.threshold : usual_threshold(loss) * scale_of(problem, search.point.at);
    if (!(problem.loss.threshold > 0)) {
      throw failure("bad-data", "the threshold of a robust loss is to come from the residuals, and half of them are 0",
                    {"give the threshold: `huber:0.1`"});
    }
    const bool is_same = turn > 0 && std::fabs(problem.loss.threshold - before) <= kSameScale * before;
    if (is_same) break;
    FitSearch next = search_from(problem, search.point.at, options.steps);
    next.steps += search.steps;
    next.starts = search.starts;
    search = std::move(next);
    if (options.threshold || search.end == FitEnd::Interrupted) break;
  }
}

FitSearch search_with_loss(FitProblem& problem, const Start& start, const FitOptions& options) {
  FitSearch found = search(problem, start.at, start.is_given, options);
  if (found.starts == 0) refuse_not_finite(problem, start);
  if (options.loss == FitLoss::Squares || found.end == FitEnd::Interrupted) return found;
  // Losses that have several minima begin at the only one of another.
  const bool has_several = options.loss == FitLoss::Cauchy || options.loss == FitLoss::Tukey;
  if (has_several) go_on_with(FitLoss::SoftL1, problem, found, options);
  if (found.end != FitEnd::Interrupted) go_on_with(options.loss, problem, found, options);
  return found;
}

Fit fit_or_throw(const Function& function, const FitData& data, const FitOptions& options) {
  if (data.y.empty()) throw failure("bad-data", "there are no rows to fit");
  refuse_unless_finite(data.y, "what is to be fitted");
  if (!(options.level > 0 && options.level < 1))
    throw failure("bad-value", fmt::format("a level of {} is not between 0 and 1", to_text(options.level)));
  if (options.threshold && !(*options.threshold > 0 && std::isfinite(*options.threshold)))
    throw failure("bad-value", "the threshold of a loss is a positive number");
  const FitModel model(function, data.columns, data.y.size(), options.threads);
  for (const FitColumn& column : data.columns) {
    const std::optional<std::string> name = canonical_name(column.name);
    if (name && function.input_index(*name)) refuse_unless_finite(column.numbers, "`" + column.name + "`");
  }
  FitProblem problem{.model = model, .y = data.y, .root = roots_of_weights(data), .stop = options.stop};
  set_bounds(problem, options);
  const Start start = start_of(problem, options);
  const auto rows = static_cast<std::size_t>(std::ranges::count_if(problem.root, [](double w) { return w > 0; }));
  if (rows < model.size()) {
    throw failure("bad-data", fmt::format("{} rows cannot determine {} parameters", rows, model.size()),
                  {"the parameters are " + listed(model.names())});
  }
  const FitSearch found = search_with_loss(problem, start, options);
  Fit fit{.end = found.end, .steps = found.steps, .starts = found.starts};
  add_statistics(fit, problem, found.point, data, options.level);
  return fit;
}

}  // namespace

std::string_view text(FitEnd end) {
  switch (end) {
    case FitEnd::Converged: return "converged";
    case FitEnd::AtBound: return "converged at a bound";
    case FitEnd::Undetermined: return "the data do not determine all parameters";
    case FitEnd::StepsUsedUp: return "the steps are used up";
    case FitEnd::NoProgress: return "no step makes it smaller, and it is no minimum";
    case FitEnd::Interrupted: return "interrupted";
  }
  return "";
}

Result<Fit> fit(const Function& model, const FitData& data, const FitOptions& options) {
  return guarded([&] { return fit_or_throw(model, data, options); });
}

Result<FitBands> bands(const Function& model, const Fit& fit, const std::vector<FitColumn>& columns) {
  return guarded([&] {
    const std::size_t rows = columns.empty() ? 0 : columns.front().numbers.size();
    const FitModel over(model, columns, rows, 1);
    if (over.size() != fit.parameters.size())
      throw failure("wrong-size",
                    fmt::format("the model has {} parameters, and the fit {}", over.size(), fit.parameters.size()));
    std::vector<double> at;
    for (const FitParameter& parameter : fit.parameters) at.push_back(parameter.value);
    const bool is_known = !fit.sigma_is_known && fit.residual_sd;
    const double variance = is_known ? *fit.residual_sd * *fit.residual_sd : std::numeric_limits<double>::quiet_NaN();
    return bands_of(over, at, fit.covariance, std::vector<double>(rows, variance), fit.t_quantile);
  });
}

}  // namespace adc::inline ADC_ABI::train
