#include "parser/lower/lowering.h"

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "ir/external.h"
#include "parser/values/shapes.h"

namespace adc::parser {

using ir::Op;
using ir::ValueId;

void Lowering::push_frame(SyntaxRange nodes, std::uint32_t source, Span use) {
  const bool outer_foreign = !frames_.empty() && frames_.back().foreign;
  frames_.push_back({.nodes = nodes,
                     .first_local = frames_.empty() ? 0 : frames_.back().first_local,
                     .foreign = outer_foreign || source != source_,
                     .use = use,
                     .size_before = builder_.size()});
}

std::vector<ValueId> Lowering::evaluate(SyntaxRange range, std::uint32_t count) {
  const std::size_t depth = frames_.size();
  push_frame(range, source_, {});
  run(depth);
  std::vector<ValueId> results;
  for (auto value = values_.end() - count; value != values_.end(); ++value) results.push_back(value->id);
  values_.resize(values_.size() - count);
  return results;
}

ValueId Lowering::inline_function(const FunctionInfo& function, const std::vector<ValueId>& arguments) {
  locals_.clear();
  for (const ValueId argument : arguments) locals_.push_back(Value::tensor(argument));
  take_types(function, 0, function.param_spans);
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
    const SyntaxNode& node = ast_.nodes[frame.nodes.begin];
    const Span span = frame.foreign ? frame.use : node.span;
    builder_.set_span(span);
    const std::size_t top = frames_.size() - 1;
    if (step(node, span)) ++frames_[top].nodes.begin;
  }
}

// Evaluates a node; false where a frame must run before the node can be tried again.
bool Lowering::step(const SyntaxNode& node, Span span) {
  switch (node.kind) {
    case SyntaxKind::Number:
      values_.push_back(Value::tensor(emitter_.constant(ast_.numbers.value(static_cast<ConstantId>(node.payload)))));
      return true;
    case SyntaxKind::Name: return name(node, span);
    case SyntaxKind::Apply: apply(node); return true;
    case SyntaxKind::Compare: compare(node); return true;
    case SyntaxKind::Call: return call(node, span);
    case SyntaxKind::Literal: literal(node); return true;
    case SyntaxKind::Index: replace(node.arity, tensors_.parts.part(operand(node, 0), operands(node, 1))); return true;
    case SyntaxKind::Range: replace(node.arity, tensors_.ranges.value(range_operands(node))); return true;
    case SyntaxKind::All: values_.push_back({.kind = Value::Kind::All}); return true;
    case SyntaxKind::Last: {
      const EndInfo& end = ast_.ends[node.payload];
      values_.push_back(tensors_.places.last({values_[values_.size() - end.depth], span}, end.axis));
      return true;
    }
    case SyntaxKind::Bind: bind_index(node); return true;
    case SyntaxKind::Dims: dims(node); return true;
    case SyntaxKind::Let: let(node); return true;
    case SyntaxKind::Where: replace(node.arity, values_.back()); return true;
  }
  return true;
}

bool Lowering::name(const SyntaxNode& node, Span span) {
  const auto id = static_cast<EntityId>(node.payload);
  const Entity& entity = ast_.entity(id);
  switch (entity.kind) {
    case Entity::Kind::Local: values_.push_back(locals_[frames_.back().first_local + entity.payload]); return true;
    case Entity::Kind::Constant:
      values_.push_back(Value::tensor(emitter_.constant(builtin_constant(entity.payload))));
      return true;
    case Entity::Kind::Dim: values_.push_back(Value::tensor(emitter_.integer(dimensions_.size(id, span)))); return true;
    default: break;
  }
  if (values_of_[node.payload].kind == Value::Kind::None) {
    const Statement& statement = ast_.statements[entity.payload];
    push_frame(statement.nodes, statement.source, span);
    frames_.back().binding = &statement;
    return false;
  }
  values_.push_back(values_of_[node.payload]);
  return true;
}

bool Lowering::call(const SyntaxNode& node, Span span) {
  const CallInfo& info = ast_.call(node);
  const Entity& callee = ast_.entity(info.callee);
  if (callee.kind == Entity::Kind::Op) {
    op_call(node, static_cast<Op>(callee.payload));
    return true;
  }
  if (callee.kind == Entity::Kind::External) {
    const ExternalInfo& external = ast_.external(callee);
    op_call(node, ir::external_op(external.arity), external.number);
    return true;
  }
  if (callee.kind == Entity::Kind::Form) {
    form_call(node, static_cast<Form>(callee.payload), span);
    return true;
  }
  const FunctionInfo& function = ast_.function(callee);
  const std::size_t first_local = locals_.size();
  for (std::uint32_t i = 0; i < node.arity; ++i) {
    const Value& argument = arguments(node.arity)[i];
    const bool own_identity = info.primes > 0 || function.differentiated[i];
    locals_.push_back(own_identity ? tensors_.elementwise.copy(argument) : argument);
  }
  const bool typed = std::ranges::any_of(function.param_types, [](const TypeRef& type) { return type.declared; });
  if (typed) take_types(function, first_local, child_spans(node));
  values_.resize(values_.size() - node.arity);
  ++frames_.back().nodes.begin;
  push_frame(function.body, function.source, span);
  frames_.back().first_local = first_local;
  frames_.back().call = &node;
  return false;
}

// Checks the arguments against the types of the parameters, and gives the sizes in them their values.
void Lowering::take_types(const FunctionInfo& function, std::size_t first_local, std::span<const Span> spans) {
  std::vector<Typed> typed;
  for (std::size_t i = 0; i < function.param_types.size(); ++i) {
    if (!function.param_types[i].declared) continue;
    typed.push_back({.type = function.param_types[i],
                     .shape = tensors_.axes.shape(locals_[first_local + i]),
                     .name = ast_.symbols.name(function.params[i]),
                     .span = spans[i]});
  }
  dimensions_.unify_call(typed);
}

void Lowering::finish(const Frame& frame) {
  if (frame.call != nullptr) {
    const std::uint32_t primes = ast_.call(*frame.call).primes;
    if (primes > 0) {
      values_.back() =
          tensors_.derivatives.derivative({values_.back(), frame.use}, {locals_[frame.first_local], frame.use}, primes);
    }
    locals_.resize(frame.first_local);
  } else if (frame.binding != nullptr) {
    define(*frame.binding, pop(), frame.size_before);
  }
}

void Lowering::bind(const Statement& statement) {
  const std::size_t size_before = builder_.size();
  const ValueId result = evaluate(statement.nodes, 1).front();
  define(statement, Value::tensor(result), size_before);
}

// A binding that a derivative is taken for is a value of its own, also where it only renames another.
void Lowering::define(const Statement& statement, Value value, std::size_t size_before) {
  const Entity& entity = ast_.entity(statement.entity);
  const bool shared = ir::index(value.id) < size_before || builder_.function().is_const(value.id);
  if (entity.differentiated) value.id = shared ? emitter_.copy(emitter_.number(value.id)) : emitter_.number(value.id);
  set_value(statement.entity, value.id);
  builder_.bind(value.id, ast_.name(entity));
}

// What a derivative is taken for is a value of its own, as with bindings.
void Lowering::let(const SyntaxNode& node) {
  const Entity& entity = ast_.entity(static_cast<EntityId>(node.payload));
  if (entity.differentiated) values_.back() = tensors_.elementwise.copy(values_.back());
  values_of_[node.payload] = values_.back();
}

void Lowering::apply(const SyntaxNode& node) {
  Value* const x = arguments(node.arity);
  switch (node.meaning) {
    case Meaning::Choose:
      return replace(3, tensors_.elementwise.select(condition(node, 0), operand(node, 1), operand(node, 2)));
    case Meaning::And: return replace(2, tensors_.elementwise.logical(Op::And, condition(node, 0), condition(node, 1)));
    case Meaning::Or: return replace(2, tensors_.elementwise.logical(Op::Or, condition(node, 0), condition(node, 1)));
    case Meaning::Not: return replace(1, tensors_.elementwise.negation(condition(node, 0).value));
    case Meaning::Norm: return replace(1, tensors_.reductions.norm(operand(node, 0)));
    case Meaning::Absolute: return replace(1, absolute(operand(node, 0)));
    case Meaning::SquareRoot: return replace(1, elementwise(Op::Sqrt, operand(node, 0)));
    case Meaning::CubeRoot: return replace(1, elementwise(Op::Cbrt, operand(node, 0)));
    case Meaning::Transpose:
      if (node.payload != kNoMark && tensors_.axes.shape(x[0]).rank() == 0) {
        const bool foreign = frames_.back().foreign;
        const Span mark = foreign ? frames_.back().use : Span{node.payload, node.span.end};
        diag::fail("prime-without-function", mark,
                   "`'` is the derivative of a function of one variable, as in `sin'(…)`, or transposes a vector",
                   {"the derivative of an expression is `diff(…, …)`"});
      }
      return replace(1, tensors_.products.transpose(operand(node, 0)));
    default: break;
  }
  if (node.arity == 1) {
    if (tensors_.axes.is_plain(x[0])) return replace(1, Value::tensor(emitter_.unary(node.meaning, x[0].id)));
    return replace(1, tensors_.elementwise.unary(node.meaning, operand(node, 0)));
  }
  if (tensors_.axes.is_plain(x[0]) && tensors_.axes.is_plain(x[1])) {
    return replace(2, Value::tensor(emitter_.binary(node.meaning, x[0].id, x[1].id)));
  }
  replace(2, binary(node.meaning, operand(node, 0), operand(node, 1)));
}

// Those that mean something else for matrices than element by element.
Value Lowering::binary(Meaning meaning, const Operand& x, const Operand& y) {
  switch (meaning) {
    case Meaning::Multiply: return tensors_.products.product(x, y);
    case Meaning::Divide: return tensors_.products.quotient(x, y);
    case Meaning::Raise: return tensors_.products.power(x, y);
    default: return tensors_.elementwise.binary(meaning, x, y);
  }
}

Value Lowering::elementwise(Op op, const Operand& x) {
  std::array operands{x};
  return tensors_.elementwise.apply(op, operands);
}

// |x| of a number. The length of a vector has other bars, and conditions have none.
Value Lowering::absolute(const Operand& x) {
  if (tensors_.axes.is_boolean(x.value)) {
    diag::fail("absolute-value-bars", x.span, "bars hold a number here, and this is a condition",
               {"conditions are joined by `or`"});
  }
  const ir::Shape shape = tensors_.axes.shape(x.value);
  if (shape.rank() > 0) {
    diag::fail("not-a-scalar", x.span, "`|…|` is of a number, and this is " + diag::quote(spelling(shape)),
               {"the length of a vector is `‖…‖`", "element by element it is `abs(…)`"});
  }
  return elementwise(Op::Abs, x);
}

void Lowering::compare(const SyntaxNode& node) {
  const std::vector<Operand> x = operands(node);
  std::optional<Value> all;
  for (std::uint32_t i = 0; i + 1 < node.arity; ++i) {
    const Value one = tensors_.elementwise.compare(ast_.relations[node.payload + i], x[i], x[i + 1]);
    all = all ? tensors_.elementwise.logical(Op::And, {*all, x[i].span}, {one, x[i + 1].span}) : one;
  }
  replace(node.arity, *all);
}

void Lowering::op_call(const SyntaxNode& node, Op op, std::int64_t immediate) {
  const std::uint32_t primes = ast_.call(node).primes;
  std::vector<Operand> x = operands(node);
  if (primes == 0) return replace(node.arity, tensors_.elementwise.apply(op, x, immediate));
  x[0].value = tensors_.elementwise.copy(x[0].value);
  const Value point = x[0].value;
  replace(node.arity, tensors_.derivatives.elementwise(tensors_.elementwise.apply(op, x, immediate), point, primes));
}

namespace {

// The op that has the name of the form.
Op named(Form form) { return *ir::find_op(form_info(form).name); }

}  // namespace

// A function whose first argument is a constant order.
void Lowering::ordered_call(const SyntaxNode& node, Op op) {
  std::vector<Operand> x = operands(node);
  const std::int64_t order = emitter_.order_of(op, x[0].value.id, child_span(node, 0));
  replace(node.arity, tensors_.elementwise.apply(op, std::span(x).subspan(1), order));
}

void Lowering::form_call(const SyntaxNode& node, Form form, Span span) {
  Value* const x = arguments(node.arity);
  const auto whole = [&]() -> ValueId {
    diag::fail("not-whole-result", span,
               "a gradient, a Hessian or a Jacobian is a list of values and cannot stand inside an expression",
               {"the derivative with respect to one variable is `diff(…, …)`"});
  };
  switch (form) {
    case Form::If:
      return replace(3, tensors_.elementwise.select(condition(node, 0), operand(node, 1), operand(node, 2)));
    case Form::Piecewise: {
      const std::vector<Operand> pieces = operands(node);
      Operand result = pieces.back();
      for (std::size_t i = pieces.size() - 1; i >= 2; i -= 2) {
        result.value = tensors_.elementwise.select(checked_condition(pieces[i - 2]), pieces[i - 1], result);
      }
      return replace(node.arity, result.value);
    }
    case Form::Grad:
    case Form::Hessian:
    case Form::Jacobian:
      if (node.arity == 1) whole();
      if (form != Form::Jacobian) check_number(operand(node, 0));
      return replace(
          2, tensors_.derivatives.derivative(operand(node, 0), operand(node, 1), form == Form::Hessian ? 2 : 1));
    case Form::Diff: {
      const auto order = node.arity == 3 ? emitter_.order(x[2].id, child_span(node, 2)) : 1;
      return replace(node.arity, tensors_.derivatives.derivative(operand(node, 0), operand(node, 1), order));
    }
    case Form::Log:
      if (node.arity == 1) return op_call(node, named(form));
      return replace(node.arity, tensors_.elementwise.log(operand(node, 0), operand(node, 1)));
    case Form::Polygamma:
    case Form::PolygammaDifference:
    case Form::IerfcRatio:
    case Form::SincDerivative: return ordered_call(node, named(form));
    case Form::ZetaDerivative: return ordered_call(node, Op::Zeta);
    case Form::Beta: return op_call(node, named(form));
    case Form::Lambertw: {
      if (node.arity == 1) return op_call(node, named(form));
      std::array point{operand(node, 0)};
      const bool lower = emitter_.is_lower_branch(x[1].id, child_span(node, 1));
      return replace(2, tensors_.elementwise.apply(lower ? Op::LambertwLower : named(form), point));
    }
    case Form::Hypot:
      if (node.arity == 2) return op_call(node, named(form));
      return replace(node.arity, tensors_.elementwise.hypot(operands(node)));
    case Form::Besselj:
    case Form::Bessely:
    case Form::Besseli:
    case Form::Besselk:
    case Form::Gammainc:
    case Form::Betainc:
    case Form::Zeta:
    case Form::AiryAi:
    case Form::AiryBi: return slope_call(node, named(form));
    default: return tensor_form(node, form);
  }
}

/// f(…, x) or f(…, x, k), the kth derivative of f by x.
void Lowering::slope_call(const SyntaxNode& node, Op op) {
  std::vector<Operand> all = operands(node);
  const std::size_t arity = ir::info(op).arity;
  std::int64_t order = 0;
  if (all.size() > arity) {
    order = emitter_.order_of(op, all[arity].value.id, child_span(node, static_cast<std::uint32_t>(arity)));
  }
  all.resize(arity);
  return replace(node.arity, tensors_.elementwise.apply(op, all, order));
}

Operand Lowering::checked_condition(Operand value) const {
  if (tensors_.axes.is_boolean(value.value)) return value;
  diag::fail("not-boolean", value.span, "a condition is wanted here, and this is a number",
             {"compare it: `… > 0` or `… != 0`"});
}

void Lowering::check_number(const Operand& x) const {
  if (tensors_.axes.shape(x.value).rank() == 0) return;
  diag::fail("not-a-scalar", x.span,
             "a gradient is of a number, and this is " + diag::quote(spelling(tensors_.axes.shape(x.value))),
             {"the derivatives of each element are `jacobian(…, …)`"});
}

Span Lowering::child_span(const SyntaxNode& node, std::uint32_t child) const {
  const Frame& frame = frames_.back();
  if (frame.foreign) return frame.use;
  const auto at = static_cast<std::uint32_t>(&node - ast_.nodes.data());
  return ast_.nodes[ast_.roots(at, node.arity)[child]].span;
}

std::vector<Span> Lowering::child_spans(const SyntaxNode& node) const {
  const Frame& frame = frames_.back();
  if (frame.foreign) return std::vector<Span>(node.arity, frame.use);
  std::vector<Span> spans;
  const auto at = static_cast<std::uint32_t>(&node - ast_.nodes.data());
  for (const std::uint32_t root : ast_.roots(at, node.arity)) spans.push_back(ast_.nodes[root].span);
  return spans;
}

std::vector<Operand> Lowering::operands(const SyntaxNode& node, std::uint32_t first) {
  std::vector<Operand> result;
  const std::vector<Span> spans = child_spans(node);
  for (std::uint32_t i = first; i < node.arity; ++i) result.push_back({arguments(node.arity)[i], spans[i]});
  return result;
}

}  // namespace adc::parser
