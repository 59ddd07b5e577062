// What the parts of a session share.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adc/session.hpp"
#include "session/definitions.h"
#include "session/evaluate.h"

namespace adc::session {

/// The name of the last result.
inline constexpr std::string_view kLastResult = "ans";

[[nodiscard]] inline std::string_view slice(std::string_view text, Span span) {
  return text.substr(span.begin, span.end - span.begin);
}

/// The session's own commands (session/commands.cpp).
[[nodiscard]] const std::vector<Session::Command>& own_commands();

}  // namespace adc::session

namespace adc::inline ADC_ABI {

struct __attribute__((visibility("hidden"))) Session::State {
  explicit State(CompileOptions given) : options(std::move(given)) { options.limits.stop = &stop; }

  CompileOptions options;
  session::Definitions definitions;
  std::vector<session::Definitions> before;  ///< what `undo` goes back to, the last change at the end
  std::uint64_t changes = 0;                 ///< of definitions
  std::vector<Command> commands;             ///< that front ends have added
  std::atomic<bool> stop = false;
  bool ends = false;      ///< `:quit` was typed
  std::size_t depth = 0;  ///< of texts that load texts
  Display display;

  [[nodiscard]] std::optional<Diagnostic> enter_all(Session& session, Reply& reply);
  /// Does what an entry says. Throws `Error` with its place in the text.
  void enter(Session& session, const Typed& entry, Reply& reply);

  [[nodiscard]] CompileOptions in_scope() const { return definitions.in_scope(options); }
  /// Changes what is defined, in a way that `undo` takes back.
  void change(session::Definitions changed);

 private:
  void expression(const Typed& entry, Reply& reply);
  void binding(const Typed& entry, Reply& reply);
  void function(const Typed& entry, Reply& reply);
  void declaration(const Typed& entry, Reply& reply);
  void question(const Typed& entry, Reply& reply) const;
  void command(Session& session, const Typed& entry, Reply& reply);
  void define(session::Definition definition, Reply& reply);
  void show(const std::string& name, Reply& reply);
  void show_followers(const std::string& name, Reply& reply);
  [[nodiscard]] std::optional<Array> value_of(const session::Definition& definition) const;
  [[nodiscard]] std::string with_last_result(std::string_view text) const;
};

/// What the session's own commands work on.
struct __attribute__((visibility("hidden"))) SessionAccess {
  static auto& state(Session& session) { return *session.state_; }
};

}  // namespace adc::inline ADC_ABI
