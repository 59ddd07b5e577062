// The explicit limits within which adc works.
#pragma once

#include <cstddef>

namespace adc {

/// Past a limit, an operation fails with a diagnostic of class `ErrorClass::Limit`; nothing is lost and nothing
/// crashes.
struct Limits {
  std::size_t source_bytes = std::size_t{64} << 20;  ///< size of a program text
  std::size_t nesting = 1000;                        ///< depth of brackets, prefix operators, powers and conditionals
  std::size_t instructions = 10'000'000;     ///< instructions of one function, after inlining and differentiating
  std::size_t bytes = std::size_t{8} << 30;  ///< memory that the tensors of one evaluation may take
};

}  // namespace adc
