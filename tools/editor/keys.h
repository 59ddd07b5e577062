// From the bytes that a terminal sends to the keys that a person pressed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adc::tools::editor {

/// What was pressed, or pasted.
struct Key {
  enum class Code : std::uint8_t {
    Text,    ///< `text`: what was typed, one character or several that came together
    Paste,   ///< `text`: what was pasted, as it came
    Letter,  ///< with `control` or `alt` or both: `letter`, a small letter or a sign
    Enter,
    Tab,
    Backspace,
    Escape,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    Delete,
    PageUp,
    PageDown,
    Ignored,  ///< a key, or a report of the terminal, that the editor has no use for
  };
  Code code = Code::Ignored;
  bool control = false;
  bool alt = false;
  bool shift = false;
  char letter = 0;
  std::string text;

  bool operator==(const Key&) const = default;
};

/// Reads keys as VT100, xterm, rxvt, the Linux console, and terminals with the `CSI u` protocol send them. Bytes may
/// come in any portions, and may be anything. The time for all of them together is linear in their number.
class KeyReader {
 public:
  void feed(std::string_view bytes);

  /// The next key; nullopt if there is none yet.
  [[nodiscard]] std::optional<Key> next();

  /// Whether bytes wait for others without which they are no key: after a while, `expire`.
  [[nodiscard]] bool is_waiting() const { return in_paste_ || at_ < bytes_.size(); }
  /// Whether it is a paste that has not ended: it may be longer under way than a key.
  [[nodiscard]] bool is_in_paste() const { return in_paste_; }
  /// No more bytes will come for what waits: Escape is the key itself, a paste has ended.
  void expire() { expired_ = true; }

 private:
  [[nodiscard]] std::string_view rest() const { return std::string_view(bytes_).substr(at_); }
  void drop(std::size_t count);
  std::optional<Key> paste();
  std::optional<Key> text();
  std::optional<Key> control();
  std::optional<Key> escape();
  std::optional<Key> control_sequence(std::size_t prefix, bool alt);
  std::optional<Key> single_shift(std::size_t prefix, bool alt);
  std::optional<Key> wait();

  std::string bytes_;
  std::size_t at_ = 0;        ///< up to which they have been read
  std::size_t searched_ = 0;  ///< up to which the end of a paste has been looked for
  bool in_paste_ = false;
  bool expired_ = false;
};

}  // namespace adc::tools::editor
