// Programs, and what is derived from them, in other languages.
#include "adc/emit.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "adc/adc.hpp"
#include "analysis/by_indices.h"
#include "api/binary.h"
#include "api/externals.h"
#include "api/sparse_state.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "diag/render.h"
#include "emit/binary.h"
#include "emit/c.h"
#include "emit/c_names.h"
#include "emit/c_program.h"
#include "emit/cpp.h"
#include "emit/cuda.h"
#include "emit/dot.h"
#include "emit/fortran.h"
#include "emit/javascript.h"
#include "emit/markup.h"
#include "emit/numpy.h"
#include "emit/rust.h"
#include "emit/typeset.h"
#include "emit/wasm_loader.h"
#include "ir/text.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/text.h"
#include "run/guard.h"

namespace adc::inline ADC_ABI {
namespace {

using api::Binary;

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
    TargetWord{Target::Asm, "asm", "assembly", false},
    TargetWord{Target::Obj, "obj", "an object file", false, true},
    TargetWord{Target::Shared, "shared", "a shared library", false, true},
    TargetWord{Target::Header, "header", "the C header of obj and shared", false},
    TargetWord{Target::Wasm, "wasm", "a WebAssembly module", false, true},
    TargetWord{Target::Loader, "loader", "a module of JavaScript that runs wasm", false},
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
    return analysis::readable_formula(*fn);
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

/// What goes wrong elsewhere than in a text, as people read it.
Error standing_alone(const Diagnostic& diagnostic) { return {diag::render(diagnostic, "", ""), diagnostic}; }

Result<std::string> binary(const ir::Function& fn, Binary form, const EmitOptions& options) {
  Result<std::string> made = api::binary(fn, form, options.machine, options.cpu);
  return made ? std::move(made) : standing_alone(made.error().diagnostic());
}

/// Targets that have no instruction for a product and a sum.
bool is_unfused(Target target) { return target == Target::Numpy || target == Target::Wasm || target == Target::Loader; }

/// The program without such operations: of arrays for NumPy, or for WebAssembly.
Result<ir::Function> unfused_function(const run::Compiled& program, Derive derive) {
  passes::Plan plan = program.plan;
  plan.derive = derive;
  plan.fuse = false;
  Result<ir::Function> fn = passes::run(program.fn, plan);
  return fn ? std::move(fn) : program.rendered(with_span(fn.error(), program.fn, plan));
}

Result<std::string> unfused(const run::Compiled& program, Derive derive, Target target, const EmitOptions& options) {
  return run::guarded(program.plan.limits, [&]() -> Result<std::string> {
    const Result<ir::Function> fn = unfused_function(program, derive);
    if (!fn) return fn.error();
    const std::string name = emit::c_identifier(fn->name());
    // The module exports its memory, and what has a function `then` is awaited as a promise.
    if (target != Target::Numpy && (name == "memory" || name == "__heap_base" || name == "then"))
      return standing_alone(diag::diagnose(
          "bad-value", {}, fmt::format("a function of a WebAssembly module cannot be called `{}`", name)));
    const std::string description = described(program, options);
    if (target == Target::Numpy)
      return emit::numpy_source(
          std::vector{emit::NumpyProgram{.fn = *fn, .description = description, .labels = options.labels}});
    if (target == Target::Wasm) return binary(*fn, Binary::WebAssembly, options);
    return emit::wasm_loader(*fn, kernel::lower(*fn), description, options.file);
  });
}

/// A function of scalars in double precision is C without loops.
bool is_plain_c(const ir::Function& fn, const EmitOptions& options) {
  return fn.is_scalar() && fn.float_type() == ir::DType::F64 && !options.over_rows && options.labels.empty();
}

kernel::Program loops_of(const ir::Function& fn, const EmitOptions& options) {
  kernel::Program program = kernel::lower(fn);
  return options.over_rows ? kernel::over_rows(std::move(program)) : program;
}

std::string in_language(std::span<const emit::Source> sources, Target target, const EmitOptions& options) {
  switch (target) {
    case Target::Cpp: return emit::cpp_source(sources);
    case Target::Cuda: return emit::cuda_source(sources);
    case Target::Javascript: return emit::javascript_source(sources);
    case Target::Rust: return emit::rust_source(sources);
    case Target::Fortran: return emit::fortran_source(sources);
    default: return emit::c_source(sources, options.calls_blas ? emit::CProducts::Blas : emit::CProducts::Loops);
  }
}

std::string loops(const ir::Function& fn, Target target, const EmitOptions& options, const std::string& description) {
  if (target == Target::C && is_plain_c(fn, options)) return emit::c_source(fn, description);
  const kernel::Program program = loops_of(fn, options);
  if (target == Target::Kernel) return kernel::print(program);
  return in_language(std::vector{emit::Source{program, description, options.labels}}, target, options);
}

/// Functions, legalised, and what their comments say.
struct Written {
  ir::Function fn;
  std::string description;
};

std::string in_one_file(std::span<const Written> all, Target target, const EmitOptions& options) {
  if (target == Target::Numpy) {
    std::vector<emit::NumpyProgram> programs;
    for (const Written& one : all)
      programs.push_back({.fn = one.fn, .description = one.description, .labels = options.labels});
    return emit::numpy_source(programs);
  }
  if (target == Target::C) {  // what files of C share is guarded, so that they may follow each other
    std::string text;
    for (const Written& one : all) text += (text.empty() ? "" : "\n") + loops(one.fn, target, options, one.description);
    return text;
  }
  std::vector<kernel::Program> programs;
  for (const Written& one : all) programs.push_back(loops_of(one.fn, options));
  std::vector<emit::Source> sources;
  for (std::size_t i = 0; i < all.size(); ++i) sources.push_back({programs[i], all[i].description, options.labels});
  return in_language(sources, target, options);
}

/// Whether a function of this name has, in a file, the name `identifier`; Fortran's differ by more than case.
bool is_same_name(const std::string& name, const std::string& identifier, Target target) {
  const std::string other = emit::c_identifier(name);
  if (target == Target::Fortran) return emit::lower_case(other) == emit::lower_case(identifier);
  return other == identifier;
}

bool holds_several(Target target) {
  using enum Target;
  constexpr std::array kLanguages{C, Cpp, Cuda, Javascript, Rust, Fortran, Numpy};
  return std::ranges::find(kLanguages, target) != kLanguages.end();
}

Result<std::string> source(const ir::Function& fn, Target target, const EmitOptions& options,
                           const run::Compiled& program) {
  switch (target) {
    case Target::Ir: return ir::print(fn);
    case Target::Llvm: return binary(fn, Binary::Llvm, options);
    case Target::Asm: return binary(fn, Binary::Assembly, options);
    case Target::Obj: return binary(fn, Binary::Object, options);
    case Target::Shared: return binary(fn, Binary::SharedLibrary, options);
    case Target::Header: return emit::BinaryInterface(fn, kernel::lower(fn), described(program, options)).c_header();
    case Target::Dot: return emit::dot(fn, described(program, options));
    default: return loops(fn, target, options, described(program, options));
  }
}

/// Whether a target is code of a machine.
bool has_machine(Target target) {
  return target == Target::Llvm || target == Target::Asm || target == Target::Obj || target == Target::Shared ||
         target == Target::Wasm;
}

/// Why a target cannot be written with these options, if so.
std::optional<Error> refusal(Target target, const EmitOptions& options) {
  if (options.calls_blas && target != Target::C)
    return standing_alone(diag::diagnose("bad-value", {}, "BLAS is for C: products call `cblas_dgemm`"));
  if (options.calls_blas && options.over_rows)
    return standing_alone(
        diag::diagnose("bad-value", {}, "over rows products are loops: BLAS is for a program without rows"));
  if (!options.machine.empty() && !has_machine(target))
    return standing_alone(diag::diagnose("bad-value", {}, fmt::format("`{}` is for no machine", word_of(target).word)));
  if (!options.cpu.empty() && !has_machine(target))
    return standing_alone(
        diag::diagnose("bad-value", {}, fmt::format("`{}` is for no processor", word_of(target).word)));
  if (options.over_rows && !word_of(target).has_rows)
    return standing_alone(
        diag::diagnose("bad-value", {}, fmt::format("there is no map over rows as `{}`", word_of(target).word)));
  return std::nullopt;
}

/// Why a sparse matrix cannot be written so, if so.
std::optional<Error> refuse_places(Target target, const EmitOptions& options) {
  using enum Target;
  constexpr std::array kWritten{C, Cpp, Cuda, Javascript, Rust, Numpy, Ir};
  if (std::ranges::find(kWritten, target) == kWritten.end())
    return standing_alone(diag::diagnose("bad-value", {},
                                         fmt::format("a sparse matrix cannot be written as `{}`", word_of(target).word),
                                         {"its places are constants of c, cpp, cuda, javascript, rust and numpy"}));
  if (options.over_rows)
    return standing_alone(diag::diagnose("bad-value", {}, "there is no map over rows that gives sparse matrices"));
  return refusal(target, options);
}

}  // namespace

std::span<const TargetWord> targets() { return kTargets; }

std::optional<Target> target_named(std::string_view word) {
  const auto* const found = std::ranges::find(kTargets, word, &TargetWord::word);
  return found == kTargets.end() ? std::nullopt : std::optional(found->target);
}

std::optional<TargetChoice> target_choice(std::string_view word) {
  TargetChoice choice{};
  // "WORD:MACHINE:PROCESSOR", of which the latter may be left out.
  const auto after_colon = [](std::string_view& text) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view after = text.substr(std::min(colon + 1, text.size()));
    text = text.substr(0, colon);
    return after;
  };
  std::string_view machine = after_colon(word);
  choice.options.cpu = after_colon(machine);
  choice.options.machine = machine;
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

Result<std::string> emit_all(std::span<const Emitted> functions, Target target, const EmitOptions& options) {
  if (functions.empty()) return standing_alone(diag::diagnose("bad-value", {}, "there is no function to write"));
  if (functions.size() == 1) return functions[0].function.emit(functions[0].derive, target, options);
  if (const std::optional<Error> error = refusal(target, options)) return *error;
  if (!holds_several(target))
    return standing_alone(
        diag::diagnose("bad-value", {}, fmt::format("`{}` is of one function", word_of(target).word),
                       {"several are for languages: c, cpp, cuda, javascript, rust, fortran, numpy"}));
  std::vector<Written> all;
  for (const auto& [function, derive] : functions) {
    const run::Compiled& program = function.state_->program;
    if (const auto error = refuse_externals(program, "it cannot be written in another language")) return *error;
    Result<ir::Function> fn = function.state_->guarded([&, what = derive]() -> Result<ir::Function> {
      return target == Target::Numpy ? unfused_function(program, what) : function.state_->variant(what).function();
    });
    if (!fn) return fn.error();
    const std::string name = emit::c_identifier(fn->name());
    if (std::ranges::any_of(all, [&](const Written& other) { return is_same_name(other.fn.name(), name, target); }))
      return standing_alone(diag::diagnose("bad-value", {}, fmt::format("two functions are called `{}`", name)));
    all.push_back({*std::move(fn), described(program, options)});
  }
  return functions[0].function.state_->guarded(
      [&]() -> Result<std::string> { return in_one_file(all, target, options); });
}

Result<std::string> Function::emit(Derive derive, Target target, const EmitOptions& options) const {
  if (const std::optional<Error> error = refusal(target, options)) return *error;
  if (target != Target::Ir && target != Target::Dot) {
    if (const auto error = refuse_externals(state_->program, "it cannot be written in another language")) return *error;
  }
  if (is_formula(target)) return formula(state_->program, derive, target);
  if (is_unfused(target)) return unfused(state_->program, derive, target, options);
  return state_->guarded([&]() -> Result<std::string> {
    const Result<ir::Function>& fn = state_->variant(derive).function();
    if (!fn) return fn.error();
    return source(*fn, target, options, state_->program);
  });
}

Result<std::string> SparseDerivative::emit(Target target, const EmitOptions& options) const {
  const run::Sparse& sparse = *state_->sparse;
  const run::Compiled& program = state_->program;
  if (const std::optional<Error> error = refuse_places(target, options)) return *error;
  if (const auto error = refuse_externals(program, "it cannot be written in another language")) return *error;
  return run::guarded(program.plan.limits, [&]() -> Result<std::string> {
    const Result<ir::Function> fn = sparse.whole(!is_unfused(target));
    if (!fn) return fn.error();
    const std::string description = described(program, options);
    if (target == Target::Ir) return ir::print(*fn);
    if (target == Target::Numpy)
      return emit::numpy_source(
          std::vector{emit::NumpyProgram{.fn = *fn, .description = description, .places = &sparse.places()}});
    const kernel::Program loops = kernel::lower(*fn);
    return in_language(
        std::vector{emit::Source{.program = loops, .description = description, .places = &sparse.places()}}, target,
        options);
  });
}

}  // namespace adc::inline ADC_ABI
