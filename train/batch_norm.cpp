#include "adc/train/batch_norm.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>

#include "adc/train/dropout.hpp"
#include "adc/train/random.hpp"
#include "adc/train/trainer.hpp"
#include "train/failure.h"
#include "train/network_text.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// The stream of random numbers of the batches that statistics are of.
constexpr std::uint64_t kStatisticsStream = std::uint64_t{1} << 53U;

/// A matrix with the vector as each of its rows.
std::string each_row(const std::string& vector) { return fmt::format("outer(ones(B), {})", vector); }

/// softmax is of rows; other activations are of elements.
std::string activated(const Layer& layer, const std::string& sums) {
  if (layer.activation == "softmax") return fmt::format("softmax({}, dims=2)", sums);
  const ActivationText text = activation_text(layer.activation);
  return fmt::format("{}{}{}", text.before.empty() ? "(" : text.before, sums, text.after.empty() ? ")" : text.after);
}

/// y and t, as words, in a loss's formula: rows of the matrices.
std::string of_rows(std::string_view formula) {
  std::string text;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  for (std::size_t i = 0; i < formula.size(); ++i) {
    text += formula[i];
    const bool is_word =
        (i == 0 || !is_letter(formula[i - 1])) && (i + 1 == formula.size() || !is_letter(formula[i + 1]));
    if (is_word && (formula[i] == 'y' || formula[i] == 't')) text += "[i, :]";
  }
  return text;
}

/// Where a parameter of a batch's program is among those of the example's.
struct Place {
  std::size_t from = 0;  ///< in the example's
  std::size_t to = 0;    ///< in the batch's
  std::size_t size = 0;
};

/// A network with its examples.
class Normalised {
 public:
  Normalised(const Network& network, const LossOptions& options, std::vector<std::vector<double>> data,
             std::size_t rows, std::uint64_t seed, std::size_t batch)
      : network_(network),
        options_(options),
        data_(std::move(data)),
        rows_(rows),
        seed_(seed),
        batch_(batch == 0 ? rows : std::min(batch, rows)),
        program_(batch_program(network)) {
    options_.batch = 0;
    options_.any_number = false;
    const ExampleLoss single = ExampleLoss::compile(program(network), options).value();
    size_ = single.param_size();
    const Loss& first = of(batch_);
    place(single, first);
    bool fits = data_.size() == single.data().size() && rows > 0;
    for (std::size_t k = 0; fits && k < data_.size(); ++k) fits = data_[k].size() == rows * single.data()[k].size;
    if (!fits)
      throw failure("bad-data", "there must be examples, and for each of the program's data all their numbers");
    for (const Loss::Tensor& tensor : single.data()) widths_.push_back(tensor.size);
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
      if (network.layers[layer].dropout > 0) masked_.push_back(layer);
    }
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t rows() const { return rows_; }
  void begin_epoch(std::size_t epoch) { epoch_ = epoch; }

  double gradient(std::span<const double> params, std::span<const std::size_t> rows, std::span<double> gradient) {
    const Loss& loss = of(rows.size());
    return options_.dtype == DType::F64 ? derive<double>(loss, params, rows, gradient)
                                        : derive<float>(loss, params, rows, gradient);
  }

  /// Sets means and variances.
  void measure(std::span<double> params) {
    for (const Place& place : statistics_) std::fill_n(params.begin() + at(place.to), place.size, 0.0);
    Random random(seed_, kStatisticsStream);
    const std::vector<std::size_t> order = permutation(rows_, random);
    for (std::size_t begin = 0; begin < rows_; begin += batch_) {
      const std::span rows = std::span(order).subspan(begin, std::min(batch_, rows_ - begin));
      const std::vector<double> outputs =
          options_.dtype == DType::F64 ? evaluate<double>(params, rows) : evaluate<float>(params, rows);
      const auto m = static_cast<double>(rows.size());
      const double part = m / static_cast<double>(rows_);
      for (std::size_t k = 0; k < statistics_.size(); ++k) {
        const double factor = k % 2 == 1 && m > 1 ? part * m / (m - 1) : part;
        const Place& place = statistics_[k];
        for (std::size_t i = 0; i < place.size; ++i) params[place.to + i] += factor * outputs[place.from + i];
      }
    }
  }

 private:
  static std::ptrdiff_t at(std::size_t place) { return static_cast<std::ptrdiff_t>(place); }

  /// The program for batches of this size, which it says itself.
  const Loss& of(std::size_t batch) {
    const auto found = by_batch_.find(batch);
    if (found != by_batch_.end()) return found->second;
    LossOptions options = options_;
    options.dims["B"] = static_cast<std::int64_t>(batch);
    return by_batch_.emplace(batch, ExampleLoss::compile(program_, options).value().of(0)).first->second;
  }

  /// Finds the parameters' places, and those of means and variances, whose `from` is among the outputs.
  void place(const ExampleLoss& single, const Loss& batched) {
    std::size_t output = 1;
    for (const Loss::Tensor& param : single.params()) {
      const auto found = std::ranges::find(batched.params(), param.name, &Loss::Tensor::name);
      if (found != batched.params().end())
        params_.push_back({param.offset, found->offset, param.size});
      else
        statistics_.push_back({batched.outputs()[output++].offset, param.offset, param.size});
    }
  }

  template <typename Number>
  std::vector<Number> own_params(std::span<const double> params, const Loss& loss) const {
    std::vector<Number> own(loss.param_size());
    for (const Place& place : params_) {
      for (std::size_t i = 0; i < place.size; ++i) own[place.to + i] = static_cast<Number>(params[place.from + i]);
    }
    return own;
  }

  /// The rows of the data, and of the masks, which are ones if nothing is left out.
  template <typename Number>
  std::vector<std::vector<Number>> gathered(std::span<const std::size_t> rows, bool masks) const {
    std::vector<std::vector<Number>> all;
    for (std::size_t k = 0; k < data_.size(); ++k) {
      std::vector<Number>& to = all.emplace_back();
      for (const std::size_t row : rows) {
        for (std::size_t i = 0; i < widths_[k]; ++i) to.push_back(static_cast<Number>(data_[k][row * widths_[k] + i]));
      }
    }
    for (const std::size_t layer : masked_) {
      std::vector<double> mask(network_.layers[layer].units, 1);
      std::vector<Number>& to = all.emplace_back();
      for (const std::size_t row : rows) {
        if (masks) dropout_mask(network_.layers[layer].dropout, seed_, epoch_, layer, row, mask);
        for (const double factor : mask) to.push_back(static_cast<Number>(factor));
      }
    }
    return all;
  }

  template <typename Number>
  static std::vector<std::span<const Number>> views(const std::vector<std::vector<Number>>& arrays) {
    return {arrays.begin(), arrays.end()};
  }

  template <typename Number>
  double derive(const Loss& loss, std::span<const double> params, std::span<const std::size_t> rows,
                std::span<double> gradient) const {
    const std::vector<Number> own = own_params<Number>(params, loss);
    const std::vector<std::vector<Number>> data = gathered<Number>(rows, true);
    std::vector<Number> slope(own.size());
    const double value = loss.value_and_gradient(own, views(data), std::span(slope));
    std::ranges::fill(gradient, 0.0);
    for (const Place& place : params_) {
      for (std::size_t i = 0; i < place.size; ++i) gradient[place.from + i] = slope[place.to + i];
    }
    return value;
  }

  template <typename Number>
  std::vector<double> evaluate(std::span<const double> params, std::span<const std::size_t> rows) {
    const Loss& loss = of(rows.size());
    const std::vector<std::vector<Number>> data = gathered<Number>(rows, false);
    std::vector<Number> outputs(loss.output_size());
    loss.evaluate(own_params<Number>(params, loss), views(data), std::span(outputs));
    return {outputs.begin(), outputs.end()};
  }

  Network network_;
  LossOptions options_;
  std::vector<std::vector<double>> data_;
  std::size_t rows_;
  std::uint64_t seed_;
  std::size_t batch_;
  std::string program_;
  std::size_t size_ = 0;
  std::size_t epoch_ = 0;
  std::map<std::size_t, Loss> by_batch_;
  std::vector<Place> params_;
  std::vector<Place> statistics_;  ///< mean and variance, layer after layer
  std::vector<std::size_t> widths_;
  std::vector<std::size_t> masked_;
};

}  // namespace

std::string batch_program(const Network& network) {
  const std::vector<Layer>& layers = network.layers;
  std::string params;
  std::string masks;
  std::string body;
  std::string outputs = "E";
  const auto masked = [&](std::size_t layer, const std::string& value) {
    if (layers[layer].dropout == 0) return value;
    masks += fmt::format(", m{}: R[B, {}]", layer, layers[layer].units);
    return fmt::format("({}).*m{}", value, layer);
  };
  std::string input = masked(0, "x");
  for (std::size_t i = 1; i < layers.size(); ++i) {
    const Layer& layer = layers[i];
    const std::string n = std::to_string(i);
    params += fmt::format("param W{0}: R[{1}, {2}], b{0}: R[{1}]\n", n, layer.units, layers[i - 1].units);
    std::string sums = fmt::format("({})*W{}'", input, n);
    if (layer.batch_norm) {
      params += fmt::format("param b{}_scale: R[{}]\n", n, layer.units);
      body += fmt::format("z{0} = {1}\nu{0} = mean(z{0}, dims=1)\nd{0} = z{0} - {2}\nv{0} = mean(d{0}.^2, dims=1)\n", n,
                          sums, each_row("u" + n));
      sums = fmt::format("d{}.*{}", n, each_row(fmt::format("(1 + b{0}_scale)./sqrt(v{0} + {1})", n, kVarianceFloor)));
      outputs += fmt::format(", u{0}, v{0}", n);
    }
    const bool is_last = i + 1 == layers.size();
    const std::string result = is_last ? "y" : "h" + n;
    const std::string value = activated(layer, sums + " + " + each_row("b" + n));
    body += fmt::format("{} = {}\n", result, is_last ? value : masked(i, value));
    input = result;
  }
  return fmt::format("dim B\n{}data x: R[B, {}], t: R[B, {}]{}\n\n{}E = mean(i = 1:B, {}){}\n{}\n", params,
                     layers.front().units, layers.back().units, masks, body, of_rows(loss_formula(network.loss)),
                     penalty(network), outputs);
}

Result<Objective> batch_norm_objective(const Network& network, const LossOptions& options,
                                       std::vector<std::vector<double>> data, std::size_t rows, std::uint64_t seed,
                                       std::size_t batch) {
  return guarded([&] {
    const auto state = std::make_shared<Normalised>(network, options, std::move(data), rows, seed, batch);
    return Objective{
        .params = state->size(),
        .examples = rows,
        .gradient = [state](std::span<const double> params, std::span<const std::size_t> batch_rows,
                            std::span<double> gradient) { return state->gradient(params, batch_rows, gradient); },
        .begin_epoch = [state](std::size_t epoch) { state->begin_epoch(epoch); },
        .end_epoch = [state](std::span<double> params) { state->measure(params); }};
  });
}

Result<Objective> network_objective(const Network& network, const Examples& examples, const TrainOptions& options) {
  if (has_batch_norm(network)) {
    return batch_norm_objective(network, examples.program().options(), {examples.data().begin(), examples.data().end()},
                                examples.rows(), options.seed, options.batching.size);
  }
  if (has_dropout(network)) return dropout_objective(network, examples, options.seed);
  return examples.objective();
}

}  // namespace adc::inline ADC_ABI::train
