// Functions of the host that programs call by name.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// A function of one to three numbers that the host computes: a table, a measurement, what another library has.
///
///     adc::External drag("drag", 2, [](std::span<const double> x) { return table(x[0], x[1]); });
///     drag = drag.with_gradient([](std::span<const double> x, std::span<double> g) { … });
///     auto f = adc::compile("m*drag(v, h)", {.externals = {drag}}).value();
///
/// Programs that are compiled with it call it by its name, element by element where they are given tensors, and it is
/// differentiated like a function of adc's: in every mode, interpreted and natively, with the same bits. Native code
/// with such calls lives in this process alone: it is not kept on disk, and cannot be written in other languages or
/// saved ("external-function").
///
/// **What is called.** The callbacks are functions in mathematics' sense: equal arguments give equal results. How often
/// and in which order they are called is not said: equal calls are one, what nothing uses is left out, and both sides
/// of a choice are computed, so that arguments may be such as the choice excludes. They are called when the program is
/// evaluated, never when it is compiled.
///
/// **Threads.** They are called by whichever threads evaluate the program, of `Function::map` by several at once. They
/// may use adc.
///
/// **Exceptions.** What a callback throws comes out of the call that evaluates, as it was thrown; of several the first
/// one. What else that call would have given is unspecified then. Raw native code (`Function::entry`) goes on with nan
/// instead.
///
/// **Ownership.** A handle, cheap to copy. The callbacks, and what they hold, live as long as a copy of it, or a
/// function compiled with it, does. Thread-safe.
class ADC_API External {
 public:
  static constexpr std::size_t kMostArguments = 3;

  /// y of `arguments` numbers.
  using Value = std::function<double(std::span<const double> x)>;
  /// ∂y/∂x, one number per argument: the vector–Jacobian product for the seed 1.
  using Gradient = std::function<void(std::span<const double> x, std::span<double> gradient)>;
  /// ∂y/∂x·tangent, the Jacobian–vector product.
  using Jvp = std::function<double(std::span<const double> x, std::span<const double> tangent)>;

  /// A function without derivatives: to differentiate by what it depends on is the error "no-derivative", which says
  /// so. Throws `Error`: "bad-name" for a name that is none, "bad-value" for another number of arguments or an empty
  /// callback.
  External(std::string name, std::size_t arguments, Value value);

  /// The same function with first derivatives, in all modes; second ones are "no-derivative". `gradient` is called once
  /// for all partial derivatives at a point that are wanted one after the other. "bad-value" for an empty callback.
  [[nodiscard]] External with_gradient(Gradient gradient) const;
  /// The same by a Jacobian–vector product, which is called for each partial derivative with a unit tangent.
  [[nodiscard]] External with_jvp(Jvp jvp) const;
  /// The same with partial derivatives that are such functions in turn, one per argument, of the same arguments: as
  /// many derivatives as those have, and one more. "bad-value" where their numbers do not fit.
  [[nodiscard]] External with_partials(std::vector<External> partials) const;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] std::size_t arguments() const;

 private:
  friend struct ExternalAccess;
  struct State;
  explicit External(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace adc::inline ADC_ABI
