// Sparse derivatives of the C API.
#include "adc/sparse.h"

#include "adc/sparse.hpp"
#include "api/c/boundary.h"

// NOLINTBEGIN(readability-identifier-naming): names of C
struct adc_sparse {
  adc::SparseDerivative derivative;
  std::size_t inputs;
  std::size_t outputs;
  std::size_t variables;
  std::shared_ptr<const adc::c::Source> source;
  std::shared_ptr<const adc::c::Flag> stop;
};
// NOLINTEND(readability-identifier-naming)

namespace {

template <class Make>
adc_status made(const adc_function* function, adc_sparse** sparse, adc_error** error, const Make& make) {
  if (sparse != nullptr) *sparse = nullptr;
  return adc::c::with(function, error, [&](const adc_function& f) {
    (void)adc::c::required(sparse, "sparse");
    *sparse = new adc_sparse{
        make(f.function), f.function.input_size(), f.function.output_size(), f.function.wrt_size(), f.source, f.stop};
  });
}

std::span<double> wanted(double* first, std::size_t size) {
  return first == nullptr ? std::span<double>() : std::span(first, size);
}

}  // namespace

adc_status adc_sparse_jacobian(const adc_function* function, adc_mode mode, adc_sparse** sparse, adc_error** error) {
  return made(function, sparse, error, [&](const adc::Function& f) {
    return adc::sparse_jacobian(f, adc::c::enumerator(mode, adc::Mode::Reverse, "adc_mode")).value();
  });
}
adc_status adc_sparse_hessian(const adc_function* function, adc_triangle triangle, adc_sparse** sparse,
                              adc_error** error) {
  return made(function, sparse, error, [&](const adc::Function& f) {
    return adc::sparse_hessian(f, adc::c::enumerator(triangle, adc::Triangle::Upper, "adc_triangle")).value();
  });
}
void adc_sparse_free(adc_sparse* sparse) { delete sparse; }

size_t adc_sparse_rows(const adc_sparse* sparse) { return sparse == nullptr ? 0 : sparse->derivative.places().rows; }
size_t adc_sparse_columns(const adc_sparse* sparse) {
  return sparse == nullptr ? 0 : sparse->derivative.places().columns;
}
size_t adc_sparse_size(const adc_sparse* sparse) { return sparse == nullptr ? 0 : sparse->derivative.places().size(); }
size_t adc_sparse_colours(const adc_sparse* sparse) { return sparse == nullptr ? 0 : sparse->derivative.colours(); }
const int32_t* adc_sparse_row_begin(const adc_sparse* sparse) {
  return sparse == nullptr ? nullptr : sparse->derivative.places().row_begin.data();
}
const int32_t* adc_sparse_column(const adc_sparse* sparse) {
  return sparse == nullptr ? nullptr : sparse->derivative.places().column.data();
}

adc_status adc_sparse_evaluate(const adc_sparse* sparse, const double* x, double* y, double* gradient, double* values,
                               adc_error** error) {
  return adc::c::with(sparse, error, [&](const adc_sparse& s) {
    const std::span<const double> inputs = adc::c::array(x, s.inputs, "x");
    s.derivative.evaluate(inputs, wanted(y, s.outputs), wanted(gradient, s.variables),
                          wanted(values, s.derivative.places().size()));
  });
}
