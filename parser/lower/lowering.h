// Expressions to instructions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ir/builder.h"
#include "parser/builtins/builtins.h"
#include "parser/lower/dimensions.h"
#include "parser/tree/ast.h"
#include "parser/values/emitter.h"
#include "parser/values/tensors.h"
#include "parser/values/value.h"

namespace adc::parser {

/// Evaluates ranges of nodes on a stack of values: numbers by the emitter, all else by what `Tensors` holds. A call of
/// a user's function, and a binding of the context that is met for the first time, push a frame; so depth costs memory
/// and never stack. Linear in the nodes evaluated.
class Lowering {
 public:
  Lowering(const Ast& ast, ir::Builder& builder, std::uint32_t source)
      : ast_(ast),
        builder_(builder),
        emitter_(builder),
        tensors_(builder, emitter_),
        dimensions_(ast),
        source_(source),
        values_of_(ast.entities.size()) {}

  void set_value(EntityId entity, ir::ValueId value) {
    values_of_[static_cast<std::size_t>(entity)] = Value::tensor(value);
  }
  [[nodiscard]] ir::ValueId value(EntityId entity) const { return values_of_[static_cast<std::size_t>(entity)].id; }

  /// The values of the `count` expressions in `range`.
  std::vector<ir::ValueId> evaluate(SyntaxRange range, std::uint32_t count);
  void bind(const Statement& statement);
  /// Inlines a function whose parameters are these values.
  ir::ValueId inline_function(const FunctionInfo& function, const std::vector<ir::ValueId>& arguments);
  /// Fails unless `x`, whose gradient is taken, is a number.
  void check_number(const Operand& x) const;

  [[nodiscard]] Emitter& emitter() { return emitter_; }
  [[nodiscard]] Dimensions& dimensions() { return dimensions_; }

 private:
  struct Frame {
    SyntaxRange nodes;
    std::size_t first_local = 0;
    bool foreign = false;  // spans of its nodes lie in another text: the use's span stands for them
    Span use{};
    const SyntaxNode* call = nullptr;    // a call of a function…
    const Statement* binding = nullptr;  // … or a binding of the context
    std::size_t size_before = 0;
  };

  void run(std::size_t depth);
  bool step(const SyntaxNode& node, Span span);
  bool name(const SyntaxNode& node, Span span);
  bool call(const SyntaxNode& node, Span span);
  void let(const SyntaxNode& node);
  void apply(const SyntaxNode& node);
  void compare(const SyntaxNode& node);
  Value binary(Meaning meaning, const Operand& x, const Operand& y);
  Value elementwise(ir::Op op, const Operand& x);
  Value absolute(const Operand& x);
  void op_call(const SyntaxNode& node, ir::Op op, std::int64_t immediate = 0);
  void ordered_call(const SyntaxNode& node, ir::Op op);
  void slope_call(const SyntaxNode& node, ir::Op op);
  void form_call(const SyntaxNode& node, Form form, Span span);
  void tensor_form(const SyntaxNode& node, Form form);
  void reduction(const SyntaxNode& node, Form form);
  void literal(const SyntaxNode& node);
  void bind_index(const SyntaxNode& node);
  void dims(const SyntaxNode& node);
  void take_types(const FunctionInfo& function, std::size_t first_local, std::span<const Span> spans);
  void finish(const Frame& frame);
  void push_frame(SyntaxRange nodes, std::uint32_t source, Span use);
  void define(const Statement& statement, Value value, std::size_t size_before);

  /// A child's value, which must be a condition.
  Operand condition(const SyntaxNode& node, std::uint32_t child) { return checked_condition(operand(node, child)); }
  [[nodiscard]] Operand checked_condition(Operand value) const;
  [[nodiscard]] Span child_span(const SyntaxNode& node, std::uint32_t child) const;
  [[nodiscard]] std::vector<Span> child_spans(const SyntaxNode& node) const;
  Operand operand(const SyntaxNode& node, std::uint32_t child) {
    return {arguments(node.arity)[child], child_span(node, child)};
  }
  std::vector<Operand> operands(const SyntaxNode& node, std::uint32_t first = 0);
  RangeOperands range_operands(const SyntaxNode& node);
  /// A child's value as a size: a constant whole number ≥ 0.
  std::int64_t size(const SyntaxNode& node, std::uint32_t child);
  ir::Shape sizes(const SyntaxNode& node, std::uint32_t first);
  Value pop() {
    const Value top = values_.back();
    values_.pop_back();
    return top;
  }
  void replace(std::uint32_t count, const Value& value) {
    values_.resize(values_.size() - count);
    values_.push_back(value);
  }
  [[nodiscard]] Value* arguments(std::uint32_t count) { return values_.data() + (values_.size() - count); }

  const Ast& ast_;
  ir::Builder& builder_;
  Emitter emitter_;
  Tensors tensors_;
  Dimensions dimensions_;
  std::uint32_t source_;
  std::vector<Value> values_of_;  // by entity
  std::vector<Value> values_;
  std::vector<Value> locals_;
  std::vector<std::vector<std::int64_t>> dims_;  // of reductions, by the payload of their values
  std::vector<Frame> frames_;
};

}  // namespace adc::parser
