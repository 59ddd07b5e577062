#include "parser/latex/lexer.h"

#include <fmt/core.h>

#include <algorithm>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "ir/watch.h"
#include "parser/latex/commands.h"
#include "parser/latex/environments.h"

namespace adc::parser::latex {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

class Lexer {
 public:
  Lexer(std::string_view text, std::size_t nesting) : text_(text), nesting_(nesting) {}

  std::vector<Mark> run() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (skip_blanks(), at_ < text_.size()) {
      ir::check_time();
      read_mark();
    }
    environments_.check_all_closed();
    add(Kind::Stop, text_.size());
    return std::move(marks_);
  }

 private:
  // --- places

  [[nodiscard]] Span from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  }
  [[noreturn]] static void fail(Span span, std::string message, std::vector<std::string> help = {}) {
    diag::fail("unknown-latex", span, std::move(message), std::move(help));
  }
  Mark& add(Kind kind, std::size_t begin, char code = 0, std::string_view text = {}) {
    marks_.push_back({.kind = kind, .code = code, .text = std::string(text), .span = from(begin)});
    return marks_.back();
  }

  /// Spaces, newlines, `~` and comments; an empty line ends a formula.
  void skip_blanks() {
    std::size_t lines = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '%') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        if (at_ < text_.size()) ++at_;
      } else if (is_space(c) || c == '~') {
        lines += c == '\n' ? 1 : 0;
        ++at_;
      } else if (const auto point = diag::decode(text_.substr(at_)); point && diag::is_blank(point->value)) {
        at_ += point->bytes;
      } else {
        break;
      }
    }
    if (lines > 1 && braces_ == 0 && !environments_.in_table()) add(Kind::Break, at_);
  }

  // --- marks

  void read_mark() {
    const std::size_t begin = at_;
    const char c = text_[at_];
    if (c == '\\') return read_command();
    if (c == '$') return read_dollar();
    if (is_digit(c)) return ++at_, void(add(Kind::Digit, begin, 0, text_.substr(begin, 1)));
    const Meaning* const character = find_character(text_.substr(at_));
    if (character == nullptr) return read_letter();
    at_ += character->sign.size();
    add_character(character->kind, begin, character->code, character->text);
  }

  void add_character(Kind kind, std::size_t begin, char code, std::string_view text) {
    if (kind == Kind::OpenBrace && ++braces_ > nesting_) {
      diag::fail("nesting-too-deep", from(begin), fmt::format("braces are nested more than {} deep", nesting_),
                 {"--max-nesting=N moves the limit"});
    }
    if (kind == Kind::CloseBrace && braces_ > 0) --braces_;
    if (kind == Kind::Cell && !environments_.in_table()) return;  // where lines are aligned
    add(kind, begin, code, text);
  }

  void read_letter() {
    const std::size_t begin = at_;
    const diag::CodePoint point = diag::decode(text_.substr(at_)).value_or(diag::CodePoint{});
    at_ += point.bytes;
    if (!diag::starts_name(point.value)) {
      const std::string shown = point.value > 0x20 && point.value != 0x7F
                                    ? diag::quote(text_.substr(begin, point.bytes))
                                    : diag::code_point_name(point.value);
      const bool is_comment = text_[begin] == '#';
      diag::fail(
          "unexpected-character", from(begin), shown + " means nothing in a formula",
          is_comment ? std::vector<std::string>{"in LaTeX a comment begins with `%`"} : std::vector<std::string>{});
    }
    while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x80) {  // marks above the letter
      const auto next = diag::decode(text_.substr(at_));
      if (!next || diag::starts_name(next->value) || !diag::continues_name(next->value)) break;
      at_ += next->bytes;
    }
    add(Kind::Letter, begin, 0, text_.substr(begin, at_ - begin));
  }

  void read_dollar() {
    const std::size_t begin = at_;
    at_ += text_.substr(at_).starts_with("$$") ? 2 : 1;
    if (braces_ > 0 || environments_.in_table()) fail(from(begin), "`$` stands inside of a formula", {"leave it out"});
    add(Kind::Break, begin);
  }

  /// The name behind a backslash: letters, or one other character.
  std::string_view read_name() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    if (at_ == begin && at_ < text_.size()) at_ += diag::decode(text_.substr(at_)).value_or(diag::CodePoint{}).bytes;
    return text_.substr(begin, at_ - begin);
  }

  void read_command() {
    const std::size_t begin = at_;
    const std::string_view name = read_name();
    if (name.size() == 1 && is_space(name[0])) return;
    const Meaning* const command = find_command(name);
    if (command == nullptr) {
      fail(from(begin), fmt::format("{} is no command that adc knows", diag::quote("\\" + std::string(name))),
           {"a name of several letters is `\\mathrm{…}`, a function `\\operatorname{…}(…)`"});
    }
    const auto& [sign, kind, code, text] = *command;
    switch (kind) {
      case Kind::Blank: return;
      case Kind::Skipped: skip_group(); return;
      case Kind::Sized: return read_sized(name, begin);
      case Kind::Font: return read_font(name, begin);
      case Kind::Begin: return begin_environment(begin);
      case Kind::End: return end_environment(begin);
      case Kind::Refused:
        fail(from(begin), fmt::format("{} has no meaning here", diag::quote("\\" + std::string(name))),
             {std::string(text)});
      case Kind::Row: add(kind, begin); return skip_row_space();
      case Kind::Open:
      case Kind::Close:
      case Kind::Bars:
      case Kind::OpenBars:
      case Kind::CloseBars: add(kind, begin, code); return;
      default: add(kind, begin, 0, text);
    }
  }

  /// \left( and the like: which way bars open is said.
  void read_sized(std::string_view name, std::size_t begin) {
    const bool opens = name == "left" || name.ends_with('l');
    const bool closes = name == "right" || name.ends_with('r');
    skip_blanks();
    if (at_ == text_.size()) fail(from(begin), fmt::format("a bracket is missing behind `\\{}`", name));
    if (text_[at_] == '.') {
      ++at_;
      add(closes ? Kind::Close : Kind::Open, begin, '.');
      return;
    }
    const std::size_t count = marks_.size();
    read_mark();
    if (marks_.size() == count) return;
    Mark& mark = marks_.back();
    mark.span.begin = static_cast<std::uint32_t>(begin);
    if (mark.kind == Kind::Bars && opens) mark.kind = Kind::OpenBars;
    if (mark.kind == Kind::Bars && closes) mark.kind = Kind::CloseBars;
  }

  // --- arguments that are no formulas

  /// What stands in the braces here, without them.
  std::string_view group(std::string_view of) {
    const std::size_t before = at_;
    skip_blanks();
    if (at_ == text_.size() || text_[at_] != '{')
      fail(from(before > 0 ? before - 1 : 0), fmt::format("`{{` is missing behind `{}`", of));
    const std::size_t begin = ++at_;
    std::size_t depth = 1;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size())
        ++at_;
      else if (text_[at_] == '{')
        ++depth;
      else if (text_[at_] == '}' && --depth == 0)
        return text_.substr(begin, at_++ - begin);
    }
    diag::fail("unclosed-bracket", {static_cast<std::uint32_t>(begin - 1), static_cast<std::uint32_t>(begin)},
               "`{` is not closed");
  }
  void skip_group() { (void)group("this command"); }

  /// `\\[2pt]`, `\\*`
  void skip_row_space() {
    if (at_ < text_.size() && text_[at_] == '*') ++at_;
    if (at_ == text_.size() || text_[at_] != '[') return;
    const std::size_t end = text_.find(']', at_);
    const std::string_view length = text_.substr(at_ + 1, end == std::string_view::npos ? 0 : end - at_ - 1);
    const bool is_length = length.size() > 2 && is_letter(length.back()) && is_letter(length[length.size() - 2]) &&
                           length.find_first_not_of("0123456789.-ptexmc n") == std::string_view::npos;
    if (is_length) at_ = end + 1;
  }

  /// A name in a font of its own: \mathrm{max}, \mathbf x, \boldsymbol{\theta}.
  void read_font(std::string_view command, std::size_t begin) {
    if (command == "operatorname" && at_ < text_.size() && text_[at_] == '*') ++at_;
    skip_blanks();
    const Style style = style_of(command);
    const bool is_group = at_ < text_.size() && text_[at_] == '{';
    std::string_view inner = is_group ? group("\\" + std::string(command)) : one_character();
    const bool is_text = command.starts_with("text") || command == "mbox";
    const bool has_blanks = !inner.empty() && (is_space(inner.front()) || is_space(inner.back()));
    while (!inner.empty() && is_space(inner.front())) inner.remove_prefix(1);
    while (!inner.empty() && is_space(inner.back())) inner.remove_suffix(1);
    if (inner.starts_with('\\') && !inner.starts_with("\\_")) {
      const Meaning* const letter = find_command(inner.substr(1));
      if (letter == nullptr || letter->kind != Kind::Letter)
        fail(from(begin), fmt::format("`\\{}` holds more than a name", command), {"write the name alone"});
      add(Kind::Letter, begin, 0, letter->text).style = style;
      return;
    }
    add_word(word_of(inner, command, begin), style, begin);
    if (marks_.empty() || marks_.back().kind != Kind::Word || marks_.back().span != from(begin)) return;
    if (is_text && has_blanks)
      fail(from(begin), "words stand between formulas", {"leave them out, or write a name without blanks around it"});
    if (command == "operatorname") marks_.back().code = 'f';
  }

  std::string_view one_character() {
    const std::size_t begin = at_;
    if (at_ == text_.size()) return {};
    if (text_[at_] == '\\')
      (void)read_name();
    else
      at_ += diag::decode(text_.substr(at_)).value_or(diag::CodePoint{}).bytes;
    return text_.substr(begin, at_ - begin);
  }

  /// The text as one word: blanks are `_`, and what ends a sentence is left out.
  std::string word_of(std::string_view inner, std::string_view command, std::size_t begin) const {
    std::string word;
    for (std::size_t i = 0; i < inner.size(); ++i) {
      const char c = inner[i];
      const bool is_plain = is_letter(c) || is_digit(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
      const bool ends_sentence = c == ',' || c == '.' || c == ';' || c == ':';
      if (is_plain) {
        word += c;
      } else if (c == '\\' && inner.substr(i + 1).starts_with('_')) {
        continue;
      } else if (c == '\\' && i + 1 < inner.size() &&
                 std::string_view(" ,;:!").find(inner[i + 1]) != std::string::npos) {
        ++i;
      } else if (is_space(c) || c == '~') {
        if (!word.empty() && word.back() != '_') word += '_';
      } else if (!ends_sentence) {
        fail(from(begin), fmt::format("`\\{}` holds more than a name", command),
             {"a name has letters, digits and `\\_`; what is computed stands outside"});
      }
    }
    if (inner.find('_') == std::string_view::npos && word.ends_with('_')) word.pop_back();
    return word;
  }

  void add_word(const std::string& word, Style style, std::size_t begin) {
    if (word.empty()) return;
    if (style == Style::Roman) {
      const Meaning* const joint = find_joint(word);
      if (joint != nullptr) return void(add(joint->kind, begin, 0, joint->text));
    }
    const bool is_one = diag::decode(word).value_or(diag::CodePoint{}).bytes == word.size();
    if (!is_one && (style == Style::Bold || style == Style::Script))
      fail(from(begin), "several letters are set in one font of symbols",
           {"write each by itself: `\\mathbf{A} \\mathbf{x}`"});
    add(is_one && !is_digit(word[0]) ? Kind::Letter : Kind::Word, begin, 0, word).style = style;
  }

  // --- environments

  void begin_environment(std::size_t begin) {
    const std::string_view name = group("\\begin");
    const bool behind_brace = !marks_.empty() && marks_.back().kind == Kind::Open && marks_.back().code == '{';
    const char code = environments_.open(name, from(begin), behind_brace);
    if (code == kLines) {
      if (braces_ > 0 || environments_.in_table())
        fail(from(begin), fmt::format("lines begin inside of a formula: `{}`", name));
      add(Kind::Break, begin);
    } else {
      add(Kind::Begin, begin, code);
    }
    if (Environments::has_argument(name)) (void)group(name);
    if (at_ < text_.size() && text_[at_] == '[' && code == kLines)
      at_ = std::min(text_.find(']', at_), text_.size() - 1) + 1;
  }

  void end_environment(std::size_t begin) {
    const std::string_view name = group("\\end");
    const char code = environments_.close(name, from(begin));
    add(code == kLines ? Kind::Break : Kind::End, begin, code == kLines ? '\0' : code);
  }

  std::string_view text_;
  std::size_t nesting_;
  std::size_t at_ = 0;
  std::size_t braces_ = 0;
  Environments environments_;
  std::vector<Mark> marks_;
};

}  // namespace

std::vector<Mark> read_characters(std::string_view text, std::size_t nesting) { return Lexer(text, nesting).run(); }

}  // namespace adc::parser::latex
