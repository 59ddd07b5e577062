#include "passes/real/write.h"

#include <optional>
#include <ranges>

namespace adc::passes::real {
namespace {

using ir::ValueId;

// What must be made before parts of a product are: also the parts of fractions in them, which hold no fractions.
void add_keys(const std::vector<ProductPart>& parts, std::vector<Key>& keys) {
  for (const ProductPart& part : parts) {
    if (part.above.empty() && part.wrap != Op::Exp) keys.push_back(part.base);
    if (part.symbolic) keys.push_back(part.exponent);
    for (const ProductPart& inner : part.above) keys.push_back(inner.base);
    for (const ProductPart& inner : part.below) keys.push_back(inner.base);
  }
}

}  // namespace

std::size_t Writer::Hash::operator()(const Key& key) const {
  return key.scale.hash() * 1099511628211U ^ static_cast<std::size_t>(key.expr);
}

bool Writer::Equal::operator()(const Key& a, const Key& b) const { return a.expr == b.expr && a.scale == b.scale; }

ProductLayout Writer::product_layout(const Key& key) const {
  const NormalForm& form = pool_[key.expr];
  if (form.kind == Kind::Product) return layout_product(pool_, times(form.number, key.scale), factors_in_order(form));
  return layout_product(pool_, key.scale, factors_of(pool_, key.expr));
}

// What must be made before `key`.
std::vector<Key> Writer::parts_of(const Key& key) const {
  const NormalForm& form = pool_[key.expr];
  std::vector<Key> parts;
  if (form.kind == Kind::Number) return parts;
  if (form.kind == Kind::Call && key.scale.is_one()) {
    for (const Expr arg : form.args) parts.push_back({arg, kOne});
    return parts;
  }
  if (form.kind == Kind::Sum) {
    for (const SumPart& part : layout_sum(pool_, form, key.scale).parts) {
      if (!part.is_constant) parts.push_back(part.key);
    }
    return parts;
  }
  const ProductLayout layout = product_layout(key);
  add_keys(layout.num, parts);
  add_keys(layout.den, parts);
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
  const NormalForm& form = pool_[key.expr];
  switch (form.kind) {
    case Kind::Number: return number(times(form.number, key.scale));
    case Kind::Sum: return build_sum(key);
    case Kind::Product: return build_product(product_layout(key));
    case Kind::Call: return key.scale.is_one() ? build_call(form) : build_product(product_layout(key));
  }
  return {};
}

ValueId Writer::build_call(const NormalForm& form) {
  if (form.op == Op::Param) return params_[static_cast<std::size_t>(form.immediate)];
  if (form.op == Op::Const) return builder_.constant(pool_.constant_at(form.immediate));
  if (!ir::is_elementwise(form.op)) return build_tensor(form);
  std::vector<ValueId> args;
  args.reserve(form.args.size());
  for (const Expr arg : form.args) args.push_back(made({arg, kOne}));
  return builder_.emit(form.op, args, form.immediate);
}

ValueId Writer::build_tensor(const NormalForm& form) {
  const Structure& structure = pool_.structure_of(form);
  std::vector<ValueId> args;
  args.reserve(form.args.size());
  for (std::size_t k = 0; k < form.args.size(); ++k) {
    args.push_back(shaped(made({form.args[k], kOne}), structure.shapes[k]));
  }
  return builder_.emit(form.op, args, structure.immediates);
}

ValueId Writer::shaped(ValueId value, const ir::Shape& shape) {
  const bool fits = builder_.function().shape(value).rank() == shape.rank();
  return fits ? value : builder_.broadcast(value, shape.dims(), {});
}

ValueId Writer::build_sum(const Key& key) {
  SumLayout layout = layout_sum(pool_, pool_[key.expr], key.scale);
  const ValueId sum = build_sum_parts(layout.parts);
  if (!layout.factored) return sum;
  const ProductLayout& product = layout.product;
  ValueId result = product.p.is_one() ? sum : builder_.mul(builder_.rational(product.p), sum);
  if (!product.q.is_one()) result = builder_.div(result, builder_.rational(product.q));
  return product.negative ? builder_.neg(result) : result;
}

ValueId Writer::build_sum_parts(const std::vector<SumPart>& parts) {
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
  ValueId result = build_product_parts(layout.p, layout.num);
  if (!layout.den.empty() || !layout.q.is_one())
    result = builder_.div(result, build_product_parts(layout.q, layout.den));
  return layout.negative ? builder_.neg(result) : result;
}

ValueId Writer::build_product_parts(const Rational& coefficient, const std::vector<ProductPart>& parts) {
  std::optional<ValueId> product;
  if (!coefficient.is_one() || parts.empty()) product = builder_.rational(coefficient);
  for (const ProductPart& part : parts) {
    const ValueId value = build_product_part(part);
    product = product ? builder_.mul(*product, value) : value;
  }
  return *product;
}

ValueId Writer::build_product_part(const ProductPart& part) {
  if (part.wrap == Op::Exp) return builder_.exp(made(part.exponent));
  ValueId base = part.above.empty() ? made(part.base) : build_product_parts(kOne, part.above);
  if (!part.below.empty()) base = builder_.div(base, build_product_parts(kOne, part.below));
  if (part.above.empty() && part.wrap != Op::Copy) base = builder_.emit(part.wrap, {base});
  if (part.symbolic) return builder_.pow(base, made(part.exponent));
  if (part.power.is_one()) return base;
  if (part.power == Rational::ratio(1, 2)) return builder_.sqrt(base);
  const auto n = part.power.to_int64();
  if (n && ir::is_legal_immediate(Op::Powi, *n)) return builder_.powi(base, *n);
  return builder_.pow(base, number(part.power));
}

}  // namespace adc::passes::real
