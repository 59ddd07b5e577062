// The project's own files, to count words in.
#pragma once

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

namespace adc::tests {

/// Path below the project's root → text of every source, header, table and golden file in these folders.
inline std::map<std::string, std::string> sources(std::initializer_list<std::string_view> folders) {
  std::map<std::string, std::string> all;
  const std::filesystem::path root = ADC_SOURCE_DIR;
  for (const std::string_view folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".h" && extension != ".hpp" && extension != ".adc" &&
          extension != ".sh") {
        continue;
      }
      std::ifstream file(entry.path());
      all[std::filesystem::relative(entry.path(), root)] = {std::istreambuf_iterator<char>(file), {}};
    }
  }
  return all;
}

/// How often `word` occurs in `text`.
inline int occurrences(std::string_view text, std::string_view word) {
  int count = 0;
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + word.size())) ++count;
  return count;
}

}  // namespace adc::tests
