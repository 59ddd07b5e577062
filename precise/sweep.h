// Exact numbers of a program at a point: its values, and the derivatives of an output by every intermediate.
//
// The partials of an op are difference quotients of the op itself (precise/partials.h), so nothing here shares a rule
// with passes/: a sweep is an oracle for gradients as well as the measure of conditioning that precise/tolerance.h
// needs.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "ir/function.h"
#include "precise/partials.h"

namespace adc::precise {

/// The value of each instruction of `fn` (no `Diff`) at doubles, exactly but for the precision of `Real`.
[[nodiscard]] std::vector<Real> exact_values(const ir::Function& fn, std::span<const double> inputs);
[[nodiscard]] std::vector<Real> exact_values(const ir::Function& fn, std::span<const Real> inputs);

/// A function (no `Diff`) at a point, each number of which is computed once, when it is first needed. Holds a reference
/// to the function. Not thread-safe.
class Sweep {
 public:
  Sweep(const ir::Function& fn, std::span<const Real> inputs) : fn_(fn), inputs_(inputs.begin(), inputs.end()) {}
  Sweep(const ir::Function& fn, std::span<const double> inputs) : fn_(fn), inputs_(inputs.begin(), inputs.end()) {}

  [[nodiscard]] const ir::Function& fn() const { return fn_; }
  /// As `exact_values`. O(n) at first, then O(1).
  [[nodiscard]] std::span<const Real> values();

  /// ∂output/∂v for each instruction v. A value that the output does not depend on (also one behind a choice that was
  /// not taken, or an inert op) has 0. At a kink the partial is the mean of both sides, at a jump the slope of the side
  /// that is continuous (0 if neither is), at the end of a domain the slope of the side that exists; it may be
  /// infinite. O(n).
  [[nodiscard]] std::vector<Real> adjoints(ir::ValueId output);

 private:
  static constexpr std::size_t kMaxArity = 3;

  const Real& partial(std::size_t instruction, std::size_t k);

  const ir::Function& fn_;
  std::vector<Real> inputs_;
  std::vector<Real> values_;
  std::vector<std::array<std::optional<Real>, kMaxArity>> partials_;
};

/// ∂y/∂x for all inputs x of a one-output program.
[[nodiscard]] std::vector<Real> exact_gradient(const ir::Function& fn, std::span<const Real> inputs);

/// What instruction `id` gives, exactly, where its operands are these doubles (one per instruction). O(1).
[[nodiscard]] Real exact_result(const ir::Function& fn, ir::ValueId id, std::span<const double> values);

/// What `output` is computed from (of a choice, the condition and the side that is taken), by instruction. O(n).
[[nodiscard]] std::vector<bool> used_values(const ir::Function& fn, std::span<const Real> values, ir::ValueId output);

/// True if every value that `output` is computed from is, in exact arithmetic, 0 or a normal double: then no overflow,
/// underflow or nan in double arithmetic has an excuse. O(n).
[[nodiscard]] bool stays_in_range(const ir::Function& fn, std::span<const Real> values, ir::ValueId output);

}  // namespace adc::precise
