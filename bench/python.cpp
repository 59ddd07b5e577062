#include "bench/python.h"

#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace adc::bench {
namespace {

constexpr const char* kBefore = R"(
import sys
import time
)";

constexpr const char* kAfter = R"(
print(1, flush=True)
for line in sys.stdin:
    best = 1e9
    for _ in range(int(line)):
        begin = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begin)
    print(best, flush=True)
)";

}  // namespace

Python::Python(const std::string& script, const std::vector<std::string>& arguments) {
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  if (pipe(to.data()) != 0 || pipe(from.data()) != 0) std::exit(1);
  std::vector<std::string> words{"python3", "-c", kBefore + script + kAfter};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  if (fork() == 0) {
    dup2(to[0], STDIN_FILENO);
    dup2(from[1], STDOUT_FILENO);
    close(to[1]);
    close(from[0]);
    if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(127);  // what a missing module prints
    for (const char* const threads : {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}) setenv(threads, "1", 1);
    execv("/usr/bin/python3", argv.data());
    _exit(127);
  }
  close(to[0]);
  close(from[1]);
  to_ = fdopen(to[1], "w");
  from_ = fdopen(from[0], "r");
  is_there_ = answer() > 0;
}

Python::~Python() {
  std::fclose(to_);
  std::fclose(from_);
  wait(nullptr);
}

void Python::operator()(std::size_t times) {
  fmt::print(to_, "{}\n", times);
  std::fflush(to_);
  best_ = std::min(best_, answer());
}

double Python::answer() {
  std::array<char, 64> line{};
  return std::fgets(line.data(), line.size(), from_) != nullptr ? std::atof(line.data()) : 0;
}

}  // namespace adc::bench
