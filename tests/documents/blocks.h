// The fenced blocks of a document, and a shell to try them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

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

/// A folder in which everything of the sources lies that a document may name, and what its commands write stays. Home
/// and the cache are in it, too.
class Scratch {
 public:
  Scratch();

  /// Runs lines of shell there, with this build's `adc` first in the path.
  [[nodiscard]] Ran run(const std::string& lines) const;
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

/// Whether a program is in the path.
[[nodiscard]] bool has_program(const std::string& name);

/// Whether `output` is what a document shows: the same, but that `…` stands for anything in a line, and alone in one
/// for any lines.
[[nodiscard]] bool is_shown(const std::string& output, const std::string& shown);

}  // namespace adc::tests
