// IR to native code: for a small gradient against the C compiler on the C that adc emits for it, and how the time per
// instruction grows with the size of a function.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

#include "bench/harness.h"
#include "bench/native.h"
#include "emit/c.h"
#include "ir/builder.h"

namespace {

using adc::ir::Builder;
using adc::ir::Function;
using adc::ir::ValueId;

/// cos(sin(x²) + 3x²) and its derivative.
Function small_gradient() {
  Builder b("J");
  const ValueId x = b.param("x");
  const ValueId t = b.mul(x, x);
  const ValueId u = b.add(b.sin(t), b.mul(b.integer(3), t));
  b.output(b.cos(u));
  b.output(b.neg(b.mul(b.sin(u), b.mul(b.add(b.cos(t), b.integer(3)), b.mul(b.integer(2), x)))));
  return b.finish();
}

/// A chain of sums, products and now and then a function, as large programs are.
Function chain(std::size_t size) {
  Builder b("chain");
  std::vector<ValueId> values;
  values.reserve(size);
  for (int i = 0; i < 16; ++i) values.push_back(b.param(fmt::format("x{}", i)));
  while (b.size() < size) {
    const ValueId a = values.back();
    const ValueId far = values[values.size() * 7919 % 997 % values.size()];
    const std::size_t kind = values.size() % 8;
    values.push_back(kind == 0 ? b.sin(a) : kind % 2 == 0 ? b.mul(a, far) : b.sub(a, far));
  }
  b.output(values.back());
  return b.finish();
}

void compile(const Function& fn) {
  const adc::object::NativeCode code = adc::bench::native_code(fn);
  adc::bench::keep(&code);
}

double seconds_to_compile(std::size_t size) {
  const Function fn = chain(size);
  const auto run = [&](std::size_t n) {
    while (n-- > 0) compile(fn);
  };
  return adc::bench::race({{"adc", run}}, 0.5)[0].fastest();
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("compile", argc, argv);
  const Function small = small_gradient();
  const auto by_adc = [&](std::size_t n) {
    while (n-- > 0) compile(small);
  };
  const auto by_compiler = [&](std::size_t n) {
    while (n-- > 0) {
      const adc::bench::CLibrary library(adc::emit::c_source(small, ""), "-O2");
      adc::bench::keep(&library);
    }
  };
  const std::vector<adc::bench::Timing> seconds = adc::bench::race({{"adc", by_adc}, {"compiler", by_compiler}});
  report.ratio("compile J", "IR to native code", seconds[0], "emitted C through " + adc::bench::c_compiler(),
               seconds[1]);

  double smaller = 0;
  for (const std::size_t size : {1'000, 10'000, 100'000}) {
    const double time = seconds_to_compile(size);
    if (smaller > 0) {
      report.ratio(fmt::format("compile {} instructions", size), "native code", time,
                   fmt::format("ten times {}", size / 10), 10 * smaller);
    }
    smaller = time;
  }
  return 0;
}
