// Runs Graphviz's `dot`, which reads a file and writes another, so that no pipe can fill up.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>

#include "adc/explain.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): not every unistd.h has it

namespace adc::inline ADC_ABI {
namespace {

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
/// A file without a name that is gone when it is closed.
using TemporaryFile = std::unique_ptr<std::FILE, Close>;

class FileActions {
 public:
  FileActions() { posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  void connect(std::FILE* file, int to) { posix_spawn_file_actions_adddup2(&actions_, fileno(file), to); }
  [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

std::string contents(std::FILE* file) {
  std::fseek(file, 0, SEEK_SET);
  std::string text;
  char buffer[4096];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, file)) text.append(buffer, n);
  return text;
}

/// How a process ended: by itself, or because time or a person wanted it.
struct End {
  int status = 0;
  std::optional<Diagnostic> reason;
};

/// Waits for the process; ends it when it shall stop.
End finish(pid_t process, const Limits& limits) {
  using Clock = std::chrono::steady_clock;
  constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 5'000'000};
  const auto begin = Clock::now();
  End end;
  while (true) {
    const pid_t ended = waitpid(process, &end.status, WNOHANG);
    if (ended == process || (ended < 0 && errno != EINTR)) return end;
    if (limits.stop != nullptr && limits.stop->load())
      end.reason = diagnose("interrupted", "the drawing was interrupted");
    else if (std::chrono::duration<double>(Clock::now() - begin).count() > limits.seconds)
      end.reason = diagnose("too-long", "Graphviz takes longer to draw the graph than it may",
                            {"adc lays out graphs itself, and faster: `graph_svg`, or `--layout adc`"});
    if (end.reason) {
      kill(process, SIGKILL);
      waitpid(process, &end.status, 0);
      return end;
    }
    nanosleep(&kPause, nullptr);
  }
}

}  // namespace

Result<std::string> graph_svg_by_graphviz(const Graph& graph, const GraphDrawing& options, const Limits& limits) {
  const auto refuse = [](const char* why) {
    return diagnose("no-graphviz", why, {"install the package `graphviz`, or have adc lay out the graph itself"});
  };
  const std::string text = graph_dot(graph, options);
  const TemporaryFile input(std::tmpfile());
  const TemporaryFile output(std::tmpfile());
  if (!input || !output || std::fwrite(text.data(), 1, text.size(), input.get()) != text.size())
    return refuse("there is no room for Graphviz's files");
  std::fflush(input.get());
  std::fseek(input.get(), 0, SEEK_SET);
  FileActions actions;
  actions.connect(input.get(), STDIN_FILENO);
  actions.connect(output.get(), STDOUT_FILENO);
  std::string name = "dot";
  std::string form = "-Tsvg";
  char* arguments[] = {name.data(), form.data(), nullptr};
  pid_t process = 0;
  if (posix_spawnp(&process, "dot", actions.get(), nullptr, arguments, environ) != 0)
    return refuse("the program `dot` of Graphviz cannot be run");
  const End end = finish(process, limits);
  if (end.reason) return *end.reason;
  if (!WIFEXITED(end.status) || WEXITSTATUS(end.status) != 0) return refuse("the program `dot` of Graphviz failed");
  return contents(output.get());
}

}  // namespace adc::inline ADC_ABI
