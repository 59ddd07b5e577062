#include "parser/tree/leibniz.h"

#include <fmt/core.h>

#include "diag/diagnostics.h"

namespace adc::parser {
namespace {

// Moves `at` behind an order: ² or ^2.
std::optional<ConstantId> order_at(const SourceText& source, std::size_t& at) {
  const Lexeme& mark = source.lexemes[at];
  if (mark.kind == LexemeKind::Superscript) {
    ++at;
    return static_cast<ConstantId>(mark.value);
  }
  const bool raised =
      mark.kind == LexemeKind::Operator && (source.slice(mark.span) == "^" || source.slice(mark.span) == "**");
  if (!raised || source.lexemes[at + 1].kind != LexemeKind::Number) return std::nullopt;
  at += 2;
  return static_cast<ConstantId>(source.lexemes[at - 1].value);
}

}  // namespace

std::string_view differential_sign(std::string_view name) {
  for (const std::string_view sign : {std::string_view("d"), std::string_view("∂")}) {
    if (name.starts_with(sign)) return sign;
  }
  return {};
}

std::optional<Quotient> quotient_at(const SourceText& source, const Ast& ast, std::size_t at) {
  const Lexeme& top = source.lexemes[at];
  if (top.kind != LexemeKind::Name) return std::nullopt;
  const std::string_view above = source.slice(top.span);
  const std::string_view sign = differential_sign(above);
  if (sign.empty()) return std::nullopt;
  const auto order = order_at(source, ++at);
  const Lexeme& bar = source.lexemes[at];
  if (bar.kind != LexemeKind::Operator || source.slice(bar.span) != "/") return std::nullopt;
  const std::size_t bottom = ++at;
  const Lexeme& name = source.lexemes[bottom];
  const std::string_view below = source.slice(name.span);
  if (name.kind != LexemeKind::Name || !below.starts_with(sign) || below == sign) return std::nullopt;
  const auto twin = order_at(source, ++at);
  const bool matches =
      order.has_value() == twin.has_value() && (!order || ast.numbers.value(*order) == ast.numbers.value(*twin));
  if (!matches) return std::nullopt;
  const Span by{name.span.begin + static_cast<std::uint32_t>(sign.size()), name.span.end};
  return Quotient{.of = above.substr(sign.size()),
                  .by = source.slice(by),
                  .by_span = by,
                  .order = order,
                  .bottom = bottom,
                  .end = at};
}

std::vector<bool> names_outside_quotients(const SourceText& source, const Ast& ast) {
  std::vector<bool> outside(ast.symbols.size());
  for (std::size_t at = 0; at < source.lexemes.size();) {
    const auto quotient = quotient_at(source, ast, at);
    if (quotient && quotient->of.empty()) {
      at = quotient->end;
      continue;
    }
    if (source.lexemes[at].kind == LexemeKind::Name) outside[source.lexemes[at].value] = true;
    ++at;
  }
  return outside;
}

void fail_partial(const SourceText& source, const Ast& ast, std::size_t at) {
  const auto quotient = quotient_at(source, ast, at);
  std::string help = "a derivative is written `diff(…, …)`";
  if (quotient) {
    const std::string of(quotient->of.empty() ? "…" : quotient->of);
    help = "write " + diag::quote(fmt::format("diff({}, {})", of, quotient->by));
  }
  diag::fail("unexpected-character", source.lexemes[at].span, "`∂` begins no derivative here", {std::move(help)});
}

}  // namespace adc::parser
