// A call of `adc::Function` against the same native code called through its raw pointer: what checks, choosing the
// tier, workspaces and arranging arrays cost.
#include <fmt/format.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"

namespace {

using adc::Derive;
using adc::bench::must;

constexpr std::size_t kPoints = 1024;

/// Calls `call(x, y)` at one point after another.
template <typename Call>
adc::bench::Contender contender(const char* what, std::size_t inputs, Call call) {
  std::vector<double> x(kPoints * inputs);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1.1 + static_cast<double>(i * 7919 % 1009) / 1009;
  return {what, [=](std::size_t n) {
            std::array<double, 16> y{};
            for (std::size_t i = 0; i < n; ++i) {
              call(&x[i % kPoints * inputs], y.data());
              adc::bench::keep(y.data());
            }
          }};
}

/// Races the contenders, the last of which is the raw call.
void report(adc::bench::Report& report, const std::string& name, const std::vector<adc::bench::Contender>& contenders) {
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders);
  for (std::size_t i = 0; i + 1 < contenders.size(); ++i) {
    report.ratio(fmt::format("calls {} {}", name, contenders[i].what), contenders[i].what, seconds[i],
                 contenders.back().what, seconds.back());
  }
}

void scalars(adc::bench::Report& to, const char* name, const char* text) {
  const adc::Function f = must(adc::compile(text, {.tier = adc::Tier::Native}));
  const adc::Entry raw = must(f.entry(Derive::Gradient));
  const std::size_t n = f.input_size();
  report(
      to, name,
      {contender("value_and_gradient", n,
                 [&](const double* x, double* y) { y[0] = f.value_and_gradient({x, n}, {y + 1, n}); }),
       contender("evaluate", n, [&](const double* x, double* y) { f.evaluate(Derive::Gradient, {x, n}, {y, 1 + n}); }),
       contender("entry()", n, [raw](const double* x, double* y) { raw(x, y, nullptr); })});
}

/// Value and gradient of a scalar by two vectors of four.
void tensors(adc::bench::Report& to) {
  const adc::Function f =
      must(adc::compile("dot(a, b)", {.shapes = {{"a", {4}}, {"b", {4}}}, .tier = adc::Tier::Native}));
  const adc::TensorEntry raw = must(f.tensor_entry(Derive::Gradient));
  std::vector<double> workspace(must(f.workspace_bytes(Derive::Gradient)) / sizeof(double) + 8);
  void* const aligned = &workspace[(64 - reinterpret_cast<std::uintptr_t>(workspace.data()) % 64) / 8 % 8];
  report(to, "dot",
         {contender("evaluate", 8, [&](const double* x, double* y) { f.evaluate(Derive::Gradient, {x, 8}, {y, 9}); }),
          contender("evaluate with pointers", 8,
                    [&](const double* x, double* y) {
                      const std::array<const double*, 2> in = {x, x + 4};
                      const std::array<double*, 3> out = {y, y + 1, y + 5};
                      f.evaluate(Derive::Gradient, in, out);
                    }),
          contender("tensor_entry()", 8, [=](const double* x, double* y) {
            const std::array<const void*, 2> in = {x, x + 4};
            const std::array<void*, 3> out = {y, y + 1, y + 5};
            raw(in.data(), out.data(), aligned);
          })});
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("calls", argc, argv);
  scalars(report, "J", "cos(sin(x^2) + 3x^2)");
  scalars(report, "rosenbrock", "(1 - x)^2 + 100*(y - x^2)^2");
  tensors(report);
  return 0;
}
