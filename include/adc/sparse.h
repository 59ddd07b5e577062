// Sparse Jacobians and Hessians in C. The library is libadc; adc.h says how texts and statuses are meant.
// adc/sparse.hpp is the same in C++, and says how places are found and numbers computed.
//
//     adc_function *f;
//     adc_sparse *hessian;
//     double x[3] = {1, 2, 3}, values[3];
//     adc_compile("x*y + exp(z)", ADC_ZERO_TERMINATED, NULL, &f, NULL);
//     adc_sparse_hessian(f, ADC_TRIANGLE_BOTH, &hessian, NULL);
//     adc_sparse_evaluate(hessian, x, NULL, NULL, values, NULL);  // adc_sparse_size(hessian) numbers
//     adc_sparse_free(hessian);
//     adc_function_free(f);
#ifndef ADC_SPARSE_H
#define ADC_SPARSE_H

#include "adc.h"

// NOLINTBEGIN(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming): it is C

#ifdef __cplusplus
extern "C" {
#endif

/// Which part of a symmetric matrix is meant.
typedef enum adc_triangle ADC_ENUM_INT {
  ADC_TRIANGLE_BOTH = 0,
  ADC_TRIANGLE_LOWER = 1,  ///< where the column is not larger than the row
  ADC_TRIANGLE_UPPER = 2,
} adc_triangle;

/// A derivative of which only those numbers are computed that may be other than 0. Immutable: any number of threads
/// may use one at once. It keeps what it needs of the function.
typedef struct adc_sparse adc_sparse;

/// The Jacobian of all outputs, by ADC_MODE_FORWARD, ADC_MODE_REVERSE, or ADC_MODE_AUTO. Errors: limits
/// ("too-much-memory"), and what deriving may find.
ADC_C_API adc_status adc_sparse_jacobian(const adc_function* function, adc_mode mode, adc_sparse** sparse,
                                         adc_error** error);
/// The Hessian of the one output. Errors: "several-outputs"; likewise.
ADC_C_API adc_status adc_sparse_hessian(const adc_function* function, adc_triangle triangle, adc_sparse** sparse,
                                        adc_error** error);
ADC_C_API void adc_sparse_free(adc_sparse* sparse);

/// The matrix's rows, columns and places, and how many sweeps an evaluation takes.
ADC_C_API size_t adc_sparse_rows(const adc_sparse* sparse);
ADC_C_API size_t adc_sparse_columns(const adc_sparse* sparse);
ADC_C_API size_t adc_sparse_size(const adc_sparse* sparse);
ADC_C_API size_t adc_sparse_colours(const adc_sparse* sparse);
/// The places by rows (CSR), from 0: those of row r are column[k] for k from row_begin[r] on, below row_begin[r + 1].
ADC_C_API const int32_t* adc_sparse_row_begin(const adc_sparse* sparse);
ADC_C_API const int32_t* adc_sparse_column(const adc_sparse* sparse);

/// At `x`, all inputs flat: the outputs, of a Hessian the gradient, and a number per place. NULL for what is not
/// wanted. Errors: what `adc_evaluate` gives.
ADC_C_API adc_status adc_sparse_evaluate(const adc_sparse* sparse, const double* x, double* y, double* gradient,
                                         double* values, adc_error** error);

#ifdef __cplusplus
}
#endif

// NOLINTEND(modernize-use-using, modernize-deprecated-headers, readability-identifier-naming)

#endif
