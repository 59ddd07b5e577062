// The plainest evaluator of the kernel form; it defines what the form means.
#pragma once

#include <cstddef>
#include <span>

#include "kernel/program.h"

namespace adc::kernel {

/// Does the steps of a verified program, turn after turn: inputs and outputs flat, each tensor row-major, one after the
/// other; booleans are 0 and 1. The interpreter's numbers (ir/interpreter.h), but that folds and products are taken in
/// the order that the program says; products by the loops that mean the same. In the program's float type: inputs of an
/// F32 program are rounded first. Native code without vector math and product library has the same bits, all nans
/// counting as equal. The workspace begins as nans. Throws std::logic_error where a guard that is no bound of one loop
/// lets an index leave its array. Thread-safe. O(turns · nodes).
void run(const Program& program, std::span<const double> inputs, std::span<double> outputs);

/// The same of a program over rows: of each input and output of rows, all rows one after the other; sums once.
void run(const Program& program, std::size_t rows, std::span<const double> inputs, std::span<double> outputs);

}  // namespace adc::kernel
