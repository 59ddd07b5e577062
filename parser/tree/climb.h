// The second step: lexemes to tree, by one climb over the operator table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "adc/diagnostic.hpp"
#include "diag/diagnostics.h"
#include "parser/text/lexemes.h"
#include "parser/text/operators.h"
#include "parser/tree/ast.h"
#include "parser/tree/names.h"
#include "parser/tree/where.h"

namespace adc::parser {

/// How the axes of a reduction are named.
inline constexpr std::string_view kHelpOfAxes =
    "axes are named by `dims=…`, counted from 1: `dims=1` is NumPy's `axis=0`";

/// A text that is being read.
struct SourceText {
  std::string_view text;
  std::uint32_t source = 0;
  std::vector<Lexeme> lexemes;
  Wheres wheres = {};

  [[nodiscard]] std::string_view slice(Span span) const { return text.substr(span.begin, span.end - span.begin); }
};

/// What is found out about an expression while it is read.
struct Tally {
  std::uint64_t work = 0;            ///< operators and calls after inlining, saturating
  bool closed = true;                ///< mentions no input, binding or derivative
  std::vector<bool> differentiated;  ///< parameters of the function that derivatives are taken for
};

/// Reads expressions into the tree with a stack of operators that wait for their right side, in place of recursion: an
/// operator waits until one that binds less tightly, or a bracket, ends what belongs to it. Linear in the lexemes;
/// nesting beyond the limit is the error "nesting-too-deep".
class Climb {
 public:
  Climb(const SourceText& source, Ast& ast, Names& names, std::size_t max_nesting, std::vector<Diagnostic>& notes)
      : source_(source), ast_(ast), names_(names), max_nesting_(max_nesting), notes_(notes) {}

  /// Reads a list of expressions from lexeme `at` to the end of the statement, moves `at` behind it, and returns how
  /// many there are. Throws `diag::Failure`.
  std::uint32_t read(std::size_t& at, Tally& tally);

  /// The lexeme that reading has come to, also where it failed.
  [[nodiscard]] std::size_t position() const { return at_; }

  /// Reads the extents of a type from the `[` at lexeme `at`, moves `at` behind its `]`, and returns their nodes, the
  /// last of which is a literal of them. Throws `diag::Failure`.
  SyntaxRange read_extents(std::size_t& at);

 private:
  struct Pending {
    enum class Kind : std::uint8_t {
      Group,    // ( ), or { } behind ^
      Literal,  // [ ] where a value must stand
      Index,    // [ ] behind a value
      Bars,     // ‖ ‖, | |
      Clause,   // s = F behind `where`, until its end
      Call,     // f( )
      Prefix,
      Infix,
      Chain,
      Question,
      Colon,
      Range,    // a:b
      Bind,     // i = a:b in a sum, or dims = a
      Word,     // sin x
      Leibniz,  // d/dx
      Where,    // E, up to its `where`
    };
    enum class Part : std::uint8_t { Condition, Value, Else };  // of `piecewise`
    Kind kind;
    Precedence level = Precedence::Conditional;
    Meaning meaning = Meaning::Add;
    bool nests = true;
    std::int8_t direction = 0;  // of a chain: 1 rises, -1 falls
    Part part = Part::Condition;
    char code = 0;  // of a bracket: what closes it
    Span span{};
    std::uint32_t first_operand = 0;   // of a bracket: the operands below it
    std::uint32_t lexeme = 0;          // of a Group that stands like a call's: the name before it; of a Clause: which
                                       // of the text's `wheres`
    const Lexeme* power = nullptr;     // of a Call or Word: f²(x)
    std::optional<ConstantId> number;  // of a Call or Word: the base of log_2(x); of Leibniz: the order
    std::uint32_t commas = 0;          // of an Index; of a Clause and a Where: the clauses that are read
    std::uint32_t first_row = 0;       // of a Literal: the rows of those around it
    std::uint32_t row_begin = 0;       // of a Literal: the operands below its last row
    const Lexeme* bound = nullptr;     // of a Bind: the name, or null for `dims`
    EntityId variable{};               // of Leibniz
    CallInfo call{};                   // a Literal uses `indices` of it
  };
  struct Operand {
    std::uint32_t size;
    Span span;
  };
  enum class Want : std::uint8_t { Operand, Operator, Nothing };

  Want read_operand();
  Want read_name();
  Want open_call(EntityId callee, std::optional<ConstantId> base = {});
  Want prefix(const Lexeme& sign);
  Want after_operand();
  Want infix(const Lexeme& here);
  Want juxtapose();
  Want comma();
  Want colon();
  Want close();
  Want open_index();
  Want bars();
  Want two_bars();
  Want open_bars();
  Want close_bars(Span mark);
  Want row();
  Want transpose(const Lexeme& mark);
  Want end_of_statement();
  Want superscript(const Lexeme& mark);
  Want factorial(const OperatorInfo& row);
  Want open_word(const Pending& call);
  std::optional<Want> read_leibniz();
  std::optional<Want> open_where();
  [[nodiscard]] bool ends_clause() const;
  Want end_clause();
  std::optional<Want> close_where();
  void check_clauses(const Where& where);
  void note_unused_parts(std::size_t count);

  void push(const Pending& pending);
  Pending pop();
  void wait_for(const OperatorInfo& row, Span span);
  void reduce(Precedence level, bool keep_equal);
  void reduce_all();
  void reduce_to_where();
  void reduce_top_of_value();
  void reduce_top();
  void close_call();
  void call_node(const Pending& call, std::uint32_t arguments, Span span);
  void settle_single();
  void leibniz_node(const Pending& pending);
  void finish_piece(Pending& call, bool last, Span here);
  void close_literal();
  void close_index();
  void end_row(Pending& literal);
  void open_bind();
  void dims_of_literal(Span span);
  void reduce_bind(const Pending& pending);
  void leave_indices(std::uint32_t count);
  [[nodiscard]] bool begins_bind() const;
  [[nodiscard]] bool begins_all() const;
  [[nodiscard]] std::optional<ConstantId> log_base(const Lexeme& name);
  bool read_end(SymbolId symbol);
  void start();
  void raise(ConstantId exponent, Span mark);
  [[nodiscard]] std::string decimal_argument(const Pending& call) const;
  void check_call(const Pending& call, std::uint32_t arguments);
  void note_derivative(const Pending& call, std::uint32_t arguments);

  void leaf(SyntaxKind kind, std::uint32_t payload, Span span);
  void node(SyntaxKind kind, Meaning meaning, std::uint32_t payload, std::uint32_t arity, Span span);
  void add_work(std::uint64_t work);

  [[nodiscard]] const Lexeme& lexeme() const { return source_.lexemes[at_]; }
  [[nodiscard]] static bool is_bracket(const Pending& pending) { return pending.kind <= Pending::Kind::Call; }
  [[nodiscard]] bool in_bracket() const { return !brackets_.empty(); }
  [[nodiscard]] bool is_inside(Pending::Kind kind) const {
    return in_bracket() && pending_[brackets_.back()].kind == kind;
  }
  [[nodiscard]] bool is_inside_bars(char code) const {
    return is_inside(Pending::Kind::Bars) && pending_[brackets_.back()].code == code;
  }
  [[nodiscard]] static bool is_single(const Pending& pending) {
    return pending.level == Precedence::Single && !is_bracket(pending);
  }
  [[nodiscard]] bool is_piecewise(const Pending& pending) const;
  [[nodiscard]] static const OperatorInfo* operator_of(const Lexeme& sign, Fixity fixity);
  [[nodiscard]] bool is_two_bars(const Lexeme& sign) const;
  [[nodiscard]] bool begins_value(const Lexeme& next) const;
  [[nodiscard]] bool ends_value(const Lexeme& before) const;
  [[nodiscard]] bool touches(const Lexeme& here) const;
  [[nodiscard]] bool opens_inside_bars(const Lexeme& bar);
  [[nodiscard]] bool is_closed_later(const Lexeme& bar);
  [[nodiscard]] bool stands_in_quotients(SymbolId symbol);
  [[nodiscard]] std::string quoted(Span span) const { return diag::quote(source_.slice(span)); }

  void check_product_with_brackets(const Lexeme& name);
  void check_square_brackets(const Lexeme& name);
  void note_divided_product();
  [[nodiscard]] bool stands_alone(SymbolId symbol);
  void check_turned_comparison();
  void check_comment();
  void check_qualified_name();
  void check_behind_single(const Lexeme& next);
  void check_factors_of_leibniz(const OperatorInfo& row);
  void check_bracket_of_leibniz();
  void note_comparison_of_factorial();
  void note_power_before_factor();
  void note_first_power();
  [[nodiscard]] std::string factors_text(std::size_t at) const;
  [[nodiscard]] bool ends_factors(std::size_t at, Span text, bool wants_operand) const;
  [[nodiscard]] std::string argument_text(std::size_t at) const;
  [[nodiscard]] std::vector<std::string> other_call(const Pending& call, std::uint32_t arguments) const;
  [[nodiscard]] bool names_axis() const;
  [[nodiscard]] std::vector<std::string> power_of_function(const std::string& name) const;
  [[noreturn]] void fail_missing_operand();
  [[noreturn]] void fail_bare_function(const Lexeme& name, EntityId callee);
  [[noreturn]] void fail_inverse(const Lexeme& name, Span mark);
  [[noreturn]] void fail_mismatch();
  [[noreturn]] void fail_equals();
  [[noreturn]] void fail_brace(const Lexeme& brace);
  [[noreturn]] void fail_number_behind_value();
  [[noreturn]] void fail_single(Span word, Span last);

  const SourceText& source_;
  Ast& ast_;
  Names& names_;
  std::size_t max_nesting_;
  std::vector<Diagnostic>& notes_;

  std::size_t at_ = 0;
  std::size_t first_ = 0;
  std::uint32_t values_ = 1;
  std::size_t nesting_ = 0;
  std::vector<std::uint32_t> brackets_;  // indices into pending_
  std::vector<std::uint32_t> indexed_;   // those of the kind Index
  std::vector<std::uint32_t> rows_;      // of the literals that are open
  struct Hidden {
    SymbolId symbol;
    EntityId before;
  };
  std::vector<Hidden> hidden_;  // what the names of sums' indices, and those behind `where`, stood for
  Tally* tally_ = nullptr;
  std::vector<Pending> pending_;
  std::vector<Operand> operands_;
  std::vector<bool> alone_;  // by symbol: does it stand somewhere without a bracket behind it? Empty until asked.
  std::vector<std::uint32_t> next_bar_;  // by lexeme: the next bar between the same brackets. Empty until asked.
  std::vector<bool> outside_quotients_;  // by symbol: does it stand elsewhere than in d/dx? Empty until asked.
  std::unordered_map<std::size_t, std::size_t> depth_of_where_;  // brackets around those that were read
  std::size_t end_of_leibniz_ = 0;  // the lexeme behind the derivative d/dx … that ended last
};

}  // namespace adc::parser
