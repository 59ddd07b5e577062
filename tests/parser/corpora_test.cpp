// Formulas that nobody on the project wrote are read, and their values agree. They are read where they lie and not
// copied: ../shared/corpora, or where ADC_CORPORA points.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "diag/render.h"
#include "tests/parser/support.h"

namespace adc::parser {
namespace {

std::filesystem::path corpora() {
  if (const char* place = std::getenv("ADC_CORPORA")) return place;
  return std::filesystem::path(ADC_SOURCE_DIR) / "../shared/corpora";
}

struct Outcome {
  std::size_t records = 0;
  std::vector<std::string> refused;
  std::vector<std::string> wrong;
};

// The value at the record's point, or a description of what is wrong.
void check_record(const nlohmann::json& record, Outcome& outcome) {
  ++outcome.records;
  const std::string formula = record.at("formula");
  const std::string id = record.at("id");
  ParseOptions options;
  for (const auto& [name, value] : record.at("vars").items()) options.inputs.push_back(name);
  const Result<Parsed> program = parse(formula, options);
  if (!program) {
    outcome.refused.push_back(id + ": " + formula + "\n" + diag::render(program.error().diagnostic(), id, formula));
    return;
  }
  std::vector<double> inputs;
  for (const ir::Param& param : program->fn.params()) inputs.push_back(record.at("vars").at(param.name));
  const std::vector<double> all = ir::interpret_all(program->fn, inputs);
  const double value = all[ir::index(program->fn.outputs().front().value)];
  const double wanted = record.at("value");
  double largest = 0.0;
  for (const double x : all) largest = std::max(largest, std::isfinite(x) ? std::abs(x) : 0.0);
  const double cancelled = 1e-13 * largest;  // some formulas cancel completely
  const double tolerance = 1e-9 * std::abs(wanted) + cancelled;
  if (!(std::abs(value - wanted) <= tolerance)) {
    outcome.wrong.push_back(id + ": " + formula + " is " + std::to_string(value) + ", not " + std::to_string(wanted));
  }
}

Outcome check_corpus(const std::string& name) {
  Outcome outcome;
  std::ifstream file(corpora() / (name + ".jsonl"));
  for (std::string line; std::getline(file, line);) check_record(nlohmann::json::parse(line), outcome);
  return outcome;
}

TEST_CASE("formulas of the corpora are read, and their values agree") {
  if (!std::filesystem::exists(corpora())) {
    WARN("no corpora at " << corpora() << ": skipped");
    return;
  }
  const std::string name = GENERATE("feynman", "mathjs", "parsers", "fpbench", "optimisation");
  const Outcome outcome = check_corpus(name);
  CAPTURE(name);
  CHECK(outcome.records > 0);
  for (const std::string& refused : outcome.refused) UNSCOPED_INFO(refused);
  CHECK(outcome.refused.size() <= (name == "parsers" ? 5 : 0));
  for (const std::string& wrong : outcome.wrong) UNSCOPED_INFO(wrong);
  CHECK(outcome.wrong.empty());
}

}  // namespace
}  // namespace adc::parser
