// Sparse Jacobians and Hessians: the numbers that may be other than 0, and where they stand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/emit.hpp"
#include "adc/export.hpp"
#include "adc/limits.hpp"
#include "adc/matrix.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"
#include "adc/sparsity.hpp"

namespace adc::inline ADC_ABI {

class Function;

/// Where the Jacobian of `function` may be other than 0, a row per number of all outputs and a column per number of all
/// variables, each counted one tensor after the other: what `Function::jacobian` gives in `JacobianOrder::Matrix`. It
/// is found from the program, not at a point: of `if` both sides count, and what cancels counts. Linear in elements and
/// places. Errors: limits ("too-much-memory"). Thread-safe, as all here.
[[nodiscard]] ADC_API Result<Sparsity> jacobian_pattern(const Function& function);

/// The same of the Hessian of a program with one output, a scalar. Errors: "several-outputs"; limits.
[[nodiscard]] ADC_API Result<Sparsity> hessian_pattern(const Function& function, Triangle triangle = Triangle::Both);

/// The row of each place, as coordinate formats (COO) have beside the columns.
[[nodiscard]] ADC_API std::vector<std::int32_t> rows_of(const Sparsity& places);

/// A Jacobian or a Hessian of which only the places of its pattern are computed: columns that have no row in common (in
/// reverse mode rows that have no column in common; of a Hessian by a star colouring) are computed in one sweep, all
/// sweeps at once, and each number is found in the sums without arithmetic. So an evaluation costs about as many sweeps
/// as there are colours, for any number of variables. An immutable, shared handle like `Function`; callable from any
/// number of threads at once.
///
///     auto f = adc::compile("param x: R[1000]; sum((x[2:1000] - x[1:999].^2).^2)").value();
///     auto h = adc::sparse_hessian(f, adc::Triangle::Lower).value();
///     std::vector<double> values(h.places().size());
///     h.evaluate(x, values);
class ADC_API SparseDerivative {
 public:
  /// Where the numbers stand.
  [[nodiscard]] const Sparsity& places() const;
  /// How many sweeps an evaluation takes.
  [[nodiscard]] std::size_t colours() const;
  /// Forward (columns together, and every Hessian) or Reverse (rows together).
  [[nodiscard]] Mode mode() const;
  /// Whether native code is there, as `Function::native_available`.
  [[nodiscard]] bool native_available() const;
  /// Compiles now what calls would, as `Function::prepare`; nullopt if all is well.
  [[nodiscard]] std::optional<Error> prepare(Tier tier) const;

  /// The derivative as a function in another language, of the program's inputs: its results are the outputs, of a
  /// Hessian the gradients, and the numbers of the places; where these stand is said by constants NAME_row_begin and
  /// NAME_column. The function is called NAME: the program's name and "_jacobian" or "_hessian". Targets: C, Cpp, Cuda,
  /// Javascript, Rust, Numpy, and Ir without places. Errors: "bad-value" for others; limits.
  [[nodiscard]] Result<std::string> emit(Target target, const EmitOptions& options = {}) const;

  /// `values`: one per place, in their order. `x`: all inputs, flat. Throws `Error` for spans of the wrong size, and as
  /// the calls of `Function`.
  void evaluate(std::span<const double> x, std::span<double> values) const;
  /// The outputs, too, and of a Hessian the gradient; what is empty is not wanted.
  void evaluate(std::span<const double> x, std::span<double> y, std::span<double> gradient,
                std::span<double> values) const;

 private:
  friend ADC_API Result<SparseDerivative> sparse_jacobian(const Function& function, Mode mode);
  friend ADC_API Result<SparseDerivative> sparse_hessian(const Function& function, Triangle triangle);
  struct State;
  explicit SparseDerivative(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

/// The Jacobian of all outputs. By `mode`: Forward, Reverse, or Auto, which takes what needs fewer sweeps (a sweep of
/// adjoints counts one and a half). Derives; compiles as the tier of `function` says. Errors: those of
/// `jacobian_pattern`, of `Function::prepare`.
[[nodiscard]] ADC_API Result<SparseDerivative> sparse_jacobian(const Function& function, Mode mode = Mode::Auto);

/// The Hessian of the one output, both triangles or one, which holds all there is to know. Errors likewise.
[[nodiscard]] ADC_API Result<SparseDerivative> sparse_hessian(const Function& function,
                                                              Triangle triangle = Triangle::Both);

}  // namespace adc::inline ADC_ABI
