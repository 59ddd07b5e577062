#include "parser/lower/dimensions.h"

#include <fmt/core.h>

#include "diag/diagnostics.h"
#include "diag/unicode.h"
#include "parser/values/shapes.h"

namespace adc::parser {

void Dimensions::give(const std::map<std::string, std::int64_t>& sizes) {
  std::map<std::string, std::int64_t> canonical;
  for (const auto& [name, size] : sizes) canonical[diag::canonical_name(name)] = size;
  if (canonical.empty()) return;
  for (std::size_t i = 0; i < ast_.entities.size(); ++i) {
    const Entity& entity = ast_.entities[i];
    if (entity.kind != Entity::Kind::Dim) continue;
    const auto given = canonical.find(ast_.name(entity));
    if (given == canonical.end()) continue;
    if (given->second < 0) {
      diag::fail(
          "bad-dimension", entity.span,
          fmt::format("the size {} is {}, and sizes are not negative", diag::quote(given->first), given->second));
    }
    values_[static_cast<EntityId>(i)] = given->second;
  }
}

std::optional<std::int64_t> Dimensions::value(EntityId dim) const {
  const auto found = values_.find(dim);
  return found == values_.end() ? std::nullopt : std::optional(found->second);
}

std::int64_t Dimensions::size(EntityId dim, Span use) const {
  if (const auto known = value(dim)) return *known;
  const std::string& name = ast_.name(ast_.entity(dim));
  diag::fail("unknown-dim", use, fmt::format("the size {} is not known", diag::quote(name)),
             {fmt::format("give it: `{}=…`", name), "or give values to a vector that is declared with it"});
}

std::vector<std::uint32_t> Dimensions::extents(const TypeRef& type) const {
  if (type.extents.begin == type.extents.end) return {};
  const SyntaxNode& literal = ast_.nodes[type.extents.end - 1];
  return ast_.roots(type.extents.end - 1, literal.arity);
}

void Dimensions::learn(const TypeRef& type, const ir::Shape& shape) {
  const std::vector<std::uint32_t> roots = extents(type);
  if (roots.size() != shape.rank()) return;
  for (std::size_t k = 0; k < roots.size(); ++k) {
    const SyntaxNode& node = ast_.nodes[roots[k]];
    if (node.kind == SyntaxKind::Name) values_.emplace(static_cast<EntityId>(node.payload), shape[k]);
  }
}

ir::Shape Dimensions::shape(const TypeRef& type) const {
  std::vector<std::int64_t> dims;
  for (const std::uint32_t root : extents(type)) dims.push_back(evaluate(root));
  return checked_shape(dims, type.span);
}

void Dimensions::check(const Typed& typed) const {
  const ir::Shape wanted = shape(typed.type);
  if (wanted == typed.shape) return;
  std::vector<Label> labels;
  if (!typed.type.span.empty() && typed.type.span != typed.span) labels.push_back({typed.type.span, "declared here"});
  diag::fail("shape-mismatch", typed.span,
             fmt::format("{} is declared as {}, and this is {}", diag::quote(typed.name), diag::quote(spelling(wanted)),
                         diag::quote(spelling(typed.shape))),
             {}, std::move(labels));
}

void Dimensions::unify_call(std::span<const Typed> arguments) {
  for (const Typed& argument : arguments) {
    for (const std::uint32_t root : extents(argument.type)) {
      const SyntaxNode& node = ast_.nodes[root];
      if (node.kind != SyntaxKind::Name) continue;
      const auto dim = static_cast<EntityId>(node.payload);
      if (ast_.entity(dim).payload == kLocalDim) values_.erase(dim);
    }
  }
  for (const Typed& argument : arguments) learn(argument.type, argument.shape);
  for (const Typed& argument : arguments) check(argument);
}

// The value of an extent: a tree of + - * / ^ over whole numbers and sizes.
std::int64_t Dimensions::evaluate(std::uint32_t root) const {
  std::vector<ir::Rational> stack;
  for (std::uint32_t i = root + 1 - ast_.nodes[root].size; i <= root; ++i) {
    const SyntaxNode& node = ast_.nodes[i];
    if (node.kind == SyntaxKind::Number) {
      const ir::Constant& constant = ast_.numbers.value(static_cast<ConstantId>(node.payload));
      const bool exact = constant.kind() == ir::Constant::Kind::Rational;
      stack.push_back(exact ? constant.as_rational() : ir::Rational::ratio(1, 2));  // no whole number
      continue;
    }
    if (node.kind == SyntaxKind::Name) {
      stack.emplace_back(size(static_cast<EntityId>(node.payload), node.span));
      continue;
    }
    const ir::Rational y = stack.back();
    stack.pop_back();
    std::optional<ir::Rational> result;
    if (node.arity == 1) {
      result = node.meaning == Meaning::Negate ? -y : y;
    } else {
      const ir::Rational x = stack.back();
      stack.pop_back();
      switch (node.meaning) {
        case Meaning::Add: result = add(x, y); break;
        case Meaning::Subtract: result = sub(x, y); break;
        case Meaning::Multiply: result = mul(x, y); break;
        case Meaning::Divide: result = div(x, y); break;
        case Meaning::Raise:
          if (const auto n = y.to_int64(); n && *n >= 0 && *n <= 64) result = pow(x, *n);
          break;
        default: break;
      }
    }
    if (!result) diag::fail("bad-dimension", node.span, "this is no size");
    stack.push_back(*result);
  }
  const Span span = ast_.nodes[root].span;
  const auto size = stack.back().to_int64();
  if (!size || *size < 0) {
    diag::fail("bad-dimension", span, "a size is a whole number ≥ 0, and this is " + stack.back().to_string());
  }
  return *size;
}

}  // namespace adc::parser
