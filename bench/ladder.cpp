// Programs of 10 to 10⁶ operations, without structure and as a chain typed out: how the time from text to a native
// gradient grows, what its parts are, and a call against the same straight-line program through a C compiler, at the
// sizes at which that ends within a minute.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"
#include "bench/programs.h"

namespace {

using namespace adc;

constexpr int kPatience = 60;  // seconds for a C compiler

/// What it takes to make a native gradient, in seconds, time after time.
struct Making {
  std::vector<double> parse;
  std::vector<double> derive;
  std::vector<double> all;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void expect_none(const std::optional<Error>& error) {
  if (!error) return;
  std::fprintf(stderr, "%s\n", error->what());
  std::exit(1);
}

/// A fresh function of the text with its native gradient.
Function make(const std::string& text, Making& making) {
  const auto start = std::chrono::steady_clock::now();
  Function f = bench::must(compile(text));
  making.parse.push_back(seconds_since(start));
  const auto parsed = std::chrono::steady_clock::now();
  expect_none(f.prepare(Derive::Gradient, Tier::Interpret));
  making.derive.push_back(seconds_since(parsed));
  expect_none(f.prepare(Derive::Gradient, Tier::Native));
  making.all.push_back(seconds_since(start));
  return f;
}

/// Makes it some times, once where that is long; and what was made.
std::pair<Function, Making> make_often(const std::string& text) {
  constexpr double kLong = 0.5;
  constexpr std::size_t kTimes = 5;
  Making making;
  Function f = make(text, making);
  while (making.all.size() < kTimes && making.all.front() < kLong) f = make(text, making);
  return {f, making};
}

std::vector<double> point(std::size_t inputs) {
  std::vector<double> x(inputs);
  for (std::size_t i = 0; i < inputs; ++i) x[i] = 0.1 + static_cast<double>(i * 7919 % 1009) / 1009;
  return x;
}

/// Calls of a function of scalars: flat inputs, flat results, a workspace.
std::function<void(std::size_t)> calls(const Function& f) {
  Entry const entry = bench::must(f.entry(Derive::Gradient));
  const std::size_t bytes = bench::must(f.workspace_bytes(Derive::Gradient));
  return [f, entry, x = point(f.input_size()), y = std::vector<double>(1 + f.wrt_size()),
          workspace = std::vector<double>(bytes / sizeof(double) + 1)](std::size_t n) mutable {
    while (n-- > 0) {
      entry(x.data(), y.data(), workspace.data());
      bench::keep(y.data());
    }
  };
}

std::function<void(std::size_t)> calls(void (*entry)(const double*, double*), std::size_t inputs) {
  return [entry, x = point(inputs), y = std::vector<double>(1 + inputs)](std::size_t n) mutable {
    while (n-- > 0) {
      entry(x.data(), y.data());
      bench::keep(y.data());
    }
  };
}

/// Calls of a program of one tensor.
std::function<void(std::size_t)> tensor_calls(const Function& f) {
  return [f, x = point(f.input_size()), y = std::vector<double>(1 + f.wrt_size())](std::size_t n) mutable {
    while (n-- > 0) {
      f.evaluate(Derive::Gradient, std::span<const double>(x), std::span<double>(y));
      bench::keep(y.data());
    }
  };
}

/// A ladder: its name, the text with so many operations, and how large it gets.
struct Ladder {
  std::string name;
  std::function<std::string(std::size_t)> text;
  std::size_t operations_per_step;  ///< of what `text` counts
};

const Ladder kWithout{"ladder without structure", bench::without_structure, 1};
const Ladder kChain{"chain typed out", bench::typed_out_chain, 10};

void climb(bench::Report& report, const Ladder& ladder, std::size_t last) {
  constexpr std::size_t kFirst = 10;
  constexpr std::size_t kLinearFrom = 10'000;  // below, code is optimised more than it is above
  bench::Timing before = 0;
  double from = 0;
  bool is_compiler_patient = true;
  for (std::size_t operations = kFirst; operations <= last; operations *= 10) {
    const std::size_t n = std::max<std::size_t>(2, operations / ladder.operations_per_step);
    const std::string text = ladder.text(n);
    const auto [f, making] = make_often(text);
    const bench::Timing all(making.all);
    const std::string name = fmt::format("{}, {} operations", ladder.name, operations);
    report.ratio(name, "parsing", bench::Timing(making.parse), "text to native gradient", all);
    report.ratio(name, "deriving", bench::Timing(making.derive), "text to native gradient", all);
    if (operations > kFirst) {
      report.ratio(name, "text to native gradient", all, "ten times that of a tenth", before.per(0.1));
    }
    if (operations == kLinearFrom) from = all.fastest();
    before = all;

    if (&ladder == &kChain) {
      const Function rolled = bench::must(compile(bench::rolled_chain(n), {.tier = Tier::Native}));
      const auto seconds = bench::race({{"typed out", calls(f)}, {"rolled", tensor_calls(rolled)}}, 1.0);
      report.ratio(name, "a call", seconds[0], "a call of the rolled program", seconds[1]);
      continue;
    }
    if (!is_compiler_patient) continue;
    const auto start = std::chrono::steady_clock::now();
    const auto c =
        bench::CLibrary::within(kPatience, bench::must(f.emit(Derive::Gradient, Target::C)), "-O3 -march=native");
    is_compiler_patient = c != nullptr;
    if (!is_compiler_patient) {
      report.note(fmt::format("{}: {} takes longer than {} s", name, bench::c_compiler(), kPatience));
      continue;
    }
    report.ratio(name, "text to native gradient", all, "emitted C through " + bench::c_compiler() + " -O3",
                 seconds_since(start));
    const auto seconds = bench::race(
        {{"adc", calls(f)}, {"C", calls(c->function<void(const double*, double*)>("f_grad"), f.input_size())}}, 1.0);
    report.ratio(name, "a call", seconds[0], "emitted C by " + bench::c_compiler() + " -O3", seconds[1]);
  }
  if (last <= kLinearFrom) return;
  const double tens = std::log10(static_cast<double>(last) / kLinearFrom);
  report.count_ratio(fmt::format("{}, {} to {} operations", ladder.name, kLinearFrom, last),
                     "exponent of text to native gradient", std::log10(before.fastest() / from) / tens, "linear", 1);
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("ladder", argc, argv);
  Making first;
  make("x", first);  // what a process does once is not counted
  const std::size_t last = bench::is_quick() ? 1000 : 1'000'000;
  climb(report, kWithout, last);
  climb(report, kChain, last);
}
