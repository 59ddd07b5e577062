// The indices of sums: what is affine in them, what they run over, and how sums over them end.
#include <array>

#include "diag/diagnostics.h"
#include "ir/rational.h"
#include "parser/builtins/tensors.h"

namespace adc::parser {

using ir::Op;
using Dims = std::vector<std::int64_t>;

// --- what is affine -----------------------------------------------------------------------------------------------

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

std::optional<Affine> Tensors::affine(const Value& value) const {
  if (value.kind == Value::Kind::Affine) return forms_[value.payload];
  if (const auto n = exact_integer(value)) return Affine{.constant = *n};
  return std::nullopt;
}

Value Tensors::lazily(const Affine& form) {
  forms_.push_back(form);
  return {.kind = Value::Kind::Affine, .payload = static_cast<std::uint32_t>(forms_.size() - 1)};
}

std::optional<Value> Tensors::affine_unary(Meaning meaning, const Value& x) {
  if (x.kind != Value::Kind::Affine) return std::nullopt;
  if (meaning == Meaning::Plus) return x;
  if (meaning != Meaning::Negate) return std::nullopt;
  const auto form = combine(forms_[x.payload], -1, {}, 0);
  return form ? std::optional(lazily(*form)) : std::nullopt;
}

std::optional<Value> Tensors::affine_binary(Meaning meaning, const Value& x, const Value& y) {
  if (x.kind != Value::Kind::Affine && y.kind != Value::Kind::Affine) return std::nullopt;
  const auto a = affine(x);
  const auto b = affine(y);
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

Value Tensors::computed(const Value& value) {
  return value.kind == Value::Kind::Affine ? compute(forms_[value.payload]) : value;
}

Value Tensors::compute(const Affine& form) {
  std::optional<Value> sum;
  const Span span = builder_.span();
  for (const Affine::Term& term : form.terms) {
    IndexRange& index = indices_[term.slot];
    if (index.counter == kNoValue)
      index.counter = emit(Op::Iota, {}, {std::array{index.extent}, std::array<std::int64_t, 1>{0}});
    Value value{.kind = Value::Kind::Tensor, .id = index.counter};
    value.slots.push_back(term.slot);
    if (term.factor != 1) value.id = builder_.mul(integer(term.factor), value.id);
    sum = sum ? elementwise_binary(Meaning::Add, {*sum, span}, {value, span}) : value;
  }
  if (!sum) return whole(integer(form.constant));
  if (form.constant != 0) sum->id = builder_.add(sum->id, integer(form.constant));
  return *sum;
}

// --- what is made of indices, and not affine ----------------------------------------------------------------------

// Made of indices and constants alone.
bool Tensors::is_fixed(const Value& value) const {
  if (value.kind == Value::Kind::Affine) return true;
  if (value.kind != Value::Kind::Tensor) return false;
  return (value.slots.empty() && fn().is_const(value.id)) || known_.contains(static_cast<std::uint32_t>(value.id));
}

// What an operator makes of operands that are made of indices: i mod k stays periodic in sums and multiples.
std::optional<Tensors::Known> Tensors::known(Meaning meaning, const Operand& x, const Operand& y) const {
  const auto is_index = [&](const Value& value) {
    return is_fixed(value) && (value.kind == Value::Kind::Affine || !value.slots.empty());
  };
  if (!is_fixed(x.value) || !is_fixed(y.value) || (!is_index(x.value) && !is_index(y.value))) return std::nullopt;
  const auto is_periodic = [&](const Value& value) {
    const auto found = known_.find(static_cast<std::uint32_t>(value.id));
    return value.kind == Value::Kind::Tensor && found != known_.end() && found->second == Known::Periodic;
  };
  const auto is_good = [&](const Value& value) { return affine(value) || is_periodic(value); };
  const bool good = is_good(x.value) && is_good(y.value);
  const bool periodic = good && (is_periodic(x.value) || is_periodic(y.value));  // else too large to be affine
  switch (meaning) {
    case Meaning::Modulo: return good && !is_index(y.value) ? Known::Periodic : Known::NotAffine;
    case Meaning::Add:
    case Meaning::Subtract:
    case Meaning::Negate:
    case Meaning::Plus: return periodic ? Known::Periodic : Known::NotAffine;
    case Meaning::Multiply:
    case Meaning::MultiplyElements:
      return periodic && (!is_index(x.value) || !is_index(y.value)) ? Known::Periodic : Known::NotAffine;
    default: return Known::NotAffine;
  }
}

void Tensors::note_known(const Value& value, std::optional<Known> known) {
  if (known) known_.insert_or_assign(static_cast<std::uint32_t>(value.id), *known);
}

// --- beginning ----------------------------------------------------------------------------------------------------

Value Tensors::range_value(const RangeOperands& range) {
  ranges_.push_back(range);
  return {.kind = Value::Kind::Range, .payload = static_cast<std::uint32_t>(ranges_.size() - 1)};
}

Tensors::Bounds Tensors::bounds(const Affine& form) const {
  Bounds result{form.constant, form.constant};
  for (const Affine::Term& term : form.terms) {
    const Wide far = static_cast<Wide>(term.factor) * std::max<std::int64_t>(indices_[term.slot].extent - 1, 0);
    (far < 0 ? result.low : result.high) += far;
  }
  return result;
}

Affine Tensors::bound(const Operand& x, const char* what) const {
  if (const auto form = affine(x.value)) return *form;
  if (is_fixed(x.value)) {
    diag::fail("bad-range", x.span,
               std::string(what) + " of a range is a whole number, or affine in the indices outside of it");
  }
  diag::fail("bad-range", x.span, std::string(what) + " of a range must be known when the program is compiled",
             {"a size is declared with `dim n`"});
}

Value Tensors::open_index(const RangeOperands& range) {
  const Affine first = bound(range.first, "the beginning");
  const Affine last = bound(range.last, "the end");
  const Affine step = range.step ? bound(*range.step, "the step") : Affine{.constant = 1};
  if (step.constant == 0 || !step.terms.empty()) {
    diag::fail("bad-range", range.step->span, "the step of a range is a constant whole number other than 0");
  }
  IndexRange index{.start = first.constant, .stride = step.constant};
  const bool varies = !first.terms.empty() || !last.terms.empty();
  Wide from = first.constant;
  Wide to = last.constant;
  if (varies) {
    if (!first.terms.empty() && std::abs(step.constant) != 1) {
      diag::fail("bad-range", range.first.span,
                 "where the beginning of a range depends on an index, the step is 1 or -1");
    }
    const bool up = step.constant > 0;
    from = up ? bounds(first).low : bounds(first).high;
    to = up ? bounds(last).high : bounds(last).low;
  }
  const Wide span = (to - from) * (step.constant > 0 ? 1 : -1);
  const Wide stride = step.constant > 0 ? static_cast<Wide>(step.constant) : -static_cast<Wide>(step.constant);
  const Wide extent = span < 0 ? 0 : span / stride + 1;
  constexpr Wide kFar = Wide{1} << 53;  // beyond it doubles skip integers
  if (extent > ir::kMaxElements || from > kFar || from < -kFar || to > kFar || to < -kFar) {
    diag::fail("tensor-too-large", builder_.span(), "the range has too many elements, or too large ones");
  }
  index.start = static_cast<std::int64_t>(from);
  index.extent = static_cast<std::int64_t>(extent);
  const auto slot = static_cast<Slot>(indices_.size());
  indices_.push_back(index);
  Affine form{.constant = index.start};
  form.terms.push_back({slot, index.stride});
  const Value value = lazily(form);
  const auto within = [&](const Affine& end, const Operand& operand, bool is_first) {
    if (end.terms.empty()) return;
    const bool below = is_first == (index.stride > 0);
    const Operand self{value, operand.span};
    const Operand other{lazily(end), operand.span};
    const Value holds = compare(Meaning::LessEqual, below ? other : self, below ? self : other);
    std::optional<Value>& mask = indices_[slot].mask;
    mask = mask ? logical(Op::And, {*mask, operand.span}, {holds, operand.span}) : holds;
  };
  within(first, range.first, true);
  within(last, range.last, false);
  return value;
}

// --- ending -------------------------------------------------------------------------------------------------------

namespace {

// What an element that is left out counts as.
ir::Constant neutral(Form form) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (form) {
    case Form::Prod: return ir::Constant::rational(1);
    case Form::Min: return ir::Constant::floating(kInfinity);
    case Form::Max:
    case Form::Logsumexp: return ir::Constant::floating(-kInfinity);
    default: return ir::Constant::rational(0);
  }
}

}  // namespace

Value Tensors::masked(const Value& body, const std::optional<Value>& mask, Form form) {
  if (!mask) return body;
  const Span span = builder_.span();
  return select({*mask, span}, {body, span}, {whole(emitter_.constant(neutral(form))), span});
}

Value Tensors::reduce_indices(Form form, const Operand& body, std::uint32_t count) {
  const auto first = static_cast<Slot>(indices_.size() - count);
  const Span span = builder_.span();
  Value value = number(body.value);
  std::optional<Value> mask;
  FewAxes<Slot> slots;  // of the body, of the masks, and those that end
  for (Slot slot = first; slot < indices_.size(); ++slot) {
    const auto& own = indices_[slot].mask;
    if (own) mask = mask ? logical(Op::And, {*mask, span}, {*own, span}) : *own;
    FewAxes<Slot> one;
    one.push_back(slot);
    slots = unite(slots, one);
  }
  const std::size_t ending = slots.size();
  slots = unite(slots, value.slots);
  if (mask) slots = unite(slots, mask->slots);
  // A mean over a mask is the masked sum divided by how many terms each has.
  if (form == Form::Mean && mask) {
    const Value terms = reduce_indices_of(Form::Sum, made(builder_.to_float(spread(*mask, slots, {})), slots), ending);
    const Value sum = reduce_indices_of(Form::Sum, spread_out(masked(value, mask, form), slots), ending);
    close_indices(count);
    return quotient({sum, span}, {terms, span});
  }
  const Value result = reduce_indices_of(form, spread_out(masked(value, mask, form), slots), ending);
  close_indices(count);
  return result;
}

Value Tensors::spread_out(const Value& value, const FewAxes<Slot>& slots) {
  return made(spread(value, slots, shape(value)), slots);
}

// Over the innermost `ending` axes of indices, all of which the value has.
Value Tensors::reduce_indices_of(Form form, const Value& value, std::size_t ending) {
  Dims axes;
  for (std::size_t k = value.slots.size() - ending; k < value.slots.size(); ++k)
    axes.push_back(static_cast<std::int64_t>(k));
  Value result = over_axes(form, value, axes);
  result.slots = {};
  for (std::size_t k = 0; k + ending < value.slots.size(); ++k) result.slots.push_back(value.slots[k]);
  return result;
}

Value Tensors::collect_indices(const Operand& body, std::uint32_t count) {
  const auto first = static_cast<Slot>(indices_.size() - count);
  Value value = number(body.value);
  FewAxes<Slot> slots = value.slots;
  for (Slot slot = first; slot < indices_.size(); ++slot) {
    if (indices_[slot].mask) {
      diag::fail("bad-range", body.span,
                 "the rows of a matrix have equal lengths, so this range cannot depend on an index",
                 {"give all of it, and 0 where there is nothing: `if(j <= i, …, 0)`"});
    }
    FewAxes<Slot> one;
    one.push_back(slot);
    slots = unite(slots, one);
  }
  value = spread_out(value, slots);
  FewAxes<Slot> outer;
  for (const Slot slot : slots) {
    if (slot < first) outer.push_back(slot);
  }
  close_indices(count);
  return made(value.id, outer);
}

}  // namespace adc::parser
