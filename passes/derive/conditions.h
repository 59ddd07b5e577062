// The conditions under which derivatives pass through a value.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "passes/core/sharing_builder.h"

namespace adc::passes {

/// A conjunction of boolean values and negated ones: scalars, and tensors of the shape of what the condition is for.
enum class ConditionId : std::uint32_t {};
inline constexpr ConditionId kAlways{0};

/// Conjunctions as a tree: each is its parent and one literal more, `kAlways` the root. Equal paths are one.
class Conditions {
 public:
  explicit Conditions(SharingBuilder& builder) : b_(&builder) { conjunctions_.push_back({}); }

  /// `outer` and `value` (or its negation, where `holds` is false). Where `outer` is known to imply it, that is
  /// `outer`; `is_never` tells where `outer` is known to contradict it. O(1).
  ConditionId both(ConditionId outer, ir::ValueId value, bool holds);
  [[nodiscard]] static bool is_never(ConditionId id) { return id == kNever; }

  [[nodiscard]] ConditionId parent(ConditionId id) const { return conjunction(id).parent; }
  [[nodiscard]] std::uint32_t depth(ConditionId id) const { return conjunction(id).depth; }
  [[nodiscard]] ir::ValueId literal(ConditionId id) const { return conjunction(id).literal; }
  [[nodiscard]] bool holds(ConditionId id) const { return conjunction(id).holds; }

  /// The longest prefix of `id` whose literals are scalars: a condition for tensors of any shape. O(1).
  [[nodiscard]] ConditionId uniform(ConditionId id) const { return conjunction(id).uniform; }

  /// The strongest condition that both imply. O(log depth).
  [[nodiscard]] ConditionId common(ConditionId a, ConditionId b) const;
  /// The prefix of `id` with `depth` literals. O(log depth).
  [[nodiscard]] ConditionId prefix(ConditionId id, std::uint32_t depth) const;

  /// The condition as a boolean value; not for `kAlways`. Amortised O(1).
  ir::ValueId value(ConditionId id);
  /// A boolean value that, where the prefix with `depth` literals that all of `ids` share holds, says whether any of
  /// them does; each has more literals. O(ids²) for few, O(ids) for many.
  ir::ValueId any(std::span<const ConditionId> ids, std::uint32_t depth);

 private:
  static constexpr ConditionId kNever{0xFFFFFFFFU};
  struct Conjunction {
    ConditionId parent = kAlways;
    ConditionId jump = kAlways;  // some ancestor; the jumps make paths of logarithmic length
    ConditionId uniform = kAlways;
    std::uint32_t depth = 0;
    ir::ValueId literal{};
    bool holds = true;
    bool has_value = false;
    ir::ValueId value{};  // that all its literals hold
  };
  [[nodiscard]] bool implies(ConditionId id, ConditionId other, std::uint32_t depth) const;
  [[nodiscard]] const Conjunction& conjunction(ConditionId id) const {
    return conjunctions_[static_cast<std::size_t>(id)];
  }

  SharingBuilder* b_;
  std::vector<Conjunction> conjunctions_;
  std::unordered_map<std::uint64_t, std::vector<ConditionId>> children_;  // by parent and literal
};

/// Where `v` is positive, which is made of conditions as numbers: of one whose elements were moved, the condition,
/// moved likewise; of a sum of one that was repeated, whether any is of those that were not summed only because they
/// are repeated. O(moves).
[[nodiscard]] ir::ValueId where_positive(SharingBuilder& b, ir::ValueId v);

}  // namespace adc::passes
