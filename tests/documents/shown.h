// What documents show, and how each block of them is tried.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/documents/blocks.h"

namespace adc::tests {

enum class BlockKind {
  Commands,  ///< lines of shell behind `$`, each with what it prints
  Session,   ///< lines behind `>`, with the replies
  Shell,     ///< lines of shell that succeed
  Cpp,       ///< C++ (snippets_test.cpp)
  C,         ///< C (snippets_test.cpp)
  Language,  ///< programs with values (tests/parser/language_test.cpp)
  Python,    ///< Python (tests/python/test_docs.py)
  Other,     ///< none of these (snippets_test.cpp)
};

[[nodiscard]] BlockKind kind(const Block& block);

/// Every document whose blocks are tried: README, docs/ and what is below it, by their paths from the root.
[[nodiscard]] const std::vector<std::string>& documents();

/// The commands of adc in a block of shell, continued lines joined: without those that have a `…` to be filled in, and
/// those of other programs, which kForeign lists.
[[nodiscard]] std::vector<std::string> commands_of(const Block& block);

/// What has to be there before a document's commands are run: lines of shell that print nothing.
[[nodiscard]] std::string_view preparation(std::string_view document);

/// The same for the examples of --help.
extern const std::string kHelpPreparation;

}  // namespace adc::tests
