// Formula text to a native gradient that is ready to be called, inside one process; against the C compiler on the C
// that adc emits for the same function.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"

namespace {

struct Case {
  const char* name;
  const char* text;  ///< `{}` stands for a number that differs from run to run, so that none is the same
};

constexpr Case kCases[] = {
    {"J", "cos(sin(x^2) + {}*x^2)"},
    {"quiz", "exp(x*z) + {}*x*z/log(x) + sin(log(x))/(x*z)"},
    {"gaussian", "exp(-((x-m)/s)^2/{})/(s*sqrt(2*pi))"},
};

adc::Entry ready(const std::string& text) {
  return adc::bench::must(adc::bench::must(adc::compile(text)).entry(adc::Derive::Gradient));
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("ready", argc, argv);
  int number = 2;
  const auto text_of = [&](const Case& c) { return fmt::format(fmt::runtime(c.text), ++number); };
  for (const Case& c : kCases) {
    const auto by_adc = [&](std::size_t n) {
      while (n-- > 0) {
        const adc::Entry entry = ready(text_of(c));
        adc::bench::keep(reinterpret_cast<const void*>(entry));
      }
    };
    const auto by_compiler = [&](std::size_t n) {
      while (n-- > 0) {
        const auto source =
            adc::bench::must(adc::bench::must(adc::compile(text_of(c))).emit(adc::Derive::Gradient, adc::Target::C));
        const adc::bench::CLibrary library(source, "-O2");
        adc::bench::keep(&library);
      }
    };
    const std::vector<adc::bench::Timing> seconds = adc::bench::race({{"adc", by_adc}, {"compiler", by_compiler}});
    report.ratio(fmt::format("ready {}", c.name), "text to native gradient", seconds[0],
                 "emitted C through " + adc::bench::c_compiler(), seconds[1]);
  }
  return 0;
}
