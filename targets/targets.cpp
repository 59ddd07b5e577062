#include "targets/targets.h"

#include <fmt/core.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Verifier.h>

#include <cassert>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "emit/binary.h"
#include "emit/special_functions.h"
#include "ir/build.h"
#include "jit/lower_scalars.h"
#include "jit/lower_tensors.h"
#include "kernel/lower.h"
#include "kernel/schedule.h"
#include "targets/entry.h"
#include "targets/link.h"
#include "targets/machine.h"
#include "targets/special_lowering.h"
#include "targets/value_marks.h"

namespace adc::targets {
namespace {

/// A module, and how much it computes.
struct Made {
  std::unique_ptr<llvm::Module> module;
  std::size_t size = 0;
  std::string name = {};  ///< of its public function
};

Made lower_scalars(const kernel::Program& program, const jit::Lowering& how, llvm::LLVMContext& context) {
  const kernel::Schedule plan = kernel::schedule(std::get<kernel::Region>(program.steps[0]));
  return {jit::lower_scalars(program, plan, how, context), plan.work()};
}

/// Loops alone: no functions of vectors and no library of products, for both would have to be there.
Made lower_tensors(const kernel::Program& program, const jit::Lowering& how, const Machine& machine,
                   llvm::LLVMContext& context) {
  Made made;
  std::vector<std::optional<std::size_t>> plans;
  for (const kernel::Step& step : program.steps) {
    if (std::holds_alternative<kernel::Call>(step)) plans.emplace_back();
    made.size += kernel::loops_of(step).nodes.size();
  }
  const jit::TensorLowering tensors{
      .names = how, .register_bits = machine.register_bits(), .vector_math = false, .plans = plans};
  made.module = jit::lower_tensors(program, tensors, context);
  return made;
}

/// Defines what the module calls and the machine's library lacks.
void define_functions(llvm::Module& module, const jit::Lowering& how, const Machine& machine) {
  std::set<std::string> called;
  for (const llvm::Function& function : module) {
    if (function.isDeclaration() && !function.isIntrinsic()) called.insert(function.getName().str());
  }
  const emit::special::Functions all = emit::special::functions(called, machine.has_c_library());
  lower_special(all.items, how, module);
}

Made make(const ir::Function& fn, const Machine& machine, llvm::LLVMContext& context) {
  const kernel::Program program = kernel::lower(fn);
  const std::string no_description;
  const emit::BinaryInterface as(fn, program, no_description);
  const jit::Lowering how{
      .symbol = as.name() + ".steps", .has_fma = machine.has_fma(), .has_sincos = machine.has_c_library()};
  Made made = fn.is_scalar() ? lower_scalars(program, how, context) : lower_tensors(program, how, machine, context);
  machine.describe(*made.module);
  add_entry(*made.module, *made.module->getFunction(how.symbol), as, !fn.is_scalar());
  define_functions(*made.module, how, machine);
  // The name of the module is in its file.
  made.name = as.name();
  made.module->setModuleIdentifier(as.name());
  made.module->setSourceFileName(as.name());
  assert(!llvm::verifyModule(*made.module, &llvm::errs()));
  return made;
}

std::string print(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

/// Of scalars, whose values have names, with comments that say them; but WebAssembly is a stack, whose instructions are
/// of several values, and its line numbers leave traces in the file.
std::string assembly(llvm::Module& module, bool has_names, const Machine& machine, std::size_t size) {
  if (has_names) mark_values(module);
  const std::string text = machine.emit(module, llvm::CodeGenFileType::AssemblyFile, size);
  return has_names ? with_value_comments(text, machine.comment()) : text;
}

std::string write(const ir::Function& fn, const Request& request) {
  const bool is_wasm = request.form == Form::WebAssembly;
  const Machine machine(is_wasm && request.triple.empty() ? "wasm32-unknown-unknown" : request.triple, request.cpu);
  if (is_wasm && !machine.is_wasm())
    throw UnknownMachine(fmt::format("WebAssembly is not for the machine `{}`", request.triple),
                         {"wasm32-unknown-unknown"});
  if (request.form == Form::SharedLibrary && machine.is_wasm())
    throw UnknownMachine("WebAssembly has no shared libraries: `--to wasm` writes a module", Machine::elf_triples());
  llvm::LLVMContext context;
  const Made made = make(fn, machine, context);
  if (request.form == Form::Llvm) return print(*made.module);
  if (request.form == Form::Assembly)
    return assembly(*made.module, fn.is_scalar() && !machine.is_wasm(), machine, made.size);
  std::string object = machine.emit(*made.module, llvm::CodeGenFileType::ObjectFile, made.size);
  if (request.form == Form::SharedLibrary) return link_shared(object, machine);
  if (request.form == Form::WebAssembly) return link_wasm(object, made.name);
  return object;
}

}  // namespace

const char* adc_targets_build() { return ir::build(); }

bool adc_targets_emit(const ir::Function& fn, const Request& request, std::string& bytes, Refusal& refusal) {
  try {
    bytes = write(fn, request);
    return true;
  } catch (const UnknownMachine& unknown) {
    refusal = {Refusal::Kind::Machine, unknown.what(), unknown.choices};
  } catch (const std::exception& failure) {
    refusal = {Refusal::Kind::Failure, failure.what(), {}};
  }
  return false;
}

}  // namespace adc::targets
