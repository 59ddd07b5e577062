// adc repl: an interactive session.
#include <fmt/core.h>

#include <unistd.h>

#include "tools/command.h"
#include "tools/interrupt.h"
#include "tools/line_reader.h"
#include "tools/program.h"
#include "tools/report/output.h"
#include "tools/session.h"

namespace adc::tools {
namespace {

/// What the session says within the time for a line, or until Ctrl-C.
Reply answer(Session& session, const std::string& text, double seconds) {
  const StopsWork interruptible;
  const TimeLimit limit(seconds, TimeLimit::Grace::Endless);
  return session.enter(text);
}

void run(const Words& words) {
  refuse_more(words.positional());
  const double seconds = max_seconds(words);
  Session session(compile_options(words, {}));
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
    if (got == LineReader::Got::Line && session.is_incomplete(text)) continue;
    const Reply reply = answer(session, text, seconds);
    text.clear();
    print_result(reply.result);
    if (!reply.message.empty()) print_message(reply.message);
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
