// Evaluation over the rows of a table.
#pragma once

#include <cstddef>
#include <span>

#include "adc/column.hpp"
#include "run/variant.h"

namespace adc::run {

/// `Function::map` for one derived function; sizes are the caller's duty.
void run_rows(const Variant& variant, std::size_t rows, std::span<const InputColumn> inputs,
              std::span<const OutputColumn> results, int threads);
void run_rows(const Variant& variant, std::size_t rows, std::span<const Column<const float>> inputs,
              std::span<const Column<float>> results, int threads);

}  // namespace adc::run
