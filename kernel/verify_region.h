// The invariants of a region; part of kernel/verify.h.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernel/bounds.h"
#include "kernel/program.h"

namespace adc::kernel {

/// What is wrong, and where.
struct Faults {
  static constexpr std::size_t kMaxLines = 100;
  std::vector<std::string> lines;
  std::string where;  ///< put before each line

  [[nodiscard]] bool empty() const { return lines.empty(); }
  [[nodiscard]] bool full() const { return lines.size() >= kMaxLines; }
  void add(const std::string& line) {
    if (!full()) lines.push_back(where.empty() ? line : where + ": " + line);
  }
};

/// Adds what breaks invariants 4 to 11 in a region of `program`, whose arrays exist.
void verify_region(const Program& program, const Region& region, Faults& wrong);

}  // namespace adc::kernel
