#include "parser/values/affine.h"

#include <algorithm>

namespace adc::parser {

namespace {

// a·x + b·y; nothing where a number or the terms become too many.
std::optional<Affine> combine(const Affine& x, std::int64_t a, const Affine& y, std::int64_t b) {
  const auto mix = [&](std::int64_t p, std::int64_t q) -> std::optional<std::int64_t> {
    std::int64_t ap = 0;
    std::int64_t bq = 0;
    std::int64_t sum = 0;
    const bool overflows =
        __builtin_mul_overflow(a, p, &ap) || __builtin_mul_overflow(b, q, &bq) || __builtin_add_overflow(ap, bq, &sum);
    return overflows ? std::nullopt : std::optional(sum);
  };
  Affine result;
  const auto constant = mix(x.constant, y.constant);
  if (!constant) return std::nullopt;
  result.constant = *constant;
  for (std::size_t i = 0, j = 0; i < x.terms.size() || j < y.terms.size();) {
    const bool left = j == y.terms.size() || (i < x.terms.size() && x.terms[i].slot <= y.terms[j].slot);
    const bool right = i == x.terms.size() || (j < y.terms.size() && y.terms[j].slot <= x.terms[i].slot);
    const Slot slot = left ? x.terms[i].slot : y.terms[j].slot;
    const auto factor = mix(left ? x.terms[i].factor : 0, right ? y.terms[j].factor : 0);
    i += left ? 1 : 0;
    j += right ? 1 : 0;
    if (!factor || (*factor != 0 && result.terms.full())) return std::nullopt;
    if (*factor != 0) result.terms.push_back({slot, *factor});
  }
  return result;
}

}  // namespace

std::optional<Affine> AffineForms::of(const Value& value) const {
  if (value.kind == Value::Kind::Affine) return forms_[value.payload];
  if (const auto n = exact_integer(value)) return Affine{.constant = *n};
  return std::nullopt;
}

std::optional<std::int64_t> AffineForms::exact_integer(const Value& value) const {
  if (value.kind != Value::Kind::Tensor || !value.slots.empty()) return std::nullopt;
  return emitter_.exact_integer(value.id);
}

Bounds AffineForms::bounds(const Affine& form) const {
  Bounds result{form.constant, form.constant};
  for (const Affine::Term& term : form.terms) {
    const Wide far = static_cast<Wide>(term.factor) * std::max<std::int64_t>(indices_.extent(term.slot) - 1, 0);
    (far < 0 ? result.low : result.high) += far;
  }
  return result;
}

// --- without computing --------------------------------------------------------------------------------------------

Value AffineForms::lazily(const Affine& form) {
  forms_.push_back(form);
  return {.kind = Value::Kind::Affine, .payload = static_cast<std::uint32_t>(forms_.size() - 1)};
}

std::optional<Value> AffineForms::unary(Meaning meaning, const Value& x) {
  if (x.kind != Value::Kind::Affine) return std::nullopt;
  if (meaning == Meaning::Plus) return x;
  if (meaning != Meaning::Negate) return std::nullopt;
  const auto form = combine(forms_[x.payload], -1, {}, 0);
  return form ? std::optional(lazily(*form)) : std::nullopt;
}

std::optional<Value> AffineForms::binary(Meaning meaning, const Value& x, const Value& y) {
  if (x.kind != Value::Kind::Affine && y.kind != Value::Kind::Affine) return std::nullopt;
  const auto a = of(x);
  const auto b = of(y);
  if (!a || !b) return std::nullopt;
  std::optional<Affine> form;
  switch (meaning) {
    case Meaning::Add: form = combine(*a, 1, *b, 1); break;
    case Meaning::Subtract: form = combine(*a, 1, *b, -1); break;
    case Meaning::Multiply:
    case Meaning::MultiplyElements:
      if (a->terms.empty()) form = combine(*b, a->constant, {}, 0);
      if (b->terms.empty()) form = combine(*a, b->constant, {}, 0);
      break;
    default: break;
  }
  return form ? std::optional(lazily(*form)) : std::nullopt;
}

// --- computing ----------------------------------------------------------------------------------------------------

Value AffineForms::compute(const Affine& form) {
  std::optional<Value> result;
  for (const Affine::Term& term : form.terms) {
    Value value = indices_.counter(term.slot);
    if (term.factor != 1) value.id = builder_.mul(emitter_.integer(term.factor), value.id);
    result = result ? sum(*result, value) : value;
  }
  if (!result) return Value::tensor(emitter_.integer(form.constant));
  if (form.constant != 0) result->id = builder_.add(result->id, emitter_.integer(form.constant));
  return *result;
}

Value AffineForms::sum(const Value& x, const Value& y) {
  const FewAxes<Slot> slots = axes_.unite(x.slots, y.slots);
  const ir::ValueId a = axes_.spread(x, slots, {});
  const ir::ValueId b = axes_.spread(y, slots, {});
  return Value::tensor(builder_.add(a, b), slots);
}

Value AffineForms::computed(const Value& value) {
  return value.kind == Value::Kind::Affine ? compute(forms_[value.payload]) : value;
}

Value AffineForms::number(const Value& value) {
  const Value x = computed(value);
  return Value::tensor(emitter_.number(x.id), x.slots);
}

}  // namespace adc::parser
