#include "tape/loops.h"

namespace adc::tape {

void run_256(const Frame<double>& frame) { run<double, 256>(frame); }
void run_256(const Frame<float>& frame) { run<float, 256>(frame); }

}  // namespace adc::tape
