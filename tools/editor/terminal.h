// The terminal as the system gives it: its mode, its signals, its bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/editor/view.h"

namespace adc::tools::editor {

/// Two file descriptors, which stay the caller's.
class Terminal {
 public:
  Terminal(int in, int out) : in_(in), out_(out) {}

  /// Whether both are a terminal, and `TERM` names one that has a cursor: neither "dumb" nor nothing.
  [[nodiscard]] bool is_capable() const;
  /// 80 × 24 if the terminal does not know.
  [[nodiscard]] Size size() const;

  /// Writes all of `bytes`, if it can; a terminal that is gone is noticed by `wait`.
  void write(std::string_view bytes) const;
  /// Whether bytes have come that are not read yet.
  [[nodiscard]] bool has_input() const;

  /// What was waited for.
  enum class Event : std::uint8_t {
    Bytes,
    Timeout,
    Closed,     ///< nothing will come any more
    Interrupt,  ///< SIGINT
    Stop,       ///< SIGTSTP
    Continued,  ///< SIGCONT: another program may have set the terminal's mode
    Resized,    ///< SIGWINCH
  };
  /// Waits for one of these, of signals only while a `RawMode` lives. Bytes are added to `bytes`. `milliseconds`: -1:
  /// for ever.
  [[nodiscard]] Event wait(std::string& bytes, int milliseconds) const;

  [[nodiscard]] int in() const { return in_; }
  [[nodiscard]] int out() const { return out_; }

 private:
  int in_;
  int out_;
};

/// While it lives, the terminal gives each byte as it comes, echoes nothing, marks what is pasted, and the signals of
/// `Terminal::Event` are events. Whatever ends the process then but SIGKILL (SIGTERM, SIGHUP, a crash) gives
/// the terminal its mode back before. One at a time, of the whole process.
class RawMode {
 public:
  /// Throws `std::system_error` if the terminal's mode cannot be changed.
  explicit RawMode(const Terminal& terminal);
  ~RawMode();
  RawMode(const RawMode&) = delete;
  RawMode& operator=(const RawMode&) = delete;

  /// Sets the mode again, after another program may have set it. False if the terminal is gone.
  [[nodiscard]] bool renew() const;

 private:
  const Terminal& terminal_;
};

}  // namespace adc::tools::editor
