// adc repl: an interactive session.
#include <fmt/core.h>

#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "adc/session.hpp"
#include "tools/command.h"
#include "tools/line_reader.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/session_commands.h"
#include "tools/session_editing.h"

namespace adc::tools {
namespace {

/// While it lives, Ctrl-C interrupts what the session is doing.
class InterruptsSession {
 public:
  explicit InterruptsSession(Session& session) {
    working = &session;
    struct sigaction action{};
    action.sa_handler = [](int) { working->interrupt(); };
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &before_);
  }
  ~InterruptsSession() { sigaction(SIGINT, &before_, nullptr); }
  InterruptsSession(const InterruptsSession&) = delete;
  InterruptsSession& operator=(const InterruptsSession&) = delete;

 private:
  inline static Session* volatile working = nullptr;
  struct sigaction before_{};
};

/// The window that pictures are drawn for.
Session::Display window() {
  Session::Display display{.colour = has_colours(STDOUT_FILENO)};
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 2) {
    display.columns = size.ws_col;
    display.rows = size.ws_row - 2U;  // what was typed, and the prompt
  }
  return display;
}

Reply answer(Session& session, const std::string& text) {
  session.show_on(window());
  const InterruptsSession interruptible(session);
  return session.submit(text);
}

void print(const Reply& reply) {
  print_result(to_text(reply));
  if (const std::string told = messages(reply); !told.empty()) print_message(told);
  finish_results();
}

/// What `.adcrc` in the home folder says is submitted first; only what is wrong in it is told.
void read_start(Session& session) {
  const char* const home = std::getenv("HOME");
  if (home == nullptr) return;
  const std::string path = std::string(home) + "/.adcrc";
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) return;
  Reply reply = answer(session, text.str());
  reply.parts.clear();
  if (reply.error) print_message(render(*reply.error, path, reply.source));
}

void run_repl(const Words& words) {
  refuse_more(words.positional());
  CompileOptions options = compile_options(words, {});
  options.limits.seconds = max_seconds(words);
  Session session(std::move(options));
  add_commands(session);
  LineReader reader(editing_of(session));
  const bool terminal = isatty(STDIN_FILENO) == 1;
  if (terminal) {
    print_result(fmt::format("adc {}   :help says what can be done, :quit ends\n", version()));
    read_start(session);
  }
  std::string text;
  for (;;) {
    const LineReader::Got got = reader.read("> ", "… ", text);
    if (got == LineReader::Got::Cancelled) continue;
    if (got == LineReader::Got::End) break;
    const Reply reply = answer(session, text);
    print(reply);
    if (reply.ends) return;
  }
  if (terminal) print_result("\n");
}

}  // namespace

Command repl_command() {
  std::vector<Option> options = compute_options();
  for (const Option& option : program_options()) {
    if (option.name != "--file") options.push_back(option);
  }
  return {.name = "repl",
          .arguments = "[options]",
          .summary = "an interactive session; over a pipe it answers line by line",
          .options = std::move(options),
          .examples = {"adc", "printf 'x = 0.5\\nsin(x)^2\\n' | adc repl"},
          .run = &run_repl,
          .is_session = true};
}

}  // namespace adc::tools
