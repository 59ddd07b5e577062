// Sparse Jacobians and Hessians.
#include "adc/sparse.hpp"

#include <fmt/core.h>

#include "adc/adc.hpp"
#include "api/numbers.h"
#include "api/sparse_state.h"
#include "api/state.h"
#include "diag/diagnostics.h"

namespace adc::inline ADC_ABI {

using api::require_size;

struct __attribute__((visibility("hidden"))) SparseAccess {
  static const run::Compiled& program(const Function& function) { return function.state_->program; }
};

namespace {

std::optional<Error> refuse_outputs(const Function& function) {
  if (function.output_size() == 1) return std::nullopt;
  const run::Compiled& program = SparseAccess::program(function);
  return program.rendered(Error(
      diag::diagnose("several-outputs", {},
                     fmt::format("a sparse Hessian is of one number, and the program gives {}", function.output_size()),
                     {"a weighted sum of the outputs is one number", "`Function::only` takes one output"})));
}

Result<Sparsity> pattern(const Function& function, Derive derive, Triangle triangle) {
  const run::Compiled& program = SparseAccess::program(function);
  return run::guarded(program.plan.limits, [&]() -> Result<Sparsity> {
    Result<Sparsity> places = run::sparsity(program, derive, triangle);
    if (!places) return program.rendered(places.error());
    return places;
  });
}

}  // namespace

Result<Sparsity> jacobian_pattern(const Function& function) {
  return pattern(function, Derive::Gradient, Triangle::Both);
}

Result<Sparsity> hessian_pattern(const Function& function, Triangle triangle) {
  if (const std::optional<Error> error = refuse_outputs(function)) return *error;
  return pattern(function, Derive::Hessian, triangle);
}

std::vector<std::int32_t> rows_of(const Sparsity& places) {
  std::vector<std::int32_t> rows;
  rows.reserve(places.size());
  for (std::size_t r = 0; r < places.rows; ++r)
    rows.insert(rows.end(), places.row(r).size(), static_cast<std::int32_t>(r));
  return rows;
}

const Sparsity& SparseDerivative::places() const { return state_->sparse->places(); }
std::size_t SparseDerivative::colours() const { return state_->sparse->colours(); }
Mode SparseDerivative::mode() const { return state_->sparse->mode(); }
bool SparseDerivative::native_available() const { return state_->sparse->variant().is_native(); }
std::optional<Error> SparseDerivative::prepare(Tier tier) const { return state_->sparse->variant().prepare(tier); }

void SparseDerivative::evaluate(std::span<const double> x, std::span<double> values) const {
  require_size("the values", values.size(), places().size(), "places");
  evaluate(x, {}, {}, values);
}

void SparseDerivative::evaluate(std::span<const double> x, std::span<double> y, std::span<double> gradient,
                                std::span<double> values) const {
  require_size("x", x.size(), state_->sparse->input_size(), "numbers in its inputs");
  if (!values.empty()) require_size("the values", values.size(), places().size(), "places");
  if (!y.empty()) require_size("y", y.size(), state_->sparse->output_size(), "numbers in its outputs");
  if (!gradient.empty())
    require_size("the gradient", gradient.size(), state_->sparse->gradient_size(), "numbers in a gradient");
  state_->sparse->run(x.data(), y.empty() ? nullptr : y.data(), gradient.empty() ? nullptr : gradient.data(),
                      values.empty() ? nullptr : values.data());
}

Result<SparseDerivative> sparse_jacobian(const Function& function, Mode mode) {
  auto made = run::Sparse::make(SparseAccess::program(function), Derive::Gradient, mode, Triangle::Both);
  if (!made) return made.error();
  return SparseDerivative(
      std::make_shared<const SparseDerivative::State>(SparseAccess::program(function), *std::move(made)));
}

Result<SparseDerivative> sparse_hessian(const Function& function, Triangle triangle) {
  if (const std::optional<Error> error = refuse_outputs(function)) return *error;
  auto made = run::Sparse::make(SparseAccess::program(function), Derive::Hessian, Mode::Auto, triangle);
  if (!made) return made.error();
  return SparseDerivative(
      std::make_shared<const SparseDerivative::State>(SparseAccess::program(function), *std::move(made)));
}

}  // namespace adc::inline ADC_ABI
