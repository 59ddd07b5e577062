#include "tests/routes/programs.h"

#include <cstdlib>
#include <iostream>

#include "ir/function.h"
#include "ir/text.h"
#include "tests/corpora/records.h"
#include "tests/properties/expression.h"
#include "tests/support/random_tensors.h"

namespace adc::tests {
namespace {

std::size_t from_environment(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::stoull(text) : otherwise;
}

// Calls `make` for each seed.
void for_each_seed(std::size_t count, const std::function<void(std::size_t)>& make) {
  const std::size_t cases = from_environment("ADC_ROUTES_CASES", count);
  const std::size_t seed = from_environment("ADC_ROUTES_SEED", 1);
  for (std::size_t i = seed; i < seed + cases; ++i) make(i);
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
  for_each_seed(count, [&](std::size_t seed) {
    RandomBits random(seed);
    take({"random program " + std::to_string(seed), random_program(random).text()});
  });
}

void for_each_random_tensor_program(std::size_t count, const std::function<void(const Program&)>& take) {
  constexpr std::size_t kInstructions = 14;
  constexpr std::size_t kMostNumbers = 30;
  for_each_seed(count, [&](std::size_t seed) {
    RandomBits random(seed);
    const ir::Function fn = random_tensor_function(random, ir::DType::F64, kInstructions);
    if (ir::flat_inputs(fn) > kMostNumbers || ir::flat_outputs(fn) > kMostNumbers)
      return;  // a Hessian is their product
    take({"random tensor program " + std::to_string(seed), ir::print(fn)});
  });
}

}  // namespace adc::tests
