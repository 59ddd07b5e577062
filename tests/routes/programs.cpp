#include "tests/routes/programs.h"

#include <cstdlib>
#include <iostream>

#include "tests/corpora/records.h"
#include "tests/properties/expression.h"

namespace adc::tests {
namespace {

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::stoull(text) : otherwise;
}

}  // namespace

void for_each_formula(const std::function<void(const Program&)>& take) {
  const std::optional<std::string> folder = corpora_folder();
  if (!folder) {
    std::cerr << "skipped: no corpora (ADC_CORPORA says where they are)\n";
    return;
  }
  for (const char* name : {"feynman", "fpbench", "mathjs", "optimisation", "parsers"}) {
    for (const Record& record : read_records(*folder + "/" + name + ".jsonl")) take({record.id, record.formula});
  }
}

void for_each_random_program(std::size_t count, const std::function<void(const Program&)>& take) {
  const std::size_t cases = from_environment("ADC_ROUTES_CASES", count);
  const std::size_t seed = from_environment("ADC_ROUTES_SEED", 1);
  for (std::size_t i = seed; i < seed + cases; ++i) {
    std::mt19937_64 random(i);
    take({"random program " + std::to_string(i), random_program(random).text()});
  }
}

}  // namespace adc::tests
