#include "parser/latex/functions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "diag/diagnostics.h"
#include "parser/latex/names.h"

namespace adc::parser::latex {
namespace {

struct Row {
  std::string_view word;  ///< behind \operatorname, as emit/typeset.cpp writes it, or in books
  std::string_view name;
  std::string_view of_order = {};
  IndexRule index = IndexRule::None;
  OrderRule order = OrderRule::Primes;
};
constexpr auto kRows =
    std::to_array<Row>({{"J", "besselj", "", IndexRule::First, OrderRule::Last},
                        {"Y", "bessely", "", IndexRule::First, OrderRule::Last},
                        {"I", "besseli", "", IndexRule::First, OrderRule::Last},
                        {"K", "besselk", "", IndexRule::First, OrderRule::Last},
                        {"besselj", "besselj", "", IndexRule::First, OrderRule::Last},
                        {"bessely", "bessely", "", IndexRule::First, OrderRule::Last},
                        {"besseli", "besseli", "", IndexRule::First, OrderRule::Last},
                        {"besselk", "besselk", "", IndexRule::First, OrderRule::Last},
                        {"W", "lambertw", "", IndexRule::Branch},
                        {"E", "expint_e1", "", IndexRule::One},
                        {"Ei", "expint_ei"},
                        {"Ai", "airy_ai", "", IndexRule::None, OrderRule::Last},
                        {"Bi", "airy_bi", "", IndexRule::None, OrderRule::Last},
                        {"B", "beta"},
                        {"digamma", "digamma", "polygamma", IndexRule::None, OrderRule::First},
                        {"polygamma", "digamma", "polygamma", IndexRule::None, OrderRule::First},
                        {"zeta", "zeta", "zeta_derivative", IndexRule::None, OrderRule::First},
                        {"gammainc", "gammainc", "", IndexRule::None, OrderRule::Last},
                        {"betainc", "betainc", "", IndexRule::None, OrderRule::Last},
                        {"sinc_derivative", "sinc_derivative", "sinc_derivative", IndexRule::None, OrderRule::First},
                        {"ierfc_ratio", "ierfc_ratio", "", IndexRule::First},
                        {"polygamma_difference", "polygamma_difference", "", IndexRule::First},
                        {"tr", "trace"},
                        {"Tr", "trace"}});

constexpr auto kLetters = std::to_array<Row>({{"Gamma", "gamma"},
                                              {"psi", "digamma", "polygamma", IndexRule::None, OrderRule::First},
                                              {"zeta", "zeta", "zeta_derivative", IndexRule::None, OrderRule::First},
                                              {"sigma", "sigmoid"}});

/// The functions of one number that are written without brackets.
struct Bare {
  std::string_view name;
  std::string_view inverse;
};
constexpr auto kBare = std::to_array<Bare>(
    {{"sin", "asin"},   {"cos", "acos"},     {"tan", "atan"},   {"cot", "acot"},   {"sec", "asec"},   {"csc", "acsc"},
     {"sinh", "asinh"}, {"cosh", "acosh"},   {"tanh", "atanh"}, {"coth", "acoth"}, {"sech", "asech"}, {"csch", "acsch"},
     {"asin", ""},      {"acos", ""},        {"atan", ""},      {"acot", ""},      {"asec", ""},      {"acsc", ""},
     {"asinh", ""},     {"acosh", ""},       {"atanh", ""},     {"asech", ""},     {"acsch", ""},     {"acoth", ""},
     {"exp", ""},       {"log", ""},         {"log10", ""},     {"log2", ""},      {"arcsin", ""},    {"arccos", ""},
     {"arctan", ""},    {"arccot", ""},      {"arcsec", ""},    {"arccsc", ""},    {"arsinh", ""},    {"arcosh", ""},
     {"artanh", ""},    {"arsech", ""},      {"arcsch", ""},    {"arcoth", ""},    {"ln", ""},        {"lg", ""},
     {"erf", "erfinv"}, {"erfc", "erfcinv"}, {"trace", ""},     {"sign", ""},      {"sgn", ""}});

Callee callee_of(const Row& row) {
  return {.name = std::string(row.name),
          .of_order = std::string(row.of_order),
          .index = row.index,
          .order = row.order,
          .bare = row.name == "trace"};
}

std::string text_of(const Pieces& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.text;
  return text;
}

Span span_of(const Pieces& pieces, Span otherwise) {
  return pieces.empty() ? otherwise : Span{pieces.front().span.begin, pieces.back().span.end};
}

void append(Pieces& to, Pieces from) { std::ranges::move(from, std::back_inserter(to)); }

[[noreturn]] void fail_index(const Head& head, const char* message) {
  diag::fail("unknown-latex", span_of(head.index, head.span), message,
             {"write the function's own name: `\\operatorname{…}(…)`"});
}

}  // namespace

std::optional<Callee> find_function(std::string_view word) {
  if (const auto* const row = std::ranges::find(kRows, word, &Row::word); row != kRows.end()) return callee_of(*row);
  const auto* const bare = std::ranges::find(kBare, word, &Bare::name);
  if (bare == kBare.end() && !is_function(word)) return std::nullopt;
  Callee callee{.name = std::string(word)};
  if (bare != kBare.end()) {
    callee.inverse = bare->inverse;
    callee.bare = true;
  }
  if (word == "log") callee.index = IndexRule::Base;
  return callee;
}

std::optional<Callee> find_letter_function(std::string_view letter) {
  const auto* const row = std::ranges::find(kLetters, letter, &Row::word);
  return row == kLetters.end() ? std::nullopt : std::optional(callee_of(*row));
}

CallText text_of(Head head) {
  CallText text;
  std::string name = head.callee.name;
  const std::string index = text_of(head.index);
  const std::string order = std::to_string(head.order);
  const bool by_primes = head.order > 0 && head.callee.order == OrderRule::Primes;
  Pieces first;
  Pieces last;
  switch (head.callee.index) {
    case IndexRule::None:
      if (!head.index.empty()) fail_index(head, "this function has no index");
      break;
    case IndexRule::Base:
      if (index == "2" || index == "10")
        name += index;
      else
        last = std::move(head.index);
      break;
    case IndexRule::First: first = std::move(head.index); break;
    case IndexRule::Branch:
      if (index == "-1")
        last = std::move(head.index);
      else if (!index.empty() && index != "0")
        fail_index(head, "there are the branches 0 and -1");
      break;
    case IndexRule::One:
      if (index != "1") fail_index(head, "of these functions there is the one with the index 1");
      break;
  }
  if (head.order > 0 && head.callee.order == OrderRule::First) {
    name = head.callee.of_order;
    first.insert(first.begin(), {order, head.span});
  }
  text.before.push_back({name + (by_primes ? std::string(head.order, '\'') : "") + '(', head.span});
  if (!first.empty()) {
    append(text.before, std::move(first));
    text.before.push_back({", ", {}});
  }
  if (!last.empty()) {
    text.after.push_back({", ", {}});
    append(text.after, std::move(last));
  }
  if (head.order > 0 && head.callee.order == OrderRule::Last) text.after.push_back({", " + order, head.span});
  text.after.push_back({")", {}});
  if (!head.power.empty()) {
    text.after.push_back({"^(", {}});
    append(text.after, std::move(head.power));
    text.after.push_back({")", {}});
  }
  return text;
}

}  // namespace adc::parser::latex
