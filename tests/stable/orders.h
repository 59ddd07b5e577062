// How often a form may be differentiated before it is no longer the formula that it stands for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adc/options.hpp"
#include "ir/function.h"
#include "tests/stable/cases.h"
#include "tests/support/quotients.h"

namespace adc::test {

/// A program's value, gradient and Hessian, as they are computed.
struct Derived {
  std::string name;
  ir::Function fn;
  ir::Function operations;  ///< before constants are rounded and folded: what errors come from
};

/// One for each mode.
[[nodiscard]] std::vector<Derived> in_all_modes(const ir::Function& program, Level level);

/// The numbers of a program at a point, and what is computed of it as it is written.
struct Truth {
  std::vector<double> point;
  std::vector<tests::Real> numbers;
  std::vector<double> written;
  bool is_at_edge;  ///< whether beside the point there is a value

  /// Whether the point is outside the program's domain, and on no edge of it that might have a limit.
  [[nodiscard]] bool is_outside() const;
  /// Whether a derivative has no number to begin with, as that of √(x² + y) at 0, though the value has.
  [[nodiscard]] bool has_none(std::size_t i) const;
};

/// Those of a case's program, at the points where `form`, which stands for it, is guarded (tests/stable/guards.h).
[[nodiscard]] std::vector<Truth> truths(const StableCase& c, const ir::Function& program, const ir::Function& form);
/// The same where its rewritten form stands for it. High precision takes longest of all that is done with a case, so it
/// is done once in a process.
[[nodiscard]] const std::vector<Truth>& truths(const StableCase& c);

/// The lowest order at which what is computed misses the truth, and how.
struct Miss {
  int order;
  std::string text;
};
/// Whether rounding may be an excuse (tests/support/excuse.h).
enum class Excuses : unsigned char { None, Rounding };
[[nodiscard]] std::optional<Miss> miss(const Derived& by, const Truth& truth, Excuses excuses = Excuses::Rounding);

/// The cases of the rules, and further formulas whose rewriting guards a product with a logarithm.
[[nodiscard]] std::vector<StableCase> guarded_cases();

}  // namespace adc::test
