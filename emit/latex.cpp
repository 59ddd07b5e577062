#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "emit/c_names.h"
#include "emit/markup.h"

namespace adc::emit {
namespace {

/// Greek letters that are Latin ones in print have no command.
bool has_command(std::string_view greek) {
  constexpr auto kCapitals = std::to_array<std::string_view>(
      {"Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"});
  const bool is_capital = greek[0] >= 'A' && greek[0] <= 'Z';
  return is_capital ? std::ranges::find(kCapitals, greek) != kCapitals.end()
                    : greek_letter(greek) != 0 && greek != "omicron";
}

std::string word(std::string_view text, std::string_view font) {
  std::string escaped;
  for (const char c : text) {
    const bool is_plain = (std::isalnum(static_cast<unsigned char>(c)) != 0) || static_cast<unsigned char>(c) >= 0x80;
    escaped += is_plain ? std::string(1, c) : "\\_";
  }
  if (text.size() == 1) return escaped;
  const bool is_ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii) return fmt::format("\\text{{{}}}", escaped);
  return has_command(text) ? fmt::format("\\{}", text) : fmt::format("\\{}{{{}}}", font, escaped);
}

std::string identifier(const Symbol& symbol) {
  std::string text = word(symbol.head, "mathit");
  if (!symbol.index.empty()) {
    const bool is_word = std::ranges::any_of(symbol.index, [](char c) { return c >= 'A'; }) && symbol.index.size() > 1;
    text += fmt::format("_{{{}}}", is_word ? word(symbol.index, "mathrm") : symbol.index);
  }
  return text + std::string(symbol.primes, '\'');
}

std::string number(std::string_view digits) { return std::string(digits); }

std::string function(std::string_view name) {
  constexpr auto kCommands =
      std::to_array<std::string_view>({"sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth",
                                       "arcsin", "arccos", "arctan", "ln", "log", "exp", "min", "max"});
  constexpr auto kLetters = std::to_array<std::array<std::string_view, 2>>({{"Γ", "\\Gamma"},
                                                                            {"ψ", "\\psi"},
                                                                            {"Β", "\\mathrm{B}"},
                                                                            {"ζ", "\\zeta"},
                                                                            {"π", "\\pi"},
                                                                            {"nan", "\\mathrm{NaN}"}});
  for (const auto& [letter, command] : kLetters) {
    if (name == letter) return std::string(command);
  }
  if (name == "e" || name == "d") return std::string(name);
  if (std::ranges::find(kCommands, name) != kCommands.end()) return fmt::format("\\{}", name);
  std::string escaped;
  for (const char c : name) escaped += c == '_' ? "\\_" : std::string(1, c);
  return fmt::format("\\operatorname{{{}}}", escaped);
}

std::string sign(std::string_view mark) {
  constexpr auto kMarks = std::to_array<std::array<std::string_view, 2>>(
      {{"·", " \\cdot "}, {"⋅", " \\, "},   {"⊙", " \\odot "},  {"⊘", " \\oslash "}, {"∘", "\\circ "},
       {"+", " + "},      {"−", " - "},     {"-", "-"},         {"<", " < "},        {">", " > "},
       {"≤", " \\le "},   {"≥", " \\ge "},  {"=", " = "},       {"≠", " \\ne "},     {"∧", " \\land "},
       {"∨", " \\lor "},  {"¬", "\\lnot "}, {"∂", "\\partial"}, {"∞", "\\infty"},    {"ᵀ", "^{\\top}"},
       {",", ", "},       {"(", "\\left("}, {")", "\\right)"},  {"[", "\\left["},    {"]", "\\right]"},
       {";", "; "},       {":", "{:}"}});
  for (const auto& [character, text] : kMarks) {
    if (mark == character) return std::string(text);
  }
  return std::string(mark);
}

std::string separate_word(std::string_view word) { return fmt::format(" \\quad\\text{{{}}}\\quad ", word); }

std::string comment(std::string_view text) {
  std::string all;
  const std::string printable = printable_text(text);
  for (std::size_t begin = 0; begin <= printable.size();) {
    const std::size_t end = std::min(printable.find('\n', begin), printable.size());
    all += end == begin ? "%\n" : fmt::format("% {}\n", printable.substr(begin, end - begin));
    begin = end + 1;
  }
  return all;
}

constexpr Markup kLatex{.brackets = {"\\left(", "", "\\right)"},
                        .fraction = {"\\frac{", "}{", "}"},
                        .power = {"", "^{", "}"},
                        .index = {"", "_{", "}"},
                        .root = {"\\sqrt{", "", "}"},
                        .cube_root = {"\\sqrt[3]{", "", "}"},
                        .absolute = {"\\left|", "", "\\right|"},
                        .length = {"\\left\\|", "", "\\right\\|"},
                        .floor = {"\\left\\lfloor ", "", "\\right\\rfloor "},
                        .ceiling = {"\\left\\lceil ", "", "\\right\\rceil "},
                        .binomial = {"\\binom{", "}{", "}"},
                        .truth = {"\\left[", "", "\\right]"},
                        .dotted = {"\\dot{", "", "}"},
                        .barred = {"\\bar{", "", "}"},
                        .cases = {"\\begin{cases} ", " \\\\ ", " \\end{cases}"},
                        .row = {"", " & \\text{if } ", ""},
                        .last_row = {"", "", " & \\text{otherwise}"},
                        .lines = {"\\begin{aligned}\n", " \\\\\n", "\n\\end{aligned}"},
                        .line = {"", " &= ", ""},
                        .formula = {"", "", ""},
                        .identifier = &identifier,
                        .number = &number,
                        .function = &function,
                        .sign = &sign,
                        .word = &separate_word,
                        .comment = &comment};

}  // namespace

const Markup& latex_markup() { return kLatex; }

}  // namespace adc::emit
