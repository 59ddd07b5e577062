// Which terms of a long sum become loops.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "ir/function.h"
#include "passes/roll/columns.h"
#include "passes/roll/long_sums.h"

namespace adc::passes {

/// A range of turns, end exclusive.
struct Turns {
  std::size_t begin;
  std::size_t end;
};

/// Terms of a sum that are the same but for their inputs: in each turn one of each kind.
struct TermLoop {
  struct Kind {
    std::size_t column;  ///< of the terms' values
    bool is_negative;
  };
  std::vector<Column> columns;
  std::vector<Kind> kinds;
  /// In each of them, the number of each input grows by a constant from turn to turn, and all are of one run.
  std::vector<Turns> parts;
};

/// A sum as loops, and what is left of it.
struct SumPlan {
  std::vector<TermLoop> loops;
  std::vector<SummedTerm> rest;
};

/// Plans a sum of `terms`. `hashes`: `structure_hashes`; `runs`: of each input, the number of its run. Looks at no more
/// than `budget` members of columns, and takes what it has looked at from it. O(n).
[[nodiscard]] SumPlan plan_sum(const ir::Function& fn, std::span<const SummedTerm> terms,
                               std::span<const std::uint64_t> hashes, std::span<const std::uint32_t> runs,
                               std::size_t& budget);

}  // namespace adc::passes
