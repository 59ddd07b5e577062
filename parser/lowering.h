// Expressions to instructions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ir/builder.h"
#include "parser/ast.h"
#include "parser/builtins.h"
#include "parser/emitter.h"

namespace adc::parser {

/// Evaluates ranges of nodes on a stack of values. A call of a user's function, and a binding of the context that is
/// met for the first time, push a frame; so depth costs memory and never stack. Linear in the nodes evaluated.
class Lowering {
 public:
  Lowering(const Ast& ast, ir::Builder& builder, std::uint32_t source)
      : ast_(ast), builder_(builder), emitter_(builder), source_(source), values_of_(ast.entities.size(), kNone) {}

  void set_value(EntityId entity, ir::ValueId value) { values_of_[static_cast<std::size_t>(entity)] = value; }
  [[nodiscard]] ir::ValueId value(EntityId entity) const { return values_of_[static_cast<std::size_t>(entity)]; }

  /// The values of the `count` expressions in `range`.
  std::vector<ir::ValueId> evaluate(NodeRange range, std::uint32_t count);
  void bind(const Statement& statement);
  /// Inlines a function whose parameters are these values.
  ir::ValueId inline_function(const FunctionInfo& function, const std::vector<ir::ValueId>& arguments);
  [[nodiscard]] Emitter& emitter() { return emitter_; }

 private:
  struct Frame {
    NodeRange nodes;
    std::size_t first_local = 0;
    bool foreign = false;  // spans of its nodes lie in another text: the use's span stands for them
    Span use{};
    const Node* call = nullptr;          // a call of a function…
    const Statement* binding = nullptr;  // … or a binding of the context
    std::size_t size_before = 0;
  };

  static constexpr ir::ValueId kNone = static_cast<ir::ValueId>(0xFFFFFFFF);

  void run(std::size_t depth);
  bool step(const Node& node, Span span);
  bool name(const Node& node, Span span);
  bool call(const Node& node, Span span);
  void apply(const Node& node);
  void compare(const Node& node);
  void op_call(const Node& node, ir::Op op);
  void form_call(const Node& node, Form form, Span span);
  void finish(const Frame& frame);
  void push_frame(NodeRange nodes, std::uint32_t source, Span use);
  void define(const Statement& statement, ir::ValueId value, std::size_t size_before);

  /// A child's value, which must be a condition.
  ir::ValueId condition(const Node& node, std::uint32_t child);
  [[nodiscard]] Span child_span(const Node& node, std::uint32_t child) const;
  ir::ValueId pop() {
    const ir::ValueId top = values_.back();
    values_.pop_back();
    return top;
  }
  void replace(std::uint32_t count, ir::ValueId value) {
    values_.resize(values_.size() - count);
    values_.push_back(value);
  }
  [[nodiscard]] ir::ValueId* arguments(std::uint32_t count) { return values_.data() + (values_.size() - count); }

  const Ast& ast_;
  ir::Builder& builder_;
  Emitter emitter_;
  std::uint32_t source_;
  std::vector<ir::ValueId> values_of_;  // by entity
  std::vector<ir::ValueId> values_;
  std::vector<ir::ValueId> locals_;
  std::vector<Frame> frames_;
};

}  // namespace adc::parser
