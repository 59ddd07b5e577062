// Puts the loops of a kernel into a good order.
#pragma once

#include "kernel/kernel.h"

namespace adc::kernel {

/// Drops loops of one turn, makes one loop of two where all that the body touches allows it, chooses the loop whose
/// neighbouring turns touch neighbouring elements as `vector_loop`, and puts it last among the kept or the reduced
/// ones. Sets `varies` of all nodes. Changes nothing that is computed but the order. O(nodes · loops²).
void arrange_loops(Kernel& kernel);

}  // namespace adc::kernel
