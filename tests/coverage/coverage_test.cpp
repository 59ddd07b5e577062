// What must not be forgotten: a test for each slug, and ops named only where the architecture says.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cctype>
#include <fstream>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/coverage/sources.h"

namespace adc::tests {
namespace {

std::vector<std::string> slugs() {
  return {
#define ADC_SLUG(slug, ...) slug,
#include "diag/slugs.def"
#undef ADC_SLUG
  };
}

/// A test names a slug as a string of C++ or in the brackets of a rendered diagnostic.
bool names(const std::string& text, const std::string& slug) {
  return text.find('"' + slug + '"') != std::string::npos || text.find('[' + slug + ']') != std::string::npos;
}

/// What a test cannot bring about without harm: a terminal's stdout, a machine without memory, LLVM at fault.
const std::set<std::string> kUnprovoked{"binary-to-terminal", "native-failed", "out-of-memory"};

/// The slugs that `text` gives: to a member, or to a function that makes an error of one.
std::vector<std::string> given_slugs(const std::string& text) {
  static const std::regex kGiven(R"re(\b(?:fail|failure|diagnose|no_input)\(\s*"([^"]*)")re");
  std::vector<std::string> given;
  for (std::sregex_iterator at(text.begin(), text.end(), kGiven), end; at != end; ++at) given.push_back((*at)[1]);
  return given;
}

TEST_CASE("slugs are seen in calls") {
  CHECK(given_slugs(R"(diagnose("a-b", "d"); throw failure("e", "f");)") == std::vector<std::string>{"a-b", "e"});
  CHECK(given_slugs("fail(\n    \"a\", span)") == std::vector<std::string>{"a"});
}

TEST_CASE("each slug has a test that provokes it") {
  const auto tests = sources({"tests"});
  for (const std::string& slug : slugs()) {
    if (kUnprovoked.count(slug) == 1) continue;
    CAPTURE(slug);
    CHECK(std::ranges::any_of(tests, [&](const auto& file) { return names(file.second, slug); }));
  }
}

TEST_CASE("each slug stands once in the table, and those that are looked up when the program runs stand there") {
  std::vector<std::string> all = slugs();
  std::ranges::sort(all);
  CHECK(std::ranges::adjacent_find(all) == all.end());
  for (const auto& [path, text] : sources({"train", "explain", "tools"})) {  // the others' are of type diag::Slug
    for (const std::string& slug : given_slugs(text)) {
      CAPTURE(path, slug);
      CHECK(std::ranges::binary_search(all, slug));
    }
  }
}

/// How often a file names an op: `Op::` that is a whole word.
int op_mentions(const std::string& text) {
  int count = 0;
  for (auto at = text.find("Op::"); at != std::string::npos; at = text.find("Op::", at + 1)) {
    const bool whole = at == 0 || (std::isalnum(static_cast<unsigned char>(text[at - 1])) == 0 && text[at - 1] != '_');
    count += whole ? 1 : 0;
  }
  return count;
}

/// Path → how often the file may name an op.
std::map<std::string, int> allowed_mentions() {
  std::map<std::string, int> allowed;
  std::ifstream file(ADC_SOURCE_DIR "/tests/coverage/op_mentions.txt");
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string path;
    std::string count;
    if (line.starts_with('#') || !(words >> path >> count)) continue;
    allowed[path] = count == "any" ? std::numeric_limits<int>::max() : std::stoi(count);
  }
  return allowed;
}

TEST_CASE("only the table, rules, interpreter, lowerings and rewrite data name an op") {
  const auto allowed = allowed_mentions();
  const auto all = sources({"ir", "parser", "passes", "kernel", "tape", "jit", "targets", "emit", "analysis", "precise",
                            "data", "api", "train", "explain", "tools", "include"});
  for (const auto& [path, text] : all) {
    const int mentions = op_mentions(text);
    const auto found = allowed.find(path);
    CAPTURE(path, mentions);
    // A new mention wants a reason: could the op's row in ops.def say it? If not, raise the count in op_mentions.txt.
    CHECK(mentions <= (found == allowed.end() ? 0 : found->second));
  }
  for (const auto& [path, count] : allowed) {
    CAPTURE(path);
    CHECK(all.count(path) == 1);
  }
}

}  // namespace
}  // namespace adc::tests
