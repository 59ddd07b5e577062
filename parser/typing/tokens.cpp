#include "parser/typing/tokens.h"

#include <algorithm>
#include <unordered_map>

#include "diag/diagnostics.h"
#include "parser/builtins/builtins.h"
#include "parser/latex/latex.h"
#include "parser/latex/tokens.h"
#include "parser/tree/statements.h"
#include "parser/tree/where.h"
#include "parser/typing/pieces.h"

namespace adc::parser {
namespace {

/// Where the text that `Statements` read `index`th stands: the prelude has index 0.
std::string_view source_of(const ParseOptions& options, std::uint32_t index) { return options.context[index - 1]; }

class Painter {
 public:
  Painter(std::string_view text, const ParseOptions& options) : text_(text) {
    for (KnownName& known : known_names(options)) is_function_[std::move(known.name)] = known.is_function;
  }

  std::vector<Token> paint() {
    const std::size_t begin = text_.find_first_not_of(" \t\r\n");
    if (begin != std::string_view::npos && (text_[begin] == ':' || text_[begin] == '?')) {
      add(Token::Kind::Command, begin, std::min(text_.find_first_of(" \t\n", begin), text_.size()));
      paint_statements(std::min(text_.find_first_of(" \t\n", begin), text_.size()));
    } else {
      paint_statements(0);
    }
    return std::move(tokens_);
  }

 private:
  void add(Token::Kind kind, std::size_t begin, std::size_t end) {
    if (begin < end) tokens_.push_back({kind, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}});
  }

  /// From `begin` on. Behind what cannot be a part of a text, reading goes on.
  void paint_statements(std::size_t begin) {
    read_pieces(text_, begin, [&](const Piece& piece) {
      paint_lexemes(piece.lexemes, piece.symbols, piece.begin, piece.end);
      add(Token::Kind::Error, piece.end, piece.next);
    });
  }

  void paint_lexemes(const std::vector<Lexeme>& lexemes, const Symbols& symbols, std::size_t offset, std::size_t end) {
    std::size_t at = offset;
    for (std::size_t i = 0; i < lexemes.size(); ++i) {
      const bool last = lexemes[i].kind == LexemeKind::End;
      const std::size_t begin = last ? end : offset + lexemes[i].span.begin;
      paint_comments(at, begin);
      if (last) return;
      at = offset + lexemes[i].span.end;
      add(kind_of(lexemes, i, symbols), begin, at);
    }
  }

  void paint_comments(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; (at = text_.find('#', at)) < end;) {
      const std::size_t stop = std::min({text_.find('\n', at), end});
      add(Token::Kind::Comment, at, stop);
      at = stop;
    }
  }

  Token::Kind kind_of(const std::vector<Lexeme>& lexemes, std::size_t i, const Symbols& symbols) const {
    const Lexeme& here = lexemes[i];
    switch (here.kind) {
      case LexemeKind::Number:
      case LexemeKind::Superscript: return Token::Kind::Number;
      case LexemeKind::Open:
      case LexemeKind::Close:
      case LexemeKind::Bars: return Token::Kind::Bracket;
      case LexemeKind::Name:
        if (is_where(lexemes, i, symbols)) return Token::Kind::Keyword;
        return name_kind(lexemes, i, symbols.name(static_cast<SymbolId>(here.value)));
      default: return Token::Kind::Operator;
    }
  }

  Token::Kind name_kind(const std::vector<Lexeme>& lexemes, std::size_t i, const std::string& name) const {
    const Lexeme& next = lexemes[i + 1];
    const bool begins = i == 0 || lexemes[i].starts_line || lexemes[i - 1].kind == LexemeKind::Semicolon;
    if (begins && next.kind == LexemeKind::Name && !next.starts_line &&
        (name == "param" || name == "data" || name == "dim"))
      return Token::Kind::Keyword;
    if (const auto known = is_function_.find(name); known != is_function_.end())
      return known->second ? Token::Kind::Function : Token::Kind::Variable;
    const bool opens = next.kind == LexemeKind::Open && next.code == '(';
    if (prelude_definition(name)) return Token::Kind::Function;
    const std::optional<Builtin> builtin = opens ? find_builtin(name) : find_hard_builtin(name);
    if (builtin) return builtin->kind == Entity::Kind::Constant ? Token::Kind::Constant : Token::Kind::Function;
    return Token::Kind::Variable;
  }

  std::string_view text_;
  std::unordered_map<std::string, bool> is_function_;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<KnownName> known_names(const ParseOptions& options) {
  std::vector<KnownName> names;
  std::unordered_map<std::string, std::size_t> place;
  const auto add = [&](KnownName known) {
    const auto [at, is_new] = place.emplace(known.name, names.size());
    if (is_new)
      names.push_back(std::move(known));
    else
      names[at->second] = std::move(known);
  };
  for (const std::string& name : options.known) add({.name = name});
  for (const std::string& name : options.inputs) add({.name = name});
  for (const ParseOptions::External& external : options.externals) add({.name = external.name, .is_function = true});
  Statements known(options);
  for (const std::string& text : options.context) {
    try {
      known.read(text);
    } catch (const diag::Failure&) {
      continue;
    }
  }
  const Ast& ast = known.ast();
  for (const Statement& statement : ast.statements) {
    const std::string_view source = source_of(options, statement.source);
    const std::string text(source.substr(statement.span.begin, statement.span.end - statement.span.begin));
    const bool is_function = statement.kind == Statement::Kind::Function;
    if (is_function || statement.kind == Statement::Kind::Binding)
      add({ast.name(ast.entity(statement.entity)), text, is_function});
    for (const EntityId id : statement.declared) add({ast.name(ast.entity(id)), text, false});
  }
  return names;
}

std::vector<Token> tokens(std::string_view text, const ParseOptions& options) {
  const bool is_in_latex = options.syntax == Syntax::Latex || (options.syntax == Syntax::Auto && latex::is_latex(text));
  return is_in_latex ? latex::tokens(text) : Painter(text, options).paint();
}

}  // namespace adc::parser
