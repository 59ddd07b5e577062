// Makes functions of the IR, instruction by instruction.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/limits.hpp"
#include "ir/function.h"
#include "ir/op_methods.h"
#include "ir/signature.h"

namespace adc::ir {

/// Appends instructions to a new function; a method per op comes from `OpMethods`. Equal constants are one instruction;
/// nothing else is folded or shared. Throws `diag::Failure` (slug "too-many-instructions") past `max_instructions`. Not
/// thread-safe.
class Builder : public OpMethods<Builder> {
 public:
  explicit Builder(std::string name, DType float_type = DType::F64,
                   std::size_t max_instructions = Limits{}.instructions);

  /// Makes room for this many instructions; never needed.
  void reserve(std::size_t instructions);

  /// Appends the first `count` instructions of `source`, all inputs among them, as they are; in an empty builder, whose
  /// float type must be that of `source`. Like `clone` for each, in a fraction of the time.
  void start_from(const Function& source, std::size_t count);
  /// Removes the instructions after the first `count`, all inputs not among them.
  void truncate(std::size_t count);

  /// The function so far.
  [[nodiscard]] const Function& function() const { return fn_; }
  [[nodiscard]] std::size_t size() const { return fn_.size(); }

  /// Adds an input. All inputs come before the first other instruction.
  ValueId param(std::string name, ParamKind kind = ParamKind::Param);
  ValueId param(std::string name, ParamKind kind, Type type);

  ValueId constant(const Constant& constant);
  ValueId rational(const Rational& value) { return constant(Constant::rational(value)); }
  ValueId integer(std::int64_t value) { return rational(Rational(value)); }
  ValueId ratio(std::int64_t num, std::int64_t den) { return rational(Rational::ratio(num, den)); }

  /// Appends an instruction; its type follows from the op, its immediates and its operands, which must be valid
  /// (asserted).
  ValueId emit(Op op, std::span<const ValueId> operands, List immediates = {});
  /// The same; `immediate` goes with ops that have exactly one.
  ValueId emit(Op op, std::span<const ValueId> operands, std::int64_t immediate) {
    return emit(op, operands, List(&immediate, info(op).immediate == Immediate::None ? 0 : 1));
  }
  ValueId emit(Op op, std::initializer_list<ValueId> operands, std::initializer_list<std::int64_t> immediates = {}) {
    return emit(op, std::span(operands.begin(), operands.size()), List(immediates.begin(), immediates.size()));
  }

  /// Appends a copy of `source`'s instruction `id` with operands `operands` (values of this builder), keeping its span.
  ValueId clone(const Function& source, ValueId id, std::span<const ValueId> operands);

  /// Instructions appended from now on come from this place in the text.
  void set_span(Span span) { span_ = span; }
  [[nodiscard]] Span span() const { return span_; }
  /// Says that the source text binds `value` to `name`.
  void bind(ValueId value, std::string name) { fn_.bindings_.emplace_back(value, std::move(name)); }

  void output(ValueId value, std::string name = {}, OutputRole role = OutputRole::Value) {
    fn_.outputs_.push_back({value, std::move(name), role});
  }

  /// Ends building: the function; the builder is empty afterwards.
  [[nodiscard]] Function finish();

 private:
  struct ConstantHash {
    std::size_t operator()(const Constant& c) const { return c.hash(); }
  };
  struct TypeHash {
    std::size_t operator()(const Type& type) const;
  };
  TypeId intern(const Type& type);
  TypeId type_of(Op op, std::span<const ValueId> operands, List immediates);
  [[nodiscard]] std::optional<ValueId> find(const Constant& constant) const;
  /// Their indices.
  std::uint32_t remember(const Constant& constant, ValueId id);
  std::uint32_t remember(List immediates);
  [[noreturn]] void fail_large() const;
  ValueId append(Op op, TypeId type, std::span<const ValueId> operands, std::uint32_t payload);

  Function fn_;
  Span span_;
  std::size_t max_instructions_;
  // Most functions have a handful of constants and types: those are found faster without a map.
  static constexpr std::size_t kFewConstants = 8;
  static constexpr std::size_t kFewTypes = 4;
  std::array<ValueId, kFewConstants> first_constants_{};
  std::unordered_map<Constant, ValueId, ConstantHash> constants_;  // the others
  std::unordered_map<Type, TypeId, TypeHash> types_;
};

/// Copies the parameters of `source` into `builder`, which must be empty, and returns their values.
std::vector<ValueId> copy_params(const Function& source, Builder& builder);

}  // namespace adc::ir
