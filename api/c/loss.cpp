// Losses of the C API.
#include "adc/loss.hpp"

#include <type_traits>
#include <utility>
#include <vector>

#include "api/c/boundary.h"

namespace {

using adc::Loss;
using adc::c::array;
using adc::c::required;
using adc::c::with;

std::span<const Loss::Tensor> side_of(const adc_loss* handle, adc_side side) {
  if (handle == nullptr) return {};
  switch (static_cast<int>(side)) {
    case ADC_PARAMS: return handle->loss.params();
    case ADC_DATA: return handle->loss.data();
    case ADC_OUTPUTS: return handle->loss.outputs();
    default: return {};
  }
}

const Loss::Tensor* tensor_of(const adc_loss* handle, adc_side side, std::size_t i) {
  const std::span<const Loss::Tensor> all = side_of(handle, side);
  return i < all.size() ? &all[i] : nullptr;
}

/// Parameters and data of C as C++ takes them.
template <class T>
struct Given {
  template <class Array>
  Given(const T* params_first, std::size_t params_size, const Array* data_first, std::size_t data_count)
      : params(array(params_first, params_size, "params")) {
    data.reserve(data_count);
    for (const Array& one : array(data_first, data_count, "data")) data.push_back(array(one.data, one.size, "data"));
  }
  std::span<const T> params;
  std::vector<std::span<const T>> data;
};

template <class T, class Array>
adc_status value(const adc_loss* loss, const T* params, size_t param_size, const Array* data, size_t data_count,
                 T* value, adc_error** error) {
  return with(loss, error, [&](const adc_loss& of) {
    const Given<T> given(params, param_size, data, data_count);
    required(value, "value") = of.loss.value(given.params, given.data);
  });
}

template <class T, class Array>
adc_status gradient(const adc_loss* loss, const T* params, size_t param_size, const Array* data, size_t data_count,
                    T* value, T* gradient, adc_error** error) {
  return with(loss, error, [&](const adc_loss& of) {
    const Given<T> given(params, param_size, data, data_count);
    required(value, "value") =
        of.loss.value_and_gradient(given.params, given.data, array(gradient, param_size, "gradient"));
  });
}

template <class T, class Array>
adc_status evaluate(const adc_loss* loss, const T* params, size_t param_size, const Array* data, size_t data_count,
                    T* outputs, size_t output_size, adc_error** error) {
  return with(loss, error, [&](const adc_loss& of) {
    const Given<T> given(params, param_size, data, data_count);
    of.loss.evaluate(given.params, given.data, array(outputs, output_size, "outputs"));
  });
}

}  // namespace

adc_status adc_loss_compile(const char* source, size_t length, const adc_options* options, adc_loss** loss,
                            adc_error** error) {
  if (loss != nullptr) *loss = nullptr;
  std::shared_ptr<const adc::c::Source> kept;
  return adc::c::guarded(error, kept, [&] {
    (void)required(loss, "loss");
    const adc_options chosen = adc::c::chosen(options, "loss", &adc_options::of_functions);
    kept = adc::c::keep(source, length, chosen.loss.source_name);
    Loss made = Loss::compile(kept->text, chosen.loss).value();
    *loss = new adc_loss{std::move(made), kept, chosen.stop};
  });
}
adc_loss* adc_loss_copy(const adc_loss* loss) {
  if (loss == nullptr) return nullptr;
  return adc::c::or_null([&] { return new adc_loss(*loss); });
}
void adc_loss_free(adc_loss* loss) { delete loss; }

size_t adc_loss_count(const adc_loss* loss, adc_side side) { return side_of(loss, side).size(); }
const char* adc_loss_name(const adc_loss* loss, adc_side side, size_t i) {
  const Loss::Tensor* const tensor = tensor_of(loss, side, i);
  return tensor == nullptr ? nullptr : tensor->name.c_str();
}
size_t adc_loss_rank(const adc_loss* loss, adc_side side, size_t i) {
  const Loss::Tensor* const tensor = tensor_of(loss, side, i);
  return tensor == nullptr ? 0 : tensor->shape.size();
}
const int64_t* adc_loss_extents(const adc_loss* loss, adc_side side, size_t i) {
  const Loss::Tensor* const tensor = tensor_of(loss, side, i);
  return tensor == nullptr ? nullptr : tensor->shape.data();
}
size_t adc_loss_offset(const adc_loss* loss, adc_side side, size_t i) {
  const Loss::Tensor* const tensor = tensor_of(loss, side, i);
  return tensor == nullptr ? 0 : tensor->offset;
}
size_t adc_loss_size(const adc_loss* loss, adc_side side, size_t i) {
  const Loss::Tensor* const tensor = tensor_of(loss, side, i);
  return tensor == nullptr ? 0 : tensor->size;
}
size_t adc_loss_param_size(const adc_loss* loss) { return loss == nullptr ? 0 : loss->loss.param_size(); }
size_t adc_loss_output_size(const adc_loss* loss) { return loss == nullptr ? 0 : loss->loss.output_size(); }

adc_status adc_loss_value(const adc_loss* loss, const double* params, size_t param_size, const adc_array* data,
                          size_t data_count, double* value, adc_error** error) {
  return ::value(loss, params, param_size, data, data_count, value, error);
}
adc_status adc_loss_value_f32(const adc_loss* loss, const float* params, size_t param_size, const adc_array_f32* data,
                              size_t data_count, float* value, adc_error** error) {
  return ::value(loss, params, param_size, data, data_count, value, error);
}
adc_status adc_loss_value_and_gradient(const adc_loss* loss, const double* params, size_t param_size,
                                       const adc_array* data, size_t data_count, double* value, double* gradient,
                                       adc_error** error) {
  return ::gradient(loss, params, param_size, data, data_count, value, gradient, error);
}
adc_status adc_loss_value_and_gradient_f32(const adc_loss* loss, const float* params, size_t param_size,
                                           const adc_array_f32* data, size_t data_count, float* value, float* gradient,
                                           adc_error** error) {
  return ::gradient(loss, params, param_size, data, data_count, value, gradient, error);
}
adc_status adc_loss_evaluate(const adc_loss* loss, const double* params, size_t param_size, const adc_array* data,
                             size_t data_count, double* outputs, size_t output_size, adc_error** error) {
  return evaluate(loss, params, param_size, data, data_count, outputs, output_size, error);
}
adc_status adc_loss_evaluate_f32(const adc_loss* loss, const float* params, size_t param_size,
                                 const adc_array_f32* data, size_t data_count, float* outputs, size_t output_size,
                                 adc_error** error) {
  return evaluate(loss, params, param_size, data, data_count, outputs, output_size, error);
}
adc_status adc_loss_prepare(const adc_loss* loss, adc_error** error) {
  return with(loss, error, [&](const adc_loss& of) {
    if (const std::optional<adc::Error> failed = of.loss.prepare()) throw adc::Error(*failed);
  });
}
