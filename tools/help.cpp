// What `--help` prints.
#include "adc/text.hpp"

#include <fmt/core.h>
#include "tools/command.h"
#include "tools/manual_text.h"

namespace adc::tools {
namespace {

/// The codes in one sentence, which `align` has no say in.
std::string exit_code_list() {
  std::string text;
  for (const Entry& code : exit_codes())
    text += fmt::format("{}{} {}", text.empty() ? "exit codes: " : ", ", code.term, code.text);
  return text + "\n";
}

}  // namespace

std::string help(const Command& command) {
  std::string text =
      fmt::format("adc {}: {}\n\nusage: adc {} {}\n\n", command.name, command.summary, command.name, command.arguments);
  Rows rows;
  for (const Option& option : command.options) {
    std::string name = option.brief.empty() ? "    " : std::string(option.brief) + ", ";
    name += option.name;
    if (!option.value.empty()) name += " " + std::string(option.value);
    rows.push_back({"  " + name, std::string(option.help)});
  }
  text += fmt::format("options:\n{}\nexamples:\n", align(rows));
  for (const std::string_view example : command.examples) text += fmt::format("  {}\n", example);
  return text;
}

std::string overview() {
  std::string text =
      "adc: formulas into exact derivatives\n\n"
      "usage: adc COMMAND …      `adc COMMAND --help` says more, `man adc-COMMAND`, too, where adc is installed\n"
      "       adc                an interactive session on a terminal; otherwise evaluates the program on stdin\n";
  Rows general;
  for (const Entry& option : general_options())
    general.push_back({"       adc " + std::string(option.term), std::string(option.text)});
  Rows rows;
  for (const Command& command : all_commands()) {
    rows.push_back({"  " + std::string(command.name), std::string(command.summary)});
  }
  return fmt::format(
      "{}{}\ncommands:\n{}\n{}\nnew here? docs/tutorial.md (installed: share/doc/adc/tutorial.md) goes from a first "
      "gradient to a\n"
      "network that learns; a session, `adc` alone, explains names: ?tanh\n",
      text, align(general), align(rows), exit_code_list());
}

}  // namespace adc::tools
