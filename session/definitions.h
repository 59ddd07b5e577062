// What a session has defined, in an order in which it can be.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adc/adc.hpp"
#include "adc/typing.hpp"

namespace adc::session {

struct Definition {
  Typed::Kind kind = Typed::Kind::Binding;  ///< or Function, Declaration
  std::vector<std::string> names;           ///< one, but of declarations
  std::string text;                         ///< the statement; empty for what has a value and none
  std::vector<std::string> uses;            ///< names that a session may define
  std::shared_ptr<const Array> value;       ///< of a binding to what depends on nothing
};

/// Each name is defined once, but that a declared one may have a value, too; definitions stand behind those that they
/// use.
class Definitions {
 public:
  [[nodiscard]] const std::vector<Definition>& all() const { return all_; }
  /// What defines the name: its value or binding or function before its declaration. Null if nothing does.
  [[nodiscard]] const Definition* find(std::string_view name) const;

  /// What defines the name that `text` is, in any spelling; null where it is no name or nothing defines it.
  [[nodiscard]] const Definition* named(std::string_view text) const;
  /// The program that `text` is: of a function's name its definition, else the text; with what it is read in.
  struct Program {
    std::string_view text;
    CompileOptions scope;
  };
  [[nodiscard]] Program program(std::string_view text, const CompileOptions& options) const;

  /// Adds a definition in the place of others of the same names, and orders all. Error: "used-before-definition" where
  /// definitions use each other; then nothing has changed. O(definitions).
  [[nodiscard]] std::optional<Diagnostic> put(Definition definition);
  /// Gives the name a value.
  void put_value(const std::string& name, Array value);
  /// False if the name is not defined.
  bool remove(std::string_view name);

  /// The bindings without a value of their own that `name` is used for, directly or not, in order.
  [[nodiscard]] std::vector<std::string> followers(const std::string& name) const;

  /// `options` with all definitions in scope, but those of `without`.
  [[nodiscard]] CompileOptions in_scope(CompileOptions options, std::string_view without = {}) const;

  /// All but `without` as a program's text, a statement a line.
  [[nodiscard]] std::string text(std::string_view without = {}) const;

 private:
  std::vector<Definition> all_;
};

}  // namespace adc::session
