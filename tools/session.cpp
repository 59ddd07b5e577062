#include "tools/session.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "tools/failure.h"
#include "tools/interrupt.h"
#include "tools/report/output.h"
#include "tools/report/results.h"
#include "tools/report/table.h"

namespace adc::tools {
namespace {

constexpr std::string_view kHelp =
    "  x = 0.5          gives x a value\n"
    "  x^2 + sin(x)     evaluates, with the derivative for each value it depends on\n"
    "  t = x^2          names an expression;  f(x) = x^2  defines a function\n"
    "  f'(2)  diff(x^3, x)  grad(x*y)      derivatives are expressions, too\n"
    "  ?sin             says what a name means\n"
    "  :vars            lists what is defined;  :forget x  removes a name\n"
    "  :quit            ends the session, as Ctrl-D does;  Ctrl-C drops the line\n";

/// `text` without its comments, which go from a `#` to the end of the line.
std::string without_comments(std::string_view text) {
  std::string code;
  bool comment = false;
  for (const char c : text) {
    comment = (comment || c == '#') && c != '\n';
    if (!comment) code += c;
  }
  return code;
}

/// Whether a statement goes on behind a newline after `code`. A lone `|` may close an absolute value.
bool ends_in_operator(std::string_view code) {
  constexpr std::array<std::string_view, 32> kOperators{"+", "-", "*", "/", "^", "=", ",", "?",   ":",    "@",   "%",
                                                        "&", "<", ">", "−", "·", "⋅", "∙", "×",   "÷",    "⊙",   "√",
                                                        "∛", "≤", "≥", "≠", "∧", "∨", "¬", " or", " and", " not"};
  const bool bars = code.ends_with("||") && (code.size() < 3 || code[code.size() - 3] == ' ');
  return bars || std::ranges::any_of(kOperators, [&](std::string_view sign) { return code.ends_with(sign); });
}

int bracket(char c) {
  if (c == '(' || c == '[' || c == '{') return 1;
  if (c == ')' || c == ']' || c == '}') return -1;
  return 0;
}

/// The statements of a text: its parts between semicolons outside brackets, and between newlines that end one.
std::vector<std::string> statements(std::string_view text) {
  std::vector<std::string> all;
  int depth = 0;
  std::string current;
  const auto finish = [&] {
    if (const std::string_view statement = trimmed(current); !statement.empty()) all.emplace_back(statement);
    current.clear();
  };
  for (const char c : without_comments(text)) {
    depth += bracket(c);
    const bool ends = c == ';' || (c == '\n' && !ends_in_operator(trimmed(current)));
    if (depth <= 0 && ends)
      finish();
    else
      current += c;
  }
  finish();
  return all;
}

/// The name that a definition defines: what stands before its first `(` or `=`.
std::string defined_name(std::string_view text) {
  return std::string(trimmed(text.substr(0, text.find_first_of("(="))));
}

/// Lines of `text`, indented.
bool is_interrupted(const Error& error) { return error.diagnostic().slug == "interrupted"; }

Reply failed(const Error& error) { return {.result = "", .message = TimeLimit::cause(error).what(), .ends = false}; }

/// The value and the derivatives as formulas.
std::string formulas(const Function& function) {
  const std::size_t outputs = function.outputs().size();
  Rows rows;
  add_lines(rows, outputs == 1 ? "value" : "values", function.emit(Derive::Value, Target::Formula).value());
  for (std::size_t o = 0; o < outputs; ++o) {
    const std::string name = function.outputs()[o].empty() ? "y" + std::to_string(o + 1) : function.outputs()[o];
    for (const std::string& variable : function.wrt()) {
      add_lines(rows, fmt::format("d{}/d{}", outputs == 1 ? "" : name, variable),
                function.derivative(variable, o).value());
    }
  }
  return align(rows);
}

std::string notes_of(const Function& function, std::string_view text) {
  std::string notes;
  for (const Diagnostic& note : function.notes()) notes += render(note, "<input>", text, "note");
  return notes;
}

}  // namespace

bool Session::is_incomplete(std::string_view text) const {
  const std::string plain = without_comments(text);
  const std::string_view code = trimmed(plain);
  if (code.empty() || code.front() == ':' || code.front() == '?') return false;
  if (ends_in_operator(code)) return true;
  int depth = 0;
  for (const char c : code) depth += bracket(c);
  if (depth <= 0) return false;
  // More text closes a bracket or completes a choice, and mends nothing else: without this one bracket too many would
  // swallow all the lines behind it.
  const Result<Function> function = compile(text, options_with(definitions_));
  if (function) return true;
  const std::string& slug = function.error().diagnostic().slug;
  return slug == "unclosed-bracket" || slug == "missing-operand" || slug == "incomplete-conditional";
}

CompileOptions Session::options_with(const Definitions& definitions) const {
  CompileOptions options = options_;
  options.source_name = "<input>";
  options.bindings_are_inputs = true;
  for (const Definition& definition : definitions) options.context.push_back(definition.text);
  return options;
}

Reply Session::enter(std::string_view line) {
  line = trimmed(line);
  if (line == "exit" || line == "quit" || line == "help") {
    const auto is_it = [&](const Definition& definition) { return definition.name == line; };
    if (std::ranges::none_of(definitions_, is_it)) return command(":" + std::string(line));
  }
  if (line.starts_with(":") || line.starts_with("?")) return command(line);
  Reply all;
  for (const std::string& text : statements(line)) {
    Reply one = attempt(text);
    all.result += one.result;
    all.message += one.message;
    if (!one.message.empty() && one.result.empty()) break;
  }
  return all;
}

Reply Session::attempt(const std::string& text) {
  try {
    return statement(text);
  } catch (const Error& error) {
    return failed(error);
  }
}

Reply Session::command(std::string_view line) {
  if (line.front() == '?') return explain(std::string(trimmed(line.substr(1))));
  const std::size_t space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  const std::string argument(space == std::string_view::npos ? "" : trimmed(line.substr(space)));
  if (word == ":quit" || word == ":q" || word == ":exit") return {.result = "", .message = "", .ends = true};
  if (word == ":help" || word == ":h") return {.result = std::string(kHelp), .message = "", .ends = false};
  if (word == ":forget") return forget(argument);
  if (word == ":vars") {
    Reply reply;
    for (const Definition& definition : definitions_) reply.result += fmt::format("  {}\n", definition.text);
    return reply;
  }
  const std::vector<std::string> known{":help", ":quit", ":vars", ":forget"};
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(word, known)) help.push_back(fmt::format("did you mean `{}`?", near));
  if (help.empty()) help.emplace_back("`:help` lists the commands");
  return failed(failure("unknown-command", fmt::format("unknown command `{}`", word), std::move(help)));
}

Reply Session::explain(const std::string& name) const {
  if (name.empty()) return {.result = std::string(kHelp), .message = "", .ends = false};
  for (const Definition& definition : definitions_) {
    if (definition.name == name)
      return {.result = fmt::format("  {}\n", definition.text), .message = "", .ends = false};
  }
  if (const std::optional<std::string> text = adc::explain(name)) {
    return {.result = fmt::format("  {}\n", *text), .message = "", .ends = false};
  }
  return failed(failure("unknown-name", fmt::format("nothing is known about `{}`", name)));
}

Reply Session::forget(const std::string& name) {
  Definitions rest = definitions_;
  if (std::erase_if(rest, [&](const Definition& definition) { return definition.name == name; }) == 0) {
    return failed(failure("unknown-name", fmt::format("`{}` is not defined", name)));
  }
  definitions_ = std::move(rest);
  return {};
}

/// The first error of definitions that stand one after another.
std::optional<Error> Session::check(const Definitions& definitions) const {
  Definitions before;
  for (const Definition& definition : definitions) {
    if (Result<Function> function = compile(definition.text, options_with(before)); !function) return function.error();
    before.push_back(definition);
  }
  return std::nullopt;
}

Reply Session::statement(const std::string& text) {
  // A definition may give a name anew, so it is read without the name's earlier meaning.
  const std::string name = defined_name(text);
  Definitions others = definitions_;
  std::erase_if(others, [&](const Definition& definition) { return definition.name == name; });
  const bool again = others.size() != definitions_.size() && text.find('=') != std::string::npos;
  const Result<Function> function = compile(text, options_with(again ? others : definitions_));
  if (!function) return failed(function.error());
  Reply reply = function->only_defines() ? define(text) : evaluate(*function, "", text);
  reply.message = notes_of(*function, text) + reply.message;
  return reply;
}

Reply Session::define(const std::string& text) {
  const Definition definition{defined_name(text), text};
  const auto has_name = [&](const Definition& other) { return other.name == definition.name; };
  Definitions in_place = definitions_;
  std::ranges::replace_if(in_place, has_name, definition);
  Definitions at_the_end = definitions_;
  std::erase_if(at_the_end, has_name);
  at_the_end.push_back(definition);

  const Definitions before = definitions_;
  const bool is_new = at_the_end.size() > definitions_.size();  // which changes nothing that stands before it
  if (!is_new && !check(in_place)) {
    definitions_ = std::move(in_place);
  } else {
    std::optional<Error> error = is_new ? std::nullopt : check(at_the_end);
    if (error) return failed(*error);
    definitions_ = std::move(at_the_end);
  }
  try {
    const Result<Function> value = compile(definition.name, options_with(definitions_));
    if (!value && is_interrupted(value.error())) throw Error(value.error());
    if (!value || value->only_defines()) return {};  // a function has no value of its own
    return evaluate(*value, definition.name, definition.name);
  } catch (const Error& error) {
    if (is_interrupted(error)) definitions_ = before;
    throw;
  }
}

/// The value and the derivatives at the values bound so far; where some are missing, the derivatives as formulas.
Reply Session::evaluate(const Function& function, const std::string& label, const std::string& text) {
  std::vector<double> point;
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < function.inputs().size(); ++i) {
    if (!function.defaults()[i])
      missing.push_back(function.inputs()[i]);
    else
      point.push_back(*function.defaults()[i]);
  }
  if (missing.empty()) {
    const Results results = adc::tools::evaluate(function, point, Derive::Gradient);
    Reply reply{.result = as_text(results), .message = "", .ends = false};
    for (const Diagnostic& note : results.notes) reply.message += render(note, "<input>", text, "note");
    return reply;
  }
  if (!label.empty()) return {};
  return {.result = formulas(function),
          .message = fmt::format("{}{} no value yet: `{} = 1` gives one\n", list(missing),
                                 missing.size() == 1 ? " has" : " have", missing[0]),
          .ends = false};
}

}  // namespace adc::tools
