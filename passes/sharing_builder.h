// Builds functions in which equal instructions are one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ir/builder.h"

namespace adc::passes {

/// Like `ir::Builder`, but an instruction that equals an earlier one (same op, operands and immediate; the two operands
/// of a commutative op in either order) is that one. So derivatives of any order share what they have in common while
/// they are built, and limits count what is really there. `Copy` is never shared: it has an identity of its own.
/// Throws `ir::Failure` past `max_instructions`. Amortised O(1) per instruction. Not thread-safe.
class SharingBuilder {
 public:
  explicit SharingBuilder(std::string name, ir::DType float_type, std::size_t max_instructions)
      : builder_(std::move(name), float_type, max_instructions) {}

  [[nodiscard]] const ir::Function& function() const { return builder_.function(); }
  [[nodiscard]] std::size_t size() const { return builder_.size(); }

  ir::ValueId param(std::string name, ir::ParamKind kind) { return builder_.param(std::move(name), kind); }
  ir::ValueId constant(const ir::Constant& constant) { return builder_.constant(constant); }
  ir::ValueId rational(const ir::Rational& value) { return builder_.rational(value); }
  ir::ValueId integer(std::int64_t value) { return builder_.integer(value); }
  ir::ValueId floating(double value) { return constant(ir::Constant::floating(value)); }

  /// Makes room for this many instructions; never needed.
  void reserve(std::size_t instructions);

  /// The value of `op` applied to `operands`.
  ir::ValueId emit(ir::Op op, std::span<const ir::ValueId> operands, std::int64_t immediate = 0);
  ir::ValueId emit(ir::Op op, std::initializer_list<ir::ValueId> operands, std::int64_t immediate = 0) {
    return emit(op, std::span(operands.begin(), operands.size()), immediate);
  }

  /// One method per op, named by its spelling, as `ir::Builder` has them.
#define ADC_METHOD_None(Id, spelling, arity) ADC_METHOD_##arity(Id, spelling)
#define ADC_METHOD_Exponent(Id, spelling, arity) \
  ir::ValueId spelling(ir::ValueId x, std::int64_t n) { return emit(ir::Op::Id, {x}, n); }
#define ADC_METHOD_Order(Id, spelling, arity) ADC_METHOD_Exponent(Id, spelling, arity)
#define ADC_METHOD_0(Id, spelling)
#define ADC_METHOD_1(Id, spelling) \
  ir::ValueId spelling(ir::ValueId x) { return emit(ir::Op::Id, {x}); }
#define ADC_METHOD_2(Id, spelling) \
  ir::ValueId spelling(ir::ValueId x, ir::ValueId y) { return emit(ir::Op::Id, {x, y}); }
#define ADC_METHOD_3(Id, spelling) \
  ir::ValueId spelling(ir::ValueId x, ir::ValueId y, ir::ValueId z) { return emit(ir::Op::Id, {x, y, z}); }
#define ADC_OP(Id, spelling, arity, op_class, cost, traits, immediate, domain, function, text, kink) \
  ADC_METHOD_##immediate(Id, spelling, arity)
#include "ir/ops.def"
#undef ADC_OP
#undef ADC_METHOD_None
#undef ADC_METHOD_Exponent
#undef ADC_METHOD_Order
#undef ADC_METHOD_0
#undef ADC_METHOD_1
#undef ADC_METHOD_2
#undef ADC_METHOD_3

  /// The value of `source`'s instruction `id` (also a parameter or constant) with operands of this builder.
  ir::ValueId clone(const ir::Function& source, ir::ValueId id, std::span<const ir::ValueId> operands);

  void set_span(Span span) { builder_.set_span(span); }
  void bind(ir::ValueId value, std::string name) { builder_.bind(value, std::move(name)); }
  void output(ir::ValueId value, std::string name) { builder_.output(value, std::move(name)); }

  /// Ends building: the function; the builder is not to be used afterwards.
  [[nodiscard]] ir::Function finish() { return builder_.finish(); }

 private:
  [[nodiscard]] bool is(ir::ValueId id, ir::Op op, std::span<const ir::ValueId> operands, std::int64_t immediate) const;
  struct Key {
    std::uint32_t hash;
    std::uint32_t last;  // the latest operand
  };
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = 0;  // index + 1 of an instruction, or 0
  };
  static Key key_of(ir::Op op, std::span<const ir::ValueId> operands, std::int64_t immediate);
  Slot& at(const Key& key, std::size_t i);

  ir::Builder builder_;
  std::vector<Slot> slots_;  // open addressing; as many as a power of two
  std::size_t used_ = 0;
};

}  // namespace adc::passes
