// Programs that people read here, in adc's language.
#pragma once

#include <functional>

#include "tests/routes/programs.h"

namespace adc::tests {

/// The examples of docs/language.md, the golden files, the programs whose derivatives are stored beside PyTorch's, and
/// the lectures' networks; those that are errors, too.
void for_each_written_program(const std::function<void(const Program&)>& take);

}  // namespace adc::tests
