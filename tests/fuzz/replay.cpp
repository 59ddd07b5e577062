// A target without libFuzzer: takes the files that it is given, and those in folders, one after the other.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const fs::path& path : files_of(argv[i])) {
      std::ifstream file(path, std::ios::binary);
      if (!file) {
        std::cerr << "cannot read " << path << "\n";
        return 1;
      }
      std::cout << path.string() << "\n" << std::flush;  // before what it may crash in
      adc::tests::fuzz(std::string(std::istreambuf_iterator<char>(file), {}));
      ++count;
    }
  }
  std::cout << count << " files\n";
  return count > 0 ? 0 : 1;
}
