// A function of the IR: straight-line SSA in flat vectors.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/diagnostic.hpp"
#include "ir/constant.h"
#include "ir/lists.h"
#include "ir/op.h"
#include "ir/type.h"

namespace adc::ir {

/// The value that the instruction of this index defines.
enum class ValueId : std::uint32_t {};
[[nodiscard]] constexpr std::size_t index(ValueId id) { return static_cast<std::size_t>(id); }
[[nodiscard]] constexpr ValueId value_id(std::size_t index) { return static_cast<ValueId>(index); }

/// Index into a function's table of types; types met once have one id.
enum class TypeId : std::uint32_t {};

/// One instruction. Its operands are earlier values of the same function.
struct Inst {
  Op op;
  TypeId type;
  std::uint32_t first_operand;  ///< into the function's operand pool
  std::uint32_t operand_count;
  /// Param: index of the parameter. Const: index of the constant. Op with immediates: index of their number in the pool
  /// of immediates, where they follow it.
  std::uint32_t payload;
};

/// What a derivative is taken for (Param) and what is only given (Data).
enum class ParamKind : std::uint8_t { Param, Data };

struct Param {
  std::string name;
  ParamKind kind = ParamKind::Param;
};

/// What a program says its result is (Value), and what was made by differentiating that: derivatives by inputs, of
/// values along a direction (Tangent), and by an input of a sum of values with seeds for weights (Adjoint).
enum class OutputRole : std::uint8_t { Value, Derivative, Tangent, Adjoint };

/// "" for values, else "derivative", "tangent", "adjoint".
[[nodiscard]] constexpr std::string_view spelling(OutputRole role) {
  constexpr std::array<std::string_view, 4> kWords = {"", "derivative", "tangent", "adjoint"};
  return kWords[static_cast<std::size_t>(role)];
}

struct Output {
  ValueId value;
  std::string name;  ///< may be empty
  OutputRole role = OutputRole::Value;
};

/// A straight-line program. Invariants are listed in ir/verifier.h; `Builder` (ir/builder.h) makes functions.
/// The parameters are the first instructions, in order, so parameter i is value i.
class Function {
 public:
  [[nodiscard]] const std::string& name() const { return name_; }
  void set_name(std::string name) { name_ = std::move(name); }
  /// The one float type of all its values: F64 or F32.
  [[nodiscard]] DType float_type() const { return float_type_; }

  [[nodiscard]] std::size_t size() const { return insts_.size(); }
  [[nodiscard]] std::span<const Inst> insts() const { return insts_; }
  [[nodiscard]] const Inst& inst(ValueId id) const { return insts_[index(id)]; }
  [[nodiscard]] Op op(ValueId id) const { return inst(id).op; }
  [[nodiscard]] std::span<const ValueId> operands(const Inst& inst) const {
    return {operand_pool_.data() + inst.first_operand, inst.operand_count};
  }
  [[nodiscard]] std::span<const ValueId> operands(ValueId id) const { return operands(inst(id)); }
  [[nodiscard]] const Type& type(ValueId id) const { return types_[static_cast<std::size_t>(inst(id).type)]; }
  [[nodiscard]] const Shape& shape(ValueId id) const { return type(id).shape; }
  /// Whether all values are scalars, and all ops elementwise ones.
  [[nodiscard]] bool is_scalar() const {
    return std::ranges::all_of(types_, [](const Type& type) { return type.shape.rank() == 0; }) &&
           std::ranges::all_of(insts_, [](const Inst& inst) { return is_elementwise(inst.op); });
  }

  [[nodiscard]] std::span<const Param> params() const { return params_; }
  [[nodiscard]] std::span<const Output> outputs() const { return outputs_; }

  [[nodiscard]] bool is_const(ValueId id) const { return op(id) == Op::Const; }
  /// The constant that a `Const` instruction gives.
  [[nodiscard]] const Constant& constant(ValueId id) const { return constants_[inst(id).payload]; }
  /// The immediate of an instruction whose op has exactly one.
  [[nodiscard]] std::int64_t immediate(ValueId id) const { return immediates_[inst(id).payload + 1]; }
  /// All immediates of an instruction; none where its op has none.
  [[nodiscard]] std::span<const std::int64_t> immediates(const Inst& inst) const {
    if (info(inst.op).immediate == Immediate::None) return {};
    const std::int64_t* const first = immediates_.data() + inst.payload;
    return {first + 1, static_cast<std::size_t>(*first)};
  }
  [[nodiscard]] std::span<const std::int64_t> immediates(ValueId id) const { return immediates(inst(id)); }
  /// List number `i` of an instruction whose op has lists (ir/lists.h).
  [[nodiscard]] List list(ValueId id, std::size_t i) const { return unpack(immediates(id), i); }

  /// The place in the source text that a value comes from; empty if none is known.
  [[nodiscard]] Span span(ValueId id) const { return spans_[index(id)]; }
  /// Values that the source text binds to names, in order of binding.
  [[nodiscard]] std::span<const std::pair<ValueId, std::string>> bindings() const { return bindings_; }

 private:
  friend class Builder;
  friend struct FunctionAccess;  // ir/function_access.h
  std::string name_;
  DType float_type_ = DType::F64;
  std::vector<Inst> insts_;
  std::vector<ValueId> operand_pool_;
  std::vector<Constant> constants_;
  std::vector<std::int64_t> immediates_;
  std::vector<Type> types_;
  std::vector<Param> params_;
  std::vector<Output> outputs_;
  std::vector<Span> spans_;
  std::vector<std::pair<ValueId, std::string>> bindings_;
};

/// The numbers in all inputs, or outputs, of `fn`: the lengths of their flat forms, row-major one after the other.
[[nodiscard]] inline std::size_t flat_inputs(const Function& fn) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    sum += static_cast<std::size_t>(fn.shape(value_id(i)).elements());
  }
  return sum;
}
[[nodiscard]] inline std::size_t flat_outputs(const Function& fn) {
  std::size_t sum = 0;
  for (const Output& output : fn.outputs()) sum += static_cast<std::size_t>(fn.shape(output.value).elements());
  return sum;
}

}  // namespace adc::ir
