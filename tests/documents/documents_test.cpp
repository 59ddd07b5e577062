// What the README shows is what happens, and the documents hang together.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/documents/blocks.h"

using adc::tests::Block;
using adc::tests::blocks_of;
using adc::tests::kRoot;
using adc::tests::lines_of;
using adc::tests::Ran;
using adc::tests::run;

namespace {

/// The anchor that a heading gets: small letters, blanks as hyphens, no punctuation.
std::string anchor(const std::string& heading) {
  std::string text;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0 || c == '-' || c == '_')
      text += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    if (c == ' ') text += '-';
  }
  return text;
}

/// The anchors of a document's headings.
std::set<std::string> anchors_of(const std::filesystem::path& document) {
  std::set<std::string> anchors;
  for (const std::string& line : lines_of(document)) {
    const std::size_t level = line.find_first_not_of('#');
    if (level != std::string::npos && level > 0 && line[level] == ' ') anchors.insert(anchor(line.substr(level + 1)));
  }
  return anchors;
}

std::vector<Block> blocks_of_readme() { return blocks_of("README.md"); }

}  // namespace

TEST_CASE("the first screen has exactly two commands, and what the first prints stands below them") {
  const std::vector<Block> blocks = blocks_of_readme();
  REQUIRE(blocks.size() >= 2);
  REQUIRE(blocks[0].language == "sh");
  REQUIRE(blocks[0].lines.size() == 2);
  const std::string prefix = "./dev run ";
  REQUIRE(blocks[0].lines[0].starts_with(prefix));
  REQUIRE(blocks[0].lines[1] == "./dev test");

  const Ran ran = run("adc " + blocks[0].lines[0].substr(prefix.size()));
  CHECK(ran.code == 0);
  CHECK(ran.output == blocks[1].text());
}

TEST_CASE("the library example compiles against the public headers alone, and runs") {
  std::string source;
  for (const Block& block : blocks_of_readme())
    if (block.language == "cpp") source += block.text();
  REQUIRE_FALSE(source.empty());

  const std::string stem = std::filesystem::temp_directory_path() / ("adc-readme-" + std::to_string(getpid()));
  std::ofstream(stem + ".cpp") << source;
  const std::string sanitize = std::string(ADC_SANITIZE).empty() ? "" : "-fsanitize=" ADC_SANITIZE " ";
  const Ran compiled =
      run(ADC_CXX " -std=c++20 -Wall -Wextra -Werror " + sanitize + "-I'" ADC_SOURCE_DIR "/include' -o " + stem + " " +
          stem + ".cpp -L'" ADC_BUILD_DIR "' -ladc -Wl,-rpath,'" ADC_BUILD_DIR "'");
  INFO(compiled.output);
  CHECK(compiled.code == 0);
  CHECK(run(stem).output == "0.542485 -3.33415\n");
  std::filesystem::remove(stem + ".cpp");
  std::filesystem::remove(stem);
}

TEST_CASE("./dev explains itself, and refuses a task that it does not know") {
  const Ran help = run("'" ADC_SOURCE_DIR "/dev' --help");
  CHECK(help.code == 0);
  for (const char* task : {"build", "run", "test", "bench", "fuzz", "lint", "format"})
    CHECK(help.output.find(std::string("\n  ") + task) != std::string::npos);
  CHECK(run("'" ADC_SOURCE_DIR "/dev' nonsense").code == 2);
}

TEST_CASE("./dev test --long goes over lint and the other builds, and says which of them failed") {
  const std::string folder = std::filesystem::temp_directory_path() / ("adc-dev-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder + "/bin");
  std::filesystem::copy_file(kRoot / "dev", folder + "/dev");
  std::ofstream(folder + "/packages.txt").flush();
  for (const char* tool : {"cmake", "ninja", "clang-format-19", "ctest"}) {
    const std::string path = folder + "/bin/" + tool;
    std::ofstream(path) << "#!/bin/sh\necho ran " << tool << " \"$@\"\ncase \"" << tool
                        << " $*\" in *ctest*/build/asan*) exit 1 ;; esac\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  const std::string path = "PATH='" + folder + "/bin':$PATH '" + folder + "/dev' ";
  const Ran all = run(path + "test --long -R name");
  const Ran few = run(path + "test -R name");
  std::filesystem::remove_all(folder);
  INFO(all.output);
  CHECK(all.code == 1);
  std::size_t at = 0;
  for (const char* part :
       {"ran ctest --test-dir", "/build/release ", "--label-exclude ^(peers)$ -R name", "dev: lint of the whole tree",
        "ran cmake --preset lint", "/build/lint ", "dev: tests of the asan build", "ran cmake --preset asan",
        "ran ctest", "/build/asan ", "--label-exclude ^(long|peers)$ -R name", "dev: tests of the debug build",
        "/build/debug ", "dev: failed: asan\n"}) {
    CAPTURE(part);
    at = all.output.find(part, at);
    REQUIRE(at != std::string::npos);
  }
  CHECK(few.code == 0);
  CHECK(few.output.find("asan") == std::string::npos);
}

TEST_CASE("./dev run builds the libraries that a command line loads, and no others") {
  const std::string folder = std::filesystem::temp_directory_path() / ("adc-dev-run-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder + "/bin");
  std::filesystem::create_directories(folder + "/build/release");
  std::filesystem::copy_file(kRoot / "dev", folder + "/dev");
  std::ofstream(folder + "/packages.txt").flush();
  const auto script = [&](const std::string& path, const std::string& text) {
    std::ofstream(path) << "#!/bin/sh\n" << text;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  };
  // What is left of CMake: the list of libraries stays from one time to the next.
  script(folder + "/bin/cmake",
         "echo configured \"$@\"\n"
         "for word; do case $word in -DADC_LOADED=*)\n"
         "  printf 'CMAKE_HOME_DIRECTORY:INTERNAL=%s\\nADC_TESTS:BOOL=OFF\\nADC_LOADED:STRING=%s\\n' '" +
             folder + "' \"${word#*=}\" >'" + folder + "/build/release/CMakeCache.txt'\n  : >'" + folder +
             "/build/release/build.ninja' ;; esac; done\n");
  script(folder + "/bin/ninja", "echo no work to do\n");
  script(folder + "/build/release/adc", "echo \"adc $1\"\n");
  const auto dev = [&](const std::string& words) {
    return run("PATH='" + folder + "/bin':$PATH '" + folder + "/dev' run " + words).output;
  };
  const std::string none = dev("eval 'x^2' x=1 --grad");
  CHECK(none.find("configured --preset release --fresh -DADC_TESTS=OFF -DADC_BENCH=OFF -DADC_LOADED=\n") !=
        std::string::npos);
  CHECK(none.find("adc eval\n") != std::string::npos);
  for (const char* words : {"diff 'x^2'", "emit 'x^2' --to c", "--version", "eval 'x^2' x=1"}) {
    CAPTURE(words);
    CHECK(dev(words).find("configured") == std::string::npos);
  }
  CHECK(dev("eval 'x^2' x=1 --tier native").find("-DADC_LOADED=jit\n") != std::string::npos);
  CHECK(dev("eval 'x^2' --data rows.csv").find("configured") == std::string::npos);
  CHECK(dev("minimise 'x^2' x=1").find("configured") == std::string::npos);
  CHECK(dev("check 'x^2' x=1").find("-DADC_LOADED=jit;check\n") != std::string::npos);
  CHECK(dev("emit 'x^2' --to shared").find("-DADC_LOADED=jit;check;targets\n") != std::string::npos);
  CHECK(dev("minimise 'x^2' x=1 --subject-to 'x >= 1'").find("-DADC_LOADED=jit;check;targets;solve\n") !=
        std::string::npos);
  CHECK(dev("repl").find("configured") == std::string::npos);
  std::filesystem::remove_all(folder);
}

TEST_CASE("the licence of every package is listed") {
  std::string licences;
  for (const std::string& line : lines_of(kRoot / "docs/licences.md")) licences += line;
  int packages = 0;
  for (const std::string& line : lines_of(kRoot / "packages.txt")) {
    if (line.starts_with("#")) continue;
    std::istringstream words(line);
    std::string group;
    std::string package;
    words >> group >> package;
    ++packages;
    INFO(package);
    CHECK(licences.find("`" + package.substr(0, package.find('|')) + "`") != std::string::npos);
  }
  CHECK(packages > 10);
}

TEST_CASE("every link between the documents leads somewhere") {
  int links = 0;
  std::vector<std::filesystem::path> documents = {kRoot / "README.md", kRoot / "CONTRIBUTING.md",
                                                  kRoot / "CHANGELOG.md"};
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRoot / "docs")) {
    if (entry.path().extension() == ".md") documents.push_back(entry.path());
  }
  for (const auto& document : documents)
    for (const std::string& line : lines_of(document))
      for (std::size_t at = line.find("]("); at != std::string::npos; at = line.find("](", at + 1)) {
        const std::string link = line.substr(at + 2, line.find(')', at) - at - 2);
        if (link.empty() || link.starts_with("http")) continue;
        ++links;
        INFO(document << ": " << link);
        const std::size_t hash = std::min(link.find('#'), link.size());
        const std::filesystem::path target = hash == 0 ? document : document.parent_path() / link.substr(0, hash);
        CHECK(std::filesystem::exists(target));
        if (hash < link.size()) CHECK(anchors_of(target).contains(link.substr(hash + 1)));
      }
  CHECK(links > 10);
}
