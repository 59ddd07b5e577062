#include "parser/latex/layout.h"

#include <algorithm>
#include <optional>

#include "diag/diagnostics.h"

namespace adc::parser::latex {
namespace {

bool is_symbol(const Mark& mark) { return mark.kind == Kind::Letter || mark.kind == Kind::Word; }

bool opens(Kind kind) {
  return kind == Kind::OpenBrace || kind == Kind::Open || kind == Kind::OpenBars || kind == Kind::Begin;
}
bool closes(Kind kind) {
  return kind == Kind::CloseBrace || kind == Kind::Close || kind == Kind::CloseBars || kind == Kind::End;
}
bool separates(Kind kind) { return kind == Kind::Row || kind == Kind::Break || kind == Kind::Stop; }

struct Range {
  std::size_t begin;
  std::size_t end;
  std::size_t equals;  ///< the first `=` outside of brackets; `end` if there is none
};

/// The formula that begins at `begin`.
Range range_at(const std::vector<Mark>& marks, std::size_t begin) {
  Range range{begin, begin, 0};
  std::size_t depth = 0;
  std::optional<std::size_t> equals;
  for (;; ++range.end) {
    const Kind kind = marks[range.end].kind;
    if (kind == Kind::Stop || (depth == 0 && separates(kind))) break;
    if (opens(kind)) ++depth;
    if (closes(kind) && depth > 0) --depth;
    if (kind == Kind::Equals && depth == 0 && !equals) equals = range.end;
  }
  range.equals = equals.value_or(range.end);
  return range;
}

/// Rows that go on with the one before lose what parts them.
void join_rows(std::vector<Mark>& marks) {
  std::vector<std::size_t> joints;
  bool defines = false;
  for (std::size_t at = 0; marks[at].kind != Kind::Stop;) {
    const Range range = range_at(marks, at);
    const Kind first = marks[at].kind;
    const bool follows_row = at > 0 && marks[at - 1].kind == Kind::Row;
    if (follows_row && defines && first == Kind::Equals)
      diag::fail("lone-equals", marks[at].span, "a second row says what the first one is equal to",
                 {"leave one of them: a name has one definition"});
    const bool goes_on = follows_row && defines && range.equals == range.end &&
                         (first == Kind::Sign || first == Kind::Times || first == Kind::Divide);
    if (goes_on) joints.push_back(at - 1);
    if (range.end > at) defines = goes_on || range.equals != range.end;
    at = marks[range.end].kind == Kind::Stop ? range.end : range.end + 1;
  }
  if (joints.empty()) return;
  std::vector<Mark> joined;
  for (std::size_t at = 0, next = 0; at < marks.size(); ++at) {
    if (next < joints.size() && joints[next] == at)
      ++next;
    else
      joined.push_back(std::move(marks[at]));
  }
  marks = std::move(joined);
  match_braces(marks);
}

/// f(x, y): the names in the brackets at `at`, which end at `end`; nullopt where there is something else.
std::optional<std::vector<std::string>> parameters(const std::vector<Mark>& marks, std::size_t at, std::size_t end,
                                                   Names& names) {
  if (marks[at].kind != Kind::Open || marks[at].code != '(') return std::nullopt;
  std::vector<std::string> all;
  do {
    if (!is_symbol(marks[++at])) return std::nullopt;
    const Symbol symbol = names.symbol(at);
    all.push_back(names.name_of(symbol, at));
    at = symbol.end;
  } while (marks[at].kind == Kind::Comma);
  const bool closed = marks[at].kind == Kind::Close && at + 1 == end;
  return closed ? std::optional(std::move(all)) : std::nullopt;
}

bool has_equal_sides(const std::vector<Mark>& marks, const Range& range) {
  const auto at = [&](std::size_t i) { return marks.begin() + static_cast<std::ptrdiff_t>(i); };
  return std::equal(at(range.begin), at(range.equals), at(range.equals + 1), at(range.end),
                    [](const Mark& a, const Mark& b) { return a.kind == b.kind && a.text == b.text; });
}

Statement statement_of(const std::vector<Mark>& marks, const Range& range, Names& names) {
  Statement statement{.body = range.begin, .end = range.end, .name = {}, .parameters = {}, .span = {}};
  if (range.equals == range.end) return statement;
  statement.body = range.equals + 1;
  statement.span = {marks[range.begin].span.begin,
                    marks[range.equals > range.begin ? range.equals - 1 : range.begin].span.end};
  const Mark& first = marks[range.begin];
  if (is_symbol(first)) {
    const Symbol symbol = names.symbol(range.begin);
    statement.name = names.name_of(symbol, range.begin);
    if (symbol.end == range.equals && has_equal_sides(marks, range)) return statement;  // x = x
    if (symbol.end == range.equals) {
      statement.form = Statement::Form::Binding;
      statement.name = Names::with_primes(statement.name, symbol.primes);
      return statement;
    }
    if (auto given = parameters(marks, symbol.end, range.equals, names)) {
      statement.form = symbol.primes == 0 ? Statement::Form::Function : Statement::Form::Result;
      statement.parameters = *std::move(given);
      return statement;
    }
  }
  if (first.kind == Kind::Fraction) {
    const auto quotient = quotient_at(marks, range.begin, names);
    if (quotient && quotient->end == range.equals && quotient->of != quotient->of_end) {
      statement.form = Statement::Form::Result;
      return statement;
    }
  }
  if (first.kind == Kind::Nabla) {
    statement.form = Statement::Form::Result;
    return statement;
  }
  diag::fail("lone-equals", statement.span.empty() ? marks[range.equals].span : statement.span,
             "what stands before `=` is neither a name nor a function of names",
             {"an equation is not solved: write what is computed, or `y = …`"});
}

}  // namespace

std::vector<Statement> read_layout(std::vector<Mark>& marks, Names& names) {
  join_rows(marks);
  std::vector<Statement> statements;
  for (std::size_t at = 0; marks[at].kind != Kind::Stop;) {
    const Range range = range_at(marks, at);
    if (range.end > range.begin) statements.push_back(statement_of(marks, range, names));
    at = marks[range.end].kind == Kind::Stop ? range.end : range.end + 1;
  }
  return statements;
}

}  // namespace adc::parser::latex
