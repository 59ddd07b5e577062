#include "ir/interpreter.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>

#include "ir/evaluate_tensors.h"
#include "ir/scalars.h"

namespace adc::ir {
namespace {

std::vector<float> rounded(std::span<const double> inputs) {
  std::vector<float> result;
  result.reserve(inputs.size());
  for (const double input : inputs) result.push_back(static_cast<float>(input));
  return result;
}

void store_outputs(const Function& fn, const auto* values, std::span<double> outputs) {
  assert(outputs.size() == fn.outputs().size());
  for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i] = values[index(fn.outputs()[i].value)];
}

/// The values of a function of scalars, computed in float.
std::vector<float> evaluate_float(const Function& fn, std::span<const double> inputs) {
  std::vector<float> values(fn.size());
  evaluate<float>(fn, rounded(inputs), values);
  return values;
}

template <class T>
void interpret_tensors(const Function& fn, std::span<const T> inputs, std::span<double> outputs,
                       VectorSum<T> vector_sum = nullptr) {
  const ValueRanges ranges(fn);
  const auto values = std::make_unique_for_overwrite<T[]>(ranges.total());
  evaluate_tensors<T>(fn, ranges, inputs, {values.get(), ranges.total()}, vector_sum);
  auto to = outputs.begin();
  for (const Output& output : fn.outputs()) {
    to = std::copy_n(values.get() + ranges.begin(output.value), ranges.size(output.value), to);
  }
}

}  // namespace

void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs) {
  assert(outputs.size() == flat_outputs(fn));
  const bool is_float = fn.float_type() == DType::F32;
  if (!fn.is_scalar()) {
    return is_float ? interpret_tensors<float>(fn, rounded(inputs), outputs)
                    : interpret_tensors<double>(fn, inputs, outputs);
  }
  if (is_float) return store_outputs(fn, evaluate_float(fn, inputs).data(), outputs);
  std::array<double, 256> small;  // what most formulas need, without allocating
  std::unique_ptr<double[]> large;
  if (fn.size() > small.size()) large = std::make_unique_for_overwrite<double[]>(fn.size());
  double* const values = large ? large.get() : small.data();
  evaluate<double>(fn, inputs, {values, fn.size()});
  store_outputs(fn, values, outputs);
}

void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs, const VectorSums& sums) {
  assert(outputs.size() == flat_outputs(fn));
  if (fn.float_type() == DType::F32)
    interpret_tensors<float>(fn, rounded(inputs), outputs, sums.of_floats);
  else
    interpret_tensors<double>(fn, inputs, outputs, sums.of_doubles);
}

std::vector<double> interpret_all(const Function& fn, std::span<const double> inputs) {
  if (fn.float_type() == DType::F32) {
    const std::vector<float> values = evaluate_float(fn, inputs);
    return {values.begin(), values.end()};
  }
  std::vector<double> values(fn.size());
  evaluate<double>(fn, inputs, values);
  return values;
}

}  // namespace adc::ir
