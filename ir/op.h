// Ops and what the table says about them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace adc::ir {

enum class Op : std::uint8_t {
#define ADC_OP(Id, ...) Id,
#define ADC_TENSOR_OP ADC_OP
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_TENSOR_OP
};

/// The ops that mean something for scalars come first.
inline constexpr std::size_t kElementwiseOpCount = 0
#define ADC_OP(...) +1
#include "ir/ops.def"
#undef ADC_OP
    ;

inline constexpr std::size_t kOpCount = kElementwiseOpCount
#define ADC_OP(...)
#define ADC_TENSOR_OP(...) +1
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_TENSOR_OP
    ;

/// Whether the op does the same to each element: it has a row ADC_OP.
[[nodiscard]] constexpr bool is_elementwise(Op op) { return static_cast<std::size_t>(op) < kElementwiseOpCount; }

/// The most operands of any op.
inline constexpr std::size_t kMaxArity = std::max({
#define ADC_OP(Id, spelling, arity, ...) arity,
#include "ir/ops.def"
#undef ADC_OP
});

/// How an op is differentiated.
enum class OpClass : std::uint8_t {
  Leaf,         ///< has no operands
  Smooth,       ///< elementwise: one rule, the local partials
  Multilinear,  ///< linear in each operand: one transpose per operand
  Linear,       ///< linear in its data operands: one rule, the transpose; control operands have no derivative
  Composite,    ///< the rule is IR itself
  Inert,        ///< derivative zero
};

/// The class of each op, for tables of rules that are made while compiling.
inline constexpr std::array<OpClass, kOpCount> kOpClasses = [] {
  using enum OpClass;
  return std::array<OpClass, kOpCount>{
#define ADC_OP(Id, spelling, arity, op_class, ...) op_class,
#define ADC_TENSOR_OP ADC_OP
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_TENSOR_OP
  };
}();

/// Bits of `OpInfo::traits`.
enum Trait : std::uint8_t {
  kNone = 0,
  kCommutative = 1,
  kAnalytic = 2,
  kFunction = 4,
  kByLast = 8,  ///< has a derivative by its last operand alone
};

/// The names by which rows of ops.def give traits.
namespace row {
inline constexpr std::uint8_t None = kNone;
inline constexpr std::uint8_t Commutative = kCommutative;
inline constexpr std::uint8_t Analytic = kAnalytic;
inline constexpr std::uint8_t Function = kFunction;
inline constexpr std::uint8_t ByLast = kByLast;
}  // namespace row

/// The integers that belong to an instruction beside its operands: one, or lists of them (ir/lists.h).
enum class Immediate : std::uint8_t { None, Exponent, Order, Slope, Callee, Lists };

/// Where tests sample the operands of an op.
enum class Domain : std::uint8_t {
  AnyReal,
  Moderate,           ///< |x| ≤ 20: no overflow
  Nonzero,            ///< x ≠ 0
  NonzeroRhs,         ///< last operand ≠ 0
  Positive,           ///< x > 0
  PositiveLhs,        ///< first operand > 0
  AboveMinusOne,      ///< x > −1
  AboveOne,           ///< x > 1
  InsideUnit,         ///< |x| < 1
  OutsideUnit,        ///< |x| > 1
  UnitInterval,       ///< 0 < x < 1
  AboveBranchPoint,   ///< x > −1/e
  BranchPointToZero,  ///< −1/e < x < 0
  OrderThenPositive,  ///< first operand an order, |n| ≤ 30; last > 0
  ShapeThenPositive,  ///< first operand in (0, 30], last > 0
  ShapesThenUnit,     ///< last operand in (0, 1), the others in (0, 30]
  Boolean,
};

struct OpInfo {
  std::string_view name;      ///< the enumerator, "Add"
  std::string_view spelling;  ///< in the IR's text, "add"
  std::uint8_t arity;
  OpClass op_class;
  std::uint8_t cost;
  std::uint8_t traits;
  Immediate immediate;
  Domain domain;
  std::string_view function;  ///< C function of doubles, "" where code is generated inline
  std::string_view text;
  std::string_view kink;
  std::string_view lists;  ///< the names of the lists, with "; " between them

  /// How many lists of integers an instruction has.
  [[nodiscard]] std::size_t list_count() const {
    return lists.empty() ? 0 : 1 + static_cast<std::size_t>(std::ranges::count(lists, ';'));
  }
  [[nodiscard]] bool is(Trait trait) const { return (traits & trait) != 0; }
};

extern const std::array<OpInfo, kOpCount> kOpTable;  ///< by op
[[nodiscard]] inline const OpInfo& info(Op op) { return kOpTable[static_cast<std::size_t>(op)]; }

/// The op with this spelling in the IR's text.
[[nodiscard]] std::optional<Op> find_op(std::string_view spelling);

/// All ops in the order of the table, but those that call functions of the host (ir/external.h).
[[nodiscard]] std::span<const Op> all_ops();

/// Those of them that do the same to each element, and the leaves: what a function of scalars is made of.
[[nodiscard]] std::span<const Op> elementwise_ops();

/// The highest legal order of an op that has one (`Immediate::Order` or `Slope`).
[[nodiscard]] std::int64_t max_order(Op op);

/// Whether adc knows the derivative of `op` by operand `k`: by the orders and shapes of special functions it does not.
[[nodiscard]] bool has_derivative(Op op, std::size_t k);

}  // namespace adc::ir
