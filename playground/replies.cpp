#include "playground/replies.h"

#include <algorithm>
#include <array>
#include <ranges>

namespace adc::playground {
namespace {

using nlohmann::json;

constexpr std::size_t kLongMarkup = 60'000;  ///< bytes of a formula that a browser still sets quickly
constexpr std::size_t kMostNumbers = 4'096;  ///< of a tensor that are handed over

json to_json(const NamedValue& value) {
  json numbers = json::array();
  for (std::size_t i = 0; i < std::min(value.value.numbers.size(), kMostNumbers); ++i)
    numbers.push_back(to_text(value.value.numbers[i]));
  return {{"label", value.label}, {"shape", value.value.shape}, {"numbers", numbers}};
}

json to_json(const NamedFormula& formula) {
  const Result<Function> read = compile(formula.text);
  std::string markup = read ? mathml(*read) : "";
  constexpr std::string_view kName = "<mi>f</mi><mo>=</mo>";  // the formula has a label, and no name
  if (const std::size_t at = markup.find(kName); at < markup.find("<mtd>")) markup.erase(at, kName.size());
  return {{"label", formula.label}, {"text", formula.text}, {"mathml", markup}};
}

json to_json(const Reply::Part& part) {
  json values = json::array();
  json formulas = json::array();
  json pictures = json::array();
  for (const NamedValue& value : part.values) values.push_back(to_json(value));
  for (const NamedFormula& formula : part.formulas) formulas.push_back(to_json(formula));
  for (const Picture& picture : part.pictures)
    pictures.push_back({{"type", picture.media_type}, {"data", picture.data}});
  return {{"values", values}, {"formulas", formulas}, {"text", part.text}, {"pictures", pictures}};
}

/// The last thing of a text that can be shown: of definitions the name.
std::string subject(const Session& session, std::string_view text) {
  const Reading reading = session.read(text);
  for (const Typed& entry : std::views::reverse(reading.entries)) {
    switch (entry.kind) {
      case Typed::Kind::Expression:
        return std::string(text.substr(entry.span.begin, entry.span.end - entry.span.begin));
      case Typed::Kind::Binding:
      case Typed::Kind::Function: return entry.names[0];
      default: break;
    }
  }
  return "";
}

}  // namespace

json to_json(const Diagnostic& diagnostic) {
  json labels = json::array();
  for (const Label& label : diagnostic.labels)
    labels.push_back({{"begin", label.span.begin}, {"end", label.span.end}, {"text", label.text}});
  std::vector<std::string> help = diagnostic.help;
  std::erase_if(help, [](const std::string& line) { return line.starts_with("--"); });  // an option of the program
  return {{"slug", diagnostic.slug},        {"message", diagnostic.message}, {"help", help},
          {"begin", diagnostic.span.begin}, {"end", diagnostic.span.end},    {"labels", labels}};
}

json to_json(const Reply& reply) {
  json parts = json::array();
  json notes = json::array();
  for (const Reply::Part& part : reply.parts) parts.push_back(to_json(part));
  for (const Diagnostic& note : reply.notes) notes.push_back(to_json(note));
  return {{"parts", parts}, {"notes", notes}, {"error", reply.error ? to_json(*reply.error) : json()}};
}

std::string mathml(const Function& function, Derive derive) {
  const Result<std::string> made = function.emit(derive, Target::Mathml);
  if (!made || made->size() > kLongMarkup) return "";
  return made->substr(std::min(made->find("<math"), made->size()));
}

json submitted(Session& session, std::string_view text) {
  const std::string about = subject(session, text);
  const Reply reply = session.submit(text);
  json answer = to_json(reply);
  answer["subject"] = reply.error ? "" : about;
  answer["saved"] = session.save();
  return answer;
}

json looked_at(const Session& session, std::string_view text, std::size_t cursor) {
  static constexpr std::array kKinds{"number",   "variable", "function", "constant", "keyword",
                                     "operator", "bracket",  "comment",  "command",  "error"};
  json tokens = json::array();
  for (const Token& token : session.tokens(text))
    tokens.push_back({kKinds.at(static_cast<std::size_t>(token.kind)), token.span.begin, token.span.end});
  const Reading reading = session.read(text);
  const std::optional<CallHint> hint = session.hint(text, cursor);
  return {{"complete", reading.complete},
          {"error", reading.error ? to_json(*reading.error) : json()},
          {"tokens", tokens},
          {"hint", hint ? hint->signature : ""}};
}

json completed(const Session& session, std::string_view text, std::size_t cursor) {
  const Completions found = session.complete(text, cursor);
  json candidates = json::array();
  for (const Completions::Candidate& candidate : found.candidates)
    candidates.push_back({candidate.text, candidate.detail});
  return {{"begin", found.span.begin}, {"end", found.span.end}, {"candidates", candidates}};
}

}  // namespace adc::playground
