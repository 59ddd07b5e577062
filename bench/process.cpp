// A whole `adc eval` process, from fork to exit, against /bin/true.
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "bench/harness.h"

namespace {

/// Runs a program with its output thrown away; exits where it fails.
void run(std::vector<std::string> words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  int status = 1;
  if (posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ) == 0) waitpid(child, &status, 0);
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) {
    fmt::print(stderr, "bench: {} failed\n", fmt::join(words, " "));
    std::exit(1);
  }
}

/// `cache`: what ADC_CACHE is.
adc::bench::Contender process(const std::string& what, const std::vector<std::string>& words,
                              const std::string& cache = "off") {
  return {what, [words, cache](std::size_t n) {
            setenv("ADC_CACHE", cache.c_str(), 1);
            while (n-- > 0) run(words);
          }};
}

}  // namespace

int main(int argc, char** argv) {
  adc::bench::Report report("process", argc, argv);
  const std::string adc = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "adc").string();
  const std::vector<std::string> eval = {adc, "eval", "cos(sin(x²)+3x²)", "x=0.5", "--grad"};
  std::vector<std::string> interpreted = eval;
  std::vector<std::string> native = eval;
  interpreted.insert(interpreted.end(), {"--tier", "interpret"});
  native.insert(native.end(), {"--tier", "native"});

  const std::string folder = adc::bench::scratch_folder() + "/cache";
  const std::vector<adc::bench::Contender> contenders = {
      process("adc eval, interpreted", interpreted), process("adc eval, native", native),
      process("/bin/true", {"/bin/true"}), process("adc eval, native, kept on disk", native, folder)};
  const std::vector<adc::bench::Timing> seconds = adc::bench::race(contenders, 4.0);
  report.ratio("process interpreted", contenders[0].what, seconds[0], contenders[2].what, seconds[2]);
  report.ratio("process native", contenders[1].what, seconds[1], contenders[2].what, seconds[2]);
  report.ratio("process native kept", contenders[3].what, seconds[3], contenders[0].what, seconds[0]);
  return 0;
}
