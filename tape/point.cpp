#include "tape/point.h"

#include <algorithm>
#include <memory>

#include "ir/runtime.h"
#include "ir/scalars.h"
#include "ir/watch.h"

namespace adc::tape {
namespace {

template <class T>
void run(const Tape& tape, const double* inputs, double* outputs, T* at) {
  for (std::size_t i = 0; i < tape.constants.size(); ++i) at[i] = static_cast<T>(tape.constants[i]);
  T* const first = at + tape.first_input();
  for (std::size_t i = 0; i < tape.inputs; ++i) first[i] = static_cast<T>(inputs[i]);
  ir::Sincos* const sincos = ir::sincos_function();
  const Step* const steps = tape.steps.data();
  const std::size_t count = tape.steps.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i % ir::kManySteps == ir::kManySteps - 1) ir::check_time(ir::kManySteps);
    const Step& step = steps[i];
    if (step.cosine != kNone) {
      double sine;
      double cosine;
      sincos(static_cast<double>(at[step.operands[0]]), &sine, &cosine);
      at[step.result] = static_cast<T>(sine);
      at[step.cosine] = static_cast<T>(cosine);
      continue;
    }
    at[step.result] = ir::apply<T>(
        step.op, [&](std::size_t k) -> const T& { return at[step.operands[k]]; }, [&] { return step.immediate; });
  }
  for (std::size_t i = 0; i < tape.outputs.size(); ++i) outputs[i] = at[tape.outputs[i]];
}

template <class T>
void run(const Tape& tape, const double* inputs, double* outputs) {
  constexpr std::size_t kFew = 256;
  if (tape.registers <= kFew) {
    T few[kFew];  // NOLINT: uninitialised on purpose, it is written before it is read
    return run(tape, inputs, outputs, few);
  }
  const auto many = std::make_unique_for_overwrite<T[]>(tape.registers);
  run(tape, inputs, outputs, many.get());
}

}  // namespace

void evaluate(const Tape& tape, const double* inputs, double* outputs) {
  tape.type == ir::DType::F32 ? run<float>(tape, inputs, outputs) : run<double>(tape, inputs, outputs);
}

}  // namespace adc::tape
