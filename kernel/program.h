// What every machine and language runs: steps over arrays, in order.
//
// The form says what is computed, in which order numbers are combined, and where arrays lie; a target decides how turns
// of loops are shared among registers, threads or blocks. kernel/run.h evaluates it, kernel/text.h writes and reads it,
// kernel/verify.h lists its invariants.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ir/type.h"
#include "kernel/product.h"
#include "kernel/region.h"

namespace adc::kernel {

/// Input `number` of the program, which nothing writes to.
struct Input {
  std::size_t number;
  std::string name;
  friend bool operator==(const Input&, const Input&) = default;
};

struct Output {
  std::size_t number;
  std::string name;  ///< may be empty
  friend bool operator==(const Output&, const Output&) = default;
};

/// A part of the workspace, from `offset` on, in bytes.
struct Workspace {
  std::size_t offset;
  friend bool operator==(const Workspace&, const Workspace&) = default;
};

/// Numbers that the program has, which nothing writes to: finite, of the float type, or 0 and 1 where elements are
/// bools. In a program over rows, all rows have the same.
struct Table {
  std::vector<double> numbers;
  friend bool operator==(const Table& x, const Table& y) {
    return std::ranges::equal(x.numbers, y.numbers, {}, bits, bits);
  }

 private:
  static std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }
};

using Place = std::variant<Input, Output, Workspace, Table>;

/// A row-major tensor; in a program over independent rows, one per row, each after the other, unless it is a table.
/// Elements are of the program's float type; if the type says bool they are 0 and 1.
struct Array {
  ir::Type type;
  Place place;
  bool is_of_rows = false;  ///< an input or output of a program that sums: its leading axis is that of a tile's rows
  friend bool operator==(const Array&, const Array&) = default;

  /// Whether callers have its memory: an input or an output.
  [[nodiscard]] bool is_given() const { return !is_table() && !std::holds_alternative<Workspace>(place); }
  [[nodiscard]] bool is_table() const { return std::holds_alternative<Table>(place); }
};

/// A matrix product for a library, and loops that mean the same for targets without one. A library may add in another
/// order: its result is within k·u·Σ|a·b| of the sum, u the unit roundoff and k the number of terms.
struct Call {
  MatrixProduct product;
  Region fallback;
  friend bool operator==(const Call&, const Call&) = default;
};

using Step = std::variant<Region, Call>;

/// A program over rows does the same for each of a number of rows that is known when it runs. They come in tiles of
/// `tile` rows, the last of which may have fewer: the steps are done for a tile before the next, or another machine
/// does that, so that the workspace has room for one tile, whatever the number of rows, and stays near the processor.
/// Where rows are independent, no result of a row depends on another row, or on where the row is: of inputs and
/// outputs, rows may lie anywhere.
///
/// Where rows are summed, the types of arrays are those of a whole tile, and loops over rows, products among them,
/// stand where there are any: what sums over the rows of a tile is a fold or a product. Inputs and outputs of rows have
/// those of one tile after those of the other; the other inputs are the same for all tiles; and the other outputs are
/// sums: of what the tiles give, t₁, t₂, …, each element is (…(t₁ + t₂) + …), in their order, and 0 if there are no
/// rows.
struct Program {
  std::string name;
  ir::DType float_type = ir::DType::F64;  ///< of all numbers: F64 or F32
  std::optional<std::int64_t> tile;       ///< the most rows of a tile; of a program over rows alone
  bool sums_rows = false;                 ///< a program over rows that are summed
  std::vector<Array> arrays;              ///< the inputs, the outputs, tables, then parts of the workspace
  std::vector<Step> steps;
  std::size_t workspace_bytes = 0;  ///< a workspace is aligned to kArrayAlignment
  friend bool operator==(const Program&, const Program&) = default;

  [[nodiscard]] std::size_t float_bytes() const {
    return float_type == ir::DType::F32 ? sizeof(float) : sizeof(double);
  }
  /// How many elements an array has, in a program over rows in a whole tile.
  [[nodiscard]] std::int64_t elements(ArrayId array) const {
    return arrays[array].type.shape.elements() * (are_rows_independent() && !is_table(array) ? *tile : 1);
  }
  [[nodiscard]] bool is_table(ArrayId array) const { return arrays[array].is_table(); }
  [[nodiscard]] bool are_rows_independent() const { return tile && !sums_rows; }
  /// Whether an array is the sum of what tiles give.
  [[nodiscard]] bool is_sum(ArrayId array) const {
    return sums_rows && std::holds_alternative<Output>(arrays[array].place) && !arrays[array].is_of_rows;
  }
};

/// A tile has at most so many rows.
inline constexpr std::int64_t kMaxTile = 1 << 20;

/// Arrays in the workspace begin at multiples of this.
inline constexpr std::size_t kArrayAlignment = 64;

/// The loops of a step: a region, or a call's fallback.
[[nodiscard]] inline const Region& loops_of(const Step& step) {
  const auto* const call = std::get_if<Call>(&step);
  return call == nullptr ? std::get<Region>(step) : call->fallback;
}

/// Calls `visit(array)` for each array that a region or a step reads or writes, some of them more than once.
template <class RegionLike, class Visit>
void for_each_array_of_region(RegionLike& region, Visit visit) {
  for (auto& node : region.nodes) {
    std::visit(
        [&](auto& x) {
          if constexpr (requires { x.array; }) visit(x.array);
        },
        node);
  }
  for (auto& store : region.stores) std::visit([&](auto& to) { visit(to.array); }, store);
}
template <class StepLike, class Visit>
void for_each_array(StepLike& step, Visit visit) {
  std::visit(
      [&](auto& x) {
        if constexpr (requires { x.fallback; }) {
          visit(x.product.a.array);
          visit(x.product.b.array);
          visit(x.product.c);
          for_each_array_of_region(x.fallback, visit);
        } else {
          for_each_array_of_region(x, visit);
        }
      },
      step);
}

}  // namespace adc::kernel
