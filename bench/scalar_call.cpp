// A call of value and gradient through `entry()`, against the fastest C that we can write for the same, by clang with
// -O3 -march=native: common subexpressions shared, divisions merged, one sincos per angle, fused where C allows it,
// called through a pointer with varying inputs. Independent calls overlap in the processor; chained ones wait for each
// other.
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
  std::vector<const char*> rivals;  ///< functions of kSource
};

const std::array kCases = {
    Case{"J", "cos(sin(x^2) + 3x^2)", 1, {"j_plain", "j_early"}},
    Case{"quiz", "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)", 2, {"quiz_plain", "quiz_one_division"}},
    Case{"rosenbrock", "(1 - x)^2 + 100*(y - x^2)^2", 2, {"rosenbrock"}},
};

constexpr const char* kSource = R"(
#define _GNU_SOURCE
#include <math.h>

void j_plain(const double *restrict x, double *restrict y, void *workspace) {
  const double t = x[0] * x[0];
  double s;
  double c;
  double sin_u;
  double cos_u;
  sincos(t, &s, &c);
  sincos(s + 3 * t, &sin_u, &cos_u);
  y[0] = cos_u;
  y[1] = -sin_u * (c + 3) * (2 * x[0]);
}

// What the second call would otherwise have to save is one number.
void j_early(const double *restrict x, double *restrict y, void *workspace) {
  const double t = x[0] * x[0];
  double s;
  double c;
  double sin_u;
  double cos_u;
  sincos(t, &s, &c);
  const double factor = (c + 3) * (-2 * x[0]);
  sincos(s + 3 * t, &sin_u, &cos_u);
  y[0] = cos_u;
  y[1] = sin_u * factor;
}

void quiz_plain(const double *restrict x, double *restrict y, void *workspace) {
  const double a = x[0];
  const double z = x[1];
  const double p = a * z;
  double s;
  double c;
  const double l = log(a), e = exp(p);
  sincos(l, &s, &c);
  const double q = p / l;
  const double r = s / p;
  y[0] = e + q + r;
  y[1] = z * e + (q - q / l + c / p - r) / a;
  y[2] = a * e + (q - r) / z;
}

void quiz_one_division(const double *restrict x, double *restrict y, void *workspace) {
  const double a = x[0];
  const double z = x[1];
  const double p = a * z;
  double s;
  double c;
  const double l = log(a), e = exp(p);
  sincos(l, &s, &c);
  const double i = 1 / (l * p), il = i * p, ip = i * l, r = s * ip;
  y[0] = e + p * il + r;
  y[1] = z * (e + (il - il * il) + (c - s) * ip * ip);
  y[2] = a * (e + il - r * ip);
}

void rosenbrock(const double *restrict x, double *restrict y, void *workspace) {
  const double d = x[1] - x[0] * x[0];
  const double g = 200 * d;
  const double h = 1 - x[0];
  y[0] = 100 * d * d + h * h;
  y[1] = -2 * (g * x[0] + h);
  y[2] = g;
}
)";

constexpr std::size_t kPoints = 1024;

/// kPoints points, flat, all in (1.1, 2.1).
std::vector<double> points(std::size_t inputs) {
  std::vector<double> x(kPoints * inputs);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1.1 + static_cast<double>(i * 7919 % 1009) / 1009;
  return x;
}

std::function<void(std::size_t)> independent(adc::Entry call, std::size_t inputs) {
  return [call, inputs, x = points(inputs)](std::size_t n) {
    std::array<double, 8> y{};
    for (std::size_t i = 0; i < n; ++i) {
      call(&x[i % kPoints * inputs], y.data(), nullptr);
      adc::bench::keep(y.data());
    }
  };
}

/// Each call's first input depends on the last one's result.
std::function<void(std::size_t)> chained(adc::Entry call, std::size_t inputs) {
  return [call, inputs, x = points(inputs)](std::size_t n) {
    std::array<double, 8> y{};
    std::array<double, 4> in{};
    for (std::size_t i = 0; i < n; ++i) {
      std::copy_n(&x[i % kPoints * inputs], inputs, in.begin());
      in[0] += 1e-12 * y[inputs];
      call(in.data(), y.data(), nullptr);
      adc::bench::keep(y.data());
    }
  };
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("scalar_call", argc, argv);
  const adc::bench::CLibrary library(kSource);
  for (const Case& c : kCases) {
    const adc::Function f = adc::bench::must(adc::compile(c.text));
    const adc::Entry ours = adc::bench::must(f.entry(adc::Derive::Gradient));
    for (const auto& [how, work] : {std::pair{"", &independent}, std::pair{" chained", &chained}}) {
      std::vector<adc::bench::Contender> contenders = {{"adc", work(ours, c.inputs)}};
      for (const char* rival : c.rivals) {
        const auto entry = library.function<void(const void*, void*, void*)>(rival);
        contenders.push_back({rival, work(entry, c.inputs)});
      }
      const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders);
      const auto best = std::ranges::min_element(seconds.begin() + 1, seconds.end(), {}, &adc::bench::Timing::fastest);
      report.ratio(fmt::format("scalar_call {}{}", c.name, how), "adc", seconds[0],
                   contenders[static_cast<std::size_t>(best - seconds.begin())].what + " in C", *best);
    }
  }
  return 0;
}
