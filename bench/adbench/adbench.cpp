// The problems of ADBench: objectives and their derivatives against C by hand, as C has them (plain), and by a compiler
// that may reorder sums and has vectors of functions (fast), one thread each.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "adc/loss.hpp"
#include "bench/adbench/data.h"
#include "bench/harness.h"

namespace {

using namespace adc;
using bench::Numbers;

constexpr const char* kPlain = "-O3 -march=native -mprefer-vector-width=512";
constexpr const char* kFast =
    "-O3 -march=native -mprefer-vector-width=512 -ffast-math -mno-daz-ftz -fveclib=libmvec -lmvec";

/// The largest difference between elements, in parts of the largest element.
double difference(const Numbers& a, const Numbers& b) {
  double most = 0;
  double apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    most = std::max(most, std::abs(b[i]));
    apart = std::max(apart, std::abs(a[i] - b[i]));
    if (std::isnan(a[i])) return a[i];
  }
  return apart / most;
}

/// Ends the process where contenders do not compute the same, so that no ratio is of different work.
void expect_same(const char* what, const Numbers& a, const Numbers& b, double within = 1e-9) {
  if (difference(a, b) <= within) return;
  fmt::print(stderr, "bench: {} differs by {}\n", what, difference(a, b));
  std::exit(1);
}

/// The gradient by central differences, that C's own is compared with: exact to some 1e-8.
Numbers central_differences(const std::function<double(const Numbers&)>& objective, Numbers at) {
  constexpr double kStep = 1e-5;
  Numbers gradient;
  for (double& x : at) {
    const double here = x;
    x = here + kStep;
    const double above = objective(at);
    x = here - kStep;
    const double below = objective(at);
    x = here;
    gradient.push_back((above - below) / (2 * kStep));
  }
  return gradient;
}

/// A problem's objective and gradient, each a call that does it once.
struct Work {
  std::function<void()> objective;
  std::function<void()> gradient;
};

std::function<void(std::size_t)> times(const std::function<void()>& once) {
  return [&once](std::size_t n) {
    while (n-- > 0) once();
  };
}

void race(bench::Report& report, const std::string& name, const Work& adc, const Work& plain, const Work& fast) {
  const std::vector<bench::Timing> seconds = bench::race({{"gradient", times(adc.gradient)},
                                                          {"objective", times(adc.objective)},
                                                          {"plain", times(plain.gradient)},
                                                          {"fast", times(fast.gradient)},
                                                          {"fast objective", times(fast.objective)}},
                                                         3.0);
  report.ratio(name, "gradient", seconds[0], "objective", seconds[1]);
  report.ratio(name, "gradient", seconds[0], "C by hand", seconds[2]);
  report.ratio(name, "gradient", seconds[0], "C by hand, fast math and libmvec", seconds[3]);
  report.ratio(name, "objective", seconds[1], "C by hand, fast math and libmvec", seconds[4]);
  report.ratio(name, "C's gradient, fast", seconds[3], "C's objective, fast", seconds[4]);
}

/// A loss by adc, with the arrays that it reads and writes.
struct ByAdc {
  Loss loss;
  std::vector<std::span<const double>> data;
  Numbers gradient;

  ByAdc(const std::string& program, std::vector<std::span<const double>> arrays, Math math = Math::Accurate)
      : loss(bench::must(Loss::compile(program, {.math = math}))),
        data(std::move(arrays)),
        gradient(loss.param_size()) {}

  Work work(const Numbers& parameters) {
    return {[this, &parameters] {
              const double value = loss.value(std::span<const double>(parameters), data);
              bench::keep(&value);
            },
            [this, &parameters] {
              loss.value_and_gradient(std::span<const double>(parameters), data, std::span<double>(gradient));
              bench::keep(gradient.data());
            }};
  }
};

void run_mixture(bench::Report& report) {
  const auto problem = bench::Mixture::make(10, 25, 1000);
  const Numbers scale = {1};
  const Numbers m = {0};
  ByAdc ours(problem.program(), {problem.x, scale, m});
  const std::string sizes = fmt::format(" -DD={} -DK={}", problem.dimension, problem.components);
  const bench::CLibrary plain(bench::source("adbench/gmm.c"), kPlain + sizes);
  const bench::CLibrary fast(bench::source("adbench/gmm.c"), kFast + sizes);
  Numbers gradient(problem.parameters.size());
  const auto by = [&](const bench::CLibrary& c) {
    auto* const value = c.function<double(const double*, const double*, std::size_t, double, int)>("gmm_objective");
    auto* const both =
        c.function<double(const double*, const double*, std::size_t, double, int, double*)>("gmm_gradient");
    return Work{[=, &problem] {
                  const double y = value(problem.parameters.data(), problem.x.data(), problem.points, 1, 0);
                  bench::keep(&y);
                },
                [=, &problem, &gradient] {
                  both(problem.parameters.data(), problem.x.data(), problem.points, 1, 0, gradient.data());
                  bench::keep(gradient.data());
                }};
  };
  auto* const value = plain.function<double(const double*, const double*, std::size_t, double, int)>("gmm_objective");
  by(plain).gradient();
  const Numbers numeric = central_differences(
      [&](const Numbers& at) { return value(at.data(), problem.x.data(), problem.points, 1, 0); }, problem.parameters);
  expect_same("the mixture's gradient in C", gradient, numeric, 1e-6);
  const Work adc = ours.work(problem.parameters);
  adc.gradient();
  expect_same("the mixture's gradient", ours.gradient, gradient);
  race(report, "mixture of Gaussians, d = 10, K = 25, n = 1000", adc, by(plain), by(fast));
}

void run_lstm(bench::Report& report) {
  const auto problem = bench::Lstm::make(2, 14, 17);
  const std::string sizes = fmt::format(" -DL={} -DB={}", problem.layers, problem.width);
  const bench::CLibrary plain(bench::source("adbench/lstm.c"), kPlain + sizes);
  const bench::CLibrary fast(bench::source("adbench/lstm.c"), kFast + sizes);
  Numbers gradient(problem.parameters.size());
  const std::size_t bytes = fast.function<std::size_t(std::size_t)>("lstm_workspace")(problem.length);
  const std::unique_ptr<void, decltype(&std::free)> steps(std::aligned_alloc(64, (bytes + 63) / 64 * 64), &std::free);
  using Value = double(const double*, const double*, const double*, std::size_t);
  using Both = double(const double*, const double*, const double*, std::size_t, void*, double*);
  const auto by = [&](const bench::CLibrary& c) {
    auto* const value = c.function<Value>("lstm_objective");
    auto* const both = c.function<Both>("lstm_gradient");
    return Work{[=, &problem] {
                  const double y =
                      value(problem.parameters.data(), problem.state.data(), problem.sequence.data(), problem.length);
                  bench::keep(&y);
                },
                [=, &problem, &gradient, &steps] {
                  both(problem.parameters.data(), problem.state.data(), problem.sequence.data(), problem.length,
                       steps.get(), gradient.data());
                  bench::keep(gradient.data());
                }};
  };
  by(plain).gradient();
  auto* const value = plain.function<Value>("lstm_objective");
  const Numbers numeric = central_differences(
      [&](const Numbers& at) {
        return value(at.data(), problem.state.data(), problem.sequence.data(), problem.length);
      },
      problem.parameters);
  expect_same("the LSTM's gradient in C", gradient, numeric, 1e-6);
  const Numbers by_hand = gradient;
  for (const auto& [how, math] : {std::pair{"", Math::Accurate}, {", Math::Fast", Math::Fast}}) {
    ByAdc ours(problem.program(), {problem.state, problem.sequence}, math);
    const Work adc = ours.work(problem.parameters);
    adc.gradient();
    expect_same("the LSTM's gradient", ours.gradient, by_hand);
    race(report, fmt::format("LSTM of 2 layers, 14 numbers, 16 steps typed out{}", how), adc, by(plain), by(fast));
  }
}

/// Errors and Jacobians of all observations by adc, gathered into columns and written where C writes them.
class BundleByAdc {
 public:
  BundleByAdc(const bench::Bundle& problem, Level level)
      : problem_(problem),
        function_(bench::must(compile(bench::Bundle::program(), {.tier = Tier::Native, .level = level}))),
        columns_(kInputs * problem.weights.size()) {}

  void jacobian(Numbers& results) {
    gather();
    std::vector<OutputColumn> columns(3 + 3 * kColumns, OutputColumn{nullptr, 1});
    const auto put = [&](std::size_t result, std::size_t at) { columns[result] = {&results[at], kRow}; };
    put(0, 0);
    put(1, 1);
    put(2, 32);
    for (std::size_t i = 0; i < kColumns; ++i) {
      put(3 + i, 2 + i);
      put(3 + kColumns + i, 2 + kColumns + i);
    }
    put(3 + 3 * kColumns - 1, 33);
    function_.map(Derive::Gradient, rows(), inputs(), columns);
  }
  void objective(Numbers& errors) {
    gather();
    const std::vector<OutputColumn> columns = {{&errors[0], 3}, {&errors[1], 3}, {&errors[2], 3}};
    function_.map(Derive::Value, rows(), inputs(), columns);
  }

  static constexpr std::size_t kColumns = 15;  ///< camera, point and weight
  static constexpr std::size_t kRow = 34;

 private:
  static constexpr std::size_t kInputs = 17;

  [[nodiscard]] std::size_t rows() const { return problem_.weights.size(); }
  [[nodiscard]] std::vector<InputColumn> inputs() const {
    std::vector<InputColumn> columns;
    for (std::size_t i = 0; i < 14; ++i) columns.push_back({&columns_[i * rows()], 1});
    columns.push_back({problem_.weights.data(), 1});
    for (std::size_t i = 0; i < 2; ++i) columns.push_back({&problem_.features[i], 2});
    return columns;
  }
  void gather() {
    const std::size_t n = rows();
    for (std::size_t i = 0; i < n; ++i) {
      const double* const camera = &problem_.cameras[static_cast<std::size_t>(problem_.observations[2 * i]) * 11];
      const double* const point = &problem_.points[static_cast<std::size_t>(problem_.observations[2 * i + 1]) * 3];
      for (std::size_t j = 0; j < 11; ++j) columns_[j * n + i] = camera[j];
      for (std::size_t j = 0; j < 3; ++j) columns_[(11 + j) * n + i] = point[j];
    }
  }

  const bench::Bundle& problem_;
  Function function_;
  Numbers columns_;
};

void run_bundle(bench::Report& report) {
  const auto problem = bench::Bundle::make(49, 7776, 31'843);
  const std::size_t n = problem.weights.size();
  const bench::CLibrary plain(bench::source("adbench/ba.c"), kPlain);
  const bench::CLibrary fast(bench::source("adbench/ba.c"), kFast);
  Numbers errors(3 * n);
  Numbers results(BundleByAdc::kRow * n);
  Numbers of_adc(results.size());
  const auto by = [&](const bench::CLibrary& c) {
    using Value =
        void(const double*, const double*, const double*, const double*, const int*, std::size_t, double*, double*);
    using Both = void(const double*, const double*, const double*, const double*, const int*, std::size_t, double*);
    auto* const value = c.function<Value>("ba_objective");
    auto* const both = c.function<Both>("ba_jacobian");
    return Work{[=, &problem, &errors] {
                  value(problem.cameras.data(), problem.points.data(), problem.weights.data(), problem.features.data(),
                        problem.observations.data(), n, errors.data(), errors.data() + 2 * n);
                  bench::keep(errors.data());
                },
                [=, &problem, &results] {
                  both(problem.cameras.data(), problem.points.data(), problem.weights.data(), problem.features.data(),
                       problem.observations.data(), n, results.data());
                  bench::keep(results.data());
                }};
  };
  by(plain).gradient();
  // What is as accurate as can be costs functions and choices that C does not have; as written there are none.
  for (const auto& [how, level] : {std::pair{"", Level::Stable}, {", as written", Level::Exact}}) {
    BundleByAdc ours(problem, level);
    const Work adc{[&] { ours.objective(errors); }, [&] { ours.jacobian(of_adc); }};
    adc.gradient();
    expect_same("bundle adjustment's Jacobian", of_adc, results);
    race(report, fmt::format("bundle adjustment, 31,843 observations{}", how), adc, by(plain), by(fast));
  }
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("adbench", argc, argv);
  run_mixture(report);
  run_bundle(report);
  run_lstm(report);
}
