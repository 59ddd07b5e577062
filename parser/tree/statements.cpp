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
  for (const std::string& name : options.known) names_.give(ast_.symbols.intern(diag::canonical_name(name)));
  if (options.allowed) {
    for (const std::string& name : *options.allowed) names_.give(ast_.symbols.intern(diag::canonical_name(name)));
  }
  for (const ParseOptions::External& external : options.externals) {
    const SymbolId symbol = ast_.symbols.intern(diag::canonical_name(external.name));
    ast_.externals.push_back({external.arity, external.number});
    names_.define(symbol, names_.add({.kind = Entity::Kind::External,
                                      .symbol = symbol,
                                      .payload = static_cast<std::uint32_t>(ast_.externals.size() - 1),
                                      .span = {}}));
  }
  for (const auto& [name, shape] : options.shapes) names_.give(ast_.symbols.intern(diag::canonical_name(name)));
  for (const auto& [name, size] : options.dims) {
    const SymbolId symbol = ast_.symbols.intern(diag::canonical_name(name));
    if (!names_.is_given(symbol)) names_.give_dim(symbol);
  }
}

SourceText Statements::read_source(std::string_view text, std::uint32_t source) {
  SourceText read{text, source, read_lexemes(text, ast_.symbols, ast_.numbers)};
  read.wheres = Wheres(read.lexemes, ast_.symbols);
  return read;
}

void Statements::open(std::string_view text) {
  notes_.clear();
  source_ = read_source(text, ++sources_);
  load_prelude(source_.lexemes);
  check_numbers(source_, names_, notes_);
}

bool Statements::skip_separators(std::size_t& at) const {
  while (source_.lexemes[at].kind == LexemeKind::Semicolon) ++at;
  return source_.lexemes[at].kind != LexemeKind::End;
}

void Statements::begin(std::string_view text) {
  open(text);
  typed_.emplace(source_, ast_, names_, options_.limits.nesting, notes_);
  typed_at_ = 0;
}

const Statement* Statements::next() {
  if (!skip_separators(typed_at_)) return nullptr;
  source_.source = ++sources_;
  statement(*typed_, typed_at_);
  return &ast_.statements.back();
}

bool Statements::stands_at_end() const {
  const auto is_end = [&](std::size_t at) { return source_.lexemes[at].kind == LexemeKind::End; };
  return !source_.lexemes.empty() && typed_ && (is_end(typed_at_) || is_end(typed_->position()));
}

void Statements::read(std::string_view text) {
  open(text);
  Climb climb(source_, ast_, names_, options_.limits.nesting, notes_);
  for (std::size_t at = 0; skip_separators(at);) {
    if (!ast_.statements.empty() && ast_.statements.back().source == sources_ &&
        ast_.statements.back().kind == Statement::Kind::Expression) {
      const Lexeme& next = source_.lexemes[at];
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
  const Lexeme& first = source_.lexemes[at];
  const Lexeme& second = source_.lexemes[std::min(at + 1, source_.lexemes.size() - 1)];
  if (begins_declaration(at)) return declaration(climb, at);
  if (first.kind == LexemeKind::Name && second.kind == LexemeKind::Equals && !second.starts_line)
    return binding(climb, at);
  if (begins_function(at)) return function(climb, at);
  expression(climb, at);
}

// --- declarations -------------------------------------------------------------------------------------------------

bool Statements::begins_declaration(std::size_t at) const {
  const Lexeme& first = source_.lexemes[at];
  const Lexeme& second = source_.lexemes[at + (first.kind == LexemeKind::End ? 0 : 1)];
  if (first.kind != LexemeKind::Name || second.kind != LexemeKind::Name || second.starts_line) return false;
  const auto symbol = static_cast<SymbolId>(first.value);
  const std::string& word = ast_.symbols.name(symbol);
  return (word == "param" || word == "data" || word == "dim") && !names_.defined(symbol) && !names_.is_given(symbol);
}

// Reads `: R` or `: R[m, n]` behind a name. What the types of a function's parameters name is a size of each call.
TypeRef Statements::type_annotation(const SourceText& source, Climb& climb, std::size_t& at, bool of_parameter) {
  if (source.lexemes[at].kind != LexemeKind::Colon) return {};
  const Lexeme& type = source.lexemes[++at];
  const std::string_view name = source.slice(type.span);
  if (type.kind != LexemeKind::Name || (name != "R" && name != "ℝ")) {
    diag::fail("bad-declaration", type.span, "a type is wanted here",
               {"a number is `R`, a vector `R[n]`, a matrix `R[m, n]`"});
  }
  TypeRef ref{.declared = true, .span = type.span};
  const Lexeme& open = source.lexemes[++at];
  if (open.kind != LexemeKind::Open || open.code != '[' || (!of_parameter && open.starts_line)) return ref;
  if (of_parameter) {
    for (std::size_t i = at; source.lexemes[i].kind != LexemeKind::End && source.lexemes[i].code != ']'; ++i) {
      const Lexeme& lexeme = source.lexemes[i];
      const auto symbol = static_cast<SymbolId>(lexeme.value);
      if (lexeme.kind == LexemeKind::Name) names_.enter_dim(symbol, lexeme.span, source.source);
    }
  }
  ref.extents = climb.read_extents(at);
  ref.span.end = source.lexemes[at - 1].span.end;
  check_extents(source, ref.extents);
  return ref;
}

// Sizes are whole numbers, names of sizes and what + - * / make of them.
void Statements::check_extents(const SourceText& source, SyntaxRange extents) {
  for (std::uint32_t i = extents.begin; i + 1 < extents.end; ++i) {
    const SyntaxNode& node = ast_.nodes[i];
    const bool legal =
        node.kind == SyntaxKind::Number || node.kind == SyntaxKind::Apply || node.kind == SyntaxKind::Name;
    if (!legal) {
      diag::fail("bad-dimension", node.span, "a size is made of whole numbers and names of sizes",
                 {"for instance `R[n - 1]`"});
    }
    if (node.kind != SyntaxKind::Name) continue;
    const Entity& entity = ast_.entity(static_cast<EntityId>(node.payload));
    if (entity.kind == Entity::Kind::Dim) continue;
    const std::string name(source.slice(node.span));
    diag::fail("unknown-dim", node.span, diag::quote(name) + " is not the name of a size",
               {fmt::format("declare it above: `dim {}`", name)});
  }
}

EntityId Statements::declare_dim(const Lexeme& name) {
  const auto symbol = static_cast<SymbolId>(name.value);
  const EntityId id = names_.declare_dim(symbol, name.span, sources_);
  names_.define(symbol, id);
  return id;
}

EntityId Statements::declare_input(const Lexeme& name, ir::ParamKind kind) {
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
  const Lexeme& keyword = source_.lexemes[at];
  const std::string_view word = source_.slice(keyword.span);
  const bool dim = word == "dim";
  Statement statement{.kind = Statement::Kind::Declaration, .source = sources_};
  declares_ = declares_ || (!dim && !options_.bindings_are_inputs);
  do {
    const Lexeme& name = source_.lexemes[++at];
    if (name.kind != LexemeKind::Name) {
      diag::fail("bad-declaration", name.kind == LexemeKind::End ? keyword.span : name.span,
                 "a name is wanted in this declaration",
                 {fmt::format("names stand in a declaration with commas between: `{} …, …`", word)});
    }
    check_new(static_cast<SymbolId>(name.value), name.span);
    note_hidden(static_cast<SymbolId>(name.value), name.span);
    ++at;
    if (dim) {
      statement.dims.push_back(declare_dim(name));
      continue;
    }
    const EntityId id = declare_input(name, word == "data" ? ir::ParamKind::Data : ir::ParamKind::Param);
    statement.declared.push_back(id);
    TypeRef type = type_annotation(source_, climb, at, false);
    type.declared = true;
    ast_.entity(id).type = type;
  } while (source_.lexemes[at].kind == LexemeKind::Comma);
  const Lexeme& next = source_.lexemes[at];
  if (!next.starts_line && next.kind != LexemeKind::Semicolon) {
    diag::fail("bad-declaration", next.span, quoted(next.span) + " does not belong in a declaration",
               {fmt::format("names stand in a declaration with commas between: `{} …, …`", word)});
  }
  statement.span = {keyword.span.begin, source_.lexemes[at - 1].span.end};
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
  if (input && !typed_ && ast_.entity(*input).source == sources_) {
    const Entity& entity = ast_.entity(*input);
    diag::fail("used-before-definition", span, quoted(span) + " is used before it is defined",
               {"move the definition up, or choose another name"}, {{entity.span, "used here"}});
  }
}

// Nor is it defined by itself: also where it is an input of the texts before this one.
void Statements::check_own_use(SymbolId symbol, SyntaxRange nodes) {
  const SyntaxNode* const node = own_use(symbol, nodes);
  if (node == nullptr || node->kind != SyntaxKind::Name) return;
  if (ast_.entity(static_cast<EntityId>(node->payload)).kind != Entity::Kind::Input) return;
  diag::fail("used-before-definition", node->span, quoted(node->span) + " is used in its own definition",
             {"choose another name for the new value"});
}

// Where `nodes` use what `symbol` stands for outside of them; null where they do not.
const SyntaxNode* Statements::own_use(SymbolId symbol, SyntaxRange nodes) const {
  for (std::uint32_t i = nodes.begin; i < nodes.end; ++i) {
    const SyntaxNode& node = ast_.nodes[i];
    if (node.kind != SyntaxKind::Name && node.kind != SyntaxKind::Call) continue;
    const EntityId id = node.kind == SyntaxKind::Name ? static_cast<EntityId>(node.payload) : ast_.call(node).callee;
    const Entity& entity = ast_.entity(id);
    using enum Entity::Kind;
    const bool local = entity.kind == Local || entity.kind == Index || entity.kind == Part;
    if (entity.symbol == symbol && !local) return &node;
  }
  return nullptr;
}

void Statements::note_hidden(SymbolId symbol, Span span) {
  if (!find_builtin(ast_.symbols.name(symbol)) && !prelude_definition(ast_.symbols.name(symbol))) return;
  notes_.push_back(diag::diagnose("hides-builtin", span, quoted(span) + " hides the built-in name"));
}

void Statements::binding(Climb& climb, std::size_t& at) {
  const Lexeme& name = source_.lexemes[at];
  const auto symbol = static_cast<SymbolId>(name.value);
  Statement statement{.kind = Statement::Kind::Binding, .source = sources_};
  statement.nodes.begin = static_cast<std::uint32_t>(ast_.nodes.size());
  at += 2;
  const Lexeme& body = source_.lexemes[at];
  Tally tally;
  if (climb.read(at, tally) > 1) {
    diag::fail("several-values", name.span,
               quoted(name.span) + " is defined as a list of values, and a name stands for one",
               {"decimals have a point, and digits no separators"});
  }
  statement.nodes.end = static_cast<std::uint32_t>(ast_.nodes.size());
  if (typed_)
    statement.uses_itself = own_use(symbol, statement.nodes) != nullptr;
  else
    check_own_use(symbol, statement.nodes);
  check_new(symbol, name.span);
  statement.span = {name.span.begin, source_.lexemes[at - 1].span.end};
  statement.body = {body.span.begin, statement.span.end};
  statement.work = tally.work;
  std::optional<double> constant;
  if (options_.bindings_are_inputs && !typed_ && tally.closed)
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
  const auto& lexemes = source_.lexemes;
  if (lexemes[at].kind != LexemeKind::Name || lexemes[at + 1].kind != LexemeKind::Open || lexemes[at + 1].code != '(')
    return false;
  if (lexemes[at + 1].starts_line) return false;
  bool has_types = false;  // such as R[3]: then it is one also where `=` is missing
  for (at += 2; lexemes[at].kind != LexemeKind::End; ++at) {
    if (lexemes[at].kind == LexemeKind::Close)
      return has_types || (lexemes[at + 1].kind == LexemeKind::Equals && !lexemes[at + 1].starts_line);
    if (lexemes[at].kind == LexemeKind::Open && lexemes[at - 2].kind == LexemeKind::Colon) {
      const std::string_view type = source_.slice(lexemes[at - 1].span);
      if (lexemes[at].code != '[' || (type != "R" && type != "ℝ")) return false;  // a piece of a `piecewise`
      has_types = true;
      while (lexemes[at].kind != LexemeKind::End && lexemes[at].code != ']') ++at;
      if (lexemes[at].kind == LexemeKind::End) return true;
      continue;
    }
    if (lexemes[at].kind != LexemeKind::Name && lexemes[at].kind != LexemeKind::Comma &&
        lexemes[at].kind != LexemeKind::Colon)
      return has_types;
  }
  return has_types;
}

EntityId Statements::read_function(const SourceText& source, Climb& climb, std::size_t& at) {
  const Lexeme& name = source.lexemes[at];
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
    const Lexeme& param = source.lexemes[++at];
    if (param.kind != LexemeKind::Name) {
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
  } while (source.lexemes[at].kind == LexemeKind::Comma);
  if (source.lexemes[at].kind != LexemeKind::Close || source.lexemes[at].code != ')') {
    const Span other = source.lexemes[at].span;
    diag::fail("bad-definition", other, quoted(other) + " does not belong among the parameters of a function",
               {"write `name(…) = …`"});
  }
  if (source.lexemes[at + 1].kind != LexemeKind::Equals) {
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
  const Lexeme& name = source_.lexemes[at];
  const auto symbol = static_cast<SymbolId>(name.value);
  check_new(symbol, name.span);
  names_.define(symbol,
                names_.add({.kind = Entity::Kind::Defining, .symbol = symbol, .source = sources_, .span = name.span}));
  note_hidden(symbol, name.span);
  const auto is_equals = [](const Lexeme& lexeme) { return lexeme.kind == LexemeKind::Equals; };
  const auto equals =
      std::find_if(source_.lexemes.begin() + static_cast<std::ptrdiff_t>(at), source_.lexemes.end(), is_equals);
  const EntityId entity = read_function(source_, climb, at);
  names_.define(symbol, entity);
  const FunctionInfo& info = ast_.function(ast_.entity(entity));
  for (std::size_t i = 0; i < info.params.size(); ++i) note_hidden(info.params[i], info.param_spans[i]);
  ast_.statements.push_back({.kind = Statement::Kind::Function,
                             .source = sources_,
                             .entity = entity,
                             .nodes = info.body,
                             .span = {name.span.begin, source_.lexemes[at - 1].span.end},
                             .body = {(equals + 1)->span.begin, source_.lexemes[at - 1].span.end},
                             .work = info.work,
                             .declared = {}});
}

void Statements::expression(Climb& climb, std::size_t& at) {
  Statement statement{.kind = Statement::Kind::Expression, .source = sources_};
  statement.nodes.begin = static_cast<std::uint32_t>(ast_.nodes.size());
  const std::uint32_t begin = source_.lexemes[at].span.begin;
  Tally tally;
  statement.values = climb.read(at, tally);
  statement.nodes.end = static_cast<std::uint32_t>(ast_.nodes.size());
  statement.span = {begin, source_.lexemes[at - 1].span.end};
  statement.work = tally.work;
  ast_.statements.push_back(std::move(statement));
}

// --- the prelude --------------------------------------------------------------------------------------------------

namespace {

// Does every use of a name look like a call; if `of_index`, like one that begins with `i =`?
bool only_called(const std::vector<Lexeme>& lexemes, SymbolId symbol, bool of_index) {
  for (std::size_t i = 0; i + 1 < lexemes.size(); ++i) {
    if (lexemes[i].kind != LexemeKind::Name || static_cast<SymbolId>(lexemes[i].value) != symbol) continue;
    const Lexeme& next = lexemes[i + 1];
    const bool called = (next.kind == LexemeKind::Open && next.code == '(') || next.kind == LexemeKind::Prime;
    const bool begins_index =
        i + 3 < lexemes.size() && lexemes[i + 2].kind == LexemeKind::Name && lexemes[i + 3].kind == LexemeKind::Equals;
    if (!called || (of_index && !begins_index)) return false;
  }
  return true;
}

}  // namespace

// Reads the definitions of all names in `lexemes` that the prelude has. Recursion is as deep as the prelude's own
// calls.
void Statements::load_prelude(const std::vector<Lexeme>& lexemes) {
  for (const Lexeme& lexeme : lexemes) {
    if (lexeme.kind != LexemeKind::Name) continue;
    if (looked_up_.size() <= lexeme.value)
      looked_up_.resize(std::max<std::size_t>(ast_.symbols.size(), lexeme.value + 1));
    if (looked_up_[lexeme.value]) continue;
    looked_up_[lexeme.value] = true;
    const auto symbol = static_cast<SymbolId>(lexeme.value);
    const auto definition = prelude_definition(ast_.symbols.name(symbol));
    if (definition) names_.define_builtin(symbol, read_prelude(*definition));
    const auto soft = find_soft_builtin(ast_.symbols.name(symbol));
    const bool of_index =
        soft && soft->kind == Entity::Kind::Form && form_info(static_cast<Form>(soft->payload)).is(kIndices);
    if (soft && only_called(lexemes, symbol, of_index)) {
      names_.define_builtin(symbol,
                            names_.add({.kind = soft->kind, .symbol = symbol, .payload = soft->payload, .span = {}}));
    }
  }
}

EntityId Statements::read_prelude(std::string_view definition) {
  const SourceText source = read_source(definition, kPreludeSource);
  load_prelude(source.lexemes);
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
