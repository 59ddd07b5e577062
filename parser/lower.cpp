#include "parser/lower.h"

#include <algorithm>
#include <cassert>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "parser/builtins.h"
#include "parser/diagnostics.h"
#include "parser/emitter.h"
#include "parser/program.h"

namespace adc::parser {
namespace {

using ir::Op;
using ir::ValueId;

bool is_form(const Entity& entity, Form form) {
  return entity.kind == Entity::Kind::Form && entity.payload == static_cast<std::uint32_t>(form);
}

// Evaluates ranges of nodes on a stack of values. A call of a user's function, and a binding of the context that is met
// for the first time, push a frame; so depth costs memory and never stack.
class Lowering {
 public:
  Lowering(const Ast& ast, ir::Builder& builder, std::uint32_t source)
      : ast_(ast), builder_(builder), emitter_(builder), source_(source), values_of_(ast.entities.size(), kNone) {}

  void set_value(EntityId entity, ValueId value) { values_of_[static_cast<std::size_t>(entity)] = value; }
  [[nodiscard]] ValueId value(EntityId entity) const { return values_of_[static_cast<std::size_t>(entity)]; }

  /// The values of the `count` expressions in `range`.
  std::vector<ValueId> evaluate(NodeRange range, std::uint32_t count);
  void bind(const Statement& statement);
  /// Inlines a function whose parameters are these values.
  ValueId inline_function(const FunctionInfo& function, const std::vector<ValueId>& arguments);
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

  static constexpr ValueId kNone = static_cast<ValueId>(0xFFFFFFFF);

  void run(std::size_t depth);
  bool step(const Node& node, Span span);
  bool name(const Node& node, Span span);
  bool call(const Node& node, Span span);
  void apply(const Node& node);
  void compare(const Node& node);
  void op_call(const Node& node, Op op);
  void form_call(const Node& node, Form form, Span span);
  void finish(const Frame& frame);
  void push_frame(NodeRange nodes, std::uint32_t source, Span use);
  void define(const Statement& statement, ValueId value, std::size_t size_before);

  /// A child's value, which must be a condition.
  ValueId condition(const Node& node, std::uint32_t child);
  [[nodiscard]] Span child_span(const Node& node, std::uint32_t child) const;
  ValueId pop() {
    const ValueId top = values_.back();
    values_.pop_back();
    return top;
  }
  void replace(std::uint32_t count, ValueId value) {
    values_.resize(values_.size() - count);
    values_.push_back(value);
  }
  [[nodiscard]] ValueId* arguments(std::uint32_t count) { return values_.data() + (values_.size() - count); }

  const Ast& ast_;
  ir::Builder& builder_;
  Emitter emitter_;
  std::uint32_t source_;
  std::vector<ValueId> values_of_;  // by entity
  std::vector<ValueId> values_;
  std::vector<ValueId> locals_;
  std::vector<Frame> frames_;
};

void Lowering::push_frame(NodeRange nodes, std::uint32_t source, Span use) {
  const bool outer_foreign = !frames_.empty() && frames_.back().foreign;
  frames_.push_back({.nodes = nodes,
                     .first_local = frames_.empty() ? 0 : frames_.back().first_local,
                     .foreign = outer_foreign || source != source_,
                     .use = use,
                     .size_before = builder_.size()});
}

std::vector<ValueId> Lowering::evaluate(NodeRange range, std::uint32_t count) {
  const std::size_t depth = frames_.size();
  push_frame(range, source_, {});
  run(depth);
  std::vector<ValueId> results(values_.end() - count, values_.end());
  values_.resize(values_.size() - count);
  return results;
}

ValueId Lowering::inline_function(const FunctionInfo& function, const std::vector<ValueId>& arguments) {
  locals_ = arguments;
  return evaluate(function.body, 1).front();
}

void Lowering::run(std::size_t depth) {
  while (frames_.size() > depth) {
    Frame& frame = frames_.back();
    if (frame.nodes.begin == frame.nodes.end) {
      const Frame done = frame;
      frames_.pop_back();
      finish(done);
      continue;
    }
    const Node& node = ast_.nodes[frame.nodes.begin];
    const Span span = frame.foreign ? frame.use : node.span;
    builder_.set_span(span);
    const std::size_t top = frames_.size() - 1;
    if (step(node, span)) ++frames_[top].nodes.begin;
  }
}

// Evaluates a node; false where a frame must run before the node can be tried again.
bool Lowering::step(const Node& node, Span span) {
  switch (node.kind) {
    case NodeKind::Number:
      values_.push_back(emitter_.constant(ast_.numbers.value(static_cast<ConstantId>(node.payload))));
      return true;
    case NodeKind::Name: return name(node, span);
    case NodeKind::Apply: apply(node); return true;
    case NodeKind::Compare: compare(node); return true;
    case NodeKind::Call: return call(node, span);
  }
  return true;
}

bool Lowering::name(const Node& node, Span span) {
  const auto id = static_cast<EntityId>(node.payload);
  const Entity& entity = ast_.entity(id);
  switch (entity.kind) {
    case Entity::Kind::Local: values_.push_back(locals_[frames_.back().first_local + entity.payload]); return true;
    case Entity::Kind::Constant: values_.push_back(emitter_.constant(builtin_constant(entity.payload))); return true;
    default: break;
  }
  if (value(id) == kNone) {
    const Statement& statement = ast_.statements[entity.payload];
    push_frame(statement.nodes, statement.source, span);
    frames_.back().binding = &statement;
    return false;
  }
  values_.push_back(value(id));
  return true;
}

bool Lowering::call(const Node& node, Span span) {
  const CallInfo& info = ast_.call(node);
  const Entity& callee = ast_.entity(info.callee);
  if (callee.kind == Entity::Kind::Op) {
    op_call(node, static_cast<Op>(callee.payload));
    return true;
  }
  if (callee.kind == Entity::Kind::Form) {
    form_call(node, static_cast<Form>(callee.payload), span);
    return true;
  }
  const FunctionInfo& function = ast_.function(callee);
  const std::size_t first_local = locals_.size();
  for (std::uint32_t i = 0; i < node.arity; ++i) {
    const ValueId argument = arguments(node.arity)[i];
    const bool own_identity = info.primes > 0 || function.differentiated[i];
    locals_.push_back(own_identity ? emitter_.copy(emitter_.number(argument)) : argument);
  }
  values_.resize(values_.size() - node.arity);
  ++frames_.back().nodes.begin;
  push_frame(function.body, function.source, span);
  frames_.back().first_local = first_local;
  frames_.back().call = &node;
  return false;
}

void Lowering::finish(const Frame& frame) {
  if (frame.call != nullptr) {
    const std::uint32_t primes = ast_.call(*frame.call).primes;
    if (primes > 0) values_.back() = emitter_.derivative(values_.back(), locals_[frame.first_local], primes);
    locals_.resize(frame.first_local);
  } else if (frame.binding != nullptr) {
    define(*frame.binding, pop(), frame.size_before);
  }
}

void Lowering::bind(const Statement& statement) {
  const std::size_t size_before = builder_.size();
  const ValueId result = evaluate(statement.nodes, 1).front();
  define(statement, result, size_before);
}

// A binding that a derivative is taken for is a value of its own, also where it only renames another.
void Lowering::define(const Statement& statement, ValueId value, std::size_t size_before) {
  const Entity& entity = ast_.entity(statement.entity);
  const bool shared = ir::index(value) < size_before || builder_.function().is_const(value);
  if (entity.differentiated) value = shared ? emitter_.copy(emitter_.number(value)) : emitter_.number(value);
  set_value(statement.entity, value);
  builder_.bind(value, ast_.name(entity));
}

void Lowering::apply(const Node& node) {
  ValueId* const x = arguments(node.arity);
  if (node.meaning == Meaning::Choose) return replace(3, emitter_.select(condition(node, 0), x[1], x[2]));
  if (node.meaning == Meaning::And || node.meaning == Meaning::Or) {
    const ValueId a = condition(node, 0);
    const ValueId b = condition(node, 1);
    return replace(2, node.meaning == Meaning::And ? builder_.logical_and(a, b) : builder_.logical_or(a, b));
  }
  if (node.meaning == Meaning::Not) return replace(1, builder_.logical_not(condition(node, 0)));
  replace(node.arity, node.arity == 1 ? emitter_.unary(node.meaning, x[0]) : emitter_.binary(node.meaning, x[0], x[1]));
}

void Lowering::compare(const Node& node) {
  ValueId* const x = arguments(node.arity);
  ValueId all = kNone;
  for (std::uint32_t i = 0; i + 1 < node.arity; ++i) {
    const ValueId one = emitter_.compare(ast_.relations[node.payload + i], x[i], x[i + 1]);
    all = all == kNone ? one : builder_.logical_and(all, one);
  }
  replace(node.arity, all);
}

void Lowering::op_call(const Node& node, Op op) {
  const std::uint32_t primes = ast_.call(node).primes;
  ValueId* const x = arguments(node.arity);
  for (std::uint32_t i = 0; i < node.arity; ++i) x[i] = emitter_.number(x[i]);
  if (primes == 0) return replace(node.arity, builder_.emit(op, {x, node.arity}));
  const ValueId point = emitter_.copy(x[0]);
  replace(node.arity, emitter_.derivative(builder_.emit(op, {point}), point, primes));
}

void Lowering::form_call(const Node& node, Form form, Span span) {
  ValueId* const x = arguments(node.arity);
  const auto whole = [&]() -> ValueId {
    fail("not-whole-result", span,
         "a gradient, a Hessian or a Jacobian is a list of values and cannot stand inside an expression",
         {"the derivative with respect to one variable is `diff(expr, x)`"});
  };
  switch (form) {
    case Form::If: return replace(3, emitter_.select(condition(node, 0), x[1], x[2]));
    case Form::Piecewise: {
      ValueId result = x[node.arity - 1];
      for (std::uint32_t i = node.arity - 1; i >= 2; i -= 2) {
        result = emitter_.select(condition(node, i - 2), x[i - 1], result);
      }
      return replace(node.arity, result);
    }
    case Form::Grad:
    case Form::Jacobian:
      if (node.arity == 1) whole();
      [[fallthrough]];
    case Form::Diff: {
      const auto order = node.arity == 3 ? emitter_.order(x[2], child_span(node, 2)) : 1;
      return replace(node.arity, emitter_.derivative(emitter_.number(x[0]), x[1], order));
    }
    case Form::Hessian: whole(); break;
    case Form::Log: {
      const std::uint32_t primes = ast_.call(node).primes;
      if (primes > 0) return op_call(node, Op::Log);
      return replace(node.arity, node.arity == 1 ? builder_.log(emitter_.number(x[0])) : emitter_.log(x[0], x[1]));
    }
    case Form::Min:
    case Form::Max: {
      ValueId result = emitter_.number(x[0]);
      for (std::uint32_t i = 1; i < node.arity; ++i) {
        result = builder_.emit(form == Form::Min ? Op::Min : Op::Max, {result, emitter_.number(x[i])});
      }
      return replace(node.arity, result);
    }
    case Form::Polygamma:
      return replace(2, builder_.polygamma(emitter_.number(x[1]), emitter_.polygamma_order(x[0], child_span(node, 0))));
  }
}

ValueId Lowering::condition(const Node& node, std::uint32_t child) {
  const ValueId value = arguments(node.arity)[child];
  if (emitter_.is_boolean(value)) return value;
  fail("not-boolean", child_span(node, child), "a condition is wanted here, and this is a number",
       {"compare it: `… > 0` or `… != 0`"});
}

Span Lowering::child_span(const Node& node, std::uint32_t child) const {
  const Frame& frame = frames_.back();
  if (frame.foreign) return frame.use;
  const auto at = static_cast<std::uint32_t>(&node - ast_.nodes.data());
  return ast_.nodes[ast_.roots(at, node.arity)[child]].span;
}

// --- the program --------------------------------------------------------------------------------------------------

// Refuses what would be too large before any of it is built.
void check_work(const Statement& statement, std::size_t limit, std::uint64_t& total) {
  if (statement.work > limit || (total += statement.work) > limit) {
    fail("too-many-instructions", statement.span,
         "with its calls inlined, the program needs more than " + std::to_string(limit) + " instructions",
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
        limit_(options.limits.instructions) {}

  ir::Function run() {
    for (const EntityId id : inputs_) {
      const Entity& entity = ast_.entity(id);
      builder_.set_span(entity.source == last().source ? entity.span : Span{});
      lowering_.set_value(id, builder_.param(ast_.name(entity), entity.param_kind));
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
      const Node& root = ast_.nodes[roots[i]];
      const bool named = root.kind == NodeKind::Name &&
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
    const Node& root = ast_.nodes[statement.nodes.end - 1];
    if (statement.values != 1 || root.kind != NodeKind::Call || root.arity != 1) return false;
    const Entity& callee = ast_.entity(ast_.call(root).callee);
    const bool hessian = is_form(callee, Form::Hessian);
    if (!hessian && !is_form(callee, Form::Grad) && !is_form(callee, Form::Jacobian)) return false;
    if (listed_) return true;
    listed_ = true;
    const ValueId y = differentiand({statement.nodes.begin, statement.nodes.end - 1});
    builder_.set_span(root.span);
    for (const EntityId row : inputs_) {
      if (ast_.entity(row).param_kind != ir::ParamKind::Param) continue;
      const ValueId first = lowering_.emitter().derivative(y, lowering_.value(row), 1);
      const std::string name = "d." + ast_.name(ast_.entity(row));
      if (!hessian) builder_.output(first, name);
      for (const EntityId column : hessian ? inputs_ : std::vector<EntityId>{}) {
        if (ast_.entity(column).param_kind != ir::ParamKind::Param) continue;
        builder_.output(lowering_.emitter().derivative(first, lowering_.value(column), 1),
                        name + "." + ast_.name(ast_.entity(column)));
      }
    }
    if (builder_.function().outputs().empty()) {
      fail("bad-derivative", root.span, "the program has no parameter to take a derivative for");
    }
    return true;
  }

  ValueId differentiand(NodeRange nodes) {
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
  builder.output(lowering.emitter().number(lowering.evaluate(binding.nodes, 1).front()));
  const ir::Function fn = builder.finish();
  double value = 0.0;
  ir::interpret(fn, {}, {&value, 1});
  return value;
}

}  // namespace adc::parser
