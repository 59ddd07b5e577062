// The session: texts to entries, entries to definitions and answers.
#include "adc/session.hpp"

#include <algorithm>

#include "adc/latex.hpp"
#include "session/complete.h"
#include "session/describe.h"
#include "session/state.h"
#include "session/words.h"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::size_t kUndo = 1000;
constexpr std::size_t kMostNested = 16;  ///< files that load files

/// Counts one deeper while it lives.
class Nested {
 public:
  explicit Nested(std::size_t& depth) : depth_(depth) { ++depth_; }
  ~Nested() { --depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;

 private:
  std::size_t& depth_;
};

using session::Answer;
using session::Definition;
using session::kLastResult;
using session::Names;
using session::Show;
using session::slice;

/// Runs `work` on the piece of the text at `offset`, where errors have their places in the piece.
template <typename Work>
auto in_piece(std::uint32_t offset, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    const Diagnostic& diagnostic = error.diagnostic();
    throw Error(diagnostic.span.empty() ? diagnostic : shifted(diagnostic, offset));
  }
}

/// Runs `work` on what does not stand in the text: errors and notes have no place.
template <typename Work>
auto without_place(Work work) {
  try {
    return work();
  } catch (const Error& error) {
    Diagnostic diagnostic = error.diagnostic();
    diagnostic.span = {};
    diagnostic.labels.clear();
    throw Error(diagnostic);
  }
}

void add_notes(Reply& reply, std::span<const Diagnostic> notes, std::uint32_t offset) {
  for (const Diagnostic& note : notes) reply.notes.push_back(note.span.empty() ? note : shifted(note, offset));
}

Span shifted(Span span, std::uint32_t offset) { return {span.begin + offset, span.end + offset}; }

/// Fails where a command has no argument and needs one, or has one that it has no use for.
void check_argument(const Session::Command& command, std::string_view argument, Span span) {
  const bool can_do_without = command.arguments.empty() || command.arguments.starts_with('[');
  if (argument.empty() && !can_do_without) {
    std::vector<std::string> help;
    if (!command.examples.empty()) help.push_back("for instance `" + command.examples[0].first + "`");
    throw Error(diagnose("missing-value", "`:" + command.name + "` wants " + command.arguments, std::move(help)));
  }
  if (argument.empty() || !command.arguments.empty()) return;
  Diagnostic error =
      diagnose("unexpected-word", "`" + std::string(argument) + "` has no use behind `:" + command.name + "`");
  error.span = span;
  throw Error(error);
}

/// Gives notes and the error of what was read from LaTeX their places there, and says how that was read.
void put_places_in(Reply& reply, const FromLatex& latex, std::string_view text) {
  for (Diagnostic& note : reply.notes) note = latex.located(note);
  if (reply.error) reply.error = latex.located(*reply.error);
  reply.notes.insert(reply.notes.begin(), diagnose("read-as-latex", "read as `" + latex.text() + "`"));
  reply.source = text;
}

/// Whether more LaTeX may mend what is wrong: something is open, or missing at the end.
bool may_be_mended(const Diagnostic& error, std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  const bool is_at_end = last != std::string_view::npos && error.span.begin > last;
  return error.slug == "unclosed-bracket" || (error.slug == "missing-operand" && is_at_end);
}

bool is_among(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

void Session::State::change(session::Definitions changed) {
  definitions = std::move(changed);
  ++changes;
}

/// `text` with the last result in the place of its name: what keeps the text does not follow later ones.
std::string Session::State::with_last_result(std::string_view text) const {
  std::string replaced(text);
  const Definition* const last = definitions.find(kLastResult);
  if (last == nullptr || !last->value) return replaced;
  const std::vector<Token> words = adc::tokens(replaced, in_scope());
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    if (word->kind != Token::Kind::Variable || slice(replaced, word->span) != kLastResult) continue;
    replaced.replace(word->span.begin, word->span.end - word->span.begin, "(" + to_text(*last->value) + ")");
  }
  return replaced;
}

/// Enters what stands in the text, up to the first error, which is the reply's. What could not be read is read again
/// behind what was: a definition there may be what it needs. Returns why the rest cannot be read.
std::optional<Diagnostic> Session::State::enter_all(Session& session, Reply& reply) {
  std::size_t at = 0;
  for (;;) {
    Reading reading = definitions.read(std::string_view(reply.source).substr(at), options);
    const auto offset = static_cast<std::uint32_t>(at);
    const std::uint64_t changes_before = changes;
    for (Typed& entry : reading.entries) {
      entry.span = shifted(entry.span, offset);
      entry.body = shifted(entry.body, offset);
      at = entry.span.end;
      try {
        enter(session, entry, reply);
      } catch (const Error& error) {
        reply.error = error.diagnostic();
        return std::nullopt;
      }
      if (ends) return std::nullopt;
    }
    if (!reading.error) return std::nullopt;
    if (changes == changes_before) return shifted(*std::move(reading.error), offset);
  }
}

void Session::State::enter(Session& session, const Typed& entry, Reply& reply) {
  switch (entry.kind) {
    case Typed::Kind::Expression: return expression(entry, reply);
    case Typed::Kind::Binding: return binding(entry, reply);
    case Typed::Kind::Function: return function(entry, reply);
    case Typed::Kind::Declaration: return declaration(entry, reply);
    case Typed::Kind::Question:
    case Typed::Kind::Inspection: return question(entry, reply);
    case Typed::Kind::Command: return command(session, entry, reply);
  }
}

void Session::State::expression(const Typed& entry, Reply& reply) {
  in_piece(entry.span.begin, [&] {
    CompileOptions plain = options;
    if (is_among(entry.uses, kLastResult) && definitions.find(kLastResult) != nullptr)
      plain.wrt_except = {std::string(kLastResult)};
    const Function function = definitions.compile(slice(reply.source, entry.span), plain).value().function;
    Answer answer = session::answer(function, definitions, Show::Derivatives);
    add_notes(reply, function.notes(), entry.span.begin);
    add_notes(reply, answer.notes, entry.span.begin);
    reply.parts.push_back(std::move(answer.part));
    if (answer.value) definitions.put_value(std::string(kLastResult), *std::move(answer.value));
  });
}

void Session::State::binding(const Typed& entry, Reply& reply) {
  const std::string& name = entry.names[0];
  const Definition* const known = definitions.find(name);
  if (entry.uses_itself && (known == nullptr || known->kind == Typed::Kind::Declaration)) {
    Diagnostic diagnostic = diagnose("no-value", "`" + name + "` is made of itself, and has no value yet",
                                     {"`" + name + " = 1` gives it one"});
    diagnostic.span = entry.span;
    throw Error(diagnostic);
  }
  if (!entry.uses_itself) {  // says what is wrong with the statement as such
    in_piece(entry.span.begin, [&] {
      const Function whole = definitions.compile(slice(reply.source, entry.span), options, {name}).value().function;
      add_notes(reply, whole.notes(), entry.span.begin);
    });
  }
  in_piece(entry.body.begin, [&] {
    const std::string_view body = slice(reply.source, entry.body);
    auto [function, sizes] = definitions.compile(body, options, entry.uses_itself ? Names{} : Names{name}).value();
    Definition definition{
        .names = {name}, .text = std::string(slice(reply.source, entry.span)), .uses = {}, .value = {}};
    if (entry.uses_itself || is_among(entry.uses, kLastResult) || (function.inputs().empty() && entry.uses.empty())) {
      Answer answer = session::answer(function, definitions, Show::Value);
      add_notes(reply, answer.notes, entry.body.begin);
      definition.value = std::make_shared<const Array>(session::value_of(std::move(answer)));
      if (!function.inputs().empty()) definition.text.clear();  // it is no statement that gives the value again
      if (entry.uses_itself && !known->value && known->kind == Typed::Kind::Binding) {
        reply.notes.push_back(diagnose("no-longer-follows",
                                       "`" + name + "` has this value now, and no longer follows what it was made of"));
      }
    } else {
      definition.uses = entry.uses;
      definition.sizes = std::move(sizes);
    }
    define(std::move(definition), reply);
  });
}

void Session::State::function(const Typed& entry, Reply& reply) {
  const std::string_view text = slice(reply.source, entry.span);
  Definition definition{.kind = Typed::Kind::Function,
                        .names = entry.names,
                        .parameters = entry.parameters,
                        .text = std::string(text),
                        .uses = entry.uses,
                        .value = {}};
  in_piece(entry.span.begin, [&] {
    const auto compiled = definitions.compile(text, options, definition.own_names());
    // With sizes that each call gives (`x: R[n]`) it is no function of inputs by itself.
    if (!compiled && compiled.error().diagnostic().slug != "unknown-dim") throw Error(compiled.error());
    if (!compiled) return;
    add_notes(reply, compiled->function.notes(), entry.span.begin);
    definition.sizes = compiled->sizes;
  });
  if (std::erase(definition.uses, kLastResult) > 0) definition.text = with_last_result(text);
  define(std::move(definition), reply);
}

void Session::State::declaration(const Typed& entry, Reply& reply) {
  const std::string_view text = slice(reply.source, entry.span);
  Names sizes;
  in_piece(entry.span.begin, [&] { sizes = definitions.compile(text, options).value().sizes; });
  define({.kind = Typed::Kind::Declaration,
          .names = entry.names,
          .text = std::string(text),
          .uses = entry.uses,
          .sizes = std::move(sizes),
          .value = {}},
         reply);
}

/// Puts a definition in its place, and shows what it is and what follows from it. Where that fails, nothing has
/// changed.
void Session::State::define(Definition definition, Reply& reply) {
  const std::string name = definition.names[0];
  const bool is_binding = definition.kind == Typed::Kind::Binding;
  const session::Definitions unchanged = definitions;
  if (std::optional<Diagnostic> error = definitions.put(std::move(definition))) throw Error(*error);
  ++changes;
  try {
    without_place([&] {
      if (is_binding) show(name, reply);
      show_followers(name, reply);
    });
  } catch (...) {
    definitions = unchanged;
    --changes;
    throw;
  }
}

void Session::State::show(const std::string& name, Reply& reply) {
  const Definition& definition = *definitions.find(name);
  if (definition.value) {
    (void)definitions.compile(name, options).value();  // says where it does not fit its declaration
    reply.parts.push_back({.values = {{name, *definition.value}}});
    return;
  }
  Answer answer =
      session::answer(definitions.compile(name, options).value().function, definitions, Show::Derivatives, name);
  if (answer.part.values.empty()) return;  // it waits for values
  add_notes(reply, answer.notes, 0);
  reply.parts.push_back(std::move(answer.part));
}

/// The values of what is made of `name`, and what does not fit it any more. What waits for other values and does not
/// use `name` itself is told by them.
void Session::State::show_followers(const std::string& name, Reply& reply) {
  Reply::Part values;
  for (const auto& follower : definitions.followers(name)) {
    const bool waits = definitions.waits(*follower);
    if (waits && !is_among(follower->uses, name)) continue;
    try {
      std::optional<Array> value = value_of(*follower);
      if (value) values.values.push_back({follower->names[0], *std::move(value)});
    } catch (const Error& error) {
      if (error.diagnostic().slug == "interrupted" || error.diagnostic().slug == "too-long") throw;
      reply.notes.push_back(diagnose("no-longer-fits", "`" + follower->text + "` does not fit what is defined now: " +
                                                           error.diagnostic().message));
    }
  }
  if (!values.values.empty()) reply.parts.push_back(std::move(values));
}

/// The value of a binding; nullopt of what has none. Throws `Error` where the definition does not fit the others.
std::optional<Array> Session::State::value_of(const Definition& definition) const {
  const std::string& name = definition.names[0];
  if (definition.kind == Typed::Kind::Function) {
    const auto compiled = definitions.compile(definition.text, options, definition.own_names());
    if (!compiled && compiled.error().diagnostic().slug != "unknown-dim") throw Error(compiled.error());
    return std::nullopt;
  }
  const Function function = definitions.compile(name, options).value().function;
  if (definition.kind == Typed::Kind::Declaration) return std::nullopt;
  return session::answer(function, definitions, Show::Value).value;
}

void Session::State::question(const Typed& entry, Reply& reply) const {
  reply.parts.push_back(in_piece(entry.body.begin, [&] {
    const std::string_view subject = slice(reply.source, entry.body);
    return entry.kind == Typed::Kind::Inspection ? session::inspect(definitions, options, subject)
                                                 : session::explain(definitions, options, subject);
  }));
}

void Session::State::command(Session& session, const Typed& entry, Reply& reply) {
  const std::string& word = entry.names[0];
  std::vector<std::string> known;
  for (const Command& command : session.commands()) {
    known.push_back(":" + command.name);
    if (command.name != word) continue;
    check_argument(command, slice(reply.source, entry.body), entry.body);
    reply.parts.push_back(
        in_piece(entry.body.begin, [&] { return command.run(session, slice(reply.source, entry.body)); }));
    return;
  }
  std::vector<std::string> help;
  for (const std::string& near : nearest_names(":" + word, known)) help.push_back("did you mean `" + near + "`?");
  if (help.empty()) help.emplace_back("`:help` lists the commands");
  Diagnostic diagnostic = diagnose("unknown-command", "unknown command `:" + word + "`", std::move(help));
  diagnostic.span = {entry.span.begin, entry.span.begin + static_cast<std::uint32_t>(word.size()) + 1};
  throw Error(diagnostic);
}

Session::Session(CompileOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Session::~Session() = default;
Session::Session(Session&& other) noexcept = default;
Session& Session::operator=(Session&& other) noexcept = default;

Reply Session::submit(std::string_view text) {
  State& state = *state_;
  Reply reply;
  reply.source = text;
  if (state.depth == kMostNested) {
    reply.error = diagnose("nesting-too-deep", "files load each other " + std::to_string(kMostNested) + " deep");
    return reply;
  }
  if (state.depth == 0) state.stop = false;
  const Nested nested(state.depth);
  std::optional<FromLatex> latex;
  if (is_latex(text)) {
    Result<FromLatex> read = read_latex(text, state.in_scope());
    if (!read) {
      reply.error = read.error().diagnostic();
      return reply;
    }
    latex = *std::move(read);
    reply.source = latex->text();
  }
  const session::Definitions before = state.definitions;
  const std::uint64_t changes = state.changes;
  const std::size_t undos = state.before.size();
  std::optional<Diagnostic> unread = state.enter_all(*this, reply);
  reply.ends = std::exchange(state.ends, false);
  if (!reply.error && !reply.ends) reply.error = std::move(unread);
  if (state.changes > changes) {
    state.before.resize(std::min(undos, state.before.size()));  // a text that is loaded is a part of this one
    state.before.push_back(before);
    if (state.before.size() > kUndo) state.before.erase(state.before.begin());
  }
  if (latex) put_places_in(reply, *latex, text);
  return reply;
}

Reading Session::read(std::string_view text) const {
  const State& state = *state_;
  if (!is_latex(text)) return state.definitions.read(text, state.options);
  const Result<FromLatex> latex = read_latex(text, state.in_scope());
  if (!latex) {
    const Diagnostic& error = latex.error().diagnostic();
    return {.entries = {}, .error = error, .complete = !may_be_mended(error, text)};
  }
  Reading reading = state.definitions.read(latex->text(), state.options);
  for (Typed& entry : reading.entries) {
    entry.span = latex->located(entry.span);
    entry.body = latex->located(entry.body);
  }
  if (reading.error) reading.error = latex->located(*reading.error);
  return reading;
}

bool Session::is_complete(std::string_view text) const { return read(text).complete; }

Completions Session::complete(std::string_view text, std::size_t cursor) const {
  const std::string_view before = text.substr(0, std::min(cursor, text.size()));
  const std::size_t line = before.rfind('\n') + 1;  // 0 if there is none
  const std::string_view typed = before.substr(line);
  if (!typed.starts_with(':')) return adc::complete(text, cursor, state_->in_scope());
  const std::size_t space = typed.find(' ');
  if (space == std::string_view::npos) return session::complete_command(*this, before, line);
  const std::string_view name = typed.substr(1, space - 1);
  const auto all = commands();
  const auto command = std::ranges::find(all, name, &Command::name);
  if (command != all.end()) {
    const std::size_t begin = line + space + 1;
    std::optional<Completions> own = session::complete_argument(*this, *command, before, begin);
    if (own) return *std::move(own);
  }
  return adc::complete(text, cursor, state_->in_scope());
}

std::optional<CallHint> Session::hint(std::string_view text, std::size_t cursor) const {
  return call_hint(text, cursor, state_->in_scope());
}

std::vector<Token> Session::tokens(std::string_view text) const { return adc::tokens(text, state_->in_scope()); }

std::optional<Description> Session::describe(std::string_view name) const {
  return session::describe(state_->definitions, state_->options, name);
}

std::vector<Variable> Session::variables() const {
  std::vector<Variable> variables;
  for (const auto& definition : state_->definitions.all()) {
    if (definition->names[0] == kLastResult) continue;
    Variable variable{definition->names[0], definition->text, std::nullopt};
    if (definition->value) {
      variable.value = *definition->value;
      if (variable.text.empty()) variable.text = variable.name + " = " + to_text(*definition->value, 20);
    }
    variables.push_back(std::move(variable));
  }
  return variables;
}

const Array* Session::value(std::string_view name) const {
  const Definition* const definition = state_->definitions.named(name);
  return definition == nullptr ? nullptr : definition->value.get();
}

void Session::set(std::string_view name, Array value) {
  const std::optional<std::string> canonical = canonical_name(name);
  if (!canonical) throw Error(diagnose("bad-name", "`" + std::string(name) + "` is no name"));
  session::Definitions changed = state_->definitions;
  changed.put_value(*canonical, std::move(value));
  state_->change(std::move(changed));
}

Result<Function> Session::function(std::string_view text) const {
  const auto [program, scope] = state_->definitions.program(text, state_->options);
  return compile(program, scope);
}

Result<std::vector<double>> Session::point(const Function& function) const {
  std::vector<std::string> missing;
  std::vector<double> point = session::point_of(function, state_->definitions, missing);
  if (!missing.empty()) return session::no_value(missing);
  return point;
}

bool Session::undo() {
  if (state_->before.empty()) return false;
  state_->definitions = std::move(state_->before.back());
  state_->before.pop_back();
  return true;
}

std::string Session::save() const { return state_->definitions.text(kLastResult); }

void Session::interrupt() noexcept { state_->stop = true; }

void Session::show_on(Display display) { state_->display = display; }

void Session::add(Command command) { state_->commands.push_back(std::move(command)); }

std::vector<Session::Command> Session::commands() const {
  std::vector<Command> all = session::own_commands();
  for (const Command& command : state_->commands) {
    std::erase_if(all, [&](const Command& other) { return other.name == command.name; });
    all.push_back(command);
  }
  std::ranges::sort(all, {}, &Command::name);
  return all;
}

const CompileOptions& Session::options() const { return state_->options; }

}  // namespace adc::inline ADC_ABI
