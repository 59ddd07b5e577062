// Constraints beside the function that is made small: sparse Jacobians, and Hessians of weighted sums.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adc/sparse.hpp"
#include "adc/train/minimise.hpp"

namespace adc::inline ADC_ABI::train {

/// σ·f(x) + Σ λᵢ·cᵢ(x) and its parts. Each of f and the constraints' functions has derivatives of its own, sparse, of
/// which Hessians are those of the weighted sum of its outputs: as many sweeps as one output takes, however many there
/// are.
class Lagrangian {
 public:
  /// Throws `Error`: "unknown-variable" for a constraint of something that `function` does not have, those of deriving.
  Lagrangian(const Function& function, std::span<const Constraint> constraints);

  [[nodiscard]] std::size_t size() const { return size_; }  ///< variables
  [[nodiscard]] std::size_t constraints() const { return low_.size(); }
  [[nodiscard]] const std::vector<double>& low() const { return low_; }
  [[nodiscard]] const std::vector<double>& high() const { return high_; }
  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }
  [[nodiscard]] const Sparsity& jacobian_places() const { return jacobian_; }
  [[nodiscard]] const Sparsity& hessian_places() const { return hessian_; }  ///< lower triangle
  /// Whether second derivatives can be had.
  [[nodiscard]] bool has_hessian() const { return has_hessian_; }

  [[nodiscard]] double value(std::span<const double> x) const;
  double gradient(std::span<const double> x, std::span<double> gradient) const;
  void constraint_values(std::span<const double> x, std::span<double> c) const;
  void jacobian(std::span<const double> x, std::span<double> values) const;
  void hessian(std::span<const double> x, double sigma, std::span<const double> lambda, std::span<double> values) const;

 private:
  /// One function, f or a constraint's.
  struct Part {
    Function function;
    std::vector<std::size_t> variables;  ///< of each number of its inputs
    std::size_t first = 0;               ///< its first constraint
    std::optional<SparseDerivative> jacobian;
    std::vector<std::size_t> jacobian_slots;  ///< where its numbers stand in the whole
    std::optional<SparseDerivative> hessian;  ///< of the weighted sum: of its inputs, and then the weights
    std::vector<std::size_t> hessian_slots;
    [[nodiscard]] std::vector<double> at(std::span<const double> x) const;
  };

  void add(const Function& whole, const Constraint& constraint);
  void merge_jacobians();
  void merge_hessians();

  std::size_t size_ = 0;
  Part objective_;
  std::vector<Part> parts_;
  std::vector<double> low_;
  std::vector<double> high_;
  std::vector<std::string> texts_;
  Sparsity jacobian_;
  Sparsity hessian_;
  bool has_hessian_ = true;
};

}  // namespace adc::inline ADC_ABI::train
