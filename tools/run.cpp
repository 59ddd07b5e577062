#include "tools/run.h"

#include <fmt/core.h>

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "tools/command.h"
#include "tools/completions.h"
#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/manual.h"
#include "tools/program.h"
#include "tools/report/output.h"

namespace adc::tools {
namespace {

using WordList = std::vector<std::string_view>;

[[noreturn]] void refuse_command(const std::string& word) {
  std::vector<std::string> names;
  for (const Command& command : all_commands()) names.emplace_back(command.name);
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(word, names))
    help.push_back(fmt::format("did you mean `adc {}`?", near));
  help.emplace_back("a formula is evaluated by `adc eval FORMULA`; `adc --help` lists the commands");
  throw failure("unknown-command", fmt::format("unknown command `{}`", word), std::move(help));
}

void run_command(const Command& command, const WordList& words) {
  const Words sorted(words, command.options);
  if (sorted.has("--help"))
    print_result(help(command));
  else if (command.is_session)
    command.run(sorted);
  else {
    const TimeLimit limit(max_seconds(sorted), TimeLimit::Grace::Short);
    command.run(sorted);
  }
}

/// Runs the command that the words name.
void dispatch(const WordList& words) {
  if (words.empty()) {
    const bool interactive = isatty(STDIN_FILENO) == 1;
    return interactive ? run_command(repl_command(), {}) : run_command(eval_command(), {"-"});
  }
  const std::string_view first = words.front();
  if (first == "--version") return print_result(fmt::format("adc {}\n", version()));
  if (first == "--completions") return print_result(completions(words.size() > 1 ? std::string(words[1]) : ""));
  if (first == "--man") return print_result(manual(words.size() > 1 ? std::string(words[1]) : ""));
  if (first == "--help" || first == "-h") return print_result(overview());
  const WordList rest(words.begin() + 1, words.end());
  if (first == "minimize") return run_command(minimise_command(), rest);
  for (const Command& command : all_commands()) {
    if (command.name == first) return run_command(command, rest);
  }
  if (first == "help") {
    return rest.empty() ? print_result(overview()) : dispatch({rest.front(), "--help"});
  }
  refuse_command(std::string(first));
}

}  // namespace

std::vector<Command> all_commands() {
  return {eval_command(),    diff_command(),    series_command(), emit_command(),   trace_command(),    graph_command(),
          explain_command(), ir_command(),      check_command(),  plot_command(),   minimise_command(), fit_command(),
          train_command(),   predict_command(), cache_command(),  kernel_command(), repl_command()};
}

int run(const std::vector<std::string_view>& words) {
  try {
    dispatch(words);
    finish_results();
    return 0;
  } catch (...) {
    return report_failure();
  }
}

int report_failure() {
  try {
    throw;
  } catch (const Error& caught) {
    const Error error = TimeLimit::cause(caught);
    const std::string_view text = error.what();
    print_message((text.starts_with("error:") ? "adc: " : "") + std::string(text));
    return static_cast<int>(error.diagnostic().error_class);
  } catch (const std::bad_alloc&) {
    print_message("adc: error: there is not enough memory [out-of-memory]");
    return static_cast<int>(ErrorClass::Limit);
  } catch (const std::exception& error) {
    print_message(fmt::format("adc: error: this is a bug in adc: {} [internal]", error.what()));
    return static_cast<int>(ErrorClass::Internal);
  }
}

}  // namespace adc::tools
