#include "ir/runtime.h"
#include "ir/scalars.h"
#include "tape/frame.h"

namespace adc::tape {
namespace {

using ir::Op;

template <class T>
void sines_and_cosines(const Step& step, const Frame<T>& frame) {
  ir::Sincos* const sincos = ir::sincos_function();
  const T* const x = frame.at[step.operands[0]];
  const std::size_t moves = step.operands[0] < frame.first_row ? 0 : 1;
  T* const sine = frame.at[step.result];
  T* const cosine = frame.at[step.cosine];
  for (std::size_t row = 0; row < frame.rows; ++row) {
    double s;
    double c;
    sincos(x[row * moves], &s, &c);
    sine[row] = static_cast<T>(s);
    cosine[row] = static_cast<T>(c);
  }
}

template <Op op, class T>
void rows_of(const Step& step, const Frame<T>& frame) {
  const T* x[ir::kMaxArity] = {};
  std::size_t moves[ir::kMaxArity] = {};
  for (std::size_t k = 0; k < ir::kMaxArity && step.operands[k] != kNone; ++k) {
    x[k] = frame.at[step.operands[k]];
    moves[k] = step.operands[k] < frame.first_row ? 0 : 1;
  }
  T* const result = frame.at[step.result];
  for (std::size_t row = 0; row < frame.rows; ++row) {
    result[row] = ir::apply<T>(
        op, [&](std::size_t k) -> const T& { return x[k][row * moves[k]]; }, [&] { return step.immediate; });
  }
}

template <class T>
void each(const Step& step, const Frame<T>& frame) {
  if (step.cosine != kNone) return sines_and_cosines(step, frame);
  switch (step.op) {
#define ADC_OP(Id, ...) \
  case Op::Id: return rows_of<Op::Id>(step, frame);
#include "ir/ops.def"
#undef ADC_OP
    default: return;
  }
}

}  // namespace

void run_each(const Step& step, const Frame<double>& frame) { each(step, frame); }
void run_each(const Step& step, const Frame<float>& frame) { each(step, frame); }

}  // namespace adc::tape
