#include "tools/session_editing.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adc::tools {
namespace {

using editor::Style;

Style style_of(Token::Kind kind) {
  switch (kind) {
    case Token::Kind::Number: return Style::Number;
    case Token::Kind::Function: return Style::Function;
    case Token::Kind::Constant: return Style::Constant;
    case Token::Kind::Keyword:
    case Token::Kind::Command: return Style::Command;
    case Token::Kind::Operator: return Style::Operator;
    case Token::Kind::Comment: return Style::Comment;
    case Token::Kind::Error: return Style::Error;
    case Token::Kind::Variable:
    case Token::Kind::Bracket: break;
  }
  return Style::Plain;
}

editor::Completions completions_of(Completions known) {
  editor::Completions completions{known.span.begin, known.span.end, {}};
  completions.candidates.reserve(known.candidates.size());
  for (Completions::Candidate& one : known.candidates)
    completions.candidates.push_back({std::move(one.text), std::move(one.detail)});
  return completions;
}

}  // namespace

editor::Editing editing_of(const Session& session) {
  editor::Editing editing;
  editing.is_complete = [&](std::string_view text) { return session.is_complete(text); };
  editing.complete = [&](std::string_view text, std::size_t cursor) {
    return completions_of(session.complete(text, cursor));
  };
  editing.highlight = [&](std::string_view text) {
    std::vector<editor::Highlight> parts;
    for (const Token& token : session.tokens(text))
      parts.push_back({token.span.begin, token.span.end, style_of(token.kind)});
    return parts;
  };
  editing.hint = [&](std::string_view text, std::size_t cursor) {
    const auto call = session.hint(text, cursor);
    return call ? call->signature : std::string();
  };
  return editing;
}

}  // namespace adc::tools
