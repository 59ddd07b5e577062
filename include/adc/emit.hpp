// What programs, and what is derived from them, can be written as.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

enum class Target : std::uint8_t {
  Ir,
  Kernel,  ///< loops over arrays, before a machine or language is chosen
  Llvm,
  Asm,
  Obj,
  Shared,      ///< a shared library (ELF)
  Wasm,        ///< a WebAssembly module
  Header,      ///< of C, for `Obj` and `Shared`
  Loader,      ///< a module of JavaScript that runs `Wasm`
  C,           ///< C99
  Cpp,         ///< a header of C++17, templated on the type of numbers
  Cuda,        ///< device functions and kernels of CUDA C++
  Javascript,  ///< a module
  Rust,
  Fortran,  ///< a module of Fortran 2008
  Formula,
  Latex,   ///< for math mode, with amsmath
  Mathml,  ///< presentation markup
  Numpy,   ///< a Python module for NumPy, JAX or PyTorch
  Dot,     ///< the graph of values, for Graphviz
};

/// A target as `adc emit --to` names it.
struct TargetWord {
  Target target;
  std::string_view word;     ///< "c", "javascript"
  std::string_view summary;  ///< "C99"
  bool has_rows;             ///< can be written as a map over any number of rows
  bool is_binary = false;    ///< bytes, and no text
};

/// All targets, in the order of `--to`'s help.
[[nodiscard]] ADC_API std::span<const TargetWord> targets();

/// The target that a word names, if any.
[[nodiscard]] ADC_API std::optional<Target> target_named(std::string_view word);

struct EmitOptions {
  bool over_rows = false;   ///< a map over any number of rows: a pointer and a stride per input and result
  bool calls_blas = false;  ///< matrix products in double and single precision by `cblas_dgemm` and `cblas_sgemm`; C
  std::string note;         ///< lines for the comment, after the program's text
  /// What the numbers of the output stand for, such as classes: in languages, but not in `Header` and `Loader`, a table
  /// of texts NAME_labels.
  std::vector<std::string> labels;
  /// Of machine code: the machine, such as "aarch64-linux-gnu", and its processor, such as "cortex-a72". Without a
  /// machine it is this one, and its processor; of another machine, what all of its kind have.
  std::string machine;
  std::string cpu;
  std::string file;  ///< of `Loader`: the file of the module, beside it; NAME.wasm if empty
};

/// A target with its options in one word, for languages without such structs: "c", "cuda-rows", "c-blas"; after a colon
/// the machine, and after another its processor: "obj:aarch64-linux-gnu:cortex-a72".
struct TargetChoice {
  Target target;
  EmitOptions options;
};

/// What such a word means, if anything.
[[nodiscard]] ADC_API std::optional<TargetChoice> target_choice(std::string_view word);

}  // namespace adc::inline ADC_ABI
