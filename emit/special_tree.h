// The special functions as trees, from which other languages are made: their C (ir/special/) is the one source.
//
// It is read as far as those functions need C: `double`, `int`, structs, enums, constant arrays;
// declarations with one type, expressions without side effects but for assignments, ++ and -- of statements; `if`,
// `for`, `while`, `return`, `break`, `continue`; pointers alone as parameters through which a function gives more than
// one result. What goes beyond is an error that names the line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace adc::emit::special {

struct Type {
  enum class Kind : std::uint8_t { Void, Int, Double, Struct };
  Kind kind = Kind::Double;
  std::string name;         ///< of a struct
  bool is_pointer = false;  ///< of a parameter
  friend bool operator==(const Type&, const Type&) = default;
};

/// An operator and its operands.
struct Expr {
  enum class Kind : std::uint8_t {
    Number,   ///< `word` as C writes it
    Name,     ///< of a variable, a constant
    Prefix,   ///< `word` one of - ! ++ -- & *
    Postfix,  ///< ++ or --
    Binary,   ///< the two sides of `word`
    Assign,   ///< likewise; = += -= *= /=
    Choose,   ///< condition, and what is taken where it holds and where it does not
    Call,     ///< of function `word`
    Member,   ///< field `word` of a struct
    Element,  ///< array, place
    Cast,     ///< to `type`
    Braces,   ///< of a struct's or an array's parts
  };
  Kind kind;
  std::string word;
  std::vector<Expr> parts;
  Type type;  ///< of the value; of braces that of the struct, or of the array's elements
};

struct Variable {
  Type type;
  std::string name;
  std::optional<Expr> length;  ///< of an array
  std::optional<Expr> value;
  bool is_constant = false;
  bool is_shared = false;  ///< a function is given its address
};

struct Statement {
  enum class Kind : std::uint8_t { Declare, Evaluate, If, For, While, Return, Break, Continue, Block };
  Kind kind;
  std::vector<Variable> variables;
  std::vector<Expr> exprs;       ///< what is evaluated or returned; the condition; of `for` the condition and the step
  std::vector<Statement> parts;  ///< a block's; both sides of `if`; of `for` the start and the body
};

struct Struct {
  std::string name;
  std::vector<Variable> fields;
};
struct Enumeration {
  struct Constant {
    std::string name;
    Expr value;
  };
  std::vector<Constant> constants;
};
struct Function {
  Type result;
  std::string name;
  std::vector<Variable> parameters;
  Statement body;
};

struct Declaration {
  std::string comment;  ///< with its marks; "" for none
  std::variant<Struct, Enumeration, Variable, Function> what;
};

/// The items of C sources. Throws std::invalid_argument, which says where and why, for what is beyond the subset.
[[nodiscard]] std::vector<Declaration> read(std::string_view source);

}  // namespace adc::emit::special
