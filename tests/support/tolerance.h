// The one tolerance of all tests.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "ir/function.h"

namespace adc::tests {

/// Whether a computed number is right, and if it is not, a line that says by how much.
struct Verdict {
  bool ok = false;
  std::string text;

  explicit operator bool() const { return ok; }
};

/// Judges `computed`, which a program in double arithmetic gave for output `output` of `fn` at `inputs`, against the
/// exact number `reference` (decimal digits, "inf", "-inf" or "nan") by the tolerance of precise/tolerance.h. `fn` is
/// the program that was evaluated: for a derivative, the legalised derivative.
[[nodiscard]] Verdict judge(double computed, std::string_view reference, const ir::Function& fn,
                            std::span<const double> inputs, std::size_t output);

}  // namespace adc::tests
