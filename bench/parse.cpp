// Parse throughput on a large program: text to IR, against the plainest tokeniser of the same text.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bench/harness.h"
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

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// What any reader of this text must at least do: finds names, comments and marks, and reads each number by from_chars.
double tokenise(std::string_view text) {
  double sum = 0;
  const char* const end = text.data() + text.size();
  for (const char* p = text.data(); p != end;) {
    if (is_digit(*p)) {
      double number = 0;
      p = std::from_chars(p, end, number).ptr;
      sum += number;
    } else if (is_name(*p)) {
      const char* const begin = p;
      while (p != end && (is_name(*p) || is_digit(*p))) ++p;
      sum += static_cast<double>(p - begin);
    } else if (*p == '#') {
      while (p != end && *p != '\n') ++p;
    } else {
      sum += *p++;
    }
  }
  return sum;
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
      const double sum = tokenise(text);
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
