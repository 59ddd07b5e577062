// Programs, and what is derived from them, in other languages.
#include "adc/emit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "adc/adc.hpp"
#include "api/externals.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "emit/c.h"
#include "emit/c_program.h"
#include "emit/cpp.h"
#include "emit/cuda.h"
#include "emit/dot.h"
#include "emit/formula.h"
#include "emit/fortran.h"
#include "emit/javascript.h"
#include "emit/markup.h"
#include "emit/numpy.h"
#include "emit/rust.h"
#include "emit/typeset.h"
#include "ir/text.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/text.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::array kTargets{
    TargetWord{Target::C, "c", "C99", true},
    TargetWord{Target::Cpp, "cpp", "a header of C++17 for any type of numbers", true},
    TargetWord{Target::Cuda, "cuda", "CUDA C++: a device function, kernels", true},
    TargetWord{Target::Javascript, "javascript", "a module of JavaScript", true},
    TargetWord{Target::Rust, "rust", "Rust", true},
    TargetWord{Target::Fortran, "fortran", "a module of Fortran 2008", true},
    TargetWord{Target::Numpy, "numpy", "a Python module for NumPy, JAX or PyTorch", false},
    TargetWord{Target::Formula, "formula", "formulas in adc's own language", false},
    TargetWord{Target::Latex, "latex", "formulas for LaTeX's math mode, with amsmath", false},
    TargetWord{Target::Mathml, "mathml", "formulas in MathML's presentation markup", false},
    TargetWord{Target::Dot, "dot", "the graph of values, for Graphviz", false},
    TargetWord{Target::Ir, "ir", "the IR", false},
    TargetWord{Target::Kernel, "kernel", "loops over arrays, before a language is chosen", true},
    TargetWord{Target::Llvm, "llvm", "LLVM IR", false},
    TargetWord{Target::Asm, "asm", "assembly of this machine", false},
    TargetWord{Target::Obj, "obj", "an object file of this machine", false},
};

const TargetWord& word_of(Target target) { return *std::ranges::find(kTargets, target, &TargetWord::target); }

/// The program as people read it, exact and simplified.
Result<std::string> formula(const run::Compiled& program, Derive derive, Target target) {
  return run::guarded(program.plan.limits, [&]() -> Result<std::string> {
    passes::Plan plan = program.plan;
    plan.derive = derive;
    plan.level = Level::Real;
    plan.legalise = false;
    const Result<ir::Function> fn = passes::run(program.fn, plan);
    if (!fn) return program.rendered(with_span(fn.error(), program.fn, plan));
    if (target == Target::Latex) return emit::typeset(*fn, program.text, emit::latex_markup());
    if (target == Target::Mathml) return emit::typeset(*fn, program.text, emit::mathml_markup());
    return emit::formula(*fn);
  });
}

bool is_formula(Target target) {
  return target == Target::Formula || target == Target::Latex || target == Target::Mathml;
}

/// What a comment says that is computed.
std::string described(const run::Compiled& program, const EmitOptions& options) {
  if (options.note.empty()) return program.text;
  return program.text.substr(0, program.text.find_last_not_of('\n') + 1) + "\n\n" + options.note;
}

/// The program as operations of arrays, which are not fused.
Result<std::string> numpy(const run::Compiled& program, Derive derive, const EmitOptions& options) {
  return run::guarded(program.plan.limits, [&]() -> Result<std::string> {
    passes::Plan plan = program.plan;
    plan.derive = derive;
    plan.fuse = false;
    const Result<ir::Function> fn = passes::run(program.fn, plan);
    if (!fn) return program.rendered(with_span(fn.error(), program.fn, plan));
    const std::string description = described(program, options);
    return emit::numpy_source(std::vector{emit::NumpyProgram{*fn, description, options.labels}});
  });
}

std::string c_source(const ir::Function& fn, const emit::Source& source, const EmitOptions& options) {
  // A function of scalars in double precision is C without loops.
  const bool is_plain =
      fn.is_scalar() && fn.float_type() == ir::DType::F64 && !options.over_rows && options.labels.empty();
  if (is_plain) return emit::c_source(fn, source.description);
  return emit::c_source(std::vector{source}, options.calls_blas ? emit::CProducts::Blas : emit::CProducts::Loops);
}

std::string loops(const ir::Function& fn, Target target, const EmitOptions& options, const std::string& description) {
  kernel::Program program = kernel::lower(fn);
  if (options.over_rows) program = kernel::over_rows(std::move(program));
  const emit::Source source{program, description, options.labels};
  const std::vector sources{source};
  switch (target) {
    case Target::C: return c_source(fn, source, options);
    case Target::Cpp: return emit::cpp_source(sources);
    case Target::Cuda: return emit::cuda_source(sources);
    case Target::Javascript: return emit::javascript_source(sources);
    case Target::Rust: return emit::rust_source(sources);
    case Target::Fortran: return emit::fortran_source(sources);
    default: return kernel::print(program);
  }
}

Result<std::string> source(const ir::Function& fn, Target target, const EmitOptions& options,
                           const run::Compiled& program) {
  const jit::Options native = run::native_options(program);
  switch (target) {
    case Target::Ir: return ir::print(fn);
    case Target::Llvm: return run::list_native(fn, jit::Listing::Llvm, native);
    case Target::Asm: return run::list_native(fn, jit::Listing::Assembly, native);
    case Target::Obj: return run::list_native(fn, jit::Listing::Object, native);
    case Target::Dot: return emit::dot(fn, described(program, options));
    default: return loops(fn, target, options, described(program, options));
  }
}

/// Why a target cannot be written with these options, if so.
std::optional<Error> refusal(Target target, const EmitOptions& options) {
  if (options.calls_blas && target != Target::C)
    return Error(diag::diagnose("bad-value", {}, "BLAS is for C: products call `cblas_dgemm`"));
  if (options.calls_blas && options.over_rows)
    return Error(diag::diagnose("bad-value", {}, "over rows products are loops: BLAS is for a program without rows"));
  if (options.over_rows && !word_of(target).has_rows)
    return Error(
        diag::diagnose("bad-value", {}, fmt::format("there is no map over rows as `{}`", word_of(target).word)));
  return std::nullopt;
}

}  // namespace

std::span<const TargetWord> targets() { return kTargets; }

std::optional<Target> target_named(std::string_view word) {
  const auto* const found = std::ranges::find(kTargets, word, &TargetWord::word);
  return found == kTargets.end() ? std::nullopt : std::optional(found->target);
}

std::optional<TargetChoice> target_choice(std::string_view word) {
  TargetChoice choice{};
  const auto take = [&](std::string_view end) {
    const bool has_end = word.ends_with(end);
    if (has_end) word.remove_suffix(end.size());
    return has_end;
  };
  choice.options.over_rows = take("-rows");
  choice.options.calls_blas = take("-blas");
  const std::optional<Target> target = target_named(word);
  if (!target) return std::nullopt;
  choice.target = *target;
  return choice;
}

Result<std::string> Function::emit(Derive derive, Target target, const EmitOptions& options) const {
  if (const std::optional<Error> error = refusal(target, options)) return *error;
  if (target != Target::Ir && target != Target::Dot) {
    if (const auto error = refuse_externals(state_->program, "it cannot be written in another language")) return *error;
  }
  if (is_formula(target)) return formula(state_->program, derive, target);
  if (target == Target::Numpy) return numpy(state_->program, derive, options);
  return state_->guarded([&]() -> Result<std::string> {
    const Result<ir::Function>& fn = state_->variant(derive).function();
    if (!fn) return fn.error();
    return source(*fn, target, options, state_->program);
  });
}

}  // namespace adc::inline ADC_ABI
