#include "tests/support/operation_count.h"

#include <cctype>
#include <string>

namespace adc::tests {
namespace {

// What stands before the next piece of text, as far as a juxtaposition cares.
enum class Before { Nothing, Number, Operand };

class Counter {
 public:
  explicit Counter(std::string_view text) : text_(text) {}

  std::size_t count() {
    while (at_ < text_.size()) step();
    return count_;
  }

 private:
  void step() {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (std::isspace(c) != 0) {
      ++at_;
    } else if (superscript()) {
      ++count_;
    } else if (std::isdigit(c) != 0) {
      number();
    } else if (operator_mark()) {
      ++count_;
      before_ = Before::Nothing;
    } else if (is_letter(at_)) {
      name();
    } else {
      bracket(text_[at_++]);
    }
  }

  void bracket(char c) {
    if (c == '(' && before_ != Before::Nothing) ++count_;
    before_ = c == ')' ? Before::Operand : Before::Nothing;
  }

  // Digits, a fraction, and an exponent that has digits.
  void number() {
    digits();
    std::size_t exponent = at_;
    if (exponent < text_.size() && (text_[exponent] == 'e' || text_[exponent] == 'E')) {
      ++exponent;
      if (exponent < text_.size() && (text_[exponent] == '-' || text_[exponent] == '+')) ++exponent;
      if (exponent < text_.size() && std::isdigit(static_cast<unsigned char>(text_[exponent])) != 0) {
        at_ = exponent;
        digits();
      }
    }
    before_ = Before::Number;
  }

  void digits() {
    while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
      ++at_;
  }

  // A name: an operand, a call, or a word operator.
  void name() {
    std::string word;
    while (is_letter(at_) || (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0))) {
      word += text_[at_++];
    }
    if (word == "and" || word == "or" || word == "not") {
      ++count_;
      before_ = Before::Nothing;
      return;
    }
    if (before_ != Before::Nothing) ++count_;
    const bool powered = word.size() > 1 && superscript();
    const bool calls =
        word.size() > 1 && static_cast<unsigned char>(word[0]) < 0x80 && at_ < text_.size() && text_[at_] == '(';
    if (calls) ++at_;
    count_ += (powered ? 1 : 0) + (calls ? 1 : 0);
    before_ = calls ? Before::Nothing : Before::Operand;
  }

  // A run of superscript digits.
  bool superscript() {
    const std::size_t begin = at_;
    for (;;) {
      const std::string_view rest = text_.substr(at_);
      if (rest.starts_with("²") || rest.starts_with("³") || rest.starts_with("¹")) {
        at_ += 2;
      } else if (rest.size() >= 3 && rest.starts_with("\xE2\x81")) {
        at_ += 3;
      } else {
        break;
      }
    }
    return at_ != begin;
  }

  bool operator_mark() {
    const std::string_view rest = text_.substr(at_);
    for (const std::string_view mark : {"<=", ">=", "==", "!=", "·", "×", "+", "-", "*", "/", "^", "<", ">", "%"}) {
      if (!rest.starts_with(mark)) continue;
      at_ += mark.size();
      return true;
    }
    return false;
  }

  [[nodiscard]] bool is_letter(std::size_t i) const {
    if (i >= text_.size()) return false;
    const auto c = static_cast<unsigned char>(text_[i]);
    if (std::isalpha(c) != 0 || c == '_') return true;
    const std::string_view rest = text_.substr(i);
    const bool mark = rest.starts_with("·") || rest.starts_with("×") || rest.starts_with("²") ||
                      rest.starts_with("³") || rest.starts_with("¹") || rest.starts_with("\xE2\x81");
    return c >= 0x80 && !mark;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
  Before before_ = Before::Nothing;
};

}  // namespace

std::size_t operation_count(std::string_view formula) { return Counter(formula).count(); }

}  // namespace adc::tests
