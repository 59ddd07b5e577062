// Random programs of choices whose other sides are infinite or nan on purpose: derivatives of all modes are those of a
// program that has made the choices, element by element.
#include <catch2/catch.hpp>
#include <cstdlib>

#include "ir/text.h"
#include "tests/passes/random_choices.h"

using namespace adc;
using namespace adc::test;

namespace {

std::int64_t cases() {
  const char* const asked = std::getenv("ADC_RANDOM_CASES");
  return asked == nullptr ? 400 : std::atoll(asked);
}

}  // namespace

TEST_CASE("derivatives of all modes are those of what is chosen") {
  std::int64_t numbers = 0;
  for (std::int64_t seed = 0; seed < cases(); ++seed) {
    tests::RandomBits random(static_cast<std::uint64_t>(seed));
    const ir::Function fn = random_choices(random);
    const Numbers at = edge_point(fn, random);
    CAPTURE(seed, at, ir::print(fn));
    CHECK(fault_of_choices(fn, at, numbers) == "");
  }
  CHECK(numbers > cases());
}

TEST_CASE("derivatives of products are those of what is chosen, whatever else is infinite") {
  std::int64_t numbers = 0;
  for (std::int64_t seed = 0; seed < cases(); ++seed) {
    tests::RandomBits random(static_cast<std::uint64_t>(seed));
    const ir::Function fn = random_choices_of_products(random);
    const Numbers at = infinite_point(fn, random);
    CAPTURE(seed, at, ir::print(fn));
    CHECK(fault_of_choices(fn, at, numbers) == "");
  }
  CHECK(numbers > cases());
}
