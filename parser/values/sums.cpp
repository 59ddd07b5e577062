#include "parser/values/sums.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <vector>

#include "diag/diagnostics.h"
#include "ir/rational.h"

namespace adc::parser {

using ir::Op;
using Dims = std::vector<std::int64_t>;

// --- beginning ----------------------------------------------------------------------------------------------------

Affine Sums::bound(const Operand& x, const char* what) const {
  if (const auto form = forms_.of(x.value)) return *form;
  if (index_numbers_.is_fixed(x.value)) {
    diag::fail("bad-range", x.span,
               std::string(what) + " of a range is a whole number, or affine in the indices outside of it");
  }
  diag::fail("bad-range", x.span, std::string(what) + " of a range must be known when the program is compiled",
             {"a size is declared with `dim n`"});
}

Value Sums::open(const RangeOperands& range) {
  const Affine first = bound(range.first, "the beginning");
  const Affine last = bound(range.last, "the end");
  const Affine step = range.step ? bound(*range.step, "the step") : Affine{.constant = 1};
  if (step.constant == 0 || !step.terms.empty()) {
    diag::fail("bad-range", range.step->span, "the step of a range is a constant whole number other than 0");
  }
  const bool varies = !first.terms.empty() || !last.terms.empty();
  Wide from = first.constant;
  Wide to = last.constant;
  if (varies) {
    if (!first.terms.empty() && std::abs(step.constant) != 1) {
      diag::fail("bad-range", range.first.span,
                 "where the beginning of a range depends on an index, the step is 1 or -1");
    }
    const bool up = step.constant > 0;
    from = up ? forms_.bounds(first).low : forms_.bounds(first).high;
    to = up ? forms_.bounds(last).high : forms_.bounds(last).low;
  }
  const Wide span = (to - from) * (step.constant > 0 ? 1 : -1);
  const Wide stride = step.constant > 0 ? static_cast<Wide>(step.constant) : -static_cast<Wide>(step.constant);
  const Wide extent = span < 0 ? 0 : span / stride + 1;
  constexpr Wide kFar = Wide{1} << 53;  // beyond it doubles skip integers
  if (extent > ir::kMaxElements || from > kFar || from < -kFar || to > kFar || to < -kFar) {
    diag::fail("tensor-too-large", builder_.span(), "the range has too many elements, or too large ones");
  }
  const Slot slot = indices_.open(static_cast<std::int64_t>(extent));
  const Affine form{.constant = static_cast<std::int64_t>(from), .terms = FewAxes<Affine::Term>({slot, step.constant})};
  const Value value = forms_.lazily(form);
  const auto within = [&](const Affine& end, const Operand& operand, bool is_first) {
    if (end.terms.empty()) return;
    const bool below = is_first == (step.constant > 0);
    const Operand self{value, operand.span};
    const Operand other{forms_.lazily(end), operand.span};
    const Value holds = elementwise_.compare(Meaning::LessEqual, below ? other : self, below ? self : other);
    const std::optional<Value>& mask = indices_.mask(slot);
    indices_.set_mask(slot, mask ? elementwise_.logical(Op::And, {*mask, operand.span}, {holds, operand.span}) : holds);
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

Value Sums::masked(const Value& body, const std::optional<Value>& mask, Form form) {
  if (!mask) return body;
  const Span span = builder_.span();
  return elementwise_.select({*mask, span}, {body, span}, {Value::tensor(emitter_.constant(neutral(form))), span});
}

Value Sums::reduce(Form form, const Operand& body, std::uint32_t count) {
  const Slot first = indices_.count() - count;
  const Span span = builder_.span();
  Value value = forms_.number(body.value);
  std::optional<Value> mask;
  FewAxes<Slot> slots;  // of the body, of the masks, and those that end
  for (Slot slot = first; slot < indices_.count(); ++slot) {
    const auto& own = indices_.mask(slot);
    if (own) mask = mask ? elementwise_.logical(Op::And, {*mask, span}, {*own, span}) : *own;
    slots = axes_.unite(slots, FewAxes<Slot>(slot));
  }
  const std::size_t ending = slots.size();
  slots = axes_.unite(slots, value.slots);
  if (mask) slots = axes_.unite(slots, mask->slots);
  // A mean over a mask is the masked sum divided by how many terms each has.
  if (form == Form::Mean && mask) {
    const Value terms =
        reduce_over(Form::Sum, Value::tensor(builder_.to_float(axes_.spread(*mask, slots, {})), slots), ending);
    const Value sum = reduce_over(Form::Sum, axes_.spread(masked(value, mask, form), slots), ending);
    indices_.close(count);
    return elementwise_.binary(Meaning::Divide, {sum, span}, {terms, span});
  }
  const Value result = reduce_over(form, axes_.spread(masked(value, mask, form), slots), ending);
  indices_.close(count);
  return result;
}

// Over the innermost `ending` axes of indices, all of which the value has.
Value Sums::reduce_over(Form form, const Value& value, std::size_t ending) {
  Dims axes;
  for (std::size_t k = value.slots.size() - ending; k < value.slots.size(); ++k)
    axes.push_back(static_cast<std::int64_t>(k));
  Value result = reductions_.over_axes(form, value, axes);
  result.slots = {};
  for (std::size_t k = 0; k + ending < value.slots.size(); ++k) result.slots.push_back(value.slots[k]);
  return result;
}

Value Sums::collect(const Operand& body, std::uint32_t count) {
  const Slot first = indices_.count() - count;
  Value value = forms_.number(body.value);
  FewAxes<Slot> slots = value.slots;
  for (Slot slot = first; slot < indices_.count(); ++slot) {
    if (indices_.mask(slot)) {
      diag::fail("bad-range", body.span,
                 "the rows of a matrix have equal lengths, so this range cannot depend on an index",
                 {"give all of it, and 0 where there is nothing: `if(j <= i, …, 0)`"});
    }
    slots = axes_.unite(slots, FewAxes<Slot>(slot));
  }
  value = axes_.spread(value, slots);
  FewAxes<Slot> outer;
  for (const Slot slot : slots) {
    if (slot < first) outer.push_back(slot);
  }
  indices_.close(count);
  return Value::tensor(value.id, outer);
}

}  // namespace adc::parser
