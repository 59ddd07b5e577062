#include "parser/typing/entries.h"

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/tree/statements.h"
#include "parser/typing/tokens.h"

namespace adc::parser {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::size_t end_of_line(std::string_view text, std::size_t at) { return std::min(text.find('\n', at), text.size()); }

/// Behind blanks, newlines, semicolons and comments.
std::size_t skip_to_entry(std::string_view text, std::size_t at) {
  while (at < text.size() && (is_space(text[at]) || text[at] == ';' || text[at] == '#')) {
    at = text[at] == '#' ? end_of_line(text, at) : at + 1;
  }
  return at;
}

bool begins_command(std::string_view text, std::size_t at) {
  return at < text.size() && (text[at] == '?' || text[at] == ':');
}

/// Where the next line begins that could be a command or a question; the end if none does.
std::size_t next_command(std::string_view text, std::size_t at) {
  for (at = end_of_line(text, at); at < text.size(); at = end_of_line(text, at)) {
    const std::size_t line = ++at;
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (begins_command(text, at)) return line;
  }
  return text.size();
}

Span trimmed(std::string_view text, std::size_t begin, std::size_t end) {
  while (begin < end && is_space(text[begin])) ++begin;
  while (begin < end && is_space(text[end - 1])) --end;
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::string_view slice(std::string_view text, Span span) { return text.substr(span.begin, span.end - span.begin); }

/// The line at `at`, which begins with `?` or `:`.
Typed command(std::string_view text, std::size_t at) {
  const std::size_t end = end_of_line(text, at);
  Typed entry{.span = trimmed(text, at, end)};
  if (text[at] == '?') {
    const bool twice = text.substr(at).starts_with("??");
    entry.kind = twice ? Typed::Kind::Inspection : Typed::Kind::Question;
    entry.body = trimmed(text, at + (twice ? 2 : 1), end);
    if (!entry.body.empty()) entry.names = {diag::canonical_name(slice(text, entry.body))};
    return entry;
  }
  std::size_t word = at + 1;
  while (word < end && !is_space(text[word])) ++word;
  entry.kind = Typed::Kind::Command;
  entry.names = {std::string(text.substr(at + 1, word - at - 1))};
  entry.body = trimmed(text, word, end);
  return entry;
}

/// May more text mend what failed at the end of a text?
bool is_unfinished(const Diagnostic& error) {
  constexpr std::array kSlugs{"unclosed-bracket", "missing-operand", "incomplete-conditional", "bad-declaration"};
  return std::ranges::find(kSlugs, error.slug) != kSlugs.end();
}

/// Adds what the nodes mention that a session may define.
void add_used_names(std::vector<std::string>& names, const Ast& ast, SyntaxRange nodes) {
  for (std::uint32_t i = nodes.begin; i < nodes.end; ++i) {
    const SyntaxNode& node = ast.nodes[i];
    if (node.kind != SyntaxKind::Name && node.kind != SyntaxKind::Call) continue;
    const Entity& entity =
        ast.entity(node.kind == SyntaxKind::Name ? static_cast<EntityId>(node.payload) : ast.call(node).callee);
    using enum Entity::Kind;
    const bool own = entity.kind == Input || entity.kind == Binding ||
                     (entity.kind == Function && entity.source != kPreludeSource) ||
                     (entity.kind == Dim && entity.payload != kLocalDim);
    if (own && std::ranges::find(names, ast.name(entity)) == names.end()) names.push_back(ast.name(entity));
  }
}

Typed entry_of(const Ast& ast, const Statement& statement) {
  Typed entry{.span = statement.span, .body = statement.body};
  add_used_names(entry.uses, ast, statement.nodes);
  switch (statement.kind) {
    case Statement::Kind::Expression: entry.kind = Typed::Kind::Expression; return entry;
    case Statement::Kind::Binding: entry.kind = Typed::Kind::Binding; break;
    case Statement::Kind::Function:
      entry.kind = Typed::Kind::Function;
      for (const SymbolId param : ast.function(ast.entity(statement.entity)).params)
        entry.parameters.push_back(ast.symbols.name(param));
      for (const TypeRef& type : ast.function(ast.entity(statement.entity)).param_types)
        add_used_names(entry.uses, ast, type.extents);
      break;
    case Statement::Kind::Declaration:
      entry.kind = Typed::Kind::Declaration;
      for (const EntityId id : statement.declared) {
        entry.names.push_back(ast.name(ast.entity(id)));
        add_used_names(entry.uses, ast, ast.entity(id).type.extents);
      }
      for (const EntityId id : statement.dims) entry.names.push_back(ast.name(ast.entity(id)));
      return entry;
  }
  entry.names = {ast.name(ast.entity(statement.entity))};
  std::erase(entry.uses, entry.names[0]);
  entry.uses_itself = statement.uses_itself;
  return entry;
}

/// Reads the statements of `text[begin, end)`.
Reading read_statements(Statements& known, std::string_view text, std::size_t begin, std::size_t end) {
  Reading reading;
  const auto offset = static_cast<std::uint32_t>(begin);
  try {
    known.begin(text.substr(begin, end - begin));
  } catch (
      const diag::Failure& failure) {  // a character that means nothing: what stands on the lines before may be done
    const std::size_t wrong = begin + failure.diagnostic().span.begin;
    const std::size_t line = wrong == begin ? begin : text.rfind('\n', wrong - 1) + 1;
    if (line > begin && line <= wrong) reading = read_statements(known, text, begin, line);
    if (!reading.error) reading.error = diag::shifted(failure.diagnostic(), offset);
    reading.complete = true;
    return reading;
  }
  try {
    while (const Statement* statement = known.next()) {
      Typed entry = entry_of(known.ast(), *statement);
      entry.span = diag::shifted(entry.span, offset);
      entry.body = diag::shifted(entry.body, offset);
      reading.entries.push_back(std::move(entry));
    }
  } catch (const diag::Failure& failure) {
    reading.error = diag::shifted(failure.diagnostic(), offset);
    const Span name = reading.error->span;
    if (reading.error->slug == "bare-function" &&
        name == trimmed(text, begin, end)) {  // a function's name alone is a question
      reading.error.reset();
      reading.entries.push_back({.kind = Typed::Kind::Question,
                                 .span = name,
                                 .body = name,
                                 .names = {diag::canonical_name(slice(text, name))}});
      return reading;
    }
    reading.complete = !(known.stands_at_end() && is_unfinished(failure.diagnostic()));
  }
  return reading;
}

/// The entry that `text` is if it is one of the words that end or explain a session.
std::optional<Typed> plain_command(std::string_view text) {
  const Span span = trimmed(text, 0, text.size());
  std::string_view word = slice(text, span);
  if (word.ends_with("()")) word.remove_suffix(2);
  if (word != "quit" && word != "exit" && word != "help") return std::nullopt;
  return Typed{.kind = Typed::Kind::Command, .span = span, .body = {span.end, span.end}, .names = {std::string(word)}};
}

}  // namespace

Reading read_entries(std::string_view text, const ParseOptions& options) {
  Reading all;
  try {
    check_size(text, options.limits.source_bytes);
    check_encoding(text);
    if (std::optional<Typed> word = plain_command(text)) {
      const std::vector<KnownName> names = known_names(options);
      if (std::ranges::find(names, word->names[0], &KnownName::name) == names.end()) {
        all.entries.push_back(*std::move(word));
        return all;
      }
    }
    const std::unique_ptr<Statements> in_scope = read_context(options);
    Statements& known = *in_scope;
    for (std::size_t at = 0; (at = skip_to_entry(text, at)) < text.size();) {
      if (begins_command(text, at)) {
        all.entries.push_back(command(text, at));
        at = end_of_line(text, at);
        continue;
      }
      std::size_t end = next_command(text, at);
      Reading part = read_statements(known, text, at, end);
      for (; !part.complete && end < text.size(); part = read_statements(known, text, at, end)) {
        end = next_command(text, end + 1);
      }
      std::ranges::move(part.entries, std::back_inserter(all.entries));
      all.error = std::move(part.error);
      all.complete = part.complete;
      if (all.error) break;
      at = end;
    }
  } catch (const diag::Failure& failure) {
    all.error = failure.diagnostic();
  }
  return all;
}

}  // namespace adc::parser
