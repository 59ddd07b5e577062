// adc trace: the forward and backward tables of backpropagation.
#include "tools/command.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

void run(const Words& words) {
  const Evaluation at = evaluation(words);
  print_result(at.function.trace(at.point).value());
}

}  // namespace

Command trace_command() {
  return {.name = "trace",
          .arguments = "PROGRAM name=value … [options]",
          .summary = "the forward and backward tables of backpropagation, with numbers",
          .options = program_options(),
          .examples = {"adc trace 't = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)' x=0.5",
                       "adc trace 'cos(sin(x²)+3x²)' x=0.5"},
          .run = &run};
}

}  // namespace adc::tools
