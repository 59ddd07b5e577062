// Which columns a program's data are.
#include "adc/train/roles.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>
#include <optional>

#include "adc/adc.hpp"
#include "adc/train/examples.hpp"
#include "train/failure.h"
#include "train/text.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Tensors = std::span<const Loss::Tensor>;

bool names(const Loss::Tensor& tensor, const std::string& column) {
  return canonical_name(column).value_or(column) == tensor.name;
}

/// "x: R[4]"
std::string declaration(const Loss::Tensor& tensor) {
  std::string text = tensor.name + ": R";
  for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
    text += (i == 0 ? "[" : ", ") + std::to_string(tensor.shape[i]);
  }
  return text + (tensor.shape.empty() ? "" : "]");
}

constexpr std::string_view kWeight = "weight";

/// Whether the tensor takes how much an example counts.
bool is_weight(const Loss::Tensor& tensor, const Dataset& examples) {
  return !examples.weights.empty() && tensor.shape.empty() && tensor.name == kWeight;
}

/// The place of the tensor that takes the targets; none where there are none.
std::optional<std::size_t> target_of(Tensors data, const Dataset& examples) {
  if (examples.targets.empty()) return std::nullopt;
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < data.size(); ++k) {
    if (is_weight(data[k], examples)) continue;
    if (examples.targets.size() == 1 && names(data[k], examples.targets[0])) return k;
    places.push_back(k);
  }
  if (places.size() < 2 && !examples.features.empty()) {
    throw failure("bad-data", fmt::format("the program has no tensor for the target {}", listed(examples.targets)),
                  {"a second tensor of `data` takes the target; `--target none` says that there is no target"});
  }
  return places.empty() ? std::nullopt : std::optional(places.back());
}

/// Takes out of `left` the feature that the tensor names, if it is a scalar that names one.
std::optional<std::size_t> named_feature(const Loss::Tensor& tensor, const Dataset& examples,
                                         std::vector<std::size_t>& left) {
  if (!tensor.shape.empty()) return std::nullopt;
  const auto found = std::ranges::find_if(left, [&](std::size_t f) { return names(tensor, examples.features[f]); });
  if (found == left.end()) return std::nullopt;
  const std::size_t feature = *found;
  left.erase(found);
  return feature;
}

/// The tensors `unnamed` share the features `left`.
void share(Tensors data, const std::vector<std::size_t>& unnamed, const Dataset& examples,
           const std::vector<std::size_t>& left, std::vector<Role>& roles) {
  std::size_t wanted = 0;
  std::vector<std::string> declarations;
  for (const std::size_t k : unnamed) {
    wanted += data[k].size;
    declarations.push_back(declaration(data[k]));
    if (data[k].shape.empty() && unnamed.size() > 1) {
      throw failure("bad-data", fmt::format("no column is named like the program's `{}`", data[k].name),
                    {"there are " + listed(examples.features)});
    }
  }
  if (unnamed.empty()) return;
  if (wanted != left.size()) {
    throw failure("bad-data",
                  fmt::format("the program wants {}, and the table has {} features for {}", listed(declarations),
                              left.size(), unnamed.size() > 1 ? "them" : "it"),
                  {"there are " + listed(examples.features), "the first of a network's layers has a unit per feature"});
  }
  auto next = left.begin();
  for (const std::size_t k : unnamed) {
    const auto end = next + static_cast<std::ptrdiff_t>(data[k].size);
    roles[k].features.assign(next, end);
    next = end;
  }
}

std::vector<Role> find_roles(Tensors data, const Dataset& examples) {
  if (data.empty()) {
    throw failure("bad-data", "the program has no `data`, so it has no use for a table",
                  {"declare what an example is: `data x: R[4], t: R[3]`"});
  }
  if (!examples.weights.empty() &&
      std::ranges::none_of(data, [&](const Loss::Tensor& one) { return is_weight(one, examples); })) {
    throw failure("bad-data", "examples have weights, and the program has no use for them",
                  {"a program of your own takes them by `data weight`, and multiplies its loss by it"});
  }
  std::vector<Role> roles(data.size());
  const std::optional<std::size_t> target = target_of(data, examples);
  std::vector<std::size_t> left(examples.features.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::vector<std::size_t> unnamed;
  for (std::size_t k = 0; k < data.size(); ++k) {
    if (k == target)
      roles[k].of = Role::Of::Target;
    else if (is_weight(data[k], examples))
      roles[k].of = Role::Of::Weight;
    else if (const auto feature = named_feature(data[k], examples, left))
      roles[k] = {Role::Of::Column, {*feature}};
    else
      unnamed.push_back(k);
  }
  share(data, unnamed, examples, left, roles);
  return roles;
}

/// The sizes of a program that are not known are tried with these, which no program has by chance, and which divide
/// nothing.
constexpr std::int64_t kFirstTrial = 1009;
constexpr std::int64_t kBetweenTrials = 2;

using Dims = std::map<std::string, std::int64_t>;

/// The program with `dims`, or what is wrong with it.
Result<ExampleLoss> interpreted(std::string_view program, LossOptions options, const Dims& dims) {
  options.tier = Tier::Interpret;
  options.dims = dims;
  return ExampleLoss::compile(std::string(program), options);
}

/// Gives trial sizes to what is unknown; nullopt where the program cannot be compiled with such sizes.
std::optional<ExampleLoss> with_trials(std::string_view program, const LossOptions& options, Dims& trials) {
  Dims dims = options.dims;
  std::int64_t trial = kFirstTrial;
  for (;;) {
    Result<ExampleLoss> loss = interpreted(program, options, dims);
    if (loss) return std::move(loss).value();
    const Diagnostic& why = loss.error().diagnostic();
    if (why.slug != "unknown-dim" || why.span.empty()) {
      if (trials.empty()) throw Error(loss.error());
      return std::nullopt;
    }
    const std::string name(program.substr(why.span.begin, why.span.end - why.span.begin));
    if (!trials.emplace(name, trial).second) return std::nullopt;
    dims[name] = trial;
    trial += kBetweenTrials;
  }
}

/// Learns from one tensor, which takes `numbers` numbers of a row: where all extents but one are known, or all but one
/// kind.
void learn(const Loss::Tensor& tensor, std::size_t numbers, const Dims& trials, Dims& dims) {
  std::optional<std::string> unknown;
  std::size_t known = 1;
  for (const std::int64_t extent : tensor.shape) {
    const auto trial = std::ranges::find(trials, extent, &Dims::value_type::second);
    if (trial == trials.end()) {
      known *= static_cast<std::size_t>(extent);
    } else if (const auto found = dims.find(trial->first); found != dims.end()) {
      known *= static_cast<std::size_t>(found->second);
    } else {
      if (unknown) return;
      unknown = trial->first;
    }
  }
  if (unknown && known > 0 && numbers % known == 0) dims[*unknown] = static_cast<std::int64_t>(numbers / known);
}

Dims infer(std::string_view program, const Dataset& examples, const LossOptions& options) {
  Dims trials;
  const std::optional<ExampleLoss> loss = with_trials(program, options, trials);
  Dims dims = options.dims;
  if (!loss || trials.empty() || loss->data().empty()) return dims;
  const Tensors data = loss->data();
  const std::optional<std::size_t> target = target_of(data, examples);
  std::vector<std::size_t> left(examples.features.size());
  std::iota(left.begin(), left.end(), std::size_t{0});
  std::vector<std::size_t> unnamed;
  for (std::size_t k = 0; k < data.size(); ++k) {
    if (k == target)
      learn(data[k], examples.classes.empty() ? examples.targets.size() : examples.classes.size(), trials, dims);
    else if (!is_weight(data[k], examples) && !named_feature(data[k], examples, left))
      unnamed.push_back(k);
  }
  // What all but one of the tensors take is known.
  std::size_t numbers = left.size();
  std::vector<std::size_t> open;
  for (const std::size_t k : unnamed) {
    const bool is_open = std::ranges::any_of(data[k].shape, [&](std::int64_t extent) {
      return std::ranges::any_of(trials, [&](const auto& trial) { return trial.second == extent; });
    });
    if (is_open)
      open.push_back(k);
    else
      numbers -= std::min(numbers, data[k].size);
  }
  if (open.size() == 1) learn(data[open[0]], numbers, trials, dims);
  return dims;
}

}  // namespace

Result<std::vector<Role>> roles(Tensors data, const Dataset& examples) {
  return guarded([&] { return find_roles(data, examples); });
}

Result<std::vector<Loss::Tensor>> declared_data(std::string_view program, const LossOptions& options) {
  return guarded([&] {
    Dims trials;
    const std::optional<ExampleLoss> loss = with_trials(program, options, trials);
    std::vector<Loss::Tensor> data;
    if (loss) data.assign(loss->data().begin(), loss->data().end());
    for (Loss::Tensor& tensor : data) {
      for (std::int64_t& extent : tensor.shape) {
        if (std::ranges::find(trials, extent, &Dims::value_type::second) != trials.end()) extent = -1;
      }
    }
    return data;
  });
}

Result<std::map<std::string, std::int64_t>> dims_of(std::string_view program, const Dataset& examples,
                                                    const LossOptions& options) {
  return guarded([&] { return infer(program, examples, options); });
}

}  // namespace adc::inline ADC_ABI::train
