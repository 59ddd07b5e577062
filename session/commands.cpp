// The session's own commands: a row each, and what it does.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "adc/series.hpp"
#include "adc/taylor.hpp"
#include "session/describe.h"
#include "session/files.h"
#include "session/graph.h"
#include "session/plot.h"
#include "session/state.h"
#include "session/words.h"

namespace adc::session {
namespace {

constexpr std::string_view kHelp =
    "  x = 0.5          gives x a value\n"
    "  x^2 + sin(x)     evaluates, with the derivative for each value it depends on\n"
    "  t = x^2          names an expression, which follows x;  f(x) = x^2  defines a function\n"
    "  f'(2)  diff(x^3, x)  grad(x*y)      derivatives are expressions, too\n"
    "  w = w - 0.1 f'(w)                   gives w a value made of the one it has;  ans  is the last result\n"
    "  ?sin  ?+  ?f     say what a name or a sign means;  ??f  what becomes of it\n\n";

Reply::Part help(Session& session, std::string_view argument) {
  Rows rows;
  for (const Session::Command& command : session.commands()) {
    if (!argument.empty() && argument != command.name && argument != ":" + command.name) continue;
    rows.push_back({":" + command.name + (command.arguments.empty() ? "" : " " + command.arguments), command.summary});
    if (argument.empty()) continue;
    for (const auto& [entry, what] : command.examples) rows.push_back({"  " + entry, what});
  }
  if (rows.empty()) {
    std::vector<std::string> known;
    for (const Session::Command& command : session.commands()) known.push_back(command.name);
    std::vector<std::string> hints;
    for (const std::string& near : nearest_names(argument, known))
      hints.push_back("did you mean `:help " + near + "`?");
    throw Error(diagnose("unknown-command", "unknown command `" + std::string(argument) + "`", std::move(hints)));
  }
  return {.text = (argument.empty() ? std::string(kHelp) : "") + align(rows, "  ")};
}

Reply::Part vars(Session& session, std::string_view /*argument*/) {
  Reply::Part part;
  for (const Variable& variable : session.variables()) part.text += "  " + variable.text + "\n";
  return part;
}

Reply::Part undo(Session& session, std::string_view /*argument*/) {
  if (!session.undo()) throw Error(diagnose("nothing-to-undo", "nothing has been defined that could be taken back"));
  return {};
}

Reply::Part reset(Session& session, std::string_view /*argument*/) {
  SessionAccess::state(session).change({});
  return {};
}

Reply::Part forget(Session& session, std::string_view argument) {
  auto& state = SessionAccess::state(session);
  Definitions rest = state.definitions;
  if (!rest.remove(canonical_name(argument).value_or(std::string(argument)))) {
    throw Error(diagnose("unknown-name", "`" + std::string(argument) + "` is not defined"));
  }
  state.change(std::move(rest));
  return {};
}

Reply::Part save(Session& session, std::string_view argument) { return written(std::string(argument), session.save()); }

Reply::Part load(Session& session, std::string_view argument) { return load_file(session, std::string(argument)); }

Reply::Part mode(Session& session, std::string_view argument) {
  constexpr std::array<std::pair<std::string_view, Mode>, 4> kModes{
      {{"auto", Mode::Auto}, {"symbolic", Mode::Symbolic}, {"forward", Mode::Forward}, {"reverse", Mode::Reverse}}};
  auto& state = SessionAccess::state(session);
  for (const auto& [word, mode] : kModes) {
    if (argument.empty() && state.options.mode == mode) return {.text = "  " + std::string(word) + "\n"};
    if (argument != word) continue;
    state.options.mode = mode;
    return {};
  }
  throw Error(diagnose("bad-value", "there is no mode `" + std::string(argument) + "`",
                       {"the modes are auto, symbolic, forward and reverse"}));
}

/// An expression with the point that the session evaluates it at.
struct AtPoint {
  Function function;
  std::vector<double> point;
};

AtPoint at_point(Session& session, std::string_view text) {
  Function function = session.function(text).value();
  std::vector<double> point = session.point(function).value();
  return {std::move(function), std::move(point)};
}

Reply::Part trace(Session& session, std::string_view argument) {
  const AtPoint at = at_point(session, argument);
  return trace_part(at.function, at.point);
}

/// The number behind `order=`.
std::size_t order_of(std::string_view word) {
  std::size_t order = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), order);
  if (error != std::errc{} || end != word.data() + word.size()) {
    throw Error(diagnose("bad-value", "`order=` wants a whole number, not `" + std::string(word) + "`"));
  }
  return order;
}

Reply::Part taylor_table(Session& session, std::string_view argument) {
  constexpr std::string_view kOrder = " order=";
  std::size_t order = 8;
  const std::size_t at = argument.rfind(kOrder);
  if (at != std::string_view::npos) order = order_of(argument.substr(at + kOrder.size()));
  const AtPoint point = at_point(session, argument.substr(0, at));
  const Taylor made = taylor(point.function, point.point, {}, order).value();
  Reply::Part part{.text = to_text(made, point.function.outputs())};
  for (const Diagnostic& note : made.notes) part.text += "note: " + note.message + "\n";
  return part;
}

/// Cuts ` word=…` at the end off the argument; empty if it is not there.
std::string_view last_option(std::string_view& argument, std::string_view word) {
  const std::string key = " " + std::string(word) + "=";
  const std::size_t at = argument.rfind(key);
  if (at == std::string_view::npos) return {};
  const std::string_view value = argument.substr(at + key.size());
  argument = argument.substr(0, at);
  return value;
}

/// EXPR [x=POINT] [order=N]: what is fixed are the other names; values of the session are not put in.
Reply::Part series_text(Session& session, std::string_view argument) {
  SeriesOptions options;
  if (const std::string_view word = last_option(argument, "order"); !word.empty()) {
    options.order = order_of(word);
  }
  const std::size_t space = argument.rfind(' ');
  const std::size_t equals = argument.rfind('=');
  const bool has_place = space != std::string_view::npos && equals != std::string_view::npos && equals > space + 1;
  if (has_place && canonical_name(argument.substr(space + 1, equals - space - 1))) {
    options.variable = *canonical_name(argument.substr(space + 1, equals - space - 1));
    options.at = argument.substr(equals + 1);
    argument = argument.substr(0, space);
  }
  const Function function = session.function(argument).value();
  const Series made = series(function, options).value();
  Reply::Part part{.text = "  " + to_text(made) + "\n"};
  for (const Diagnostic& note : made.notes) part.text += "note: " + note.message + "\n";
  return part;
}

Reply::Part emit(Session& session, std::string_view argument) {
  const std::size_t space = std::min(argument.find(' '), argument.size());
  const std::string_view word = argument.substr(0, space);
  const std::optional<Target> target = target_named(word);
  if (!target) {
    std::string words;
    for (const TargetWord& row : targets())
      words += row.is_binary ? "" : (words.empty() ? "" : ", ") + std::string(row.word);
    throw Error(diagnose("bad-value", "this wants a language and an expression", {"the languages are " + words}));
  }
  const std::string_view text = argument.substr(std::min(space + 1, argument.size()));
  std::string code = session.function(text).value().emit(Derive::Gradient, *target).value();
  if (!code.ends_with('\n')) code += '\n';
  return {.text = std::move(code)};
}

/// Seconds of a run of `work`, the shortest of several that take a moment together.
template <typename Work>
double seconds_of(Work work) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kLong{30};
  double best = std::numeric_limits<double>::infinity();
  std::size_t repeats = 1;
  for (const auto begin = Clock::now(); Clock::now() - begin < kLong;) {
    const auto start = Clock::now();
    for (std::size_t i = 0; i < repeats; ++i) work();
    const double each = std::chrono::duration<double>(Clock::now() - start).count() / static_cast<double>(repeats);
    best = std::min(best, each);
    if (each * static_cast<double>(repeats) < 1e-4) repeats *= 2;
  }
  return best;
}

std::string duration(double seconds) {
  constexpr std::pair<double, const char*> kUnits[] = {{1e-9, "ns"}, {1e-6, "µs"}, {1e-3, "ms"}, {1, "s"}};
  std::pair<double, const char*> unit = kUnits[0];
  for (const auto& one : kUnits) {
    if (seconds >= one.first) unit = one;
  }
  char text[40];
  std::snprintf(text, sizeof text, "%.3g %s", seconds / unit.first, unit.second);
  return text;
}

Reply::Part time(Session& session, std::string_view argument) {
  const AtPoint at = at_point(session, argument);
  const auto& state = SessionAccess::state(session);
  const auto compiled = [&](Tier tier) {
    CompileOptions options = state.options;
    options.tier = tier;
    return state.definitions.compile(argument, options).value().function;
  };
  const auto call = [&](const Function& function) {
    std::size_t size = 0;
    for (const Extents& shape : function.result_shapes(Derive::Gradient)) size += elements(shape);
    std::vector<double> results(size);
    return seconds_of([&] { function.evaluate(Derive::Gradient, at.point, results); });
  };
  Rows rows{{"read and understood in", duration(seconds_of([&] { (void)compiled(Tier::Interpret); }))}};
  const Function interpreted = compiled(Tier::Interpret);
  const auto begin = std::chrono::steady_clock::now();
  if (auto error = interpreted.prepare(Derive::Gradient)) throw *std::move(error);
  rows.push_back(
      {"derived in", duration(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count())});
  rows.push_back({"value and derivatives, interpreted", duration(call(interpreted))});
  const Function native = compiled(Tier::Native);
  const auto start = std::chrono::steady_clock::now();
  if (const std::optional<Error> error = native.prepare(Derive::Gradient)) {
    if (error->diagnostic().slug == "interrupted") throw *error;
    return {.text = align(rows, "  ")};
  }
  rows.push_back({"made native code in",
                  duration(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count())});
  rows.push_back({"value and derivatives, native", duration(call(native))});
  return {.text = align(rows, "  ")};
}

Reply::Part plot(Session& session, std::string_view argument) {
  constexpr std::array<std::string_view, 2> kEndings{".svg", ".txt"};
  const auto [text, file] = to_file(argument, kEndings);
  const auto& state = SessionAccess::state(session);
  Reply::Part part = plot_part(state.definitions, state.options, state.display, text);
  if (file.empty()) return part;
  part.text = written(file, file.ends_with(".svg") ? part.pictures[0].data : part.text).text;
  return part;
}

Reply::Part graph(Session& session, std::string_view argument) {
  constexpr std::array<std::string_view, 2> kEndings{".svg", ".dot"};
  const auto [text, file] = to_file(argument, kEndings);
  const AtPoint at = at_point(session, text);
  return graph_part(at.function, at.point, file, SessionAccess::state(session).options.limits);
}

Reply::Part explain_page(Session& session, std::string_view argument) {
  constexpr std::array<std::string_view, 1> kEndings{".html"};
  const auto [text, file] = to_file(argument, kEndings);
  const AtPoint at = at_point(session, text);
  return explain_part(at.function, at.point, text, file);
}

Reply::Part quit(Session& session, std::string_view /*argument*/) {
  SessionAccess::state(session).ends = true;
  return {};
}

std::vector<std::string> languages() {
  std::vector<std::string> words;
  for (const TargetWord& row : targets()) {
    if (!row.is_binary) words.push_back(std::string(row.word) + " ");
  }
  return words;
}

}  // namespace

const std::vector<Session::Command>& own_commands() {
  static const std::vector<Session::Command> kCommands{
      {.name = "help",
       .arguments = "[COMMAND]",
       .summary = "says what can be done",
       .run = &help,
       .examples = {{":help plot", "says more of one command"}}},
      {.name = "vars", .arguments = "", .summary = "lists what is defined", .run = &vars},
      {.name = "undo", .arguments = "", .summary = "takes back the last change", .run = &undo},
      {.name = "reset", .arguments = "", .summary = "forgets all that is defined", .run = &reset},
      {.name = "forget",
       .arguments = "NAME",
       .summary = "forgets a name",
       .run = &forget,
       .examples = {{":forget x", "x is a free variable again"}}},
      {.name = "save",
       .arguments = "FILE",
       .summary = "writes what is defined as a program",
       .run = &save,
       .examples = {{":save work.adc", "`:load work.adc` brings all back"}}},
      {.name = "load",
       .arguments = "FILE",
       .summary = "does what a program says; of a table (.csv) makes each column a vector; reads .npy",
       .run = &load,
       .examples = {{":load work.adc", "what `:save` wrote, or any program"},
                    {":load table.csv", "each column becomes a vector of its name"},
                    {":load A.npy", "the array becomes A"}}},
      {.name = "time",
       .arguments = "EXPR",
       .summary = "says how long it takes to read, derive, compile and evaluate",
       .run = &time,
       .examples = {{":time sin(x)^2", "x has to have a value"}}},
      {.name = "mode",
       .arguments = "[MODE]",
       .summary = "how derivatives are made: auto, symbolic, forward or reverse",
       .run = &mode,
       .words = {"auto", "symbolic", "forward", "reverse"},
       .examples = {{":mode", "says which it is"}, {":mode reverse", "from now on by reverse mode"}}},
      {.name = "trace",
       .arguments = "EXPR",
       .summary = "the forward and backward tables of backpropagation",
       .run = &trace,
       .examples = {{":trace cos(sin(x^2) + 3x^2)", "x has to have a value"}}},
      {.name = "taylor",
       .arguments = "EXPR [order=N]",
       .summary = "the Taylor coefficients and the derivatives of one variable at its value, to an order",
       .run = &taylor_table,
       .examples = {{":taylor exp(x) order=5", "x has to have a value"}}},
      {.name = "series",
       .arguments = "EXPR [x=POINT] [order=N]",
       .summary = "the series about a point, 0 or another one, or inf, with exact coefficients",
       .run = &series_text,
       .examples = {{":series exp(x)*cos(x)", "about 0, to x⁵"},
                    {":series sqrt(x^2 + x) x=inf order=3", "for large x"}}},
      {.name = "emit",
       .arguments = "LANGUAGE EXPR",
       .summary = "the expression with its derivatives in a language: c, rust, latex, …",
       .run = &emit,
       .words = languages(),
       .examples = {{":emit c x^2 + y^2", "value and gradient as a function in C"},
                    {":emit latex f", "the formula of f and its derivatives"}}},
      {.name = "plot",
       .arguments = "EXPR [x=-5:5] [-o FILE]",
       .summary = "a picture of an expression or a function, of one or two inputs",
       .run = &plot,
       .examples = {{":plot sin(x)/x", "over a range that shows what there is"},
                    {":plot exp(-x^2) x=-3:3", "over a given one"},
                    {":plot (1-x)^2 + 100(y-x^2)^2 x=-2:2 y=-1:3", "contours, with gradients"},
                    {":plot x^2 + y^2 == 1", "the curve of an equation"},
                    {":plot f -o f.svg", "to a file, .svg or .txt"}}},
      {.name = "graph",
       .arguments = "EXPR [-o FILE]",
       .summary = "the computation graph with values and adjoints, as .svg or .dot",
       .run = &graph,
       .examples = {{":graph x*y + sin(x) -o g.svg", "x and y have to have values"}}},
      {.name = "explain",
       .arguments = "EXPR -o FILE",
       .summary = "a page (.html) of how the value and its derivatives come about",
       .run = &explain_page,
       .examples = {{":explain x*y + sin(x) -o page.html", "for a browser"}}},
      {.name = "quit", .arguments = "", .summary = "ends the session, as Ctrl-D does", .run = &quit},
      {.name = "exit", .arguments = "", .summary = "the same as :quit", .run = &quit},
      {.name = "q", .arguments = "", .summary = "the same as :quit", .run = &quit},
      {.name = "h",
       .arguments = "[COMMAND]",
       .summary = "the same as :help",
       .run = &help,
       .examples = {{":h plot", "says more of one command"}}}};
  return kCommands;
}

}  // namespace adc::session
