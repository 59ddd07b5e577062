// Matrix products as C.
#pragma once

#include "emit/region_writer.h"

namespace adc::emit {

/// Whether BLAS takes the operands as they lie.
[[nodiscard]] bool fits_blas(const kernel::MatrixProduct& product);

/// Calls cblas_dgemm or cblas_sgemm for each matrix of the batch.
void call_blas(const kernel::MatrixProduct& product, const Context& context, Lines& out);

}  // namespace adc::emit
