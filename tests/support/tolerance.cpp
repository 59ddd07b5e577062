#include "tests/support/tolerance.h"

#include "tests/support/exact_judge.h"

namespace adc::tests {
namespace {

std::string digits(const Real& x) { return x.str(20); }

}  // namespace

Real conditioning(const ir::Function& fn, std::span<const double> inputs, std::size_t output) {
  const std::vector<Real> values = precise::exact_values(fn, inputs);
  return precise::magnitude(values, precise::exact_adjoints(fn, values, fn.outputs()[output].value));
}

Verdict judge(double computed, const Real& reference, const ir::Function& fn, std::span<const double> inputs,
              std::size_t output) {
  const precise::Judgement judgement =
      precise::judge(computed, reference, [&] { return conditioning(fn, inputs, output); });
  if (judgement.within) return {true, ""};
  return {false, "computed " + digits(computed) + ", exactly " + digits(reference) + ": error " +
                     digits(judgement.error) + ", allowed " + digits(judgement.allowed)};
}

Verdict judge(double computed, std::string_view reference, const ir::Function& fn, std::span<const double> inputs,
              std::size_t output) {
  return judge(computed, Real(std::string(reference)), fn, inputs, output);
}

}  // namespace adc::tests
