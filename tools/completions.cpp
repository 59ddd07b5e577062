#include "tools/completions.h"

#include <fmt/core.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/command.h"

namespace adc::tools {
namespace {

/// `text` with a backslash before each of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) {
    if (special.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

/// In single quotes, as POSIX shells read it.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// The first words of a help text that fit a line of a menu.
std::string summary(std::string_view help) { return std::string(help.substr(0, help.find(';'))); }

bool names_a_file(const Option& option) { return option.value == "FILE"; }

std::string bash() {
  std::string commands = "help --help --version --man --completions";
  std::string names;
  std::string cases;
  std::string valued;
  for (const Command& command : all_commands()) {
    names += " " + std::string(command.name);
    cases += fmt::format("    {}) options=\"", command.name);
    for (const Option& option : command.options) {
      cases += std::string(option.name) + " ";
      if (!option.value.empty() && !names_a_file(option)) valued += "|" + std::string(option.name);
    }
    cases.back() = '"';
    cases += " ;;\n";
  }
  // With -o default bash completes files where the function gives nothing.
  return fmt::format(
      "_adc() {{\n  local current=${{COMP_WORDS[COMP_CWORD]}} options=\n  COMPREPLY=()\n  if [ \"$COMP_CWORD\" = 1 ]; "
      "then\n    COMPREPLY=($(compgen -W \"{}\" -- \"$current\"))\n    return\n  fi\n  case "
      "${{COMP_WORDS[COMP_CWORD-1]}} in\n    {}) return ;;\n  esac\n  case ${{COMP_WORDS[1]}} in\n{}    --completions) "
      "COMPREPLY=($(compgen -W \"bash zsh fish\" -- \"$current\")); return ;;\n    --man) COMPREPLY=($(compgen -W "
      "\"{}\" -- \"$current\")); return ;;\n  esac\n  case $current in\n    -*) "
      "COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n  esac\n}}\ncomplete -o default -F _adc adc\n",
      commands + names, valued.substr(1), cases, names.substr(1));
}

std::string zsh_option(const Option& option) {
  const std::string help = fmt::format("[{}]", escaped(summary(option.help), "[]:\\"));
  const std::string value =
      option.value.empty() ? "" : fmt::format(":{}:{}", option.value, names_a_file(option) ? "_files" : "");
  std::string text = fmt::format("      {} \\\n", quoted(std::string(option.name) + help + value));
  if (!option.brief.empty()) text += fmt::format("      {} \\\n", quoted(std::string(option.brief) + help + value));
  return text;
}

std::string zsh() {
  std::string commands;
  std::string cases;
  for (const Command& command : all_commands()) {
    commands += fmt::format("    {}\n", quoted(std::string(command.name) + ":" + escaped(command.summary, ":\\")));
    cases += fmt::format("    {}) _arguments \\\n", command.name);
    for (const Option& option : command.options) cases += zsh_option(option);
    cases += "      '*:PROGRAM:_files' ;;\n";
  }
  return fmt::format(
      "#compdef adc\n_adc() {{\n  local -a commands\n  commands=(\n{}  )\n  if (( CURRENT == 2 )); then\n    _describe "
      "command commands\n    return\n  fi\n  shift words\n  (( CURRENT-- ))\n  case $words[1] in\n{}  esac\n}}\nif [[ "
      "$funcstack[1] == _adc ]]; then _adc \"$@\"; else compdef _adc adc; fi\n",
      commands, cases);
}

std::string fish_quoted(std::string_view text) { return fmt::format("'{}'", escaped(text, "'\\")); }

std::string fish() {
  std::string text;
  for (const Command& command : all_commands()) {
    text += fmt::format("complete -c adc -n __fish_use_subcommand -f -a {} -d {}\n", command.name,
                        fish_quoted(command.summary));
    for (const Option& option : command.options) {
      text +=
          fmt::format("complete -c adc -n '__fish_seen_subcommand_from {}' -l {}", command.name, option.name.substr(2));
      if (!option.brief.empty()) text += " -s " + std::string(option.brief.substr(1));
      if (!option.value.empty()) text += names_a_file(option) ? " -r -F" : " -x";
      text += fmt::format(" -d {}\n", fish_quoted(summary(option.help)));
    }
  }
  return text;
}

}  // namespace

std::string completions(const std::string& shell) {
  constexpr std::array<std::pair<std::string_view, std::string (*)()>, 3> kShells{
      {{"bash", &bash}, {"zsh", &zsh}, {"fish", &fish}}};
  std::vector<std::string> names;
  for (const auto& [name, script] : kShells) {
    if (name == shell) return script();
    names.emplace_back(name);
  }
  refuse_choice("--completions", shell, names);
}

}  // namespace adc::tools
