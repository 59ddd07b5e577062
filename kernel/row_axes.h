// Which axes of a function's values are those of rows that are summed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "ir/function.h"

namespace adc::kernel {

/// How a value depends on rows.
struct RowAxis {
  enum class Kind : std::uint8_t {
    Free,  ///< not at all
    Zero,  ///< not at all, and it is 0: a sum, too
    Rows,  ///< what is at place r of `axis` depends on row r alone, of the rows
    Sum,   ///< a sum over rows, each of whose terms depends on one row: twice the rows, twice the value
    Some,  ///< whether there is something in some row: a sum is chosen where there is, else 0
    Flat,  ///< axis 0 is that of rows and another one, merged: what a row has, row after row
  };
  Kind kind = Kind::Free;
  std::size_t axis = 0;  ///< of `Rows`

  [[nodiscard]] bool is_of_rows(std::size_t which) const { return kind == Kind::Rows && axis == which; }
  [[nodiscard]] bool is_free() const { return kind == Kind::Free || kind == Kind::Zero; }
  [[nodiscard]] bool is_sum() const { return kind == Kind::Sum || kind == Kind::Zero; }
  friend bool operator==(const RowAxis&, const RowAxis&) = default;
};

/// Per value, how it depends on the rows that are the leading axis of the inputs marked in `inputs`; nullopt where that
/// cannot be said by looking at one op after the other: where rows are moved among each other, become part of another
/// axis or are counted, where something but sums is taken of them, or where a sum over them goes into anything that is
/// not linear. Where one looks up, or adds, along a merged axis at positions that the number of the row goes into, the
/// positions of a row are taken to lead into that row: so passes/tensors/batch.h makes them. O(n).
[[nodiscard]] std::optional<std::vector<RowAxis>> row_axes(const ir::Function& fn, const std::vector<bool>& inputs);

}  // namespace adc::kernel
