// Names by what they mean.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <unordered_map>

#include "parser/builtins/builtins.h"
#include "parser/helps/suggest.h"
#include "parser/parse.h"

namespace adc::parser {
namespace {

struct NotationMeaning {
  std::string_view names;
  std::string_view text;
};
constexpr auto kMeanings = std::to_array<NotationMeaning>({
#define ADC_MEANING(names, text) {names, text},
#include "parser/helps/meanings.def"
});

struct Word {
  std::string_view foreign;
  std::string_view text;
};
constexpr auto kWords = std::to_array<Word>({
    {"PI", "pi"},
    {"Pi", "pi"},
    {"M_PI", "pi"},
    {"E", "e"},
    {"M_E", "e"},
    {"Inf", "inf"},
    {"INF", "inf"},
    {"Infinity", "inf"},
    {"INFINITY", "inf"},
    {"infinity", "inf"},
    {"infty", "inf"},
    {"oo", "inf"},
    {"NaN", "nan"},
    {"NAN", "nan"},
    {"NA", "nan"},
    {"True", "true"},
    {"TRUE", "true"},
    {"False", "false"},
    {"FALSE", "false"},
    {"AND", "and"},
    {"And", "and"},
    {"OR", "or"},
    {"Or", "or"},
    {"NOT", "not"},
    {"Not", "not"},
    {"MOD", "%"},
    {"div", "floor(… / …)"},
    {"xor", "≠"},
    {"then", "if(…, …, …)"},
    {"of", "*"},
});

constexpr auto kLatex = std::to_array<Word>({
    {"frac", "(…)/(…)"},
    {"dfrac", "(…)/(…)"},
    {"tfrac", "(…)/(…)"},
    {"cdot", "*"},
    {"times", "*"},
    {"div", "/"},
    {"sqrt", "√(…)"},
    {"left", "("},
    {"right", ")"},
    {"le", "<="},
    {"leq", "<="},
    {"ge", ">="},
    {"geq", ">="},
    {"ne", "!="},
    {"neq", "!="},
    {"infty", "inf"},
    {"pi", "pi"},
    {"alpha", "α"},
    {"beta", "β"},
    {"gamma", "γ"},
    {"delta", "δ"},
    {"epsilon", "ε"},
    {"theta", "θ"},
    {"lambda", "λ"},
    {"mu", "μ"},
    {"nu", "ν"},
    {"xi", "ξ"},
    {"rho", "ρ"},
    {"sigma", "σ"},
    {"tau", "τ"},
    {"phi", "φ"},
    {"varphi", "φ"},
    {"chi", "χ"},
    {"omega", "ω"},
    {"land", "and"},
    {"lor", "or"},
    {"lnot", "not"},
    {"sum", "sum(i = 1:n, …)"},
    {"prod", "prod(i = 1:n, …)"},
    {"lvert", "|"},
    {"rvert", "|"},
    {"partial", "diff"},
    {"mathrm", "name(…)"},
});

constexpr std::size_t kShort = 2;  // names of so few characters are told by capitals, too

std::size_t count_points(std::string_view name) {
  return static_cast<std::size_t>(
      std::ranges::count_if(name, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

// Without capitals and `_`.
std::string fold(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c != '_') folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

std::string key(std::string_view name) { return count_points(name) <= kShort ? std::string(name) : fold(name); }

bool is_function(std::string_view name) {
  const auto builtin = find_builtin(name);
  return (builtin && is_callable(builtin->kind)) || prelude_definition(name);
}

// Does adc have the function that `text` begins with, if it begins with one?
bool exists(std::string_view text) {
  const std::size_t end = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_");
  const std::string_view name = text.substr(0, end);
  return name.empty() || name == "1" || is_function(name);
}

// By folded name how adc writes the function; empty where adc has none of that meaning.
using Table = std::unordered_map<std::string, std::string_view>;

Table make_table() {
  Table table;
  for (const NotationMeaning& row : kMeanings) {
    const bool is_there = exists(row.text);
    for (std::size_t at = 0; at < row.names.size();) {
      const std::size_t end = std::min(row.names.find(' ', at), row.names.size());
      const std::string_view name = row.names.substr(at, end - at);
      if (!is_function(name)) {
        std::string_view& text = table[key(name)];
        if (text.empty() && is_there) text = row.text;
      }
      at = end + 1;
    }
  }
  return table;
}

const Table& table() {
  static const Table kTable = make_table();
  return kTable;
}

// adc's own functions by their folded names.
const std::unordered_map<std::string, std::string>& folded_functions() {
  static const auto kFolded = [] {
    std::unordered_map<std::string, std::string> folded;
    for (const std::string& name : builtin_function_names()) folded.emplace(fold(name), name);
    return folded;
  }();
  return kFolded;
}

std::optional<std::string_view> look_up(std::span<const Word> words, std::string_view word) {
  const auto found = std::ranges::find(words, word, &Word::foreign);
  return found == words.end() ? std::nullopt : std::optional(found->text);
}

}  // namespace

std::optional<std::string> meaning_of_function(std::string_view name) {
  if (const auto found = table().find(key(name)); found != table().end()) {
    return found->second.empty() ? std::nullopt : std::optional(std::string(found->second));
  }
  if (count_points(name) <= kShort) return std::nullopt;
  const auto found = folded_functions().find(fold(name));
  if (found == folded_functions().end() || found->second == name) return std::nullopt;
  return found->second;
}

std::vector<std::string> suggest_functions(std::string_view name) {
  if (const auto meaning = meaning_of_function(name)) return {*meaning};
  if (table().contains(key(name))) return {};  // what it means is known, and adc has nothing like it
  return suggest(name, builtin_function_names());
}

std::vector<std::string> did_you_mean_functions(std::string_view name) {
  constexpr std::string_view kLog = "log_";
  if (name.starts_with(kLog) && !meaning_of_function(name)) {
    return {fmt::format("a logarithm to a base is `log(…, {})`", name.substr(kLog.size()))};
  }
  if (!meaning_of_function(name) && table().contains(key(name))) return {"adc has no function of that meaning"};
  std::vector<std::string> help;
  for (const std::string& near : suggest_functions(name)) help.push_back(fmt::format("did you mean `{}`?", near));
  return help;
}

std::optional<std::string_view> meaning_of_word(std::string_view word) { return look_up(kWords, word); }

std::optional<std::string> meaning_of_latex(std::string_view word) {
  if (const auto text = look_up(kLatex, word)) return std::string(*text);
  if (is_function(word)) return std::string(word) + "(…)";
  if (const auto meaning = meaning_of_function(word)) return meaning;
  return std::nullopt;
}

}  // namespace adc::parser
