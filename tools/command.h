// The commands of the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/words.h"

namespace adc::tools {

/// One command: what its help says and what it does.
struct Command {
  std::string_view name;
  std::string_view arguments;  ///< as the usage line shows them
  std::string_view summary;    ///< one line
  std::vector<Option> options;
  std::vector<std::string_view> examples;
  /// Does it: results to stdout. Throws `Error`; its class is the exit code.
  void (*run)(const Words& words);
  bool is_session = false;  ///< goes on when a part of it was interrupted, or took too long
};

[[nodiscard]] Command eval_command();
[[nodiscard]] Command diff_command();
[[nodiscard]] Command series_command();
[[nodiscard]] Command emit_command();
[[nodiscard]] Command trace_command();
[[nodiscard]] Command graph_command();
[[nodiscard]] Command explain_command();
[[nodiscard]] Command ir_command();
[[nodiscard]] Command check_command();
[[nodiscard]] Command plot_command();
[[nodiscard]] Command fit_command();
[[nodiscard]] Command minimise_command();
[[nodiscard]] Command train_command();
[[nodiscard]] Command predict_command();
[[nodiscard]] Command cache_command();
[[nodiscard]] Command kernel_command();
[[nodiscard]] Command repl_command();

/// Usage, options and examples of a command.
[[nodiscard]] std::string help(const Command& command);

/// The commands and the exit codes.
[[nodiscard]] std::string overview();

/// All commands, in the order in which help lists them.
[[nodiscard]] std::vector<Command> all_commands();

}  // namespace adc::tools
