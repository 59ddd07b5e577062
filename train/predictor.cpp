// A model's prediction as a function.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "adc/train/model.hpp"
#include "adc/train/roles.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Places = std::vector<std::size_t>;

constexpr const char* kInner = "scaled_prediction";

/// For each of the program's `data` the features that it takes, in their order; of the target none.
std::vector<Places> features_of(const Model& model, const ExampleLoss& loss) {
  Dataset columns{.features = model.features, .targets = model.targets, .classes = model.classes, .x = {}, .t = {}};
  if (model.weighted) columns.weights = {1};
  std::vector<Places> all;
  std::vector<Role> of_tensors = roles(loss.data(), columns).value();
  for (Role& role : of_tensors) all.push_back(std::move(role.features));
  return all;
}

/// A change of units as a function, and the values of what it is by.
struct Scaled {
  Function function;
  std::map<std::string, Array> values;
};

/// Offset and factor of some of a scaling's columns, as tensors; which of them are of logarithms, 1 or 0.
struct Units {
  Array offset;
  Array factor;
  Array logarithmic;

  Units(const Scaling& scaling, const Extents& shape, const Places& columns)
      : offset{shape, {}}, factor{shape, {}}, logarithmic{shape, {}} {
    for (const std::size_t c : columns) {
      offset.numbers.push_back(scaling.offset[c]);
      factor.numbers.push_back(scaling.factor[c]);
      logarithmic.numbers.push_back(scaling.is_logarithmic(c) ? 1 : 0);
    }
  }

  static bool are_all(const Array& array, double number) {
    return std::ranges::all_of(array.numbers, [&](double x) { return x == number; });
  }
  [[nodiscard]] bool change_nothing() const {
    return are_all(offset, 0) && are_all(factor, 1) && are_all(logarithmic, 0);
  }
  /// `change` of those columns that are of logarithms, of the expression x: "log", "exp".
  [[nodiscard]] std::string where_logarithmic(const std::string& change, const std::string& x) const {
    if (are_all(logarithmic, 0)) return x;
    if (are_all(logarithmic, 1)) return fmt::format("{}({})", change, x);
    return fmt::format("if([{}] == 1, {}({}), {})", fmt::join(logarithmic.numbers, ", "), change, x, x);
  }
};

/// " : R[3]", or nothing for a scalar.
std::string type_of(const Extents& shape) {
  return "R" + (shape.empty() ? "" : fmt::format("[{}]", fmt::join(shape, ", ")));
}

/// (x − offset)/factor for an input, where that changes something.
std::optional<Scaled> scaled(const Model& model, const Loss::Tensor& input, const Places& features,
                             const CompileOptions& options) {
  const Units units(model.scaling, input.shape, features);
  if (units.change_nothing()) return std::nullopt;
  const std::string& x = input.name;
  const std::string x0 = x + "_offset";
  const std::string scale = x + "_factor";
  CompileOptions inner;
  inner.dtype = options.dtype;
  inner.limits = options.limits;
  const std::string text = fmt::format("param {0}: {3}; data {1}: {3}, {2}: {3}; ({4} - {1})./{2}", x, x0, scale,
                                       type_of(input.shape), units.where_logarithmic("log", x));
  return Scaled{compile(text, inner).value(), {{x0, units.offset}, {scale, units.factor}}};
}

/// factor·y + offset for the prediction, where that changes something; `wrt` and all that says how are `options`'.
std::optional<Scaled> in_units_of_data(const Model& model, const Function& prediction, const CompileOptions& options) {
  if (model.target_scaling.empty()) return std::nullopt;
  if (prediction.output_size() != model.target_scaling.offset.size()) {
    throw failure("bad-data", fmt::format("the program predicts {} numbers, and the scale is that of {} targets",
                                          prediction.output_size(), model.target_scaling.offset.size()));
  }
  Places all(prediction.output_size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const Extents& shape = prediction.output_shapes()[0];
  const Units units(model.target_scaling, shape, all);
  if (units.change_nothing()) return std::nullopt;
  const std::string name = canonical_name(prediction.outputs()[0]) ? prediction.outputs()[0] : "y";
  const std::string y0 = name + "_offset";
  const std::string scale = name + "_factor";
  CompileOptions outer = options;
  outer.wrt.clear();
  outer.dims.clear();
  const std::string inner = kInner;
  const std::string text =
      fmt::format("param {0}: {4}; data {1}: {4}, {2}: {4}; {3} = {5}; {3}", inner, y0, scale, name, type_of(shape),
                  units.where_logarithmic("exp", fmt::format("({} .* {} + {})", inner, scale, y0)));
  return Scaled{compile(text, outer).value(), {{y0, units.offset}, {scale, units.factor}}};
}

/// Of the options those that do not say what a text means.
CompileOptions how(const CompileOptions& given) {
  CompileOptions options;
  options.name = given.name;
  options.source_name = given.source_name;
  options.wrt = given.wrt;
  options.mode = given.mode;
  options.tier = given.tier;
  options.level = given.level;
  options.dtype = given.dtype;
  options.vector_math = given.vector_math;
  options.limits = given.limits;
  return options;
}

std::map<std::string, Fixed> fixed_at(const std::map<std::string, Array>& values) {
  return {values.begin(), values.end()};
}

/// `is_open`: parameters and scales stay inputs.
OpenPredictor make(const Model& model, CompileOptions options, bool is_open) {
  const ExampleLoss loss =
      ExampleLoss::compile(model.program, {.dtype = model.dtype, .tier = Tier::Interpret, .dims = model.dims}).value();
  if (loss.outputs().size() < 2) {
    throw failure("bad-data", "the program has no prediction, only a loss",
                  {"end it with a line such as `E, y`, with the loss first"});
  }
  const Scaling& scaling = model.scaling;
  if (model.state.params.size() != loss.param_size() || scaling.offset.size() != model.features.size() ||
      scaling.factor.size() != model.features.size()) {
    throw failure("bad-data", "the model's parameters and units are not those of its program and features");
  }
  const std::vector<Places> features = features_of(model, loss);
  const std::vector<std::string> wrt = std::exchange(options.wrt, {});
  options.dims = model.dims;
  if (!options.dtype) options.dtype = model.dtype;
  std::map<std::string, Fixed> fixed;
  std::map<std::string, Array> values;
  for (const Loss::Tensor& param : loss.params()) {
    const auto begin = model.state.params.begin() + static_cast<std::ptrdiff_t>(param.offset);
    values.emplace(param.name, Array{param.shape, {begin, begin + static_cast<std::ptrdiff_t>(param.size)}});
    if (is_open && wrt.empty()) options.wrt.push_back(param.name);
  }
  if (!is_open) fixed = fixed_at(values);
  for (std::size_t k = 0; k < features.size(); ++k) {
    const Loss::Tensor& input = loss.data()[k];
    if (features[k].empty())
      fixed.emplace(input.name, Array{input.shape, std::vector<double>(input.size)});
    else if (wrt.empty())
      options.wrt.push_back(input.name);
  }
  if (!wrt.empty()) options.wrt = wrt;
  Function function = compile(model.program, options).value().only(1).value().bind(fixed).value();
  if (const std::optional<Scaled> change = in_units_of_data(model, function, options)) {
    const Function outer = is_open ? change->function : change->function.bind(fixed_at(change->values)).value();
    function = outer.with(kInner, function).value();
    values.insert(change->values.begin(), change->values.end());
  }
  for (std::size_t k = 0; k < features.size(); ++k) {
    if (features[k].empty()) continue;
    const Loss::Tensor& input = loss.data()[k];
    const std::optional<Scaled> change = scaled(model, input, features[k], options);
    if (!change) continue;
    const Function inner = is_open ? change->function : change->function.bind(fixed_at(change->values)).value();
    function = function.with(input.name, inner).value();
    values.insert(change->values.begin(), change->values.end());
  }
  return {std::move(function), std::move(values)};
}

}  // namespace

Result<Function> predictor(const Model& model, const CompileOptions& options) {
  return guarded([&] { return make(model, how(options), false).function; });
}

Result<OpenPredictor> open_predictor(const Model& model, const CompileOptions& options) {
  return guarded([&] { return make(model, how(options), true); });
}

namespace {

/// How columns that are no plain numbers become features, a line each.
std::string column_notes(const Encoding& encoding) {
  std::string text;
  for (const ColumnEncoding& column : encoding.columns) {
    std::vector<std::string> parts;
    if (const std::string words = describe(column.format); !words.empty()) parts.push_back(words);
    if (column.kind == ColumnKind::OneHot) parts.emplace_back("1 for its level, else 0");
    if (column.kind == ColumnKind::Index) parts.push_back("the number of " + listed(column.levels) + ", from 1");
    if (column.fill && column.format.kind == CellKind::Text)
      parts.push_back(fmt::format("without a value `{}`", column.levels[static_cast<std::size_t>(*column.fill)]));
    else if (column.fill)
      parts.push_back("without a value " + to_text(*column.fill));
    if (!parts.empty()) text += fmt::format("\n`{}`: {}", column.column, fmt::join(parts, "; "));
  }
  return text;
}

}  // namespace

EmitOptions describe(const Model& model, EmitOptions options) {
  std::string note =
      "for the parameters of a trained model, in the units of its data.\nfeatures: " + listed(model.features);
  note += column_notes(model.encoding);
  if (model.classes.empty()) {
    note += "\npredicted: " + listed(model.targets);
  } else {
    note += fmt::format("\npredicted: {}, of the classes {}", listed(model.targets), listed(model.classes));
    options.labels = model.classes;
  }
  options.note = std::move(note);
  return options;
}

}  // namespace adc::inline ADC_ABI::train
