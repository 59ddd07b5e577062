// Lines from a person or from a pipe.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace adc::tools {

/// Reads stdin line by line. On a terminal it shows a prompt and, where libedit is installed (it is looked for when the
/// session starts, nothing links it), offers editing and a history that is kept in $XDG_STATE_HOME/adc/history.
class LineReader {
 public:
  LineReader();
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// What became of a read.
  enum class Got { Line, Cancelled, End };

  /// The next line without its newline. Cancelled: Ctrl-C. End: Ctrl-D, or the end of the pipe.
  Got read(const char* prompt, std::string& line);

 private:
  struct Editor;
  bool is_terminal_;
  std::unique_ptr<Editor> editor_;  ///< null without a terminal or without libedit
};

}  // namespace adc::tools
