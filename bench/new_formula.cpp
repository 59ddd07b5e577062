// A formula that was never seen to its first gradient, interpreted, as those need who try one after the other: against
// the plainest tokeniser of the same text. For one formula step by step, and for those of the corpora
// (ADC_CORPORA, else ../shared/corpora), where they are.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "bench/harness.h"
#include "bench/tokeniser.h"

namespace {

using adc::bench::keep;
using adc::bench::must;

const adc::CompileOptions kOptions{.tier = adc::Tier::Interpret};

/// The gradient of `formula` where all inputs are a half, from the text on.
void first_gradient(const std::string& formula) {
  const adc::Function f = must(adc::compile(formula, kOptions));
  const std::vector<double> x(f.input_size(), 0.5);
  std::vector<double> results(1 + f.wrt_size());
  f.evaluate(adc::Derive::Gradient, x, results);
  keep(results.data());
}

template <class Work>
adc::bench::Contender repeated(const std::string& what, Work work) {
  return {what, [work](std::size_t n) {
            while (n-- > 0) work();
          }};
}

void report_steps(adc::bench::Report& report) {
  const std::string formula = "sin(3x)*exp(-y*x²)+3/(1+x²)";
  const auto compile = [&] {
    const adc::Function f = must(adc::compile(formula, kOptions));
    keep(&f);
  };
  const auto derive = [&] {
    const adc::Function f = must(adc::compile(formula, kOptions));
    if (f.prepare(adc::Derive::Gradient)) std::exit(1);
  };
  const std::vector<adc::bench::Timing> seconds =
      adc::bench::race({repeated("compile", compile), repeated("derive", derive),
                        repeated("gradient", [&] { first_gradient(formula); }), repeated("tokenise", [&] {
                          const double sum = adc::bench::tokenise(formula);
                          keep(&sum);
                        })});
  const std::string tokens = "tokenising the text";
  report.ratio("new formula, text to program", "adc", seconds[0], tokens, seconds[3]);
  report.ratio("new formula, text to derived program", "adc", seconds[1], tokens, seconds[3]);
  report.ratio("new formula, text to first gradient", "adc", seconds[2], tokens, seconds[3]);
}

/// The formulas of the corpora that have one number.
std::set<std::string> corpora() {
  const char* chosen = std::getenv("ADC_CORPORA");
  const std::string folder = chosen != nullptr ? chosen : ADC_SOURCE_DIR "/../shared/corpora";
  std::set<std::string> formulas;
  for (const char* name : {"feynman", "mathjs", "fpbench", "optimisation", "nist", "parsers"}) {
    std::ifstream file(fmt::format("{}/{}.jsonl", folder, name));
    for (std::string line; std::getline(file, line);) {
      const auto record = nlohmann::json::parse(line);
      if (!record.contains("formula") || !record["formula"].is_string()) continue;
      const std::string formula = record["formula"];
      const auto f = adc::compile(formula, kOptions);
      if (f && f->output_size() == 1 && !f->prepare(adc::Derive::Gradient)) formulas.insert(formula);
    }
  }
  return formulas;
}

/// Seconds that the work takes, repeated in each of a few rounds, in the fastest: `race` would take minutes for so
/// many.
template <class Work>
double fastest(int repetitions, Work work) {
  using Clock = std::chrono::steady_clock;
  constexpr int kRounds = 15;
  double best = std::numeric_limits<double>::infinity();
  for (int round = 0; round < kRounds; ++round) {
    const Clock::time_point start = Clock::now();
    for (int i = 0; i < repetitions; ++i) work();
    best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count() / repetitions);
  }
  return best;
}

double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::ranges::nth_element(numbers, middle);
  return *middle;
}

void report_corpora(adc::bench::Report& report) {
  const std::set<std::string> formulas = corpora();
  if (formulas.empty()) return;
  std::vector<double> gradient;
  std::vector<double> tokens;
  for (const std::string& formula : formulas) {
    gradient.push_back(fastest(1, [&] { first_gradient(formula); }));
    tokens.push_back(fastest(100, [&] {
      const double sum = adc::bench::tokenise(formula);
      keep(&sum);
    }));
  }
  report.ratio(fmt::format("new formulas, median of {}", formulas.size()), "text to first gradient", median(gradient),
               "tokenising the text", median(tokens));
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("new_formula", argc, argv);
  report_steps(report);
  report_corpora(report);
  return 0;
}
