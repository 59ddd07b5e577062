// Programs of choices whose other sides are infinite or nan, made of the bytes: the derivatives of all modes are those
// of what is chosen.
#include "ir/text.h"
#include "tests/fuzz/target.h"
#include "tests/passes/random_choices.h"

void adc::tests::fuzz(std::string_view bytes) {
  RandomBits random(bytes);
  const ir::Function fn = test::random_choices(random);
  const test::Numbers at = test::edge_point(fn, random);
  std::int64_t numbers = 0;
  const std::string fault = test::fault_of_choices(fn, at, numbers);
  must(fault.empty(), "modes differ from what is chosen: " + fault + "\nin " + ir::print(fn));
}
