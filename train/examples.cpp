#include "adc/train/examples.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// Examples of one call when all are evaluated.
constexpr std::size_t kChunk = 256;

/// Arrays that calls reuse, in the type that the loss computes in.
template <typename Number>
struct Buffers {
  std::vector<std::vector<Number>> data;
  std::vector<std::span<const Number>> views;
  std::vector<Number> params;
  std::vector<Number> gradient;
  std::vector<Number> outputs;
};

bool is_about_native_code(const Error& error) {
  const std::string& slug = error.diagnostic().slug;
  return slug == "native-unavailable" || slug == "native-failed";
}

/// With native code where there is any.
Loss compile(const std::string& program, LossOptions options) {
  const bool may_interpret = options.tier == Tier::Auto;
  if (may_interpret) options.tier = Tier::Native;
  Loss loss = Loss::compile(program, options).value();
  const std::optional<Error> error = may_interpret ? loss.prepare() : std::nullopt;
  if (!error) return loss;
  if (!is_about_native_code(*error)) throw Error(*error);
  options.tier = Tier::Interpret;
  return Loss::compile(program, options).value();
}

}  // namespace

struct ExampleLoss::State {
  std::string program;
  LossOptions options;
  Loss signature;
  std::map<std::size_t, Loss> by_batch;
  std::optional<Loss> any_number;
};

Result<ExampleLoss> ExampleLoss::compile(std::string program, const LossOptions& options) {
  return guarded([&] {
    LossOptions single = options;
    single.batch = 0;
    Loss signature = Loss::compile(program, single).value();
    return ExampleLoss(
        std::make_shared<State>(State{std::move(program), std::move(single), std::move(signature), {}, {}}));
  });
}

std::span<const Loss::Tensor> ExampleLoss::params() const { return state_->signature.params(); }
std::span<const Loss::Tensor> ExampleLoss::data() const { return state_->signature.data(); }
std::span<const Loss::Tensor> ExampleLoss::outputs() const { return state_->signature.outputs(); }
std::size_t ExampleLoss::param_size() const { return state_->signature.param_size(); }
const LossOptions& ExampleLoss::options() const { return state_->options; }

const Loss& ExampleLoss::of(std::size_t batch) const {
  const auto found = state_->by_batch.find(batch);
  if (found != state_->by_batch.end()) return found->second;
  LossOptions options = state_->options;
  options.batch = static_cast<std::int64_t>(batch);
  return state_->by_batch.emplace(batch, train::compile(state_->program, options)).first->second;
}

const Loss& ExampleLoss::any_number() const {
  if (!state_->any_number) {
    LossOptions options = state_->options;
    options.any_number = true;
    state_->any_number = train::compile(state_->program, options);
  }
  return *state_->any_number;
}

struct Examples::State {
  ExampleLoss loss;
  std::vector<std::vector<double>> data;
  std::size_t rows;
  std::vector<DataMaker> makers;  ///< of the tensors after `data`
  std::tuple<Buffers<double>, Buffers<float>> buffers;

  /// The loss of so many examples. A single one has code of its own, which is faster.
  [[nodiscard]] const Loss& of(std::size_t count) const {
    return count == 1 || loss.data().empty() ? loss.of(count) : loss.any_number();
  }

  /// Calls `work` with the buffers of the loss's type, which hold the parameters and the examples `begin` … of `row`.
  template <typename Row, typename Work>
  auto with(std::span<const double> params, std::size_t count, const Row& row, const Work& work) {
    return loss.options().dtype == DType::F64 ? work(fill<double>(params, count, row))
                                              : work(fill<float>(params, count, row));
  }

  /// Gathers parameters and examples.
  template <typename Number, typename Row>
  Buffers<Number>& fill(std::span<const double> params, std::size_t count, const Row& row) {
    auto& to = std::get<Buffers<Number>>(buffers);
    to.params.assign(params.begin(), params.end());
    to.gradient.resize(params.size());
    to.data.resize(loss.data().size());
    to.views.resize(loss.data().size());
    for (std::size_t k = 0; k < loss.data().size(); ++k) {
      const std::size_t size = loss.data()[k].size;
      to.data[k].resize(count * size);
      to.views[k] = to.data[k];
      if (k >= data.size()) {
        make(makers[k - data.size()], count, row, std::span(to.data[k]));
        continue;
      }
      for (std::size_t i = 0; i < count; ++i) {
        std::transform(data[k].data() + row(i) * size, data[k].data() + (row(i) + 1) * size,
                       to.data[k].begin() + static_cast<std::ptrdiff_t>(i * size),
                       [](double x) { return static_cast<Number>(x); });
      }
    }
    return to;
  }

  template <typename Number, typename Row>
  static void make(const DataMaker& maker, std::size_t count, const Row& row, std::span<Number> to) {
    std::vector<double> numbers(to.size() / count);
    for (std::size_t i = 0; i < count; ++i) {
      maker(row(i), numbers);
      std::ranges::transform(numbers, to.begin() + static_cast<std::ptrdiff_t>(i * numbers.size()),
                             [](double x) { return static_cast<Number>(x); });
    }
  }

  double gradient(std::span<const double> params, std::span<const std::size_t> batch, std::span<double> result) {
    const auto row = [&](std::size_t i) { return batch[i]; };
    return with(params, batch.size(), row, [&](auto& held) {
      const double value = of(batch.size()).value_and_gradient(held.params, held.views, std::span(held.gradient));
      std::ranges::copy(held.gradient, result.begin());
      return value;
    });
  }

  /// How many numbers of so many examples are before what has this offset among the outputs of one.
  static std::size_t before(std::size_t offset, std::size_t count) {
    return offset == 0 ? 0 : 1 + count * (offset - 1);
  }
  /// Numbers of the outputs of one example.
  [[nodiscard]] std::size_t outputs_size() const { return loss.outputs().back().offset + loss.outputs().back().size; }

  /// Calls `take(outputs, rows)` for all examples, chunk by chunk: the loss, then those of each other output.
  template <typename Take>
  void evaluate(std::span<const double> params, const Take& take) {
    for (std::size_t begin = 0; begin < rows; begin += kChunk) {
      const std::size_t count = std::min(kChunk, rows - begin);
      with(
          params, count, [&](std::size_t i) { return begin + i; },
          [&](auto& held) {
            held.outputs.resize(before(outputs_size(), count));
            of(count).evaluate(held.params, held.views, std::span(held.outputs));
            const std::vector<double> outputs(held.outputs.begin(), held.outputs.end());
            take(outputs, count);
          });
    }
  }
};

Result<Examples> Examples::create(const ExampleLoss& loss, std::vector<std::vector<double>> data, std::size_t rows) {
  return create(loss, std::move(data), rows, {});
}

Result<Examples> Examples::create(const ExampleLoss& loss, std::vector<std::vector<double>> data, std::size_t rows,
                                  std::vector<DataMaker> makers) {
  return guarded([&] {
    bool fits = data.size() + makers.size() == loss.data().size() && rows > 0;
    for (std::size_t k = 0; fits && k < data.size(); ++k) fits = data[k].size() == rows * loss.data()[k].size;
    if (!fits) {
      throw failure("bad-data", "there must be examples, and for each of the program's data all their numbers");
    }
    return Examples(std::make_shared<State>(State{loss, std::move(data), rows, std::move(makers), {}}));
  });
}

std::size_t Examples::rows() const { return state_->rows; }

Objective Examples::objective() const {
  return {
      .params = state_->loss.param_size(),
      .examples = state_->rows,
      .gradient = [state = state_](std::span<const double> params, std::span<const std::size_t> batch,
                                   std::span<double> gradient) { return state->gradient(params, batch, gradient); }};
}

double Examples::loss(std::span<const double> params) const {
  double sum = 0;
  state_->evaluate(params, [&](const std::vector<double>& outputs, std::size_t count) {
    sum += outputs[0] * static_cast<double>(count);
  });
  return sum / static_cast<double>(state_->rows);
}

std::vector<double> Examples::output(std::span<const double> params, std::size_t index) const {
  std::vector<double> all;
  state_->evaluate(params, [&](const std::vector<double>& outputs, std::size_t count) {
    const Loss::Tensor& output = state_->loss.outputs()[index];
    const auto begin = outputs.begin() + static_cast<std::ptrdiff_t>(State::before(output.offset, count));
    all.insert(all.end(), begin, begin + static_cast<std::ptrdiff_t>(index == 0 ? 1 : count * output.size));
  });
  return all;
}

}  // namespace adc::inline ADC_ABI::train
