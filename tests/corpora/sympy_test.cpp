// Derivatives of textbook formulas beside those of SymPy (sympy_texts.py has the formulas, and how its texts were
// made).
#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tests/support/operation_count.h"

namespace {

using adc::tests::operation_count;

/// So many of the 60 may be longer than the shorter of SymPy's two.
constexpr std::size_t kMayBeLonger = 3;

TEST_CASE("of 60 textbook derivatives, 57 are no longer than the shorter of SymPy's two") {
  std::ifstream file(ADC_SOURCE_DIR "/tests/corpora/sympy_texts.jsonl");
  std::vector<std::string> longer;
  std::size_t rows = 0;
  for (std::string line; std::getline(file, line); ++rows) {
    const nlohmann::json row = nlohmann::json::parse(line);
    const std::string formula = row["formula"];
    const std::string variable = row["by"];
    const adc::Function f = adc::compile(formula).value();
    const std::string ours = f.derivative(variable).value();
    const std::size_t theirs =
        std::min(operation_count(std::string(row["diff"])), operation_count(std::string(row["simplified"])));
    if (operation_count(ours) > theirs) {
      longer.push_back(formula + " by " + variable + ": " + std::to_string(operation_count(ours)) + " against " +
                       std::to_string(theirs) + "\n  " + ours + "\n  " + std::string(row["diff"]) + "\n  " +
                       std::string(row["simplified"]) + "\n");
    }
  }
  REQUIRE(rows == 60);
  std::string all;
  for (const std::string& one : longer) all += one;
  INFO(all);
  CHECK(longer.size() <= kMayBeLonger);
}

}  // namespace
