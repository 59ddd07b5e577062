// Parse throughput on a large program: text to IR, against the plainest tokeniser of the same text.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/harness.h"
#include "bench/tokeniser.h"
#include "parser/parse.h"

namespace {

using adc::bench::keep;

/// A program of `terms` lines and about 90 bytes each: bindings that build on each other, as generated programs do.
std::string large_program(int terms) {
  std::string text = "s0 = x1 + 0.5*x2\n";
  for (int i = 1; i <= terms; ++i)
    text += fmt::format("s{0} = 100*(x2 - x1^2)^2 + (1 - x1)^2/{1}.25 + sin(s{2}*x1 + 3.5e-{3})*exp(-s{2}^2)  # step\n",
                        i, i % 97 + 1, i - 1, i % 9 + 1);
  return text + fmt::format("s{}\n", terms);
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("parse", argc, argv);
  const std::string text = large_program(20'000);
  const auto parse = [&](std::size_t n) {
    while (n-- > 0) {
      const adc::Result<adc::parser::Parsed> parsed = adc::parser::parse(text);
      if (!parsed) {
        fmt::print(stderr, "{}\n", parsed.error().what());
        std::exit(1);
      }
      keep(&parsed->fn);
    }
  };
  const auto scan = [&](std::size_t n) {
    while (n-- > 0) {
      const double sum = adc::bench::tokenise(text);
      keep(&sum);
    }
  };
  const std::vector<adc::bench::Timing> seconds = adc::bench::race({{"parse", parse}, {"tokenise", scan}});
  const double megabytes = static_cast<double>(text.size()) * 1e-6;
  report.note(fmt::format("a program of {:.1f} MB: parsed and lowered at {:.0f} MB/s, tokenised at {:.0f} MB/s",
                          megabytes, megabytes / seconds[0].fastest(), megabytes / seconds[1].fastest()));
  report.ratio("parse", "text to IR", seconds[0], "tokenising alone", seconds[1]);
  return 0;
}
