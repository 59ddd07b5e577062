// Programs of tensors, compiled as losses.
#include "adc/loss.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <type_traits>

#include "analysis/extract.h"
#include "api/any_number.h"
#include "diag/diagnostics.h"
#include "diag/render.h"
#include "ir/text.h"
#include "parser/parse.h"
#include "passes/derive/expand_diff.h"
#include "passes/lower/with_float_type.h"
#include "passes/tensors/batch.h"
#include "passes/tensors/contract_sums.h"
#include "run/guard.h"
#include "run/read_program.h"
#include "run/variant.h"

namespace adc::inline ADC_ABI {
namespace {

Loss::Tensor tensor(std::string name, const ir::Shape& shape, std::size_t& offset) {
  Loss::Tensor result{.name = std::move(name),
                      .shape = {shape.dims().begin(), shape.dims().end()},
                      .offset = offset,
                      .size = static_cast<std::size_t>(shape.elements())};
  offset += result.size;
  return result;
}

// Which inputs get a leading axis. Error: "unknown-variable".
Result<std::vector<bool>> batched_inputs(const ir::Function& fn, const LossOptions& options) {
  std::vector<bool> batched;
  std::vector<std::string> shared = options.shared;
  for (const ir::Param& param : fn.params()) {
    batched.push_back(param.kind == ir::ParamKind::Data && std::erase(shared, param.name) == 0);
  }
  if (!shared.empty())
    return diag::diagnose("unknown-variable", {}, fmt::format("the program has no data `{}`", shared.front()));
  return batched;
}

// The program of one example as it is made one of many.
ir::Function of_one(const ir::Function& fn, std::size_t limit) {
  return passes::expand_diff(passes::contract_sums(fn, limit), limit);
}

// The program over a batch: its loss is the mean, its other outputs have the batch in front.
Result<ir::Function> over_batch(const ir::Function& fn, const LossOptions& options) {
  if (options.batch < 0 || (options.batch > 0 && options.any_number)) {
    return diag::diagnose("bad-batch", {}, "a batch has at least one example, and not any number");
  }
  if (options.batch == 0 && !options.any_number) return fn;
  const Result<std::vector<bool>> batched = batched_inputs(fn, options);
  if (!batched) return batched.error();
  if (options.any_number) {
    if (std::ranges::count(*batched, true) > 0) return of_one(fn, options.limits.instructions);
    return diag::diagnose("bad-batch", {}, "the program has no `data` that tell how many examples there are");
  }
  const std::size_t limit = options.limits.instructions;
  return passes::mean_over_batch(of_one(fn, limit), *batched, options.batch, limit);
}

void require_size(const std::string& what, std::size_t size, std::size_t wanted) {
  if (size == wanted) return;
  throw Error(
      diag::diagnose("wrong-size", {}, fmt::format("{} has {} numbers, but the program has {}", what, size, wanted)));
}

template <class T>
void require_type(DType dtype) {
  if (dtype == (std::is_same_v<T, float> ? DType::F32 : DType::F64)) return;
  throw Error(diag::diagnose("wrong-dtype", {},
                             fmt::format("the arrays are of {}, but the loss was compiled for the other type",
                                         std::is_same_v<T, float> ? "float" : "double")));
}

}  // namespace

struct Loss::State {
  LossOptions options;
  std::vector<Tensor> params;
  std::vector<Tensor> data;
  std::vector<Tensor> outputs;
  std::size_t param_size = 0;
  std::size_t data_size = 0;
  std::size_t output_size = 0;
  /// Per input of the program, in order: its tensor in `params` or `data`.
  struct Place {
    bool is_param;
    std::size_t index;
  };
  std::vector<Place> places;
  run::Compiled loss;  ///< with the loss as its only output
  run::Compiled all;
  run::Variant value{loss, Derive::Value};
  run::Variant gradient{loss, Derive::Gradient};
  run::Variant everything{all, Derive::Value};
  std::vector<bool> has_examples;        ///< per tensor of `data`: of any number of examples
  std::unique_ptr<const AnyNumber> any;  ///< where there may be any number

  State(const ir::Function& fn, std::string_view text, LossOptions given)
      : options(std::move(given)), loss(program(analysis::keep_output(fn, 0), text)), all(program(fn, text)) {
    for (std::size_t i = 0; i < fn.params().size(); ++i) {
      const ir::Param& param = fn.params()[i];
      const bool is_param = param.kind == ir::ParamKind::Param;
      std::vector<Tensor>& kind = is_param ? params : data;
      places.push_back({is_param, kind.size()});
      kind.push_back(tensor(param.name, fn.shape(ir::value_id(i)), is_param ? param_size : data_size));
    }
    has_examples.assign(data.size(), false);
    for (const ir::Output& output : fn.outputs()) {
      outputs.push_back(tensor(output.name, fn.shape(output.value), output_size));
    }
    if (options.any_number) make_any(fn, text);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  [[nodiscard]] run::Compiled program(ir::Function fn, std::string_view text) const {
    passes::Plan plan;
    plan.limits = options.limits;
    plan.math = options.math;
    return {.fn = std::move(fn),
            .text = std::string(text),
            .source_name = options.source_name,
            .plan = std::move(plan),
            .tier = options.tier,
            .threads = options.threads};
  }

  /// `fn` is the program of one example.
  void make_any(const ir::Function& fn, std::string_view text) {
    const std::vector<bool> batched = batched_inputs(fn, options).value();
    for (std::size_t i = 0; i < batched.size(); ++i) {
      if (!places[i].is_param) has_examples[places[i].index] = batched[i];
    }
    any = std::make_unique<const AnyNumber>(fn, batched, text, options,
                                            [&](ir::Function tile) { return program(std::move(tile), text); });
  }

  /// How many examples the data are of, by those that have numbers; the sizes of the others are still to be looked at.
  template <class T>
  [[nodiscard]] std::size_t examples(Arrays<T> arrays) const {
    for (std::size_t k = 0; k < std::min(arrays.size(), data.size()); ++k) {
      if (has_examples[k] && data[k].size > 0) return arrays[k].size() / data[k].size;
    }
    return 1;
  }
  /// How many numbers a tensor of outputs or data has, and how many are before it, with so many examples.
  [[nodiscard]] static std::size_t outputs_before(std::size_t offset, std::size_t examples) {
    return offset == 0 ? 0 : 1 + examples * (offset - 1);
  }

  /// A pointer per input of the program. Valid until the thread's next call.
  template <class T>
  const T* const* inputs(std::span<const T> flat, Arrays<T> arrays) const;
  /// A pointer per tensor, each to its place behind `first`, after one to `loss` where that is given. Likewise.
  template <class T>
  static T* const* pointers(std::span<const Tensor> tensors, T* first, T* loss = nullptr);
  /// The same for outputs of so many examples.
  template <class T>
  [[nodiscard]] T* const* output_pointers(T* first, std::size_t examples) const;

  template <class T>
  T run_value(std::span<const T> flat, Arrays<T> arrays) const {
    T result{};
    T* const to[] = {&result};
    const T* const* const from = inputs(flat, arrays);
    if (!any) {
      value.run(from, to);
    } else if (const std::size_t n = examples(arrays); any->value.is_possible() || n == 0) {
      any->value.run(n, from, to);
    } else {
      return any->of(n).value(flat, arrays);
    }
    return result;
  }
  template <class T>
  T run_gradient(std::span<const T> flat, Arrays<T> arrays, std::span<T> to) const {
    T result{};
    const T* const* const from = inputs(flat, arrays);
    require_size("the gradient", to.size(), param_size);
    if (!any) {
      gradient.run(from, pointers(params, to.data(), &result));
    } else if (const std::size_t n = examples(arrays); any->gradient.is_possible() || n == 0) {
      any->gradient.run(n, from, pointers(params, to.data(), &result));
    } else {
      return any->of(n).value_and_gradient(flat, arrays, to);
    }
    return result;
  }
  template <class T>
  void run_all(std::span<const T> flat, Arrays<T> arrays, std::span<T> to) const {
    const T* const* const from = inputs(flat, arrays);
    const std::size_t n = examples(arrays);
    require_size("the array of outputs", to.size(), any ? outputs_before(output_size, n) : output_size);
    if (!any)
      everything.run(from, pointers(outputs, to.data()));
    else if (any->everything.is_possible() || n == 0)
      any->everything.run(n, from, output_pointers(to.data(), n));
    else
      any->of(n).evaluate(flat, arrays, to);
  }
};

template <class T>
const T* const* Loss::State::inputs(std::span<const T> flat, Arrays<T> arrays) const {
  require_type<T>(options.dtype);
  require_size("the array of parameters", flat.size(), param_size);
  if (arrays.size() != data.size()) {
    throw Error(
        diag::diagnose("wrong-size", {},
                       fmt::format("{} arrays of data are given, but the program has {}", arrays.size(), data.size())));
  }
  const std::size_t count = examples(arrays);
  static thread_local std::vector<const T*> pointers;  // so that calls do not allocate
  pointers.clear();
  for (const Place& place : places) {
    if (place.is_param) {
      pointers.push_back(flat.data() + params[place.index].offset);
    } else {
      require_size(fmt::format("data `{}`", data[place.index].name), arrays[place.index].size(),
                   data[place.index].size * (has_examples[place.index] ? count : 1));
      pointers.push_back(arrays[place.index].data());
    }
  }
  return pointers.data();
}

template <class T>
T* const* Loss::State::pointers(std::span<const Tensor> tensors, T* first, T* loss) {
  static thread_local std::vector<T*> pointers;
  pointers.clear();
  if (loss != nullptr) pointers.push_back(loss);
  for (const Tensor& one : tensors) pointers.push_back(first + one.offset);
  return pointers.data();
}

template <class T>
T* const* Loss::State::output_pointers(T* first, std::size_t examples) const {
  static thread_local std::vector<T*> pointers;
  pointers.clear();
  for (const Tensor& one : outputs) pointers.push_back(first + outputs_before(one.offset, examples));
  return pointers.data();
}

Loss::Loss(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Result<Loss> Loss::compile(std::string_view text, const LossOptions& options) {
  const auto rendered = [&](const Error& error) {
    return Error(diag::render(error.diagnostic(), options.source_name, text), error.diagnostic());
  };
  Result<ir::Function> fn = run::guarded(options.limits, [&]() -> Result<ir::Function> {
    const Result<parser::Parsed> parsed = run::read_program(
        text, {.limits = options.limits, .name = "loss", .dims = options.dims, .syntax = options.syntax});
    if (!parsed) return parsed.error();
    const ir::Function* const program = &parsed->fn;
    const ir::Shape& shape = program->shape(program->outputs()[0].value);
    if (shape.rank() != 0) {
      const std::string given = to_string(ir::Type{program->float_type(), shape});
      return diag::diagnose("not-a-loss", {},
                            "the first output is the loss, which is one number; this one is " + given);
    }
    const Result<ir::Function> batched = over_batch(*program, options);
    if (!batched) return batched.error();
    return passes::with_float_type(*batched, options.dtype == DType::F32 ? ir::DType::F32 : ir::DType::F64);
  });
  if (!fn) return rendered(fn.error());
  auto state = std::make_shared<const State>(*fn, text, options);
  return Loss(std::move(state));
}

std::span<const Loss::Tensor> Loss::params() const { return state_->params; }
std::span<const Loss::Tensor> Loss::data() const { return state_->data; }
std::span<const Loss::Tensor> Loss::outputs() const { return state_->outputs; }
std::size_t Loss::param_size() const { return state_->param_size; }
std::size_t Loss::output_size() const { return state_->output_size; }
const LossOptions& Loss::options() const { return state_->options; }

double Loss::value(std::span<const double> params, Arrays<double> data) const {
  return state_->run_value(params, data);
}
float Loss::value(std::span<const float> params, Arrays<float> data) const { return state_->run_value(params, data); }

double Loss::value_and_gradient(std::span<const double> params, Arrays<double> data, std::span<double> gradient) const {
  return state_->run_gradient(params, data, gradient);
}
float Loss::value_and_gradient(std::span<const float> params, Arrays<float> data, std::span<float> gradient) const {
  return state_->run_gradient(params, data, gradient);
}

void Loss::evaluate(std::span<const double> params, Arrays<double> data, std::span<double> outputs) const {
  state_->run_all(params, data, outputs);
}
void Loss::evaluate(std::span<const float> params, Arrays<float> data, std::span<float> outputs) const {
  state_->run_all(params, data, outputs);
}

std::optional<Error> Loss::prepare() const {
  if (state_->any) return state_->any->prepare();
  for (const run::Variant* variant : {&state_->gradient, &state_->value, &state_->everything}) {
    if (std::optional<Error> error = variant->prepare(state_->loss.tier)) return error;
  }
  return std::nullopt;
}

Result<std::string> Loss::ir() const {
  return run::guarded(options().limits, [&]() -> Result<std::string> {
    const Result<ir::Function>& fn = state_->any ? state_->any->gradient.function() : state_->gradient.function();
    if (!fn) return fn.error();
    return ir::print(*fn);
  });
}

}  // namespace adc::inline ADC_ABI
