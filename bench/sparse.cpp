// Sparse Hessians of Rosenbrock's chain: evaluating and deriving one, against the gradient and against C by hand.
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/sparse.hpp"
#include "bench/harness.h"

namespace {

using namespace adc;
using bench::must;
using Numbers = std::vector<double>;

Function chain(std::size_t n) {
  const std::string text =
      fmt::format("param x: R[{0}]; sum(100*(x[2:{0}] - x[1:{1}].^2).^2 + (1 - x[1:{1}]).^2)", n, n - 1);
  return must(compile(text, {.tier = Tier::Native}));
}

// Value, gradient, and the lower triangle by rows: what a person would write who knows where the numbers stand.
constexpr const char* kByHand = R"(
double chain(int n, const double *restrict x, double *restrict gradient, double *restrict h) {
  double y = 0, carried = 0;
  for (int i = 0; i + 1 < n; ++i) {
    const double d = x[i + 1] - x[i]*x[i], e = 1 - x[i];
    y += 100*d*d + e*e;
    gradient[i] = carried - 400*d*x[i] - 2*e;
    carried = 200*d;
    h[2*i] = 1200*x[i]*x[i] - 400*x[i + 1] + 2 + (i > 0 ? 200 : 0);
    h[2*i + 1] = -400*x[i];
  }
  gradient[n - 1] = carried;
  h[2*n - 2] = 200;
  return y;
})";

Numbers wavy(std::size_t n) {
  Numbers x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = 0.3 + 0.7 * std::sin(static_cast<double>(i));
  return x;
}

SparseDerivative hessian_of(const Function& f) {
  SparseDerivative hessian = must(sparse_hessian(f, Triangle::Lower));
  (void)hessian.prepare(Tier::Native);
  return hessian;
}

void evaluate(bench::Report& report, std::size_t n) {
  const Function f = chain(n);
  const SparseDerivative hessian = hessian_of(f);
  const Numbers x = wavy(n);
  Numbers gradient(n);
  Numbers values(hessian.places().size());
  double y = 0;
  std::vector<bench::Contender> contenders{{"value, gradient, sparse Hessian",
                                            [&](std::size_t repeats) {
                                              for (std::size_t r = 0; r < repeats; ++r)
                                                hessian.evaluate(x, {&y, 1}, gradient, values);
                                              bench::keep(values.data());
                                            }},
                                           {"value and gradient", [&](std::size_t repeats) {
                                              for (std::size_t r = 0; r < repeats; ++r)
                                                y = f.value_and_gradient(x, gradient);
                                              bench::keep(gradient.data());
                                            }}};
  const bench::CLibrary c(kByHand);
  auto* const by_hand = c.function<double(int, const double*, double*, double*)>("chain");
  contenders.push_back({"C by hand", [&](std::size_t repeats) {
                          for (std::size_t r = 0; r < repeats; ++r)
                            y = by_hand(static_cast<int>(n), x.data(), gradient.data(), values.data());
                          bench::keep(values.data());
                        }});
  const std::vector<bench::Timing> times = bench::race(contenders);
  const std::string of = fmt::format("Rosenbrock's chain, n = {}: ", n);
  for (std::size_t k = 1; k < contenders.size(); ++k)
    report.ratio(of + "against " + contenders[k].what, contenders[0].what, times[0], contenders[k].what, times[k]);
}

double seconds_to_derive(std::size_t n) {
  const Function f = chain(n);
  const auto begin = std::chrono::steady_clock::now();
  const SparseDerivative hessian = must(sparse_hessian(f, Triangle::Lower));
  bench::keep(hessian.places().column.data());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("sparse", argc, argv);
  for (const std::size_t n : {std::size_t{1000}, std::size_t{100'000}}) evaluate(report, n);
  const std::size_t large = bench::is_quick() ? 100'000 : 1'000'000;
  const double small_time = seconds_to_derive(large / 10);
  report.ratio("pattern, colours and derivation, ten times the variables", fmt::format("n = {}", large),
               seconds_to_derive(large), fmt::format("n = {}", large / 10), small_time);
}
