// The same expression many times over: what stands at each of its places.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "ir/function.h"

namespace adc::passes {

/// Hashes of how each value of a function of scalars is made: equal for values that are made by the same operations of
/// the same constants and of whatever inputs. O(n).
[[nodiscard]] std::vector<std::uint64_t> structure_hashes(const ir::Function& fn);

using Members = std::vector<ir::ValueId>;

/// What stands at one place of an expression in each of its occurrences.
struct Column {
  enum class Kind : std::uint8_t {
    Same,    ///< the one member, in all of them
    Inputs,  ///< `members`, an input for each
    Op,      ///< the op of the one member, with its immediates, applied to `operands`
  };
  Kind kind;
  Members members;
  std::vector<std::size_t> operands;  ///< indices of columns, which are made before
};

/// Columns are built from the top, from the occurrences of a whole expression. What occurs twice in it is one.
class Columns {
 public:
  /// Looks at no more than so many members in all.
  Columns(const ir::Function& fn, std::size_t most_members) : fn_(fn), left_(most_members) {}

  /// The index of the column of `members`, at least one; nullopt where they are not made in the same way, where there
  /// would be too many members, or the expression is too deep.
  [[nodiscard]] std::optional<std::size_t> add(Members members) { return add(std::move(members), 0); }

  [[nodiscard]] std::span<const Column> all() const { return columns_; }
  [[nodiscard]] std::size_t members_left() const { return left_; }

 private:
  [[nodiscard]] std::optional<std::size_t> add(Members members, std::size_t depth);
  [[nodiscard]] std::optional<std::size_t> add_op(const Members& members, std::size_t depth);
  [[nodiscard]] bool are_made_alike(const Members& members) const;
  [[nodiscard]] std::size_t append(Column column);

  const ir::Function& fn_;
  std::size_t left_;
  std::vector<Column> columns_;
  std::unordered_multimap<std::uint64_t, std::pair<Members, std::size_t>> known_;
};

}  // namespace adc::passes
