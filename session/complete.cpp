#include "session/complete.h"

#include "session/file_names.h"

namespace adc::session {
namespace {

using Kind = Completions::Candidate::Kind;

Completions none(std::string_view before, std::size_t begin) {
  return {.span = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(before.size())}, .candidates = {}};
}

Completions files(std::string_view before, std::size_t begin) {
  Completions completions = none(before, begin);
  for (std::string& name : file_names(before.substr(begin)))
    completions.candidates.push_back({std::move(name), "", Kind::Option});
  return completions;
}

}  // namespace

Completions complete_command(const Session& session, std::string_view before, std::size_t begin) {
  Completions completions = none(before, begin);
  for (const Session::Command& command : session.commands()) {
    const std::string name = ":" + command.name + (command.arguments.empty() ? "" : " ");
    if (name.starts_with(before.substr(begin)))
      completions.candidates.push_back({name, command.summary, Kind::Command});
  }
  return completions;
}

std::optional<Completions> complete_argument(const Session& session, const Session::Command& command,
                                             std::string_view before, std::size_t begin) {
  const std::string_view typed = before.substr(begin);
  if (command.arguments.starts_with("FILE")) return files(before, begin);
  if (const std::size_t option = typed.rfind("-o "); option != std::string_view::npos)
    return files(before, begin + option + 3);
  Completions completions = none(before, begin);
  if (command.arguments == "[COMMAND]") {
    for (const Session::Command& other : session.commands()) {
      if (other.name.starts_with(typed)) completions.candidates.push_back({other.name, other.summary, Kind::Command});
    }
    return completions;
  }
  for (const std::string& word : command.words) {
    if (word.starts_with(typed)) completions.candidates.push_back({word, "", Kind::Command});
  }
  if (completions.candidates.empty()) return std::nullopt;
  return completions;
}

}  // namespace adc::session
