// A tape at one point.
#pragma once

#include "tape/tape.h"

namespace adc::tape {

/// The outputs of a tape for a point, in double precision whatever its type: the bits that the
/// interpreter gives. Thread-safe; allocates nothing for less than 256 registers. Looks at the thread's watch where
/// there are many steps.
void evaluate(const Tape& tape, const double* inputs, double* outputs);

}  // namespace adc::tape
