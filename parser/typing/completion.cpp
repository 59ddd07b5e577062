#include "parser/typing/completion.h"

#include <algorithm>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/builtins/builtins.h"
#include "parser/text/lexemes.h"
#include "parser/typing/tokens.h"

namespace adc::parser {
namespace {

using Candidate = Completions::Candidate;

/// Where the part of a name begins that ends at the end of `text`.
std::size_t begin_of_name(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t at = text.size();
  while (at > 0) {
    std::size_t start = at - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80U) --start;
    const std::optional<diag::CodePoint> code = diag::decode(text.substr(start));
    if (!code || start + code->bytes != at || !diag::continues_name(code->value)) break;
    if (diag::starts_name(code->value)) begin = start;
    at = start;
  }
  return begin;
}

/// The lexemes of what stands before the cursor; none where it cannot be read.
std::vector<Lexeme> lexemes_before(std::string_view text, Symbols& symbols, Numbers& numbers) {
  try {
    return read_lexemes(text, symbols, numbers);
  } catch (const diag::Failure&) {
    return {};
  }
}

/// A bracket that is open at the end of the lexemes, and how many commas stand in it.
struct Open {
  std::size_t lexeme;
  std::size_t commas = 0;
};

std::vector<Open> open_brackets(const std::vector<Lexeme>& lexemes) {
  std::vector<Open> open;
  for (std::size_t i = 0; i < lexemes.size(); ++i) {
    if (lexemes[i].kind == LexemeKind::Open) open.push_back({i});
    if (open.empty()) continue;
    if (lexemes[i].kind == LexemeKind::Close) open.pop_back();
    if (lexemes[i].kind == LexemeKind::Comma) ++open.back().commas;
  }
  return open;
}

/// The name that is called by the bracket.
std::optional<std::string> callee(const std::vector<Lexeme>& lexemes, const Open& open, const Symbols& symbols) {
  if (lexemes[open.lexeme].code != '(' || open.lexeme == 0) return std::nullopt;
  const Lexeme& name = lexemes[open.lexeme - 1];
  if (name.kind != LexemeKind::Name) return std::nullopt;
  return symbols.name(static_cast<SymbolId>(name.value));
}

bool begins_statement(const std::vector<Lexeme>& lexemes, std::size_t begin) {
  const Lexeme* before = nullptr;
  for (const Lexeme& lexeme : lexemes) {
    if (lexeme.kind == LexemeKind::End || lexeme.span.begin >= begin)
      return before == nullptr || lexeme.starts_line || before->kind == LexemeKind::Semicolon;
    before = &lexeme;
  }
  return before == nullptr;
}

void add_known(std::vector<Candidate>& all, const ParseOptions& options) {
  for (const KnownName& known : known_names(options)) {
    const bool is_function = known.is_function;
    all.push_back({known.name + (is_function ? "(" : ""), known.text,
                   is_function ? Candidate::Kind::Function : Candidate::Kind::Variable});
  }
}

void add_builtins(std::vector<Candidate>& all) {
  for (const std::string& name : builtin_function_names()) {
    all.push_back({name + "(", builtin_signature(name).value_or(""), Candidate::Kind::Function});
  }
  for (const std::string& name : builtin_constant_names())
    all.push_back({name, "a constant", Candidate::Kind::Constant});
}

}  // namespace

Completions complete(std::string_view text, std::size_t cursor, const ParseOptions& options) {
  const std::string_view before = text.substr(0, cursor);
  const std::size_t begin = begin_of_name(before);
  const std::string_view typed = before.substr(begin);
  Symbols symbols;
  Numbers numbers;
  const std::vector<Lexeme> lexemes = lexemes_before(before, symbols, numbers);
  Completions completions{.span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(before.size())},
                          .candidates = {}};
  std::vector<Candidate>& all = completions.candidates;
  add_known(all, options);
  const std::size_t own = all.size();
  add_builtins(all);
  if (begins_statement(lexemes, begin)) {
    all.push_back({"param ", "declares what derivatives are taken for", Candidate::Kind::Keyword});
    all.push_back({"data ", "declares inputs that none are taken for", Candidate::Kind::Keyword});
    all.push_back({"dim ", "declares the name of a size", Candidate::Kind::Keyword});
  }
  if (!lexemes.empty() && !begins_statement(lexemes, begin))
    all.push_back({"where ", "says what names in the expression stand for", Candidate::Kind::Keyword});
  const std::vector<Open> open = open_brackets(lexemes);
  if (const auto name = open.empty() ? std::nullopt : callee(lexemes, open.back(), symbols)) {
    const std::optional<Builtin> builtin = find_builtin(*name);
    const bool has_dims =
        builtin && builtin->kind == Entity::Kind::Form && form_info(static_cast<Form>(builtin->payload)).is(kDims);
    if (has_dims && open.back().commas > 0) all.push_back({"dims=", "the axes, from 1", Candidate::Kind::Option});
  }
  const auto by_text = [](const Candidate& a, const Candidate& b) { return a.text < b.text; };
  std::sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(own), by_text);
  std::sort(all.begin() + static_cast<std::ptrdiff_t>(own), all.end(), by_text);
  const std::string start = diag::canonical_name(typed);
  std::erase_if(all, [&](const Candidate& candidate) {
    return !candidate.text.starts_with(start) && !candidate.text.starts_with(typed);
  });
  for (std::size_t i = all.size(); i-- > 0;) {  // a name of the session hides one of the language
    const auto same =
        std::find_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), [&](const Candidate& other) {
          return other.text.substr(0, other.text.find('(')) == all[i].text.substr(0, all[i].text.find('('));
        });
    if (same != all.begin() + static_cast<std::ptrdiff_t>(i)) all.erase(all.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return completions;
}

std::optional<CallHint> call_hint(std::string_view text, std::size_t cursor, const ParseOptions& options) {
  Symbols symbols;
  Numbers numbers;
  const std::vector<Lexeme> lexemes = lexemes_before(text.substr(0, cursor), symbols, numbers);
  const std::vector<Open> open = open_brackets(lexemes);
  for (auto bracket = open.rbegin(); bracket != open.rend(); ++bracket) {
    const std::optional<std::string> name = callee(lexemes, *bracket, symbols);
    if (!name) continue;
    for (const KnownName& known : known_names(options)) {
      if (known.name != *name) continue;
      if (!known.is_function) return std::nullopt;
      return CallHint{known.text.substr(0, known.text.find(')') + 1), bracket->commas};
    }
    if (std::optional<std::string> signature = builtin_signature(*name))
      return CallHint{*std::move(signature), bracket->commas};
  }
  return std::nullopt;
}

}  // namespace adc::parser
