// What `--help` prints.
#include "adc/text.hpp"

#include <fmt/core.h>
#include "tools/command.h"

namespace adc::tools {
namespace {

constexpr std::string_view kExitCodes =
    "exit codes: 0 ok, 1 the computation failed, 2 usage, 3 the program text is wrong, 4 a limit was reached,\n"
    "            5 a bug in adc\n";

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
      "usage: adc COMMAND …      `adc COMMAND --help` says more\n"
      "       adc                an interactive session on a terminal; otherwise evaluates the program on stdin\n"
      "       adc --version\n"
      "       adc --completions bash|zsh|fish      a script for that shell\n\ncommands:\n";
  Rows rows;
  for (const Command& command : all_commands()) {
    rows.push_back({"  " + std::string(command.name), std::string(command.summary)});
  }
  return fmt::format("{}{}\n{}", text, align(rows), kExitCodes);
}

}  // namespace adc::tools
