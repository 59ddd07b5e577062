// A program's text through the whole compiler.
#include "tests/fuzz/exercise.h"
#include "tests/fuzz/target.h"

void adc::tests::fuzz(std::string_view bytes) { exercise(bytes); }
