// IR to machine code in this process. The implementation is libadc-jit, which the API loads at first use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "ir/function.h"

#define ADC_JIT_EXPORT __attribute__((visibility("default")))

namespace adc::kernel {
struct SummedRows;
}

namespace adc::jit {

/// A compiled function. `inputs` and `outputs` are flat, row-major concatenations in the order of the function's
/// parameters and outputs, in its float type; booleans are 0 and 1. The three arrays do not overlap. Callable from any
/// number of threads at once, each with its own workspace.
using Entry = void (*)(const void* inputs, void* outputs, void* workspace);

/// A compiled function of tensors: a pointer per parameter and per output, each to a row-major tensor in the function's
/// float type, aligned as its elements; booleans are 0 and 1. Nothing overlaps. Callable from any number of threads at
/// once, each with its own workspace.
using TensorEntry = void (*)(const void* const* inputs, void* const* outputs, void* workspace);

/// A compiled function over rows: the same, for `rows` rows, of which each parameter and output has a tensor per row,
/// one after the other. They are at least `Code::least_rows`, at most `Code::most_rows`. A row has the same bits
/// wherever it is, and whatever the others are.
using RowsEntry = void (*)(const void* const* inputs, void* const* outputs, void* workspace, std::int64_t rows);

/// A compiled function over rows that are summed: the same, for one tile of at least one, at most `Code::most_rows`
/// rows; of inputs and outputs of rows, pointers to those of the tile. Sums are stored by the first tile and added to
/// by the others.
using TileEntry = void (*)(const void* const* inputs, void* const* outputs, void* workspace, std::int64_t rows,
                           std::int64_t is_first);

struct Code {
  Entry entry = nullptr;               ///< of a function of scalars (`ir::Function::is_scalar`), else null
  TensorEntry tensor_entry = nullptr;  ///< of any other function
  RowsEntry rows_entry = nullptr;      ///< of a function over rows; the others are null then
  TileEntry tile_entry = nullptr;      ///< of a function over rows that are summed; likewise
  std::int64_t least_rows = 0;
  std::int64_t most_rows = 0;
  /// What `workspace` must hold, aligned as a double, for tensors to 64 bytes. 0 for functions of scalars that fit into
  /// one machine function (up to kChunkValues instructions, kernel/schedule.h): `workspace` may then be null.
  std::size_t workspace_bytes = 0;
  void* handle = nullptr;  ///< owns the machine code; `release` frees it
};

/// What code may call, in double precision: for each op with a C function, its address in this process, by the index of
/// the op; null for the others. `sincos` is `void (double, double*, double*)`. They must outlive the code.
struct RuntimeTable {
  const void* const* functions = nullptr;
  const void* sincos = nullptr;
};

/// How to compile.
struct Options {
  /// Of one call of a function of tensors, in oneTBB's arena of its caller. Results have the same bits for any number.
  int threads = 1;
  /// Functions of libmvec in loops over tensors, instead of those that functions of scalars call.
  bool vector_math = true;
  /// A library for matrix products, instead of loops.
  bool product_library = true;
  /// A function over rows (kernel/rows.h) instead of one for a single row: by one thread, and products as loops.
  bool over_rows = false;
  /// If not null, a function over rows that are summed (kernel/program.h), of which it is one tile. Its matrix products
  /// alone are shared among threads.
  const kernel::SummedRows* summed = nullptr;
};

/// Does turns `begin` … `end` − 1 of a loop.
using Turns = void (*)(const void* inputs, const void* outputs, void* workspace, std::int64_t begin, std::int64_t end);

enum class Listing { Llvm, Assembly, Object };

extern "C" {
/// `ir::build()` of libadc-jit. Who loads it asks this first: where it is not the same as its own, nothing below may be
/// called.
ADC_JIT_EXPORT const char* adc_jit_build();
/// Compiles a legalised function. Of scalars, its results have the interpreter's bits (all nans count as equal); of
/// tensors, they are within some ulps of the interpreter's, for sums are taken in another order (that of kernel/fold.h)
/// and functions are those of libmvec, at most 4 ulp; without vector math and product library they have the bits of
/// kernel/run.h. On failure returns false and says why in `error`.
/// Thread-safe. O(n) in instructions, whatever the extents: small functions are optimised for speed, from
/// kFastCompileValues instructions on (jit/target.h) for compile time. Rows can only be summed where `lower_summed` of
/// kernel/summed_rows.h gives a program. Each function that is not released takes two of
/// the process's memory mappings, of which Linux allows 65,530. The code that libxsmm makes for a shape of matrix
/// products, some mappings of it, is shared by all that have such products, and stays.
ADC_JIT_EXPORT bool adc_jit_compile(const ir::Function& fn, const RuntimeTable& runtime, const Options& options,
                                    Code& code, std::string& error);
/// Frees what `adc_jit_compile` gave, and empties `code`. Nothing may be running in it. Thread-safe.
ADC_JIT_EXPORT void adc_jit_release(Code& code);
/// The code of `fn` as LLVM IR, assembly or object file, for this machine. Its symbol is the function's name with `_`
/// for what C does not allow, and after the name of a function that code may call; those are of libm and ir/special.
/// Thread-safe. O(n).
ADC_JIT_EXPORT bool adc_jit_list(const ir::Function& fn, Listing listing, const Options& options, std::string& text,
                                 std::string& error);
/// Does turns 0 … `count` − 1, which are independent, in `parts` runs of turns that follow each other, in oneTBB's
/// arena of the calling thread. Throws what `turns` throws. Thread-safe.
ADC_JIT_EXPORT void adc_jit_parallel(Turns turns, const void* inputs, const void* outputs, void* workspace,
                                     std::int64_t count, std::int64_t parts);
}

}  // namespace adc::jit
