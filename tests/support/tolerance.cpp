#include "tests/support/tolerance.h"

#include <functional>

#include "tests/support/exact_judge.h"

namespace adc::tests {
namespace {

std::string digits(const Real& x) { return x.str(20); }

Real conditioning(Sweep& exact, std::size_t output) {
  return precise::magnitude(exact.values(), exact.adjoints(exact.fn().outputs()[output].value));
}

Verdict verdict(double computed, const Real& reference, const std::function<Real()>& magnitude) {
  const precise::Judgement judgement = precise::judge(computed, reference, magnitude);
  if (judgement.within) return {true, ""};
  return {false, "computed " + digits(computed) + ", exactly " + digits(reference) + ": error " +
                     digits(judgement.error) + ", allowed " + digits(judgement.allowed)};
}

}  // namespace

Real conditioning(const ir::Function& fn, std::span<const double> inputs, std::size_t output) {
  Sweep exact(fn, inputs);
  return conditioning(exact, output);
}

Verdict judge(double computed, const Real& reference, const ir::Function& fn, std::span<const double> inputs,
              std::size_t output) {
  return verdict(computed, reference, [&] { return conditioning(fn, inputs, output); });
}

Verdict judge(double computed, const Real& reference, Sweep& exact, std::size_t output) {
  return verdict(computed, reference, [&] { return conditioning(exact, output); });
}

Verdict judge(double computed, std::string_view reference, const ir::Function& fn, std::span<const double> inputs,
              std::size_t output) {
  return judge(computed, Real(std::string(reference)), fn, inputs, output);
}

}  // namespace adc::tests
