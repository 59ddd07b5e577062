#include "passes/real/write.h"

#include <optional>
#include <ranges>

namespace adc::passes::real {
namespace {

using ir::ValueId;

const Rational kOne(1);

// What must be made before items are: also the parts of fractions in them, which hold no fractions.
void add_parts(const std::vector<Item>& items, std::vector<Key>& parts) {
  for (const Item& item : items) {
    if (item.above.empty() && item.wrap != Op::Exp) parts.push_back(item.base);
    if (item.symbolic) parts.push_back(item.exponent);
    for (const Item& inner : item.above) parts.push_back(inner.base);
    for (const Item& inner : item.below) parts.push_back(inner.base);
  }
}

}  // namespace

std::size_t Writer::Hash::operator()(const Key& key) const {
  return key.scale.hash() * 1099511628211U ^ static_cast<std::size_t>(key.expr);
}

bool Writer::Equal::operator()(const Key& a, const Key& b) const { return a.expr == b.expr && a.scale == b.scale; }

ProductLayout Writer::product_layout(const Key& key) const {
  const Node& node = pool_[key.expr];
  if (node.kind == Kind::Product) return layout_product(pool_, times(node.number, key.scale), factors_in_order(node));
  return layout_product(pool_, key.scale, factors_of(pool_, key.expr));
}

// What must be made before `key`.
std::vector<Key> Writer::parts_of(const Key& key) const {
  const Node& node = pool_[key.expr];
  std::vector<Key> parts;
  if (node.kind == Kind::Number) return parts;
  if (node.kind == Kind::Call && key.scale.is_one()) {
    for (const Expr arg : node.args) parts.push_back({arg, kOne});
    return parts;
  }
  if (node.kind == Kind::Sum) {
    for (const SumPart& part : layout_sum(pool_, node, key.scale).parts) {
      if (!part.is_constant) parts.push_back(part.key);
    }
    return parts;
  }
  const ProductLayout layout = product_layout(key);
  add_parts(layout.num, parts);
  add_parts(layout.den, parts);
  return parts;
}

ValueId Writer::write(Expr e) {
  std::vector<std::pair<Key, bool>> stack{{{e, kOne}, false}};
  while (!stack.empty()) {
    const auto [key, ready] = stack.back();
    stack.pop_back();
    if (made_.contains(key)) continue;
    if (ready) {
      made_.emplace(key, build(key));
      continue;
    }
    stack.emplace_back(key, true);
    const std::vector<Key> parts = parts_of(key);
    for (const Key& part : parts | std::views::reverse) stack.emplace_back(part, false);
  }
  return made({e, kOne});
}

ValueId Writer::number(const Rational& value) {
  if (value.is_negative()) return builder_.neg(number(-value));
  if (is_literal(pool_, value)) return builder_.rational(value);
  return builder_.div(builder_.rational(value.numerator()), builder_.rational(value.denominator()));
}

ValueId Writer::build(const Key& key) {
  const Node& node = pool_[key.expr];
  switch (node.kind) {
    case Kind::Number: return number(times(node.number, key.scale));
    case Kind::Sum: return build_sum(key);
    case Kind::Product: return build_product(product_layout(key));
    case Kind::Call: return key.scale.is_one() ? build_call(node) : build_product(product_layout(key));
  }
  return {};
}

ValueId Writer::build_call(const Node& node) {
  if (node.op == Op::Param) return params_[static_cast<std::size_t>(node.immediate)];
  if (node.op == Op::Const) return builder_.constant(pool_.constant_at(node.immediate));
  if (!ir::is_elementwise(node.op)) return build_tensor(node);
  std::vector<ValueId> args;
  args.reserve(node.args.size());
  for (const Expr arg : node.args) args.push_back(made({arg, kOne}));
  return builder_.emit(node.op, args, node.immediate);
}

ValueId Writer::build_tensor(const Node& node) {
  const Structure& structure = pool_.structure_of(node);
  std::vector<ValueId> args;
  args.reserve(node.args.size());
  for (std::size_t k = 0; k < node.args.size(); ++k) {
    args.push_back(shaped(made({node.args[k], kOne}), structure.shapes[k]));
  }
  return builder_.emit(node.op, args, structure.immediates);
}

ValueId Writer::shaped(ValueId value, const ir::Shape& shape) {
  const bool fits = builder_.function().shape(value).rank() == shape.rank();
  return fits ? value : builder_.broadcast(value, shape.dims(), {});
}

ValueId Writer::build_sum(const Key& key) {
  SumLayout layout = layout_sum(pool_, pool_[key.expr], key.scale);
  const ValueId sum = build_parts(layout.parts);
  if (!layout.factored) return sum;
  const ProductLayout& product = layout.product;
  ValueId result = product.p.is_one() ? sum : builder_.mul(builder_.rational(product.p), sum);
  if (!product.q.is_one()) result = builder_.div(result, builder_.rational(product.q));
  return product.negative ? builder_.neg(result) : result;
}

ValueId Writer::build_parts(const std::vector<SumPart>& parts) {
  std::optional<ValueId> sum;
  for (const SumPart& part : parts) {
    const ValueId value = part.is_constant ? number(part.key.scale) : made(part.key);
    if (!sum) {
      sum = part.negative ? builder_.neg(value) : value;
    } else {
      sum = part.negative ? builder_.sub(*sum, value) : builder_.add(*sum, value);
    }
  }
  return *sum;
}

ValueId Writer::build_product(const ProductLayout& layout) {
  ValueId result = build_items(layout.p, layout.num);
  if (!layout.den.empty() || !layout.q.is_one()) result = builder_.div(result, build_items(layout.q, layout.den));
  return layout.negative ? builder_.neg(result) : result;
}

ValueId Writer::build_items(const Rational& coefficient, const std::vector<Item>& items) {
  std::optional<ValueId> product;
  if (!coefficient.is_one() || items.empty()) product = builder_.rational(coefficient);
  for (const Item& item : items) {
    const ValueId value = build_item(item);
    product = product ? builder_.mul(*product, value) : value;
  }
  return *product;
}

ValueId Writer::build_item(const Item& item) {
  if (item.wrap == Op::Exp) return builder_.exp(made(item.exponent));
  ValueId base = item.above.empty() ? made(item.base) : build_items(kOne, item.above);
  if (!item.below.empty()) base = builder_.div(base, build_items(kOne, item.below));
  if (item.above.empty() && item.wrap != Op::Copy) base = builder_.emit(item.wrap, {base});
  if (item.symbolic) return builder_.pow(base, made(item.exponent));
  if (item.power.is_one()) return base;
  if (item.power == Rational::ratio(1, 2)) return builder_.sqrt(base);
  const auto n = item.power.to_int64();
  if (n && ir::is_legal_immediate(Op::Powi, *n)) return builder_.powi(base, *n);
  return builder_.pow(base, number(item.power));
}

}  // namespace adc::passes::real
