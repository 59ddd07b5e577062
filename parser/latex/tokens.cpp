#include "parser/latex/tokens.h"

#include <algorithm>

#include "diag/unicode.h"
#include "parser/latex/marks.h"

namespace adc::parser::latex {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

Token::Kind kind_of(std::string_view command) {
  const std::optional<Kind> kind = kind_of_command(command);
  if (!kind || *kind == Kind::Refused) return Token::Kind::Error;
  switch (*kind) {
    case Kind::Letter: return command == "pi" || command == "infty" ? Token::Kind::Constant : Token::Kind::Variable;
    case Kind::Function:
    case Kind::Word:
    case Kind::Fraction:
    case Kind::Binomial:
    case Kind::Root:
    case Kind::Sum:
    case Kind::Nabla:
    case Kind::Partial: return Token::Kind::Function;
    case Kind::Times:
    case Kind::Divide:
    case Kind::Relation:
    case Kind::Logical:
    case Kind::Not: return Token::Kind::Operator;
    case Kind::Open:
    case Kind::Close:
    case Kind::OpenBars:
    case Kind::CloseBars:
    case Kind::Bars:
    case Kind::Sized: return Token::Kind::Bracket;
    default: return Token::Kind::Keyword;
  }
}

}  // namespace

std::vector<Token> tokens(std::string_view text) {
  std::vector<Token> all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const char c = text[at];
    Token::Kind kind = Token::Kind::Operator;
    if (c == '%') {
      at = std::min(text.find('\n', at), text.size());
      kind = Token::Kind::Comment;
    } else if (c == '\\') {
      while (++at < text.size() && is_letter(text[at])) {
      }
      if (at == begin + 1 && at < text.size()) at += diag::decode(text.substr(at)).value_or(diag::CodePoint{}).bytes;
      kind = kind_of(text.substr(begin + 1, at - begin - 1));
    } else if (is_digit(c)) {
      while (at < text.size() && (is_digit(text[at]) || text[at] == '.')) ++at;
      kind = Token::Kind::Number;
    } else {
      const diag::CodePoint point = diag::decode(text.substr(at)).value_or(diag::CodePoint{});
      at += point.bytes;
      if (diag::is_blank(point.value) || c == '\n' || c == '\r' || c == '~') continue;
      if (diag::starts_name(point.value) && c != '_') kind = Token::Kind::Variable;
      if (c == '#' || c == '"' || c == '`') kind = Token::Kind::Error;
      if (std::string_view("{}()[]|").find(c) != std::string_view::npos) kind = Token::Kind::Bracket;
    }
    all.push_back({kind, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at)}});
  }
  return all;
}

}  // namespace adc::parser::latex
