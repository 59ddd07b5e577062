// Functions as native code, for comparison with the interpreter.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "jit/jit.h"
#include "object/native_code.h"
#include "tests/support/bits.h"

namespace adc::tests {

/// Native code of `fn`. Throws std::runtime_error.
inline object::NativeCode native_code(const ir::Function& fn, const jit::Options& options) {
  jit::Object object;
  std::string error;
  if (!jit::adc_jit_compile(fn, options, object, error)) throw std::runtime_error(error);
  return object::NativeCode(object, [] {
    return object::JitFunctions{.plan = &jit::adc_jit_plan,
                                .release_plan = &jit::adc_jit_release_plan,
                                .product = &jit::adc_jit_product,
                                .parallel = &jit::adc_jit_parallel};
  });
}

/// Bytes aligned as workspaces of functions of tensors want them.
class AlignedBytes {
 public:
  explicit AlignedBytes(std::size_t size) : storage_(size + kAlignment) {}
  [[nodiscard]] void* data() {
    const std::size_t beyond = reinterpret_cast<std::uintptr_t>(storage_.data()) % kAlignment;
    return storage_.data() + (kAlignment - beyond) % kAlignment;
  }

 private:
  static constexpr std::size_t kAlignment = 64;
  std::vector<unsigned char> storage_;
};

/// The native code of a function; freed with this object.
class Native {
 public:
  explicit Native(const ir::Function& fn, int threads = 1) : Native(fn, jit::Options{.threads = threads}) {}
  Native(const ir::Function& fn, const jit::Options& options)
      : is_float_(fn.float_type() == ir::DType::F32), code_(native_code(fn, options)) {
    for (std::size_t i = 0; i < fn.params().size(); ++i) {
      inputs_.push_back(static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements()));
    }
    for (const ir::Output& output : fn.outputs()) {
      outputs_.push_back(static_cast<std::size_t>(fn.shape(output.value).elements()));
    }
  }

  /// All outputs, flat.
  [[nodiscard]] std::vector<double> operator()(std::span<const double> inputs) const {
    return is_float_ ? call<float>(inputs) : call<double>(inputs);
  }
  /// The same over rows, of which each input and output has one after the other.
  [[nodiscard]] std::vector<double> rows(std::size_t rows, std::span<const double> inputs) const {
    return is_float_ ? call_rows<float>(rows, inputs) : call_rows<double>(rows, inputs);
  }
  [[nodiscard]] const object::NativeCode& code() const { return code_; }

 private:
  template <typename T>
  [[nodiscard]] std::vector<double> call(std::span<const double> inputs) const {
    std::vector<T> x;
    for (const double input : inputs) x.push_back(static_cast<T>(input));
    std::vector<T> y(sum(outputs_));
    AlignedBytes workspace(code_.workspace_bytes());
    if (code_.entry() != nullptr) {
      code_.entry()(x.data(), y.data(), workspace.data());
    } else {
      const std::vector<void*> from = places(x, inputs_);
      code_.tensor_entry()(from.data(), places(y, outputs_).data(), workspace.data());
    }
    return {y.begin(), y.end()};
  }

  template <typename T>
  [[nodiscard]] std::vector<double> call_rows(std::size_t rows, std::span<const double> inputs) const {
    const auto of_all = [&](std::vector<std::size_t> sizes) {
      for (std::size_t& size : sizes) size *= rows;
      return sizes;
    };
    std::vector<T> x;
    for (const double input : inputs) x.push_back(static_cast<T>(input));
    std::vector<T> y(rows * sum(outputs_));
    AlignedBytes workspace(code_.workspace_bytes());
    const std::vector<void*> from = places(x, of_all(inputs_));
    const std::vector<void*> to = places(y, of_all(outputs_));
    code_.rows_entry()(from.data(), to.data(), workspace.data(), static_cast<std::int64_t>(rows));
    return {y.begin(), y.end()};
  }

  static std::size_t sum(const std::vector<std::size_t>& sizes) {
    std::size_t total = 0;
    for (const std::size_t size : sizes) total += size;
    return total;
  }

  /// Where each tensor begins in an array of all.
  template <typename T>
  static std::vector<void*> places(std::vector<T>& all, const std::vector<std::size_t>& sizes) {
    std::vector<void*> result;
    std::size_t at = 0;
    for (const std::size_t size : sizes) {
      result.push_back(all.data() + at);
      at += size;
    }
    return result;
  }

  bool is_float_;
  std::vector<std::size_t> inputs_;   // elements of each
  std::vector<std::size_t> outputs_;  // elements of each
  object::NativeCode code_;
};

/// Where native code of `fn` at `x` differs from the interpreter by more than `ulps`, in units of the last place of the
/// larger of its number and 1; "" if nowhere. The interpreter computes in double.
[[nodiscard]] inline std::string fault_of_native(const ir::Function& fn, const std::vector<double>& x, double ulps) {
  std::vector<double> expected(ir::flat_outputs(fn));
  ir::interpret(fn, x, expected);
  const std::vector<double> got = Native(fn)(x);
  const double unit = fn.float_type() == ir::DType::F32 ? 0x1p-24 : 0x1p-53;
  if (got.size() != expected.size()) return "another number of results";
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (got[i] == expected[i] || (std::isnan(got[i]) && std::isnan(expected[i]))) continue;
    if (std::fabs(got[i] - expected[i]) <= ulps * unit * std::max(1.0, std::fabs(expected[i]))) continue;
    return "native code gives " + std::to_string(got[i]) + " for number " + std::to_string(i) + ", the interpreter " +
           std::to_string(expected[i]);
  }
  return "";
}

}  // namespace adc::tests
