#include "ir/interpreter.h"

#include <array>
#include <cassert>
#include <memory>

#include "ir/scalars.h"

namespace adc::ir {
namespace {

void store_outputs(const Function& fn, const auto* values, std::span<double> outputs) {
  assert(outputs.size() == fn.outputs().size());
  for (std::size_t i = 0; i < outputs.size(); ++i) outputs[i] = values[index(fn.outputs()[i].value)];
}

/// The inputs rounded to float, and the values.
std::vector<float> evaluate_float(const Function& fn, std::span<const double> inputs) {
  std::vector<float> rounded;
  rounded.reserve(inputs.size());
  for (const double input : inputs) rounded.push_back(static_cast<float>(input));
  std::vector<float> values(fn.size());
  evaluate<float>(fn, rounded, values);
  return values;
}

}  // namespace

void interpret(const Function& fn, std::span<const double> inputs, std::span<double> outputs) {
  if (fn.float_type() == DType::F32) return store_outputs(fn, evaluate_float(fn, inputs).data(), outputs);
  std::array<double, 256> small;  // what most formulas need, without allocating
  std::unique_ptr<double[]> large;
  if (fn.size() > small.size()) large = std::make_unique_for_overwrite<double[]>(fn.size());
  double* const values = large ? large.get() : small.data();
  evaluate<double>(fn, inputs, {values, fn.size()});
  store_outputs(fn, values, outputs);
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
