// Entries from a person or from a pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "tools/editor/editing.h"

namespace adc::tools {

namespace editor {
class Editor;
}

/// Reads entries, of a line or several, from stdin: with an editor (docs/terminal.md) and a history, which is kept in
/// $XDG_STATE_HOME/adc/history, where stdin and stdout are a terminal that has a cursor; line by line with prompts from
/// another terminal; and without prompts from a pipe or a file. Without a terminal for stdout, prompts go to stderr.
class LineReader {
 public:
  /// `editing` says which entries are complete, and helps in the editor.
  explicit LineReader(editor::Editing editing);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// What became of a read.
  enum class Got : std::uint8_t {
    Entry,
    Cancelled,  ///< Ctrl-C: the entry is dropped
    End,        ///< Ctrl-D, or the end of the pipe
  };

  /// The next entry, without the newline at its end; one that the pipe's end cuts short, too. `prompt` stands before
  /// its first line, `continuation` before the others. Throws what the functions of `editing` throw.
  Got read(std::string_view prompt, std::string_view continuation, std::string& entry);

 private:
  struct Interrupts;
  Got read_plainly(std::string_view prompt, std::string_view continuation, std::string& entry);
  /// Adds the next line to `line`.
  Got read_line(std::string& line);

  editor::Editing editing_;
  bool is_terminal_;
  std::unique_ptr<Interrupts> interrupts_;
  std::string pending_;                     ///< what was read plainly last
  std::size_t taken_ = 0;                   ///< how much of it is of entries already
  std::unique_ptr<editor::Editor> editor_;  ///< null where there is nothing to edit in
};

}  // namespace adc::tools
