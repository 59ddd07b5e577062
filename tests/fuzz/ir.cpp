// The IR's text through all passes.
#include <string>

#include "tests/fuzz/exercise.h"
#include "tests/fuzz/target.h"

void adc::tests::fuzz(std::string_view bytes) {
  if (bytes.starts_with("adc-ir")) return exercise(bytes);
  exercise("adc-ir 1\n" + std::string(bytes));
}
