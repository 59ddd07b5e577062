#include "adc/train/data_units.hpp"

#include <algorithm>
#include <cmath>

#include "adc/train/examples.hpp"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kRows = 16;  ///< at most, on which predictions are compared

/// Looks for the parameters of one model.
class Finder {
 public:
  Finder(const Model& model, std::span<const double> x)
      : model_(model),
        loss_(ExampleLoss::compile(model.program, {.dtype = model.dtype, .tier = Tier::Interpret, .dims = model.dims})
                  .value()) {
    const std::size_t width = model.features.size();
    if (width == 0 || x.size() < width || loss_.outputs().size() < 2) {
      throw failure("bad-data", "there are no rows to predict, or the program has no prediction");
    }
    const std::size_t rows = std::min(kRows, x.size() / width);
    raw_ = {.features = model.features,
            .targets = model.targets,
            .classes = model.classes,
            .rows = rows,
            .x = {x.begin(), x.begin() + static_cast<std::ptrdiff_t>(rows * width)},
            .t = {}};
    Dataset scaled = raw_;
    model.scaling.apply(scaled.x);
    expected_ = predictions(scaled, model.state.params);
  }

  std::optional<DataUnits> find() const {
    if (is_same(model_.state.params)) return DataUnits{model_.state.params, std::nullopt, {}};
    for (const std::vector<std::size_t>& features : inputs()) {
      for (std::size_t w = 0; w < loss_.params().size(); ++w) {
        for (const Loss::Tensor& bias : loss_.params()) {
          if (std::optional<std::vector<double>> params = changed(loss_.params()[w], bias, features)) {
            if (is_same(*params)) return DataUnits{std::move(*params), w, features};
          }
        }
      }
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::vector<double> predictions(const Dataset& data, std::span<const double> params) const {
    return Examples::create(loss_, bind_data(loss_.data(), data).value(), data.rows).value().output(params, 1);
  }

  [[nodiscard]] bool is_same(std::span<const double> params) const {
    const double precision = model_.dtype == DType::F64 ? 1e-9 : 1e-4;
    const std::vector<double> found = predictions(raw_, params);
    double size = 1e-300;
    for (const double y : expected_) size = std::max(size, std::abs(y));
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (!(std::abs(found[i] - expected_[i]) <= precision * size)) return false;
    }
    return true;
  }

  /// For each tensor of features which they are.
  [[nodiscard]] std::vector<std::vector<std::size_t>> inputs() const {
    Dataset numbers = raw_;
    numbers.rows = 1;
    numbers.x.clear();
    for (std::size_t f = 1; f <= model_.features.size(); ++f) numbers.x.push_back(static_cast<double>(f));
    std::vector<std::vector<std::size_t>> all;
    const std::vector<std::vector<double>> arrays = bind_data(loss_.data(), numbers).value();
    for (const std::vector<double>& bound : arrays) {
      if (bound.empty() || std::ranges::any_of(bound, [](double f) { return f == 0; })) continue;
      std::vector<std::size_t>& features = all.emplace_back();
      for (const double f : bound) features.push_back(static_cast<std::size_t>(f) - 1);
    }
    return all;
  }

  /// The parameters for features as they are, if these are weights and their biases; nullopt where shapes do not fit.
  [[nodiscard]] std::optional<std::vector<double>> changed(const Loss::Tensor& weights, const Loss::Tensor& bias,
                                                           const std::vector<std::size_t>& features) const {
    std::vector<std::int64_t> rest = weights.shape;
    const bool is_scalar = features.size() == 1 && rest.empty();
    if (!is_scalar) {
      if (rest.empty() || static_cast<std::size_t>(rest.back()) != features.size()) return std::nullopt;
      rest.pop_back();
    }
    if (bias.shape != rest || bias.name == weights.name) return std::nullopt;
    std::vector<double> params = model_.state.params;
    for (std::size_t unit = 0; unit < bias.size; ++unit) {
      for (std::size_t j = 0; j < features.size(); ++j) {
        double& weight = params[weights.offset + unit * features.size() + j];
        weight /= model_.scaling.factor[features[j]];
        params[bias.offset + unit] -= weight * model_.scaling.offset[features[j]];
      }
    }
    return params;
  }

  const Model& model_;
  ExampleLoss loss_;
  Dataset raw_;
  std::vector<double> expected_;
};

}  // namespace

Result<std::optional<DataUnits>> in_data_units(const Model& model, std::span<const double> x) {
  return guarded([&] { return Finder(model, x).find(); });
}

}  // namespace adc::inline ADC_ABI::train
