// Functions of the C API: computing with them.
#include <vector>

#include "api/c/boundary.h"

namespace {

using adc::c::array;
using adc::c::derive_of;
using adc::c::required;
using adc::c::with;

template <class T>
adc_status evaluate(const adc_function* function, adc_derive derive, const T* inputs, size_t input_size, T* results,
                    size_t result_size, adc_error** error) {
  return with(function, error, [&](const adc_function& f) {
    f.function.evaluate(derive_of(derive), array(inputs, input_size, "inputs"), array(results, result_size, "results"));
  });
}

/// Columns of C as those of C++.
template <class T, class Column>
std::vector<adc::Column<T>> columns(const Column* first, std::size_t count, const char* name) {
  std::vector<adc::Column<T>> all;
  all.reserve(count);
  for (const Column& column : array(first, count, name)) all.push_back({column.data, column.stride});
  return all;
}

template <class T, class Input, class Output>
adc_status map(const adc_function* function, adc_derive derive, size_t rows, const Input* inputs, size_t input_count,
               const Output* results, size_t result_count, int threads, adc_error** error) {
  return with(function, error, [&](const adc_function& f) {
    f.function.map(derive_of(derive), rows, columns<const T>(inputs, input_count, "inputs"),
                   columns<T>(results, result_count, "results"), threads);
  });
}

}  // namespace

adc_status adc_evaluate(const adc_function* function, adc_derive derive, const double* inputs, size_t input_size,
                        double* results, size_t result_size, adc_error** error) {
  return evaluate(function, derive, inputs, input_size, results, result_size, error);
}
adc_status adc_evaluate_f32(const adc_function* function, adc_derive derive, const float* inputs, size_t input_size,
                            float* results, size_t result_size, adc_error** error) {
  return evaluate(function, derive, inputs, input_size, results, result_size, error);
}

adc_status adc_map(const adc_function* function, adc_derive derive, size_t rows, const adc_input_column* inputs,
                   size_t input_count, const adc_output_column* results, size_t result_count, int threads,
                   adc_error** error) {
  return map<double>(function, derive, rows, inputs, input_count, results, result_count, threads, error);
}
adc_status adc_map_f32(const adc_function* function, adc_derive derive, size_t rows, const adc_input_column_f32* inputs,
                       size_t input_count, const adc_output_column_f32* results, size_t result_count, int threads,
                       adc_error** error) {
  return map<float>(function, derive, rows, inputs, input_count, results, result_count, threads, error);
}

adc_status adc_prepare(const adc_function* function, adc_derive derive, adc_tier tier, adc_error** error) {
  return with(function, error, [&](const adc_function& f) {
    const adc::Tier wanted = adc::c::enumerator(tier, adc::Tier::Native, "adc_tier");
    if (const std::optional<adc::Error> failed = f.function.prepare(derive_of(derive), wanted))
      throw adc::Error(*failed);
  });
}

int adc_is_native(const adc_function* function, adc_derive derive) {
  int is_native = 0;
  (void)with(function, nullptr,
             [&](const adc_function& f) { is_native = f.function.native_available(derive_of(derive)) ? 1 : 0; });
  return is_native;
}

adc_status adc_native_entry(const adc_function* function, adc_derive derive, adc_entry* entry, size_t* workspace_bytes,
                            adc_error** error) {
  if (entry != nullptr) *entry = nullptr;
  return with(function, error, [&](const adc_function& f) {
    (void)required(entry, "entry");
    (void)required(workspace_bytes, "workspace_bytes");
    const adc::Entry code = f.function.entry(derive_of(derive)).value();
    *workspace_bytes = f.function.workspace_bytes(derive_of(derive)).value();
    *entry = code;
  });
}
