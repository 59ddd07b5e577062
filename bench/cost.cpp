// What a gradient costs: the weighted operations of value+gradient against those of the value alone, for formulas of
// our own and, where the corpora are (ADC_CORPORA, else ../shared/corpora), for each of theirs.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "bench/harness.h"
#include "parser/parse.h"
#include "passes/pipeline.h"

namespace {

struct Cost {
  std::string formula;
  double value = 0;
  double both = 0;

  /// Value+gradient may cost 5 × value + 10; this is what stands in place of the 5.
  [[nodiscard]] double factor() const { return (both - 10) / value; }
};

constexpr const char* kOwn[] = {
    "cos(sin(x^2) + 3*x^2)",
    "exp(x*z) + x*z/log(x) + sin(log(x))/(x*z)",
    "100*(y - x^2)^2 + (1 - x)^2",
    "exp(-((x - m)/s)^2/2)/(s*sqrt(2*pi))",
    "1/2*(1/(1 + exp(-(w*x + b))) - t)^2",
};

/// Empty where the formula is refused or computes nothing.
std::vector<Cost> cost_of(const std::string& formula) {
  const auto parsed = adc::parser::parse(formula);
  if (!parsed) return {};
  const auto value = adc::passes::run(parsed->fn, {.derive = adc::Derive::Value});
  const auto both = adc::passes::run(parsed->fn, {.derive = adc::Derive::Gradient});
  if (!value || !both) return {};
  const auto count = [](const adc::ir::Function& fn) { return static_cast<double>(adc::passes::cost(fn)); };
  if (count(*value) == 0) return {};
  return {Cost{formula, count(*value), count(*both)}};
}

std::vector<Cost> costs_of(const std::set<std::string>& formulas) {
  std::vector<Cost> costs;
  for (const std::string& formula : formulas)
    for (const Cost& cost : cost_of(formula)) costs.push_back(cost);
  return costs;
}

std::set<std::string> corpus(const std::string& path) {
  std::set<std::string> formulas;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const auto record = nlohmann::json::parse(line);
    if (record.contains("formula") && record["formula"].is_string()) formulas.insert(record["formula"]);
  }
  return formulas;
}

void report_on(adc::bench::Report& report, const std::string& name, std::vector<Cost> costs) {
  if (costs.empty()) return;
  std::ranges::sort(costs, {}, &Cost::factor);
  double value = 0;
  double both = 0;
  for (const Cost& cost : costs) {
    value += cost.value;
    both += cost.both;
  }
  const Cost& worst = costs.back();
  report.note(fmt::format("{}: {} formulas; (value+gradient − 10)/value is at most {:.2f}, for {:.100}", name,
                          costs.size(), worst.factor(), worst.formula));
  report.count_ratio("cost " + name, "value+gradient", both, "value", value);
  report.count_ratio("cost " + name + ", worst", "value+gradient − 10", worst.both - 10, "value", worst.value);
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("cost", argc, argv);
  report_on(report, "own", costs_of({std::begin(kOwn), std::end(kOwn)}));
  const char* chosen = std::getenv("ADC_CORPORA");
  const std::string folder = chosen != nullptr ? chosen : ADC_SOURCE_DIR "/../shared/corpora";
  for (const char* name : {"feynman", "mathjs", "fpbench", "optimisation", "parsers"})
    report_on(report, name, costs_of(corpus(fmt::format("{}/{}.jsonl", folder, name))));
  return 0;
}
