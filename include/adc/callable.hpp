// A compiled program as an object that is called like a function of C++.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "adc/adc.hpp"

namespace adc::inline ADC_ABI {

namespace detail {

template <class T, std::size_t>
using Repeated = T;

/// What a callable gives: one number, or an array of them.
template <class R>
struct Returned {
  using Number = R;
  static constexpr std::size_t kCount = 1;
  static R from(const std::array<R, 1>& numbers) { return numbers[0]; }
};
template <class T, std::size_t n>
struct Returned<std::array<T, n>> {
  using Number = T;
  static constexpr std::size_t kCount = n;
  static const std::array<T, n>& from(const std::array<T, n>& numbers) { return numbers; }
};

}  // namespace detail

template <class Signature>
class Callable;

/// Native code of a program of scalars, with all that it needs: the program, which it keeps, and the memory that it
/// computes in. Costs as much as a call of `Function::entry`'s pointer.
///
///     auto f = adc::compile("x^2*y")->callable<double(double, double)>().value();
///     double z = f(3, 2);
///     auto g = adc::compile("x^2*y")->callable<std::array<double, 3>(double, double)>(adc::Derive::Gradient).value();
///     auto [value, by_x, by_y] = g(3, 2);
///
/// Arguments are the inputs of the derived function, in order; `R` is all its results (`Function::result_names`): one
/// number, or an array. All are double, or all float in a program of `DType::F32`. An object belongs to one thread at a
/// time; its copies, which share the program, to others. What a function of the host throws comes out.
template <class R, class... Args>
class Callable<R(Args...)> {
 public:
  using Number = typename detail::Returned<R>::Number;
  static_assert(std::is_same_v<Number, double> || std::is_same_v<Number, float>, "a callable gives double or float");
  static_assert((std::is_same_v<Args, Number> && ...), "a callable takes numbers of the type that it gives");
  static constexpr std::size_t kResults = detail::Returned<R>::kCount;

  R operator()(Args... args) const {
    const std::array<Number, sizeof...(Args)> x{args...};
    std::array<Number, kResults> y;  // NOLINT: uninitialised on purpose, it is written before it is read
    if (entry_ != nullptr) {
      entry_(x.data(), y.data(), workspace_.data());
    } else {
      function_.evaluate(derive_, std::span<const Number>(x), std::span<Number>(y));
    }
    return detail::Returned<R>::from(y);
  }

  /// The program.
  [[nodiscard]] const Function& function() const { return function_; }

 private:
  friend class Function;
  Callable(Function function, Derive derive, Entry entry, std::size_t workspace_bytes)
      : function_(std::move(function)),
        derive_(derive),
        entry_(entry),
        workspace_((workspace_bytes + sizeof(double) - 1) / sizeof(double)) {}

  Function function_;
  Derive derive_;
  Entry entry_;  ///< null where calls go through `function_`
  mutable std::vector<double> workspace_;
};

template <class Signature>
Result<Callable<Signature>> Function::callable(Derive derive) const {
  return callable_of(derive, static_cast<Callable<Signature>*>(nullptr));
}

template <class R, class... Args>
Result<Callable<R(Args...)>> Function::callable_of(Derive derive, Callable<R(Args...)>*) const {
  using Made = Callable<R(Args...)>;
  constexpr DType kType = std::is_same_v<typename Made::Number, float> ? DType::F32 : DType::F64;
  const Result<RawCode> code = raw_code(derive, sizeof...(Args), Made::kResults, kType);
  if (!code) return code.error();
  return Made(*this, derive, code->entry, code->workspace_bytes);
}

}  // namespace adc::inline ADC_ABI
