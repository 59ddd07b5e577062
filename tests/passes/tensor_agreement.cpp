#include "tests/passes/tensor_agreement.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/pipeline.h"

namespace adc::test {
namespace {

using ir::Function;

struct Made {
  Function fn;
  Numbers results;
};

Made made(const Function& program, const passes::Plan& plan, const Numbers& at) {
  Function fn = passes::run(program, plan).value();
  if (!ir::verify(fn).empty()) throw std::runtime_error("the verifier objects to " + ir::print(fn));
  Numbers results = evaluate_flat(fn, at);
  return {std::move(fn), std::move(results)};
}

Numbers directional_difference(const Function& fn, const Numbers& at, const Numbers& direction) {
  const double h = 1e-4;
  const auto shifted = [&](double by) {
    Numbers x = at;
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += by * direction[i];
    return evaluate_flat(fn, x);
  };
  const Numbers a = shifted(h);
  const Numbers b = shifted(-h);
  const Numbers c = shifted(2 * h);
  const Numbers d = shifted(-2 * h);
  Numbers result(a.size());
  for (std::size_t o = 0; o < a.size(); ++o) result[o] = (8 * (a[o] - b[o]) - (c[o] - d[o])) / (12 * h);
  return result;
}

/// ∂yₒ/∂x · direction, of the blocks that Derive::Gradient lays out.
Numbers product(const Function& fn, const Numbers& gradient, const Numbers& direction, std::size_t outputs) {
  Numbers product(outputs);
  std::size_t from = outputs;
  std::size_t input = 0;
  for (std::size_t w = 0; w < fn.params().size(); ++w) {
    const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(w)).elements());
    for (std::size_t o = 0; o < outputs; ++o) {
      for (std::size_t i = 0; i < size; ++i) product[o] += gradient[from++] * direction[input + i];
    }
    input += size;
  }
  return product;
}

Numbers tangent(const Function& fn, const Numbers& at, const Numbers& direction) {
  Numbers both = at;
  both.insert(both.end(), direction.begin(), direction.end());
  const Numbers all = made(fn, {.derive = Derive::Jvp, .wrt = {}, .limits = {}}, both).results;
  return {all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2), all.end()};
}

passes::Plan gradient_by(Mode mode) { return {.derive = Derive::Gradient, .mode = mode, .wrt = {}, .limits = {}}; }

}  // namespace

bool is_moderate(const Numbers& x) {
  return std::ranges::all_of(x, [](double v) { return std::isfinite(v) && std::abs(v) < 1e6; });
}

std::string fault_of_modes(const Function& fn, const Numbers& at, const Numbers& direction) {
  const Numbers reverse = made(fn, gradient_by(Mode::Reverse), at).results;
  for (const auto& [mode, name] :
       {std::pair{Mode::Auto, "auto: "}, {Mode::Forward, "forward: "}, {Mode::Symbolic, "symbolic: "}}) {
    const std::string fault = apart(made(fn, gradient_by(mode), at).results, reverse, 1e-13);
    if (!fault.empty()) return name + fault;
  }
  const Numbers found = tangent(fn, at, direction);
  std::string fault = apart(found, directional_difference(fn, at, direction), 1e-7);
  if (!fault.empty()) return "a tangent and differences: " + fault;
  fault = apart(product(fn, reverse, direction, found.size()), found, 1e-12);
  return fault.empty() ? "" : "a tangent and the Jacobian: " + fault;
}

std::string fault_of_levels(const Function& fn, const Numbers& at) {
  const Numbers wanted = made(fn, gradient_by(Mode::Reverse), at).results;
  if (!is_moderate(wanted)) return "";
  for (const auto& [level, name] : {std::pair{Level::Exact, "exact"}, {Level::Real, "real"}}) {
    const Made value = made(fn, {.level = level, .wrt = {}, .limits = {}}, at);
    const Made gradient = made(fn, {.derive = Derive::Gradient, .level = level, .wrt = {}, .limits = {}}, at);
    std::string fault = apart(value.results, evaluate_flat(fn, at), 1e-12);
    if (!fault.empty()) return std::string("value, ") + name + ": " + fault + "\n" + ir::print(value.fn);
    fault = apart(gradient.results, wanted, 1e-12);
    if (!fault.empty()) return std::string("gradient, ") + name + ": " + fault + "\n" + ir::print(gradient.fn);
  }
  return "";
}

}  // namespace adc::test
