// adc repl: an interactive session.
#include <fmt/core.h>

#include <unistd.h>

#include <csignal>

#include "adc/session.hpp"
#include "tools/command.h"
#include "tools/interrupt.h"
#include "tools/line_reader.h"
#include "tools/program.h"
#include "tools/report/check_report.h"
#include "tools/report/output.h"

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

Reply answer(Session& session, const std::string& text) {
  const InterruptsSession interruptible(session);
  return session.submit(text);
}

/// `:check EXPR`
Reply::Part check(Session& session, std::string_view argument) {
  const Function function = session.function(argument).value();
  const std::vector<double> point = session.point(function).value();
  const CheckReport report = function.check({.points = {point}}).value();
  return {.text = as_text(report, {function.inputs().begin(), function.inputs().end()})};
}

void run(const Words& words) {
  refuse_more(words.positional());
  CompileOptions options = compile_options(words, {});
  options.limits.seconds = max_seconds(words);
  Session session(std::move(options));
  session.add({"check", "EXPR", "whether all modes, finite differences and high precision agree", &check});
  LineReader reader;
  const bool terminal = isatty(STDIN_FILENO) == 1;
  if (terminal) print_result(fmt::format("adc {}   :help says what can be done, :quit ends\n", version()));
  std::string text;
  std::string line;
  for (;;) {
    const LineReader::Got got = reader.read(text.empty() ? "> " : "… ", line);
    if (got == LineReader::Got::Cancelled) {
      text.clear();
      continue;
    }
    text += text.empty() ? line : "\n" + line;
    if (got == LineReader::Got::Line && !session.is_complete(text)) continue;
    const Reply reply = answer(session, text);
    text.clear();
    print_result(to_text(reply));
    if (const std::string told = messages(reply); !told.empty()) print_message(told);
    finish_results();
    if (got == LineReader::Got::End || reply.ends) break;
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
          .run = &run,
          .is_session = true};
}

}  // namespace adc::tools
