// Libraries that people use for what adc does, as Debian packages them, where they are installed: ADOL-C's gradients,
// muParser's values, GiNaC's and SymPy's derivatives.
#include <fmt/format.h>

#include <cmath>
#include <cstddef>
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
#include "bench/programs.h"
#include "bench/python.h"

namespace {

using namespace adc;
using bench::CLibrary;
using bench::Contender;
using bench::Numbers;
using bench::Timing;

constexpr const char* kJ = "cos(sin(x^2) + 3*x^2)";
constexpr double kPoint = 1.3;

void race(bench::Report& report, const std::string& name, const Contender& of, const Contender& to, double parts = 1) {
  const std::vector<Timing> seconds = bench::race({of, to}, 1.0);
  report.ratio(name, of.what, seconds[0].per(parts), to.what, seconds[1].per(parts));
}

/// Ends the process where two numbers differ: then no ratio would be of the same work.
void expect_same(const char* what, double a, double b) {
  if (std::abs(a - b) <= 1e-9 * (1 + std::abs(b))) return;
  fmt::print(stderr, "bench: {}: {} and {}\n", what, a, b);
  std::exit(1);
}

std::function<void(std::size_t)> times(const std::function<void()>& once) {
  return [once](std::size_t n) {
    while (n-- > 0) once();
  };
}

Function native(const std::string& text) { return bench::must(compile(text, {.tier = Tier::Native})); }

/// Text to first value and derivative, without compiling.
double first_gradient() {
  const Function f = bench::must(compile(kJ, {.tier = Tier::Interpret}));
  double slope = 0;
  const double value = f.value_and_gradient({&kPoint, 1}, {&slope, 1});
  bench::keep(&value);
  return slope;
}

void run_adolc(bench::Report& report) {
  const auto c = CLibrary::if_there("adolc/adolc.h", "contenders/adolc.cpp", "-O3 -march=native -ladolc");
  if (c == nullptr) return report.note("contenders: ADOL-C is not installed");
  auto* const gradient = c->function<double(short, const double*, std::size_t, double*)>("value_and_gradient");

  constexpr std::size_t kLength = 1000;
  Numbers x(kLength);
  for (std::size_t i = 0; i < kLength; ++i) x[i] = 0.1 + static_cast<double>(i * 7919 % 1009) / 1009;
  Numbers ours(1 + kLength);
  Numbers theirs(kLength);
  c->function<void(short, const double*, std::size_t)>("record_chain")(1, x.data(), kLength);
  const Function typed = native(bench::typed_out_chain(kLength));
  const Function rolled = native(bench::rolled_chain(kLength));
  const auto by_adc = [&](const Function& f) {
    return times([&f, &x, &ours] {
      f.evaluate(Derive::Gradient, std::span<const double>(x), std::span<double>(ours));
      bench::keep(ours.data());
    });
  };
  const Contender tape{"ADOL-C's tape", times([&] {
                         gradient(1, x.data(), kLength, theirs.data());
                         bench::keep(theirs.data());
                       })};
  race(report, "Rosenbrock, n = 1000, value and gradient", {"typed out", by_adc(typed)}, tape);
  race(report, "Rosenbrock, n = 1000, value and gradient", {"a sum over an index", by_adc(rolled)}, tape);
  expect_same("ADOL-C's chain", ours[5], theirs[4]);

  const std::size_t points = bench::is_quick() ? 10 : 1000;
  const auto problem = bench::Mixture::make(10, 25, points);
  const Numbers scale = {1};
  const Numbers m = {0};
  const std::vector<std::span<const double>> data = {problem.x, scale, m};
  const Loss loss = bench::must(Loss::compile(problem.program()));
  Numbers of_loss(problem.parameters.size());
  Numbers of_tape(problem.parameters.size());
  c->function<void(short, const double*, std::size_t, std::size_t, std::size_t, const double*, std::size_t)>(
      "record_mixture")(2, problem.parameters.data(), problem.parameters.size(), problem.dimension, problem.components,
                        problem.x.data(), points);
  race(report, fmt::format("mixture of Gaussians, d = 10, K = 25, n = {}, value and gradient", points),
       {"adc", times([&] {
          loss.value_and_gradient(std::span<const double>(problem.parameters), data, std::span<double>(of_loss));
          bench::keep(of_loss.data());
        })},
       {"ADOL-C's tape", times([&] {
          gradient(2, problem.parameters.data(), problem.parameters.size(), of_tape.data());
          bench::keep(of_tape.data());
        })});
  for (std::size_t i = 0; i < of_loss.size(); i += 50) expect_same("ADOL-C's mixture", of_loss[i], of_tape[i]);
}

void run_muparser(bench::Report& report) {
  const auto c = CLibrary::if_there("muParser.h", "contenders/muparser.cpp", "-O3 -march=native -lmuparser");
  if (c == nullptr) return report.note("contenders: muParser is not installed");
  auto* const first = c->function<double(const char*, double)>("first_value");
  race(report, "J, text to first value", {"interpreted", times([] {
                                            const double y =
                                                bench::must(compile(kJ, {.tier = Tier::Interpret})).value({&kPoint, 1});
                                            bench::keep(&y);
                                          })},
       {"muParser", times([&] {
          const double y = first(kJ, kPoint);
          bench::keep(&y);
        })});

  constexpr std::size_t kRows = 100'000;
  Numbers x(kRows);
  for (std::size_t i = 0; i < kRows; ++i) x[i] = 1.1 + static_cast<double>(i % 1009) / 1009;
  Numbers ours(kRows);
  Numbers theirs(kRows);
  void* const parser = c->function<void*(const char*, double*)>("parse")(kJ, x.data());
  auto* const values = c->function<void(void*, double*, std::size_t)>("values");
  const Contender by_parser{"muParser", times([&] {
                              values(parser, theirs.data(), kRows);
                              bench::keep(theirs.data());
                            })};
  for (const auto& [what, tier] : {std::pair{"not compiled", Tier::Interpret}, {"native", Tier::Native}}) {
    const Function f = bench::must(compile(kJ, {.tier = tier}));
    race(report, "J 10⁵, values, a row", {what, times([&] {
                                            const InputColumn in{x.data(), 1};
                                            const OutputColumn out{ours.data(), 1};
                                            f.map(Derive::Value, kRows, {&in, 1}, {&out, 1});
                                            bench::keep(ours.data());
                                          })},
         by_parser, kRows);
    expect_same("muParser's value", ours.back(), theirs.back());
  }
  const Function f = bench::must(compile(kJ, {.tier = Tier::Interpret}));
  auto* const value = c->function<double(void*)>("value");
  race(report, "J, a value", {"interpreted", times([&] {
                                const double y = f.value({&kPoint, 1});
                                bench::keep(&y);
                              })},
       {"muParser", times([&] {
          const double y = value(parser);
          bench::keep(&y);
        })});
  c->function<void(void*)>("release")(parser);
}

void run_ginac(bench::Report& report) {
  const auto c = CLibrary::if_there("ginac/ginac.h", "contenders/ginac.cpp", "-O3 -march=native -lginac -lcln");
  if (c == nullptr) return report.note("contenders: GiNaC is not installed");
  auto* const first = c->function<void(const char*, double, double*)>("first");
  Numbers y(2);
  race(report, "J, text to first value and derivative", {"interpreted", times([] { (void)first_gradient(); })},
       {"GiNaC", times([&] {
          first(kJ, kPoint, y.data());
          bench::keep(y.data());
        })});
  expect_same("GiNaC's derivative", first_gradient(), y[1]);
  void* const formula = c->function<void*(const char*)>("parse")(kJ);
  auto* const both = c->function<void(void*, double, double*)>("value_and_derivative");
  const Function f = bench::must(compile(kJ, {.tier = Tier::Interpret}));
  race(report, "J, value and derivative", {"interpreted", times([&] {
                                             double slope = 0;
                                             const double value = f.value_and_gradient({&kPoint, 1}, {&slope, 1});
                                             bench::keep(&value);
                                           })},
       {"GiNaC", times([&] {
          both(formula, kPoint, y.data());
          bench::keep(y.data());
        })});
  c->function<void(void*)>("release")(formula);
}

constexpr const char* kSympy = R"(
import numpy as np
import sympy
from sympy.core.cache import clear_cache
def both(text):
    x = sympy.Symbol('x')
    y = sympy.sympify(text)
    return sympy.lambdify(x, [y, sympy.diff(y, x)], modules='numpy', cse=True)
text, rows = sys.argv[1], int(sys.argv[2])
column = 1.1 + (np.arange(max(rows, 1)) % 1009) / 1009
ready = both(text)
def call():
    ready(column)
def make():
    clear_cache()
    both(text)(1.3)
work = call if rows else make
)";

void run_sympy(bench::Report& report) {
  bench::Python making(kSympy, {kJ, "0"});
  if (!making.is_there()) return report.note("contenders: SymPy is not installed");
  const auto to_first =
      bench::race({{"adc", times([] { (void)first_gradient(); })}, {"SymPy", [&](std::size_t n) { making(n); }}}, 1.0);
  report.ratio("J, text to first value and derivative", "interpreted", to_first[0].fastest(), "SymPy's lambdify",
               making.best());

  constexpr std::size_t kRows = 1'000'000;
  bench::Python calling(kSympy, {kJ, std::to_string(kRows)});
  const Function f = native(kJ);
  Numbers x(kRows);
  for (std::size_t i = 0; i < kRows; ++i) x[i] = 1.1 + static_cast<double>(i % 1009) / 1009;
  Numbers y(2 * kRows);
  const auto map = times([&] {
    const InputColumn in{x.data(), 1};
    const std::vector<OutputColumn> out = {{y.data(), 1}, {y.data() + kRows, 1}};
    f.map(Derive::Gradient, kRows, {&in, 1}, out);
    bench::keep(y.data());
  });
  const auto seconds = bench::race({{"adc", map}, {"SymPy", [&](std::size_t n) { calling(n); }}}, 1.0);
  report.ratio("J 10⁶, value and derivative, a row", "native", seconds[0].fastest() / kRows,
               "SymPy's lambdify to NumPy", calling.best() / kRows);
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("contenders", argc, argv);
  setenv("OMP_NUM_THREADS", "1", 1);  // muParser's rows
  run_adolc(report);
  run_muparser(report);
  run_ginac(report);
  run_sympy(report);
}
