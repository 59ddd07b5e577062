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

/// The signature, with the argument that the cursor stands in; the last one stands for all behind it.
editor::Hint hint_of(const CallHint& call) {
  editor::Hint hint{.text = call.signature};
  const std::string_view text = hint.text;
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos) return hint;
  std::size_t depth = 0;
  std::size_t argument = 0;
  hint.begin = hint.end = open + 1;
  for (std::size_t at = open + 1; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '(' || c == '[') ++depth;
    const bool closes = c == ')' || c == ']';
    const bool ends = depth == 0 && (c == ',' || closes);
    if (ends && (argument == call.argument || closes)) {
      hint.end = at;
      while (hint.begin < hint.end && text[hint.begin] == ' ') ++hint.begin;
      return hint;
    }
    if (ends) {
      ++argument;
      hint.begin = at + 1;
    }
    if (closes) --depth;
  }
  return hint;
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
    return call ? hint_of(*call) : editor::Hint();
  };
  return editing;
}

}  // namespace adc::tools
