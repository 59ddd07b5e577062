// What a session has defined, in an order in which it can be.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adc/adc.hpp"
#include "adc/typing.hpp"

namespace adc::session {

using Names = std::vector<std::string>;

struct Definition {
  Typed::Kind kind = Typed::Kind::Binding;  ///< or Function, Declaration
  Names names;                              ///< one, but of declarations
  Names parameters = {};                    ///< of a Function
  std::string text;                         ///< the statement; empty for what has a value and none
  Names uses;                               ///< names that a session may define
  Names sizes = {};                         ///< those of them that are whole numbers to it: how long something is
  Names mentions = {};                      ///< all names that stand in the text
  std::shared_ptr<const Array> value;       ///< of a binding to what depends on nothing

  /// The names that mean something of its own in its text.
  [[nodiscard]] Names own_names() const {
    Names own = names;
    own.insert(own.end(), parameters.begin(), parameters.end());
    return own;
  }
};

/// Each name is defined once, but that a declared one may have a value, too; definitions stand behind those that they
/// use. A copy costs a pointer for each definition.
class Definitions {
 public:
  using All = std::vector<std::shared_ptr<const Definition>>;

  [[nodiscard]] const All& all() const { return all_; }
  /// What defines the name: its value or binding or function before its declaration. Null if nothing does.
  [[nodiscard]] const Definition* find(std::string_view name) const;
  /// The value that the name was given; null if none.
  [[nodiscard]] const Array* value(std::string_view name) const;

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

  /// What `name` is used for, directly or not, in order.
  [[nodiscard]] All followers(const std::string& name) const;
  /// Whether the definition, or something that it uses, waits for a value.
  [[nodiscard]] bool waits(const Definition& definition) const;

  /// `options` with all definitions in scope, but those of `without`.
  [[nodiscard]] CompileOptions in_scope(CompileOptions options, const Names& without = {}) const;

  struct Compiled {
    Function function;
    Names sizes;  ///< names whose values it takes as sizes
  };
  /// Compiles `text` with the definitions in scope that it can depend on. A name with a whole number for its value is
  /// a size to the text, and no input, where it could not be compiled otherwise. O(text and what it depends on), once
  /// more for each name that may be a size.
  [[nodiscard]] Result<Compiled> compile(std::string_view text, const CompileOptions& options,
                                         const Names& without = {}) const;
  /// What `compile` compiles the text in; everything where it fails.
  [[nodiscard]] CompileOptions scope_of(std::string_view text, const CompileOptions& options,
                                        const Names& without = {}) const;
  /// Reads `text` with the definitions in scope that it can depend on.
  [[nodiscard]] Reading read(std::string_view text, const CompileOptions& options) const;

  /// All but `without` as a program's text, a statement a line.
  [[nodiscard]] std::string text(std::string_view without = {}) const;

 private:
  void index();
  [[nodiscard]] All reachable(std::string_view text, const Names& without) const;
  [[nodiscard]] CompileOptions scope(const All& definitions, CompileOptions options, const Names& sizes = {}) const;

  All all_;
  /// What defines each name, a declaration last. Shared by copies.
  std::shared_ptr<const std::unordered_map<std::string, std::vector<const Definition*>>> by_name_;
};

}  // namespace adc::session
