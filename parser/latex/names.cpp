#include "parser/latex/names.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "diag/diagnostics.h"
#include "ir/watch.h"
#include "parser/builtins/builtins.h"

namespace adc::parser::latex {
namespace {

struct Greek {
  std::string_view name;
  std::string_view letter;
};
constexpr auto kGreek = std::to_array<Greek>(
    {{"alpha", "α"}, {"beta", "β"},  {"gamma", "γ"},   {"delta", "δ"},  {"epsilon", "ε"}, {"zeta", "ζ"},   {"eta", "η"},
     {"theta", "θ"}, {"iota", "ι"},  {"kappa", "κ"},   {"lambda", "λ"}, {"mu", "μ"},      {"nu", "ν"},     {"xi", "ξ"},
     {"pi", "π"},    {"rho", "ρ"},   {"sigma", "σ"},   {"tau", "τ"},    {"upsilon", "υ"}, {"phi", "φ"},    {"chi", "χ"},
     {"psi", "ψ"},   {"omega", "ω"}, {"Gamma", "Γ"},   {"Delta", "Δ"},  {"Theta", "Θ"},   {"Lambda", "Λ"}, {"Xi", "Ξ"},
     {"Pi", "Π"},    {"Sigma", "Σ"}, {"Upsilon", "Υ"}, {"Phi", "Φ"},    {"Psi", "Ψ"},     {"Omega", "Ω"}});

/// `name` with the names of Greek letters in place of the letters, and digits without `_` before them: how names are
/// compared that are spelled in other ways.
std::string plain(std::string_view name) {
  std::string text;
  for (std::size_t at = 0; at < name.size();) {
    const auto* const greek =
        std::ranges::find_if(kGreek, [&](const Greek& row) { return name.substr(at).starts_with(row.letter); });
    if (greek != kGreek.end()) {
      text += greek->name;
      at += greek->letter.size();
    } else if (name[at] == '_' && at + 1 < name.size() && name[at + 1] >= '0' && name[at + 1] <= '9') {
      ++at;
    } else {
      text += name[at++];
    }
  }
  return text;
}

bool is_symbol(const Mark& mark) { return mark.kind == Kind::Letter || mark.kind == Kind::Word; }
bool is_script(const Mark& mark, char code) { return mark.kind == Kind::Script && mark.code == code; }

}  // namespace

std::string_view greek_letter(std::string_view name) {
  const auto* const found = std::ranges::find(kGreek, name, &Greek::name);
  return found == kGreek.end() ? std::string_view() : found->letter;
}

bool is_function(std::string_view name) {
  const auto builtin = find_builtin(name);
  return (builtin && is_callable(builtin->kind)) || prelude_definition(name);
}

Names::Names(const std::vector<Mark>& marks, const ParseOptions& options) : marks_(marks) {
  const auto give = [this](const std::string& name) { given_.insert(name); };
  std::ranges::for_each(options.inputs, give);
  std::ranges::for_each(options.columns, give);
  std::ranges::for_each(options.known, give);
  if (options.allowed) std::ranges::for_each(*options.allowed, give);
  for (const auto& [name, shape] : options.shapes) give(name);
  for (const auto& [name, size] : options.dims) give(name);
  for (const std::string& name : given_) plain_.emplace(plain(name), name);
  find_elements();
}

/// What has an index in which that of a sum occurs.
void Names::find_elements() {
  std::set<std::string, std::less<>> indices;
  for (std::size_t at = 0; at + 3 < marks_.size(); ++at) {
    const bool begins = marks_[at].kind == Kind::Sum && is_script(marks_[at + 1], '_');
    if (begins && marks_[at + 2].kind == Kind::OpenBrace && is_symbol(marks_[at + 3]))
      indices.insert(marks_[at + 3].text);
  }
  if (indices.empty()) return;
  std::vector<std::size_t> heads;  // of the indices that are open
  std::vector<std::size_t> ends;
  for (std::size_t at = 0; at + 1 < marks_.size(); ++at) {
    while (!ends.empty() && ends.back() <= at) {
      ends.pop_back();
      heads.pop_back();
    }
    if (is_symbol(marks_[at]) && indices.contains(marks_[at].text)) {
      for (const std::size_t head : heads) heads_.insert(marks_[head].text);
      ir::check_time(heads.size());
    }
    if (!is_symbol(marks_[at]) || !is_script(marks_[at + 1], '_')) continue;
    heads.push_back(at);
    ends.push_back(behind_argument(marks_, at + 2));
  }
}

std::string Names::index_text(std::size_t begin, std::size_t end) const {
  std::string text;
  bool is_word = false;  // whether a word of several letters stood before
  for (std::size_t at = begin; at < end; ++at) {
    const Mark& mark = marks_[at];
    switch (mark.kind) {
      case Kind::Letter:
      case Kind::Word:
      case Kind::Digit: {
        const bool is_long = mark.text.size() > 1;
        if (!text.empty() && text.back() != '_' && (is_long || is_word)) text += '_';
        text += mark.text;
        is_word = is_long;
        break;
      }
      case Kind::OpenBrace:
      case Kind::CloseBrace: break;
      case Kind::Comma: text += '_'; break;
      case Kind::Script:
        if (mark.code == '_') {
          text += '_';
          break;
        }
        [[fallthrough]];
      default:
        diag::fail("bad-index", mark.span, "this is no part of a name",
                   {"an index is letters, digits and commas; it is computed only where it has that of a sum: "
                    "`\\sum_{i=1}^{n} x_{i+1}`"});
    }
  }
  return text;
}

Symbol Names::symbol(std::size_t at, bool alone) const {
  Symbol symbol{.name = marks_[at].text, .end = at + 1, .primes = 0, .span = marks_[at].span};
  if (alone) return symbol;
  const auto read_primes = [&] {
    for (; marks_[symbol.end].kind == Kind::Prime; ++symbol.end) ++symbol.primes;
  };
  read_primes();
  if (is_script(marks_[symbol.end], '_')) {
    const std::size_t begin = symbol.end + 1;
    symbol.end = behind_argument(marks_, begin);
    const std::string index = index_text(begin, symbol.end);
    if (index.empty()) diag::fail("missing-operand", marks_[begin - 1].span, "there is no index behind `_`");
    symbol.name += '_' + index;
  }
  read_primes();
  if (is_script(marks_[symbol.end], '^')) {
    const std::size_t end = behind_argument(marks_, symbol.end + 1);
    std::size_t primes = 0;
    const bool all =
        std::all_of(marks_.begin() + static_cast<std::ptrdiff_t>(symbol.end) + 1,
                    marks_.begin() + static_cast<std::ptrdiff_t>(end), [&](const Mark& mark) {
                      primes += mark.kind == Kind::Prime ? 1 : 0;
                      return mark.kind == Kind::Prime || mark.kind == Kind::OpenBrace || mark.kind == Kind::CloseBrace;
                    });
    if (all && primes > 0) {
      symbol.primes += primes;
      symbol.end = end;
    }
  }
  symbol.span.end = marks_[symbol.end - 1].span.end;
  return symbol;
}

std::string Names::with_primes(std::string name, std::size_t primes) {
  for (std::size_t i = 0; i < primes; ++i) name += "_prime";
  return name;
}

std::string Names::name_of(const Symbol& symbol, std::size_t at) {
  const bool tells = marks_[at].kind == Kind::Letter && symbol.name != "e" && symbol.name != "pi";
  const auto [found, is_new] = styles_.emplace(symbol.name, marks_[at].style);
  if (tells && !is_new && found->second != marks_[at].style) {
    diag::fail("two-meanings", symbol.span,
               fmt::format("{} is set in two fonts, and would be one name", diag::quote(symbol.name)),
               {"set it alike everywhere, or give one another name: `\\mathrm{…}`"});
  }
  if (given_.contains(symbol.name)) return symbol.name;
  if (const auto spelled = plain_.find(plain(symbol.name)); spelled != plain_.end()) return spelled->second;
  const std::string_view letter = greek_letter(symbol.name);
  return !letter.empty() && is_function(symbol.name) ? std::string(letter) : symbol.name;
}

}  // namespace adc::parser::latex
