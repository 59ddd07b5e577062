// A line editor for entries of a language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/editor/composer.h"
#include "tools/editor/editing.h"
#include "tools/editor/history.h"
#include "tools/editor/keys.h"
#include "tools/editor/screen.h"
#include "tools/editor/terminal.h"

namespace adc::tools::editor {

/// Reads entries, of a line or several, from a person at a terminal: docs/terminal.md says with which keys. The
/// terminal is raw only while `read` runs, and comes out of it as it was, whatever ends it. Not thread-safe; one of the
/// process may read at a time.
class Editor {
 public:
  struct Settings {
    int in = 0;
    int out = 1;
    bool colours = true;
    std::string history_file;  ///< empty: entries are remembered by this object alone
  };
  /// The terminal of the settings must be `Terminal::is_capable`.
  Editor(Settings settings, Editing editing);
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  /// What became of a read.
  enum class Got : std::uint8_t {
    Entry,
    Cancelled,  ///< Ctrl-C: the entry is dropped
    End,        ///< Ctrl-D in an empty entry, or the terminal is gone
  };
  /// Reads an entry, in which lines are separated by `\n`. `prompt` stands before its first line, `continuation` before
  /// the others. An entry is added to the history when it is entered. Throws `std::system_error` if the terminal's mode
  /// cannot be changed, and what the functions of `Editing` throw.
  Got read(std::string_view prompt, std::string_view continuation, std::string& entry);

 private:
  using Outcome = Composer::Outcome;
  Outcome raw_outcome();
  Outcome next_outcome(RawMode& raw);
  void show();
  void leave(bool is_cancelled);

  Terminal terminal_;
  bool colours_;
  Editing editing_;
  History history_;
  KeyReader keys_;
  Composer composer_;
  Screen screen_;
};

}  // namespace adc::tools::editor
