#include "explain/words.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace adc::explaining {
namespace {

constexpr std::size_t kFewNumbers = 6;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// "θ" for "theta", "Θ" for "Theta"; "" for what is no letter's name.
std::string greek(std::string_view name) {
  constexpr std::array<std::string_view, 25> kNames{"alpha",   "beta", "gamma", "delta",  "epsilon", "zeta", "eta",
                                                    "theta",   "iota", "kappa", "lambda", "mu",      "nu",   "xi",
                                                    "omicron", "pi",   "rho",   "",       "sigma",   "tau",  "upsilon",
                                                    "phi",     "chi",  "psi",   "omega"};
  if (name.empty()) return "";
  std::string small(name);
  const bool is_capital = small[0] >= 'A' && small[0] <= 'Z';
  if (is_capital) small[0] = static_cast<char>(small[0] - 'A' + 'a');
  const auto* const found = std::ranges::find(kNames, small);
  if (found == kNames.end()) return "";
  const auto code = static_cast<unsigned>((is_capital ? 0x391 : 0x3B1) + (found - kNames.begin()));
  return {static_cast<char>(0xC0U | (code >> 6U)), static_cast<char>(0x80U | (code & 0x3FU))};
}

std::string subscript(std::string_view digits) {
  std::string text;
  for (const char digit : digits) {
    text += "\xE2\x82";
    text += static_cast<char>(0x80 + (digit - '0'));
  }
  return text;
}

/// "w₁₁" for "w_11", "u₁" for "u1"; "h_a" as it is.
std::string pretty_name(std::string_view name) {
  std::size_t digits = name.size();
  while (digits > 0 && is_digit(name[digits - 1])) --digits;
  std::string_view head = name.substr(0, digits);
  const std::string_view index = name.substr(digits);
  if (!index.empty() && head.ends_with('_')) head.remove_suffix(1);
  if (head.empty() || head.ends_with('_')) return std::string(name);
  const std::string letter = greek(head);
  return (letter.empty() ? std::string(head) : letter) + subscript(index);
}

/// The code points of a text, one after the other.
template <typename Visit>
void each_code_point(std::string_view text, Visit visit) {
  for (std::size_t i = 0; i < text.size();) {
    std::size_t n = 1;
    while (i + n < text.size() && continues(text[i + n])) ++n;
    visit(text.substr(i, n));
    i += n;
  }
}

/// Parts of the font's size (of DejaVu Sans and the like, which are wide).
double relative_width(std::string_view code_point) {
  const char c = code_point[0];
  if (code_point.size() == 1) {
    if (std::string_view("iljtfrI.,:;'|!()[] ").find(c) != std::string_view::npos) return 0.4;
    if (std::string_view("mwMW@%").find(c) != std::string_view::npos) return 0.95;
    return c >= 'A' && c <= 'Z' ? 0.72 : 0.64;
  }
  if (code_point.starts_with("\xE2\x82") || code_point == "²" || code_point == "³" || code_point == "·") return 0.44;
  return 0.8;
}

}  // namespace

std::string pretty(std::string_view formula) {
  std::string text;
  while (!formula.empty()) {
    std::size_t n = 1;
    if (is_letter(formula[0])) {
      while (n < formula.size() && (is_letter(formula[n]) || is_digit(formula[n]) || formula[n] == '_')) ++n;
      const std::string_view word = formula.substr(0, n);
      // The differential of a name is written as one word: "dJ/du1".
      const bool is_below = text.ends_with('/') && word.size() > 1 && word[0] == 'd';
      const bool is_above = n < formula.size() && formula.substr(n).starts_with("/d") && word[0] == 'd' && n > 1;
      text += is_below || is_above ? "d" + pretty_name(word.substr(1)) : pretty_name(word);
    } else if (formula.starts_with(".*")) {
      n = 2;
      text += "⊙";
    } else if (formula[0] == '*') {
      text += "·";
    } else if (formula[0] == '-') {
      text += "−";
    } else if (is_digit(formula[0])) {
      while (n < formula.size() && (is_digit(formula[n]) || formula[n] == '.')) ++n;
      text += formula.substr(0, n);
    } else {
      text += formula[0];
    }
    formula.remove_prefix(n);
  }
  return text;
}

std::string short_number(double value) {
  if (value == 0) return "0";
  std::string text;
  bool begins_exponent = false;
  for (const char c : fmt::format("{:.4g}", value)) {
    const bool is_filler = begins_exponent && (c == '+' || c == '0');
    if (c == '-')
      text += "−";
    else if (!is_filler)
      text += c;
    begins_exponent = c == 'e' || (begins_exponent && (is_filler || c == '-'));
  }
  return text;
}

std::string short_numbers(const Extents& shape, std::span<const double> numbers) {
  if (numbers.empty() || numbers.size() > kFewNumbers || shape.size() > 2) return "";
  if (shape.empty()) return short_number(numbers[0]);
  const auto columns = static_cast<std::size_t>(shape.back());
  std::string text = "[";
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool begins_row = shape.size() == 2 && i % columns == 0;
    text += (i == 0 ? "" : begins_row ? "; " : ", ") + short_number(numbers[i]);
  }
  return text + "]";
}

std::string extents_text(const Extents& shape) {
  std::string text;
  for (const std::int64_t extent : shape) text += (text.empty() ? "" : " × ") + std::to_string(extent);
  return text;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string all;
  std::size_t count = 0;
  each_code_point(text, [&](std::string_view point) {
    ++count;
    if (count < most)
      all += point;
    else if (count == most)
      all += text.ends_with(point) && all.size() + point.size() == text.size() ? point : "…";
  });
  return all;
}

double text_width(std::string_view text, double font_size) {
  double width = 0;
  each_code_point(text, [&](std::string_view point) { width += relative_width(point); });
  return width * font_size;
}

std::string escaped(std::string_view text) {
  std::string all;
  for (const char c : text) {
    switch (c) {
      case '<': all += "&lt;"; break;
      case '>': all += "&gt;"; break;
      case '&': all += "&amp;"; break;
      case '"': all += "&quot;"; break;
      default: all += c;
    }
  }
  return all;
}

}  // namespace adc::explaining
