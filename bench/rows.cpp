// Value and gradient at the rows of a table through `Function::map`, against loops in C by clang with -O3
// -march=native: one that calls libm's functions row by row, and one that clang vectorises with libmvec. And emitted C
// of a map over rows, which calls libm's functions, against the first of these.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"

namespace {

struct Case {
  const char* name;
  const char* text;
  std::size_t inputs;
};

const std::array kCases = {
    Case{"J", "cos(sin(x^2) + 3x^2)", 1},
    Case{"damped", "sin(3*x)*exp(-y*x^2) + 3/(1 + x^2)", 2},
    Case{"rosenbrock", "(1 - x)^2 + 100*(y - x^2)^2", 2},
};

// Columns in, columns out: y, then a derivative per input.
constexpr const char* kSource = R"(
#include <math.h>
#include <stddef.h>

void J(const double *restrict x, double *restrict y, size_t rows) {
  double *restrict dx = y + rows;
  for (size_t r = 0; r < rows; ++r) {
    const double t = x[r] * x[r], u = sin(t) + 3 * t;
    y[r] = cos(u);
    dx[r] = -sin(u) * (cos(t) + 3) * (2 * x[r]);
  }
}

void damped(const double *restrict in, double *restrict y, size_t rows) {
  const double *restrict x = in, *restrict w = in + rows;
  double *restrict dx = y + rows, *restrict dw = y + 2 * rows;
  for (size_t r = 0; r < rows; ++r) {
    const double t = x[r] * x[r], e = exp(-w[r] * t), s = sin(3 * x[r]), q = 1 / (1 + t), p = s * e;
    y[r] = p + 3 * q;
    dx[r] = 3 * cos(3 * x[r]) * e - 2 * x[r] * (w[r] * p + 3 * q * q);
    dw[r] = -t * p;
  }
}

void rosenbrock(const double *restrict in, double *restrict y, size_t rows) {
  const double *restrict x = in, *restrict z = in + rows;
  double *restrict dx = y + rows, *restrict dz = y + 2 * rows;
  for (size_t r = 0; r < rows; ++r) {
    const double d = z[r] - x[r] * x[r], g = 200 * d, h = 1 - x[r];
    y[r] = 100 * d * d + h * h;
    dx[r] = -2 * (g * x[r] + h);
    dz[r] = g;
  }
}
)";

constexpr std::size_t kRows = 100'000;

/// Columns, one after the other, of numbers in (1.1, 2.1).
std::vector<double> table(std::size_t columns) {
  std::vector<double> x(kRows * columns);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1.1 + static_cast<double>(i * 7919 % 1009) / 1009;
  return x;
}

std::function<void(std::size_t)> map(const adc::Function& f, std::size_t inputs) {
  return [f, inputs, x = table(inputs), y = std::vector<double>(kRows * (1 + inputs))](std::size_t n) mutable {
    std::vector<adc::InputColumn> in;
    std::vector<adc::OutputColumn> out;
    in.reserve(inputs);
    out.reserve(inputs + 1);
    for (std::size_t i = 0; i < inputs; ++i) in.push_back({&x[i * kRows], 1});
    for (std::size_t i = 0; i <= inputs; ++i) out.push_back({&y[i * kRows], 1});
    for (std::size_t i = 0; i < n; ++i) {
      f.map(adc::Derive::Gradient, kRows, in, out);
      adc::bench::keep(y.data());
    }
  };
}

using Loop = void(const double*, double*, std::size_t);

std::function<void(std::size_t)> loop(Loop* call, std::size_t inputs) {
  return [call, x = table(inputs), y = std::vector<double>(kRows * (1 + inputs))](std::size_t n) mutable {
    for (std::size_t i = 0; i < n; ++i) {
      call(x.data(), y.data(), kRows);
      adc::bench::keep(y.data());
    }
  };
}

/// C that adc writes, and a function `adc_rows` of it for columns one after the other.
std::string emitted(const adc::Function& f, std::size_t inputs) {
  std::string arguments = "rows";
  for (std::size_t i = 0; i < inputs; ++i) arguments += fmt::format(", x + {} * rows, 1", i);
  for (std::size_t i = 0; i <= inputs; ++i) arguments += fmt::format(", y + {} * rows, 1", i);
  return adc::bench::must(f.emit(adc::Derive::Gradient, adc::Target::C, {.over_rows = true})) +
         fmt::format("\nvoid adc_rows(const double *x, double *y, size_t rows) {{ f_grad({}); }}\n", arguments);
}

void race_emitted(adc::bench::Report& report, const Case& c, const adc::bench::CLibrary& by_hand) {
  const adc::Function f = adc::bench::must(adc::compile(c.text));
  const adc::bench::CLibrary library(emitted(f, c.inputs), "-O3 -march=native -ffp-contract=off");
  const std::vector<adc::bench::Contender> contenders = {
      {"emitted C", loop(library.function<Loop>("adc_rows"), c.inputs)},
      {"C", loop(by_hand.function<Loop>(c.name), c.inputs)}};
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders);
  report.ratio(fmt::format("rows {} 100000", c.name), "emitted C", seconds[0], "C", seconds[1]);
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("rows", argc, argv);
  const adc::bench::CLibrary scalar(kSource, "-O3 -march=native");
  const adc::bench::CLibrary vector(kSource, "-O3 -march=native -fveclib=libmvec -fno-math-errno -fno-trapping-math");
  for (const Case& c : kCases) {
    const adc::Function f = adc::bench::must(adc::compile(c.text, {.tier = adc::Tier::Native}));
    const std::vector<adc::bench::Contender> contenders = {
        {"adc", map(f, c.inputs)},
        {"C", loop(scalar.function<Loop>(c.name), c.inputs)},
        {"C with libmvec", loop(vector.function<Loop>(c.name), c.inputs)}};
    const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders);
    for (const std::size_t rival : {std::size_t{1}, std::size_t{2}}) {
      report.ratio(fmt::format("rows {} 100000", c.name), "adc", seconds[0], contenders[rival].what, seconds[rival]);
    }
    race_emitted(report, c, scalar);
  }
  return 0;
}
