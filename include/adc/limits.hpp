// The explicit limits within which adc works.
#pragma once

#include <atomic>
#include <cstddef>
#include <limits>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// Past a limit, an operation fails with a diagnostic of class `ErrorClass::Limit`; nothing is lost and nothing
/// crashes.
struct Limits {
  std::size_t source_bytes = std::size_t{64} << 20;  ///< size of a program text
  std::size_t nesting = 1000;                        ///< depth of brackets, prefix operators, powers and conditionals
  std::size_t instructions = 10'000'000;     ///< instructions of one function, after inlining and differentiating
  std::size_t bytes = std::size_t{8} << 30;  ///< memory that the tensors of one evaluation may take
  /// What one call may take: to compile a text, to derive and compile a function at its first use, to evaluate. Past it
  /// the call fails with "too-long" (docs/program.md says what is not looked at in time), and may be tried again.
  double seconds = std::numeric_limits<double>::infinity();
  /// Once it is true, calls that are under way fail with "interrupted", soon; null: nothing stops them. May be set from
  /// any thread, or by a signal's handler. Lives as long as what is compiled with these limits.
  const std::atomic<bool>* stop = nullptr;
};

}  // namespace adc::inline ADC_ABI
