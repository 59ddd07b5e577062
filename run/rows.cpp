// Rows are computed tile by tile, by native code over rows (kernel/rows.h) or blocks (tape/blocks.h), large tensors row
// by row; columns that lie as the code wants them are read and written where they are, others through memory for a
// tile. So every row goes through the same instructions, whatever its place and the number of rows. Native code may
// arrive while a table is under way: the next rows are computed by it then, with the same bits. What has neither is
// evaluated row by row.
#include "run/rows.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <mutex>
#include <numeric>
#include <vector>

#include "ir/external.h"
#include "ir/watch.h"
#include "run/row_sums.h"
#include "run/scratch.h"

namespace adc::run {
namespace {

/// Numbers that are read and written between two looks at the clock, and at what code there is.
constexpr std::size_t kNumbersAtOnce = std::size_t{1} << 18U;

constexpr std::size_t kLineBytes = 64;

/// What computes a tile.
struct TileCode {
  explicit TileCode(const RowsCode& code) : native(code.native), blocks(code.blocks) {
    if (blocks != nullptr) {
      least = blocks->least_rows();
      most = blocks->most_rows();
      workspace_bytes = blocks->workspace_bytes();
    } else {
      workspace_bytes = native->workspace_bytes();
      if (native->rows_entry() == nullptr) return;
      least = native->least_rows();
      most = native->most_rows();
    }
  }

  void run(const void* const* in, void* const* out, void* workspace, std::size_t rows) const {
    if (blocks != nullptr)
      blocks->run(in, out, workspace, rows);
    else if (native->rows_entry() == nullptr)
      native->tensor_entry()(in, out, workspace);
    else
      native->rows_entry()(in, out, workspace, static_cast<std::int64_t>(rows));
  }

  const NativeCode* native;
  const tape::Blocks* blocks;
  std::size_t least = 1;  ///< rows that it takes
  std::size_t most = 1;
  std::size_t workspace_bytes;
};

/// Rows of a call of `map` that one code computes; columns of U.
template <class U>
struct Table {
  const ir::Function& fn;
  const TileCode& code;
  std::size_t rows;
  std::vector<Column<const U>> inputs;
  std::vector<Column<U>> results;
  std::size_t tile = code.most;      ///< rows that are computed at once
  std::vector<bool> conflicts = {};  ///< inputs, then results: whether one lies where others are in the way

  [[nodiscard]] std::size_t tiles() const { return (rows + tile - 1) / tile; }
};

/// Columns whose addresses differ by multiples of a page share the few places that a first-level cache has for them. Of
/// many more than these, as of a matrix of 2ᵏ rows, most are copied to where they have places of their own, which takes
/// less time than reading them again and again; and tiles are shorter, so that what is copied stays there. Blocks go
/// over a column or two at a time, and need not.
template <class U>
void avoid_conflicts(Table<U>& table) {
  constexpr std::size_t kLinesOfPage = 64;
  constexpr int kMany = 12;  // from here on copying pays: measured with 9, 13 and 19 columns
  constexpr int kStay = 4;
  constexpr std::size_t kCopiedBytes = 16 * 1024;
  constexpr std::size_t kGrain = 64;  // rows
  std::array<int, kLinesOfPage> columns{};
  std::array<int, kLinesOfPage> seen{};
  const auto line_of = [](const auto& column) {
    return reinterpret_cast<std::uintptr_t>(column.data) / kLineBytes % kLinesOfPage;
  };
  const auto is_dense = [](const auto& column) { return column.data != nullptr && column.stride == 1; };
  const auto for_all = [&](const auto& look) {
    for (const auto& column : table.inputs) look(column);
    for (const auto& column : table.results) look(column);
  };
  if (table.code.native != nullptr) for_all([&](const auto& column) { columns[line_of(column)] += is_dense(column); });
  std::size_t copied = 0;
  for_all([&](const auto& column) {
    const std::size_t line = line_of(column);
    table.conflicts.push_back(is_dense(column) && columns[line] > kMany && ++seen[line] > kStay);
    copied += table.conflicts.back();
  });
  if (copied == 0) return;
  const std::size_t rows = kCopiedBytes / sizeof(U) / copied / kGrain * kGrain;
  table.tile = std::clamp(rows, std::min(std::max(table.code.least, kGrain), table.code.most), table.code.most);
}

/// Computes tiles one after the other, with memory of its own.
template <class T, class U>
class TileRunner {
 public:
  explicit TileRunner(const Table<U>& table) : table_(table), in_(table.inputs.size()), out_(table.results.size()) {
    for (std::size_t i = 0; i < in_.size(); ++i) inputs_.push_back(side(table.inputs[i], ir::value_id(i), i));
    for (std::size_t i = 0; i < out_.size(); ++i) {
      results_.push_back(side(table.results[i], table.fn.outputs()[i].value, in_.size() + i));
    }
    // The thread's: to take it from the heap and give it back at each call may cost more than a tile.
    T* memory = static_cast<T*>(thread_scratch(Scratch::Rows, numbers_ * sizeof(T)));
    for (auto& input : inputs_) memory = give(input, memory);
    for (auto& result : results_) memory = give(result, memory);
    for (auto& input : inputs_) {
      if (input.column.stride == 0 && input.own != nullptr) copy_in(input, 0, 1, longest());
    }
  }

  void run(std::size_t tile) {
    const std::size_t first = tile * table_.tile;
    const std::size_t count = std::min(table_.tile, table_.rows - first);
    const std::size_t computed = std::max(count, table_.code.least);
    for (std::size_t i = 0; i < in_.size(); ++i) in_[i] = read(inputs_[i], first, count, computed);
    for (std::size_t i = 0; i < out_.size(); ++i) {
      U* const there = place(results_[i], first, count);
      out_[i] = there == nullptr ? static_cast<void*>(results_[i].own) : there;
    }
    table_.code.run(in_.data(), out_.data(), thread_scratch(Scratch::Code, table_.code.workspace_bytes), computed);
    for (std::size_t i = 0; i < out_.size(); ++i) write(results_[i], out_[i], first, count);
  }

 private:
  /// Rows of the longest tile.
  [[nodiscard]] std::size_t longest() const { return std::max(std::min(table_.tile, table_.rows), table_.code.least); }

  /// An input or a result.
  template <class Number>
  struct Side {
    Column<Number> column;
    std::size_t size;     ///< numbers of a row
    bool is_copied;       ///< always
    std::size_t numbers;  ///< of memory of its own, for a tile; none where each is read and written in place
    T* own = nullptr;
  };

  template <class Number>
  [[nodiscard]] Side<Number> side(const Column<Number>& column, ir::ValueId id, std::size_t index) {
    const auto size = static_cast<std::size_t>(table_.fn.shape(id).elements());
    const bool is_in_place = sizeof(T) == sizeof(U) && column.data != nullptr && table_.code.most == 1;
    // a line more, or memory of the next one would be in the way of this
    const std::size_t numbers = is_in_place ? 0 : longest() * size + kLineBytes / sizeof(T);
    numbers_ += numbers;
    return {column, size, table_.conflicts[index], numbers};
  }

  /// Gives a side its part of the memory; what is left.
  template <class Number>
  static T* give(Side<Number>& side, T* memory) {
    if (side.numbers == 0) return memory;
    side.own = memory;
    return memory + side.numbers;
  }

  /// Where the rows of a column lie as the code takes them, or null.
  template <class Number>
  [[nodiscard]] Number* place(const Side<Number>& side, std::size_t first, std::size_t count) const {
    const auto& [data, stride] = side.column;
    if (sizeof(T) != sizeof(U) || data == nullptr || side.is_copied || count < table_.code.least) return nullptr;
    const bool is_dense = count == 1 || stride == static_cast<std::ptrdiff_t>(side.size);
    return is_dense ? data + static_cast<std::ptrdiff_t>(first) * stride : nullptr;
  }

  const void* read(Side<const U>& side, std::size_t first, std::size_t count, std::size_t computed) const {
    if (const void* const there = place(side, first, count)) return there;
    if (side.column.stride != 0) copy_in(side, first, count, computed);
    return side.own;
  }

  /// `count` rows from `first` on, and the last of them again until there are `computed`.
  static void copy_in(Side<const U>& side, std::size_t first, std::size_t count, std::size_t computed) {
    const auto& [data, stride] = side.column;
    const U* const from = data + static_cast<std::ptrdiff_t>(first) * stride;
    T* const to = side.own;
    copy_rows(from, stride, to, static_cast<std::ptrdiff_t>(side.size), side.size, count);
    const std::size_t last = (count - 1) * side.size;
    for (std::size_t i = count * side.size; i < computed * side.size; ++i) to[i] = to[last + (i % side.size)];
  }

  static void write(const Side<U>& side, const void* computed, std::size_t first, std::size_t count) {
    const auto& [data, stride] = side.column;
    const T* from = side.own;
    if (data == nullptr || computed != from) return;
    U* const to = data + static_cast<std::ptrdiff_t>(first) * stride;
    copy_rows(from, static_cast<std::ptrdiff_t>(side.size), to, stride, side.size, count);
  }

  /// Four at once: the loop of one number waits for its own counting.
  template <class From, class To>
  static void gather(const From* from, std::ptrdiff_t stride, To* to, std::size_t count) {
    std::size_t row = 0;
    for (; row + 4 <= count; row += 4, from += 4 * stride) {
      const From four[] = {from[0], from[stride], from[2 * stride], from[3 * stride]};
      for (std::size_t i = 0; i < 4; ++i) to[row + i] = static_cast<To>(four[i]);
    }
    for (; row < count; ++row, from += stride) to[row] = static_cast<To>(*from);
  }
  template <class From, class To>
  static void scatter(const From* from, To* to, std::ptrdiff_t stride, std::size_t count) {
    std::size_t row = 0;
    for (; row + 4 <= count; row += 4, to += 4 * stride) {
      for (std::ptrdiff_t i = 0; i < 4; ++i) to[i * stride] = static_cast<To>(from[row + static_cast<std::size_t>(i)]);
    }
    for (; row < count; ++row, to += stride) *to = static_cast<To>(from[row]);
  }

  /// Rows of `size` numbers, which begin so far from each other.
  template <class From, class To>
  static void copy_rows(const From* from, std::ptrdiff_t from_stride, To* to, std::ptrdiff_t to_stride,
                        std::size_t size, std::size_t count) {
    const auto number = [](From x) { return static_cast<To>(x); };
    if (size == 1 && to_stride == 1) return gather(from, from_stride, to, count);
    if (size == 1 && from_stride == 1) return scatter(from, to, to_stride, count);
    for (std::size_t row = 0; row < count; ++row, from += from_stride, to += to_stride) {
      std::transform(from, from + size, to, number);
    }
  }

  const Table<U>& table_;
  std::size_t numbers_ = 0;  // of all sides' own memory
  std::vector<Side<const U>> inputs_;
  std::vector<Side<U>> results_;
  std::vector<const void*> in_;
  std::vector<void*> out_;
};

template <class T, class U>
void run_tiles(const void* table, const void* /*outputs*/, void* /*workspace*/, std::int64_t begin, std::int64_t end) {
  TileRunner<T, U> runner(*static_cast<const Table<U>*>(table));
  for (std::int64_t tile = begin; tile < end; ++tile) runner.run(static_cast<std::size_t>(tile));
}

/// Turns of which each thread keeps what functions of the host throw in it.
struct WatchedTurns {
  jit::Turns turns;
  const void* context;
  std::mutex mutex;
  std::exception_ptr thrown;  ///< the first
};

void run_watched(const void* watched, const void* outputs, void* workspace, std::int64_t begin, std::int64_t end) {
  auto& all = *static_cast<WatchedTurns*>(const_cast<void*>(watched));
  ir::ExternalCalls calls;
  all.turns(all.context, outputs, workspace, begin, end);
  const std::exception_ptr thrown = calls.take();
  const std::scoped_lock lock(all.mutex);
  if (!all.thrown) all.thrown = thrown;
}

/// `in_parallel`, and then throws what a function of the host has thrown in it.
void in_watched_parallel(const Variant& variant, jit::Turns turns, const void* context, std::int64_t count,
                         int threads) {
  if (!variant.has_externals()) return in_parallel(turns, context, count, threads);
  WatchedTurns watched{turns, context, {}, {}};
  in_parallel(&run_watched, &watched, count, threads);
  if (watched.thrown) std::rethrow_exception(watched.thrown);
}

template <class U>
void run_in_tiles(const Variant& variant, const Table<U>& table, int threads) {
  const bool is_float = table.fn.float_type() == ir::DType::F32;
  const jit::Turns turns = is_float ? &run_tiles<float, U> : &run_tiles<double, U>;
  in_watched_parallel(variant, turns, &table, static_cast<std::int64_t>(table.tiles()), threads);
}

/// The columns from row `first` on.
template <class Number>
std::vector<Column<Number>> from_row(std::span<const Column<Number>> columns, std::size_t first) {
  std::vector<Column<Number>> moved(columns.begin(), columns.end());
  for (Column<Number>& column : moved) {
    if (column.data != nullptr) column.data += static_cast<std::ptrdiff_t>(first) * column.stride;
  }
  return moved;
}

std::size_t total(std::span<const std::size_t> sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
}

/// Rows that are evaluated one by one, through flat arrays.
template <class U>
struct SingleRows {
  const Variant& variant;
  const Extent& sizes;
  std::span<const Column<const U>> inputs;
  std::span<const Column<U>> results;
};

template <class U>
void run_one_by_one(const void* rows, const void* /*outputs*/, void* /*workspace*/, std::int64_t begin,
                    std::int64_t end) {
  const auto& [variant, sizes, inputs, results] = *static_cast<const SingleRows<U>*>(rows);
  std::vector<U> x(total(sizes.inputs));
  std::vector<U> y(total(sizes.results));
  for (std::int64_t row = begin; row < end; ++row) {
    auto to = x.begin();
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      to = std::copy_n(inputs[i].data + row * inputs[i].stride, sizes.inputs[i], to);
    }
    if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
    variant.run(x, y);
    auto from = y.begin();
    for (std::size_t i = 0; i < results.size(); ++i) {
      const auto size = static_cast<std::ptrdiff_t>(sizes.results[i]);
      if (results[i].data != nullptr) std::copy_n(from, size, results[i].data + row * results[i].stride);
      from += size;
    }
  }
}

template <class U>
void run_all(const Variant& variant, std::size_t rows, std::span<const Column<const U>> inputs,
             std::span<const Column<U>> results, int threads) {
  const Extent sizes = *variant.extent();
  const std::size_t numbers = std::max<std::size_t>(total(sizes.inputs) + total(sizes.results), 1);
  const std::size_t rows_at_once = std::max<std::size_t>(kNumbersAtOnce / numbers, 1);
  RowSums<U> sums(sizes.results, results, std::min(rows, rows_at_once));
  for (std::size_t first = 0; first < rows; first += rows_at_once) {
    if (const ir::Watch* const watch = ir::Watch::current()) watch->look();
    const std::size_t count = std::min(rows_at_once, rows - first);
    const std::vector<Column<const U>> in = from_row(inputs, first);
    std::vector<Column<U>> out = from_row(results, first);
    sums.divert(out);
    const RowsCode code = variant.rows_code(rows - first);
    if (code.native == nullptr && code.blocks == nullptr) {
      const SingleRows<U> single{variant, sizes, in, out};
      in_watched_parallel(variant, &run_one_by_one<U>, &single, static_cast<std::int64_t>(count), threads);
    } else {
      const TileCode tile_code(code);
      Table<U> table{*variant.function(), tile_code, count, in, out};
      avoid_conflicts(table);
      run_in_tiles<U>(variant, table, threads);
      if (code.blocks != nullptr) variant.count_rows(count);
    }
    sums.add(count);
  }
  sums.store();
}

}  // namespace

void run_rows(const Variant& variant, std::size_t rows, std::span<const InputColumn> inputs,
              std::span<const OutputColumn> results, int threads) {
  run_all<double>(variant, rows, inputs, results, threads);
}

void run_rows(const Variant& variant, std::size_t rows, std::span<const Column<const float>> inputs,
              std::span<const Column<float>> results, int threads) {
  run_all<float>(variant, rows, inputs, results, threads);
}

}  // namespace adc::run
