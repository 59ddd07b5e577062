// What an interactive session knows, apart from how lines come in and go out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"

namespace adc::tools {

/// What a session says to a line.
struct Reply {
  std::string result;   ///< for stdout
  std::string message;  ///< for stderr: errors and notes
  bool ends = false;    ///< the line was `:quit`
};

/// The bindings and functions of a session. A binding to a constant is an input: an expression is evaluated at the
/// values bound so far, with its derivative for each. Defining a name again changes it for what was defined from it,
/// too.
class Session {
 public:
  explicit Session(CompileOptions options) : options_(std::move(options)) {}

  /// Does what a line says: statements, `?name`, `:help`, `:vars`, `:forget name` or `:quit`. An error changes nothing.
  /// Nor does a statement that is interrupted, or whose time is over (tools/interrupt.h), which says so.
  /// `help`, `quit` and `exit` are the commands as long as they are no names of the session.
  [[nodiscard]] Reply enter(std::string_view line);

  /// True if the text is evidently not complete: it ends in an operator, or a bracket is open and nothing else is
  /// wrong.
  [[nodiscard]] bool is_incomplete(std::string_view text) const;

 private:
  struct Definition {
    std::string name;
    std::string text;
  };
  using Definitions = std::vector<Definition>;

  Reply command(std::string_view line);
  Reply explain(const std::string& name) const;
  Reply forget(const std::string& name);
  Reply attempt(const std::string& text);
  Reply statement(const std::string& text);
  Reply define(const std::string& text);
  static Reply evaluate(const Function& function, const std::string& label, const std::string& text);
  [[nodiscard]] CompileOptions options_with(const Definitions& definitions) const;
  [[nodiscard]] std::optional<Error> check(const Definitions& definitions) const;

  CompileOptions options_;
  Definitions definitions_;
};

}  // namespace adc::tools
