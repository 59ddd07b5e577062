// The invariants of programs that sum rows; part of kernel/verify.h.
#pragma once

#include "kernel/program.h"
#include "kernel/verify_region.h"

namespace adc::kernel {

/// Adds what breaks invariants 13 and 14 in a program that sums rows and satisfies the others.
void verify_summed_rows(const Program& program, Faults& wrong);

}  // namespace adc::kernel
