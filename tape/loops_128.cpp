#include "tape/loops.h"

namespace adc::tape {

void run_128(const Frame<double>& frame) { run<double, 128>(frame); }
void run_128(const Frame<float>& frame) { run<float, 128>(frame); }

}  // namespace adc::tape
