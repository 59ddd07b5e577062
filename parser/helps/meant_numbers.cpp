// Numbers as other languages write them.
#include <fmt/core.h>

#include <charconv>

#include "diag/diagnostics.h"
#include "parser/helps/meant.h"

namespace adc::parser {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

std::string without_underscores(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '_');
  return plain;
}

struct Notation {
  std::string_view signs;  // the letter behind 0, small and capital
  std::string_view digits;
  int base;
  std::string_view name;
};
constexpr Notation kNotations[] = {{"xX", "0123456789abcdefABCDEF_", 16, "a hexadecimal number"},
                                   {"bB", "01_", 2, "a binary number"},
                                   {"oO", "01234567_", 8, "an octal number"}};

// Each number and what touches it.
class Numbering {
 public:
  Numbering(const SourceText& source, const Names& names, std::vector<Diagnostic>& notes)
      : source_(source), names_(names), notes_(notes) {}

  void run() {
    std::size_t depth = 0;
    for (at_ = 0; at_ + 1 < source_.lexemes.size(); ++at_) {
      const Lexeme& here = source_.lexemes[at_];
      if (here.kind == LexemeKind::Open) ++depth;
      if (here.kind == LexemeKind::Close && depth > 0) --depth;
      if (here.kind != LexemeKind::Number) continue;
      const Lexeme& next = source_.lexemes[at_ + 1];
      if (next.span.begin != here.span.end) continue;
      if (next.kind == LexemeKind::Name) check_letters(here, next);
      if (next.kind == LexemeKind::Comma) note_comma(depth == 0);
    }
  }

 private:
  [[nodiscard]] std::string_view slice(std::size_t at) const { return source_.slice(source_.lexemes[at].span); }
  [[nodiscard]] bool touches(std::size_t at) const {
    return source_.lexemes[at].span.begin == source_.lexemes[at - 1].span.end && at + 1 < source_.lexemes.size();
  }
  [[nodiscard]] bool is_number(std::size_t at) const { return source_.lexemes[at].kind == LexemeKind::Number; }
  // Is lexeme `at` the sign of an exponent whose digits follow?
  [[nodiscard]] bool signs_exponent(std::size_t at) const {
    const bool sign = slice(at) == "-" || slice(at) == "+" || slice(at) == "−";
    return sign && touches(at) && touches(at + 1) && is_number(at + 1);
  }

  void check_letters(const Lexeme& number, const Lexeme& name) {
    const std::string_view digits = source_.slice(number.span);
    const std::string_view letters = source_.slice(name.span);
    const Span both = join(number.span, name.span);
    if (digits == "0") check_notation(letters, both);
    const bool grouped = letters.size() > 1 && letters[0] == '_' && consists_of(letters.substr(1), "0123456789_");
    if (grouped) {
      diag::fail("bad-number", both, "digits are not separated by `_`",
                 {"write the digits alone: " + diag::quote(std::string(digits) + without_underscores(letters))});
    }
    const bool exponent = letters[0] == 'e' || letters[0] == 'E';
    if (exponent && digits.find_first_of("eE") != std::string_view::npos &&
        (consists_of(letters.substr(1), kDigits) || (letters.size() == 1 && signs_exponent(at_ + 2)))) {
      diag::fail("bad-number", both, diag::quote(source_.slice(both)) + " has two exponents",
                 {"for a product write `*`"});
    }
    if (!names_.is_taken(static_cast<SymbolId>(name.value))) note_suffix(digits, letters, both);
  }

  void check_notation(std::string_view letters, Span both) const {
    for (const Notation& notation : kNotations) {
      const std::string_view behind = letters.substr(1);
      const bool digit = !behind.empty() && kDigits.find(behind[0]) != std::string_view::npos;  // 0b12
      if (notation.signs.find(letters[0]) == std::string_view::npos || !(digit || consists_of(behind, notation.digits)))
        continue;
      const std::string digits = without_underscores(letters.substr(1));
      std::uint64_t value = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, notation.base);
      std::vector<std::string> help;
      if (error == std::errc{} && end == digits.data() + digits.size())
        help.push_back("write it in decimal: " + diag::quote(std::to_string(value)));
      help.push_back("for a product write " + diag::quote("0 * " + std::string(letters)));
      diag::fail("bad-number", both,
                 fmt::format("{} could be {}, which is not read", diag::quote(source_.slice(both)), notation.name),
                 std::move(help));
    }
  }

  // 1.0f of C, 1d-3 of Fortran
  void note_suffix(std::string_view digits, std::string_view letters, Span both) {
    const bool point = digits.find('.') != std::string_view::npos;
    const bool suffix =
        point && letters.size() == 1 && std::string_view("fFlL").find(letters) != std::string_view::npos;
    const bool fortran =
        (letters[0] == 'd' || letters[0] == 'D') &&
        ((point && consists_of(letters.substr(1), kDigits)) || (letters.size() == 1 && signs_exponent(at_ + 2)));
    if (!suffix && !fortran) return;
    const std::string product = fmt::format("{} {}", digits, letters);
    std::vector<std::string> help{suffix ? "write the number alone: " + diag::quote(digits)
                                         : "an exponent is written with `e`"};
    help.push_back("to say so write " + diag::quote(product));
    notes_.push_back(diag::diagnose(
        "number-suffix", both,
        fmt::format("{} is {} times {}", diag::quote(source_.slice(both)), diag::quote(digits), diag::quote(letters)),
        std::move(help)));
  }

  // 1,000 and 3,14 are lists.
  void note_comma(bool is_result) {
    const std::size_t first = at_;
    bool thousands = slice(first).size() <= 3;
    bool zero = false;
    while (source_.lexemes[at_ + 1].kind == LexemeKind::Comma && touches(at_ + 1) && touches(at_ + 2) &&
           is_number(at_ + 2)) {
      at_ += 2;
      thousands = thousands && consists_of(slice(at_), kDigits) && slice(at_).size() == 3;
      zero = zero || (slice(at_)[0] == '0' && slice(at_).size() > 1 && consists_of(slice(at_), kDigits));
    }
    if (at_ == first || (!is_result && !(zero && thousands))) return;
    const Span all = join(source_.lexemes[first].span, source_.lexemes[at_].span);
    const std::size_t count = (at_ - first) / 2 + 1;
    std::string digits(source_.slice(all));
    std::erase(digits, ',');
    std::vector<std::string> help;
    if (thousands) help.push_back("a number has no commas between its digits: " + diag::quote(digits));
    std::string whole(slice(first));  // 1.000,5 is 1000.5
    std::erase(whole, '.');
    if (count == 2 && consists_of(slice(at_), kDigits)) {
      help.push_back("decimals have a point: " + diag::quote(fmt::format("{}.{}", whole, slice(at_))));
    }
    if (help.empty()) return;
    notes_.push_back(diag::diagnose(
        "two-results", all,
        fmt::format("{} is {}{}", diag::quote(source_.slice(all)), count, is_result ? " results" : " values"),
        std::move(help)));
  }

  const SourceText& source_;
  const Names& names_;
  std::vector<Diagnostic>& notes_;
  std::size_t at_ = 0;
};

}  // namespace

void check_numbers(const SourceText& source, const Names& names, std::vector<Diagnostic>& notes) {
  Numbering(source, names, notes).run();
}

}  // namespace adc::parser
