#include "tests/documents/blocks.h"

#include <sys/wait.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string_view>

namespace adc::tests {

std::string Block::text(std::size_t first_line) const {
  std::string text;
  for (std::size_t i = first_line; i < lines.size(); ++i) text += lines[i] + "\n";
  return text;
}

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  INFO(path);
  REQUIRE(file.is_open());
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<Block> blocks_of(const std::string& document) {
  std::vector<Block> blocks;
  bool inside = false;
  std::size_t indent = 0;
  std::size_t number = 0;
  for (const std::string& line : lines_of(kRoot / document)) {
    ++number;
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    if (line.compare(begin, 3, "```") == 0) {
      inside = !inside;
      indent = begin;
      if (inside) blocks.push_back({line.substr(begin + 3), {}, number});
    } else if (inside) {
      blocks.back().lines.push_back(line.substr(std::min(indent, line.size())));
    }
  }
  return blocks;
}

namespace {

/// Whether `text` is `pattern`, in which `…` stands for any characters.
bool is_like(std::string_view text, std::string_view pattern) {
  constexpr std::string_view kAny = "…";
  std::size_t gap = pattern.find(kAny);
  if (gap == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, gap))) return false;
  text.remove_prefix(gap);
  for (;;) {
    pattern.remove_prefix(gap + kAny.size());
    gap = pattern.find(kAny);
    if (gap == std::string_view::npos) return text.ends_with(pattern);
    const std::size_t at = text.find(pattern.substr(0, gap));
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + gap);
  }
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(' ');
  return begin == std::string::npos ? "" : line.substr(begin);
}

Ran run_in(const std::string& folder, const std::string& settings, const std::string& lines) {
  const std::string command = "cd '" + folder + "'; " + settings + " export PATH='" ADC_BUILD_DIR "':\"$PATH\"; { :\n" +
                              lines + "\n} 2>&1 </dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ran ran;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.output.append(buffer.data(), n);
  ran.code = WEXITSTATUS(pclose(pipe));
  return ran;
}

}  // namespace

Ran run(const std::string& lines) { return run_in(ADC_SOURCE_DIR, "", lines); }

Scratch::Scratch() {
  for (const auto& entry : std::filesystem::directory_iterator(kRoot))
    std::filesystem::create_symlink(entry.path(), folder_.path() / entry.path().filename());
}

Ran Scratch::run(const std::string& lines) const {
  const std::string here = folder_.path().string();
  return run_in(here,
                "export HOME='" + here + "' ADC_CACHE='" + here + "/cache-of-adc'; unset XDG_DATA_HOME XDG_STATE_HOME;",
                lines);
}

bool has_program(const std::string& name) { return run("command -v " + name + " >/dev/null").code == 0; }

bool is_shown(const std::string& output, const std::string& shown) {
  if (output == shown) return true;
  const std::vector<std::string> lines = split(output);
  const std::vector<std::string> patterns = split(shown);
  // As a wildcard is matched: behind a gap each pattern takes the first line that fits, and begins anew from there.
  std::size_t at = 0;
  std::size_t pattern = 0;
  std::size_t gap = std::string::npos;
  std::size_t retry = 0;
  while (at < lines.size()) {
    if (pattern < patterns.size() && trimmed(patterns[pattern]) == "…") {
      gap = pattern++;
      retry = at;
    } else if (pattern < patterns.size() && is_like(lines[at], patterns[pattern])) {
      ++at;
      ++pattern;
    } else if (gap != std::string::npos) {
      pattern = gap + 1;
      at = ++retry;
    } else {
      return false;
    }
  }
  while (pattern < patterns.size() && trimmed(patterns[pattern]) == "…") ++pattern;
  return pattern == patterns.size();
}

}  // namespace adc::tests
