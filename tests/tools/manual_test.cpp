// adc --man: pages that `man` shows without complaint, and that say what `--help` says.
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::listed_commands;
using adc::tests::listed_options;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;

namespace {

/// What a shell command prints, errors too.
std::string printed(const std::string& command) {
  std::FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> buffer{};
  while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) text += buffer.data();
  pclose(pipe);
  return text;
}

/// The page as a reader sees it, without bold and italics, in lines that are long enough for every entry.
std::string shown(const std::string& path) { return printed("groff -man -Tutf8 -P-cbou -rLL=400n '" + path + "'"); }

std::string page(const std::string& command) {
  const Finished run =
      run_adc(command.empty() ? std::vector<std::string>{"--man"} : std::vector<std::string>{"--man", command});
  CHECK(run.code == 0);
  return run.out;
}

bool has_groff() {
  const bool there = std::system("command -v groff >/dev/null") == 0;
  if (!there) WARN("skipped: no groff");
  return there;
}

}  // namespace

TEST_CASE("each command has a page with all sections") {
  for (const std::string& command : listed_commands()) {
    CAPTURE(command);
    const std::string text = page(command);
    std::size_t at = 0;
    for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "EXIT STATUS", "SEE ALSO"}) {
      CAPTURE(section);
      at = text.find("\n.SH " + std::string(section) + "\n", at);
      REQUIRE(at != std::string::npos);
    }
  }
}

TEST_CASE("a page is in ASCII, and groff has no warnings for it") {
  std::vector<std::string> pages = listed_commands();
  pages.emplace_back();
  const bool groff = has_groff();
  for (const std::string& command : pages) {
    CAPTURE(command);
    const std::string text = page(command);
    for (const char c : text) CHECK(static_cast<unsigned char>(c) < 0x80);
    const TemporaryFile file("page.1", text);
    if (groff) CHECK(printed("groff -man -Tutf8 -ww -z '" + file.path() + "'").empty());
  }
}

TEST_CASE("a page shows options and examples as --help does") {
  if (!has_groff()) return;
  for (const std::string& command : listed_commands()) {
    CAPTURE(command);
    const TemporaryFile file("page.1", page(command));
    const std::string text = shown(file.path());
    for (const std::string& option : listed_options(command)) {
      CAPTURE(option);
      CHECK(contains(text, option));
    }
    const std::string help = run_adc({command, "--help"}).out;
    for (std::size_t at = help.find("examples:\n") + 10; at < help.size();) {
      const std::size_t end = help.find('\n', at);
      const std::string example = help.substr(at + 2, end - at - 2);
      CAPTURE(example);
      CHECK(contains(text, " " + example + "\n"));
      at = end + 1;
    }
  }
}

TEST_CASE("the overview leads to the page of each command") {
  const std::string text = page("");
  for (const std::string& command : listed_commands()) CHECK(contains(text, "\n.BR adc\\-" + command + " (1)"));
  for (const char* section : {"COMMANDS", "ENVIRONMENT", "FILES"})
    CHECK(contains(text, "\n.SH " + std::string(section) + "\n"));
}

TEST_CASE("a page of no command is a usage error") {
  const Finished run = run_adc({"--man", "evil"});
  CHECK(run.code == 2);
  CHECK(contains(run.err, "it takes `eval`"));
}
