// The session's own commands.
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/session/support.h"

namespace adc {
namespace {

using tests::said;
using tests::told;
using tests::value;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A folder that goes with the test.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("adc-session-" + std::to_string(std::rand()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path / name).string(); }
};

TEST_CASE("help names every command") {
  Session session;
  const std::string help = said(session, ":help");
  for (const Session::Command& command : session.commands()) CHECK(contains(help, ":" + command.name));
  CHECK(contains(said(session, "help"), ":vars"));
  CHECK(contains(said(session, ":help undo"), "takes back"));
  CHECK(told(session, ":help nonsense") == "unknown-command");
  CHECK(told(session, ":hlep") == "unknown-command");
  CHECK(told(session, ":vars x") == "unexpected-word");
}

TEST_CASE("quit is understood in several spellings") {
  for (const char* text : {":quit", ":q", ":exit", "quit", "exit", "exit()", " quit() "}) {
    Session session;
    CHECK(session.submit(text).ends);
  }
  Session session;
  CHECK_FALSE(session.submit("quit = 3").ends);
  CHECK_FALSE(session.submit("quit").ends);
}

TEST_CASE("names are listed and forgotten") {
  Session session;
  (void)session.submit("x = 1; t = x²; 5");
  CHECK(said(session, ":vars") == "  x = 1\n  t = x²\n");
  CHECK(said(session, ":forget x").empty());
  CHECK(told(session, "t") == "no-value");
  CHECK(told(session, ":forget x") == "unknown-name");
  CHECK(told(session, ":forget") == "missing-value");
  (void)session.submit(":reset");
  CHECK(said(session, ":vars").empty());
  CHECK(said(session, ":undo").empty());
  CHECK(contains(said(session, ":vars"), "t = x²"));
  CHECK(told(session, ":undo\n:undo\n:undo\n:undo") == "nothing-to-undo");
}

TEST_CASE("sessions are saved to files and loaded from them") {
  const Folder folder;
  Session session;
  (void)session.submit("f(x) = x²; x = 0.1");
  CHECK(contains(said(session, ":save " + (folder / "s.adc")), "written to"));
  Session other;
  CHECK(said(other, ":load " + (folder / "s.adc")) == "x  0.1\n");
  CHECK(value(other, "f(x)") == 0.1 * 0.1);
  CHECK(told(session, ":save /nonexistent/s.adc") == "cannot-write");
  CHECK(told(session, ":load /nonexistent/s.adc") == "cannot-read");
  CHECK(told(session, ":load " + folder.path.string()) == "cannot-read");
  std::ofstream(folder / "itself.adc") << "k = 1\n:load " << (folder / "itself.adc") << "\n";
  CHECK(told(session, ":load " + (folder / "itself.adc")) == "nesting-too-deep");
  CHECK(value(session, "1 + 1") == 2);
  CHECK(said(session, ":reset\ninf = 3; x = 1/0\n:save " + (folder / "inf.adc")).find("written") != std::string::npos);
  CHECK(std::isinf(value(other, ":load " + (folder / "inf.adc") + "\nx")));
  std::ofstream(folder / "wrong.adc") << "a = 1\nb = sni(2)\n";
  const Reply wrong = other.submit(":load " + (folder / "wrong.adc"));
  REQUIRE(wrong.error);
  CHECK(contains(wrong.error->message, "wrong.adc:2:5: "));
  CHECK(value(other, "a") == 1);
}

TEST_CASE("columns of a table become vectors") {
  const Folder folder;
  std::ofstream(folder / "t.csv") << "time,sea level,kind\n0,1,a\n1,3,b\n2,5,a\n";
  Session session;
  const std::string text = said(session, ":load " + (folder / "t.csv"));
  CHECK(contains(text, "time: R[3]"));
  CHECK(contains(text, "sea_level: R[3]"));
  CHECK(value(session, "mean(sea_level)") == 3);
  CHECK(value(session, "sum(kind)") == 1);
  CHECK(said(session, "sum(time.^2)") == "5\n");  // what was measured is no variable
  std::ofstream(folder / "bad.csv") << "a,b\n1\n";
  CHECK(told(session, ":load " + (folder / "bad.csv")) == "ragged-row");
}

TEST_CASE("the mode of derivatives can be chosen") {
  Session session;
  CHECK(said(session, ":mode") == "  auto\n");
  (void)session.submit(":mode symbolic");
  CHECK(session.options().mode == Mode::Symbolic);
  CHECK(told(session, ":mode backwards") == "bad-value");
}

TEST_CASE("expressions are traced, timed and written in languages") {
  Session session;
  (void)session.submit("x = 0.5; f(t) = sin(t²)");
  CHECK(contains(said(session, ":trace sin(x²)"), "0.25"));
  CHECK(contains(said(session, ":time f(x)"), "native"));
  CHECK(contains(said(session, ":emit c f(x)"), "sin("));
  CHECK(contains(said(session, ":emit latex f(x)"), "\\sin"));
  CHECK(contains(said(session, ":taylor exp(x - 0.5) order=3"), "3  0.16666666666666666  1"));
  CHECK(contains(said(session, ":taylor abs(x) + sqrt(x - 0.5)"), "note: the derivative of sqrt at 0 is inf"));
  CHECK(told(session, ":taylor f order=many") == "bad-value");
  CHECK(contains(said(session, ":series exp(u)*cos(u) order=3"), "1 + u - u³/3 + O(u⁴)"));
  CHECK(contains(said(session, ":series sqrt(u^2 + u) u=inf order=1"), "u + 1/2 - 1/(8u) + O(1/u²)"));
  CHECK(contains(said(session, ":series 1/u"), "note: it has negative powers"));
  CHECK(told(session, ":series exp(1/u)") == "no-series");
  CHECK(told(session, ":emit klingon f(x)") == "bad-value");
  CHECK(told(session, ":emit c") == "empty-program");
  CHECK(told(session, ":trace y²") == "no-value");
  const Reply wrong = session.submit(":trace sni(x)");
  REQUIRE(wrong.error);
  CHECK(wrong.source.substr(wrong.error->span.begin, 3) == "sni");
}

TEST_CASE("commands take functions by name, and files whose names say what they are") {
  const Folder folder;
  Session session;
  (void)session.submit("f(x) = x²; x = 3");
  CHECK(contains(said(session, ":trace f"), "9"));
  CHECK(contains(said(session, ":graph f -o " + (folder / "g.svg")), "written to"));
  CHECK(told(session, ":graph f -o " + (folder / "g.png")) == "bad-value");
  CHECK(told(session, ":plot f -o") == "missing-value");
  CHECK(told(session, ":explain f") == "missing-value");
  CHECK(told(session, "??nosuch") == "unknown-name");
}

TEST_CASE("graphs that Graphviz draws are given up in time, and when they are interrupted") {
  const Folder folder;
  const std::string slow = folder / "dot";
  std::ofstream(slow) << "#!/bin/sh\nexec sleep 60\n";
  std::filesystem::permissions(slow, std::filesystem::perms::owner_all);
  const std::string before = std::getenv("PATH");
  setenv("PATH", (std::filesystem::path(slow).parent_path().string() + ":" + before).c_str(), 1);
  const auto begin = std::chrono::steady_clock::now();
  CompileOptions options;
  options.limits.seconds = 0.2;
  Session short_lived(options);
  CHECK(told(short_lived, "x = 3; x²\n:graph x²") == "too-long");
  Session session;
  std::thread person([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    session.interrupt();
  });
  CHECK(told(session, "x = 3; x²\n:graph x²") == "interrupted");
  person.join();
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
  setenv("PATH", before.c_str(), 1);
}

TEST_CASE("commands are completed and can be added") {
  Session session;
  session.add({"twice", "NAME", "says a name twice", [](Session&, std::string_view name) {
                 return Reply::Part{.text = std::string(name) + std::string(name) + "\n"};
               }});
  CHECK(said(session, ":twice ab") == "abab\n");
  const Completions found = session.complete(":tw", 3);
  REQUIRE(found.candidates.size() == 1);
  CHECK(found.candidates[0].text == ":twice ");
  CHECK_FALSE(session.complete("1\n:un", 5).candidates.empty());
  const auto first = [&](std::string_view text) { return session.complete(text, text.size()).candidates.at(0).text; };
  CHECK(first(":mode sy") == "symbolic");
  CHECK(first(":emit rus") == "rust ");
  CHECK(first(":emit rust sigm") == "sigmoid(");
  CHECK(first(":help pl") == "plot");
  CHECK(first(":plot sigm") == "sigmoid(");
}

TEST_CASE("files are completed where a command takes one") {
  Session session;
  const Folder folder;
  std::ofstream(folder / "table.csv") << "a\n1\n";
  std::ofstream(folder / ".hidden") << "";
  std::filesystem::create_directory(std::string(folder / "sub"));
  const auto texts = [&](const std::string& text) {
    std::vector<std::string> all;
    for (const auto& one : session.complete(text, text.size()).candidates) all.push_back(one.text);
    return all;
  };
  CHECK(texts(":load " + (folder / "")) == std::vector<std::string>{folder / "sub/", folder / "table.csv"});
  CHECK(texts(":load " + (folder / "ta")) == std::vector<std::string>{folder / "table.csv"});
  CHECK(texts(":plot sin(x) -o " + (folder / ".h")) == std::vector<std::string>{folder / ".hidden"});
  CHECK(texts(":load " + (folder / "no/such")).empty());
}

TEST_CASE("each command has examples that can be entered") {
  const Session known;
  for (const Session::Command& command : known.commands()) {
    if (command.arguments.empty()) continue;
    CAPTURE(command.name);
    REQUIRE_FALSE(command.examples.empty());
    for (const auto& [entry, what] : command.examples) CHECK(entry.starts_with(":" + command.name));
  }
  Session session;
  CHECK(contains(said(session, ":help plot"), ":plot sin(x)/x"));
  CHECK(contains(session.submit(":plot").error->help.at(0), ":plot sin(x)/x"));
  CHECK(told(session, ":vars x") == "unexpected-word");
}

}  // namespace
}  // namespace adc
