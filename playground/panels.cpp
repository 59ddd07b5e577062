#include "playground/panels.h"

#include <algorithm>
#include <array>

#include "adc/derivation.hpp"
#include "adc/explain.hpp"
#include "playground/replies.h"

namespace adc::playground {
namespace {

using nlohmann::json;

constexpr std::size_t kMostRules = 60;

json rules(const Function& function, const std::string& variable) {
  json steps = json::array();
  const Result<Derivation> made = derivation(function, variable, Notation::Mathml);
  if (!made || made->steps.size() > kMostRules) return steps;
  for (const DerivationStep& step : made->steps)
    steps.push_back({{"rule", step.rule},
                     {"value", step.name.markup + "<mo>=</mo>" + step.value.markup},
                     {"derivative", step.derivative_name.markup + "<mo>=</mo>" + step.derivative.markup},
                     {"whole", step.whole.markup}});
  return steps;
}

json derivative_panel(const Function& function) {
  const Derive derive = function.wrt().empty() ? Derive::Value : Derive::Gradient;
  json answer = {{"formula", mathml(function, derive)}, {"rules", json::object()}};
  for (const std::string& variable : function.wrt()) answer["rules"][variable] = rules(function, variable);
  return answer;
}

std::string picture_of(Session& session, const std::string& command) {
  const Reply reply = session.submit(command);
  if (reply.error) throw Error(*reply.error);
  for (const Reply::Part& part : reply.parts)
    for (const Picture& picture : part.pictures) return picture.data;
  return "";
}

/// How a name was defined; any other text is itself.
std::string program_of(const Session& session, std::string_view subject) {
  for (const Variable& variable : session.variables())
    if (variable.name == subject) return variable.text;
  return std::string(subject);
}

std::string page_of(const Session& session, const Function& function, std::string_view subject) {
  const PageOptions options{.program = program_of(session, subject), .has_accuracy = false};
  return explain_page(function, session.point(function).value(), options).value();
}

}  // namespace

json languages() {
  constexpr std::array kOthers{Target::Llvm, Target::Asm, Target::Header, Target::Loader};  // of code that a page lacks
  json all = json::array();
  for (const TargetWord& row : targets()) {
    if (!row.is_binary && std::ranges::find(kOthers, row.target) == kOthers.end())
      all.push_back({row.word, row.summary});
  }
  return all;
}

json panel(Session& session, std::string_view kind, std::string_view subject, std::string_view option) {
  std::string about(subject);
  std::ranges::replace(about, '\n', ' ');  // a command is a line
  if (kind == "plot") return {{"svg", picture_of(session, ":plot " + about + " " + std::string(option))}};
  if (kind == "graph") return {{"svg", picture_of(session, ":graph " + about)}};
  if (kind == "steps") return {{"html", picture_of(session, ":trace " + about)}};
  const Function function = session.function(subject).value();
  if (kind == "derivative") return derivative_panel(function);
  if (kind == "page") return {{"html", page_of(session, function, subject)}};
  const std::optional<Target> target = target_named(option);
  if (kind != "code" || !target) throw Error(diagnose("bad-value", "there is no such panel"));
  return {{"text", function.emit(Derive::Gradient, *target).value()}};
}

}  // namespace adc::playground
