// Sparse Jacobians and Hessians.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "adc/matrix.hpp"
#include "adc/options.hpp"
#include "adc/result.hpp"
#include "adc/sparsity.hpp"
#include "run/variant.h"

namespace adc::run {

/// Where the Jacobian (`Derive::Gradient`), or these triangles of the Hessian of the sum of the outputs
/// (`Derive::Hessian`), may be other than 0. Errors: those of `passes::sparsity`.
[[nodiscard]] Result<Sparsity> sparsity(const Compiled& program, Derive derive, Triangle triangle);

/// A derivative of which only those numbers are computed that may be other than 0: where they stand is found from the
/// program, columns or rows that have none in common are computed together, and each number is picked from the sums.
/// Immutable; any number of threads may use it.
class Sparse {
 public:
  /// The Jacobian (`Derive::Gradient`) of all outputs, or the Hessian of their sum (`Derive::Hessian`), of which these
  /// triangles are wanted. By `mode`: Forward, Reverse, or Auto, the one of fewer sweeps; of Hessians Auto alone.
  /// Errors: what deriving gives, "too-much-memory".
  [[nodiscard]] static Result<std::shared_ptr<const Sparse>> make(const Compiled& program, Derive derive, Mode mode,
                                                                  Triangle triangle);

  [[nodiscard]] const Sparsity& places() const { return places_; }
  /// The sweeps that one evaluation takes.
  [[nodiscard]] std::size_t colours() const { return colours_; }
  [[nodiscard]] Mode mode() const { return derive_ == Derive::Vjp ? Mode::Reverse : Mode::Forward; }
  /// The numbers in all inputs, all outputs, and of a Hessian in the gradient.
  [[nodiscard]] std::size_t input_size() const { return input_size_; }
  [[nodiscard]] std::size_t output_size() const { return values_; }
  [[nodiscard]] std::size_t gradient_size() const { return gradients_; }
  [[nodiscard]] const Variant& variant() const { return variant_; }

  /// The same as one function that stands alone, with the results one after the other, the numbers of the places as a
  /// vector (passes/sparse/picked.h); fused, or for targets that cannot. It is named "f.jacobian" or "f.hessian".
  [[nodiscard]] Result<ir::Function> whole(bool fuses) const;

  /// At `x`, all inputs flat: the outputs, for a Hessian the gradients, and the numbers of the places, in their order.
  /// Null for what is not wanted. Throws what `Variant::run` throws.
  void run(const double* x, double* y, double* gradient, double* values) const;

 private:
  Sparse(Compiled program, Derive derive);
  void lay_out();

  Compiled program_;
  Derive derive_;  ///< Jvp, Vjp or Hvp
  Variant variant_;
  Compiled careful_program_;  ///< whose zeros stay zeros: for points where something is infinite
  Variant careful_;
  Sparsity places_;
  std::size_t colours_ = 0;
  std::vector<std::size_t> inputs_;  ///< the numbers in each tensor of the program's inputs
  std::size_t input_size_ = 0;
  std::size_t values_ = 0;            ///< the numbers in its outputs
  std::size_t gradients_ = 0;         ///< and in their gradients, of a Hessian
  bool is_compressed_ = false;        ///< whether `from_` says where the numbers are
  std::size_t kept_ = 0;              ///< tensors of the results that are outputs and gradients
  std::vector<std::size_t> results_;  ///< the numbers in each tensor of the results
  std::size_t all_results_ = 0;
  std::vector<std::vector<double>> seeds_;  ///< a further input each
  std::vector<std::uint32_t> from_;         ///< by place, which number after outputs and gradients
};

}  // namespace adc::run
