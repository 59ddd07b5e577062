// What a terminal sends, to the editor, and back to a terminal.
#include <string>

#include "tests/fuzz/target.h"
#include "tests/tools/editor/emulator.h"
#include "tools/editor/brackets.h"
#include "tools/editor/composer.h"
#include "tools/editor/graphemes.h"
#include "tools/editor/keys.h"
#include "tools/editor/screen.h"

namespace adc::tests {
namespace {

using namespace tools::editor;  // NOLINT

Editing language() {
  Editing editing;
  editing.is_complete = [](std::string_view text) { return open_brackets(text, {}) == 0; };
  editing.complete = [](std::string_view text, std::size_t cursor) {
    Completions completions{cursor, cursor, {}};
    while (completions.begin > 0 && text[completions.begin - 1] == 's') --completions.begin;
    for (const char* name : {"s", "ss", "s世", "s世界", "ssé"}) completions.candidates.push_back({name, "about it"});
    return completions;
  };
  editing.highlight = [](std::string_view text) {
    return std::vector<Highlight>{{0, text.size() / 2, Style::Number},
                                  {text.size() / 2, text.size() + 9, Style::Comment}};
  };
  editing.hint = [](std::string_view text, std::size_t cursor) {
    return Hint{std::string(text.substr(0, cursor)), cursor / 2, cursor + 9};
  };
  return editing;
}

/// Whether a character of `text` begins at `offset`, or it ends there.
bool is_place(std::string_view text, std::size_t offset) {
  std::size_t at = 0;
  while (at < offset && at < text.size()) at = next_grapheme(text, at);
  return at == offset;
}

/// One person, one terminal.
class Session {
 public:
  explicit Session(Size size) : size_(size), terminal_(size.columns, size.rows) {
    history_.add("sin(x)");
    history_.add("世界(\n\xFF\u0301)");
    composer_.begin("> ", "… ");
  }
  void send(char byte) {
    keys_.feed({&byte, 1});
    take();
  }
  void wait() {
    keys_.expire();
    take();
  }
  void resize(Size size) {
    size_ = size;
    terminal_.resize(size.columns, size.rows);
    terminal_.feed(screen_.remove_resized(size.columns));
  }
  void show() {
    terminal_.feed(screen_.update(paint(composer_.view(size_), size_, true)));
    must(terminal_.unknown() == 0, "only known sequences are sent");
    must(terminal_.shows_cursor(), "the cursor is to be seen");
    const std::string& text = composer_.text();
    must(composer_.cursor() <= text.size(), "the cursor is in the text");
    constexpr std::size_t kExact = 250;  // further away the begin of a character is an approximation
    must(text.size() > kExact || is_place(text, composer_.cursor()), "the cursor is at a character");
  }

 private:
  void take() {
    while (const auto key = keys_.next()) {
      if (composer_.take(*key) != Composer::Outcome::Submitted) continue;
      history_.add(composer_.text());
      terminal_.feed(screen_.leave());
      composer_.begin("> ", "… ");
    }
  }

  Size size_;
  Emulator terminal_;
  Editing editing_ = language();
  History history_;
  Composer composer_{editing_, history_};
  KeyReader keys_;
  Screen screen_;
};

}  // namespace

// The first two bytes are the terminal's size; \xFE is a pause, \xFD and two bytes another size.
void fuzz(std::string_view bytes) {
  if (bytes.size() < 2 || bytes.size() > 2000) return;
  const auto size_of = [](char columns, char rows) {
    return Size{1 + static_cast<unsigned char>(columns) % 50, 1 + static_cast<unsigned char>(rows) % 12};
  };
  Session session(size_of(bytes[0], bytes[1]));
  for (std::size_t i = 2; i < bytes.size(); ++i) {
    if (bytes[i] == '\xFE')
      session.wait();
    else if (bytes[i] == '\xFD' && i + 2 < bytes.size())
      session.resize(size_of(bytes[i + 1], bytes[i + 2]));
    else
      session.send(bytes[i]);
    session.show();
  }
  session.wait();
  session.show();
}

}  // namespace adc::tests
