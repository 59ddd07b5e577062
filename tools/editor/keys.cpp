#include "tools/editor/keys.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace adc::tools::editor {
namespace {

using Code = Key::Code;

constexpr char kEscape = 0x1B;
constexpr char kDelete = 0x7F;
constexpr std::string_view kPasteEnd = "\033[201~";

bool is_text(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != kDelete; }

// How many bytes at the end of `text` begin a character of UTF-8 without ending it.
std::size_t unfinished(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0U) == 0x80U) continue;
    const std::size_t bytes = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
    return bytes > back ? back : 0;
  }
  return 0;
}

Key letter(char c, bool control, bool alt) {
  return {.code = Code::Letter, .control = control, .alt = alt, .letter = c};
}

// The key whose byte below a blank, or DEL, is `c`.
Key control_key(char c, bool alt) {
  switch (c) {
    case '\r':
    case '\n': return {.code = Code::Enter, .alt = alt};
    case '\t': return {.code = Code::Tab, .alt = alt};
    case '\b':
    case kDelete: return {.code = Code::Backspace, .alt = alt};
    case kEscape: return {.code = Code::Escape, .alt = alt};
    case 0: return letter('@', true, alt);
    default: return letter(static_cast<char>(c < 0x1B ? c + 0x60 : c + 0x40), true, alt);
  }
}

// The key that a final letter of CSI or SS3 names.
Code named(char final) {
  switch (final) {
    case 'A': return Code::Up;
    case 'B': return Code::Down;
    case 'C': return Code::Right;
    case 'D': return Code::Left;
    case 'H': return Code::Home;
    case 'F': return Code::End;
    case 'M': return Code::Enter;  // of the keypad, after SS3
    default: return Code::Ignored;
  }
}

// The key that a number before `~`, or rxvt's `^`, `$` and `@`, names.
Code numbered(int number) {
  switch (number) {
    case 1:
    case 7: return Code::Home;
    case 3: return Code::Delete;
    case 4:
    case 8: return Code::End;
    case 5: return Code::PageUp;
    case 6: return Code::PageDown;
    default: return Code::Ignored;
  }
}

// The key of a code point, as `CSI u` and xterm's modifyOtherKeys tell it.
Key of_code_point(int value, bool control, bool alt, bool shift) {
  Key key{.code = Code::Ignored};
  if (value < 0x20 || value == kDelete) {
    key = control_key(static_cast<char>(value), alt);
    key.shift = shift;
    if (key.code == Code::Backspace) key.control = control;
  } else if (value < kDelete && (control || alt)) {
    const bool is_capital = value >= 'A' && value <= 'Z';
    key = letter(static_cast<char>(is_capital ? value + 0x20 : value), control, alt);
  } else if (value < kDelete) {
    key = {.code = Code::Text, .text = std::string(1, static_cast<char>(value))};
  }
  return key;
}

// The numbers between semicolons, of which those that are missing are 0: at least three.
std::vector<int> numbers(std::string_view parameters) {
  constexpr int kMost = 0x110000;  // beyond all code points
  std::vector<int> result = {0};
  for (const char c : parameters) {
    if (c == ';')
      result.push_back(0);
    else if (c >= '0' && c <= '9')
      result.back() = std::min(kMost, result.back() * 10 + (c - '0'));
  }
  result.resize(std::max<std::size_t>(3, result.size()));
  return result;
}

void set_modifiers(Key& key, int parameter) {
  const unsigned bits = parameter > 0 ? static_cast<unsigned>(parameter - 1) : 0U;
  key.shift = key.shift || (bits & 1U) != 0;
  key.alt = key.alt || (bits & 2U) != 0;
  key.control = key.control || (bits & 4U) != 0;
}

// The key that CSI with `values` and a final byte is.
Key of_sequence(const std::vector<int>& values, char final, bool alt) {
  Key key{.alt = alt};
  if (final == 'u' || (final == '~' && values[0] == 27)) {
    set_modifiers(key, values[1]);
    return of_code_point(final == 'u' ? values[0] : values[2], key.control, key.alt, key.shift);
  }
  if (final == 'Z') return {.code = Code::Tab, .shift = true};
  if (final >= 'a' && final <= 'd') {  // rxvt's Shift
    key.code = named(static_cast<char>(final - 0x20));
    key.shift = true;
  } else if (final == '~' || final == '^' || final == '$' || final == '@') {
    key.code = numbered(values[0]);
    key.control = final == '^' || final == '@';
    key.shift = final == '$' || final == '@';
    set_modifiers(key, values[1]);
  } else if (final != 'M') {
    key.code = named(final);
    set_modifiers(key, values[1]);
  }
  return key.code == Code::Ignored ? Key{} : key;
}

}  // namespace

void KeyReader::feed(std::string_view bytes) {
  bytes_.erase(0, at_);
  searched_ = searched_ > at_ ? searched_ - at_ : 0;
  at_ = 0;
  bytes_ += bytes;
  expired_ = false;
}

void KeyReader::drop(std::size_t count) { at_ += count; }

std::optional<Key> KeyReader::wait() {
  if (!expired_) return std::nullopt;
  // What will not be finished is no key.
  drop(rest().size());
  return Key{};
}

std::optional<Key> KeyReader::next() {
  if (in_paste_) return paste();
  if (at_ == bytes_.size()) return std::nullopt;
  const char c = bytes_[at_];
  return is_text(c) ? text() : c == kEscape ? escape() : control();
}

std::optional<Key> KeyReader::paste() {
  const std::size_t end = bytes_.find(kPasteEnd, std::max(searched_, at_));
  if (end == std::string::npos && !expired_) {
    searched_ = bytes_.size() - std::min(bytes_.size() - at_, kPasteEnd.size() - 1);
    return std::nullopt;
  }
  const std::size_t until = std::min(end, bytes_.size());
  Key key{.code = Code::Paste, .text = bytes_.substr(at_, until - at_)};
  drop(key.text.size() + (end == std::string::npos ? 0 : kPasteEnd.size()));
  in_paste_ = false;
  return key;
}

std::optional<Key> KeyReader::text() {
  const std::string_view bytes = rest();
  std::size_t count = 0;
  while (count < bytes.size() && is_text(bytes[count])) ++count;
  if (count == bytes.size() && !expired_) count -= unfinished(bytes);
  if (count == 0) return std::nullopt;
  Key key{.code = Code::Text, .text = std::string(bytes.substr(0, count))};
  drop(count);
  return key;
}

std::optional<Key> KeyReader::control() {
  const char c = bytes_[at_];
  drop(1);
  return control_key(c, false);
}

std::optional<Key> KeyReader::escape() {
  std::size_t prefix = 1;
  const bool alt = rest().size() > 2 && rest()[1] == kEscape && (rest()[2] == '[' || rest()[2] == 'O');
  if (alt) ++prefix;  // rxvt's Alt
  if (rest().size() == prefix) {
    if (!expired_) return std::nullopt;
    drop(prefix);
    return Key{.code = Code::Escape};
  }
  const char c = rest()[prefix];
  if (c == '[') return control_sequence(prefix + 1, alt);
  if (c == 'O') return single_shift(prefix + 1, alt);
  if (c == kEscape) {
    drop(1);
    return Key{.code = Code::Escape};
  }
  if (static_cast<unsigned char>(c) >= 0x80) {  // Alt with a letter beyond ASCII: the letter
    drop(1);
    return text();
  }
  drop(prefix + 1);
  if (!is_text(c)) return control_key(c, true);
  Key key = letter(c, false, true);
  if (c >= 'A' && c <= 'Z')
    key = {.code = Code::Letter, .alt = true, .shift = true, .letter = static_cast<char>(c + 0x20)};
  return key;
}

// CSI parameters intermediates final, as ECMA-48 has it.
std::optional<Key> KeyReader::control_sequence(std::size_t prefix, bool alt) {
  constexpr std::size_t kLongest = 64;
  const std::string_view bytes = rest().substr(prefix);
  if (bytes.starts_with('[')) {  // function keys of the Linux console
    if (bytes.size() < 2) return wait();
    drop(prefix + 2);
    return Key{};
  }
  std::size_t end = 0;
  while (end < bytes.size() && bytes[end] >= 0x20 && bytes[end] < 0x40) ++end;
  if (end == bytes.size()) {
    if (end == 0 && expired_) {
      drop(prefix);
      return letter('[', false, true);
    }
    if (end < kLongest && !(end > 1 && bytes.ends_with('$'))) return wait();
    --end;  // rxvt ends Shift with `$`, behind which others have a letter
  }
  const char final = bytes[end];
  const bool is_whole = final >= 0x20 && final < kDelete;  // anything else ends it and is a key of its own
  const std::vector<int> values = numbers(bytes.substr(0, end));
  const bool is_report = end > 0 && bytes.front() >= '<' && bytes.front() <= '?';
  drop(prefix + end + (is_whole ? 1 : 0));
  if (!is_whole || is_report) return Key{};
  if (final == '~' && values[0] == 200) {
    in_paste_ = true;
    searched_ = at_;
    return paste();
  }
  return of_sequence(values, final, alt);
}

std::optional<Key> KeyReader::single_shift(std::size_t prefix, bool alt) {
  const std::string_view bytes = rest().substr(prefix);
  if (bytes.empty()) {
    if (!expired_) return std::nullopt;
    drop(prefix);
    return Key{.code = Code::Letter, .alt = true, .shift = true, .letter = 'o'};
  }
  const char final = bytes.front();
  if (!is_text(final)) {
    drop(prefix);
    return Key{};
  }
  drop(prefix + 1);
  Key key{.code = named(final), .alt = alt};
  if (final >= 'a' && final <= 'd') {  // rxvt's Control
    key.code = named(static_cast<char>(final - 0x20));
    key.control = true;
  }
  return key.code == Code::Ignored ? Key{} : key;
}

}  // namespace adc::tools::editor
