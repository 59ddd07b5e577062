// The two sweeps that carry derivatives through instructions. They never name an op.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "passes/core/sharing_builder.h"
#include "passes/derive/amplification.h"
#include "passes/derive/predicated.h"
#include "passes/derive/term.h"
#include "passes/rules/structural.h"

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

/// The operands of an instruction that derivatives pass through.
using Active = std::array<bool, 3>;

/// Forward: tangents of values with respect to one direction. What passes through a choice is predicated by its
/// condition, as late as can be: where something infinite is applied to a tangent that is not chosen, 0 is selected.
/// Where an op has another shape than its operand, a condition for single elements becomes zeros; if something further
/// on could make a nan of those, it is predicated by where they are.
class Tangents {
 public:
  enum class Sweeps : std::uint8_t { One, Several };
  explicit Tangents(SharingBuilder& b, Level level, Sweeps sweeps = Sweeps::One)
      : b_(&b), predication_(b), amplification_(b, level), sweeps_(sweeps) {}
  [[nodiscard]] Level level() const { return amplification_.level(); }
  void seed(ir::ValueId value, const Term& tangent) { tangents_[value] = {tangent}; }
  /// The same for a tangent that is 0, to be left out of products, where `active` is false.
  void seed(ir::ValueId value, const Term& tangent, ir::ValueId active);
  /// Adds the tangents of the values of `path` (ascending, as `Reach` gives) that have none yet. O(path).
  void sweep(std::span<const ir::ValueId> path);
  [[nodiscard]] bool knows(ir::ValueId value) const { return tangents_.contains(value); }
  [[nodiscard]] bool is_zero(ir::ValueId value) const;
  /// The tangent of `value`: zero where no sweep reached it.
  [[nodiscard]] Term of(ir::ValueId value);

 private:
  void find_amplified(std::span<const ir::ValueId> path);
  [[nodiscard]] Predicated through_smooth(ir::ValueId y, const Active& active);
  [[nodiscard]] Predicated through_elementwise(ir::ValueId y, const Active& active);
  [[nodiscard]] Predicated through_structural(ir::ValueId y, const Active& active);
  [[nodiscard]] Contribution through_structural(OpInput& in, std::span<const Predicated> tangents);
  [[nodiscard]] Active active_operands(ir::ValueId y) const;

  SharingBuilder* b_;
  Predication predication_;
  Amplification amplification_;
  std::unordered_map<ir::ValueId, Predicated> tangents_;
  std::vector<bool> amplified_;  // whether a zero tangent may become nan after the value
  Sweeps sweeps_;
  bool unit_seed_ = false;
};

/// Reverse: adjoints, predicated in the same way.
class Adjoints {
 public:
  Adjoints(SharingBuilder& b, Level level) : b_(&b), predication_(b), amplification_(b, level) {}
  /// Adds `adjoint` to that of `value`, before a sweep.
  void seed(ir::ValueId value, const Term& adjoint);
  /// The same for an adjoint that is 0, to be left out of products, where `active` is false.
  void seed(ir::ValueId value, const Term& adjoint, ir::ValueId active);
  /// The adjoints of `targets`, from the seeds, along `path` (ascending, as `Reach` gives for these targets). O(path).
  [[nodiscard]] std::vector<Term> sweep(std::span<const ir::ValueId> path, std::span<const ir::ValueId> targets);

 private:
  struct Given {
    Contribution contribution;
    std::uint32_t next;  // to the same value: index + 1, or 0
  };
  void contribute(ir::ValueId value, const Term& term, const Use& use);
  Predicated gather(ir::ValueId value);
  Use use_by(const Predicated& adjoint, ir::ValueId operand, bool amplifies);
  void pull_back(ir::ValueId y, const Predicated& adjoint);
  void pull_back_smooth(ir::ValueId y, const Predicated& adjoint, const Active& active);
  void pull_back_elementwise(ir::ValueId y, const Predicated& adjoint, const Active& active);
  void pull_back_structural(ir::ValueId y, const Predicated& adjoint, const Active& active);
  void give(ir::ValueId y, ir::ValueId operand, const Term& term, Use use, const Share& share);
  template <class Used>
  void give_reshaped(ir::ValueId operand, const Predicated& adjoint, const Share& share, bool amplifies, Used used);
  void find_amplified(std::span<const ir::ValueId> path);
  [[nodiscard]] Active active_operands(ir::ValueId y) const;

  SharingBuilder* b_;
  Predication predication_;
  Amplification amplification_;
  std::vector<Given> pool_;
  std::vector<Contribution> gathered_;
  std::vector<std::uint32_t> first_;  // per value, the last contribution: index + 1, or 0
  std::vector<ir::ValueId> seeded_;
  bool unit_seeds_ = false;
  std::vector<std::uint32_t> on_path_;
  std::vector<bool> amplified_;  // whether a zero adjoint may become nan between the value and a target
  std::uint32_t round_ = 0;
};

/// The operands of an instruction, copied, because building more instructions moves them.
[[nodiscard]] std::array<ir::ValueId, 3> operands_of(const SharingBuilder& b, ir::ValueId y);
/// The local partials of an instruction of class Smooth.
[[nodiscard]] Partials partials_of(SharingBuilder& b, ir::ValueId y, const Active& wanted);

}  // namespace adc::passes
