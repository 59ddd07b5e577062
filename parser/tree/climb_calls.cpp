// What a closing bracket makes of a call: the pieces of `piecewise`, the number of arguments, primes, powers.
#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"
#include "ir/op.h"
#include "parser/builtins/builtins.h"
#include "parser/tree/climb.h"

namespace adc::parser {
namespace {

// Functions that are called with the arguments of another one.
struct OtherFunction {
  ir::Op op;
  std::uint32_t arguments;
  std::string_view text;
};
constexpr OtherFunction kOthers[] = {
    {ir::Op::Atan, 2, "atan2(…, …)"},     {ir::Op::Sqrt, 2, "…^(1/…)"},
    {ir::Op::Cbrt, 2, "…^(1/…)"},         {ir::Op::Exp, 2, "…^…"},
    {ir::Op::Log2, 2, "log(…, …)"},       {ir::Op::Log10, 2, "log(…, …)"},
    {ir::Op::Atan2, 1, "atan(…)"},        {ir::Op::Hypot, 1, "abs(…)"},
    {ir::Op::Gamma, 2, "gammainc(…, …)"}, {ir::Op::Digamma, 2, "polygamma(…, …)"},
    {ir::Op::Sign, 2, "copysign(…, …)"},  {ir::Op::Floor, 2, "floor(…/…)"},
};

// Functions of one argument that others call with a mean and a deviation, and what is then meant; 1, 2 and 3 stand for
// the arguments.
struct Scaled {
  std::string_view name;
  std::string_view text;
};
constexpr Scaled kScaled[] = {
    {"normal_pdf", "normal_pdf((1 - 2)/3)/3"},       {"normal_log_pdf", "normal_log_pdf((1 - 2)/3) - log(3)"},
    {"normal_cdf", "normal_cdf((1 - 2)/3)"},         {"log_normal_cdf", "log_normal_cdf((1 - 2)/3)"},
    {"normal_quantile", "2 + 3*normal_quantile(1)"},
};

std::optional<std::string_view> other_function(const Entity& callee, std::uint32_t arguments) {
  if (callee.kind != Entity::Kind::Op) return std::nullopt;
  for (const OtherFunction& row : kOthers) {
    const std::string_view name = row.text.substr(0, row.text.find('('));
    const bool exists = row.text.starts_with("…") || find_builtin(name) || prelude_definition(name);
    if (row.op == static_cast<ir::Op>(callee.payload) && row.arguments == arguments && exists) return row.text;
  }
  return std::nullopt;
}

}  // namespace

void Climb::finish_piece(Pending& call, bool last, Span here) {
  if (call.part == Pending::Part::Condition) {
    diag::fail("incomplete-conditional", operands_.back().span,
               "a piece of `piecewise` is a condition, a `:` and a value", {"the last one is `else: …`"});
  }
  if (last != (call.part == Pending::Part::Else)) {
    diag::fail("incomplete-conditional", here,
               last ? "`piecewise` has no `else`" : "nothing follows `else` in `piecewise`",
               {last ? "add `, else: …`, for instance `else: nan`" : "move `else: …` to the end"});
  }
  call.part = Pending::Part::Condition;
}

void Climb::close_call() {
  const auto arguments = static_cast<std::uint32_t>(operands_.size()) - pending_.back().first_operand;
  if (is_piecewise(pending_.back()) && arguments > 0) finish_piece(pending_.back(), true, lexeme().span);
  const Pending call = pop();
  const std::uint32_t base = call.number ? 1 : 0;  // log_2(x) is log(x, 2)
  check_call(call, arguments + base - call.call.indices - (call.call.dims ? 1 : 0));
  note_derivative(call, arguments);
  const Entity& callee = ast_.entity(call.call.callee);
  if (callee.kind == Entity::Kind::Function) {
    const FunctionInfo& function = ast_.function(callee);
    add_work(function.work);
    tally_->closed = tally_->closed && function.closed;
  }
  if (call.call.primes > 0) tally_->closed = false;
  leave_indices(call.call.indices);
  call_node(call, arguments, join(call.call.name, lexeme().span));
}

void Climb::call_node(const Pending& call, std::uint32_t arguments, Span span) {
  if (call.number) leaf(SyntaxKind::Number, static_cast<std::uint32_t>(*call.number), call.call.name);
  ast_.calls.push_back(call.call);
  node(SyntaxKind::Call, Meaning::Plus, static_cast<std::uint32_t>(ast_.calls.size() - 1),
       arguments + (call.number ? 1 : 0), span);
  if (call.power != nullptr) raise(static_cast<ConstantId>(call.power->value), call.power->span);
  operands_.back().span = span;
}

// "1.5" where the arguments of a call are 1,5; empty elsewhere.
std::string Climb::decimal_argument(const Pending& call) const {
  if (at_ < 3 || source_.lexemes[at_ - 3].span.begin != call.span.end) return {};
  const Lexeme& whole = source_.lexemes[at_ - 3];
  const Lexeme& comma = source_.lexemes[at_ - 2];
  const Lexeme& digits = source_.lexemes[at_ - 1];
  const bool numbers = whole.kind == LexemeKind::Number && digits.kind == LexemeKind::Number;
  if (!numbers || !touches(comma) || !touches(digits)) return {};
  return fmt::format("{}.{}", source_.slice(whole.span), source_.slice(digits.span));
}

// What may be meant by a call with so many arguments.
std::vector<std::string> Climb::other_call(const Pending& call, std::uint32_t arguments) const {
  const Entity& callee = ast_.entity(call.call.callee);
  if (const auto other = other_function(callee, arguments))
    return {fmt::format("did you mean {}?", diag::quote(*other))};
  const bool by_axes = callee.kind == Entity::Kind::Form && form_info(static_cast<Form>(callee.payload)).is(kDims);
  if (by_axes && arguments == 2) return {std::string(kHelpOfAxes)};
  const auto* const scaled = std::ranges::find(kScaled, ast_.symbols.name(callee.symbol), &Scaled::name);
  const bool is_own = callee.kind == Entity::Kind::Function && callee.source == source_.source;
  if (scaled == std::end(kScaled) || is_own || arguments != 3) return {};
  std::string text;
  for (const char c : scaled->text) {
    if (c < '1' || c > '3') {
      text += c;
      continue;
    }
    const Operand& argument = operands_[call.first_operand + static_cast<std::size_t>(c - '1')];
    const std::string given(source_.slice(argument.span));
    text += argument.size == 1 ? given : fmt::format("({})", given);
  }
  return {"it has mean 0 and deviation 1; for others write " + diag::quote(text)};
}

void Climb::check_call(const Pending& call, std::uint32_t arguments) {
  const Entity& callee = ast_.entity(call.call.callee);
  Arity arity;
  bool derivable = false;
  switch (callee.kind) {
    case Entity::Kind::Function:
      arity.min = arity.max = static_cast<std::uint32_t>(ast_.function(callee).params.size());
      derivable = arity.max == 1;
      break;
    case Entity::Kind::External:
      arity.min = arity.max = ast_.external(callee).arity;
      derivable = arity.max == 1;
      break;
    case Entity::Kind::Op:
      arity.min = arity.max = ir::info(static_cast<ir::Op>(callee.payload)).arity;
      derivable = arity.max == 1;
      break;
    default:
      arity = form_info(static_cast<Form>(callee.payload)).arity;
      if (call.call.indices > 0 || call.call.dims) arity.max = 1;
      derivable = (is_form(callee, Form::Log) || is_form(callee, Form::Lambertw)) && arguments == 1;
  }
  const std::string name = quoted(call.call.name);
  if (arguments < arity.min || arguments > arity.max) {
    const std::string wanted = arity.min == arity.max ? std::to_string(arity.min)
                               : arity.max == kAny    ? "at least " + std::to_string(arity.min)
                                                      : fmt::format("{} to {}", arity.min, arity.max);
    std::vector<Label> labels;
    if (callee.kind == Entity::Kind::Function && callee.source == source_.source && !callee.span.empty()) {
      labels.push_back({callee.span, "defined here"});
    }
    std::vector<std::string> help = other_call(call, arguments);
    if (help.empty() && callee.kind == Entity::Kind::Function && labels.empty()) {
      std::string parameters;
      for (const SymbolId param : ast_.function(callee).params) {
        parameters += (parameters.empty() ? "" : ", ") + ast_.symbols.name(param);
      }
      help.push_back("write " + diag::quote(fmt::format("{}({})", source_.slice(call.call.name), parameters)));
    }
    if (const std::string decimal = decimal_argument(call); arity.max == 1 && arguments == 2 && !decimal.empty()) {
      help.push_back("decimals have a point: " + diag::quote(decimal));
    }
    diag::fail(
        "wrong-arity", call.call.name,
        fmt::format("{} takes {}{}, not {}", name, wanted, arity.max == 1 ? " argument" : " arguments", arguments),
        std::move(help), std::move(labels));
  }
  if (call.call.primes > 0 && !derivable) {
    diag::fail("prime-without-function", call.call.name,
               name + " is not a function of one variable, so `'` does not say by which to differentiate",
               {fmt::format("write `diff({}(…), …)`", source_.slice(call.call.name))});
  }
}

void Climb::note_derivative(const Pending& call, std::uint32_t arguments) {
  const Entity& callee = ast_.entity(call.call.callee);
  const bool by_name =
      is_form(callee, Form::Diff) ||
      ((is_form(callee, Form::Grad) || is_form(callee, Form::Hessian) || is_form(callee, Form::Jacobian)) &&
       arguments == 2);
  if (!by_name) {
    if (is_form(callee, Form::Grad) || is_form(callee, Form::Hessian) || is_form(callee, Form::Jacobian))
      tally_->closed = false;
    return;
  }
  tally_->closed = false;
  const std::uint32_t variable = ast_.roots(static_cast<std::uint32_t>(ast_.nodes.size()), arguments)[1];
  const SyntaxNode& node = ast_.nodes[variable];
  if (node.kind == SyntaxKind::Name) {
    Entity& entity = ast_.entity(static_cast<EntityId>(node.payload));
    if (entity.kind == Entity::Kind::Local) {
      if (tally_->differentiated.size() <= entity.payload) tally_->differentiated.resize(entity.payload + 1);
      tally_->differentiated[entity.payload] = true;
      return;
    }
    entity.differentiated = true;
    using enum Entity::Kind;
    if (entity.kind == Part) entity.payload = 1;
    if (entity.kind == Input || entity.kind == Binding || entity.kind == Part) return;
  }
  diag::fail("bad-derivative", node.span,
             quoted(node.span) + " is neither an input nor a binding, so there is no derivative with respect to it",
             {fmt::format("give it a name: `name = {}`, then `diff(…, name)`", source_.slice(node.span))});
}

}  // namespace adc::parser
