#include "parser/latex/environments.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string>

#include "diag/diagnostics.h"
#include "parser/latex/marks.h"

namespace adc::parser::latex {
namespace {

struct Row {
  std::string_view name;  ///< without `*`
  char code;
};
constexpr auto kRows = std::to_array<Row>(
    {{"cases", kCases},    {"dcases", kCases},     {"rcases", kCases},       {"matrix", kMatrix},  {"pmatrix", kMatrix},
     {"bmatrix", kMatrix}, {"Bmatrix", kMatrix},   {"smallmatrix", kMatrix}, {"array", kMatrix},   {"aligned", kLines},
     {"align", kLines},    {"alignat", kLines},    {"alignedat", kLines},    {"gathered", kLines}, {"gather", kLines},
     {"split", kLines},    {"eqnarray", kLines},   {"equation", kLines},     {"multline", kLines}, {"flalign", kLines},
     {"math", kLines},     {"displaymath", kLines}});

std::string_view without_star(std::string_view name) {
  if (name.ends_with('*')) name.remove_suffix(1);
  return name;
}

}  // namespace

char Environments::open(std::string_view name, Span span, bool behind_brace) {
  const auto* const row = std::ranges::find(kRows, without_star(name), &Row::name);
  if (row == kRows.end()) {
    const bool is_determinant = name == "vmatrix" || name == "Vmatrix";
    diag::fail("unknown-latex", span, fmt::format("the environment {} has no meaning here", diag::quote(name)),
               {is_determinant ? "adc has no determinants"
                               : "there are `bmatrix`, `pmatrix`, `cases` and `aligned`; give the formulas alone"});
  }
  const char code = name == "array" && behind_brace ? char{kCases} : row->code;
  open_.push_back({name, code, span});
  return code;
}

char Environments::close(std::string_view name, Span span) {
  if (open_.empty()) diag::fail("unopened-bracket", span, fmt::format("`\\end{{{}}}` closes nothing", name));
  const Opened last = open_.back();
  if (last.name != name) {
    diag::fail("unopened-bracket", span, fmt::format("`\\end{{{}}}` does not close `\\begin{{{}}}`", name, last.name),
               {}, {{last.span, "opened here"}});
  }
  open_.pop_back();
  return last.code;
}

void Environments::check_all_closed() const {
  if (open_.empty()) return;
  const Opened& last = open_.back();
  diag::fail("unclosed-bracket", last.span, fmt::format("`\\begin{{{}}}` is not closed", last.name),
             {fmt::format("add `\\end{{{}}}`", last.name)});
}

bool Environments::in_table() const {
  return std::ranges::any_of(open_, [](const Opened& opened) { return opened.code != kLines; });
}

bool Environments::has_argument(std::string_view name) {
  return name == "array" || without_star(name) == "alignat" || without_star(name) == "alignedat";
}

}  // namespace adc::parser::latex
