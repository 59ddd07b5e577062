// The adc program while it runs.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

namespace adc::tests {

/// The program while it runs, with pipes for what it reads and prints.
class Process {
 public:
  /// `terminal`: what it prints to stderr goes to a terminal, whose name is this, and not to the pipe.
  explicit Process(std::vector<std::string> words, const std::string& terminal = "") {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    REQUIRE((pipe2(in.data(), O_CLOEXEC) == 0 && pipe2(out.data(), O_CLOEXEC) == 0));
    pid_ = fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      dup2(terminal.empty() ? out[1] : open(terminal.c_str(), O_WRONLY | O_NOCTTY), 2);
      words.insert(words.begin(), ADC_PROGRAM);
      std::vector<char*> arguments;
      arguments.reserve(words.size());
      for (std::string& word : words) arguments.push_back(word.data());
      arguments.push_back(nullptr);
      execv(ADC_PROGRAM, arguments.data());
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    in_ = in[1];
    out_ = fdopen(out[0], "r");
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process() {
    if (pid_ != 0) (void)finish();
    std::fclose(out_);
  }

  void write(const std::string& text) const {
    REQUIRE(::write(in_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  void interrupt() const { REQUIRE(kill(pid_, SIGINT) == 0); }
  /// What is printed up to the line that holds `part`, or to the end.
  std::string read_to(const std::string& part) {
    std::string text;
    std::array<char, 4096> line{};
    while (text.find(part) == std::string::npos && std::fgets(line.data(), line.size(), out_) != nullptr)
      text += line.data();
    return text;
  }
  /// Waits until it ends by itself: the exit code, 128 + n after signal n.
  int finish() {
    if (in_ >= 0) close(std::exchange(in_, -1));
    int status = 0;
    wait4(std::exchange(pid_, 0), &status, 0, &usage_);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  /// The most memory that it had, in bytes, once it is finished.
  [[nodiscard]] std::size_t most_bytes() const { return static_cast<std::size_t>(usage_.ru_maxrss) * 1024; }

 private:
  pid_t pid_ = 0;
  rusage usage_{};
  int in_ = -1;
  std::FILE* out_ = nullptr;
};

}  // namespace adc::tests
