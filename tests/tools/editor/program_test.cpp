// The session at a terminal, as a person has it.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/stopwatch.h"
#include "tests/support/temporary_folder.h"
#include "tests/tools/editor/pty.h"

using adc::tests::Pty;
using adc::tests::TemporaryFolder;

namespace {

std::vector<std::string> environment(const TemporaryFolder& state, const std::string& more = "TERM=xterm") {
  return {"XDG_STATE_HOME=" + state.path().string(), "ADC_CACHE=off", "NO_COLOR", "TERM=xterm", more};
}

/// A session, once it waits for the first entry.
class Session : public Pty {
 public:
  explicit Session(const TemporaryFolder& state, const std::string& more = "TERM=xterm", int columns = 60)
      : Pty(columns, 30, {ADC_PROGRAM, "repl"}, environment(state, more)) {
    REQUIRE(shows("\n>"));
    is_raw_ = screen().marks_pastes();
  }
  /// Types the rest of an entry, waits until the next one is waited for, and looks at what came.
  void enter(const std::string& entry, const std::string& gives) {
    const std::size_t before = reads();
    type(entry + "\r");
    REQUIRE(reaches([&] { return reads() > before && screen().text().ends_with("\n>"); }));
    CAPTURE(screen().text());
    CHECK(screen().text().find(gives) != std::string::npos);
  }
  /// Waits until an entry is waited for.
  void wait() {
    REQUIRE(reaches([&] { return screen().text().ends_with("\n>"); }));
  }

 private:
  /// How often the terminal has become raw, or a plain prompt was shown.
  [[nodiscard]] std::size_t reads() const {
    const std::string_view mark = is_raw_ ? "\033[?2004h" : "> ";
    std::size_t count = 0;
    for (std::size_t at = 0; (at = written().find(mark, at)) != std::string::npos; ++at) ++count;
    return count;
  }

  bool is_raw_ = false;
};

std::string history_in(const TemporaryFolder& state) {
  std::ifstream file(state.path() / "adc" / "history");
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string kUp = "\033[A";
const std::string kMinutesOfWork = "A = zeros(5000, 5000); sum((A + 3)*(A + 1))";

}  // namespace

TEST_CASE("a session that is killed has lost none of its entries, and the next one has them") {
  const TemporaryFolder state;
  {
    Session session(state);
    session.enter("x = 0.5", "0.5\n");
    session.enter("(1 +\r2)", "3");
    session.signal(SIGKILL);
    CHECK(session.finish() == 128 + SIGKILL);
  }
  CHECK(history_in(state) == "x = 0.5\n(1 +\\n  2)\n");
  Session session(state);
  session.type(kUp);
  REQUIRE(session.shows("> (1 +\n…   2)"));
  session.enter("", "3");
  session.type("x" + kUp);
  REQUIRE(session.shows("> x = 0.5"));
  session.type(
      "\x15\x12"
      "+");
  REQUIRE(session.shows("> (1 +\n…   2)\nsearch back: +"));
  session.enter("", "3");
  session.type("\x04");
  CHECK(session.finish() == 0);
  CHECK(history_in(state) == "x = 0.5\n(1 +\\n  2)\n");
}

TEST_CASE("two sessions keep one history") {
  const TemporaryFolder state;
  Session one(state);
  Session two(state);
  one.enter("1 + 1", "2");
  two.enter("1 + 2", "3");
  one.enter("1 + 3", "4");
  CHECK(history_in(state) == "1 + 1\n1 + 2\n1 + 3\n");
}

TEST_CASE("without XDG_STATE_HOME the history is below the home") {
  const TemporaryFolder home;
  Pty session(60, 30, {ADC_PROGRAM, "repl"}, {"XDG_STATE_HOME", "HOME=" + home.path().string(), "TERM=xterm"});
  REQUIRE(session.shows("\n>"));
  session.type("1 + 1\r");
  REQUIRE(session.shows("\n2\n>"));
  std::ifstream file(home.path() / ".local" / "state" / "adc" / "history");
  CHECK(std::string{std::istreambuf_iterator<char>(file), {}} == "1 + 1\n");
}

TEST_CASE("a part of a session is pasted and evaluated as one entry") {
  const TemporaryFolder state;
  Session session(state);
  session.type("\033[200~> x = 2\n> y = (x +\n… 1)\n> x y\n\033[201~");
  REQUIRE(session.shows("> x = 2\n… y = (x +\n… 1)\n… x y"));
  session.enter("", "6");
}

TEST_CASE("Tab makes signs that the language reads") {
  const TemporaryFolder state;
  Session session(state);
  session.enter("\\alpha\t_1\t = 3", "3\n");
  CHECK(session.screen().text().find("> α₁ = 3") != std::string::npos);
  session.enter("\\alpha\t_1\t^2\t \\cdot\t 2", "18");
  CHECK(session.screen().text().find("> α₁² · 2") != std::string::npos);
}

TEST_CASE("Tab completes what the session and the language know") {
  const TemporaryFolder state;
  Session session(state);
  session.enter("velocity = 3", "3\n");
  session.enter("velo\t + 1", "4\n");
  session.enter("sigm\t0)", "0.5\n");
  session.enter(":va\t", "velocity = 3\n");
  session.type("arcs\t");
  REQUIRE(session.shows("> arcs\narcsch("));
  CHECK(session.screen().text().find("\narcsin(") != std::string::npos);
}

TEST_CASE("what is written has colours and hints before it is entered") {
  const TemporaryFolder state;
  Session session(state);
  session.type("2.5 sin(pi, # half");
  REQUIRE(session.shows("# half"));
  session.settle();
  CHECK(session.screen().style_of("2.5") == "36");
  CHECK(session.screen().style_of("sin") == "34");
  CHECK(session.screen().style_of("pi") == "35");
  CHECK(session.screen().style_of("# half") == "90");
  session.type(
      "\x15"
      "clamp(3, ");
  REQUIRE(session.shows("> clamp(3,\nclamp(x, low, high)"));
  session.type("$");
  REQUIRE(session.shows("$"));
  session.settle();
  CHECK(session.screen().style_of("$") == "31");
}

TEST_CASE("Ctrl-C drops what is written, and ends what is computed; the session keeps everything") {
  const TemporaryFolder state;
  Session session(state);
  session.enter("x = 7", "7\n");
  session.type("x +\x03");
  REQUIRE(session.shows("> x +^C\n>"));
  session.type(kMinutesOfWork + "\r");
  REQUIRE(session.reaches([&] { return session.is_cooked(); }));
  usleep(300'000);
  const adc::tests::Stopwatch watch;
  session.type("\x03");
  REQUIRE(session.shows("[interrupted]"));
  CHECK(watch.seconds() < 2);
  session.wait();
  session.enter("x + 1", "8");
}

TEST_CASE("Ctrl-Z stops the session, and what is written is there when it goes on") {
  const TemporaryFolder state;
  Pty shell(60, 30, {"sh", "-i"}, environment(state, "PS1=sh: "));
  REQUIRE(shell.shows("sh:"));
  shell.type(ADC_PROGRAM "\r");
  REQUIRE(shell.shows("\n>"));
  shell.type("1 + 41\x1a");
  REQUIRE(shell.shows("Stopped"));
  REQUIRE(shell.reaches([&] { return shell.screen().text().ends_with("sh:"); }));
  CHECK(shell.is_cooked());
  CHECK_FALSE(shell.screen().marks_pastes());
  shell.type("fg\r");
  REQUIRE(shell.reaches([&] { return shell.screen().text().ends_with("> 1 + 41"); }));
  CHECK_FALSE(shell.is_cooked());
  shell.type("\r");
  REQUIRE(shell.shows("\n42\n>"));
  // So can what is computed be stopped, and ended when it goes on.
  shell.type(kMinutesOfWork + "\r");
  REQUIRE(shell.reaches([&] { return shell.is_cooked(); }));
  shell.type("\x1a");
  REQUIRE(shell.reaches([&] { return shell.screen().text().ends_with("sh:"); }));
  shell.type("fg\r");
  usleep(200'000);
  shell.type("\x03");
  REQUIRE(shell.shows("[interrupted]"));
  REQUIRE(shell.reaches([&] { return shell.screen().text().ends_with("\n>"); }));
  shell.type("\x04");
  REQUIRE(shell.reaches([&] { return shell.screen().text().ends_with("sh:"); }));
  shell.type("exit 3\r");
  CHECK(shell.finish() == 3);
}

TEST_CASE("a stopped session that another program goes on with shows its entry again") {
  const TemporaryFolder state;
  Session session(state);
  session.type("1 + 41");
  REQUIRE(session.shows("> 1 + 41"));
  session.signal(SIGSTOP);
  session.settle();
  session.signal(SIGCONT);
  session.enter("", "42");
}

TEST_CASE("a session that nobody could go on with is not stopped") {
  const TemporaryFolder state;
  Session session(state);
  session.type("1 + 41");
  REQUIRE(session.shows("> 1 + 41"));
  session.type("\x1a");
  REQUIRE(session.shows("> 1 + 41\n> 1 + 41"));
  session.signal(SIGTSTP);
  REQUIRE(session.shows("> 1 + 41\n> 1 + 41\n> 1 + 41"));
  session.enter("", "42");
}

TEST_CASE("an interrupt that comes a moment too late ends nothing") {
  const TemporaryFolder state;
  Session session(state);
  for (int i = 0; i < 50; ++i) {
    session.type("1 + 1\r");
    usleep(static_cast<useconds_t>(100 * i));
    session.signal(SIGINT);
  }
  session.settle();
  session.type("\x03");
  session.settle();
  session.wait();
  session.enter("2 + 40", "42");
}

TEST_CASE("a session has colours unless NO_COLOR is there") {
  const TemporaryFolder state;
  Session coloured(state);
  CHECK(coloured.screen().style_of(">") == "1;32");
  Session plain(state, "NO_COLOR=1");
  CHECK(plain.screen().style_of(">").empty());
  plain.enter("(1 + 1)", "2");
  CHECK(plain.written().find("\033[1;") == std::string::npos);
  CHECK(plain.written().find("\033[3") == std::string::npos);
  Session empty(state, "NO_COLOR=");
  CHECK(empty.screen().style_of(">") == "1;32");
}

TEST_CASE("a terminal without a cursor gets lines and no sequences") {
  const TemporaryFolder state;
  for (const char* terminal : {"TERM=dumb", "TERM=", "TERM"}) {
    Session session(state, terminal);
    CHECK(session.is_cooked());
    session.enter("1 + 1", "2");
    session.enter("(1 +\r2)", "3");
    session.type("x +");
    REQUIRE(session.shows("> x +"));
    session.type("\x03");
    REQUIRE(session.shows("> x +^C\n>"));
    session.type("\x04");
    CHECK(session.finish() == 0);
    CHECK(session.written().find('\033') == std::string::npos);
  }
  CHECK(history_in(state).empty());
}

TEST_CASE("what a session says may go elsewhere") {
  const TemporaryFolder state;
  const std::string out = (state.path() / "out").string();
  Pty session(60, 20, {"sh", "-c", ADC_PROGRAM " repl > " + out}, environment(state));
  REQUIRE(session.shows(">"));
  CHECK(session.is_cooked());
  session.type("1 + 1\r\x04");
  CHECK(session.finish() == 0);
  std::ifstream file(out);
  const std::string said{std::istreambuf_iterator<char>(file), {}};
  CHECK(said.find("\n2\n") != std::string::npos);
  CHECK(said.find('>') == std::string::npos);
}

TEST_CASE("a session follows its terminal's size") {
  const TemporaryFolder state;
  Session session(state);
  session.type("1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10");
  REQUIRE(session.shows("+ 10"));
  session.resize(20, 30);
  REQUIRE(session.shows("> 1 + 2 + 3 + 4 + 5\n+ 6 + 7 + 8 + 9 + 10"));
  session.resize(60, 30);
  REQUIRE(session.shows("> 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10"));
  session.enter("", "55");
}

TEST_CASE("wide and combining characters keep the cursor where it is") {
  const TemporaryFolder state;
  Session session(state);
  session.type("x\u0302世 + 1\x02\x02\x02\x02");
  REQUIRE(session.shows("> x\u0302世 + 1"));
  session.settle();
  CHECK(session.screen().cursor_column() == 5);
  session.type("\x7f");
  REQUIRE(session.shows("> x\u0302 + 1"));
  session.settle();
  CHECK(session.screen().cursor_column() == 3);
}
