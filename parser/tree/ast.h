// The syntax tree: nodes in one flat vector, each behind its children.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adc/diagnostic.hpp"
#include "ir/function.h"
#include "parser/text/operators.h"
#include "parser/text/symbols.h"

namespace adc::parser {

enum class EntityId : std::uint32_t {};
enum class FunctionId : std::uint32_t {};
enum class CallId : std::uint32_t {};

enum class SyntaxKind : std::uint8_t {
  Number,   ///< payload: ConstantId
  Name,     ///< payload: EntityId
  Apply,    ///< an operator; `meaning`. Transpose: payload is where the mark `'` begins, or kNoMark
  Compare,  ///< a chain of n comparisons of n + 1 children; payload: the first of its meanings in `Ast::relations`
  Call,     ///< payload: CallId; the arguments are the children
  Literal,  ///< [a, b; c]; payload: index into `Ast::literals`; the elements are the children
  Index,    ///< the first child at the places that the others give
  Range,    ///< a:b or a:step:b, in brackets or of a sum's index
  All,      ///< a lone `:` as an index
  Last,     ///< `end`: the extent of the axis that is indexed; payload: index into `Ast::ends`
  Bind,     ///< i = a:b in a sum; payload: the index's EntityId; the child is the range
  Dims,     ///< dims = a in a reduction; the axes are the children
  Let,      ///< s = F behind `where`; payload: the EntityId of s; the child is F
  Where,    ///< the last child, in which the others, of the kind Let, have names
};

/// From the beginning of `a` to the end of `b`.
[[nodiscard]] constexpr Span join(Span a, Span b) { return {a.begin, b.end}; }

/// The payload of a transpose that is not written `'`.
inline constexpr std::uint32_t kNoMark = 0xFFFFFFFF;

/// A node. Its children are the `arity` subtrees that end directly before it: the last child is the node before, the
/// one before that lies `size` nodes further back. So a subtree is a range of nodes, and to walk the vector is to walk
/// the tree in post-order, whatever its depth.
struct SyntaxNode {
  SyntaxKind kind;
  Meaning meaning;
  std::uint32_t payload;
  std::uint32_t size;   ///< nodes in the subtree, this one included
  std::uint32_t arity;  ///< number of children
  Span span;
};

/// Nodes [begin, end), the last of which is the root (or, for a list of expressions, the last root).
struct SyntaxRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// The payload of a size that the types of a function's parameters name.
inline constexpr std::uint32_t kLocalDim = 1;

/// A declared type: the nodes of a literal whose elements are the extents, or none for a number.
struct TypeRef {
  bool declared = false;
  SyntaxRange extents = {};
  Span span = {};
};

/// What a name stands for.
struct Entity {
  enum class Kind : std::uint8_t {
    Input,     ///< an input of the program
    Binding,   ///< payload: its statement
    Function,  ///< payload: FunctionId
    Defining,  ///< a function or binding whose definition is being read
    Local,     ///< payload: the index of a function's parameter
    Constant,  ///< payload: row of the constants in builtins.def
    Op,        ///< payload: ir::Op
    Form,      ///< payload: `Form` (parser/builtins/builtins.h)
    External,  ///< payload: index into `Ast::externals`
    Dim,       ///< a size; payload: kLocalDim if a function's call gives it
    Index,     ///< of a sum
    Part,      ///< a name behind `where`; payload: 1 once it is used
  };
  Kind kind;
  SymbolId symbol;
  std::uint32_t payload = 0;
  std::uint32_t source = 0;  ///< the text it stands in: index into the texts of a program
  Span span;                 ///< where it is defined, or first used
  ir::ParamKind param_kind = ir::ParamKind::Param;
  bool declared = false;
  bool differentiated = false;  ///< a derivative is taken with respect to it
  std::optional<double> default_value = {};
  TypeRef type = {};  ///< as declared
};

[[nodiscard]] constexpr bool is_callable(Entity::Kind kind) {
  using enum Entity::Kind;
  return kind == Function || kind == Op || kind == Form || kind == External;
}

/// What stands around the arguments of a call.
struct CallInfo {
  EntityId callee;
  Span name;
  std::uint32_t primes = 0;   ///< of f''(x)
  std::uint32_t indices = 0;  ///< of sum(i = …, j = …, …): the first children are of the kind Bind
  bool dims = false;          ///< the last child is of the kind Dims
};

/// What stands in the square brackets of a literal.
struct LiteralInfo {
  std::vector<std::uint32_t> rows;  ///< how many elements each row has
  std::uint32_t indices = 0;        ///< of [i = 1:n, …]: the first children are of the kind Bind
};

/// An `end`: where, below it on the stack of values, the indexed value lies, and which index it stands in.
struct EndInfo {
  std::uint32_t depth;
  std::uint32_t axis;
};

struct FunctionInfo {
  SymbolId symbol;
  Span name;
  std::uint32_t source = 0;
  std::vector<SymbolId> params;
  std::vector<Span> param_spans;
  std::vector<TypeRef> param_types;
  std::vector<bool> differentiated;  ///< parameters that the body takes derivatives for
  SyntaxRange body;
  std::uint64_t work = 0;  ///< operators and calls after inlining, saturating
  bool closed = true;      ///< uses its parameters and constants only
};

/// A function of the host.
struct ExternalInfo {
  std::uint32_t arity;
  std::int64_t number;  ///< ir/external.h
};

struct Statement {
  enum class Kind : std::uint8_t { Expression, Binding, Function, Declaration };
  Kind kind;
  std::uint32_t source = 0;
  EntityId entity{};  ///< what a Binding or a Function defines
  SyntaxRange nodes{};
  std::uint32_t values = 1;  ///< expressions in the list
  Span span{};
  Span body{};  ///< of a Binding or a Function: what stands behind `=`
  std::uint64_t work = 0;
  std::vector<EntityId> declared{};
  std::vector<EntityId> dims{};  ///< declared names of sizes
  bool uses_itself = false;      ///< a Binding that is typed at a session: its value is made of what the name stood for
};

/// Everything that was read: of the program, of the texts before it, and of what they need of the prelude.
struct Ast {
  std::vector<SyntaxNode> nodes;
  std::vector<Meaning> relations;
  std::vector<CallInfo> calls;
  std::vector<LiteralInfo> literals;
  std::vector<EndInfo> ends;
  std::vector<Entity> entities;
  std::vector<FunctionInfo> functions;
  std::vector<ExternalInfo> externals;
  std::vector<Statement> statements;
  Symbols symbols;
  Numbers numbers;

  [[nodiscard]] const Entity& entity(EntityId id) const { return entities[static_cast<std::size_t>(id)]; }
  [[nodiscard]] Entity& entity(EntityId id) { return entities[static_cast<std::size_t>(id)]; }
  [[nodiscard]] const CallInfo& call(const SyntaxNode& node) const { return calls[node.payload]; }
  [[nodiscard]] const FunctionInfo& function(const Entity& entity) const { return functions[entity.payload]; }
  [[nodiscard]] const ExternalInfo& external(const Entity& entity) const { return externals[entity.payload]; }
  [[nodiscard]] const std::string& name(const Entity& entity) const { return symbols.name(entity.symbol); }

  /// The roots of the `count` subtrees that end at `end`, first to last.
  [[nodiscard]] std::vector<std::uint32_t> roots(std::uint32_t end, std::uint32_t count) const {
    std::vector<std::uint32_t> found(count);
    for (std::uint32_t i = count; i-- > 0; end -= nodes[end - 1].size) found[i] = end - 1;
    return found;
  }
};

}  // namespace adc::parser
