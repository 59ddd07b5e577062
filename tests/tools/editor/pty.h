// A program at a terminal.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/tools/editor/emulator.h"

namespace adc::tests {

/// A process whose terminal is a pseudo-terminal, with an emulator at the other end. Ends the process with the object.
class Pty {
 public:
  /// Runs `body` in the process; what it returns is the exit code.
  Pty(int columns, int rows, const std::function<int()>& body);
  /// Runs a program: `words` and, beside the present environment, "NAME=value", or "NAME" for none.
  Pty(int columns, int rows, std::vector<std::string> words, const std::vector<std::string>& environment);
  ~Pty();
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  /// As from the keyboard.
  void type(std::string_view bytes);
  /// Reads what the process writes until the screen has `part`, or `holds` is true; false if that takes more than ten
  /// seconds.
  [[nodiscard]] bool shows(const std::string& part);
  [[nodiscard]] bool reaches(const std::function<bool()>& holds);
  /// Reads until nothing has come for a while.
  void settle();
  void resize(int columns, int rows);
  void signal(int number) const;
  /// The terminal goes away.
  void hang_up();
  /// Waits until the process ends, and gives its exit code, 128 + n after signal n.
  int finish();

  /// Whether the terminal gives whole lines and echoes, as a shell leaves it.
  [[nodiscard]] bool is_cooked() const;
  [[nodiscard]] const Emulator& screen() const { return emulator_; }
  /// All that was written so far.
  [[nodiscard]] const std::string& written() const { return written_; }
  [[nodiscard]] pid_t process() const { return pid_; }

 private:
  bool read_some(int milliseconds);

  Emulator emulator_;
  std::string written_;
  pid_t pid_ = -1;
  int master_ = -1;
  int code_ = -1;
};

}  // namespace adc::tests
