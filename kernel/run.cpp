#include "kernel/run.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "ir/scalars.h"

namespace adc::kernel {
namespace {

/// The arrays of a program while it runs, for some rows: of a tile, if there are tiles.
template <class T>
class Memory {
 public:
  Memory(const Program& program, std::size_t rows)
      : program_(program),
        rows_(rows),
        workspace_(program.workspace_bytes / sizeof(T), std::numeric_limits<T>::quiet_NaN()) {
    own_.reserve(program.arrays.size());
    for (ArrayId id = 0; id < program.arrays.size(); ++id) {
      const auto* const part = std::get_if<Workspace>(&program.arrays[id].place);
      const std::size_t size = is_moving(id) ? rows * row_size(id) : whole_size(id);
      own_.emplace_back(part == nullptr ? size : 0, std::numeric_limits<T>::quiet_NaN());
      if (const auto* const table = std::get_if<Table>(&program.arrays[id].place))
        std::ranges::transform(table->numbers, own_.back().begin(), [](double x) { return static_cast<T>(x); });
      arrays_.push_back(part == nullptr ? std::span<T>(own_.back())
                                        : std::span<T>(workspace_).subspan(part->offset / sizeof(T), size));
    }
  }

  /// From the flat arrays of `all` rows, those of this memory, from row `first` on; and what all rows have in common.
  void read(std::span<const double> inputs, std::size_t all, std::size_t first) {
    for_each_of<Input>([&](ArrayId id) {
      const std::size_t before = is_moving(id) ? first * row_size(id) : 0;
      const std::span<const double> from = inputs.subspan(before, arrays_[id].size());
      std::ranges::transform(from, arrays_[id].begin(), [](double x) { return static_cast<T>(x); });
      inputs = inputs.subspan(flat_size(id, all));
    });
  }
  /// Likewise; sums are added to, but by the first rows.
  void write(std::span<double> outputs, std::size_t all, std::size_t first) const {
    for_each_of<Output>([&](ArrayId id) {
      const std::span<double> to = outputs.subspan(is_moving(id) ? first * row_size(id) : 0, arrays_[id].size());
      const bool adds = program_.is_sum(id) && first > 0;
      for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] = adds ? static_cast<T>(to[i]) + arrays_[id][i] : arrays_[id][i];
      }
      outputs = outputs.subspan(flat_size(id, all));
    });
  }

  [[nodiscard]] T& at(ArrayId array, std::int64_t index) {
    const std::span<T> elements = arrays_[array];
    if (index < 0 || index >= static_cast<std::int64_t>(elements.size())) {
      throw std::logic_error("an index leaves its array");
    }
    return elements[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  [[nodiscard]] std::size_t whole_size(ArrayId id) const {
    return static_cast<std::size_t>(program_.arrays[id].type.shape.elements());
  }
  /// Whether there are as many of an array's elements as there are rows.
  [[nodiscard]] bool is_moving(ArrayId id) const {
    return program_.arrays[id].is_of_rows || (!program_.sums_rows && !program_.is_table(id));
  }
  [[nodiscard]] std::size_t row_size(ArrayId id) const {
    return whole_size(id) / static_cast<std::size_t>(program_.sums_rows ? *program_.tile : 1);
  }
  /// In the flat arrays of so many rows.
  [[nodiscard]] std::size_t flat_size(ArrayId id, std::size_t rows) const {
    return is_moving(id) ? rows * row_size(id) : whole_size(id);
  }
  template <class Kind, class Visit>
  void for_each_of(Visit visit) const {
    for (ArrayId id = 0; id < program_.arrays.size(); ++id) {
      if (std::holds_alternative<Kind>(program_.arrays[id].place)) visit(id);
    }
  }

  const Program& program_;
  std::size_t rows_;
  std::vector<T> workspace_;
  std::vector<std::vector<T>> own_;
  std::vector<std::span<T>> arrays_;
};

/// Runs one region.
template <class T>
class RegionRun {
 public:
  RegionRun(const Program& program, const Region& region, Memory<T>& memory)
      : program_(program),
        region_(region),
        memory_(memory),
        kept_(region.kept()),
        is_after_(after_folds(region)),
        at_(region.loops.size(), 0),
        values_(region.nodes.size(), T(0)) {
    for (NodeId id = 0; id < region.nodes.size(); ++id) {
      if (std::holds_alternative<Fold>(region.nodes[id])) folds_.push_back(id);
      if (std::holds_alternative<Argmax>(region.nodes[id])) argmax_ = id;
    }
  }

  /// All turns of the loops that are not reduced.
  void run() {
    do {
      ir::check_time();
      turn();
    } while (next_turn());
  }

 private:
  [[nodiscard]] bool next_turn() {
    for (std::size_t l = kept_; l-- > 0;) {
      if (++at_[l] < turns(l)) return true;
      at_[l] = 0;
    }
    return false;
  }

  [[nodiscard]] std::int64_t turns(std::size_t loop) const {
    const Loop& one = region_.loops[loop];
    return one.is_of_rows ? static_cast<std::int64_t>(memory_.rows()) : one.extent;
  }

  void turn() {
    if (argmax_) {
      find_largest();
    } else if (!folds_.empty()) {
      join_lanes(terms_of(kept_));
    } else {
      compute();
    }
    for (NodeId id = 0; id < values_.size(); ++id) {
      if (is_after_[id]) values_[id] = value(id);
    }
    for (const Store& to : region_.stores) std::visit([&](const auto& one) { store(one); }, to);
  }

  /// The nodes that need no fold.
  void compute() {
    for (NodeId id = 0; id < values_.size(); ++id) {
      if (!is_after_[id]) values_[id] = value(id);
    }
  }

  // --- nodes
  // ----------------------------------------------------------------------------------------------------------

  T value(NodeId id) {
    return std::visit(Match{[](const Constant& x) { return static_cast<T>(x.value); },
                            [](const Truth& x) { return T(x.value ? 1 : 0); },
                            [&](const Position& x) { return static_cast<T>(place(x.index)); },
                            [&](const Inside& x) {
                              const std::int64_t index = place(x.index);
                              return T(0 <= index && index < x.extent ? 1 : 0);
                            },
                            [&](const Load& x) { return are_true(x.guards) ? read(x.array, place(x.index)) : nan(); },
                            [&](const Gather& x) {
                              if (!are_true(x.guards)) return nan();
                              const std::optional<std::int64_t> further = look_up(x.by);
                              return further ? read(x.array, place(x.index) + *further) : as_element(x.array, nan());
                            },
                            [&](const Apply& x) {
                              return ir::apply<T>(
                                  x.op, [&](std::size_t k) -> const T& { return values_[x.operands[k]]; },
                                  [&] { return *x.immediate; });
                            },
                            // computed before
                            [&](const Fold&) { return values_[id]; }, [&](const Argmax&) { return values_[id]; }},
                      region_.nodes[id]);
  }

  [[nodiscard]] std::int64_t place(const Affine& index) const {
    std::int64_t sum = index.offset;
    for (std::size_t l = 0; l < at_.size(); ++l) sum += index.strides[l] * at_[l];
    return sum;
  }
  [[nodiscard]] bool are_true(const std::vector<NodeId>& guards) const {
    return std::ranges::all_of(guards, [&](NodeId id) { return values_[id] != T(0); });
  }
  [[nodiscard]] T read(ArrayId array, std::int64_t index) { return as_element(array, memory_.at(array, index)); }
  /// A boolean is 1 if what is read is not 0.
  [[nodiscard]] T as_element(ArrayId array, T x) const {
    const bool is_bool = program_.arrays[array].type.dtype == ir::DType::Bool;
    return is_bool ? T(x != T(0) ? 1 : 0) : x;
  }
  /// How far the lookup leads.
  [[nodiscard]] std::optional<std::int64_t> look_up(const Lookup& by) const {
    const T x = values_[by.position];
    if (!(x >= T(0) && x < static_cast<T>(by.extent)) || std::trunc(x) != x) return std::nullopt;
    return by.stride * static_cast<std::int64_t>(x);
  }
  static T nan() { return std::numeric_limits<T>::quiet_NaN(); }

  // --- folds (kernel/fold.h)
  // ------------------------------------------------------------------------------------------

  /// Per fold, per lane.
  using Partials = std::vector<std::vector<T>>;

  [[nodiscard]] const Fold& fold(std::size_t i) const { return std::get<Fold>(region_.nodes[folds_[i]]); }

  T combine(std::size_t i, T x, T y) const {
    switch (fold(i).combine) {
      case Combine::Add: return x + y;
      case Combine::Mul: return x * y;
      case Combine::Max: return ir::InlineOps<T>::Max(x, y);
      case Combine::Min: break;
    }
    return ir::InlineOps<T>::Min(x, y);
  }
  /// Lane by lane; a `y` with fewer lanes goes with the first ones.
  Partials combine(Partials x, const Partials& y) const {
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (std::size_t lane = 0; lane < y[i].size(); ++lane) x[i][lane] = combine(i, x[i][lane], y[i][lane]);
    }
    return x;
  }

  /// What loop `level` and those inside it give.
  Partials terms_of(std::size_t level) {
    const Order& order = fold(0).order;
    if (level == at_.size()) return terms(level, 0, 1, 1);
    const std::int64_t extent = turns(level);
    if (level + 1 < at_.size()) {
      return in_blocks(0, extent, order.block, [&](std::int64_t turn) {
        at_[level] = turn;
        return terms_of(level + 1);
      });
    }
    const std::int64_t whole = extent / order.lanes;
    const auto deal = [&](std::int64_t i, std::int64_t count) {
      return terms(level, i * order.lanes, count, order.lanes);
    };
    if (whole == 0) return deal(0, extent);
    const Partials sums = in_blocks(0, whole, order.block, [&](std::int64_t i) { return deal(i, order.lanes); });
    const std::int64_t rest = extent % order.lanes;
    return rest == 0 ? sums : combine(sums, deal(whole, rest));
  }

  /// The terms of `count` turns of the innermost loop from `first` on, each in a lane; lanes beyond are the identity.
  Partials terms(std::size_t level, std::int64_t first, std::int64_t count, std::int64_t lanes) {
    Partials result;
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      result.emplace_back(static_cast<std::size_t>(lanes), static_cast<T>(identity(fold(i).combine)));
    }
    for (std::int64_t lane = 0; lane < count; ++lane) {
      if (level < at_.size()) at_[level] = first + lane;
      compute();
      for (std::size_t i = 0; i < folds_.size(); ++i) result[i][static_cast<std::size_t>(lane)] = values_[fold(i).term];
    }
    return result;
  }

  /// F of kernel/fold.h over turns `begin` … `end` − 1.
  template <class Turn>
  Partials in_blocks(std::int64_t begin, std::int64_t end, std::int64_t block, Turn turn) {
    const std::int64_t part = first_part(block, end - begin);
    std::optional<Partials> result;
    for (std::int64_t i = begin; i < end; i += part) {
      Partials next = part == 1 ? turn(i) : in_blocks(i, std::min(i + part, end), block, turn);
      result = result ? combine(std::move(*result), next) : std::move(next);
    }
    return *std::move(result);
  }

  void join_lanes(Partials partials) {
    for (std::size_t i = 0; i < partials.size(); ++i) {
      std::vector<T>& lanes = partials[i];
      for (std::size_t half = lanes.size() / 2; half > 0; half /= 2) {
        for (std::size_t j = 0; j < half; ++j) lanes[j] = combine(i, lanes[j], lanes[j + half]);
      }
      values_[folds_[i]] = lanes[0];
    }
  }

  void find_largest() {
    const NodeId term = std::get<Argmax>(region_.nodes[*argmax_]).term;
    const std::int64_t count = kept_ < at_.size() ? turns(kept_) : 1;
    std::int64_t best = 0;
    std::optional<T> largest;
    for (std::int64_t i = 0; i < count; ++i) {
      if (kept_ < at_.size()) at_[kept_] = i;
      compute();
      const T x = values_[term];
      if (largest && (std::isnan(*largest) || !(std::isnan(x) || *largest < x))) continue;
      largest = x;
      best = i;
    }
    values_[*argmax_] = static_cast<T>(best);
  }

  // --- results
  // --------------------------------------------------------------------------------------------------------

  void store(const Set& to) { memory_.at(to.array, place(to.index)) = values_[to.value]; }

  void store(const Add& to) {
    if (const std::optional<std::int64_t> further = look_up(to.by)) {
      memory_.at(to.array, place(to.index) + *further) += values_[to.value];
    }
  }

  const Program& program_;
  const Region& region_;
  Memory<T>& memory_;
  std::size_t kept_;
  std::vector<bool> is_after_;
  std::vector<NodeId> folds_;
  std::optional<NodeId> argmax_;
  std::vector<std::int64_t> at_;  // the turn of each loop
  std::vector<T> values_;         // of nodes, in this turn
};

template <class T>
void run_in(const Program& program, std::size_t rows, std::span<const double> inputs, std::span<double> outputs) {
  const auto tile = static_cast<std::size_t>(program.tile.value_or(1));
  if (rows == 0 && program.sums_rows) std::ranges::fill(outputs, 0);
  for (std::size_t first = 0; first < rows; first += tile) {
    Memory<T> memory(program, std::min(tile, rows - first));
    memory.read(inputs, rows, first);
    for (const Step& step : program.steps) RegionRun<T>(program, loops_of(step), memory).run();
    memory.write(outputs, rows, first);
  }
}

}  // namespace

void run(const Program& program, std::size_t rows, std::span<const double> inputs, std::span<double> outputs) {
  program.float_type == ir::DType::F32 ? run_in<float>(program, rows, inputs, outputs)
                                       : run_in<double>(program, rows, inputs, outputs);
}

void run(const Program& program, std::span<const double> inputs, std::span<double> outputs) {
  run(program, 1, inputs, outputs);
}

}  // namespace adc::kernel
