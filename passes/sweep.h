// The two sweeps that carry derivatives through instructions. They never name an op.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "passes/conditions.h"
#include "passes/rules/structural.h"
#include "passes/sharing_builder.h"
#include "passes/term.h"

namespace adc::passes {

class Tangents;

/// Finds which values of a builder lead from some values to others. Its memory is reused from call to call.
class Reach {
 public:
  /// The values from which `roots` are computed, `roots` among them, that `targets` lead to: those on a differentiable
  /// path from a target to a root. In ascending order. O(k log k) for k values looked at, all at or after the first
  /// target. With `known`, tangents with respect to the one target, values whose tangent is known are not looked at
  /// again, and those that the target does not lead to are known to have none.
  [[nodiscard]] std::vector<ir::ValueId> between(const ir::Function& fn, std::span<const ir::ValueId> targets,
                                                 std::span<const ir::ValueId> roots, Tangents* known = nullptr);

 private:
  std::vector<std::uint32_t> seen_;
  std::vector<std::uint32_t> active_;
  std::uint32_t round_ = 0;
};

/// Forward: tangents of values with respect to one direction.
class Tangents {
 public:
  void seed(ir::ValueId value, const Term& tangent) { tangents_[value] = tangent; }
  /// The same for a tangent that is 0, to be left out of products, where `active` is false.
  void seed(ir::ValueId value, const Term& tangent, ir::ValueId active);
  /// Adds the tangents of the values of `path` (ascending, as `Reach` gives) that have none yet. O(path).
  void sweep(SharingBuilder& b, std::span<const ir::ValueId> path);
  [[nodiscard]] bool knows(ir::ValueId value) const { return tangents_.contains(value); }
  /// The tangent of `value`: zero where no sweep reached it.
  [[nodiscard]] Term of(ir::ValueId value) const;

 private:
  using Masks = std::array<std::optional<ir::ValueId>, 3>;
  [[nodiscard]] std::vector<bool> find_masked(const SharingBuilder& b, std::span<const ir::ValueId> path) const;
  [[nodiscard]] std::optional<ir::ValueId> mask_of(SharingBuilder& b, ir::ValueId y, std::span<const Term> tangents,
                                                   const Masks& masks) const;

  std::unordered_map<ir::ValueId, Term> tangents_;
  std::unordered_map<ir::ValueId, ir::ValueId> masks_;  // where tangents are not 0; of the others nothing is known
};

/// Reverse: adjoints, with what passes through a choice predicated by its condition. Where an op has another shape than
/// its operand, a condition for single elements becomes zeros; if something further on could make a nan of those, it is
/// predicated by where they are.
class Adjoints {
 public:
  explicit Adjoints(SharingBuilder& b) : b_(&b), conditions_(b) {}
  /// Adds `adjoint` to that of `value`, before a sweep.
  void seed(ir::ValueId value, const Term& adjoint);
  /// The same for an adjoint that is 0, to be left out of products, where `active` is false.
  void seed(ir::ValueId value, const Term& adjoint, ir::ValueId active);
  /// The adjoints of `targets`, from the seeds, along `path` (ascending, as `Reach` gives for these targets). O(path).
  [[nodiscard]] std::vector<Term> sweep(std::span<const ir::ValueId> path, std::span<const ir::ValueId> targets);

 private:
  // `condition`: a term is what it should be where this holds, and anything elsewhere. `support`, which implies it:
  // where that does not hold, the term is 0.
  struct Use {
    ConditionId condition = kAlways;
    ConditionId support = kAlways;
  };
  struct Contribution {
    Term term;
    Use use;
    std::uint32_t next;  // of the same value: index + 1, or 0
  };
  struct Gathered {
    Term term;
    ConditionId condition = kAlways;        // `term` is the adjoint where this holds, and anything elsewhere
    std::vector<ConditionId> support = {};  // where there are any, nothing is used and `term` is 0 unless one holds
  };
  using Active = std::array<bool, 3>;  // per operand, whether a target leads to it
  void contribute(ir::ValueId value, const Term& term, const Use& use);
  Gathered gather(ir::ValueId value);
  Gathered join(std::vector<Gathered> groups);
  Gathered join_all(std::span<const Gathered> groups);
  void raise(std::vector<Gathered>& groups);
  Gathered lift(const Gathered& group, std::uint32_t depth);
  static std::vector<ConditionId> support_outside(const Gathered& group);
  ConditionId condition_of_use(const Gathered& group);
  Use use_by(const Gathered& adjoint, ir::ValueId operand, bool amplifies);
  void pull_back(ir::ValueId y, const Gathered& adjoint);
  void pull_back_smooth(ir::ValueId y, const Gathered& adjoint, const Active& active);
  void pull_back_structural(ir::ValueId y, const Gathered& adjoint, const Active& active);
  void give(ir::ValueId y, ir::ValueId operand, const Term& term, Use use, const Share& share);
  template <class Used>
  void give_reshaped(ir::ValueId operand, const Gathered& adjoint, const Share& share, bool amplifies, Used used);
  void find_amplified(std::span<const ir::ValueId> path);
  [[nodiscard]] Active active_operands(ir::ValueId y) const;
  [[nodiscard]] std::array<ir::ValueId, 3> operands_of(ir::ValueId y) const;

  SharingBuilder* b_;
  Conditions conditions_;
  std::vector<Contribution> pool_;
  std::vector<std::uint32_t> first_;  // per value, the last contribution: index + 1, or 0
  std::vector<ir::ValueId> seeded_;
  std::vector<std::uint32_t> on_path_;
  std::vector<bool> amplified_;  // whether a zero adjoint may become nan between the value and a target
  std::uint32_t round_ = 0;
};

}  // namespace adc::passes
