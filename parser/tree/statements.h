// The third step: statements and what they define.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diag/diagnostics.h"
#include "parser/parse.h"
#include "parser/tree/ast.h"
#include "parser/tree/climb.h"
#include "parser/tree/names.h"

namespace adc::parser {

/// Reads texts into one tree: first those of the context, then the program's own. A text is a list of statements:
/// bindings, functions, declarations and expressions. Throws `diag::Failure`. O(text).
class Statements {
 public:
  explicit Statements(const ParseOptions& options);

  /// Reads the next text. Names that it defines may be defined again by a later text.
  void read(std::string_view text);

  /// Begins a text that a person types at a session: `next` reads a statement of it. Each counts as a text of its own,
  /// so that it may give names anew, also from what they stood for (`w = w - 1`), and be an expression whatever
  /// follows.
  void begin(std::string_view text);
  /// The next statement; null behind the last one. Throws `diag::Failure`.
  const Statement* next();
  /// Whether reading stands at the end of the text: what failed there may be right once there is more.
  [[nodiscard]] bool stands_at_end() const;

  [[nodiscard]] const Ast& ast() const { return ast_; }
  /// The index of the text read last; its statements are the program's own.
  [[nodiscard]] std::uint32_t last_source() const { return sources_; }
  [[nodiscard]] std::vector<Diagnostic>& notes() { return notes_; }
  /// Inputs in order of first appearance: the declared and free names of the program's own text, the parameters of the
  /// function that it ends in, and what it needs from the context. Checks that each is declared if anything is, and
  /// allowed if not all are, and that each given name is one.
  [[nodiscard]] std::vector<EntityId> inputs();

 private:
  void open(std::string_view text);
  SourceText read_source(std::string_view text, std::uint32_t source);
  /// Moves behind what separates statements; false at the end of the text.
  bool skip_separators(std::size_t& at) const;
  void statement(Climb& climb, std::size_t& at);
  void declaration(Climb& climb, std::size_t& at);
  EntityId declare_dim(const Lexeme& name);
  EntityId declare_input(const Lexeme& name, ir::ParamKind kind);
  void binding(Climb& climb, std::size_t& at);
  void function(Climb& climb, std::size_t& at);
  void expression(Climb& climb, std::size_t& at);
  void load_prelude(const std::vector<Lexeme>& lexemes);
  EntityId read_prelude(std::string_view definition);
  EntityId read_function(const SourceText& source, Climb& climb, std::size_t& at);

  [[nodiscard]] bool begins_declaration(std::size_t at) const;
  [[nodiscard]] bool begins_function(std::size_t at) const;
  TypeRef type_annotation(const SourceText& source, Climb& climb, std::size_t& at, bool of_parameter);
  void check_extents(const SourceText& source, SyntaxRange extents);
  void check_new(SymbolId symbol, Span span);
  [[nodiscard]] const SyntaxNode* own_use(SymbolId symbol, SyntaxRange nodes) const;
  void check_own_use(SymbolId symbol, SyntaxRange nodes);
  void note_hidden(SymbolId symbol, Span span);
  void set_default(Statement& statement);
  [[nodiscard]] std::string quoted(Span span) const { return diag::quote(source_.slice(span)); }
  void check_declared(const std::vector<EntityId>& inputs);
  void check_allowed(const std::vector<EntityId>& inputs);
  void check_given(const std::vector<EntityId>& inputs);
  [[noreturn]] void fail_unused(const std::string& given, const std::vector<EntityId>& inputs);

  const ParseOptions& options_;
  Ast ast_;
  Names names_;
  SourceText source_;  // the text that is being read
  std::uint32_t sources_ = 0;
  bool declares_ = false;
  std::optional<Climb> typed_;  // while statements are read one by one
  std::size_t typed_at_ = 0;
  std::vector<bool> looked_up_;  // by symbol: was the prelude asked for it?
  std::vector<Diagnostic> notes_;
};

/// The texts of the context, read. At a session, where what a text uses may have been given anew, those that cannot be
/// read any more are left out of scope; otherwise they are errors. Throws `diag::Failure`. O(context), for each of
/// those anew.
[[nodiscard]] std::unique_ptr<Statements> read_context(const ParseOptions& options);

/// The index that stands for the prelude among the texts.
inline constexpr std::uint32_t kPreludeSource = 0;

}  // namespace adc::parser
