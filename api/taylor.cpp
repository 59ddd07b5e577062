// Taylor coefficients.
#include "adc/taylor.hpp"

#include <fmt/core.h>

#include "adc/adc.hpp"
#include "adc/text.hpp"
#include "api/externals.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "passes/pipeline.h"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::size_t kHighestOrder = 10'000;

Error refused(diag::Slug slug, const std::string& message) {
  const Diagnostic diagnostic = diag::diagnose(slug, {}, message);
  return {render(diagnostic, "", ""), diagnostic};
}

std::optional<Error> refuse_size(const char* what, std::size_t given, std::size_t wanted) {
  if (given == wanted) return std::nullopt;
  return refused("wrong-size", fmt::format("{} has {} numbers, and the program wants {}", what, given, wanted));
}

/// A number per input: what `direction`, of the variables, is for each.
std::vector<double> for_inputs(const passes::Plan& plan, std::span<const double> direction, std::size_t inputs) {
  std::vector<double> all(inputs, 0);
  for (std::size_t w = 0; w < plan.wrt.size(); ++w) all[plan.wrt[w]] = direction.empty() ? 1 : direction[w];
  return all;
}

/// What is to be said of the values and the first derivatives at `x`.
std::vector<Diagnostic> notes_at(const Function& function, std::span<const double> x) {
  std::vector<double> results(function.output_size() * (1 + function.wrt_size()));
  function.evaluate(Derive::Gradient, x, results);
  std::vector<Diagnostic> notes;
  for (NotFinite& one : function.why_not_finite(Derive::Gradient, x, results)) notes.push_back(std::move(one.note));
  return notes;
}

}  // namespace

Result<Taylor> taylor(const Function& function, std::span<const double> x, std::span<const double> direction,
                      std::size_t order) {
  const run::Compiled& program = function.state_->program;
  if (const std::optional<Error> error = program.refuse_tensors("a Taylor series")) return *error;
  if (const auto error = refuse_externals(program, "its derivatives of any order are not known")) return *error;
  if (const auto error = refuse_size("the point", x.size(), function.input_size())) return *error;
  if (function.wrt_size() != 1 || !direction.empty()) {
    if (const auto error = refuse_size("the direction", direction.size(), function.wrt_size())) return *error;
  }
  if (order > kHighestOrder)
    return refused("bad-value", fmt::format("the order is at most {}, and not {}", kHighestOrder, order));
  return function.state_->guarded([&]() -> Result<Taylor> {
    const Result<passes::TaylorProgram> made = passes::taylor(program.fn, order, program.plan);
    if (!made) return program.rendered(made.error());
    if (made->fn.size() > program.plan.limits.bytes / sizeof(double) / (order + 1)) {
      return refused("derivative-too-large", "there are more coefficients than memory is allowed for");
    }
    Taylor all;
    const std::vector<double> moves = for_inputs(program.plan, direction, x.size());
    all.coefficients = passes::taylor_coefficients(*made, x, moves);
    std::vector<double> values(all.coefficients.size());
    function.values(x, values);
    for (std::size_t o = 0; o < values.size(); ++o) all.coefficients[o][0] = values[o];
    if (order > 0) all.notes = notes_at(function, x);
    return all;
  });
}

std::string to_text(const Taylor& taylor, std::span<const std::string> outputs) {
  std::string text;
  for (std::size_t o = 0; o < taylor.coefficients.size(); ++o) {
    if (taylor.coefficients.size() > 1) text += outputs[o] + "\n";
    Rows rows{{"n", "coefficient", "derivative"}};
    for (std::size_t k = 0; k < taylor.coefficients[o].size(); ++k) {
      rows.push_back({std::to_string(k), to_text(taylor.coefficients[o][k]), to_text(taylor.derivative(o, k))});
    }
    text += align(rows);
  }
  return text;
}

}  // namespace adc::inline ADC_ABI
