// IR to machine code for this process. The implementation is libadc-jit, which the API loads at first use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ir/function.h"
#include "kernel/product.h"

#define ADC_JIT_EXPORT __attribute__((visibility("default")))

namespace adc::kernel {
struct SummedRows;
}

namespace adc::jit {

class ProductPlan;

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

/// Which of these types the function of an object file has.
enum class EntryKind : std::uint8_t { Scalars, Tensors, Rows, Tile };

/// A compiled function as an object file, and what it takes to load it (object/native_code.h) and to call it. It holds
/// in any process on this machine.
struct Object {
  std::string bytes;  ///< ELF, relocatable; the names in it are those of jit/symbols.h
  EntryKind kind = EntryKind::Scalars;
  /// How many rows a call takes, of a function over rows.
  std::int64_t least_rows = 0;
  std::int64_t most_rows = 0;
  /// What `workspace` must hold, aligned as a double, for tensors to 64 bytes. 0 for functions of scalars that fit into
  /// one machine function (up to kChunkValues instructions, kernel/schedule.h): `workspace` may then be null.
  std::size_t workspace_bytes = 0;
  /// The matrix products that it leaves to a library: their plans are made when it is loaded.
  std::vector<kernel::MatrixProduct> products;
  ir::DType product_type = ir::DType::F64;
  int product_threads = 1;
  bool lacks_plans = false;  ///< there are loops instead, where the library had no code for a product
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
  /// A function of tensors with the entry of one of scalars, flat arrays.
  bool flat = false;
  /// If not null, a function over rows that are summed (kernel/program.h), of which it is one tile. Its matrix products
  /// alone are shared among threads.
  const kernel::SummedRows* summed = nullptr;
};

/// Does turns `begin` … `end` − 1 of a loop.
using Turns = void (*)(const void* inputs, const void* outputs, void* workspace, std::int64_t begin, std::int64_t end);

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
/// kernel/summed_rows.h gives a program.
ADC_JIT_EXPORT bool adc_jit_compile(const ir::Function& fn, const Options& options, Object& object, std::string& error);
/// A plan for a product of an object, to be freed by `adc_jit_release_plan`; null where the library has no code for it.
/// The code that the library makes for a shape of matrix products, some mappings of memory, is shared by all that have
/// such products, and stays. Thread-safe.
ADC_JIT_EXPORT const ProductPlan* adc_jit_plan(const kernel::MatrixProduct& product, ir::DType float_type, int threads);
ADC_JIT_EXPORT void adc_jit_release_plan(const ProductPlan* plan);
/// C = A·B for each matrix of the batch, overwriting C, or C + A·B where `adds` is not 0. `a`, `b` are the first
/// elements; `packing` has the plan's bytes, aligned to 64; `rows` is how many there are, 1 if it is not over rows.
/// Each element of the result is a sum in an order that the plan and the number of rows fix.
ADC_JIT_EXPORT void adc_jit_product(const ProductPlan* plan, const void* a, const void* b, void* c, void* packing,
                                    std::int64_t rows, std::int64_t adds);
/// Does turns 0 … `count` − 1, which are independent, in `parts` runs of turns that follow each other, in oneTBB's
/// arena of the calling thread. Throws what `turns` throws. Thread-safe.
ADC_JIT_EXPORT void adc_jit_parallel(Turns turns, const void* inputs, const void* outputs, void* workspace,
                                     std::int64_t count, std::int64_t parts);
}

}  // namespace adc::jit
