#include "train/table.h"

#include <algorithm>

#include "train/each_width.h"

namespace adc::inline ADC_ABI::train {
namespace {

void convert(const double* from, std::size_t count, double* to) { std::copy_n(from, count, to); }
ADC_EACH_WIDTH void convert(const double* from, std::size_t count, float* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
}

/// The numbers that `maker` gives for `count` examples.
template <typename Number, typename Row>
void make(const DataMaker& maker, std::size_t count, const Row& row, std::span<Number> to) {
  std::vector<double> numbers(to.size() / count);
  for (std::size_t i = 0; i < count; ++i) {
    maker(row(i), numbers);
    convert(numbers.data(), numbers.size(), to.data() + i * numbers.size());
  }
}

}  // namespace

void Params::set(std::span<const double> params, DType dtype) {
  doubles_ = params;
  if (dtype != DType::F32) return;
  floats_.resize(params.size());
  convert(params.data(), params.size(), floats_.data());
}

template <>
std::span<const double> Params::as<double>() const {
  return doubles_;
}
template <>
std::span<const float> Params::as<float>() const {
  return floats_;
}

template <typename Number, typename Row>
Calls::Buffers<Number>& Calls::gather(const Table& table, std::size_t count, const Row& row) {
  auto& to = std::get<Buffers<Number>>(buffers_);
  const std::size_t tensors = table.loss.data().size();
  to.data.resize(tensors);
  to.views.resize(tensors);
  for (std::size_t k = 0; k < tensors; ++k) {
    const std::size_t size = table.loss.data()[k].size;
    to.data[k].resize(count * size);
    to.views[k] = to.data[k];
    if (k >= table.data.size()) {
      make(table.makers[k - table.data.size()], count, row, std::span(to.data[k]));
      continue;
    }
    for (std::size_t i = 0; i < count; ++i) {
      convert(table.data[k].data() + row(i) * size, size, to.data[k].data() + i * size);
    }
  }
  return to;
}

template <typename Number>
Number Calls::gradient(const Loss& loss, const Table& table, const Params& params, std::span<const std::size_t> rows,
                       std::span<Number> gradient) {
  const auto& held = gather<Number>(table, rows.size(), [&](std::size_t i) { return rows[i]; });
  return loss.value_and_gradient(params.as<Number>(), held.views, gradient);
}

template double Calls::gradient(const Loss& loss, const Table& table, const Params& params,
                                std::span<const std::size_t> rows, std::span<double> gradient);
template float Calls::gradient(const Loss& loss, const Table& table, const Params& params,
                               std::span<const std::size_t> rows, std::span<float> gradient);

std::span<const double> Calls::evaluate(const Loss& loss, const Table& table, const Params& params, std::size_t begin,
                                        std::size_t count) {
  const auto call = [&]<typename Number>(Number /*type*/) {
    auto& held = gather<Number>(table, count, [&](std::size_t i) { return begin + i; });
    const Loss::Tensor& last = table.loss.outputs().back();
    held.result.resize(outputs_before(last.offset + last.size, count));
    loss.evaluate(params.as<Number>(), held.views, std::span(held.result));
    outputs_.assign(held.result.begin(), held.result.end());
  };
  if (table.dtype() == DType::F64)
    call(double{});
  else
    call(float{});
  return outputs_;
}

}  // namespace adc::inline ADC_ABI::train
