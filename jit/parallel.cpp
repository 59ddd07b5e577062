#include "jit/parallel.h"

#include <tbb/parallel_for.h>

namespace adc::jit {

void adc_jit_parallel(Turns turns, const void* inputs, const void* outputs, void* workspace, std::int64_t count,
                      std::int64_t parts) {
  const auto run = [=](std::int64_t part) {
    turns(inputs, outputs, workspace, first_turn(count, part, parts), first_turn(count, part + 1, parts));
  };
  tbb::parallel_for(std::int64_t{0}, parts, run, tbb::static_partitioner());
}

}  // namespace adc::jit
