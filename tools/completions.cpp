#include "tools/completions.h"

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
  std::string commands = "help --help --version --completions";
  std::string cases;
  std::string valued;
  for (const Command& command : all_commands()) {
    commands += " " + std::string(command.name);
    cases += "    " + std::string(command.name) + ") options=\"";
    for (const Option& option : command.options) {
      cases += std::string(option.name) + " ";
      if (!option.value.empty() && !names_a_file(option)) valued += "|" + std::string(option.name);
    }
    cases.back() = '"';
    cases += " ;;\n";
  }
  // With -o default bash completes files where the function gives nothing.
  return "_adc() {\n"
         "  local current=${COMP_WORDS[COMP_CWORD]} options=\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
         "    COMPREPLY=($(compgen -W \"" +
         commands +
         "\" -- \"$current\"))\n"
         "    return\n"
         "  fi\n"
         "  case ${COMP_WORDS[COMP_CWORD-1]} in\n"
         "    " +
         valued.substr(1) +
         ") return ;;\n"
         "  esac\n"
         "  case ${COMP_WORDS[1]} in\n" +
         cases +
         "    --completions) COMPREPLY=($(compgen -W \"bash zsh fish\" -- \"$current\")); return ;;\n"
         "  esac\n"
         "  case $current in\n"
         "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$current\")) ;;\n"
         "  esac\n"
         "}\n"
         "complete -o default -F _adc adc\n";
}

std::string zsh_option(const Option& option) {
  const std::string help = "[" + escaped(summary(option.help), "[]:\\") + "]";
  const std::string value =
      option.value.empty() ? "" : ":" + std::string(option.value) + ":" + (names_a_file(option) ? "_files" : "");
  std::string text = "      " + quoted(std::string(option.name) + help + value) + " \\\n";
  if (!option.brief.empty()) text += "      " + quoted(std::string(option.brief) + help + value) + " \\\n";
  return text;
}

std::string zsh() {
  std::string commands;
  std::string cases;
  for (const Command& command : all_commands()) {
    commands += "    " + quoted(std::string(command.name) + ":" + escaped(command.summary, ":\\")) + "\n";
    cases += "    " + std::string(command.name) + ") _arguments \\\n";
    for (const Option& option : command.options) cases += zsh_option(option);
    cases += "      '*:PROGRAM:_files' ;;\n";
  }
  return "#compdef adc\n"
         "_adc() {\n"
         "  local -a commands\n"
         "  commands=(\n" +
         commands +
         "  )\n"
         "  if (( CURRENT == 2 )); then\n"
         "    _describe command commands\n"
         "    return\n"
         "  fi\n"
         "  shift words\n"
         "  (( CURRENT-- ))\n"
         "  case $words[1] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "if [[ $funcstack[1] == _adc ]]; then _adc \"$@\"; else compdef _adc adc; fi\n";
}

std::string fish_quoted(std::string_view text) { return "'" + escaped(text, "'\\") + "'"; }

std::string fish() {
  std::string text;
  for (const Command& command : all_commands()) {
    text += "complete -c adc -n __fish_use_subcommand -f -a " + std::string(command.name) + " -d " +
            fish_quoted(command.summary) + "\n";
    for (const Option& option : command.options) {
      text += "complete -c adc -n '__fish_seen_subcommand_from " + std::string(command.name) + "' -l " +
              std::string(option.name.substr(2));
      if (!option.brief.empty()) text += " -s " + std::string(option.brief.substr(1));
      if (!option.value.empty()) text += names_a_file(option) ? " -r -F" : " -x";
      text += " -d " + fish_quoted(summary(option.help)) + "\n";
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
