#include "jit/parallel.h"

namespace adc::jit {

void adc_jit_parallel(Turns turns, const void* inputs, const void* outputs, void* workspace, std::int64_t count,
                      std::int64_t parts) {
  for_parts(parts, [=](std::int64_t part) {
    turns(inputs, outputs, workspace, first_turn(count, part, parts), first_turn(count, part + 1, parts));
  });
}

}  // namespace adc::jit
