#include <algorithm>
#include <utility>

#include "adc/loss.hpp"
#include "tests/routes/route.h"
#include "tests/support/function_sizes.h"

namespace adc::tests {
namespace {

Evaluator evaluator(Function f, Derive derive) {
  if (f.prepare(derive)) return {};  // beyond a limit, or a derivative that there is not
  return [f = std::move(f), derive](const std::vector<double>& point) {
    std::vector<double> x = point;
    x.resize(x.size() + further_inputs(f, derive), 1.0);  // whose numbers do not matter to the value
    std::vector<double> out(result_size(f, derive));
    f.evaluate(derive, x, out);
    out.resize(f.output_size());
    return out;
  };
}

// A point's numbers by the names of `from`, in the order of `to`.
Evaluator by_name(const Function& to, const Function& from, Evaluator evaluate) {
  if (!evaluate) return {};
  std::vector<std::size_t> places;
  for (const std::string& name : to.inputs()) {
    const auto found = std::ranges::find(from.inputs(), name);
    if (found == from.inputs().end()) return {};
    places.push_back(static_cast<std::size_t>(found - from.inputs().begin()));
  }
  return [places, evaluate = std::move(evaluate)](const std::vector<double>& point) {
    std::vector<double> x;
    x.reserve(places.size());
    for (const std::size_t place : places) x.push_back(point[place]);
    return evaluate(x);
  };
}

template <Derive derive, Mode mode = Mode::Auto, Tier tier = Tier::Interpret>
Evaluator derived(const Subject& s) {
  return evaluator(compile(s.program.text, {.mode = mode, .tier = tier}).value(), derive);
}

// IR text of the program, read back.
Evaluator read_back(const Subject& s) {
  return evaluator(compile(s.function.ir().value(), {.tier = Tier::Interpret}).value(), Derive::Value);
}

// IR text of what computes the value, which has nothing left to rewrite: read back and taken as it is written.
Evaluator lowered(const Subject& s) {
  const std::string text = s.function.emit(Derive::Value, Target::Ir).value();
  return evaluator(compile(text, {.tier = Tier::Interpret, .level = Level::Exact}).value(), Derive::Value);
}

// The program as the earlier line of a session, whose last line asks for its value.
Evaluator session(const Subject& s) {
  const bool is_line = s.program.text.find_first_of("\n;=,#") == std::string::npos;
  if (!is_line || s.function.output_size() != 1) return {};
  const Result<Function> last =
      compile("the_result",
              {.context = {"the_result = " + s.program.text}, .bindings_are_inputs = true, .tier = Tier::Interpret});
  return last ? by_name(*last, s.function, evaluator(*last, Derive::Value)) : Evaluator{};
}

template <bool with_gradient>
Evaluator as_loss(const Subject& s) {
  Result<Loss> loss = Loss::compile(s.program.text, {.tier = Tier::Interpret});
  if (!loss || !loss->data().empty() || s.function.output_size() != 1) return {};
  if (loss->prepare()) return {};
  return [loss = *std::move(loss)](const std::vector<double>& point) {
    std::vector<double> gradient(point.size());
    return std::vector{with_gradient ? loss.value_and_gradient(point, {}, gradient) : loss.value(point, {})};
  };
}

constexpr Route kRoutes[] = {
    {"the value alone", derived<Derive::Value>},
    {"with a gradient", derived<Derive::Gradient>},
    {"with a gradient, symbolic", derived<Derive::Gradient, Mode::Symbolic>},
    {"with a gradient, forward", derived<Derive::Gradient, Mode::Forward>},
    {"with a gradient, reverse", derived<Derive::Gradient, Mode::Reverse>},
    {"with a tangent", derived<Derive::Jvp>},
    {"with adjoints", derived<Derive::Vjp>},
    {"with a Hessian", derived<Derive::Hessian>},
    {"with a Hessian, reverse", derived<Derive::Hessian, Mode::Reverse>},
    {"with a product by the Hessian", derived<Derive::Hvp>},
    {"IR text", read_back},
    {"IR text of what is computed", lowered},
    {"a session", session},
    {"Loss", as_loss<false>},
    {"Loss with its gradient", as_loss<true>},
    {"native", derived<Derive::Value, Mode::Auto, Tier::Native>, true},
    {"native with a gradient", derived<Derive::Gradient, Mode::Auto, Tier::Native>, true},
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

}  // namespace adc::tests
