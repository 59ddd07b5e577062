// Rows are computed tile by tile, by code over rows (kernel/rows.h), large tensors row by row; columns that lie as the
// code wants them are read and written where they are, others through memory for a tile. So every row goes through the
// same instructions, whatever its place and the number of rows. What has no native code is evaluated one by one.
#include "run/rows.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "ir/watch.h"
#include "run/scratch.h"

namespace adc::run {
namespace {

/// Numbers that are read and written between two looks at the clock.
constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 20U;

/// A call of `map`, of a program with native code.
struct Table {
  const ir::Function& fn;
  const NativeCode& code;
  std::size_t rows;
  std::span<const InputColumn> inputs;
  std::span<const OutputColumn> results;
  std::size_t least;  ///< rows that the code takes
  std::size_t most;   ///< a tile
  std::size_t first;  ///< the tile that turn 0 does

  [[nodiscard]] std::size_t tiles() const { return (rows + most - 1) / most; }
};

/// Computes tiles one after the other, with memory of its own.
template <class T>
class TileRunner {
 public:
  explicit TileRunner(const Table& table) : table_(table), in_(table.inputs.size()), out_(table.results.size()) {
    for (std::size_t i = 0; i < in_.size(); ++i) {
      inputs_.push_back(side(table.inputs[i], ir::value_id(i)));
      if (inputs_[i].column.stride == 0 && !inputs_[i].own.empty()) copy_in(inputs_[i], 0, 1, longest());
    }
    for (std::size_t i = 0; i < out_.size(); ++i) {
      results_.push_back(side(table.results[i], table.fn.outputs()[i].value));
    }
  }

  void run(std::size_t tile) {
    const std::size_t first = tile * table_.most;
    const std::size_t count = std::min(table_.most, table_.rows - first);
    const std::size_t computed = std::max(count, table_.least);
    for (std::size_t i = 0; i < in_.size(); ++i) in_[i] = read(inputs_[i], first, count, computed);
    for (std::size_t i = 0; i < out_.size(); ++i) {
      double* const there = place(results_[i], first, count);
      out_[i] = there == nullptr ? static_cast<void*>(results_[i].own.data()) : there;
    }
    void* const scratch = thread_scratch(Scratch::Code, table_.code.workspace_bytes());
    if (table_.code.rows_entry() == nullptr)
      table_.code.tensor_entry()(in_.data(), out_.data(), scratch);
    else
      table_.code.rows_entry()(in_.data(), out_.data(), scratch, static_cast<std::int64_t>(computed));
    for (std::size_t i = 0; i < out_.size(); ++i) write(results_[i], out_[i], first, count);
  }

 private:
  /// Rows of the longest tile.
  [[nodiscard]] std::size_t longest() const { return std::max(std::min(table_.most, table_.rows), table_.least); }

  /// An input or a result.
  template <class U>
  struct Side {
    Column<U> column;
    std::size_t size;    ///< numbers of a row
    std::vector<T> own;  ///< of a tile; none where each tile is read and written in place
  };

  template <class U>
  [[nodiscard]] Side<U> side(const Column<U>& column, ir::ValueId id) const {
    const auto size = static_cast<std::size_t>(table_.fn.shape(id).elements());
    const bool is_in_place = sizeof(T) == sizeof(double) && column.data != nullptr && table_.most == 1;
    return {column, size, std::vector<T>(is_in_place ? 0 : longest() * size)};
  }

  /// Where the rows of a column lie as the code takes them, or null.
  template <class U>
  [[nodiscard]] U* place(const Side<U>& side, std::size_t first, std::size_t count) const {
    const auto& [data, stride] = side.column;
    if (sizeof(T) != sizeof(double) || data == nullptr || count < table_.least) return nullptr;
    const bool is_dense = count == 1 || stride == static_cast<std::ptrdiff_t>(side.size);
    return is_dense ? data + static_cast<std::ptrdiff_t>(first) * stride : nullptr;
  }

  const void* read(Side<const double>& side, std::size_t first, std::size_t count, std::size_t computed) const {
    if (const void* const there = place(side, first, count)) return there;
    if (side.column.stride != 0) copy_in(side, first, count, computed);
    return side.own.data();
  }

  /// `count` rows from `first` on, and the last of them again until there are `computed`.
  static void copy_in(Side<const double>& side, std::size_t first, std::size_t count, std::size_t computed) {
    const auto& [data, stride] = side.column;
    const double* const from = data + static_cast<std::ptrdiff_t>(first) * stride;
    T* const to = side.own.data();
    copy_rows(from, stride, to, static_cast<std::ptrdiff_t>(side.size), side.size, count);
    const std::size_t last = (count - 1) * side.size;
    for (std::size_t i = count * side.size; i < computed * side.size; ++i) to[i] = to[last + (i % side.size)];
  }

  static void write(const Side<double>& side, const void* computed, std::size_t first, std::size_t count) {
    const auto& [data, stride] = side.column;
    const T* from = side.own.data();
    if (data == nullptr || computed != from) return;
    double* const to = data + static_cast<std::ptrdiff_t>(first) * stride;
    copy_rows(from, static_cast<std::ptrdiff_t>(side.size), to, stride, side.size, count);
  }

  /// Rows of `size` numbers, which begin so far from each other.
  template <class From, class To>
  static void copy_rows(const From* from, std::ptrdiff_t from_stride, To* to, std::ptrdiff_t to_stride,
                        std::size_t size, std::size_t count) {
    const auto number = [](From x) { return static_cast<To>(x); };
    if (size == 1) {
      for (std::size_t row = 0; row < count; ++row, from += from_stride, to += to_stride) *to = number(*from);
      return;
    }
    for (std::size_t row = 0; row < count; ++row, from += from_stride, to += to_stride) {
      std::transform(from, from + size, to, number);
    }
  }

  const Table& table_;
  std::vector<Side<const double>> inputs_;
  std::vector<Side<double>> results_;
  std::vector<const void*> in_;
  std::vector<void*> out_;
};

template <class T>
void run_tiles(const void* table, const void* /*outputs*/, void* /*workspace*/, std::int64_t begin, std::int64_t end) {
  const Table& all = *static_cast<const Table*>(table);
  TileRunner<T> runner(all);
  for (std::int64_t turn = begin; turn < end; ++turn) runner.run(all.first + static_cast<std::size_t>(turn));
}

void run_in_tiles(Table table, int threads) {
  const jit::Turns turns = table.fn.float_type() == ir::DType::F32 ? &run_tiles<float> : &run_tiles<double>;
  const std::size_t numbers = table.most * (ir::flat_inputs(table.fn) + ir::flat_outputs(table.fn));
  const std::size_t tiles_at_once = std::max<std::size_t>(kNumbersAtOnce / std::max<std::size_t>(numbers, 1), 1);
  for (; table.first < table.tiles(); table.first += tiles_at_once) {
    if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
    const std::size_t tiles_left = std::min(tiles_at_once, table.tiles() - table.first);
    in_parallel(turns, &table, static_cast<std::int64_t>(tiles_left), threads);
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

void run_rows(const Variant& variant, std::size_t rows, std::span<const InputColumn> inputs,
              std::span<const OutputColumn> results, int threads) {
  const NativeCode* const code = variant.rows_code();
  if (code == nullptr) return run_one_by_one(variant, rows, inputs, results);
  const bool is_over_rows = code->rows_entry() != nullptr;
  run_in_tiles({.fn = *variant.function(),
                .code = *code,
                .rows = rows,
                .inputs = inputs,
                .results = results,
                .least = is_over_rows ? code->least_rows() : 1,
                .most = is_over_rows ? code->most_rows() : 1,
                .first = 0},
               threads);
}

}  // namespace adc::run
