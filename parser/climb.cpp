#include "parser/climb.h"

#include <algorithm>
#include <limits>

#include "ir/op.h"
#include "parser/builtins.h"
#include "parser/diagnostics.h"
#include "parser/parse.h"

namespace adc::parser {
namespace {

constexpr OperatorInfo kProductWithoutSign{"", Fixity::Infix, Level::Juxtaposed, Meaning::Multiply};

constexpr std::size_t kMaxNotes = 20;  // nobody reads more

std::int8_t direction(Meaning relation) {
  switch (relation) {
    case Meaning::Less:
    case Meaning::LessEqual: return 1;
    case Meaning::Greater:
    case Meaning::GreaterEqual: return -1;
    default: return 0;
  }
}

Span join(Span a, Span b) { return {a.begin, b.end}; }

bool is_form(const Entity& entity, Form form) {
  return entity.kind == Entity::Kind::Form && entity.payload == static_cast<std::uint32_t>(form);
}

}  // namespace

std::uint32_t Climb::read(std::size_t& at, Tally& tally) {
  at_ = first_ = at;
  tally_ = &tally;
  values_ = 1;
  nesting_ = brackets_ = 0;
  pending_.clear();
  operands_.clear();
  for (Want want = Want::Operand; want != Want::Nothing;) {
    want = want == Want::Operand ? read_operand() : after_operand();
  }
  at = at_;
  return values_;
}

// --- where a value must stand -------------------------------------------------------------------------------------

Climb::Want Climb::read_operand() {
  const Item& here = item();
  switch (here.kind) {
    case ItemKind::Number:
      leaf(NodeKind::Number, here.value, here.span);
      ++at_;
      return Want::Operator;
    case ItemKind::Name: return read_name();
    case ItemKind::Operator: return prefix(here);
    case ItemKind::Open:
      if (here.code == '[') {
        fail("not-a-scalar", here.span, "`[` begins a vector or a matrix, and programs are scalar",
             {"for grouping use `(` and `)`"});
      }
      push({.kind = Pending::Kind::Group,
            .span = here.span,
            .first_operand = static_cast<std::uint32_t>(operands_.size())});
      ++at_;
      return Want::Operand;
    case ItemKind::Close:
      if (!pending_.empty() && pending_.back().kind == Pending::Kind::Call &&
          operands_.size() == pending_.back().first_operand && here.code == ')') {
        return close();
      }
      [[fallthrough]];
    default: fail_missing_operand();
  }
}

Climb::Want Climb::prefix(const Item& sign) {
  const OperatorInfo* row = operator_pair(static_cast<std::uint8_t>(sign.value)).prefix;
  if (row == nullptr) fail_missing_operand();
  // A sign in an exponent belongs to the exponent: 2^-x^2 is 2^(-(x^2)).
  const bool in_exponent = !pending_.empty() && pending_.back().level == Level::Power && !is_bracket(pending_.back());
  push({.kind = Pending::Kind::Prefix,
        .level = in_exponent ? Level::Power : row->level,
        .meaning = row->meaning,
        .span = sign.span});
  ++at_;
  return Want::Operand;
}

bool Climb::is_piecewise(const Pending& pending) const {
  return pending.kind == Pending::Kind::Call && is_form(ast_.entity(pending.call.callee), Form::Piecewise);
}

Climb::Want Climb::read_name() {
  const Item& here = item();
  const auto symbol = static_cast<SymbolId>(here.value);
  if (!pending_.empty() && is_piecewise(pending_.back()) && pending_.back().part == Pending::Part::Condition &&
      source_.items[at_ + 1].kind == ItemKind::Colon && ast_.symbols.name(symbol) == "else") {
    pending_.back().part = Pending::Part::Else;
    at_ += 2;
    return Want::Operand;
  }
  const EntityId id = names_.resolve(symbol, here.span, source_.source);
  const Entity::Kind kind = ast_.entity(id).kind;
  if (kind == Entity::Kind::Defining) {
    fail("recursion", here.span, quoted(here.span) + " is used in its own definition",
         {"a function's calls are inlined, so it cannot call itself"});
  }
  if (is_callable(kind)) return open_call(id);
  if (kind == Entity::Kind::Input || kind == Entity::Kind::Binding) tally_->closed = false;
  leaf(NodeKind::Name, static_cast<std::uint32_t>(id), here.span);
  ++at_;
  if (kind == Entity::Kind::Input) check_product_with_brackets(here);
  return Want::Operator;
}

Climb::Want Climb::open_call(EntityId callee) {
  const Item& name = item();
  Pending call{.kind = Pending::Kind::Call, .first_operand = static_cast<std::uint32_t>(operands_.size())};
  call.call = {.callee = callee, .name = name.span};
  for (++at_;; ++at_) {
    const Item& mark = item();
    if (mark.starts_line) break;
    if (mark.kind == ItemKind::Prime) {
      call.call.primes += static_cast<std::uint32_t>(mark.code);
    } else if (mark.kind == ItemKind::Superscript && call.power == nullptr) {
      if (ast_.numbers.value(static_cast<ConstantId>(mark.value)).as_rational().is_negative()) {
        fail_inverse(name, mark.span);
      }
      call.power = &mark;
    } else {
      break;
    }
  }
  const bool opens = item().kind == ItemKind::Open && item().code == '(' && !item().starts_line;
  if (!opens) fail_bare_function(name, callee);
  if (ast_.entity(callee).kind == Entity::Kind::Tensor) {
    fail("not-a-scalar", name.span,
         quoted(name.span) + " is a function of vectors and matrices, and programs are scalar");
  }
  call.span = item().span;
  push(call);
  ++at_;
  return Want::Operand;
}

// --- where a value may end ----------------------------------------------------------------------------------------

Climb::Want Climb::after_operand() {
  const Item& here = item();
  if (here.kind == ItemKind::End || here.kind == ItemKind::Semicolon || (here.starts_line && !in_bracket())) {
    return end_of_statement();
  }
  switch (here.kind) {
    case ItemKind::Operator: return infix(here);
    case ItemKind::Name:
    case ItemKind::Number: return juxtapose();
    case ItemKind::Open:
      if (here.code == '[') {
        fail("not-a-scalar", here.span, "`[` takes an element of a vector, and programs are scalar",
             {"for a product write `*` and round brackets"});
      }
      return juxtapose();
    case ItemKind::Close: return close();
    case ItemKind::Comma: return comma();
    case ItemKind::Colon: return colon();
    case ItemKind::Question:
      reduce(Level::Conditional, true);
      push({.kind = Pending::Kind::Question, .span = here.span});
      ++at_;
      return Want::Operand;
    case ItemKind::Superscript: return superscript(here);
    case ItemKind::Prime:
      fail("prime-without-function", here.span,
           quoted(here.span) + " is the derivative of a function of one variable, as in `f'(x)`",
           {"the derivative of an expression is `diff(expr, x)`"});
    case ItemKind::Transpose: fail("not-a-scalar", here.span, "`ᵀ` transposes a matrix, and programs are scalar");
    default: fail_equals();
  }
}

Climb::Want Climb::infix(const Item& here) {
  const OperatorPair pair = operator_pair(static_cast<std::uint8_t>(here.value));
  if (pair.infix != nullptr) {
    wait_for(*pair.infix, here.span);
    ++at_;
    return Want::Operand;
  }
  if (pair.prefix->spelling == "!") {
    fail("factorial", here.span, "`!` after a value is not an operator here", {"x! is `gamma(x + 1)`"});
  }
  fail("missing-operator", here.span, "an operator is missing before " + quoted(here.span),
       {"write `and " + std::string(pair.prefix->spelling) + "` or `or " + std::string(pair.prefix->spelling) + "`"});
}

// A product without a sign: the second factor begins with a name or a bracket on the same line.
Climb::Want Climb::juxtapose() {
  const Item& here = item();
  const Span before = operands_.back().span;
  if (here.starts_line) {
    fail("missing-operator", here.span, "an operator is missing between two lines",
         {"a product over two lines needs its `*`"}, {{before, "this value is complete"}});
  }
  if (here.kind == ItemKind::Number) {
    fail("missing-operator", here.span, "a number stands directly behind a value",
         {"for a product write `" + std::string(source_.slice(before)) + " * " + std::string(source_.slice(here.span)) +
          "`"});
  }
  const std::size_t previous = at_ - 1;
  wait_for(kProductWithoutSign, {here.span.begin, here.span.begin});
  if (here.kind == ItemKind::Name) return Want::Operand;
  const bool like_call =
      source_.items[previous].kind == ItemKind::Name && source_.items[previous].span.end == here.span.begin;
  push({.kind = Pending::Kind::Group,
        .span = here.span,
        .first_operand = static_cast<std::uint32_t>(operands_.size()),
        .item = like_call ? static_cast<std::uint32_t>(previous) + 1 : 0});
  ++at_;
  return Want::Operand;
}

Climb::Want Climb::superscript(const Item& mark) {
  raise(static_cast<ConstantId>(mark.value), mark.span);
  ++at_;
  return Want::Operator;
}

Climb::Want Climb::comma() {
  const Span here = item().span;
  reduce_all();
  ++at_;
  if (pending_.empty()) {
    ++values_;
    return Want::Operand;
  }
  Pending& bracket = pending_.back();
  if (bracket.kind == Pending::Kind::Call) {
    if (is_piecewise(bracket)) finish_piece(bracket, false, here);
    return Want::Operand;
  }
  if (bracket.item != 0) {
    const Span name = source_.items[bracket.item - 1].span;
    std::vector<std::string> help;
    for (const std::string& near : suggest(source_.slice(name), builtin_function_names())) {
      help.push_back("did you mean `" + near + "`?");
    }
    fail("unknown-function", name, "unknown function " + quoted(name), std::move(help));
  }
  fail("several-values", here, "brackets hold one value, and this `,` begins another",
       {"decimals are written with a point"}, {{bracket.span, "the bracket"}});
}

Climb::Want Climb::colon() {
  const Span here = item().span;
  reduce(Level::Or, false);
  while (!pending_.empty() && pending_.back().kind == Pending::Kind::Colon) reduce_top();
  ++at_;
  if (!pending_.empty()) {
    Pending& top = pending_.back();
    if (top.kind == Pending::Kind::Question) {
      top.kind = Pending::Kind::Colon;
      return Want::Operand;
    }
    if (is_piecewise(top) && top.part == Pending::Part::Condition) {
      top.part = Pending::Part::Value;
      return Want::Operand;
    }
  }
  fail("unexpected-separator", here, "this `:` belongs to no `?`",
       {"a choice is `condition ? a : b` or `piecewise(condition: a, else: b)`"});
}

Climb::Want Climb::close() {
  const Item& here = item();
  reduce_all();
  if (pending_.empty() || here.code != ')') fail_mismatch();
  if (pending_.back().kind == Pending::Kind::Call) {
    close_call();
  } else {
    operands_.back().span = join(pop().span, here.span);
  }
  ++at_;
  return Want::Operator;
}

Climb::Want Climb::end_of_statement() {
  reduce_all();
  if (!pending_.empty()) {
    const Pending& bracket = pending_.back();
    const Item& here = item();
    if (here.kind == ItemKind::Semicolon) {
      fail("unexpected-separator", here.span, "`;` stands inside brackets", {}, {{bracket.span, "opened here"}});
    }
    fail("unclosed-bracket", bracket.span, "this bracket is not closed", {"add `)`"});
  }
  return Want::Nothing;
}

// --- waiting and reducing -----------------------------------------------------------------------------------------

void Climb::push(const Pending& pending) {
  pending_.push_back(pending);
  if (is_bracket(pending)) ++brackets_;
  if (!pending.nests || ++nesting_ <= max_nesting_) return;
  fail("nesting-too-deep", pending.span,
       "brackets, signs, powers and conditionals are nested more than " + std::to_string(max_nesting_) + " deep",
       {"--max-nesting=N moves the limit"});
}

Climb::Pending Climb::pop() {
  const Pending top = pending_.back();
  pending_.pop_back();
  if (is_bracket(top)) --brackets_;
  if (top.nests) --nesting_;
  return top;
}

void Climb::wait_for(const OperatorInfo& row, Span span) {
  const bool chain = row.fixity == Fixity::Chain;
  reduce(row.level, row.fixity == Fixity::InfixRight || chain);
  Pending pending{.kind = chain ? Pending::Kind::Chain : Pending::Kind::Infix,
                  .level = row.level,
                  .meaning = row.meaning,
                  .nests = row.fixity == Fixity::InfixRight,
                  .direction = direction(row.meaning),
                  .span = span};
  if (chain && !pending_.empty() && pending_.back().kind == Pending::Kind::Chain) {
    const Pending& before = pending_.back();
    const bool unequal = row.meaning == Meaning::NotEqual || before.meaning == Meaning::NotEqual;
    if (unequal || before.direction * pending.direction < 0) {
      fail("mixed-comparison", span,
           unequal ? "`≠` cannot stand in a chain of comparisons" : "a chain of comparisons runs one way",
           {"join two comparisons with `and`"}, {{before.span, "the comparison before"}});
    }
    if (pending.direction == 0) pending.direction = before.direction;
  }
  push(pending);
}

// Gives every waiting operator that binds more tightly than `level` (or as tightly, unless `keep_equal`) its operands.
void Climb::reduce(Level level, bool keep_equal) {
  while (!pending_.empty() && !is_bracket(pending_.back())) {
    const Level top = pending_.back().level;
    if (top < level || (top == level && keep_equal)) return;
    reduce_top();
  }
}

void Climb::reduce_all() {
  while (!pending_.empty() && !is_bracket(pending_.back())) {
    if (pending_.back().kind == Pending::Kind::Question) {
      fail("incomplete-conditional", pending_.back().span, "this `?` has no `:`", {"write `condition ? a : b`"});
    }
    reduce_top();
  }
}

void Climb::reduce_top() {
  const Pending top = pop();
  const auto span_of = [&](std::size_t arity) {
    return join(operands_[operands_.size() - arity].span, operands_.back().span);
  };
  switch (top.kind) {
    case Pending::Kind::Prefix: node(NodeKind::Apply, top.meaning, 0, 1, join(top.span, operands_.back().span)); break;
    case Pending::Kind::Colon: node(NodeKind::Apply, Meaning::Choose, 0, 3, span_of(3)); break;
    case Pending::Kind::Chain: {
      const auto first = static_cast<std::uint32_t>(ast_.relations.size());
      ast_.relations.push_back(top.meaning);
      while (!pending_.empty() && pending_.back().kind == Pending::Kind::Chain) ast_.relations.push_back(pop().meaning);
      std::reverse(ast_.relations.begin() + first, ast_.relations.end());
      const auto arity = static_cast<std::uint32_t>(ast_.relations.size()) - first + 1;
      node(NodeKind::Compare, top.meaning, first, arity, span_of(arity));
      break;
    }
    default: node(NodeKind::Apply, top.meaning, 0, 2, span_of(2));
  }
}

void Climb::leaf(NodeKind kind, std::uint32_t payload, Span span) {
  ast_.nodes.push_back({kind, Meaning::Plus, payload, 1, 0, span});
  operands_.push_back({1, span});
}

void Climb::node(NodeKind kind, Meaning meaning, std::uint32_t payload, std::uint32_t arity, Span span) {
  std::uint32_t size = 1;
  for (std::uint32_t i = 0; i < arity; ++i) {
    size += operands_.back().size;
    operands_.pop_back();
  }
  ast_.nodes.push_back({kind, meaning, payload, size, arity, span});
  operands_.push_back({size, span});
  add_work(std::max(1U, arity - 1));
}

void Climb::add_work(std::uint64_t work) {
  constexpr auto kMax = std::numeric_limits<std::uint64_t>::max();
  tally_->work = work > kMax - tally_->work ? kMax : tally_->work + work;
}

void Climb::raise(ConstantId exponent, Span mark) {
  const Span base = operands_.back().span;
  leaf(NodeKind::Number, static_cast<std::uint32_t>(exponent), mark);
  node(NodeKind::Apply, Meaning::Raise, 0, 2, join(base, mark));
}

// --- calls --------------------------------------------------------------------------------------------------------

void Climb::finish_piece(Pending& call, bool last, Span here) {
  if (call.part == Pending::Part::Condition) {
    fail("incomplete-conditional", operands_.back().span, "a piece of `piecewise` is `condition: value`",
         {"the last one is `else: value`"});
  }
  if (last != (call.part == Pending::Part::Else)) {
    fail("incomplete-conditional", here, last ? "`piecewise` has no `else`" : "nothing follows `else` in `piecewise`",
         {last ? "add `, else: value`, for instance `else: nan`" : "move `else: value` to the end"});
  }
  call.part = Pending::Part::Condition;
}

void Climb::close_call() {
  const auto arguments = static_cast<std::uint32_t>(operands_.size()) - pending_.back().first_operand;
  if (is_piecewise(pending_.back()) && arguments > 0) finish_piece(pending_.back(), true, item().span);
  const Pending call = pop();
  check_call(call, arguments);
  note_derivative(call, arguments);
  const Entity& callee = ast_.entity(call.call.callee);
  if (callee.kind == Entity::Kind::Function) {
    const FunctionInfo& function = ast_.function(callee);
    add_work(function.work);
    tally_->closed = tally_->closed && function.closed;
  }
  if (call.call.primes > 0) tally_->closed = false;
  ast_.calls.push_back(call.call);
  node(NodeKind::Call, Meaning::Plus, static_cast<std::uint32_t>(ast_.calls.size() - 1), arguments,
       join(call.call.name, item().span));
  if (call.power != nullptr) raise(static_cast<ConstantId>(call.power->value), call.power->span);
  operands_.back().span = join(call.call.name, item().span);
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
    case Entity::Kind::Op:
      arity.min = arity.max = ir::info(static_cast<ir::Op>(callee.payload)).arity;
      derivable = arity.max == 1;
      break;
    default:
      arity = form_arity(static_cast<Form>(callee.payload));
      derivable = is_form(callee, Form::Log) && arguments == 1;
  }
  const std::string name = quoted(call.call.name);
  if (arguments < arity.min || arguments > arity.max) {
    const std::string wanted = arity.min == arity.max ? std::to_string(arity.min)
                               : arity.max == kAny    ? "at least " + std::to_string(arity.min)
                                                      : std::to_string(arity.min) + " to " + std::to_string(arity.max);
    std::vector<Label> labels;
    if (callee.kind == Entity::Kind::Function && callee.source == source_.source && !callee.span.empty()) {
      labels.push_back({callee.span, "defined here"});
    }
    fail("wrong-arity", call.call.name,
         name + " takes " + wanted + (arity.max == 1 ? " argument" : " arguments") + ", not " +
             std::to_string(arguments),
         {}, std::move(labels));
  }
  if (call.call.primes > 0 && !derivable) {
    fail("prime-without-function", call.call.name,
         name + " is not a function of one variable, so `'` does not say by which to differentiate",
         {"write `diff(" + std::string(source_.slice(call.call.name)) + "(x, y), x)`"});
  }
}

void Climb::note_derivative(const Pending& call, std::uint32_t arguments) {
  const Entity& callee = ast_.entity(call.call.callee);
  const bool by_name = is_form(callee, Form::Diff) ||
                       ((is_form(callee, Form::Grad) || is_form(callee, Form::Jacobian)) && arguments == 2);
  if (!by_name) {
    if (is_form(callee, Form::Grad) || is_form(callee, Form::Hessian) || is_form(callee, Form::Jacobian))
      tally_->closed = false;
    return;
  }
  tally_->closed = false;
  const std::uint32_t variable = ast_.roots(static_cast<std::uint32_t>(ast_.nodes.size()), arguments)[1];
  const Node& node = ast_.nodes[variable];
  if (node.kind == NodeKind::Name) {
    Entity& entity = ast_.entity(static_cast<EntityId>(node.payload));
    if (entity.kind == Entity::Kind::Local) {
      if (tally_->differentiated.size() <= entity.payload) tally_->differentiated.resize(entity.payload + 1);
      tally_->differentiated[entity.payload] = true;
      return;
    }
    entity.differentiated = true;
    if (entity.kind == Entity::Kind::Input || entity.kind == Entity::Kind::Binding) return;
  }
  fail("bad-derivative", node.span,
       quoted(node.span) + " is neither an input nor a binding, so there is no derivative with respect to it",
       {"write a name: `t = " + std::string(source_.slice(node.span)) + "`, then `diff(…, t)`"});
}

// --- errors -------------------------------------------------------------------------------------------------------

bool Climb::stands_alone(SymbolId symbol) {
  if (alone_.empty()) {
    alone_.resize(ast_.symbols.size());
    for (std::size_t i = 0; i + 1 < source_.items.size(); ++i) {
      const Item& name = source_.items[i];
      const Item& next = source_.items[i + 1];
      const bool opens = next.kind == ItemKind::Open && next.code == '(' && next.span.begin == name.span.end;
      if (name.kind == ItemKind::Name && !opens) alone_[name.value] = true;
    }
  }
  return alone_[index(symbol)];
}

// A free name directly before a bracket may be a misspelt function.
void Climb::check_product_with_brackets(const Item& name) {
  const Item& next = item();
  if (next.kind != ItemKind::Open || next.code != '(' || next.span.begin != name.span.end) return;
  const auto symbol = static_cast<SymbolId>(name.value);
  const std::string& spelling = ast_.symbols.name(symbol);
  if (spelling.size() < 3 || names_.is_given(symbol) || names_.defined(symbol) || stands_alone(symbol)) return;
  alone_[index(symbol)] = true;  // looked at once
  if (notes_.size() >= kMaxNotes) return;
  const std::vector<std::string> near = suggest(spelling, builtin_function_names());
  if (!near.empty()) {
    fail("unknown-function", name.span, "unknown function " + quoted(name.span),
         {"did you mean `" + near.front() + "`?", "for a product write " + quote(spelling + "*(…)")});
  }
  notes_.push_back(diagnose("product-not-call", name.span, quoted(name.span) + " is no function, so this is a product",
                            {"write " + quote(spelling + "*(…)") + " to say so"}));
}

void Climb::fail_missing_operand() {
  const Item& here = item();
  const Item* before = at_ > first_ ? &source_.items[at_ - 1] : nullptr;
  std::vector<Label> labels;
  if (before != nullptr) labels.push_back({before->span, "after this"});
  switch (here.kind) {
    case ItemKind::End:
    case ItemKind::Semicolon:
      // A statement begins where there is something, so an item stands before: the `=` of a definition if nothing else.
      fail("missing-operand", source_.items[at_ - 1].span,
           "a value is missing after " + quoted(source_.items[at_ - 1].span));
    case ItemKind::Operator:
      if (before == nullptr) fail("missing-operand", here.span, "a value is missing before " + quoted(here.span));
      fail("missing-operand", here.span, "a value is missing before " + quoted(here.span), {}, std::move(labels));
    case ItemKind::Close:
      if (before != nullptr && before->kind == ItemKind::Open) {
        fail("missing-operand", {before->span.begin, here.span.end}, "the brackets are empty");
      }
      [[fallthrough]];
    default:
      fail("missing-operand", here.span, "a value is missing before " + quoted(here.span), {}, std::move(labels));
  }
}

void Climb::fail_bare_function(const Item& name, EntityId callee) {
  const std::string text(source_.slice(name.span));
  const Item& next = item();
  std::vector<std::string> help;
  const bool operand = (next.kind == ItemKind::Name || next.kind == ItemKind::Number) && !next.starts_line;
  const OperatorPair pair =
      next.kind == ItemKind::Operator ? operator_pair(static_cast<std::uint8_t>(next.value)) : OperatorPair{};
  if (is_form(ast_.entity(callee), Form::If) || is_form(ast_.entity(callee), Form::Piecewise)) {
    help.push_back("a choice is `if(condition, a, b)`, `condition ? a : b` or `piecewise(condition: a, else: b)`");
  } else if (operand) {
    help.push_back("write `" + text + "(" + std::string(source_.slice(next.span)) + ")`");
  } else if (pair.infix != nullptr && pair.infix->level == Level::Power) {
    help.push_back("for a power of the value write `" + text + "²(x)` or `" + text + "(x)^2`");
  } else {
    help.push_back("write its arguments in brackets: `" + text + "(…)`");
  }
  if (ast_.entity(callee).kind != Entity::Kind::Function || ast_.entity(callee).span.empty()) {
    help.push_back("if it is a variable, give it a value (`" + text + "=…`) or declare it: `param " + text + "`");
  }
  fail("bare-function", name.span, quote(text) + " is a function and stands without its arguments", std::move(help));
}

void Climb::fail_inverse(const Item& name, Span mark) {
  const std::string text(source_.slice(name.span));
  const std::string inverse = "a" + text;
  const auto known = find_builtin(inverse);
  std::vector<std::string> help;
  if (known && known->kind == Entity::Kind::Op) help.push_back("the inverse function is `" + inverse + "(x)`");
  help.push_back("the reciprocal is `1/" + text + "(x)`");
  fail("inverse-notation", join(name.span, mark),
       quoted(join(name.span, mark)) + " could be an inverse or a reciprocal", std::move(help));
}

void Climb::fail_mismatch() {
  const Item& here = item();
  if (pending_.empty()) fail("unopened-bracket", here.span, quoted(here.span) + " closes no bracket");
  fail("unopened-bracket", here.span, quoted(here.span) + " does not match the bracket that is open", {},
       {{pending_.back().span, "opened here"}});
}

void Climb::fail_equals() {
  const Item& here = item();
  if (in_bracket() || values_ > 1) {
    fail("lone-equals", here.span, "`=` defines a name and cannot stand inside an expression",
         {"to compare write `==`"});
  }
  fail(
      "bad-definition", {source_.items[first_].span.begin, here.span.end},
      "the left side of `=` is neither a name nor a function of names",
      {"a definition is `t = …` or `f(x, y) = …`", "to compare write `==`", "a statement ends at a newline or at `;`"});
}

}  // namespace adc::parser
