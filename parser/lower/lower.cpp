#include "parser/lower/lower.h"

#include <fmt/core.h>

#include <array>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "ir/builder.h"
#include "ir/interpreter.h"
#include "parser/builtins/builtins.h"
#include "parser/lower/lowering.h"
#include "parser/values/shapes.h"

namespace adc::parser {
namespace {

using ir::ValueId;

// Refuses what would be too large before any of it is built.
void check_work(const Statement& statement, std::size_t limit, std::uint64_t& total) {
  if (statement.work <= limit) total += statement.work;
  if (statement.work > limit || total > limit) {
    diag::fail("too-many-instructions", statement.span,
               fmt::format("with its calls inlined, the program needs more than {} instructions", limit),
               {"--max-instructions=N moves the limit"});
  }
}

class ProgramLowering {
 public:
  ProgramLowering(const Ast& ast, const std::vector<EntityId>& inputs, const ParseOptions& options)
      : ast_(ast),
        inputs_(inputs),
        builder_(name(ast, options), ir::DType::F64, options.limits.instructions),
        lowering_(ast, builder_, ast.statements.back().source),
        options_(options),
        limit_(options.limits.instructions) {}

  ir::Function run() {
    take_sizes();
    for (const EntityId id : inputs_) {
      const Entity& entity = ast_.entity(id);
      builder_.set_span(own_span(entity.source, entity.span));
      lowering_.set_value(id, builder_.param(ast_.name(entity), entity.param_kind, {ir::DType::F64, shape_of(entity)}));
    }
    check_size();
    for (const Statement& statement : ast_.statements) {
      const bool here = statement.source == last().source && &statement != &last();
      if (here && statement.kind == Statement::Kind::Binding && is_binding(statement)) lowering_.bind(statement);
    }
    result();
    return builder_.finish();
  }

 private:
  [[nodiscard]] Span own_span(std::uint32_t source, Span span) const { return source == last().source ? span : Span{}; }

  // The sizes that are given, and those that the shapes of given tensors say.
  void take_sizes() {
    for (const auto& [name, shape] : options_.shapes) shapes_[diag::canonical_name(name)] = shape;
    Dimensions& dimensions = lowering_.dimensions();
    dimensions.give(options_.dims);
    for (const EntityId id : inputs_) {
      const auto given = shapes_.find(ast_.name(ast_.entity(id)));
      if (given != shapes_.end()) dimensions.learn(ast_.entity(id).type, given->second);
    }
  }

  [[nodiscard]] ir::Shape shape_of(const Entity& entity) {
    const auto given = shapes_.find(ast_.name(entity));
    TypeRef type = entity.type;
    type.span = own_span(entity.source, type.span);
    if (given == shapes_.end()) return lowering_.dimensions().shape(type);
    if (type.declared)
      lowering_.dimensions().check({type, given->second, ast_.name(entity), own_span(entity.source, entity.span)});
    return given->second;
  }

  static std::string name(const Ast& ast, const ParseOptions& options) {
    const Statement& last = ast.statements.back();
    const bool named = last.kind == Statement::Kind::Binding || last.kind == Statement::Kind::Function;
    return named ? ast.name(ast.entity(last.entity)) : options.name;
  }

  [[nodiscard]] const Statement& last() const { return ast_.statements.back(); }
  [[nodiscard]] bool is_binding(const Statement& statement) const {
    return ast_.entity(statement.entity).kind == Entity::Kind::Binding;
  }

  void check_size() const {
    std::uint64_t total = 0;
    for (const Statement& statement : ast_.statements) {
      const bool counts =
          statement.source == last().source && (statement.kind != Statement::Kind::Function || &statement == &last());
      if (counts) check_work(statement, limit_, total);
    }
  }

  void result() {
    switch (last().kind) {
      case Statement::Kind::Binding:
        if (is_binding(last()) && !list_of_derivatives()) {
          lowering_.bind(last());
        }
        if (!list_of_derivatives()) output(lowering_.value(last().entity), ast_.name(ast_.entity(last().entity)));
        break;
      case Statement::Kind::Declaration:
        for (const EntityId id : last().declared) output(lowering_.value(id), ast_.name(ast_.entity(id)));
        // Sizes alone compute nothing, and a function has an output.
        if (last().declared.empty()) builder_.output(builder_.integer(0));
        break;
      case Statement::Kind::Function:
        if (!list_of_derivatives())
          output(lowering_.inline_function(function(), parameters()), builder_.function().name());
        break;
      case Statement::Kind::Expression:
        if (!list_of_derivatives()) expressions();
    }
  }

  void expressions() {
    const std::vector<ValueId> values = lowering_.evaluate(last().nodes, last().values);
    const std::vector<std::uint32_t> roots = ast_.roots(last().nodes.end, last().values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const SyntaxNode& root = ast_.nodes[roots[i]];
      const bool named = root.kind == SyntaxKind::Name &&
                         ast_.entity(static_cast<EntityId>(root.payload)).kind != Entity::Kind::Constant;
      builder_.set_span(root.span);
      output(values[i], named ? ast_.name(ast_.entity(static_cast<EntityId>(root.payload))) : std::string());
    }
  }

  void output(ValueId value, std::string name) { builder_.output(lowering_.emitter().number(value), std::move(name)); }

  [[nodiscard]] const FunctionInfo& function() const { return ast_.function(ast_.entity(last().entity)); }

  // The inputs that are the parameters of the function that the program ends in.
  [[nodiscard]] std::vector<ValueId> parameters() {
    std::vector<EntityId> input_of(ast_.symbols.size());
    for (const EntityId id : inputs_) input_of[index(ast_.entity(id).symbol)] = id;
    std::vector<ValueId> values;
    const FunctionInfo& info = function();
    for (std::size_t i = 0; i < info.params.size(); ++i) {
      const ValueId value = lowering_.value(input_of[index(info.params[i])]);
      values.push_back(info.differentiated[i] ? lowering_.emitter().copy(value) : value);
    }
    return values;
  }

  // grad, hessian or jacobian as the whole result: an output per parameter, or per pair.
  bool list_of_derivatives() {
    const Statement& statement = last();
    // Names behind `where` are evaluated before what they stand in, and that is the last node but one.
    const bool has_names = ast_.nodes[statement.nodes.end - 1].kind == SyntaxKind::Where;
    const std::uint32_t at = statement.nodes.end - (has_names ? 2 : 1);
    const SyntaxNode& root = ast_.nodes[at];
    if (statement.values != 1 || root.kind != SyntaxKind::Call || root.arity != 1) return false;
    const Entity& callee = ast_.entity(ast_.call(root).callee);
    const bool hessian = is_form(callee, Form::Hessian);
    if (!hessian && !is_form(callee, Form::Grad) && !is_form(callee, Form::Jacobian)) return false;
    if (listed_) return true;
    listed_ = true;
    const ValueId y = differentiand({statement.nodes.begin, at});
    builder_.set_span(root.span);
    if (!is_form(callee, Form::Jacobian)) lowering_.check_number({Value::tensor(y), ast_.nodes[at - 1].span});
    for (const EntityId row : inputs_) {
      if (ast_.entity(row).param_kind != ir::ParamKind::Param) continue;
      const ValueId first = derivative(y, row);
      const std::string name = "d." + ast_.name(ast_.entity(row));
      if (!hessian) builder_.output(first, name, ir::OutputRole::Derivative);
      for (const EntityId column : hessian ? inputs_ : std::vector<EntityId>{}) {
        if (ast_.entity(column).param_kind != ir::ParamKind::Param) continue;
        builder_.output(derivative(first, column), fmt::format("{}.{}", name, ast_.name(ast_.entity(column))),
                        ir::OutputRole::Derivative);
      }
    }
    if (builder_.function().outputs().empty()) {
      diag::fail("bad-derivative", root.span, "the program has no parameter to take a derivative for");
    }
    return true;
  }

  ValueId derivative(ValueId y, EntityId x) {
    const std::array operands{y, lowering_.value(x)};
    return emit_checked(builder_, ir::Op::Diff, operands, {});
  }

  ValueId differentiand(SyntaxRange nodes) {
    if (last().kind != Statement::Kind::Function)
      return lowering_.emitter().number(lowering_.evaluate(nodes, 1).front());
    FunctionInfo body = function();
    body.body = nodes;
    return lowering_.emitter().number(lowering_.inline_function(body, parameters()));
  }

  const Ast& ast_;
  const std::vector<EntityId>& inputs_;
  ir::Builder builder_;
  Lowering lowering_;
  const ParseOptions& options_;
  std::map<std::string, ir::Shape> shapes_;  // of what is given, by canonical name
  std::size_t limit_;
  bool listed_ = false;
};

}  // namespace

ir::Function lower(const Ast& ast, const std::vector<EntityId>& inputs, const ParseOptions& options) {
  return ProgramLowering(ast, inputs, options).run();
}

std::optional<double> constant_value(const Ast& ast, const Statement& binding, std::size_t max_instructions) {
  std::uint64_t total = 0;
  check_work(binding, max_instructions, total);
  ir::Builder builder("constant", ir::DType::F64, max_instructions);
  Lowering lowering(ast, builder, binding.source);
  const ValueId result = lowering.evaluate(binding.nodes, 1).front();
  if (lowering.emitter().is_boolean(result) || builder.function().shape(result).rank() > 0) return std::nullopt;
  builder.output(result);
  const ir::Function fn = builder.finish();
  double value = 0.0;
  ir::interpret(fn, {}, {&value, 1});
  return value;
}

}  // namespace adc::parser
