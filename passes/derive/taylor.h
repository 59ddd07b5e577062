// Taylor mode: the coefficients of a program along a line, order by order.
//
// For y = f(u, v) along t, y′ = p·u′ + q·v′ with the partials p and q of f, so that k·yₖ = Σ j·(uⱼ·pₖ₋ⱼ + vⱼ·qₖ₋ⱼ): a
// convolution an operation and order, O(k²) for all orders to k (Griewank & Walther, Evaluating Derivatives, 2nd ed.,
// chapter 13). Partials are what the rules of derivatives say (passes/rules/smooth.h), expressions in u, v and y, whose
// coefficients follow in the same way; most are made of themselves and a few others. Only what divides and powers
// follow from have recurrences of their own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ir/function.h"
#include "ir/rational.h"

namespace adc::passes {

/// coefficient·factor·u′, one term of y′.
struct TaylorSlope {
  ir::ValueId operand;  ///< u
  ir::Rational coefficient;
  std::optional<ir::ValueId> factor;  ///< 1 if there is none
};

/// What the coefficients of a value follow from.
struct TaylorStep {
  enum class Kind : std::uint8_t {
    Fixed,     ///< it does not depend on t
    Input,     ///< it moves along the direction
    Chain,     ///< y′ = Σ slopes
    Product,   ///< y = u·v
    Quotient,  ///< y = u/v
    Power,     ///< y = u^c, where c is an immediate or a fixed operand
    Choice,    ///< y is one of its operands
  };
  Kind kind = Kind::Fixed;
  std::size_t order = 0;            ///< the highest coefficient that is needed
  std::vector<TaylorSlope> slopes;  ///< of a chain
};

/// A function with all that the Taylor coefficients of its outputs follow from.
struct TaylorProgram {
  ir::Function fn;                ///< the program, after it partials
  std::vector<TaylorStep> steps;  ///< one per instruction
  /// The values that move, each behind what its coefficients of the same order follow from.
  std::vector<ir::ValueId> sequence;
  std::size_t order = 0;  ///< of the outputs
};

/// What the coefficients to `order` of the outputs of `fn`, a function of scalars without `Diff`, follow from where
/// its inputs `wrt` move. Instructions: a few for each of `fn`; of an op whose partials are further functions at each
/// order (gamma), as many as orders. Throws `diag::Failure` past `max_instructions`, or beyond the order that a
/// function of `fn` can be derived to ("function-order", "no-derivative").
[[nodiscard]] TaylorProgram taylor_program(const ir::Function& fn, std::span<const std::uint32_t> wrt,
                                           std::size_t order, std::size_t max_instructions);

/// The coefficients c₀ … c_order of each output at `point + t·direction`: [output][n], the derivatives by t over n!.
/// `point` and `direction` have a number per input; that of inputs that do not move is not read. O(n·order²) time,
/// O(n·order) memory. Looks at the thread's watch.
[[nodiscard]] std::vector<std::vector<double>> taylor_coefficients(const TaylorProgram& program,
                                                                   std::span<const double> point,
                                                                   std::span<const double> direction);

}  // namespace adc::passes
