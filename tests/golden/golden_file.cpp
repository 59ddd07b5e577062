#include "tests/golden/golden_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace adc::tests {
namespace {

constexpr std::string_view kRun = "# RUN: adc ";
constexpr std::string_view kWhy = "# WHY: ";
constexpr std::string_view kEval = "# EVAL: ";
constexpr std::string_view kExpected = "#=";

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::vector<std::string> split_arguments(const std::string& text) {
  std::vector<std::string> arguments;
  std::istringstream stream(text);
  for (std::string argument; std::getline(stream, argument, ',');) arguments.push_back(trimmed(argument));
  return arguments;
}

/// Reads `f.d.x(0.5) == 0.78 within 2 ulp`, `f(1) == 2` (0 ulp) or `f(nan) is nan`.
Evaluation read_evaluation(const std::string& text) {
  const auto fail = [&](const char* what) -> Evaluation { throw std::runtime_error("EVAL " + text + ": " + what); };
  const auto open = text.find('(');
  const auto close = text.find(") ");
  if (open == std::string::npos || close == std::string::npos) return fail("wants name(arguments) and a relation");
  Evaluation evaluation{.text = text,
                        .name = text.substr(0, open),
                        .arguments = split_arguments(text.substr(open + 1, close - open - 1)),
                        .expected = {}};
  const std::vector<std::string> rest = words(text.substr(close + 1));
  if (rest == std::vector<std::string>{"is", "nan"}) {
    evaluation.expected = "nan";
    return evaluation;
  }
  const bool exact = rest.size() == 2 && rest[0] == "==";
  const bool within = rest.size() == 5 && rest[0] == "==" && rest[2] == "within" && rest[4] == "ulp";
  if (!exact && !within) return fail("wants `== number`, `== number within n ulp` or `is nan`");
  evaluation.expected = rest[1];
  if (within) evaluation.ulps = std::strtod(rest[3].c_str(), nullptr);
  return evaluation;
}

std::string_view without_leading_space(std::string_view text) { return text.starts_with(' ') ? text.substr(1) : text; }

bool is_directive(std::string_view line) {
  return line.starts_with(kRun) || line.starts_with(kWhy) || line.starts_with(kEval) || line.starts_with(kExpected);
}

void append_expected(std::string& out, std::string_view actual) {
  while (!actual.empty()) {
    const auto end = std::min(actual.find('\n'), actual.size());
    const std::string_view line = actual.substr(0, end);
    out += line.empty() ? "#=" : "#= " + std::string(line);
    out += '\n';
    actual.remove_prefix(std::min(end + 1, actual.size()));
  }
}

}  // namespace

GoldenFile read_golden(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) throw std::runtime_error("cannot read " + path);
  GoldenFile file;
  file.path = path;
  file.name = std::filesystem::path(path).filename();
  for (std::string line; std::getline(stream, line);) {
    file.text += line + '\n';
    if (!is_directive(line)) file.program += line + '\n';
    if (line.starts_with(kRun)) file.command = words(line.substr(kRun.size()));
    if (line.starts_with(kWhy)) file.why = line.substr(kWhy.size());
    if (line.starts_with(kEval)) file.evaluations.push_back(read_evaluation(line.substr(kEval.size())));
    if (line.starts_with(kExpected)) {
      file.expected += std::string(without_leading_space(std::string_view(line).substr(kExpected.size()))) + '\n';
    }
  }
  if (file.command.empty()) throw std::runtime_error(path + " has no line `# RUN: adc …`");
  if (file.why.empty()) throw std::runtime_error(path + " has no line `# WHY: …`");
  return file;
}

std::string blessed(const GoldenFile& file, std::string_view actual) {
  std::string text;
  std::string evaluations;
  std::istringstream stream(file.text);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(kExpected)) continue;
    (line.starts_with(kEval) ? evaluations : text) += line + '\n';
  }
  append_expected(text, actual);
  return text + evaluations;
}

std::vector<std::string> golden_paths(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".adc") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

}  // namespace adc::tests
