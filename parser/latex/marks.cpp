#include "parser/latex/marks.h"

#include <algorithm>

#include "diag/diagnostics.h"
#include "ir/watch.h"
#include "parser/latex/commands.h"
#include "parser/latex/lexer.h"

namespace adc::parser::latex {
namespace {

/// \hat{x} is a name: x_hat.
std::vector<Mark> with_accents(std::vector<Mark> marks) {
  std::vector<Mark> reversed;
  for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) {
    if (mark->kind != Kind::Accent) {
      reversed.push_back(std::move(*mark));
      continue;
    }
    const auto behind = [&](std::size_t k) -> const Mark* {
      return k < reversed.size() ? &reversed[reversed.size() - 1 - k] : nullptr;
    };
    const bool in_braces = behind(0) != nullptr && behind(0)->kind == Kind::OpenBrace;
    const Mark* const symbol = behind(in_braces ? 1 : 0);
    const bool is_name = symbol != nullptr && (symbol->kind == Kind::Letter || symbol->kind == Kind::Word);
    const bool ends = !in_braces || (behind(2) != nullptr && behind(2)->kind == Kind::CloseBrace);
    if (!is_name || !ends)
      diag::fail("unknown-latex", mark->span, "this sign stands above more than a name", {"write another name"});
    Mark named = *symbol;
    named.text += mark->text;
    named.span = {mark->span.begin, in_braces ? behind(2)->span.end : symbol->span.end};
    reversed.resize(reversed.size() - (in_braces ? 3 : 1));
    reversed.push_back(std::move(named));
  }
  std::ranges::reverse(reversed);
  return reversed;
}

/// {g}_k as g_k
void join_names(std::vector<Mark>& marks) {
  std::vector<Mark> joined;
  for (std::size_t at = 0; at < marks.size(); ++at) {
    const bool is_braced = marks[at].kind == Kind::OpenBrace && at + 3 < marks.size() &&
                           (marks[at + 1].kind == Kind::Letter || marks[at + 1].kind == Kind::Word) &&
                           marks[at + 2].kind == Kind::CloseBrace && marks[at + 3].kind == Kind::Script &&
                           marks[at + 3].code == '_';
    if (is_braced) ++at;
    joined.push_back(std::move(marks[at]));
    if (is_braced) ++at;
  }
  marks = std::move(joined);
}

void match_braces(std::vector<Mark>& marks, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> open;
  for (std::size_t at = begin; at < end; ++at) {
    if (marks[at].kind == Kind::OpenBrace) {
      marks[at].partner = static_cast<std::uint32_t>(marks.size() - 1);
      open.push_back(at);
    } else if (marks[at].kind == Kind::CloseBrace && !open.empty()) {
      marks[open.back()].partner = static_cast<std::uint32_t>(at);
      open.pop_back();
    }
  }
}

/// x^2_1 as x_1^2
void order_scripts(std::vector<Mark>& marks) {
  for (std::size_t at = 0; at + 1 < marks.size(); ++at) {
    if (marks[at].kind != Kind::Script || marks[at].code != '^') continue;
    const std::size_t index = behind_argument(marks, at + 1);
    if (index >= marks.size() || marks[index].kind != Kind::Script || marks[index].code != '_') continue;
    const std::size_t end = std::min(behind_argument(marks, index + 1), marks.size());
    ir::check_time(end - at);
    std::rotate(marks.begin() + static_cast<std::ptrdiff_t>(at), marks.begin() + static_cast<std::ptrdiff_t>(index),
                marks.begin() + static_cast<std::ptrdiff_t>(end));
    match_braces(marks, at, end);
  }
}

}  // namespace

std::size_t behind_argument(const std::vector<Mark>& marks, std::size_t at) {
  for (std::size_t wanted = 1; at + 1 < marks.size(); ++at) {
    const Kind kind = marks[at].kind;
    if (kind == Kind::OpenBrace) at = marks[at].partner;
    if (at + 1 >= marks.size() || kind == Kind::CloseBrace) return at;
    if (kind == Kind::Fraction || kind == Kind::Binomial) wanted += 2;
    if (kind == Kind::Root) {
      ++wanted;
      if (marks[at + 1].kind == Kind::Open && marks[at + 1].code == '[') {
        while (at + 1 < marks.size() && !(marks[at].kind == Kind::Close && marks[at].code == '[')) ++at;
      }
    }
    if (--wanted == 0) return at + 1;
  }
  return at;
}

void match_braces(std::vector<Mark>& marks) { match_braces(marks, 0, marks.size()); }

std::vector<Mark> read_marks(std::string_view text, std::size_t nesting) {
  std::vector<Mark> marks = with_accents(read_characters(text, nesting));
  join_names(marks);
  match_braces(marks);
  order_scripts(marks);
  return marks;
}

std::optional<Kind> kind_of_command(std::string_view word) {
  const Meaning* const command = find_command(word);
  return command == nullptr ? std::nullopt : std::optional(command->kind);
}

bool begins_value(const Mark& mark) {
  switch (mark.kind) {
    case Kind::Letter:
    case Kind::Word:
    case Kind::Function:
    case Kind::Digit:
    case Kind::Point:
    case Kind::OpenBrace:
    case Kind::Open:
    case Kind::Bars:
    case Kind::OpenBars:
    case Kind::Begin:
    case Kind::Fraction:
    case Kind::Binomial:
    case Kind::Root:
    case Kind::Sum:
    case Kind::Nabla: return true;
    default: return false;
  }
}

bool ends_value(const Mark& mark) {
  switch (mark.kind) {
    case Kind::Letter:
    case Kind::Word:
    case Kind::Digit:
    case Kind::Point:
    case Kind::CloseBrace:
    case Kind::Close:
    case Kind::Bars:
    case Kind::CloseBars:
    case Kind::End:
    case Kind::Prime:
    case Kind::Transpose:
    case Kind::Factorial: return true;
    default: return false;
  }
}

}  // namespace adc::parser::latex
