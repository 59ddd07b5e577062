#include "parser/tree/statements.h"

#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/meant.h"
#include "parser/lower/lower.h"

namespace adc::parser {

Statements::Statements(const ParseOptions& options) : options_(options), names_(ast_) {
  for (const std::string& name : options.inputs) names_.give(ast_.symbols.intern(diag::canonical_name(name)));
  for (const std::string& name : options.columns) {
    const std::string canonical = diag::canonical_name(name);
    const std::optional<Builtin> builtin = find_builtin(canonical);
    if (builtin && builtin->kind == Entity::Kind::Constant) names_.give(ast_.symbols.intern(canonical));
  }
  for (const auto& [name, shape] : options.shapes) names_.give(ast_.symbols.intern(diag::canonical_name(name)));
  for (const auto& [name, size] : options.dims) {
    const SymbolId symbol = ast_.symbols.intern(diag::canonical_name(name));
    if (!names_.is_given(symbol)) names_.give_dim(symbol);
  }
}

void Statements::read(std::string_view text) {
  notes_.clear();
  source_ = {text, ++sources_, read_items(text, ast_.symbols, ast_.numbers)};
  load_prelude(source_.items);
  check_numbers(source_, names_, notes_);
  Climb climb(source_, ast_, names_, options_.limits.nesting, notes_);
  for (std::size_t at = 0;;) {
    while (source_.items[at].kind == ItemKind::Semicolon) ++at;
    if (source_.items[at].kind == ItemKind::End) break;
    if (!ast_.statements.empty() && ast_.statements.back().source == sources_ &&
        ast_.statements.back().kind == Statement::Kind::Expression) {
      const Item& next = source_.items[at];
      diag::fail(
          "unused-expression", ast_.statements.back().span,
          "this expression is not the last statement, so nothing uses it",
          {"to continue a formula on the next line, end the line with the operator or put the formula in brackets"},
          {{next.span, "the next statement begins here"}});
    }
    statement(climb, at);
  }
  if (ast_.statements.empty() || ast_.statements.back().source != sources_) {
    diag::fail("empty-program", {}, "there is nothing to compute");
  }
}

void Statements::statement(Climb& climb, std::size_t& at) {
  const Item& first = source_.items[at];
  const Item& second = source_.items[std::min(at + 1, source_.items.size() - 1)];
  if (begins_declaration(at)) return declaration(climb, at);
  if (first.kind == ItemKind::Name && second.kind == ItemKind::Equals && !second.starts_line) return binding(climb, at);
  if (begins_function(at)) return function(climb, at);
  expression(climb, at);
}

// --- declarations -------------------------------------------------------------------------------------------------

bool Statements::begins_declaration(std::size_t at) const {
  const Item& first = source_.items[at];
  const Item& second = source_.items[at + (first.kind == ItemKind::End ? 0 : 1)];
  if (first.kind != ItemKind::Name || second.kind != ItemKind::Name || second.starts_line) return false;
  const auto symbol = static_cast<SymbolId>(first.value);
  const std::string& word = ast_.symbols.name(symbol);
  return (word == "param" || word == "data" || word == "dim") && !names_.defined(symbol) && !names_.is_given(symbol);
}

// Reads `: R` or `: R[m, n]` behind a name. What the types of a function's parameters name is a size of each call.
TypeRef Statements::type_annotation(const SourceText& source, Climb& climb, std::size_t& at, bool of_parameter) {
  if (source.items[at].kind != ItemKind::Colon) return {};
  const Item& type = source.items[++at];
  const std::string_view name = source.slice(type.span);
  if (type.kind != ItemKind::Name || (name != "R" && name != "ℝ")) {
    diag::fail("bad-declaration", type.span, "a type is wanted here",
               {"a number is `R`, a vector `R[n]`, a matrix `R[m, n]`"});
  }
  TypeRef ref{.declared = true, .span = type.span};
  const Item& open = source.items[++at];
  if (open.kind != ItemKind::Open || open.code != '[' || (!of_parameter && open.starts_line)) return ref;
  if (of_parameter) {
    for (std::size_t i = at; source.items[i].kind != ItemKind::End && source.items[i].code != ']'; ++i) {
      const Item& item = source.items[i];
      const auto symbol = static_cast<SymbolId>(item.value);
      if (item.kind == ItemKind::Name) names_.enter_dim(symbol, item.span, source.source);
    }
  }
  ref.extents = climb.read_extents(at);
  ref.span.end = source.items[at - 1].span.end;
  check_extents(source, ref.extents);
  return ref;
}

// Sizes are whole numbers, names of sizes and what + - * / make of them.
void Statements::check_extents(const SourceText& source, NodeRange extents) {
  for (std::uint32_t i = extents.begin; i + 1 < extents.end; ++i) {
    const Node& node = ast_.nodes[i];
    const bool legal = node.kind == NodeKind::Number || node.kind == NodeKind::Apply || node.kind == NodeKind::Name;
    if (!legal) {
      diag::fail("bad-dimension", node.span, "a size is made of whole numbers and names of sizes",
                 {"for instance `R[n - 1]`"});
    }
    if (node.kind != NodeKind::Name) continue;
    const Entity& entity = ast_.entity(static_cast<EntityId>(node.payload));
    if (entity.kind == Entity::Kind::Dim) continue;
    const std::string name(source.slice(node.span));
    diag::fail("unknown-dim", node.span, diag::quote(name) + " is not the name of a size",
               {fmt::format("declare it above: `dim {}`", name)});
  }
}

void Statements::declare_dim(const Item& name) {
  const auto symbol = static_cast<SymbolId>(name.value);
  names_.define(symbol, names_.declare_dim(symbol, name.span, sources_));
}

EntityId Statements::declare_input(const Item& name, ir::ParamKind kind) {
  const auto symbol = static_cast<SymbolId>(name.value);
  const EntityId id = names_.input(symbol, name.span, sources_);
  Entity& entity = ast_.entity(id);
  entity.declared = true;
  entity.param_kind = kind;
  entity.source = sources_;
  entity.span = name.span;
  names_.define(symbol, id);
  return id;
}

void Statements::declaration(Climb& climb, std::size_t& at) {
  const Item& keyword = source_.items[at];
  const std::string_view word = source_.slice(keyword.span);
  const bool dim = word == "dim";
  Statement statement{.kind = Statement::Kind::Declaration, .source = sources_};
  declares_ = declares_ || !dim;
  do {
    const Item& name = source_.items[++at];
    if (name.kind != ItemKind::Name) {
      diag::fail("bad-declaration", name.kind == ItemKind::End ? keyword.span : name.span,
                 "a name is wanted in this declaration",
                 {fmt::format("names stand in a declaration with commas between: `{} …, …`", word)});
    }
    check_new(static_cast<SymbolId>(name.value), name.span);
    note_hidden(static_cast<SymbolId>(name.value), name.span);
    ++at;
    if (dim) {
      declare_dim(name);
      continue;
    }
    const EntityId id = declare_input(name, word == "data" ? ir::ParamKind::Data : ir::ParamKind::Param);
    statement.declared.push_back(id);
    TypeRef type = type_annotation(source_, climb, at, false);
    type.declared = true;
    ast_.entity(id).type = type;
  } while (source_.items[at].kind == ItemKind::Comma);
  const Item& next = source_.items[at];
  if (!next.starts_line && next.kind != ItemKind::Semicolon) {
    diag::fail("bad-declaration", next.span, quoted(next.span) + " does not belong in a declaration",
               {fmt::format("names stand in a declaration with commas between: `{} …, …`", word)});
  }
  statement.span = {keyword.span.begin, source_.items[at - 1].span.end};
  ast_.statements.push_back(std::move(statement));
}

// --- definitions --------------------------------------------------------------------------------------------------

// A name is defined once in a text, and before it is used.
void Statements::check_new(SymbolId symbol, Span span) {
  if (const auto known = names_.defined(symbol)) {
    const Entity& entity = ast_.entity(*known);
    if (entity.source != sources_) return;
    diag::fail("already-defined", span, quoted(span) + " is already defined", {"choose another name"},
               {{entity.span, "defined here"}});
  }
  const auto input = names_.find_input(symbol);
  if (input && ast_.entity(*input).source == sources_) {
    const Entity& entity = ast_.entity(*input);
    diag::fail("used-before-definition", span, quoted(span) + " is used before it is defined",
               {"move the definition up, or choose another name"}, {{entity.span, "used here"}});
  }
}

// Nor is it defined by itself: also where it is an input of the texts before this one.
void Statements::check_own_use(SymbolId symbol, NodeRange nodes) {
  const auto input = names_.find_input(symbol);
  if (!input) return;
  for (std::uint32_t i = nodes.begin; i < nodes.end; ++i) {
    const Node& node = ast_.nodes[i];
    if (node.kind != NodeKind::Name || static_cast<EntityId>(node.payload) != *input) continue;
    diag::fail("used-before-definition", node.span, quoted(node.span) + " is used in its own definition",
               {"choose another name for the new value"});
  }
}

void Statements::note_hidden(SymbolId symbol, Span span) {
  if (!find_builtin(ast_.symbols.name(symbol)) && !prelude_definition(ast_.symbols.name(symbol))) return;
  notes_.push_back(diag::diagnose("hides-builtin", span, quoted(span) + " hides the built-in name"));
}

void Statements::binding(Climb& climb, std::size_t& at) {
  const Item& name = source_.items[at];
  const auto symbol = static_cast<SymbolId>(name.value);
  Statement statement{.kind = Statement::Kind::Binding, .source = sources_};
  statement.nodes.begin = static_cast<std::uint32_t>(ast_.nodes.size());
  at += 2;
  Tally tally;
  if (climb.read(at, tally) > 1) {
    diag::fail("several-values", name.span,
               quoted(name.span) + " is defined as a list of values, and a name stands for one",
               {"decimals have a point, and digits no separators"});
  }
  statement.nodes.end = static_cast<std::uint32_t>(ast_.nodes.size());
  check_own_use(symbol, statement.nodes);
  check_new(symbol, name.span);
  statement.span = {name.span.begin, source_.items[at - 1].span.end};
  statement.work = tally.work;
  std::optional<double> constant;
  if (options_.bindings_are_inputs && tally.closed)
    constant = constant_value(ast_, statement, options_.limits.instructions);
  if (constant) {
    statement.entity = names_.input(symbol, name.span, sources_);
    ast_.entity(statement.entity).default_value = constant;
    ast_.entity(statement.entity).source = sources_;
  } else {
    statement.entity = names_.add({.kind = Entity::Kind::Binding,
                                   .symbol = symbol,
                                   .payload = static_cast<std::uint32_t>(ast_.statements.size()),
                                   .source = sources_,
                                   .span = name.span});
  }
  names_.define(symbol, statement.entity);
  note_hidden(symbol, name.span);
  ast_.statements.push_back(std::move(statement));
}

// name ( name [: type] , … ) =
bool Statements::begins_function(std::size_t at) const {
  const auto& items = source_.items;
  if (items[at].kind != ItemKind::Name || items[at + 1].kind != ItemKind::Open || items[at + 1].code != '(')
    return false;
  if (items[at + 1].starts_line) return false;
  for (at += 2; items[at].kind != ItemKind::End; ++at) {
    if (items[at].kind == ItemKind::Close) return items[at + 1].kind == ItemKind::Equals && !items[at + 1].starts_line;
    if (items[at].kind == ItemKind::Open && items[at - 2].kind == ItemKind::Colon) return true;  // a type such as R[3]
    if (items[at].kind != ItemKind::Name && items[at].kind != ItemKind::Comma && items[at].kind != ItemKind::Colon)
      return false;
  }
  return false;
}

EntityId Statements::read_function(const SourceText& source, Climb& climb, std::size_t& at) {
  const Item& name = source.items[at];
  const auto symbol = static_cast<SymbolId>(name.value);
  FunctionInfo info{.symbol = symbol,
                    .name = name.span,
                    .source = source.source,
                    .params = {},
                    .param_spans = {},
                    .param_types = {},
                    .differentiated = {},
                    .body = {}};
  ++at;
  do {
    const Item& param = source.items[++at];
    if (param.kind != ItemKind::Name) {
      diag::fail("bad-definition", param.span, "the parameters of a function are names", {"write `name(…) = …`"});
    }
    const auto id = static_cast<SymbolId>(param.value);
    if (!names_.enter(id)) {
      const auto twin = std::ranges::find(info.params, id);
      if (twin == info.params.end()) {
        diag::fail("already-defined", param.span, quoted(param.span) + " is already the name of a size");
      }
      diag::fail("already-defined", param.span, quoted(param.span) + " is already a parameter", {},
                 {{info.param_spans[static_cast<std::size_t>(twin - info.params.begin())], "here"}});
    }
    info.params.push_back(id);
    info.param_spans.push_back(param.span);
    info.param_types.push_back(type_annotation(source, climb, ++at, true));
  } while (source.items[at].kind == ItemKind::Comma);
  if (source.items[at].kind != ItemKind::Close || source.items[at].code != ')') {
    const Span other = source.items[at].span;
    diag::fail("bad-definition", other, quoted(other) + " does not belong among the parameters of a function",
               {"write `name(…) = …`"});
  }
  if (source.items[at + 1].kind != ItemKind::Equals) {
    diag::fail("bad-definition", name.span, quoted(name.span) + " has parameters with types, and no `=` behind them",
               {"write `name(…: R[n]) = …`"});
  }
  at += 2;  // ) =
  Tally tally;
  info.body.begin = static_cast<std::uint32_t>(ast_.nodes.size());
  const std::uint32_t values = climb.read(at, tally);
  names_.leave();
  if (values > 1) diag::fail("several-values", name.span, "a function has one value, and this is a list");
  info.body.end = static_cast<std::uint32_t>(ast_.nodes.size());
  info.differentiated = std::move(tally.differentiated);
  info.differentiated.resize(info.params.size());
  info.work = tally.work;
  info.closed = tally.closed;
  ast_.functions.push_back(std::move(info));
  return names_.add({.kind = Entity::Kind::Function,
                     .symbol = symbol,
                     .payload = static_cast<std::uint32_t>(ast_.functions.size() - 1),
                     .source = source.source,
                     .span = name.span});
}

void Statements::function(Climb& climb, std::size_t& at) {
  const Item& name = source_.items[at];
  const auto symbol = static_cast<SymbolId>(name.value);
  check_new(symbol, name.span);
  names_.define(symbol,
                names_.add({.kind = Entity::Kind::Defining, .symbol = symbol, .source = sources_, .span = name.span}));
  note_hidden(symbol, name.span);
  const EntityId entity = read_function(source_, climb, at);
  names_.define(symbol, entity);
  const FunctionInfo& info = ast_.function(ast_.entity(entity));
  for (std::size_t i = 0; i < info.params.size(); ++i) note_hidden(info.params[i], info.param_spans[i]);
  ast_.statements.push_back({.kind = Statement::Kind::Function,
                             .source = sources_,
                             .entity = entity,
                             .nodes = info.body,
                             .span = {name.span.begin, source_.items[at - 1].span.end},
                             .work = info.work,
                             .declared = {}});
}

void Statements::expression(Climb& climb, std::size_t& at) {
  Statement statement{.kind = Statement::Kind::Expression, .source = sources_};
  statement.nodes.begin = static_cast<std::uint32_t>(ast_.nodes.size());
  const std::uint32_t begin = source_.items[at].span.begin;
  Tally tally;
  statement.values = climb.read(at, tally);
  statement.nodes.end = static_cast<std::uint32_t>(ast_.nodes.size());
  statement.span = {begin, source_.items[at - 1].span.end};
  statement.work = tally.work;
  ast_.statements.push_back(std::move(statement));
}

// --- the prelude --------------------------------------------------------------------------------------------------

namespace {

// Does every use of a name look like a call; if `of_index`, like one that begins with `i =`?
bool only_called(const std::vector<Item>& items, SymbolId symbol, bool of_index) {
  for (std::size_t i = 0; i + 1 < items.size(); ++i) {
    if (items[i].kind != ItemKind::Name || static_cast<SymbolId>(items[i].value) != symbol) continue;
    const Item& next = items[i + 1];
    const bool called = (next.kind == ItemKind::Open && next.code == '(') || next.kind == ItemKind::Prime;
    const bool begins_index =
        i + 3 < items.size() && items[i + 2].kind == ItemKind::Name && items[i + 3].kind == ItemKind::Equals;
    if (!called || (of_index && !begins_index)) return false;
  }
  return true;
}

}  // namespace

// Reads the definitions of all names in `items` that the prelude has. Recursion is as deep as the prelude's own calls.
void Statements::load_prelude(const std::vector<Item>& items) {
  for (const Item& item : items) {
    if (item.kind != ItemKind::Name) continue;
    if (looked_up_.size() <= item.value) looked_up_.resize(std::max<std::size_t>(ast_.symbols.size(), item.value + 1));
    if (looked_up_[item.value]) continue;
    looked_up_[item.value] = true;
    const auto symbol = static_cast<SymbolId>(item.value);
    const auto definition = prelude_definition(ast_.symbols.name(symbol));
    if (definition) names_.define_builtin(symbol, read_prelude(*definition));
    const auto soft = find_soft_builtin(ast_.symbols.name(symbol));
    const bool of_index =
        soft && soft->kind == Entity::Kind::Form && form_info(static_cast<Form>(soft->payload)).is(kIndices);
    if (soft && only_called(items, symbol, of_index)) {
      names_.define_builtin(symbol,
                            names_.add({.kind = soft->kind, .symbol = symbol, .payload = soft->payload, .span = {}}));
    }
  }
}

EntityId Statements::read_prelude(std::string_view definition) {
  const SourceText source{definition, kPreludeSource, read_items(definition, ast_.symbols, ast_.numbers)};
  load_prelude(source.items);
  std::vector<Diagnostic> notes;
  names_.set_in_prelude(true);
  Climb climb(source, ast_, names_, options_.limits.nesting, notes);
  std::size_t at = 0;
  const EntityId entity = read_function(source, climb, at);
  names_.set_in_prelude(false);
  ast_.entity(entity).span = {};
  return entity;
}

}  // namespace adc::parser
