#include "tools/editor/symbols.h"

#include <algorithm>
#include <cstddef>

namespace adc::tools::editor {
namespace {

// What a character is as a subscript, and as a superscript; empty if it is none.
struct Script {
  char plain;
  std::string_view below;
  std::string_view above;
};
constexpr Script kScripts[] = {
    {'0', "₀", "⁰"}, {'1', "₁", "¹"}, {'2', "₂", "²"}, {'3', "₃", "³"}, {'4', "₄", "⁴"}, {'5', "₅", "⁵"},
    {'6', "₆", "⁶"}, {'7', "₇", "⁷"}, {'8', "₈", "⁸"}, {'9', "₉", "⁹"}, {'+', "", "⁺"},  {'-', "", "⁻"},
    {'T', "", "ᵀ"},  {'a', "ₐ", ""},  {'e', "ₑ", ""},  {'h', "ₕ", ""},  {'i', "ᵢ", ""},  {'j', "ⱼ", ""},
    {'k', "ₖ", ""},  {'l', "ₗ", ""},  {'m', "ₘ", ""},  {'n', "ₙ", ""},  {'o', "ₒ", ""},  {'p', "ₚ", ""},
    {'r', "ᵣ", ""},  {'s', "ₛ", ""},  {'t', "ₜ", ""},  {'u', "ᵤ", ""},  {'v', "ᵥ", ""},  {'x', "ₓ", ""},
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string_view script_of(char c, bool is_below) {
  for (const Script& script : kScripts) {
    if (script.plain == c) return is_below ? script.below : script.above;
  }
  return {};
}

// `plain` written as scripts; empty if one of its characters is none.
std::string written_as_script(std::string_view plain, bool is_below) {
  std::string result;
  for (const char c : plain) {
    const std::string_view script = script_of(c, is_below);
    if (script.empty()) return "";
    result += script;
  }
  return result;
}

// Whether the language takes `plain` above the line: an integer, or the sign of transposing.
bool is_exponent(std::string_view plain) {
  if (plain == "T") return true;
  if (plain.starts_with('+') || plain.starts_with('-')) plain.remove_prefix(1);
  return !plain.empty() && plain.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

const std::vector<Symbol>& all_symbols() {
  static const std::vector<Symbol> kSymbols = {
#define ADC_SYMBOL(name, sign) {name, sign},
#include "tools/editor/symbols.def"
#undef ADC_SYMBOL
  };
  return kSymbols;
}

std::optional<Completions> complete_symbol(std::string_view text, std::size_t cursor) {
  std::size_t begin = cursor;
  while (begin > 0 && is_letter(text[begin - 1])) --begin;
  if (begin == 0 || text[begin - 1] != '\\') return std::nullopt;
  const std::string_view typed = text.substr(begin, cursor - begin);
  Completions completions{begin - 1, cursor, {}};
  for (const Symbol& symbol : all_symbols()) {
    if (symbol.name == typed) return Completions{begin - 1, cursor, {{std::string(symbol.sign), ""}}};
    if (symbol.name.starts_with(typed))
      completions.candidates.push_back({std::string(symbol.sign), "\\" + std::string(symbol.name)});
  }
  if (completions.candidates.empty()) return std::nullopt;
  return completions;
}

std::optional<Completions> complete_script(std::string_view text, std::size_t cursor) {
  std::size_t begin = cursor;
  while (begin > 0 && text[begin - 1] != '_' && text[begin - 1] != '^') {
    if (script_of(text[begin - 1], true).empty() && script_of(text[begin - 1], false).empty()) return std::nullopt;
    --begin;
  }
  if (begin == 0 || begin == cursor) return std::nullopt;
  const bool is_below = text[begin - 1] == '_';
  const std::string_view plain = text.substr(begin, cursor - begin);
  std::string script = written_as_script(plain, is_below);
  if (script.empty() || (!is_below && !is_exponent(plain))) return std::nullopt;
  --begin;
  if (begin > 0 && text[begin - 1] == '\\') --begin;
  return Completions{begin, cursor, {{std::move(script), ""}}};
}

std::string without_subscripts(std::string_view text) {
  std::string plain;
  bool is_below = false;
  while (!text.empty()) {
    const auto starts = [&](const Script& one) { return !one.below.empty() && text.starts_with(one.below); };
    const Script* const script = std::ranges::find_if(kScripts, starts);
    const bool is_script = script != std::ranges::end(kScripts);
    if (is_script && !is_below) plain += '_';
    plain += is_script ? script->plain : text.front();
    text.remove_prefix(is_script ? script->below.size() : 1);
    is_below = is_script;
  }
  return plain;
}

}  // namespace adc::tools::editor
