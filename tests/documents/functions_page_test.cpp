// docs/reference/functions.md is what the language knows by name, for people to read: what `?name` says in a session.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "adc/meaning.hpp"
#include "adc/session.hpp"
#include "ir/op.h"
#include "parser/builtins/builtins.h"
#include "parser/text/operators.h"
#include "tests/documents/committed.h"
#include "tests/documents/examples.h"

namespace adc::tests {
namespace {

std::string code(std::string_view text) {
  const std::string_view fence = text.find('`') == std::string_view::npos ? "`" : "``";
  return std::string(fence) + std::string(text) + std::string(fence);
}

/// `text` as a cell of a Markdown table.
std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2) text.insert(at, "\\");
  return text;
}

/// Every name of a function, those that are one only where they are called among them.
std::set<std::string> all_names() {
  std::set<std::string> names(parser::builtin_function_names().begin(), parser::builtin_function_names().end());
#define ADC_SOFT(name, function) names.insert(name);
#include "parser/builtins/builtins.def"
  return names;
}

/// The names of functions by the one that adc writes.
std::map<std::string, std::vector<std::string>> names_by_function() {
  std::map<std::string, std::vector<std::string>> names;
  for (const std::string& name : all_names()) {
    const std::optional<Meaning> known = meaning(name);
    CAPTURE(name);
    REQUIRE(known);
    std::vector<std::string>& others = names[known->name];
    if (name != known->name) others.push_back(name);
  }
  return names;
}

/// What a session replies to a line, without the derivatives that it shows with a value.
std::string result(const std::string& line) {
  Session session;
  const Reply reply = session.submit(line);
  CAPTURE(line);
  REQUIRE_FALSE(reply.error);
  std::string text = to_text(reply);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::string example_of(const Description& description) {
  for (const NamedExample& example : kExamples) {
    if (example.name == description.name) return std::string(example.line);
  }
  return description.example;
}

std::string entry(const Session& session, const std::string& name, const std::vector<std::string>& others) {
  const Description description = session.describe(name).value();
  CAPTURE(name);
  std::string text = "### " + name + "\n\n" + code(description.signature);
  if (description.definition.empty()) text += ": " + description.text;
  text += "\n";
  const auto add = [&](const std::string& label, const std::string& what) {
    if (!what.empty()) text += "- " + label + ": " + what + "\n";
  };
  text += "\n";
  std::string also;
  for (const std::string& other : others) also += (also.empty() ? "" : ", ") + code(other);
  add("also called", also);
  add("defined as", description.definition.empty() ? "" : code(description.definition));
  for (const NamedFormula& derivative : description.derivatives) add(derivative.label, code(derivative.text));
  add("finite", description.domain);
  add("convention", description.convention);
  add("largest error measured", description.accuracy);
  const std::string example = example_of(description);
  if (example.empty()) FAIL_CHECK("examples.h lacks " << name);
  if (!example.empty()) add("example", code(example) + " → " + code(result(example)));
  return text + "\n";
}

std::string operators() {
  std::string text = "| operator | where | what it computes |\n|---|---|---|\n";
  const auto where = [](parser::Fixity fixity) {
    switch (fixity) {
      case parser::Fixity::Prefix: return "before a value";
      case parser::Fixity::Postfix: return "behind a value";
      default: return "between values";
    }
  };
  std::vector<std::pair<parser::Meaning, parser::Fixity>> done;
  for (const parser::OperatorInfo& row : parser::all_operators()) {
    const std::pair key(row.meaning, row.fixity);
    if (std::ranges::find(done, key) != done.end()) continue;
    done.push_back(key);
    std::string spellings;
    for (const parser::OperatorInfo& same : parser::all_operators()) {
      if (same.meaning == row.meaning && same.fixity == row.fixity)
        spellings += (spellings.empty() ? "" : " ") + code(same.spelling);
    }
    std::string words(parser::in_words(row.meaning));
    std::ranges::replace(words, '\n', ' ');
    text += "| " + cell(spellings) + " | " + where(row.fixity) + " | " + cell(words) + " |\n";
  }
  constexpr std::pair<std::string_view, std::string_view> kMarks[] = {{"ᵀ", "behind a value"},
                                                                      {"'", "behind a value"},
                                                                      {"|", "around a value"},
                                                                      {"‖", "around a value"},
                                                                      {"?", "between values"}};
  for (const auto& [mark, place] : kMarks)
    text += "| " + cell(code(mark)) + " | " + std::string(place) + " | " + cell(meaning(mark).value().text) + " |\n";
  return text + "\n";
}

/// What a constant is: digits, or words.
std::string value_of(const std::string& constant) {
  const std::string text = meaning(constant).value().text;  // "a constant, 3.14"
  const std::size_t comma = text.find(", ");
  return comma == std::string::npos ? text : code(text.substr(comma + 2));
}

std::string constants() {
  std::string text = "| name | value |\n|---|---|\n";
  for (const std::string& name : parser::builtin_constant_names())
    text += "| " + code(name) + " | " + value_of(name) + " |\n";
  return text + "\n";
}

/// The functions by what they are, each a link to its entry.
std::string index(const Session& session, const std::map<std::string, std::vector<std::string>>& functions) {
  std::string of_numbers;
  std::string of_tensors;
  std::string defined;
  for (const auto& [name, others] : functions) {
    const std::optional<ir::Op> op = ir::find_op(name);
    const bool is_op = op && ir::is_elementwise(*op) && ir::info(*op).is(ir::kFunction);
    std::string& list = !session.describe(name)->definition.empty() ? defined : is_op ? of_numbers : of_tensors;
    list += (list.empty() ? "" : " ·\n") + ("[" + name + "](#" + name + ")");
  }
  return "Of numbers, and of tensors element by element:\n" + of_numbers + "\n\nOf tensors, choices, derivatives:\n" +
         of_tensors + "\n\nDefined in adc's own language, activations, losses and densities among them:\n" + defined +
         "\n\n";
}

std::string page(const std::string& document) {
  std::string text = made_from("Names and operators of the language", document,
                               "`ir/ops.def`, `parser/builtins/` and `parser/text/operators.def`");
  text +=
      "A session says the same of one of them: `?tanh`, `?.*`. How they are put together says "
      "[language.md](../language.md), which\n"
      "operator binds tighter [there](../language.md#operators-loosest-first); what the IR computes with says "
      "[ops.md](../ops.md), how errors were\n"
      "measured [accuracy.md](../accuracy.md): in units of the last place, of the value and of the partial "
      "derivatives.\n\n"
      "## Operators\n\n" +
      operators() + "## Constants\n\n" + constants() + "## Functions\n\n";
  const Session session;
  const std::map<std::string, std::vector<std::string>> functions = names_by_function();
  text += index(session, functions);
  for (const auto& [name, others] : functions) text += entry(session, name, others);
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("docs/reference/functions.md is current") {
  const std::string document = "docs/reference/functions.md";
  check_committed(document, page(document));
}

}  // namespace adc::tests
