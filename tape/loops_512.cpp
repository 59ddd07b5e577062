#include "tape/loops.h"

namespace adc::tape {

void run_512(const Frame<double>& frame) { run<double, 512>(frame); }
void run_512(const Frame<float>& frame) { run<float, 512>(frame); }

}  // namespace adc::tape
