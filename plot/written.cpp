#include "plot/written.h"

#include <algorithm>

#include "adc/adc.hpp"
#include "adc/typing.hpp"

namespace adc::inline ADC_ABI::plot {
namespace {

using Tokens = std::vector<Token>;

/// Words that belong together, each with the number of brackets around it; of a bracket, outside of it.
struct Part {
  Tokens tokens;
  std::vector<int> depths;
};

std::string_view word_of(std::string_view text, const Token& token) {
  return text.substr(token.span.begin, token.span.end - token.span.begin);
}

bool opens(std::string_view word) { return word == "(" || word == "[" || word == "{"; }
bool closes(std::string_view word) { return word == ")" || word == "]" || word == "}"; }

bool is_comparison(std::string_view word) {
  constexpr std::string_view kAll[] = {"=", "==", "!=", "<", "<=", ">", ">=", "≤", "≥", "≠"};
  return std::ranges::find(kAll, word) != std::end(kAll);
}

/// The words without comments, with their depths.
Part words_of(std::string_view text) {
  Part part;
  int depth = 0;
  for (const Token& token : tokens(text, {})) {
    if (token.kind == Token::Kind::Comment) continue;
    const std::string_view word = word_of(text, token);
    if (closes(word)) depth = std::max(depth - 1, 0);
    part.tokens.push_back(token);
    part.depths.push_back(depth);
    if (opens(word)) ++depth;
  }
  return part;
}

/// Parted at each word for which `parts(i)` is 1, which belongs to neither, and before each for which it is 2.
template <typename Parts>
std::vector<Part> parted(const Part& all, Parts parts) {
  std::vector<Part> result(1);
  for (std::size_t i = 0; i < all.tokens.size(); ++i) {
    const int how = parts(i);
    if (how != 0) result.emplace_back();
    if (how == 1) continue;
    result.back().tokens.push_back(all.tokens[i]);
    result.back().depths.push_back(all.depths[i]);
  }
  std::erase_if(result, [](const Part& part) { return part.tokens.empty(); });
  return result;
}

std::vector<Part> statements(std::string_view text, const Part& all) {
  return parted(all, [&](std::size_t i) {
    if (all.depths[i] != 0) return 0;
    const std::string_view word = word_of(text, all.tokens[i]);
    if (word == ";") return 1;
    if (i == 0 || closes(word)) return 0;
    const std::size_t before = all.tokens[i - 1].span.end;
    const std::string_view between = text.substr(before, all.tokens[i].span.begin - before);
    if (between.find('\n') == std::string_view::npos) return 0;
    // A line that ends or begins with an operator goes on.
    const bool goes_on = all.tokens[i].kind == Token::Kind::Operator ||
                         (all.tokens[i - 1].kind == Token::Kind::Operator && all.depths[i - 1] == 0);
    return goes_on ? 0 : 2;
  });
}

std::vector<Part> at_commas(std::string_view text, const Part& all, int depth) {
  return parted(all,
                [&](std::size_t i) { return all.depths[i] == depth && word_of(text, all.tokens[i]) == "," ? 1 : 0; });
}

/// "param x", "y = …" or "f(x) = …".
bool is_definition(std::string_view text, const Part& statement) {
  if (statement.tokens[0].kind == Token::Kind::Keyword) {
    const std::string_view word = word_of(text, statement.tokens[0]);
    return word == "param" || word == "data" || word == "dim";
  }
  std::size_t i = 1;
  if (i < statement.tokens.size() && word_of(text, statement.tokens[i]) == "(") {
    while (i < statement.tokens.size() && !(closes(word_of(text, statement.tokens[i])) && statement.depths[i] == 0))
      ++i;
    ++i;
  }
  return i < statement.tokens.size() && word_of(text, statement.tokens[i]) == "=";
}

/// What the words of a part stand for, on one line.
std::string text_of(std::string_view text, const Part& part) {
  std::string line;
  for (std::size_t i = 0; i < part.tokens.size(); ++i) {
    if (i > 0 && part.tokens[i].span.begin > part.tokens[i - 1].span.end) line += ' ';
    line += word_of(text, part.tokens[i]);
  }
  return line;
}

}  // namespace

std::vector<std::string> expressions_in(std::string_view text) {
  std::vector<std::string> all;
  if (text.starts_with("adc-ir")) return all;
  for (const Part& statement : statements(text, words_of(text))) {
    if (is_definition(text, statement)) continue;
    for (const Part& part : at_commas(text, statement, 0)) all.push_back(text_of(text, part));
  }
  return all;
}

std::vector<std::string> elements_in(std::string_view list) {
  std::vector<std::string> all;
  Part words = words_of(list);
  const std::size_t count = words.tokens.size();
  if (count < 3 || word_of(list, words.tokens[0]) != "[") return all;
  // The bracket that closes the first one is the last word.
  for (std::size_t i = 1; i < count; ++i) {
    if ((words.depths[i] == 0) != (i + 1 == count)) return all;
  }
  const auto inner = [](auto& of) { of.erase(of.begin()), of.pop_back(); };
  inner(words.tokens);
  inner(words.depths);
  for (const Part& part : at_commas(list, words, 1)) all.push_back(text_of(list, part));
  return all;
}

std::optional<std::pair<std::string, std::string>> sides_in(std::string_view comparison) {
  const Part words = words_of(comparison);
  for (std::size_t i = 1; i + 1 < words.tokens.size(); ++i) {
    if (words.depths[i] != 0 || !is_comparison(word_of(comparison, words.tokens[i]))) continue;
    const std::vector<Part> sides = parted(words, [&](std::size_t k) { return k == i ? 1 : 0; });
    if (sides.size() != 2) return std::nullopt;
    return std::pair(text_of(comparison, sides[0]), text_of(comparison, sides[1]));
  }
  return std::nullopt;
}

std::string elided(const std::string& text) {
  constexpr std::size_t kMost = 60;  // characters
  std::size_t characters = 0;
  std::size_t end = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U) continue;
    if (++characters == kMost) end = i;
  }
  return characters <= kMost ? text : text.substr(0, end) + "…";
}

}  // namespace adc::inline ADC_ABI::plot
