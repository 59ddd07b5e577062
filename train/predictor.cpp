// A model's prediction as a function.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "adc/train/model.hpp"
#include "adc/train/roles.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Places = std::vector<std::size_t>;

/// For each of the program's `data` the features that it takes, in their order; of the target none.
std::vector<Places> features_of(const Model& model, const ExampleLoss& loss) {
  const Dataset columns{
      .features = model.features, .targets = model.targets, .classes = model.classes, .x = {}, .t = {}};
  std::vector<Places> all;
  std::vector<Role> of_tensors = roles(loss.data(), columns).value();
  for (Role& role : of_tensors) all.push_back(std::move(role.features));
  return all;
}

/// (x − offset)/factor for an input, and the values of these two.
struct Scaled {
  Function function;
  std::map<std::string, Array> values;
};

/// Where that changes something.
std::optional<Scaled> scaled(const Model& model, const Loss::Tensor& input, const Places& features,
                             const CompileOptions& options) {
  Array offset{input.shape, {}};
  Array factor{input.shape, {}};
  for (const std::size_t f : features) {
    offset.numbers.push_back(model.scaling.offset[f]);
    factor.numbers.push_back(model.scaling.factor[f]);
  }
  const auto are_all = [](const Array& array, double number) {
    return std::ranges::all_of(array.numbers, [&](double x) { return x == number; });
  };
  if (are_all(offset, 0) && are_all(factor, 1)) return std::nullopt;
  const std::string& x = input.name;
  const std::string x0 = x + "_offset";
  const std::string scale = x + "_factor";
  CompileOptions inner;
  const std::string shape = input.shape.empty() ? "" : fmt::format("[{}]", fmt::join(input.shape, ", "));
  inner.dtype = options.dtype;
  inner.limits = options.limits;
  return Scaled{
      compile(fmt::format("param {0}: R{3}; data {1}: R{3}, {2}: R{3}; ({0} - {1})./{2}", x, x0, scale, shape), inner)
          .value(),
      {{x0, offset}, {scale, factor}}};
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

EmitOptions describe(const Model& model, EmitOptions options) {
  std::string note =
      "for the parameters of a trained model, in the units of its data.\nfeatures: " + listed(model.features);
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
