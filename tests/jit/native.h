// Functions as native code, for comparison with the interpreter.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ir/runtime.h"
#include "jit/jit.h"
#include "tests/support/bits.h"

namespace adc::tests {

inline jit::RuntimeTable runtime() { return {ir::function_addresses().data(), ir::sincos_address()}; }

/// The native code of a function; freed with this object.
class Native {
 public:
  explicit Native(const ir::Function& fn)
      : is_float_(fn.float_type() == ir::DType::F32), outputs_(fn.outputs().size()) {
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

}  // namespace adc::tests
