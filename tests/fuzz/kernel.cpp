// The text of the kernel form: what is read satisfies the verifier, is read again as it was printed, runs and is C.
#include <string>
#include <variant>
#include <vector>

#include "emit/c_program.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "kernel/verify.h"
#include "tests/fuzz/target.h"

namespace adc::tests {
namespace {

using kernel::Program;

constexpr std::string_view kHead = "adc-kernel";
constexpr std::size_t kMaxNodes = 1000;
/// Of what is run: numbers of all arrays and of the workspace, and nodes over all turns of loops.
constexpr double kMostNumbers = 10'000;
constexpr double kMostWork = 100'000;

/// The program, from its printed text.
Program read_again(const std::string& text) {
  const Result<Program> again = kernel::read(text);
  must(again.ok(), "a printed program can be read:\n" + text);
  must(kernel::print(*again) == text, "a program's text round-trips:\n" + text);
  return *again;
}

void print_c(const Program& program, const std::string& text) {
  if (program.sums_rows) return;
  for (const auto products : {emit::CProducts::Loops, emit::CProducts::Blas})
    must(!emit::c_source(std::vector{emit::Source{program, text}}, products).empty(), "a program is C");
}

double numbers_of(const Program& program) {
  const std::size_t in_workspace = program.workspace_bytes / program.float_bytes();
  auto numbers = static_cast<double>(in_workspace);
  for (const kernel::Array& array : program.arrays) numbers += static_cast<double>(array.type.shape.elements());
  return numbers;
}

double work_of(const kernel::Region& region) {
  double turns = 1;
  for (const kernel::Loop& loop : region.loops) turns *= static_cast<double>(loop.extent);
  auto work = static_cast<double>(1 + region.nodes.size() + region.stores.size());
  for (const kernel::Node& node : region.nodes) {
    if (const auto* const fold = std::get_if<kernel::Fold>(&node)) work += static_cast<double>(fold->order.lanes);
  }
  return turns * work;
}

bool is_small(const Program& program) {
  double work = 0;
  for (const kernel::Step& step : program.steps) work += work_of(kernel::loops_of(step));
  return work <= kMostWork && numbers_of(program) <= kMostNumbers;
}

/// The numbers of all inputs, or of all outputs: some of each sign, positions among them.
template <class Kind>
std::vector<double> numbers(const Program& program) {
  std::vector<double> result;
  for (const kernel::Array& array : program.arrays) {
    if (!std::holds_alternative<Kind>(array.place)) continue;
    const bool is_bool = array.type.dtype == ir::DType::Bool;
    for (std::int64_t i = 0; i < array.type.shape.elements(); ++i)
      result.push_back(static_cast<double>(is_bool ? i % 2 : i % 5 - 1));
  }
  return result;
}

/// Runs a program, in which booleans stay 0 and 1; what is not written is nan.
void run(const Program& program) {
  const std::vector<double> inputs = numbers<kernel::Input>(program);
  std::vector<double> outputs = numbers<kernel::Output>(program);
  kernel::run(program, program.sums_rows ? static_cast<std::size_t>(*program.tile) : 1, inputs, outputs);
  auto at = outputs.begin();
  for (const kernel::Array& array : program.arrays) {
    if (!std::holds_alternative<kernel::Output>(array.place)) continue;
    for (std::int64_t i = 0; i < array.type.shape.elements(); ++i, ++at) {
      must(array.type.dtype != ir::DType::Bool || *at == 0 || *at == 1 || *at != *at, "booleans are 0 and 1");
    }
  }
}

}  // namespace

void fuzz(std::string_view bytes) {
  const std::string text =
      bytes.starts_with(kHead) ? std::string(bytes) : std::string(kHead) + " 1\n" + std::string(bytes);
  const Result<Program> program = kernel::read(text, kMaxNodes);
  if (!program) return must_be_a_refusal(program.error(), text);
  must(kernel::verify(*program).empty(), "what is read satisfies the verifier");
  const std::string printed = kernel::print(*program);
  must(read_again(printed) == *program, "a program is the same after printing and reading:\n" + printed);
  print_c(*program, text);
  if (is_small(*program)) run(*program);
}

}  // namespace adc::tests
