#include "tools/editor/editor.h"

#include <algorithm>
#include <csignal>
#include <optional>
#include <utility>

#include "tools/editor/picture.h"

namespace adc::tools::editor {
namespace {

// How long the rest of a key may be under way, and the rest of a paste.
constexpr int kKeyMilliseconds = 200;
constexpr int kPasteMilliseconds = 2000;
constexpr int kForEver = -1;

constexpr char kEndOfInput = 0x04;  // Ctrl-D
constexpr std::string_view kClear = "\033[H\033[2J";

}  // namespace

Editor::Editor(Settings settings, Editing editing)
    : terminal_(settings.in, settings.out),
      colours_(settings.colours),
      editing_(std::move(editing)),
      history_(std::move(settings.history_file)),
      composer_(editing_, history_) {}

Editor::Got Editor::read(std::string_view prompt, std::string_view continuation, std::string& entry) {
  entry.clear();
  composer_.begin(prompt, continuation);
  screen_.forget();
  for (;;) {
    const Outcome outcome = raw_outcome();
    switch (outcome) {
      case Outcome::Submitted:
        entry = composer_.text();
        history_.add(entry);
        return Got::Entry;
      case Outcome::Cancelled: return Got::Cancelled;
      case Outcome::Stop: (void)kill(0, SIGTSTP); break;  // to all that the shell runs as one, as the terminal would
      default: return Got::End;
    }
  }
}

Editor::Outcome Editor::raw_outcome() {
  RawMode raw(terminal_);
  try {
    const Outcome outcome = next_outcome(raw);
    leave(outcome == Outcome::Cancelled);
    return outcome;
  } catch (...) {
    terminal_.write(screen_.leave());
    throw;
  }
}

// Takes keys until one of them is no matter of the entry alone.
Editor::Outcome Editor::next_outcome(RawMode& raw) {
  using Event = Terminal::Event;
  // Of what was typed before, Ctrl-D has been made the end of a line, which is read as a NUL.
  bool was_typed_before = terminal_.has_input();
  for (;;) {
    while (const auto key = keys_.next()) {
      const Outcome outcome = composer_.take(*key);
      if (outcome == Outcome::Clear) {
        terminal_.write(kClear);
        screen_.forget();
      } else if (outcome != Outcome::Going) {
        return outcome;
      }
    }
    if (!terminal_.has_input()) show();
    std::string bytes;
    const int patience = keys_.is_in_paste() ? kPasteMilliseconds : keys_.is_waiting() ? kKeyMilliseconds : kForEver;
    switch (terminal_.wait(bytes, patience)) {
      case Event::Bytes:
        if (std::exchange(was_typed_before, false)) std::ranges::replace(bytes, '\0', kEndOfInput);
        keys_.feed(bytes);
        break;
      case Event::Timeout: keys_.expire(); break;
      case Event::Closed: return Outcome::Ended;
      case Event::Interrupt: return Outcome::Cancelled;
      case Event::Stop: return Outcome::Stop;
      case Event::Continued:
        if (!raw.renew()) return Outcome::Ended;
        screen_.forget();
        break;
      case Event::Resized: terminal_.write(screen_.remove_resized(terminal_.size().columns)); break;
    }
  }
}

void Editor::show() {
  const Size size = terminal_.size();
  terminal_.write(screen_.update(paint(composer_.view(size), size, colours_)));
}

// Leaves the entry behind without what helped to write it; as a whole, though it may be higher than the terminal.
void Editor::leave(bool is_cancelled) {
  constexpr int kMostRows = 1000;
  Size size = terminal_.size();
  size.rows = std::max(size.rows, kMostRows);
  View view = composer_.view(size, true);
  const std::string shown = std::string(view.text) + (is_cancelled ? "^C" : "");
  view.text = shown;
  view.cursor = shown.size();
  std::string bytes = screen_.update(paint(view, size, colours_));
  bytes += screen_.leave();
  terminal_.write(bytes);
}

}  // namespace adc::tools::editor
