#include "parser/latex/commands.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace adc::parser::latex {
namespace {

using Table = std::unordered_map<std::string_view, Meaning>;

const Table& commands() {
  static const Table kCommands{
#define ADC_LATEX(command, KIND, text) {command, {command, Kind::KIND, text[0], text}},
#include "parser/latex/commands.def"
  };
  return kCommands;
}

/// Characters that mean something by themselves.
constexpr auto kCharacters = std::to_array<Meaning>(
    {{"{", Kind::OpenBrace, '{', ""}, {"}", Kind::CloseBrace, '{', ""}, {"(", Kind::Open, '(', ""},
     {")", Kind::Close, '(', ""},     {"[", Kind::Open, '[', ""},       {"]", Kind::Close, '[', ""},
     {"|", Kind::Bars, '|', ""},      {"‖", Kind::Bars, 'N', ""},       {"^", Kind::Script, '^', ""},
     {"_", Kind::Script, '_', ""},    {"'", Kind::Prime, 0, ""},        {"’", Kind::Prime, 0, ""},
     {"′", Kind::Prime, 0, ""},       {"+", Kind::Sign, 0, "+"},        {"-", Kind::Sign, 0, "-"},
     {"−", Kind::Sign, 0, "-"},       {"*", Kind::Times, 0, "*"},       {"·", Kind::Times, 0, "*"},
     {"⋅", Kind::Times, 0, "*"},      {"×", Kind::Times, 0, "*"},       {"/", Kind::Divide, 0, "/"},
     {"÷", Kind::Divide, 0, "/"},     {"<", Kind::Relation, 0, "<"},    {">", Kind::Relation, 0, ">"},
     {"≤", Kind::Relation, 0, "<="},  {"≥", Kind::Relation, 0, ">="},   {"≠", Kind::Relation, 0, "!="},
     {":=", Kind::Equals, 0, "="},    {"=", Kind::Equals, 0, "="},      {"!", Kind::Factorial, 0, ""},
     {",", Kind::Comma, 0, ""},       {";", Kind::Semicolon, 0, ""},    {"&", Kind::Cell, 0, ""},
     {".", Kind::Point, 0, ""},       {"∂", Kind::Partial, 0, ""},      {"∇", Kind::Nabla, 0, ""},
     {"∞", Kind::Letter, 0, "inf"},   {"⊤", Kind::Transpose, 0, ""}});

struct Font {
  std::string_view command;
  Style style;
};
constexpr auto kFonts = std::to_array<Font>({{"mathit", Style::Italic},
                                             {"mathnormal", Style::Italic},
                                             {"textit", Style::Italic},
                                             {"mathbf", Style::Bold},
                                             {"boldsymbol", Style::Bold},
                                             {"bm", Style::Bold},
                                             {"vec", Style::Bold},
                                             {"mathcal", Style::Script},
                                             {"mathscr", Style::Script}});

/// Words that join conditions, or stand before them.
constexpr auto kJoints = std::to_array<Meaning>({{"if", Kind::If, 0, ""},
                                                 {"for", Kind::If, 0, ""},
                                                 {"when", Kind::If, 0, ""},
                                                 {"falls", Kind::If, 0, ""},
                                                 {"wenn", Kind::If, 0, ""},
                                                 {"otherwise", Kind::Otherwise, 0, ""},
                                                 {"else", Kind::Otherwise, 0, ""},
                                                 {"sonst", Kind::Otherwise, 0, ""},
                                                 {"and", Kind::Logical, 0, "and"},
                                                 {"und", Kind::Logical, 0, "and"},
                                                 {"or", Kind::Logical, 0, "or"},
                                                 {"oder", Kind::Logical, 0, "or"},
                                                 {"not", Kind::Not, 0, "not"}});

}  // namespace

const Meaning* find_command(std::string_view name) {
  const auto found = commands().find(name);
  return found == commands().end() ? nullptr : &found->second;
}

const Meaning* find_character(std::string_view text) {
  const auto* const found =
      std::ranges::find_if(kCharacters, [&](const Meaning& row) { return text.starts_with(row.sign); });
  return found == kCharacters.end() ? nullptr : found;
}

const Meaning* find_joint(std::string_view word) {
  const auto* const found = std::ranges::find(kJoints, word, &Meaning::sign);
  return found == kJoints.end() ? nullptr : found;
}

Style style_of(std::string_view command) {
  const auto* const found = std::ranges::find(kFonts, command, &Font::command);
  return found == kFonts.end() ? Style::Roman : found->style;
}

}  // namespace adc::parser::latex
