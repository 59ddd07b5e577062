#include "train/fit/model.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 18U;  ///< second derivatives of a block of rows

/// The place of element `k` of a tensor, from 1: "2,3".
std::string place(const Extents& shape, std::size_t k) {
  std::string text;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const auto extent = static_cast<std::size_t>(shape[axis]);
    text = std::to_string(k % extent + 1) + (text.empty() ? "" : ",") + text;
    k /= extent;
  }
  return text;
}

const FitColumn* column_named(const std::vector<FitColumn>& columns, std::string_view name) {
  for (const FitColumn& column : columns) {
    if (column.name == name || canonical_name(column.name) == name) return &column;
  }
  return nullptr;
}

/// That the model has no column, and what may have been meant.
[[noreturn]] void refuse_without_column(const Function& function, const std::vector<FitColumn>& columns) {
  std::vector<std::string> names;
  for (const FitColumn& column : columns) names.push_back(column.name);
  std::vector<std::string> help;
  for (const std::string& input : function.inputs()) {
    for (const std::string& near : nearest_names(input, names))
      help.push_back(fmt::format("`{}` is a parameter; there is a column `{}`", input, near));
  }
  if (help.empty() && !names.empty()) help.push_back("there are the columns " + listed(names));
  throw failure("missing-column", "the model uses no column of the data, so that it is the same in all rows",
                std::move(help));
}

}  // namespace

FitModel::FitModel(Function function, const std::vector<FitColumn>& columns, std::size_t rows, int threads)
    : function_(std::move(function)), rows_(rows), threads_(threads) {
  refuse_unless_one_number();
  add_params(columns);
  place_results();
}

FitModel FitModel::thinned(std::size_t step) const {
  FitModel fewer = *this;
  fewer.rows_ = (rows_ + step - 1) / step;
  fewer.step_ *= static_cast<std::ptrdiff_t>(step);
  return fewer;
}

void FitModel::refuse_unless_one_number() const {
  if (function_.outputs().size() != 1 || !function_.output_shapes()[0].empty()) {
    throw failure("several-outputs",
                  fmt::format("a model gives one number for each row, and this one gives {}", function_.output_size()));
  }
}

void FitModel::add_params(const std::vector<FitColumn>& columns) {
  bool has_column = false;
  for (std::size_t i = 0; i < function_.inputs().size(); ++i) {
    const std::string& name = function_.inputs()[i];
    const Extents& shape = function_.input_shapes()[i];
    if (const FitColumn* const column = column_named(columns, name)) {
      if (!shape.empty())
        throw failure("bad-data",
                      fmt::format("`{}` is a tensor, and the column `{}` has one number in each row", name, name),
                      {"a tensor of parameters needs another name; several columns are several names in the formula"});
      if (column->numbers.size() != rows_)
        throw failure("wrong-size", fmt::format("the column `{}` has {} numbers, and there are {} rows", name,
                                                column->numbers.size(), rows_));
      columns_.push_back(column->numbers.data());
      offsets_.push_back(0);
      has_column = true;
      continue;
    }
    const std::size_t size = static_cast<std::size_t>(elements(shape));
    columns_.push_back(nullptr);
    offsets_.push_back(names_.size());
    params_.push_back({name, names_.size(), size, shape});
    for (std::size_t k = 0; k < size; ++k)
      names_.push_back(shape.empty() ? name : fmt::format("{}[{}]", name, place(shape, k)));
  }
  if (names_.empty()) {
    throw failure("bad-data", "the model has no parameters: all its names are columns",
                  {"names that are no columns are what is fitted, as `a` and `b` in `a*x + b`"});
  }
  if (!has_column) refuse_without_column(function_, columns);
}

void FitModel::place_results() {
  std::size_t found = 0;
  for (const std::string& name : function_.wrt()) {
    const auto param = std::ranges::find(params_, name, &Input::name);
    places_.push_back(param == params_.end() ? -1 : static_cast<std::ptrdiff_t>(param->offset));
    found += param == params_.end() ? 0 : 1;
  }
  if (found == params_.size()) return;
  for (const Input& param : params_) {
    if (std::ranges::find(function_.wrt(), param.name) != function_.wrt().end()) continue;
    throw failure("unknown-variable",
                  fmt::format("`{}` is to be fitted, and the model has no derivatives by it", param.name),
                  {"`data` are columns; parameters are declared by `param`, or not at all"});
  }
}

/// From the row `first` on.
std::vector<InputColumn> FitModel::inputs(std::span<const double> params, std::size_t first) const {
  std::vector<InputColumn> inputs;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    inputs.push_back(columns_[i] != nullptr
                         ? InputColumn{columns_[i] + static_cast<std::ptrdiff_t>(first) * step_, step_}
                         : InputColumn{params.data() + offsets_[i], 0});
  }
  return inputs;
}

void FitModel::evaluate(std::span<const double> params, std::span<double> values, double* jacobian) const {
  std::vector<OutputColumn> results{{values.data(), 1}};
  if (jacobian == nullptr) return function_.map(Derive::Value, rows_, inputs(params, 0), results, threads_);
  for (const std::ptrdiff_t place : places_) {
    results.push_back({place < 0 ? nullptr : jacobian + place, static_cast<std::ptrdiff_t>(size())});
  }
  function_.map(Derive::Gradient, rows_, inputs(params, 0), results, threads_);
}

void FitModel::add_curvature(std::span<const double> params, std::span<const double> weights,
                             std::span<double> sum) const {
  // Of tensors a result is a block, [elements of one, elements of the other], for each pair of inputs.
  std::vector<std::size_t> sizes;
  for (const Extents& shape : function_.wrt_shapes()) sizes.push_back(elements(shape));
  struct Pair {
    std::size_t row, column, rows, columns, offset;
  };
  std::vector<Pair> pairs;
  std::size_t width = 0;
  for (std::size_t a = 0; a < places_.size(); ++a) {
    for (std::size_t b = 0; b < places_.size(); ++b) {
      if (places_[a] < 0 || places_[b] < 0) continue;
      pairs.push_back(
          {static_cast<std::size_t>(places_[a]), static_cast<std::size_t>(places_[b]), sizes[a], sizes[b], width});
      width += sizes[a] * sizes[b];
    }
  }
  const std::size_t most = std::clamp<std::size_t>(kNumbersAtOnce / std::max<std::size_t>(width, 1), 1, rows_);
  std::vector<double> block(most * width);
  for (std::size_t first = 0; first < rows_; first += most) {
    const std::size_t count = std::min(most, rows_ - first);
    std::vector<OutputColumn> results(1 + places_.size(), OutputColumn{nullptr, 1});
    std::size_t next = 0;
    for (std::size_t a = 0; a < places_.size(); ++a) {
      for (std::size_t b = 0; b < places_.size(); ++b) {
        const bool is_wanted = places_[a] >= 0 && places_[b] >= 0;
        results.push_back(
            {is_wanted ? block.data() + pairs[next++].offset : nullptr, static_cast<std::ptrdiff_t>(width)});
      }
    }
    function_.map(Derive::Hessian, count, inputs(params, first), results, threads_);
    for (std::size_t i = 0; i < count; ++i) {
      if (weights[first + i] == 0) continue;
      for (const Pair& pair : pairs) {
        for (std::size_t k = 0; k < pair.rows * pair.columns; ++k)
          sum[(pair.row + k / pair.columns) * size() + pair.column + k % pair.columns] +=
              weights[first + i] * block[i * width + pair.offset + k];
      }
    }
  }
}

std::vector<FitBounds> FitModel::ranges() const {
  std::vector<FitBounds> all;
  for (const double* const column : columns_) {
    if (column == nullptr) continue;
    FitBounds range{column[0], column[0]};
    for (std::size_t i = 0; i < rows_; ++i) {
      const double x = column[static_cast<std::ptrdiff_t>(i) * step_];
      range.low = std::min(range.low, x);
      range.high = std::max(range.high, x);
    }
    all.push_back(range);
  }
  return all;
}

std::string FitModel::row_text(std::size_t row) const {
  std::string text;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i] == nullptr) continue;
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", function_.inputs()[i],
                        to_text(columns_[i][static_cast<std::ptrdiff_t>(row) * step_]));
  }
  return text;
}

}  // namespace adc::inline ADC_ABI::train
