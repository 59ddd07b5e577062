// The calls of adc::Function that compute numbers.
#include <fmt/core.h>

#include <algorithm>

#include "adc/adc.hpp"
#include "api/numbers.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "run/rows.h"

namespace adc::api {

void refuse(diag::Slug slug, std::string message) { throw Error(diag::diagnose(slug, {}, std::move(message))); }

void refuse_size(const char* argument, std::size_t size, std::size_t wanted, const char* of_what) {
  refuse("wrong-size", fmt::format("{} has {} numbers, but the program has {} {}", argument, size, wanted, of_what));
}

void require_one_output(std::size_t outputs) {
  if (outputs == 1) return;
  refuse("several-outputs", "one number is asked for, but the program gives " + std::to_string(outputs));
}

}  // namespace adc::api

namespace adc::inline ADC_ABI {
namespace {

using api::Numbers;
using api::refuse;
using api::require_one_output;
using api::require_size;

void require_count(const char* things, const char* of_what, std::size_t count, std::size_t wanted) {
  if (count == wanted) return;
  refuse("wrong-size", fmt::format("there are {} {} for the function's {} {}", count, things, wanted, of_what));
}

void copy(std::span<const double> from, std::span<double> to) { std::ranges::copy(from, to.begin()); }

}  // namespace

const std::string& Function::name() const { return state_->program.fn.name(); }
std::span<const std::string> Function::inputs() const { return state_->inputs; }
std::optional<std::size_t> Function::input_index(std::string_view name) const {
  auto found = std::ranges::find(state_->inputs, name);
  if (found == state_->inputs.end()) {
    if (const auto canonical = canonical_name(name)) found = std::ranges::find(state_->inputs, *canonical);
  }
  if (found == state_->inputs.end()) return std::nullopt;
  return static_cast<std::size_t>(found - state_->inputs.begin());
}
std::span<const std::string> Function::outputs() const { return state_->outputs; }
std::span<const std::string> Function::wrt() const { return state_->wrt; }
std::span<const Diagnostic> Function::notes() const { return state_->notes; }
std::span<const std::optional<double>> Function::defaults() const { return state_->defaults; }
bool Function::only_defines() const { return state_->only_defines; }
std::span<const Extents> Function::input_shapes() const { return state_->input_shapes; }
std::span<const Extents> Function::output_shapes() const { return state_->output_shapes; }
std::span<const Extents> Function::wrt_shapes() const { return state_->wrt_shapes; }
std::size_t Function::input_size() const { return state_->input_size; }
std::size_t Function::output_size() const { return state_->output_size; }
std::size_t Function::wrt_size() const { return state_->wrt_size; }
DType Function::dtype() const { return state_->program.fn.float_type() == ir::DType::F32 ? DType::F32 : DType::F64; }

double Function::value(std::span<const double> x) const {
  double y = 0;
  require_one_output(output_size());
  values(x, {&y, 1});
  return y;
}

void Function::values(std::span<const double> x, std::span<double> y) const {
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("y", y.size(), output_size(), "numbers in its outputs");
  state_->variant(Derive::Value).run(x, y);
}

namespace {

template <class T>
void evaluate_flat(const run::Variant& variant, const Sizes& sizes, std::span<const T> x, std::span<T> out) {
  require_size("x", x.size(), sizes.in, "inputs");
  require_size("the result", out.size(), sizes.out, "results");
  variant.run(x, out);
}

template <class T>
void evaluate_apart(const run::Variant& variant, const Sizes& counts, std::span<const T* const> inputs,
                    std::span<T* const> results) {
  require_count("tensors", "inputs", inputs.size(), counts.in);
  require_count("tensors", "results", results.size(), counts.out);
  variant.run(inputs.data(), results.data());
}

}  // namespace

void Function::evaluate(Derive derive, std::span<const double> x, std::span<double> out) const {
  evaluate_flat(state_->variant(derive), state_->numbers(derive), x, out);
}

void Function::evaluate(Derive derive, std::span<const float> x, std::span<float> out) const {
  evaluate_flat(state_->variant(derive), state_->numbers(derive), x, out);
}

void Function::evaluate(Derive derive, std::span<const double* const> inputs, std::span<double* const> results) const {
  evaluate_apart(state_->variant(derive), state_->tensors(derive), inputs, results);
}

void Function::evaluate(Derive derive, std::span<const float* const> inputs, std::span<float* const> results) const {
  evaluate_apart(state_->variant(derive), state_->tensors(derive), inputs, results);
}

namespace {

template <class U>
void map_rows(const run::Variant& variant, const run::Compiled& program, std::size_t rows,
              std::span<const Column<const U>> inputs, std::span<const Column<U>> results, int threads) {
  const Result<run::Extent> sizes = variant.extent();
  if (!sizes) throw Error(sizes.error());
  require_count("columns", "inputs", inputs.size(), sizes->inputs.size());
  require_count("columns", "results", results.size(), sizes->results.size());
  for (std::size_t i = 0; i < inputs.size() && rows > 0; ++i) {
    if (inputs[i].data == nullptr && sizes->inputs[i] > 0) refuse("missing-input", "an input has no data");
  }
  try {
    const ir::Watch watch(program.plan.limits);
    run::run_rows(variant, rows, inputs, results, threads);
  } catch (const diag::Failure& failure) {
    throw program.rendered(Error(failure.diagnostic()));
  }
}

}  // namespace

void Function::map(Derive derive, std::size_t rows, std::span<const InputColumn> inputs,
                   std::span<const OutputColumn> results, int threads) const {
  map_rows<double>(state_->variant(derive), state_->program, rows, inputs, results, threads);
}

void Function::map(Derive derive, std::size_t rows, std::span<const Column<const float>> inputs,
                   std::span<const Column<float>> results, int threads) const {
  map_rows<float>(state_->variant(derive), state_->program, rows, inputs, results, threads);
}

void Function::gradient(std::span<const double> x, std::span<double> gradient) const {
  (void)value_and_gradient(x, gradient);
}

double Function::value_and_gradient(std::span<const double> x, std::span<double> gradient) const {
  require_one_output(output_size());
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("the gradient", gradient.size(), wrt_size(), "numbers in its variables");
  Numbers result(1 + gradient.size());
  state_->variant(Derive::Gradient).run(x, result.all());
  copy(result.all().subspan(1), gradient);
  return result.all()[0];
}

namespace {

/// Blocks, one after the other, as parts of one matrix.
void arrange(std::span<const double> blocks, std::span<const Extents> outputs, std::span<const Extents> variables,
             std::size_t columns, std::span<double> matrix) {
  std::size_t row = 0;
  for (const Extents& output : outputs) {
    const std::size_t rows = elements(output);
    std::size_t column = 0;
    for (const Extents& variable : variables) {
      const std::size_t width = elements(variable);
      for (std::size_t i = 0; i < rows; ++i) {
        copy(blocks.first(width), matrix.subspan((row + i) * columns + column, width));
        blocks = blocks.subspan(width);
      }
      column += width;
    }
    row += rows;
  }
}

}  // namespace

void Function::jacobian(std::span<const double> x, std::span<double> jacobian, JacobianOrder order) const {
  const std::size_t rows = output_size();
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("the jacobian", jacobian.size(), rows * wrt_size(), "outputs times variables");
  Numbers result(rows + jacobian.size());
  state_->variant(Derive::Gradient).run(x, result.all());
  const std::span<const double> blocks = result.all().subspan(rows);
  if (order == JacobianOrder::Blocks) return copy(blocks, jacobian);
  arrange(blocks, state_->output_shapes, state_->wrt_shapes, wrt_size(), jacobian);
}

void Function::hessian(std::span<const double> x, std::span<double> hessian) const {
  const std::size_t before = Layout(Derive::Hessian, output_size(), wrt_size()).begin(Part::Hessian);
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("the hessian", hessian.size(), output_size() * wrt_size() * wrt_size(),
               "outputs times variables times variables");
  Numbers result(before + hessian.size());
  state_->variant(Derive::Hessian).run(x, result.all());
  copy(result.all().subspan(before), hessian);
}

namespace {

/// Runs a jvp, vjp or hvp: x and `direction` in; of what comes out, after `skipped` numbers, y and `derivative`.
void run_product(const run::Variant& variant, std::span<const double> x, std::span<const double> direction,
                 std::size_t skipped, std::span<double> y, std::span<double> derivative) {
  const std::size_t in = x.size() + direction.size();
  Numbers both(in + skipped + y.size() + derivative.size());
  const std::span<double> from = both.all().first(in);
  const std::span<double> to = both.all().subspan(in);
  copy(x, from);
  copy(direction, from.subspan(x.size()));
  variant.run(from, to);
  copy(to.subspan(skipped, y.size()), y);
  copy(to.subspan(skipped + y.size()), derivative);
}

}  // namespace

void Function::jvp(std::span<const double> x, std::span<const double> tangent, std::span<double> y,
                   std::span<double> y_tangent) const {
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("the tangent", tangent.size(), wrt_size(), "numbers in its variables");
  require_size("y", y.size(), output_size(), "numbers in its outputs");
  require_size("the tangent of y", y_tangent.size(), output_size(), "numbers in its outputs");
  run_product(state_->variant(Derive::Jvp), x, tangent, 0, y, y_tangent);
}

void Function::vjp(std::span<const double> x, std::span<const double> seed, std::span<double> y,
                   std::span<double> adjoint) const {
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("the seed", seed.size(), output_size(), "numbers in its outputs");
  require_size("y", y.size(), output_size(), "numbers in its outputs");
  require_size("the adjoint", adjoint.size(), wrt_size(), "numbers in its variables");
  run_product(state_->variant(Derive::Vjp), x, seed, 0, y, adjoint);
}

void Function::hvp(std::span<const double> x, std::span<const double> tangent, std::span<double> product) const {
  require_size("x", x.size(), input_size(), "numbers in its inputs");
  require_size("the tangent", tangent.size(), wrt_size(), "numbers in its variables");
  require_size("the product", product.size(), output_size() * wrt_size(), "outputs times variables");
  const std::size_t before = Layout(Derive::Hvp, output_size(), wrt_size()).begin(Part::Hvp);
  run_product(state_->variant(Derive::Hvp), x, tangent, before, {}, product);
}

std::optional<Error> Function::prepare(Derive derive) const { return prepare(derive, state_->program.tier); }

std::optional<Error> Function::prepare(Derive derive, Tier tier) const { return state_->variant(derive).prepare(tier); }

bool Function::native_available(Derive derive) const { return state_->variant(derive).is_native(); }

Result<Entry> Function::entry(Derive derive) const {
  return state_->guarded([&]() -> Result<Entry> {
    const Result<bool> scalars = state_->variant(derive).has_scalar_entry();
    if (!scalars) return scalars.error();
    if (!*scalars) return diag::diagnose("not-scalar", {}, "the program has tensors: `tensor_entry` has its code");
    const Result<run::NativeCode>& code = state_->variant(derive).native();
    if (!code) return code.error();
    return code->entry();
  });
}

Result<TensorEntry> Function::tensor_entry(Derive derive) const {
  return state_->guarded([&]() -> Result<TensorEntry> {
    const Result<bool> scalars = state_->variant(derive).has_scalar_entry();
    if (!scalars) return scalars.error();
    if (*scalars) return diag::diagnose("not-tensors", {}, "the program has no tensors: `entry` has its code");
    const Result<run::NativeCode>& code = state_->variant(derive).native();
    if (!code) return code.error();
    return code->tensor_entry();
  });
}

Result<std::size_t> Function::workspace_bytes(Derive derive) const {
  return state_->guarded([&]() -> Result<std::size_t> {
    const Result<run::NativeCode>& code = state_->variant(derive).native();
    if (!code) return code.error();
    return code->workspace_bytes();
  });
}

}  // namespace adc::inline ADC_ABI
