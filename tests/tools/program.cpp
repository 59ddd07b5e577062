#include "tests/tools/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace adc::tests {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// In the child: stands the files in for the standard streams and becomes the program.
[[noreturn]] void become(const std::vector<std::string>& words, const std::vector<std::string>& environment,
                         const std::string& in, const std::string& out, const std::string& err) {
  for (const std::string& variable : environment) putenv(const_cast<char*>(variable.c_str()));
  dup2(open(in.c_str(), O_RDONLY), 0);
  dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 1);
  dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), 2);
  std::vector<char*> arguments{const_cast<char*>(ADC_PROGRAM)};
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(ADC_PROGRAM, arguments.data());
  _exit(127);
}

}  // namespace

std::vector<std::string> listed_commands() {
  std::istringstream overview(run_adc({"--help"}).out);
  std::string line;
  while (std::getline(overview, line) && line != "commands:") {
  }
  std::vector<std::string> names;
  for (std::string name; std::getline(overview, line) && std::istringstream(line) >> name;) names.push_back(name);
  REQUIRE(names.size() >= 9);
  return names;
}

std::vector<std::string> listed_options(const std::string& command) {
  std::istringstream help(run_adc({command, "--help"}).out);
  std::vector<std::string> names;
  for (std::string word; help >> word && word != "examples:";) {
    if (word.starts_with("--")) names.push_back(word);
  }
  return names;
}

TemporaryFile::TemporaryFile(const std::string& name, const std::string& content)
    : path_((folder_.path() / name).string()) {
  std::ofstream(path_, std::ios::binary) << content;
}

std::string TemporaryFile::content() const { return read_file(path_); }

Finished run_adc(const std::vector<std::string>& words, const std::string& input,
                 const std::vector<std::string>& environment) {
  const TemporaryFile in("in", input);
  const TemporaryFile out("out", "");
  const TemporaryFile err("err", "");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) become(words, environment, in.path(), out.path(), err.path());
  int status = 0;
  waitpid(child, &status, 0);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {code, out.content(), err.content()};
}

}  // namespace adc::tests
