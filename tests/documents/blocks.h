// The fenced blocks of a document, and a shell to try them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace adc::tests {

inline const std::filesystem::path kRoot = ADC_SOURCE_DIR;

/// One fenced block.
struct Block {
  std::string language;  ///< what stands behind the fence
  std::vector<std::string> lines;
  std::size_t line = 0;  ///< of the document, where its fence is; from 1

  [[nodiscard]] std::string text(std::size_t first_line = 0) const;
};

/// The lines of a file; the test fails if there is none.
[[nodiscard]] std::vector<std::string> lines_of(const std::filesystem::path& path);

/// The blocks of a document, named by its path from the root of the sources. Fences may be indented, as in lists.
[[nodiscard]] std::vector<Block> blocks_of(const std::string& document);

struct Ran {
  int code = 0;
  std::string output;  ///< stdout and stderr
};

/// Runs lines of shell at the root of the sources, with this build's `adc` first in the path.
[[nodiscard]] Ran run(const std::string& lines);

}  // namespace adc::tests
