// A program's text through the public API: all that can be computed, printed and explained, within small limits.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "adc/loss.hpp"
#include "tests/fuzz/target.h"
#include "tests/support/function_sizes.h"

namespace adc::tests {
namespace {

constexpr std::array kDerivatives{Derive::Value, Derive::Gradient, Derive::Hessian,
                                  Derive::Jvp,   Derive::Vjp,      Derive::Hvp};
constexpr Limits kLimits{.source_bytes = 1 << 14, .nesting = 100, .instructions = 3000, .bytes = 1 << 20, .seconds = 5};

/// What a call gave: a text that is not empty, or a refusal.
void must_say(const Result<std::string>& said, std::string_view text) {
  if (!said) return must_be_a_refusal(said.error(), text);
  must(!said->empty(), "what is printed is a text");
}

/// Inputs of 0.7, and seeds or tangents of 0.7.
std::vector<double> inputs_of(const Function& f, Derive derive) {
  return std::vector<double>(f.input_size() + further_inputs(f, derive), 0.7);
}

/// Evaluates at 0.7, and at 0, where there is more to explain.
void evaluate(const Function& f, Derive derive, std::string_view text) {
  if (const std::optional<Error> error = f.prepare(derive)) return must_be_a_refusal(*error, text);
  must(f.result_names(derive).size() == f.result_shapes(derive).size(), "each result has a name and a shape");
  std::vector<double> x = inputs_of(f, derive);
  std::vector<double> out(result_size(f, derive));
  for (const double at : {0.7, 0.0}) {
    std::ranges::fill(x, at);
    f.evaluate(derive, x, out);
    for (const NotFinite& why : f.why_not_finite(derive, x, out))
      must(!render(why.note, "fuzz", text, "note").empty(), "a note can be rendered");
    for (const Diagnostic& note : f.why_by_convention(derive, x, out))
      must(!render(note, "fuzz", text, "note").empty(), "a note can be rendered");
  }
}

void differentiate(const Function& f, std::string_view text) {
  for (const std::string& variable : f.wrt()) {
    must_say(f.mixed_derivative({variable, f.wrt().front()}), text);
    const Result<Function> twice = f.partial({variable, variable});
    if (!twice)
      must_be_a_refusal(twice.error(), text);
    else
      evaluate(*twice, Derive::Value, text);
  }
}

void explain(const Function& f, std::string_view text) {
  for (const Derive derive : {Derive::Gradient, Derive::Hessian}) {
    if (const Result<Explanation> explained = f.explain(derive); !explained)
      must_be_a_refusal(explained.error(), text);
    else
      must(!explained->alternatives.empty(), "there is a way to a derivative");
  }
  must_say(f.trace(std::vector<double>(f.input_size(), 0.7)), text);
  for (const std::string& pass : pass_names()) must_say(f.ir({pass}), text);
}

void check(const Function& f, std::string_view text) {
  constexpr std::size_t kMostInputs = 6;
  if (f.input_size() > kMostInputs) return;
  const Result<CheckReport> report = f.check({.points = {std::vector<double>(f.input_size(), 0.7)}, .order = 2});
  if (!report) return must_be_a_refusal(report.error(), text);
  must(report->points.size() == 1, "a point is checked");
}

void train(std::string_view text, bool any_number) {
  const LossOptions options{
      .batch = any_number ? 0 : 2, .any_number = any_number, .tier = Tier::Interpret, .limits = kLimits};
  const Result<Loss> loss = Loss::compile(text, options);
  if (!loss) return must_be_a_refusal(loss.error(), text);
  if (const std::optional<Error> error = loss->prepare()) return must_be_a_refusal(*error, text);
  const std::vector<double> params(loss->param_size(), 0.7);
  std::vector<std::vector<double>> numbers;
  for (const Loss::Tensor& data : loss->data()) numbers.emplace_back(data.size * (any_number ? 3 : 1), 0.7);
  std::vector<double> gradient(loss->param_size());
  try {
    loss->value_and_gradient(params, std::vector<std::span<const double>>(numbers.begin(), numbers.end()), gradient);
  } catch (const Error& error) {
    must_be_a_refusal(error, text);
  }
}

/// Some of what there is to do, chosen by the bytes, so that a text does not take long.
std::size_t choice(std::string_view bytes, std::size_t of) { return std::hash<std::string_view>()(bytes) % of; }

}  // namespace

void fuzz(std::string_view bytes) {
  const std::size_t which = choice(bytes, 8);
  if (which == 0) {
    train(bytes, false);
    train(bytes, true);
    return;
  }
  const Result<Function> f = compile(bytes, {.tier = Tier::Interpret, .limits = kLimits});
  if (!f) return must_be_a_refusal(f.error(), bytes);
  for (const Diagnostic& note : f->notes())
    must(!render(note, "fuzz", bytes, "note").empty(), "a note can be rendered");
  if (f->only_defines()) return;
  try {
    switch (which) {
      case 1: return differentiate(*f, bytes);
      case 2: return explain(*f, bytes);
      case 3: return check(*f, bytes);
      case 4: {
        const TargetWord& target = targets()[choice(bytes.substr(1), targets().size())];
        const EmitOptions options{.over_rows = target.has_rows && choice(bytes.substr(1), 3) == 0};
        return must_say(f->emit(kDerivatives[choice(bytes.substr(1), 2)], target.target, options), bytes);
      }
      default: return evaluate(*f, kDerivatives[choice(bytes.substr(1), kDerivatives.size())], bytes);
    }
  } catch (const Error& error) {
    must_be_a_refusal(error, bytes);  // of evaluations that take too long or too much
  }
}

}  // namespace adc::tests
