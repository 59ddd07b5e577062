// Terms that are chosen under conditions, and their sums.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "passes/derive/conditions.h"
#include "passes/derive/term.h"

namespace adc::passes {

/// How a term is used. `condition`: it is what it should be where this holds, and anything elsewhere. `support`, that
/// or one literal more: where it does not hold, what it should be is 0, also where something infinite is applied to it.
struct Use {
  ConditionId condition = kAlways;
  ConditionId support = kAlways;
};

struct Contribution {
  Term term;
  Use use;
};

/// A tangent or an adjoint.
struct Predicated {
  Term term;
  ConditionId condition = kAlways;        ///< `term` is right where this holds, and anything elsewhere
  std::vector<ConditionId> support = {};  ///< where there are any, nothing is chosen and `term` is 0 unless one holds
};

/// Adds predicated terms. A zero is selected as late as can be, and a choice between two terms is one select.
class Predication {
 public:
  explicit Predication(SharingBuilder& b) : b_(&b), conditions_(b) {}

  [[nodiscard]] Conditions& conditions() { return conditions_; }

  /// `t` under the prefix of its condition with `depth` literals: zero where the rest does not hold.
  [[nodiscard]] Predicated lift(const Predicated& t, std::uint32_t depth);
  /// `t` under a condition for tensors of any shape.
  [[nodiscard]] Predicated lift_to_uniform(const Predicated& t);
  /// The term itself: zero where it is not chosen.
  [[nodiscard]] Term everywhere(const Predicated& t) { return lift(t, 0).term; }

  /// The condition under which anything is chosen. Without it the zero that stands elsewhere would meet infinite
  /// partials.
  [[nodiscard]] ConditionId condition_of_use(const Predicated& t);
  /// How `t` is used in passing an op: `amplifies` says whether that may make nan of 0, `later` whether anything after
  /// it may.
  [[nodiscard]] Use use(const Predicated& t, bool amplifies, bool later);
  /// `use`, and where `value` is `holds`.
  [[nodiscard]] Use both(const Use& use, ir::ValueId value, bool holds);
  [[nodiscard]] bool is_nothing(const Contribution& c) const {
    return c.term.is_zero() || conditions_.is_never(c.use.condition) || conditions_.is_never(c.use.support);
  }

  /// Where the term is not 0, as far as its support says, under its condition.
  [[nodiscard]] std::optional<ir::ValueId> mask(const Predicated& t);

  /// The sum, in the order given, those of equal conditions first.
  [[nodiscard]] Predicated sum(std::span<const Contribution> contributions);

 private:
  [[nodiscard]] static std::vector<ConditionId> support_outside(const Predicated& t);
  [[nodiscard]] Predicated join(std::vector<Predicated> groups);
  [[nodiscard]] Predicated join_all(std::span<const Predicated> groups);
  void raise(std::vector<Predicated>& groups);

  SharingBuilder* b_;
  Conditions conditions_;
};

}  // namespace adc::passes
