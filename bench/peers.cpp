// A million rows: J over tables, against C with vector intrinsics, NumPy, numexpr and PyTorch; what threads, rows of a
// matrix and memory make of it.
#include <fmt/format.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"
#include "bench/python.h"

namespace {

using adc::Derive;
using adc::Function;
using adc::bench::Contender;
using adc::bench::must;
using adc::bench::Python;
using adc::bench::Timing;

constexpr const char* kJ = "cos(sin(x^2) + 3x^2)";

/// Value and gradient of J by whoever knows the machine: eight doubles at once where it has AVX-512, else four.
constexpr const char* kIntrinsics = R"(
#include <immintrin.h>
#include <stddef.h>
#ifdef __AVX512F__
typedef __m512d V;
V _ZGVeN8v_sin(V); V _ZGVeN8v_cos(V);
#define SIN _ZGVeN8v_sin
#define COS _ZGVeN8v_cos
#else
typedef __m256d V;
V _ZGVdN4v_sin(V); V _ZGVdN4v_cos(V);
#define SIN _ZGVdN4v_sin
#define COS _ZGVdN4v_cos
#endif
typedef double U __attribute__((vector_size(sizeof(V)), aligned(8)));
void J(const double *restrict x, double *restrict y, double *restrict dx, size_t rows) {
  for (size_t r = 0; r < rows; r += sizeof(V) / 8) {
    const V a = *(const U *)(x + r), t = a * a, u = SIN(t) + 3 * t;
    *(U *)(y + r) = COS(u);
    *(U *)(dx + r) = -SIN(u) * (COS(t) + 3) * (2 * a);
  }
}
void triad(const double *restrict x, double *restrict y, double *restrict z, size_t rows) {
  for (size_t r = 0; r < rows; ++r) z[r] = x[r] + 3 * y[r];
}
)";

constexpr const char* kNumpy = R"(
import numpy as np
x = 1.1 + (np.arange(int(sys.argv[1])) % 1009) / 1009
def both():
    t = x * x
    u = np.sin(t) + 3 * t
    return np.cos(u), -np.sin(u) * (np.cos(t) + 3) * (2 * x)
def value():
    t = x * x
    return np.cos(np.sin(t) + 3 * t)
work = both if sys.argv[2] == 'both' else value
)";

constexpr const char* kNumexpr = R"(
import numpy as np
import numexpr
numexpr.set_num_threads(1)
x = 1.1 + (np.arange(int(sys.argv[1])) % 1009) / 1009
def work():
    return numexpr.evaluate('cos(sin(x*x) + 3*x*x)')
)";

constexpr const char* kTorch = R"(
import torch
torch.set_num_threads(1)
x = (1.1 + (torch.arange(int(sys.argv[1])) % 1009) / 1009).double().requires_grad_()
def work():
    x.grad = None
    t = x * x
    torch.cos(torch.sin(t) + 3 * t).sum().backward()
)";

/// A function over rows: `in` and `out` columns that follow each other, or, of a row-major matrix, alternate.
std::function<void(std::size_t)> maps(const Function& f, Derive derive, std::size_t rows, bool by_row = false,
                                      int threads = 1) {
  const std::size_t in = f.input_size();
  const std::size_t out = f.result_names(derive).size();
  std::vector<double> x(rows * in);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1.1 + static_cast<double>(i % 1009) / 1009;
  return [=, x = std::move(x), y = std::vector<double>(rows * out)](std::size_t n) mutable {
    std::vector<adc::InputColumn> inputs;
    std::vector<adc::OutputColumn> results;
    const auto stride = static_cast<std::ptrdiff_t>(by_row ? in : 1);
    for (std::size_t i = 0; i < in; ++i) inputs.push_back({x.data() + (by_row ? i : i * rows), stride});
    for (std::size_t i = 0; i < out; ++i) results.push_back({y.data() + i * rows, 1});
    for (std::size_t i = 0; i < n; ++i) {
      f.map(derive, rows, inputs, results, threads);
      adc::bench::keep(y.data());
    }
  };
}

Function native(const char* text) { return must(adc::compile(text, {.tier = adc::Tier::Native})); }

using Loop = void(const double*, double*, double*, std::size_t);

std::function<void(std::size_t)> loop(Loop* call, std::size_t rows) {
  std::vector<double> x(rows);
  for (std::size_t i = 0; i < rows; ++i) x[i] = 1.1 + static_cast<double>(i % 1009) / 1009;
  return [=, x = std::move(x), y = std::vector<double>(rows), z = std::vector<double>(rows)](std::size_t n) mutable {
    for (std::size_t i = 0; i < n; ++i) {
      call(x.data(), y.data(), z.data(), rows);
      adc::bench::keep(z.data());
    }
  };
}

void race(adc::bench::Report& report, const std::string& name, const Contender& of, const Contender& to, double parts) {
  const std::vector<Timing> seconds = adc::bench::race({of, to}, 1.5);
  report.ratio("peers " + name, of.what, seconds[0].per(parts), to.what, seconds[1].per(parts));
}

/// Against a process that measures itself, if what it needs is installed.
void against_python(adc::bench::Report& report, const std::string& name, const Contender& adc, const char* what,
                    const char* script, const char* how, std::size_t rows) {
  Python python(script, {std::to_string(rows), how});
  if (!python.is_there()) {
    report.note(fmt::format("peers {}: {} is not installed", name, what));
    return;
  }
  const std::vector<Timing> seconds = adc::bench::race({adc, {what, [&](std::size_t n) { python(n); }}}, 1.5);
  const auto parts = static_cast<double>(rows);
  report.ratio("peers " + name, adc.what, seconds[0].fastest() / parts, what, python.best() / parts);
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("peers", argc, argv);
  const adc::bench::CLibrary c(kIntrinsics, "-O3 -march=native -lmvec");
  const Function j = native(kJ);
  constexpr std::size_t kFew = 16'384;
  constexpr std::size_t kMillion = 1'000'000;
  constexpr std::size_t kTenMillion = 10'000'000;
  race(report, "J 16384, a row", {"value and gradient", maps(j, Derive::Gradient, kFew)},
       {"C with intrinsics and libmvec", loop(c.function<Loop>("J"), kFew)}, kFew);
  const Contender both{"value and gradient", maps(j, Derive::Gradient, kMillion)};
  const Contender value{"value", maps(j, Derive::Value, kMillion)};
  against_python(report, "J 10⁶, a row", both, "NumPy by hand", kNumpy, "both", kMillion);
  against_python(report, "J 10⁶, a row", both, "PyTorch", kTorch, "", kMillion);
  against_python(report, "J 10⁶, a row", value, "NumPy", kNumpy, "value", kMillion);
  against_python(report, "J 10⁶, a row", value, "numexpr", kNumexpr, "", kMillion);
  race(report, "J 10⁷, a row", {"one thread", maps(j, Derive::Gradient, kTenMillion)},
       {"two threads", maps(j, Derive::Gradient, kTenMillion, false, 2)}, kTenMillion);
  race(report, "a + 3b 10⁷, a row", {"value", maps(native("a + 3*b"), Derive::Value, kTenMillion)},
       {"a triad in C", loop(c.function<Loop>("triad"), kTenMillion)}, kTenMillion);
  for (const char* text : {"sin(3*x)*exp(-y*x^2) + 3/(1 + x^2)", "c*sin(a*x + b)"}) {
    const Function f = native(text);
    race(report, fmt::format("{} 10⁵, a row", text),
         {"inputs in a row-major matrix", maps(f, Derive::Gradient, 100'000, true)},
         {"columns", maps(f, Derive::Gradient, 100'000)}, 100'000);
  }
  return 0;
}
