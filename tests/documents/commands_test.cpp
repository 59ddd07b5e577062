// Every command and every session that a document shows is run, and prints what the document says. With ADC_BLESS in
// the environment what is printed now is written into the documents.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tests/documents/blocks.h"
#include "tests/documents/shown.h"

namespace adc::tests {
namespace {

/// One command of a block, or all that is typed in a session, and the lines that stand below it.
struct Shown {
  std::string command;
  std::vector<std::string> output;
};

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<std::string> in_lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

/// The entries of a block whose commands begin with `prompt`.
std::vector<Shown> entries_of(const Block& block, const std::string& prompt) {
  std::vector<Shown> entries;
  for (const std::string& line : block.lines) {
    if (line.starts_with(prompt))
      entries.push_back({line.substr(prompt.size()), {}});
    else
      entries.back().output.push_back(line);
  }
  return entries;
}

/// Whether a tool that the command needs, beside adc, is missing; says so.
bool lacks_tool(const std::string& command) {
  for (const char* tool : {"dot"}) {
    if (command.find("| " + std::string(tool) + " ") == std::string::npos || has_program(tool)) continue;
    WARN("skipped: no " << tool << " for " << command);
    return true;
  }
  return false;
}

/// The block's lines with what commands print now.
std::vector<std::string> commands_anew(const Scratch& scratch, const Block& block) {
  std::vector<std::string> lines;
  for (const Shown& shown : entries_of(block, "$ ")) {
    lines.push_back("$ " + shown.command);
    std::vector<std::string> printed = shown.output;
    if (!lacks_tool(shown.command)) {
      const std::string output = scratch.run(shown.command).output;
      if (!is_shown(output, joined(shown.output))) printed = in_lines(output);
    }
    lines.insert(lines.end(), printed.begin(), printed.end());
  }
  return lines;
}

std::string reply(const Scratch& scratch, const std::string& typed) {
  const std::filesystem::path file = scratch.path() / "typed";
  std::ofstream(file) << typed;
  return scratch.run("adc repl <typed").output;
}

/// The block's lines with what a session replies now.
std::vector<std::string> session_anew(const Scratch& scratch, const Block& block) {
  std::string typed;
  std::string said;
  for (const Shown& shown : entries_of(block, "> ")) {
    typed += shown.command + "\n";
    said += joined(shown.output);
  }
  if (is_shown(reply(scratch, typed), said)) return block.lines;
  std::vector<std::string> lines;
  typed.clear();
  std::size_t before = 0;
  for (const Shown& shown : entries_of(block, "> ")) {
    typed += shown.command + "\n";
    const std::string all = reply(scratch, typed);
    lines.push_back("> " + shown.command);
    for (std::string& line : in_lines(all.substr(before))) lines.push_back(std::move(line));
    before = all.size();
  }
  return lines;
}

std::vector<std::string> anew(const Scratch& scratch, const Block& block) {
  switch (kind(block)) {
    case BlockKind::Commands: return commands_anew(scratch, block);
    case BlockKind::Session: return session_anew(scratch, block);
    default: return block.lines;
  }
}

void bless(const std::string& document, const Block& block, const std::vector<std::string>& lines) {
  std::vector<std::string> all = lines_of(kRoot / document);
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(block.line);
  all.erase(first, first + static_cast<std::ptrdiff_t>(block.lines.size()));
  all.insert(all.begin() + static_cast<std::ptrdiff_t>(block.line), lines.begin(), lines.end());
  std::ofstream(kRoot / document) << joined(all);
}

}  // namespace

TEST_CASE("commands and sessions print what documents show") {
  int shown = 0;
  for (const std::string& document : documents()) {
    if (document == "docs/reference/errors.md") continue;  // errors_page_test.cpp makes it of what they print
    const Scratch scratch;
    CHECK(scratch.run(std::string(preparation(document))).output.empty());
    std::vector<Block> blocks = blocks_of(document);
    std::size_t moved = 0;  // lines by which what is blessed has moved the rest of the document, modulo 2⁶⁴
    for (Block& block : blocks) {
      const std::string place = document + ":" + std::to_string(block.line);
      if (kind(block) == BlockKind::Shell) {
        for (const std::string& line : commands_of(block)) {
          ++shown;
          INFO(place << ": " << line);
          const Ran ran = scratch.run(line);
          INFO(ran.output);
          CHECK(ran.code == 0);
        }
        continue;
      }
      const std::vector<std::string> lines = anew(scratch, block);
      shown += kind(block) == BlockKind::Commands || kind(block) == BlockKind::Session ? 1 : 0;
      if (lines == block.lines) continue;
      if (std::getenv("ADC_BLESS") != nullptr) {
        block.line += moved;
        bless(document, block, lines);
        moved += lines.size() - block.lines.size();
        continue;
      }
      INFO("to write it anew: ADC_BLESS=1 build/release/adc_test_documents \"commands and sessions*\"");
      FAIL_CHECK(place << " shows\n" << block.text() << "and now that is\n" << joined(lines));
    }
  }
  CHECK(shown >= 60);
}

TEST_CASE("every example of --help succeeds") {
  const Scratch scratch;
  const Ran prepared = scratch.run(kHelpPreparation);
  INFO(prepared.output);
  CHECK(prepared.code == 0);
  int examples = 0;
  const std::vector<std::string> overview = in_lines(scratch.run("adc --help").output);
  auto line = std::ranges::find(overview, "commands:");
  REQUIRE(line != overview.end());
  for (++line; line != overview.end() && line->starts_with("  "); ++line) {
    const std::string command = line->substr(2, line->find(' ', 2) - 2);
    const std::string help = scratch.run("adc " + command + " --help").output;
    for (const std::string& example : in_lines(help.substr(help.find("examples:\n") + 10))) {
      ++examples;
      if (example.starts_with("  adc kernel") && !std::filesystem::exists(ADC_BUILD_DIR "/adc-kernel")) continue;
      if (lacks_tool(example)) continue;
      INFO(example);
      // A session without a terminal reads its input to the end, and not everyone may write to /usr/local.
      std::string line_to_run = example == "  adc" ? "adc repl" : example;
      if (const std::size_t at = line_to_run.find("/usr/local"); at != std::string::npos)
        line_to_run.replace(at, 10, "local");
      const Ran ran = scratch.run(line_to_run);
      INFO(ran.output);
      CHECK(ran.code == 0);
    }
  }
  CHECK(examples > 40);
}

TEST_CASE("what :help shows is understood") {
  const Scratch scratch;
  const std::string help = reply(scratch, ":help\n");
  std::string typed = "y = 2; w = 1\n";
  for (const char* line : {"x = 0.5", "x^2 + sin(x)", "t = x^2", "f(x) = x^2", "f'(2)", "diff(x^3, x)", "grad(x*y)",
                           "w = w - 0.1 f'(w)", "ans", "?sin", "?+", "?f", "??f"}) {
    CAPTURE(line);
    CHECK(help.find("  " + std::string(line) + "  ") != std::string::npos);
    typed += line + std::string("\n");
  }
  const std::string replies = reply(scratch, typed);
  CAPTURE(replies);
  CHECK(replies.find("error:") == std::string::npos);
}

TEST_CASE("what a document shows may leave lines and numbers out") {
  CHECK(is_shown("a\nb\n", "a\nb\n"));
  CHECK_FALSE(is_shown("a\nb\n", "a\n"));
  CHECK_FALSE(is_shown("a\n", "a\nb\n"));
  CHECK(is_shown("a\nb\nc\n", "a\n  …\nc\n"));
  CHECK(is_shown("a\nc\n", "a\n…\nc\n"));
  CHECK(is_shown("a\nc\nb\nc\nd\n", "a\n…\nc\nd\n"));
  CHECK_FALSE(is_shown("a\nb\nc\n", "a\n…\nd\n"));
  CHECK(is_shown("5 steps, 0.3 s: done\n", "5 steps, … s: done\n"));
  CHECK_FALSE(is_shown("6 steps, 0.3 s: done\n", "5 steps, … s: done\n"));
}

}  // namespace adc::tests
