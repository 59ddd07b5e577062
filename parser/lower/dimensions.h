// The sizes that declared types name, and the shapes that follow.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "parser/tree/ast.h"

namespace adc::parser {

/// A declared type, and the shape of what it is declared for.
struct Typed {
  TypeRef type;
  ir::Shape shape;
  std::string name;
  Span span;  ///< the place of what has the shape
};

/// The value of each size of a program. Sizes are given (`n=3`), or follow from the shape of what is declared with
/// them: `param x: R[n]` with three numbers for x makes n 3. Throws `diag::Failure`.
class Dimensions {
 public:
  explicit Dimensions(const Ast& ast) : ast_(ast) {}

  /// Gives the sizes of these names their values.
  void give(const std::map<std::string, std::int64_t>& sizes);
  /// Where a type's extent is nothing but a size that is not known yet, that is the extent of the shape.
  void learn(const TypeRef& type, const ir::Shape& shape);
  /// The shape that a type says; "unknown-dim" where a size in it is not known.
  [[nodiscard]] ir::Shape shape(const TypeRef& type) const;
  /// Fails unless the shape is what the type says.
  void check(const Typed& typed) const;
  /// For a call's arguments: the sizes that only this function's types name are learnt anew, then all are checked.
  void unify_call(std::span<const Typed> arguments);
  /// The value of a size that is used at `use`.
  [[nodiscard]] std::int64_t size(EntityId dim, Span use) const;

 private:
  [[nodiscard]] std::vector<std::uint32_t> extents(const TypeRef& type) const;
  [[nodiscard]] std::int64_t evaluate(std::uint32_t root) const;
  [[nodiscard]] std::optional<std::int64_t> value(EntityId dim) const;

  const Ast& ast_;
  std::map<EntityId, std::int64_t> values_;
};

}  // namespace adc::parser
