// Choices that the API, the program and the passes share.
#pragma once

#include <cstdint>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI {

/// How a derivative is made. All modes give the same numbers to within rounding.
enum class Mode : std::uint8_t {
  Auto,      ///< the cheaper of forward and reverse, by operation counts
  Symbolic,  ///< the chain rule applied output by output and variable by variable, then shared
  Forward,   ///< tangents (dual numbers): one sweep per input
  Reverse,   ///< adjoints (backpropagation): one sweep per output
};

/// How a function runs.
enum class Tier : std::uint8_t {
  Auto,       ///< interpreted for a single point, native where a function is called again and again
  Interpret,  ///< by the IR's interpreter
  Native,     ///< as machine code
};

/// Which rewrites are allowed before a function is computed (docs/architecture.md lists them).
enum class Level : std::uint8_t {
  Exact,   ///< same bits as the formula as written
  Stable,  ///< equal in real arithmetic and at least as accurate
  Real,    ///< equal in real arithmetic, for people to read
};

/// What to compute from a program with inputs x and outputs y. `wrt` are the inputs that derivatives are taken for.
enum class Derive : std::uint8_t {
  Value,     ///< y
  Gradient,  ///< y, then ∂y_o/∂x_w for each output o (slow) and each w in wrt (fast): the Jacobian, row-major
  Hessian,   ///< y, the Jacobian, then ∂²y_o/∂x_a∂x_b, [o, a, b] row-major
  Jvp,       ///< further inputs: a tangent per wrt; y, then a tangent per output
  Vjp,       ///< further inputs: a seed per output; y, then an adjoint per wrt
  Hvp,       ///< further inputs: a tangent per wrt; y, the Jacobian, then Hessian·tangent, [o, a] row-major
};

/// How the Jacobian of tensors is laid out; of scalars both are the same.
enum class JacobianOrder : std::uint8_t {
  Blocks,  ///< a block per output and variable, [output…, variable…], as `Derive` has them
  Matrix,  ///< [numbers of all outputs, numbers of all variables]
};

/// The type of all numbers of a compiled program or loss.
enum class DType : std::uint8_t { F64, F32 };

/// How functions such as tanh are computed.
enum class Math : std::uint8_t {
  Accurate,  ///< partials keep their digits everywhere
  Fast,      ///< for training: cheap forms, such as 1 − y² for the derivative of tanh (docs/performance.md says what it
             ///< costs)
};

}  // namespace adc::inline ADC_ABI
