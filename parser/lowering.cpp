#include "parser/lowering.h"

#include "parser/diagnostics.h"

namespace adc::parser {

using ir::Op;
using ir::ValueId;

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

}  // namespace adc::parser
