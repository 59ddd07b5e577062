// \frac{d}{dx}: fractions that are derivatives.
#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "diag/diagnostics.h"
#include "parser/latex/layout.h"

namespace adc::parser::latex {
namespace {

bool is_symbol(const Mark& mark) { return mark.kind == Kind::Letter || mark.kind == Kind::Word; }

bool is_sign(const Mark& mark, const Names& names) {
  return mark.kind == Kind::Partial || (mark.kind == Kind::Letter && mark.text == "d" && !names.is_given("d"));
}

/// The number in digits that is the exponent at `at`; moves behind it.
std::optional<std::size_t> order_at(const std::vector<Mark>& marks, std::size_t& at) {
  if (marks[at].kind != Kind::Script || marks[at].code != '^') return std::nullopt;
  const std::size_t end = behind_argument(marks, at + 1);
  std::string digits;
  for (std::size_t i = at + 1; i < end; ++i) {
    if (marks[i].kind == Kind::Digit)
      digits += marks[i].text;
    else if (marks[i].kind != Kind::OpenBrace && marks[i].kind != Kind::CloseBrace)
      return std::nullopt;
  }
  std::size_t order = 0;
  const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), order);
  if (error != std::errc() || last != digits.data() + digits.size()) return std::nullopt;
  at = end;
  return order;
}

/// dx, \partial x^2 \partial y; nullopt for anything else.
std::optional<std::vector<Quotient::By>> below(const std::vector<Mark>& marks, std::size_t at, std::size_t end,
                                               const Names& names) {
  std::vector<Quotient::By> all;
  while (at < end) {
    if (!is_sign(marks[at], names) || !is_symbol(marks[at + 1])) return std::nullopt;
    Quotient::By by{.variable = at + 1};
    at = names.symbol(at + 1).end;
    const std::size_t mark = at;
    if (const auto order = order_at(marks, at)) {
      by.order = *order;
      by.order_span = {marks[mark].span.begin, marks[at - 1].span.end};
    }
    all.push_back(by);
  }
  return all.empty() ? std::nullopt : std::optional(std::move(all));
}

}  // namespace

std::optional<Quotient> quotient_at(const std::vector<Mark>& marks, std::size_t at, const Names& names) {
  if (marks[at].kind != Kind::Fraction || marks[at + 1].kind != Kind::OpenBrace) return std::nullopt;
  const std::size_t bar = behind_argument(marks, at + 1);
  if (marks[bar].kind != Kind::OpenBrace || !is_sign(marks[at + 2], names)) return std::nullopt;
  const std::size_t end = behind_argument(marks, bar);
  auto by = below(marks, bar + 1, end - 1, names);
  if (!by) return std::nullopt;
  Quotient quotient{.of = at + 3, .of_end = bar - 1, .by = *std::move(by), .end = end, .span = {}};
  quotient.span = {marks[at].span.begin, marks[end - 1].span.end};
  const std::size_t above = order_at(marks, quotient.of).value_or(1);
  std::size_t sum = 0;
  for (const Quotient::By& each : quotient.by) sum += each.order;
  if (sum != above || above == 0) {
    diag::fail("bad-order", quotient.span, fmt::format("the orders differ: {} above, {} below", above, sum));
  }
  return quotient;
}

}  // namespace adc::parser::latex
