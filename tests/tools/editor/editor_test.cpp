// The editor at a terminal, with a language of its own.
#include "tools/editor/editor.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "tests/support/stopwatch.h"
#include "tests/tools/editor/pty.h"
#include "tools/editor/brackets.h"

namespace editor = adc::tools::editor;
using adc::tests::Pty;
using editor::Editor;
using editor::Style;

namespace {

editor::Editing language() {
  editor::Editing editing;
  editing.is_complete = [](std::string_view text) { return editor::open_brackets(text, {}) == 0; };
  editing.complete = [](std::string_view text, std::size_t cursor) {
    if (text.find("throw") != std::string_view::npos) throw std::runtime_error("what a language may do");
    if (text.find("crash") != std::string_view::npos) (void)std::raise(SIGSEGV);
    const std::size_t begin = text.find_last_of(" (+", cursor) + 1;
    return editor::Completions{begin, cursor, {{"sine", "the first"}, {"sinus", "the second"}}};
  };
  editing.highlight = [](std::string_view text) {
    std::vector<editor::Highlight> parts;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] >= '0' && text[i] <= '9') parts.push_back({i, i + 1, Style::Number});
    }
    return parts;
  };
  editing.hint = [](std::string_view text, std::size_t) { return editor::Hint{text.ends_with('(') ? "angle" : ""}; };
  return editing;
}

/// Reads entries and prints them until the end, which it prints, too.
int read_entries(bool colours = true, const std::string& history = "") {
  Editor lines({STDIN_FILENO, STDOUT_FILENO, colours, history}, language());
  std::string entry;
  for (;;) {
    switch (lines.read("> ", "… ", entry)) {
      case Editor::Got::Entry: std::printf("[%s]\n", entry.c_str()); break;
      case Editor::Got::Cancelled: std::printf("cancelled\n"); break;
      case Editor::Got::End:
        std::printf("end\n");
        std::fflush(stdout);
        return 0;
    }
    std::fflush(stdout);
  }
}

/// A process that reads entries, once it waits for the first.
class Reading : public Pty {
 public:
  Reading(int columns, int rows, bool colours = true)
      : Pty(columns, rows, [colours] { return read_entries(colours); }) {
    REQUIRE(shows(">"));
  }
};

}  // namespace

TEST_CASE("entries are read, and the terminal is as it was in between") {
  Reading pty(40, 12);
  REQUIRE(pty.shows(">"));
  CHECK_FALSE(pty.is_cooked());
  CHECK(pty.screen().marks_pastes());
  pty.type("1 + 1\r");
  REQUIRE(pty.shows("[1 + 1]\n>"));
  pty.type("f(\r2)\r");
  REQUIRE(pty.shows("[f(\n  2)]\n>"));
  CHECK(pty.screen().text() == "> 1 + 1\n[1 + 1]\n> f(\n…   2)\n[f(\n  2)]\n>");
  pty.type("dropped\x03");
  REQUIRE(pty.shows("> dropped^C\ncancelled"));
  pty.type("\x04");
  CHECK(pty.finish() == 0);
  CHECK(pty.shows("end"));
  CHECK(pty.is_cooked());
  CHECK_FALSE(pty.screen().marks_pastes());
  CHECK(pty.screen().unknown() == 0);
}

TEST_CASE("text has colours, the brackets at the cursor stand out, a hint stands below") {
  Reading pty(40, 8);
  pty.type("a + 25(");
  REQUIRE(pty.shows("> a + 25(\nangle"));
  CHECK(pty.screen().style_of("25") == "36");
  CHECK(pty.screen().style_of("angle") == "90");
  CHECK(pty.screen().style_of("(") == "1;4;31");
  CHECK(pty.screen().cursor_row() == 0);
  pty.type("b)");
  REQUIRE(pty.shows("(b)"));
  CHECK(pty.screen().text() == "> a + 25(b)");
  CHECK(pty.screen().style_of("(") == "1;4;33");
  CHECK(pty.screen().style_of(")") == "1;4;33");
  pty.type("\r");
  REQUIRE(pty.shows("[a + 25(b)]"));
  CHECK(pty.screen().style_of("(").empty());
}

TEST_CASE("without colours there are none") {
  Reading pty(40, 8, false);
  pty.type("25(b)\x12x\x07\t");
  REQUIRE(pty.shows("> 25(b)"));
  pty.settle();
  for (int colour = 30; colour < 50; ++colour) {
    const std::string number = std::to_string(colour);
    CHECK(pty.written().find("[" + number + "m") == std::string::npos);
    CHECK(pty.written().find(";" + number + "m") == std::string::npos);
  }
  CHECK(pty.written().find("[9") == std::string::npos);
}

TEST_CASE("candidates are listed below, chosen by Tab, and gone with the next key") {
  Reading pty(40, 8);
  pty.type("1 + s\t");
  REQUIRE(pty.shows("> 1 + sin\nsine   the first\nsinus  the second"));
  pty.type("\t\t");
  REQUIRE(pty.shows("> 1 + sinus\n"));
  CHECK(pty.screen().style(2, 0) == "7");
  pty.type("!\r");
  REQUIRE(pty.shows("[1 + sinus!]\n>"));
  CHECK(pty.screen().text() == "> 1 + sinus!\n[1 + sinus!]\n>");
}

TEST_CASE("Ctrl-R searches below, and leaves nothing behind") {
  Reading pty(40, 10);
  pty.type(
      "alpha\rbeta\r\x12"
      "al");
  REQUIRE(pty.shows("> alpha\nsearch back: al"));
  CHECK(pty.screen().style_of("search") == "90");
  pty.type(
      "\x07"
      "x");
  REQUIRE(pty.shows("> x"));
  CHECK(pty.screen().text() == "> alpha\n[alpha]\n> beta\n[beta]\n> x");
  pty.type(
      "\x15\x12"
      "al\r");
  REQUIRE(pty.reaches([&] { return pty.screen().text().ends_with("> alpha\n[alpha]\n>"); }));
}

TEST_CASE("what comes before it is asked for is not lost") {
  Pty pty(40, 10, [] {
    usleep(300'000);
    return read_entries();
  });
  pty.type("one\rtwo\r\x04");
  REQUIRE(pty.shows("[one]"));
  REQUIRE(pty.shows("[two]"));
  REQUIRE(pty.shows("end"));
  CHECK(pty.finish() == 0);
}

TEST_CASE("the terminal is given back when the process is ended, crashes, or a helper throws") {
  for (const int signal : {SIGTERM, SIGHUP, SIGQUIT}) {
    Reading pty(40, 8);
    pty.type("begun");
    REQUIRE(pty.shows("> begun"));
    CHECK_FALSE(pty.is_cooked());
    pty.signal(signal);
    CHECK(pty.finish() == 128 + signal);
    CHECK(pty.is_cooked());
    CHECK_FALSE(pty.screen().marks_pastes());
    CHECK(pty.screen().shows_cursor());
  }
  Reading throws(40, 8);
  throws.type("throw \t");
  CHECK(throws.finish() == 126);
  CHECK(throws.is_cooked());
  Reading crashes(40, 8);
  crashes.type("crash \t");
  CHECK(crashes.finish() != 0);
  CHECK(crashes.is_cooked());
}

TEST_CASE("a signal to the process is what the key is") {
  Reading pty(40, 8);
  pty.type("x");
  REQUIRE(pty.shows("> x"));
  pty.signal(SIGINT);
  REQUIRE(pty.shows("cancelled"));
  pty.type("y\r");
  REQUIRE(pty.shows("[y]"));
}

TEST_CASE("a terminal that goes away ends the reading") {
  Pty pty(40, 8, [] {
    std::signal(SIGHUP, SIG_IGN);
    return read_entries();
  });
  REQUIRE(pty.shows(">"));
  pty.hang_up();
  CHECK(pty.finish() == 0);
}

TEST_CASE("a resized terminal shows the entry anew") {
  Reading pty(20, 8);
  pty.type("abcdefghijklmnopqrstuvwxyz");
  REQUIRE(pty.shows("> abcdefghijklmnopqr\nstuvwxyz"));
  pty.resize(12, 8);
  REQUIRE(pty.shows("> abcdefghij\nklmnopqrstuv\nwxyz"));
  pty.resize(40, 8);
  REQUIRE(pty.shows("> abcdefghijklmnopqrstuvwxyz"));
  CHECK(pty.screen().text() == "> abcdefghijklmnopqrstuvwxyz");
  pty.resize(1, 8);
  pty.settle();
  pty.type(
      "\x15"
      "12\r");
  pty.resize(40, 8);
  REQUIRE(pty.shows("[12]"));
}

TEST_CASE("an entry that is higher than the terminal is left behind as a whole") {
  Reading pty(20, 4);
  pty.type("1\033\r2\033\r3\033\r4\033\r5\033\r6");
  REQUIRE(pty.shows("… 6"));
  CHECK(pty.screen().text() == "… 3\n… 4\n… 5\n… 6");
  pty.settle();
  const std::size_t before = pty.written().size();
  pty.type("\r");
  REQUIRE(pty.reaches([&] { return pty.screen().text().ends_with("\n6]\n>"); }));
  std::size_t at = before;
  for (const char* line : {"1", "2", "3", "4", "5", "6", "[1"}) {
    at = pty.written().find(line, at);
    REQUIRE(at != std::string::npos);
  }
}

TEST_CASE("a megabyte is pasted and entered") {
  Reading pty(80, 24);
  REQUIRE(pty.shows(">"));
  std::string megabyte;
  while (megabyte.size() < 1'000'000) megabyte += "x = sin(a) + 1\n";
  const adc::tests::Stopwatch watch;
  pty.type("\033[200~" + megabyte + "\033[201~last\r");
  REQUIRE(pty.shows("+ 1last]"));
  CHECK(watch.seconds() < 5);  // 0.1 s on a machine that does nothing else
}

TEST_CASE("nothing that is typed leaves the terminal raw or the editor deaf") {
  Reading pty(30, 8);
  REQUIRE(pty.shows(">"));
  pty.type("\xFF\xC3\033[<1;2;3M\033]0;x\033[[A\033Oq\033[200");
  pty.settle();
  pty.type(
      "\x15\x0b"
      "1\r");
  REQUIRE(pty.shows("[1]"));
}
