// All derivatives of a program along a line, up to an order: Taylor coefficients.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

class Function;

/// What t ↦ f(x + t·v) is like at t = 0, to an order n.
struct Taylor {
  /// [output][k], for k from 0 to n: the kth derivative by t over k!, so that output o is about Σ
  /// coefficients[o][k]·tᵏ.
  std::vector<std::vector<double>> coefficients;
  std::vector<Diagnostic> notes;  ///< which of them are what the convention of a kink gives, and where nans come from

  /// The kth derivative of an output by t: k! times its coefficient. Infinite where that is too large a number, as k!
  /// is from 171 on. O(k).
  [[nodiscard]] double derivative(std::size_t output, std::size_t k) const {
    double value = coefficients[output][k];
    for (std::size_t j = 2; j <= k; ++j) value *= static_cast<double>(j);
    return value;
  }
};

/// The Taylor coefficients of `function`, of numbers alone, at `x` (one double per input) along `direction` (one per
/// variable, as of `Function::jvp`; of one variable it may be empty: 1), to `order`. c₀ has the bits of
/// `Function::values`; the others are computed in double precision.
///
///     auto f = adc::compile("exp(x)").value();
///     auto t = adc::taylor(f, std::vector{0.0}, {}, 3).value();  // t.coefficients[0]: 1, 1, 1/2, 1/6
///
/// Choices (`if`, `max`, `abs`, `floor`) are those of the point, and at a kink what their conventions say. Errors:
/// "wrong-size"; "bad-value" for an order above 10,000; "not-scalar" where there are tensors; "external-function";
/// "function-order" beyond the order that a function can be derived to, "no-derivative"; limits. Takes O(n·order²) for
/// n operations, and what deriving once takes. Thread-safe.
[[nodiscard]] ADC_API Result<Taylor> taylor(const Function& function, std::span<const double> x,
                                            std::span<const double> direction, std::size_t order);

/// A table per output: n, the coefficient and the derivative of each order; of several outputs each under its name of
/// `outputs`. Thread-safe.
[[nodiscard]] ADC_API std::string to_text(const Taylor& taylor, std::span<const std::string> outputs);

}  // namespace adc::inline ADC_ABI
