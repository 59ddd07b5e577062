#include "adc/train/model.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "adc/adc.hpp"
#include "adc/train/safetensors.hpp"
#include "common/utf8.h"
#include "train/encoding.h"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kFormat = "adc.model.1";
constexpr std::string_view kNote = "note.";             ///< before the keys of notes
constexpr std::string_view kAverage = "train/average";  ///< what the optimiser remembers: …1, …2
constexpr std::string_view kHistory = "train/history";  ///< [epochs, 3]: loss, held-out loss, rate
constexpr std::string_view kBest =
    "train/best";  ///< of early stopping, flat: the parameters that are not under their names
constexpr std::string_view kBestEpoch = "train/best_epoch";  ///< [epoch, held-out loss, whether `params` are its]
constexpr std::string_view kOffset = "scaling/offset";
constexpr std::string_view kFactor = "scaling/factor";
constexpr std::string_view kLogarithmic = "scaling/logarithmic";  ///< 0 and 1; where there are logarithms
constexpr std::string_view kTarget = "target_";                   ///< before the names of the targets' scaling

LossOptions loss_options(const Model& model) {
  return {.dtype = model.dtype, .tier = Tier::Auto, .dims = model.dims, .source_name = "<the model's program>"};
}

NamedTensor vector_of(std::string_view name, const std::vector<double>& numbers) {
  return {std::string(name), {static_cast<std::int64_t>(numbers.size())}, numbers};
}

NamedTensor history_tensor(const std::vector<Epoch>& history) {
  NamedTensor tensor{std::string(kHistory), {static_cast<std::int64_t>(history.size()), 3}, {}};
  for (const Epoch& epoch : history) {
    tensor.values.insert(tensor.values.end(), {epoch.loss, epoch.heldout, epoch.rate});
  }
  return tensor;
}

void add_scaling(Safetensors& file, const Scaling& scaling, std::string_view prefix) {
  file.tensors.push_back(vector_of(std::string(prefix).append(kOffset), scaling.offset));
  file.tensors.push_back(vector_of(std::string(prefix).append(kFactor), scaling.factor));
  if (scaling.logarithmic.empty()) return;
  file.tensors.push_back(
      vector_of(std::string(prefix).append(kLogarithmic), {scaling.logarithmic.begin(), scaling.logarithmic.end()}));
}

/// Files hold UTF-8 alone; what is not would be found out after hours of training.
void require_utf8(const Model& model) {
  const auto require = [](const std::string& text, const char* what) {
    if (common::is_utf8(text)) return;
    throw failure("bad-data",
                  fmt::format("{} of the model is not UTF-8, and a file of a model holds nothing else", what));
  };
  for (const std::string& name : model.features) require(name, "a feature's name");
  for (const std::string& name : model.targets) require(name, "a target's name");
  for (const std::string& name : model.classes) require(name, "a class");
  for (const ColumnEncoding& column : model.encoding.columns) {
    for (const std::string& level : column.levels) require(level, "a level of a column");
  }
  for (const auto& [key, text] : model.notes) require(key + text, "a note");
  require(model.program, "the program");
}

Safetensors to_file(const Model& model) {
  require_utf8(model);
  Safetensors file;
  const ExampleLoss loss = ExampleLoss::compile(model.program, loss_options(model)).value();
  if (model.state.params.size() != loss.param_size()) {
    throw failure("bad-data", "the model's parameters are not those of its program");
  }
  for (const Loss::Tensor& param : loss.params()) {
    const auto begin = model.state.params.begin() + static_cast<std::ptrdiff_t>(param.offset);
    file.tensors.push_back({param.name, param.shape, {begin, begin + static_cast<std::ptrdiff_t>(param.size)}});
  }
  const Memory& memory = model.state.memory;
  for (std::size_t i = 0; i < memory.averages.size(); ++i) {
    file.tensors.push_back(vector_of(std::string(kAverage) + std::to_string(i + 1), memory.averages[i]));
  }
  file.tensors.push_back(history_tensor(model.state.history));
  if (const Best& best = model.state.best; best.epoch > 0) {
    file.tensors.push_back(vector_of(kBest, best.params));
    file.tensors.push_back(
        vector_of(kBestEpoch, {static_cast<double>(best.epoch), best.heldout, best.is_taken ? 1.0 : 0.0}));
  }
  add_scaling(file, model.scaling, "");
  if (!model.target_scaling.empty()) add_scaling(file, model.target_scaling, kTarget);
  // The sum is kept as a tensor, so that no bit is lost.
  file.tensors.push_back({"train/loss_sum", {}, {model.state.loss_sum}});
  file.metadata = {{"format", std::string(kFormat)},
                   {"program", model.program},
                   {"dims", Json(model.dims).dump()},
                   {"dtype", model.dtype == DType::F64 ? "f64" : "f32"},
                   {"features", Json(model.features).dump()},
                   {"targets", Json(model.targets).dump()},
                   {"classes", Json(model.classes).dump()},
                   {"steps", std::to_string(model.state.memory.steps)},
                   {"next_batch", std::to_string(model.state.next_batch)}};
  if (!model.encoding.columns.empty()) file.metadata["columns"] = to_json(model.encoding);
  if (model.weighted) file.metadata["weighted"] = "true";
  for (const auto& [key, text] : model.notes) file.metadata[std::string(kNote) + key] = text;
  return file;
}

/// Takes a model out of a file.
class Loader {
 public:
  Loader(const Safetensors& file, const std::string& path) : file_(file), path_(path) {}

  Model load() {
    if (!file_.metadata.contains("format") || text("format") != kFormat) refuse("it holds no model of adc");
    model_.program = text("program");
    model_.dtype = text("dtype") == "f32" ? DType::F32 : DType::F64;
    read("dims", model_.dims);
    read("features", model_.features);
    read("targets", model_.targets);
    read("classes", model_.classes);
    if (file_.metadata.contains("columns")) {
      const std::optional<Encoding> encoding = encoding_of_json(text("columns"));
      if (!encoding) refuse("its metadata `columns` are damaged");
      model_.encoding = *encoding;
      if (model_.encoding.features() != model_.features) refuse("its columns do not give its features");
    }
    model_.weighted = file_.metadata.contains("weighted");
    if (!model_.classes.empty() && model_.targets.size() != 1) refuse("it has classes without one target");
    read("steps", model_.state.memory.steps);
    read("next_batch", model_.state.next_batch);
    for (const auto& [key, text] : file_.metadata) {
      if (key.starts_with(kNote)) model_.notes[key.substr(kNote.size())] = text;
    }
    read_params();
    read_state();
    return std::move(model_);
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw failure("bad-safetensors", fmt::format("{} cannot be used: {}", path_, why));
  }

  const std::string& text(const std::string& key) const {
    const auto found = file_.metadata.find(key);
    if (found == file_.metadata.end()) refuse(fmt::format("it has no metadata `{}`", key));
    return found->second;
  }

  template <typename T>
  void read(const std::string& key, T& to) const {
    try {
      Json::parse(text(key)).get_to(to);
    } catch (const Json::exception&) {
      refuse(fmt::format("its metadata `{}` are damaged", key));
    }
  }

  const std::vector<double>& tensor(std::string_view name) const {
    const NamedTensor* found = file_.find(name);
    if (found == nullptr) refuse(fmt::format("it has no tensor `{}`", name));
    return found->values;
  }

  void read_params() {
    const ExampleLoss loss = ExampleLoss::compile(model_.program, loss_options(model_)).value();
    // In the order of their places; a program may say any sizes, but memory is taken for what the file holds alone.
    for (const Loss::Tensor& param : loss.params()) {
      const NamedTensor* found = file_.find(param.name);
      if (found == nullptr || found->shape != param.shape) {
        refuse(fmt::format("it has no tensor `{}` of the shape that its program wants", param.name));
      }
      model_.state.params.insert(model_.state.params.end(), found->values.begin(), found->values.end());
    }
  }

  void read_state() {
    State& state = model_.state;
    for (std::size_t i = 1; file_.find(std::string(kAverage) + std::to_string(i)) != nullptr; ++i) {
      state.memory.averages.push_back(tensor(std::string(kAverage) + std::to_string(i)));
      if (state.memory.averages.back().size() != state.params.size()) refuse("its optimiser's memory does not fit");
    }
    const std::vector<double>& history = tensor(kHistory);
    for (std::size_t i = 0; i + 2 < history.size(); i += 3) {
      state.history.push_back({history[i], history[i + 1], history[i + 2]});
    }
    if (file_.find(kBestEpoch) != nullptr) read_best(state);
    const std::vector<double>& sum = tensor("train/loss_sum");
    state.loss_sum = sum.empty() ? 0 : sum[0];
    model_.scaling = scaling("", model_.features.size());
    if (file_.find(std::string(kTarget).append(kOffset)) != nullptr) {
      model_.target_scaling = scaling(kTarget, model_.targets.size());
    }
  }

  Scaling scaling(std::string_view prefix, std::size_t columns) const {
    Scaling scaling{tensor(std::string(prefix).append(kOffset)), tensor(std::string(prefix).append(kFactor))};
    const NamedTensor* const logarithmic = file_.find(std::string(prefix).append(kLogarithmic));
    if (logarithmic != nullptr) {
      for (const double flag : logarithmic->values) scaling.logarithmic.push_back(flag != 0);
    }
    if (scaling.offset.size() != columns || scaling.factor.size() != columns ||
        (logarithmic != nullptr && scaling.logarithmic.size() != columns)) {
      refuse("its scaling does not fit its columns");
    }
    return scaling;
  }

  void read_best(State& state) const {
    const std::vector<double>& numbers = tensor(kBestEpoch);
    const std::vector<double>& params = tensor(kBest);
    const bool fits = numbers.size() == 3 && params.size() == state.params.size() && numbers[0] >= 1 &&
                      numbers[0] <= static_cast<double>(state.history.size());
    if (!fits) refuse("its best epoch does not fit");
    state.best = {static_cast<std::size_t>(numbers[0]), numbers[1], params, numbers[2] != 0};
  }

  const Safetensors& file_;
  const std::string& path_;
  Model model_;
};

Error other_size(std::size_t size, const Model& model) {
  return failure("bad-data", fmt::format("the program predicts {} numbers, and the scale is that of {} targets", size,
                                         model.target_scaling.offset.size()));
}

std::vector<double> predictions(const Model& model, std::span<const double> x) {
  Dataset data{.features = model.features, .targets = model.targets, .classes = model.classes, .x = {}, .t = {}};
  if (data.features.empty() || x.size() % data.features.size() != 0) {
    throw failure("bad-data",
                  fmt::format("a row has {} features, and there are {} numbers", data.features.size(), x.size()));
  }
  data.rows = x.size() / data.features.size();
  if (data.rows == 0) return {};
  data.x.assign(x.begin(), x.end());
  if (model.weighted) data.weights.assign(data.rows, 1);
  model.scaling.apply(data.x);
  const ExampleLoss loss = ExampleLoss::compile(model.program, loss_options(model)).value();
  if (loss.outputs().size() < 2) {
    throw failure("bad-data", "the program has no prediction, only a loss",
                  {"end it with a line such as `E, y`, with the loss first"});
  }
  const Examples examples = Examples::create(loss, bind_data(loss.data(), data).value(), data.rows).value();
  std::vector<double> all = examples.output(model.state.params, 1);
  if (model.target_scaling.empty()) return all;
  if (loss.outputs()[1].size != model.target_scaling.offset.size()) throw other_size(loss.outputs()[1].size, model);
  model.target_scaling.undo(all);
  return all;
}

}  // namespace

std::optional<Error> save(const Model& model, const std::string& path) {
  const Result<Safetensors> file = guarded([&] { return to_file(model); });
  return file ? write_safetensors(path, *file) : std::optional(file.error());
}

Result<Model> load(const std::string& path) {
  return guarded([&] {
    const Safetensors file = read_safetensors(path).value();
    return Loader(file, path).load();
  });
}

Encoding encoding_of(const Model& model) {
  return model.encoding.columns.empty() ? plain_encoding(model.features) : model.encoding;
}

Result<std::vector<double>> predict(const Model& model, std::span<const double> x) {
  return guarded([&] { return predictions(model, x); });
}

}  // namespace adc::inline ADC_ABI::train
