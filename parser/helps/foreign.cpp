#include "parser/helps/foreign.h"

#include <fmt/core.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/builtins/builtins.h"
#include "parser/helps/look_alikes.h"
#include "parser/helps/suggest.h"

namespace adc::parser {
namespace {

struct Foreign {
  std::string_view sign;
  std::string_view message;
  std::string_view help;
};
constexpr auto kForeign = std::to_array<Foreign>({
    {"∜", "`∜` is not an operator here", "write a power: `(…)^(1/4)`"},
    {"∇", "`∇` is not an operator here", "write `grad(…)`"},
    {"∫", "`∫` is not an operator here", "adc differentiates, and does not integrate"},
    {"°", "angles are radians", "write `radians(…)` around degrees"},
    {"ⁿ", "superscript letters have no meaning", "write `^n`"},
    {"ˣ", "superscript letters have no meaning", "write `^x`"},
    {"‐", "this hyphen is not a minus sign", "write `-`"},
    {"‑", "this hyphen is not a minus sign", "write `-`"},
    {"‒", "this dash is not a minus sign", "write `-`"},
    {"―", "this dash is not a minus sign", "write `-`"},
    {"–", "this dash is not a minus sign", "write `-`"},
    {"—", "this dash is not a minus sign", "write `-`"},
    {"≈", "`≈` has no exact meaning", "write `abs(… - …) < …`"},
    {"&", "`&` is not an operator here", "write `and`"},
    {"~", "`~` is not an operator here", "the contrary of a condition is `not …`"},
    {"\"", "there are no strings in a formula", "leave the quotes out"},
    {"`", "a backquote means nothing in a formula", "leave it out"},
    {"$", "`$` means nothing in a formula", "leave it out"},
    {"⁄", "this fraction slash is not the sign of division", "write `/`"},
    {"∕", "this slash is not the sign of division", "write `/`"},
    {"∗", "this star is not the sign of a product", "write `*`"},
    {"⋆", "this star is not the sign of a product", "write `*`"},
    {"•", "this dot is not the sign of a product", "write `*`"},
    {"⌊", "`⌊` is no bracket here", "write `floor(…)`"},
    {"⌈", "`⌈` is no bracket here", "write `ceil(…)`"},
    {"∥", "these bars are not those of a norm", "write `‖…‖`"},
    {"∣", "this bar is not that of an absolute value", "write `|…|`"},
    {"∘", "`∘` is not an operator here", "write the call of a call: `…(…(…))`"},
    {"…", "`…` stands for nothing in a formula", "write all terms, or a sum over an index"},
    {"∈", "`∈` is not an operator here", "a range of an index is written `= 1:…`"},
});

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// The ASCII name that `text` begins with.
std::string_view leading_name(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_name_character(text[end])) ++end;
  return text.substr(0, end);
}

// math.sin, torch.nn.functional.softplus: what stands behind the last point.
std::string_view last_of_path(std::string_view text) {
  std::string_view name;
  while (text.starts_with('.')) {
    name = leading_name(text.substr(1));
    text.remove_prefix(1 + name.size());
  }
  return name;
}

std::optional<std::string> spelling_of(std::string_view name) {
  if (name.empty()) return std::nullopt;
  const auto builtin = find_builtin(name);
  if (builtin && builtin->kind == Entity::Kind::Constant) return std::string(name);
  if (const auto word = meaning_of_word(name)) return std::string(*word);
  if (builtin || prelude_definition(name)) return std::string(name) + "(…)";
  const std::vector<std::string> near = suggest_functions(name);
  return near.empty() ? std::nullopt : std::optional(near.front());
}

[[noreturn]] void fail_point(std::string_view rest, Span span) {
  const std::string_view name = last_of_path(rest);
  const auto spelling = spelling_of(name);
  std::vector<std::string> help{"functions have no module before them"};
  if (spelling) help.front() += ": write " + diag::quote(*spelling);
  diag::fail("unexpected-character", span, "a point belongs to a number or to `.*`, `./`, `.^`", std::move(help));
}

bool ends_value(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t");
  return end != std::string_view::npos &&
         (is_name_character(text[end]) || std::string_view(")]'").find(text[end]) != std::string_view::npos);
}

// A command of LaTeX, or the left division A\b of MATLAB.
[[noreturn]] void fail_backslash(std::string_view before, std::string_view rest, Span span) {
  const std::string_view word = leading_name(rest.substr(1));
  const auto spelling = meaning_of_latex(word);
  if (!spelling && ends_value(before)) {
    diag::fail(
        "unexpected-character", span, "`\\` is not an operator here",
        {"adc solves no systems of equations; of matrices there are `A*b`, `dot`, `outer`, `transpose`, `trace`, "
         "`diag`",
         "to divide numbers write `/`"});
  }
  const std::string help =
      spelling ? fmt::format("for {} write {}", diag::quote("\\" + std::string(word)), diag::quote(*spelling))
               : "write functions by their names, without a backslash";
  diag::fail("unexpected-character", {span.begin, span.end + static_cast<std::uint32_t>(word.size())},
             "this text is not read as LaTeX", {help});
}

}  // namespace

void fail_foreign(std::string_view text, std::size_t offset) {
  const std::string_view rest = text.substr(offset);
  const auto begin = static_cast<std::uint32_t>(offset);
  for (const Foreign& foreign : kForeign) {
    if (!rest.starts_with(foreign.sign)) continue;
    diag::fail("unexpected-character", {begin, begin + static_cast<std::uint32_t>(foreign.sign.size())},
               std::string(foreign.message), {std::string(foreign.help)});
  }
  if (rest.front() == '.') fail_point(rest, {begin, begin + 1});
  if (rest.front() == '\\') fail_backslash(text.substr(0, offset), rest, {begin, begin + 1});
  const diag::CodePoint c = diag::decode(rest).value_or(diag::CodePoint{});
  const bool visible = c.value > 0x20 && c.value != 0x7F && diag::display_width(c.value) > 0;
  const std::string shown =
      visible ? fmt::format("{} ({})", diag::quote(rest.substr(0, c.bytes)), diag::code_point_name(c.value))
              : "the invisible character " + diag::code_point_name(c.value);
  std::vector<std::string> help;
  if (const auto plain = look_alike(c.value)) help.push_back("write " + diag::quote(*plain));
  diag::fail("unexpected-character", {begin, begin + c.bytes}, shown + " means nothing in a formula", std::move(help));
}

}  // namespace adc::parser
