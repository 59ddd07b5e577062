// Scalars are computed block by block, each input of a block a vector: the last block, and columns that are no vectors,
// are copied into such. So every row goes through the same instructions, whatever its place and the number of rows.
// Tensors, and programs too large for that, are computed row by row.
#include "run/rows.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "ir/watch.h"
#include "run/scratch.h"

namespace adc::run {
namespace {

/// Bytes that the inputs and results of a block take, about the size of a first-level cache.
constexpr std::size_t kBlockBytes = std::size_t{1} << 15U;
constexpr std::size_t kFewestRows = 64;  ///< a multiple of what any machine computes at once
constexpr std::size_t kMostRows = 512;
/// Blocks between two looks at the clock.
constexpr std::size_t kBlocksAtOnce = 1024;

/// A call of `map`, of a program of scalars with code for blocks.
struct Blocks {
  const ir::Function& fn;
  const NativeCode& code;
  std::size_t size;  ///< rows in a block
  std::size_t rows;
  std::size_t first;  ///< the block that turn 0 does
  std::span<const InputColumn> inputs;
  std::span<const OutputColumn> results;

  [[nodiscard]] std::size_t count() const { return (rows + size - 1) / size; }
};

/// Computes blocks one after the other, with memory of its own.
template <class T>
class BlockRunner {
 public:
  explicit BlockRunner(const Blocks& blocks)
      : blocks_(blocks), memory_((blocks.inputs.size() + blocks.results.size()) * blocks.size) {
    for (std::size_t i = 0; i < blocks.inputs.size(); ++i) {
      T* const own = input(i);
      in_.push_back(own);
      if (blocks.inputs[i].stride == 0) std::fill_n(own, blocks.size, static_cast<T>(*blocks.inputs[i].data));
    }
    for (std::size_t i = 0; i < blocks.results.size(); ++i) out_.push_back(result(i));
  }

  void run(std::size_t block) {
    const std::size_t first = block * blocks_.size;
    const std::size_t count = std::min(blocks_.size, blocks_.rows - first);
    for (std::size_t i = 0; i < in_.size(); ++i) read(i, first, count);
    for (std::size_t i = 0; i < out_.size(); ++i) out_[i] = place(blocks_.results[i], first, count, result(i));
    blocks_.code.tensor_entry()(in_.data(), out_.data(), thread_scratch(Scratch::Code, blocks_.code.workspace_bytes()));
    for (std::size_t i = 0; i < out_.size(); ++i) write(i, first, count);
  }

 private:
  [[nodiscard]] T* input(std::size_t i) { return memory_.data() + i * blocks_.size; }
  [[nodiscard]] T* result(std::size_t i) { return input(blocks_.inputs.size() + i); }

  /// Where a whole block of a column lies as a vector already; else `own`.
  template <class U, class Own>
  Own place(const Column<U>& column, std::size_t first, std::size_t count, Own own) const {
    if constexpr (sizeof(T) == sizeof(double)) {
      if (column.data != nullptr && column.stride == 1 && count == blocks_.size) return column.data + first;
    }
    return own;
  }

  void read(std::size_t i, std::size_t first, std::size_t count) {
    const InputColumn& column = blocks_.inputs[i];
    if (column.stride == 0) return;
    T* const own = input(i);
    in_[i] = place(column, first, count, static_cast<const void*>(own));
    if (in_[i] != own) return;
    const double* from = column.data + static_cast<std::ptrdiff_t>(first) * column.stride;
    for (std::size_t row = 0; row < count; ++row, from += column.stride) own[row] = static_cast<T>(*from);
    std::fill(own + count, own + blocks_.size, own[count - 1]);
  }

  void write(std::size_t i, std::size_t first, std::size_t count) {
    const OutputColumn& column = blocks_.results[i];
    const T* const own = result(i);
    if (column.data == nullptr || out_[i] != own) return;
    double* to = column.data + static_cast<std::ptrdiff_t>(first) * column.stride;
    for (std::size_t row = 0; row < count; ++row, to += column.stride) *to = own[row];
  }

  const Blocks& blocks_;
  std::vector<T> memory_;
  std::vector<const void*> in_;
  std::vector<void*> out_;
};

template <class T>
void run_blocks(const void* blocks, const void* /*outputs*/, void* /*workspace*/, std::int64_t begin,
                std::int64_t end) {
  const Blocks& all = *static_cast<const Blocks*>(blocks);
  BlockRunner<T> runner(all);
  for (std::int64_t turn = begin; turn < end; ++turn) runner.run(all.first + static_cast<std::size_t>(turn));
}

void run_in_blocks(Blocks blocks, int threads) {
  const jit::Turns turns = blocks.fn.float_type() == ir::DType::F32 ? &run_blocks<float> : &run_blocks<double>;
  for (; blocks.first < blocks.count(); blocks.first += kBlocksAtOnce) {
    if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
    const std::size_t turns_left = std::min(kBlocksAtOnce, blocks.count() - blocks.first);
    in_parallel(turns, &blocks, static_cast<std::int64_t>(turns_left), threads);
  }
}

/// Row by row, through flat arrays.
void run_one_by_one(const Variant& variant, std::size_t rows, std::span<const InputColumn> inputs,
                    std::span<const OutputColumn> results) {
  const ir::Function& fn = *variant.function();
  std::vector<double> x(ir::flat_inputs(fn));
  std::vector<double> y(ir::flat_outputs(fn));
  for (std::size_t row = 0; row < rows; ++row) {
    const auto r = static_cast<std::ptrdiff_t>(row);
    auto to = x.begin();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements());
      to = std::copy_n(inputs[i].data + r * inputs[i].stride, size, to);
    }
    if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
    variant.run(x, y);
    auto from = y.begin();
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto size = static_cast<std::ptrdiff_t>(fn.shape(fn.outputs()[i].value).elements());
      if (results[i].data != nullptr) std::copy_n(from, size, results[i].data + r * results[i].stride);
      from += size;
    }
  }
}

}  // namespace

std::size_t block_rows(const ir::Function& fn) {
  const std::size_t numbers = std::max<std::size_t>(fn.params().size() + fn.outputs().size(), 1);
  const std::size_t rows = kBlockBytes / sizeof(double) / numbers;
  return std::clamp(rows / kFewestRows * kFewestRows, kFewestRows, kMostRows);
}

void run_rows(const Variant& variant, std::size_t rows, std::span<const InputColumn> inputs,
              std::span<const OutputColumn> results, int threads) {
  if (const NativeCode* const code = variant.rows_code()) {
    const ir::Function& fn = *variant.function();
    return run_in_blocks({fn, *code, block_rows(fn), rows, 0, inputs, results}, threads);
  }
  run_one_by_one(variant, rows, inputs, results);
}

}  // namespace adc::run
