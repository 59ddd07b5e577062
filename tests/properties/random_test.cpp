// Random expressions: value, first and second derivatives in all modes and tiers against high precision.
//
// ADC_RANDOM_CASES sets how many; ADC_RANDOM_SEED where to start (a failure prints it).
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "tests/properties/agreement.h"

namespace adc::tests {
namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST_CASE("random programs agree with high precision in value, first and second derivative") {
  const std::uint64_t cases = setting("ADC_RANDOM_CASES", 1000);
  const std::uint64_t seed = setting("ADC_RANDOM_SEED", 20261120);
  Tally tally;
  int faults = 0;
  for (std::uint64_t i = 0; i < cases && faults < 10; ++i) {
    RandomBits random(seed + i);
    const RandomProgram program = random_program(random);
    const Finding finding = disagreement(program, random_points(random), tally);
    if (finding.fault.empty()) continue;
    ++faults;
    const RandomProgram least = simplest(program, finding.point);
    Tally unused;
    FAIL_CHECK("ADC_RANDOM_SEED=" << seed + i << " at " << text(finding.point) << "\n"
                                  << program.text() << "\n"
                                  << finding.fault << "\nat least:\n"
                                  << least.text() << "\n"
                                  << disagreement(least, {finding.point}, unused).fault);
  }
  std::cout << "random programs: " << cases << " from seed " << seed << ": " << tally.text() << "\n";
  CHECK(tally.right > tally.no_number);
}

}  // namespace
}  // namespace adc::tests
