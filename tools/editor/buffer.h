// The text that is edited.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tools::editor {

/// A text, a cursor in it, and how it came to be what it is. Any bytes will do. Offsets are in bytes; the cursor always
/// stands at the begin of a character or at the end.
class Buffer {
 public:
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t cursor() const { return cursor_; }
  void move_to(std::size_t offset);

  /// Begins anew with `text`, the cursor at its end, and nothing to undo.
  void reset(std::string text = "");

  /// Puts `with` in the place of bytes `begin` to `end`, and the cursor behind it.
  void replace(std::size_t begin, std::size_t end, std::string_view with);
  void insert(std::string_view added) { replace(cursor_, cursor_, added); }
  /// Removes bytes `begin` to `end`, and gives them.
  std::string erase(std::size_t begin, std::size_t end);

  /// What follows is undone by itself: characters that are typed one after the other are one change otherwise.
  void seal() { sealed_ = true; }
  /// Takes back the last change, or the taking back. False if there is none.
  bool undo();
  bool redo();

 private:
  struct Change {
    std::size_t at = 0;
    std::string removed;
    std::string added;
    std::size_t cursor_before = 0;
  };
  void settle();
  [[nodiscard]] bool continues_last(std::size_t begin, std::size_t end, std::string_view with) const;

  std::string text_;
  std::size_t cursor_ = 0;
  std::vector<Change> changes_;
  std::size_t done_ = 0;  ///< how many of the changes are not undone
  bool sealed_ = true;
};

/// What was cut last and before, to be put in elsewhere. Outlives entries.
class KillRing {
 public:
  enum class Side { Front, Back };
  /// Keeps `text`; together with what was kept last, if `joins`, before or behind it.
  void keep(std::string text, bool joins, Side side);
  /// What was kept last, or what `rotate` came to; empty if nothing was.
  [[nodiscard]] const std::string& top() const;
  /// Goes to what was kept before that, and from the oldest to the newest.
  void rotate();

 private:
  std::vector<std::string> texts_;
  std::size_t top_ = 0;
};

}  // namespace adc::tools::editor
