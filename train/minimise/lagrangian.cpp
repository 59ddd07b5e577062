#include "train/minimise/lagrangian.h"

#include <algorithm>
#include <map>
#include <utility>

#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr const char* kWeight = "adc_weight";  ///< the input that weights stand in
constexpr const char* kOutput = "adc_output";

/// The place of each number of the inputs of `part` among those of `whole`.
std::vector<std::size_t> variables(const Function& whole, const Function& part) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < part.inputs().size(); ++i) {
    const std::optional<std::size_t> index = whole.input_index(part.inputs()[i]);
    if (!index || whole.input_shapes()[*index] != part.input_shapes()[i]) {
      throw failure("unknown-variable",
                    "a constraint is of `" + part.inputs()[i] + "`, which what is made small does not have");
    }
    const auto count = [](const Extents& shape) {
      std::size_t size = 1;
      for (const std::int64_t extent : shape) size *= static_cast<std::size_t>(extent);
      return size;
    };
    std::size_t offset = 0;
    for (std::size_t k = 0; k < *index; ++k) offset += count(whole.input_shapes()[k]);
    for (std::size_t k = 0; k < count(part.input_shapes()[i]); ++k) result.push_back(offset + k);
  }
  return result;
}

/// The sum of the outputs of `function`, each times its weight: a function of its inputs' numbers and the weights.
Function weighted(const Function& function) {
  CompileOptions options;
  std::string extents;
  for (const std::int64_t extent : function.output_shapes()[0]) {
    extents += (extents.empty() ? "" : ", ") + std::to_string(extent);
  }
  const std::string shape = extents.empty() ? "" : ": R[" + extents + "]";
  const std::string program =
      std::string("param ") + kOutput + shape + "\ndata " + kWeight + shape + "\n" +
      (extents.empty() ? std::string(kWeight) + "*" + kOutput : std::string("sum(") + kWeight + " .* " + kOutput + ")");
  return compile(program, options).value().with(kOutput, function).value();
}

using Places = std::map<std::pair<std::size_t, std::size_t>, std::size_t>;

/// Numbers the places row by row and gives their pattern.
Sparsity numbered(Places& places, std::size_t rows, std::size_t columns) {
  Sparsity pattern{.rows = rows, .columns = columns, .row_begin = std::vector<std::int32_t>(rows + 1), .column = {}};
  for (auto& [place, slot] : places) {
    slot = pattern.column.size();
    pattern.column.push_back(static_cast<std::int32_t>(place.second));
    ++pattern.row_begin[place.first + 1];
  }
  for (std::size_t row = 0; row < rows; ++row) pattern.row_begin[row + 1] += pattern.row_begin[row];
  return pattern;
}

}  // namespace

std::vector<double> Lagrangian::Part::at(std::span<const double> x) const {
  std::vector<double> inputs;
  inputs.reserve(variables.size());
  for (const std::size_t variable : variables) inputs.push_back(x[variable]);
  return inputs;
}

Lagrangian::Lagrangian(const Function& function, std::span<const Constraint> constraints)
    : size_(function.input_size()), objective_{.function = function} {
  for (std::size_t i = 0; i < size_; ++i) objective_.variables.push_back(i);
  for (const Constraint& constraint : constraints) add(function, constraint);
  merge_jacobians();
  merge_hessians();
}

void Lagrangian::add(const Function& whole, const Constraint& constraint) {
  for (std::size_t k = 0; k < constraint.function.outputs().size(); ++k) {
    const Function one = constraint.function.only(k).value();
    const std::size_t size = one.output_size();
    parts_.push_back({.function = one, .variables = variables(whole, one), .first = low_.size()});
    low_.insert(low_.end(), size, constraint.low);
    high_.insert(high_.end(), size, constraint.high);
    for (std::size_t i = 0; i < size; ++i) {
      texts_.push_back(size == 1 ? constraint.text : constraint.text + " [" + std::to_string(i + 1) + "]");
    }
  }
}

void Lagrangian::merge_jacobians() {
  Places places;
  for (Part& part : parts_) part.jacobian = sparse_jacobian(part.function).value();
  const auto each = [&](auto&& visit) {
    for (Part& part : parts_) {
      const Sparsity& own = part.jacobian->places();
      for (std::size_t row = 0; row < own.rows; ++row) {
        for (const std::int32_t column : own.row(row)) {
          visit(part, std::pair(part.first + row, part.variables[static_cast<std::size_t>(column)]));
        }
      }
    }
  };
  each([&](Part&, const auto& place) { places.emplace(place, 0); });
  jacobian_ = numbered(places, low_.size(), size_);
  each([&](Part& part, const auto& place) { part.jacobian_slots.push_back(places.at(place)); });
}

void Lagrangian::merge_hessians() {
  std::vector<Part*> all{&objective_};
  for (Part& part : parts_) all.push_back(&part);
  for (Part* part : all) {
    Result<SparseDerivative> hessian = sparse_hessian(weighted(part->function), Triangle::Lower);
    if (!hessian) {  // some special functions have no second derivative
      has_hessian_ = false;
      return;
    }
    part->hessian = *std::move(hessian);
  }
  Places places;
  const auto each = [&](auto&& visit) {
    for (Part* part : all) {
      const Sparsity& own = part->hessian->places();
      for (std::size_t row = 0; row < own.rows; ++row) {
        for (const std::int32_t column : own.row(row)) {
          const std::size_t a = part->variables[row];
          const std::size_t b = part->variables[static_cast<std::size_t>(column)];
          visit(*part, std::pair(std::max(a, b), std::min(a, b)));
        }
      }
    }
  };
  each([&](Part&, const auto& place) { places.emplace(place, 0); });
  hessian_ = numbered(places, size_, size_);
  each([&](Part& part, const auto& place) { part.hessian_slots.push_back(places.at(place)); });
}

double Lagrangian::value(std::span<const double> x) const { return objective_.function.value(x); }

double Lagrangian::gradient(std::span<const double> x, std::span<double> gradient) const {
  return objective_.function.value_and_gradient(x, gradient);
}

void Lagrangian::constraint_values(std::span<const double> x, std::span<double> c) const {
  for (const Part& part : parts_) part.function.values(part.at(x), c.subspan(part.first, part.function.output_size()));
}

void Lagrangian::jacobian(std::span<const double> x, std::span<double> values) const {
  std::vector<double> own;
  for (const Part& part : parts_) {
    own.resize(part.jacobian_slots.size());
    part.jacobian->evaluate(part.at(x), own);
    for (std::size_t k = 0; k < own.size(); ++k) values[part.jacobian_slots[k]] = own[k];
  }
}

void Lagrangian::hessian(std::span<const double> x, double sigma, std::span<const double> lambda,
                         std::span<double> values) const {
  std::ranges::fill(values, 0.0);
  std::vector<double> own;
  const auto add = [&](const Part& part, std::span<const double> weights) {
    if (std::ranges::all_of(weights, [](double weight) { return weight == 0; })) return;
    // The weights were inputs first, and the part's own follow.
    std::vector<double> inputs(weights.begin(), weights.end());
    const std::vector<double> at = part.at(x);
    inputs.insert(inputs.end(), at.begin(), at.end());
    own.resize(part.hessian_slots.size());
    part.hessian->evaluate(inputs, own);
    for (std::size_t k = 0; k < own.size(); ++k) values[part.hessian_slots[k]] += own[k];
  };
  add(objective_, {&sigma, 1});
  for (const Part& part : parts_) add(part, lambda.subspan(part.first, part.function.output_size()));
}

}  // namespace adc::inline ADC_ABI::train
