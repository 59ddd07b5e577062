// Functions as native code, for comparison with the interpreter.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "ir/runtime.h"
#include "jit/jit.h"

namespace adc::tests {

inline jit::RuntimeTable runtime() { return {ir::function_addresses().data(), ir::sincos_address()}; }

/// The native code of a function; freed with this object.
class Native {
 public:
  explicit Native(const ir::Function& fn) : is_float_(fn.float_type() == ir::DType::F32), outputs_(fn.outputs().size()) {
    std::string error;
    if (!jit::adc_jit_compile(fn, runtime(), code_, error)) throw std::runtime_error(error);
  }
  ~Native() { jit::adc_jit_release(code_); }
  Native(const Native&) = delete;
  Native& operator=(const Native&) = delete;

  [[nodiscard]] std::vector<double> operator()(std::span<const double> inputs) const {
    return is_float_ ? call<float>(inputs) : call<double>(inputs);
  }
  [[nodiscard]] const jit::Code& code() const { return code_; }

 private:
  template <typename T>
  [[nodiscard]] std::vector<double> call(std::span<const double> inputs) const {
    std::vector<T> x;
    for (const double input : inputs) x.push_back(static_cast<T>(input));
    std::vector<T> y(outputs_);
    std::vector<double> workspace((code_.workspace_bytes + sizeof(double) - 1) / sizeof(double));
    code_.entry(x.data(), y.data(), workspace.data());
    return {y.begin(), y.end()};
  }

  bool is_float_;
  std::size_t outputs_;
  jit::Code code_;
};

inline std::vector<double> interpreted(const ir::Function& fn, std::span<const double> inputs) {
  std::vector<double> outputs(fn.outputs().size());
  ir::interpret(fn, inputs, outputs);
  return outputs;
}

/// Equal bits, or both nan.
inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

inline bool same_bits(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same_bits(a[i], b[i])) return false;
  }
  return true;
}

}  // namespace adc::tests
