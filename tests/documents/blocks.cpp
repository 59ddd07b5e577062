#include "tests/documents/blocks.h"

#include <sys/wait.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>

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

Ran run(const std::string& lines) {
  const std::string command =
      "cd '" ADC_SOURCE_DIR "'; PATH='" ADC_BUILD_DIR "':$PATH; { " + lines + "\n} 2>&1 </dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ran ran;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.output.append(buffer.data(), n);
  ran.code = WEXITSTATUS(pclose(pipe));
  return ran;
}

}  // namespace adc::tests
