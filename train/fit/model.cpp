#include "train/fit/model.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

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

void FitModel::evaluate(std::span<const double> params, std::span<double> values, double* jacobian) const {
  std::vector<InputColumn> inputs;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    inputs.push_back(columns_[i] != nullptr ? InputColumn{columns_[i], step_}
                                            : InputColumn{params.data() + offsets_[i], 0});
  }
  std::vector<OutputColumn> results{{values.data(), 1}};
  if (jacobian == nullptr) return function_.map(Derive::Value, rows_, inputs, results, threads_);
  for (const std::ptrdiff_t place : places_) {
    results.push_back({place < 0 ? nullptr : jacobian + place, static_cast<std::ptrdiff_t>(size())});
  }
  function_.map(Derive::Gradient, rows_, inputs, results, threads_);
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
