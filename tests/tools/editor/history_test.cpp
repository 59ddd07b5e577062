// What is kept of what was entered.
#include "tools/editor/history.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <iterator>
#include <ranges>
#include <set>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"
#include "tools/editor/history_file.h"
#include "tools/editor/recall.h"

namespace editor = adc::tools::editor;
using adc::tests::TemporaryFolder;
using editor::History;
using Entries = std::vector<std::string>;

namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

std::string path_in(const TemporaryFolder& folder) { return (folder.path() / "history").string(); }

}  // namespace

TEST_CASE("entries come back, whole and as they were") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  const Entries entries = {"x = 0.5", "(1 +\n  2)", "a\\nb \\ \\\\", "α₁ ⊙ β", std::string("\xFF\x00\x1b\r", 4), " #"};
  {
    History history(path);
    for (const std::string& entry : entries) history.add(entry);
    CHECK(history.entries() == entries);
  }
  CHECK(History(path).entries() == entries);
  struct stat about{};
  REQUIRE(stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK(content(path).starts_with("x = 0.5\n(1 +\\n  2)\n"));
}

TEST_CASE("nothing stands in a history twice") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  History history(path);
  for (const char* entry : {"a", "b", "b", "a", "", "c"}) history.add(entry);
  CHECK(history.entries() == Entries{"b", "a", "c"});
  CHECK(History(path).entries() == Entries{"b", "a", "c"});
  CHECK(content(path) == "a\nb\na\nc\n");
}

TEST_CASE("a process that is killed has lost nothing") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  for (int round = 0; round < 20; ++round) {
    std::array<int, 2> done{};
    REQUIRE(pipe(done.data()) == 0);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      History history(path);
      for (int i = 0;; ++i) {
        history.add("round " + std::to_string(round) + " entry " + std::to_string(i));
        (void)!::write(done[1], "x", 1);
      }
    }
    close(done[1]);
    char byte = 0;
    int entered = 0;
    for (; entered < 10 + round; ++entered) REQUIRE(read(done[0], &byte, 1) == 1);
    REQUIRE(kill(child, SIGKILL) == 0);
    waitpid(child, nullptr, 0);
    close(done[0]);
    const History after(path);
    const std::set<std::string> kept(after.entries().begin(), after.entries().end());
    for (int i = 0; i < entered; ++i)
      REQUIRE(kept.contains("round " + std::to_string(round) + " entry " + std::to_string(i)));
  }
}

TEST_CASE("several processes add to one history, also while one writes it anew") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  constexpr int kProcesses = 4;
  constexpr int kEach = 300;
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      History history(path);
      for (int i = 0; i < kEach; ++i) {
        history.add(std::to_string(p) + "\n" + std::to_string(i));
        if (i % 50 == 0) editor::rewrite_history(path, [](Entries entries) { return entries; });
      }
      _exit(0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    CHECK(status == 0);
  }
  const History history(path);
  const std::set<std::string> kept(history.entries().begin(), history.entries().end());
  CHECK(kept.size() == std::size_t{kProcesses} * kEach);
  for (int p = 0; p < kProcesses; ++p) {
    for (int i = 0; i < kEach; ++i) REQUIRE(kept.contains(std::to_string(p) + "\n" + std::to_string(i)));
  }
}

TEST_CASE("a history of libedit's is read, and written anew") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  write(path, "_HiStOrY_V2_\nx\\040=\\0400.5\n\\316\\261\\040\\134\\134\nsin(x)\n");
  CHECK(History(path).entries() == Entries{"x = 0.5", "α \\\\", "sin(x)"});
  CHECK(content(path) == "x = 0.5\nα \\\\\\\\\nsin(x)\n");
  History history(path);
  history.add("1");
  CHECK(History(path).entries().back() == "1");
}

TEST_CASE("a line that was cut short does not spoil the next one") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  write(path, "a\nhal");
  History history(path);
  history.add("b");
  CHECK(History(path).entries() == Entries{"a", "hal", "b"});
}

TEST_CASE("a file that grows over entries that are there twice is written anew") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += i % 2 == 0 ? "a\n" : "b\n";
  write(path, text);
  CHECK(History(path).entries() == Entries{"a", "b"});
  CHECK(content(path) == "a\nb\n");
}

TEST_CASE("a link to a history stays one") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  const std::string real = path + ".real";
  write(real, "_HiStOrY_V2_\na\n");
  REQUIRE(symlink(real.c_str(), path.c_str()) == 0);
  History(path).add("b");
  CHECK(content(real) == "a\nb\n");
  struct stat about{};
  REQUIRE(lstat(path.c_str(), &about) == 0);
  CHECK(S_ISLNK(about.st_mode));
}

TEST_CASE("of a long history the newest entries stay, and a huge entry stays out of the file") {
  const TemporaryFolder folder;
  const std::string path = path_in(folder);
  std::string text;
  for (std::size_t i = 0; i < History::kMostEntries + 10; ++i) text += std::to_string(i) + "\n";
  write(path, text);
  History history(path);
  CHECK(history.entries().size() == History::kMostEntries);
  CHECK(history.entries().front() == "10");
  history.add(std::string(History::kMostBytes + 1, 'x'));
  CHECK(history.entries().size() == History::kMostEntries);
  CHECK(content(path) == text);
}

TEST_CASE("without a file, or with one that cannot be written, there is a history of this process") {
  for (const char* path : {"", "/nonexistent/folder/history", "/proc/version"}) {
    History history(path);
    history.add("a");
    CHECK(history.entries().back() == "a");
  }
}

TEST_CASE("recalling goes through the entries that begin alike, and back to the draft") {
  const Entries entries = {"x = 1", "sin(x)", "x = 2", "y"};
  editor::Recall recall;
  recall.begin("x", "x", entries);
  CHECK(recall.older(entries) == "x = 2");
  CHECK(recall.older(entries) == "x = 1");
  CHECK_FALSE(recall.older(entries));
  CHECK(recall.newer(entries) == "x = 2");
  CHECK(recall.newer(entries) == "x");
  CHECK_FALSE(recall.newer(entries));
  recall.begin("", "", entries);
  for (const std::string& entry : std::views::reverse(entries)) CHECK(recall.older(entries) == entry);
  recall.begin("y", "y", entries);
  CHECK_FALSE(recall.older(entries));
  recall.begin("", "", {});
  CHECK_FALSE(recall.older({}));
}

TEST_CASE("a search grows with its part, goes on, and turns round") {
  using Direction = editor::Search::Direction;
  const Entries entries = {"sin(x)", "cos(x)", "sin(y)\n+ 1", "2"};
  editor::Search search(Direction::Older);
  search.extend("s", entries);
  REQUIRE(search.found());
  CHECK(search.found()->entry == 2);
  search.extend("in", entries);
  CHECK(search.found()->entry == 2);
  CHECK(search.found()->offset == 0);
  search.next(Direction::Older, entries);
  CHECK(search.found()->entry == 0);
  search.next(Direction::Older, entries);
  CHECK(search.failed());
  CHECK(search.found()->entry == 0);
  search.next(Direction::Newer, entries);
  CHECK_FALSE(search.failed());
  CHECK(search.found()->entry == 2);
  search.extend("(z", entries);
  CHECK(search.failed());
  search.shorten(entries);
  search.shorten(entries);
  CHECK(search.part() == "sin");
  CHECK_FALSE(search.failed());
  editor::Search none(Direction::Older);
  none.extend("x", {});
  CHECK(none.failed());
  none.next(Direction::Newer, {});
  CHECK_FALSE(none.found());
}
