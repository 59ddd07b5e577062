// A model over the rows of a table: what it gives, and its Jacobian by the parameters, of all rows at once.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "adc/train/fit.hpp"

namespace adc::inline ADC_ABI::train {

/// The inputs of a function that no column is named like, as one flat vector, in the order of the inputs.
class FitModel {
 public:
  /// Throws `Error`: see `train::fit`.
  FitModel(Function function, const std::vector<FitColumn>& columns, std::size_t rows, int threads);
  /// The same over every `step`th row.
  [[nodiscard]] FitModel thinned(std::size_t step) const;

  struct Input {
    std::string name;
    std::size_t offset;  ///< in the flat vector
    std::size_t size;
    Extents shape;
  };
  [[nodiscard]] const std::vector<Input>& params() const { return params_; }
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }  ///< one per number: "a", "w[2]"
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] const Function& function() const { return function_; }

  /// Sets `values`, one per row, and `jacobian`, [rows, size], row-major, unless it is null.
  void evaluate(std::span<const double> params, std::span<double> values, double* jacobian) const;

  /// Adds to `sum`, [size, size], the second derivatives of all rows, each times its weight.
  void add_curvature(std::span<const double> params, std::span<const double> weights, std::span<double> sum) const;

  /// From where to where each of its columns goes.
  [[nodiscard]] std::vector<FitBounds> ranges() const;

  /// "x = 0, z = 1": the columns in a row.
  [[nodiscard]] std::string row_text(std::size_t row) const;

 private:
  void refuse_unless_one_number() const;
  void add_params(const std::vector<FitColumn>& columns);
  void place_results();
  [[nodiscard]] std::vector<InputColumn> inputs(std::span<const double> params, std::size_t first) const;

  Function function_;
  std::size_t rows_;
  std::ptrdiff_t step_ = 1;  ///< from row to row in columns
  int threads_;
  std::vector<Input> params_;
  std::vector<std::string> names_;
  std::vector<const double*> columns_;  ///< one per input; null for parameters
  std::vector<std::size_t> offsets_;    ///< one per input, of parameters
  std::vector<std::ptrdiff_t> places_;  ///< one per derivative: its parameter's offset, or −1 where it is not wanted
};

}  // namespace adc::inline ADC_ABI::train
