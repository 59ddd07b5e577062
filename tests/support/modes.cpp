#include "tests/support/modes.h"

#include "passes/pipeline.h"

namespace adc::tests {

ir::Function derived(const ir::Function& program, Derive derive, Mode mode, Level level) {
  return passes::run(program,
                     {.derive = derive, .mode = mode, .level = level, .wrt = {}, .legalise = true, .limits = {}})
      .value();
}

ir::Function derived_exactly(const ir::Function& program, Derive derive, Mode mode, Level level) {
  return passes::run(program,
                     {.derive = derive, .mode = mode, .level = level, .wrt = {}, .legalise = false, .limits = {}})
      .value();
}

}  // namespace adc::tests
