#include "passes/derive/amplification.h"

#include <algorithm>
#include <cmath>

#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// Products up to this many terms are predicated term by term, beyond row by row.
constexpr std::int64_t kFewTerms = std::int64_t{1} << 14U;
// The same where choices are made by what is derived and what is multiplied is finite if the inputs are.
constexpr std::int64_t kFewFiniteTerms = std::int64_t{1} << 7U;

// Whether zeros stand in a tangent or an adjoint by position.
bool moves_some(Op op) {
  return op == Op::Slice || op == Op::Pad || op == Op::Gather || op == Op::ScatterAdd || op == Op::Concat;
}

// Whether an op gives a finite number for all finite operands, overflow aside.
bool is_total(const ir::Function& fn, ValueId id) {
  const std::span<const ValueId> x = fn.operands(id);
  switch (fn.op(id)) {
    case Op::Div: return fn.is_const(x[1]) && fn.constant(x[1]).to_double() != 0;
    case Op::Powi: return fn.immediate(id) >= 0;
    case Op::Gather: return fn.op(x[1]) == Op::Iota;
    case Op::Pow:
    case Op::Sqrt:
    case Op::Diff: return false;
    case Op::ReduceMax:
    case Op::ReduceMin: return fn.shape(x[0]).elements() > 0;
    default: break;
  }
  if (!ir::is_elementwise(fn.op(id))) return true;
  return ir::info(fn.op(id)).domain == ir::Domain::AnyReal || ir::info(fn.op(id)).domain == ir::Domain::Boolean ||
         fn.op(id) == Op::Abs || fn.op(id) == Op::Copysign || fn.op(id) == Op::Hypot || fn.op(id) == Op::Cbrt;
}

}  // namespace

Finiteness Amplification::finiteness(ValueId value) {
  const ir::Function& fn = b_->function();
  for (std::size_t i = finiteness_.size(); i <= ir::index(value); ++i) {
    const ValueId id = ir::value_id(i);
    Finiteness own = Finiteness::IfInputsAre;
    if (fn.is_const(id)) {
      const bool is_number = fn.type(id).dtype == ir::DType::Bool || std::isfinite(fn.constant(id).to_double());
      if (!is_number) own = Finiteness::Unknown;
    } else if (fn.type(id).dtype != ir::DType::Bool && fn.op(id) != Op::Param) {
      if (!is_total(fn, id)) own = Finiteness::Unknown;
      for (const ValueId x : fn.operands(id)) own = std::max(own, finiteness_[ir::index(x)]);
    }
    finiteness_.push_back(own);
  }
  return finiteness_[ir::index(value)];
}

bool Amplification::is_seed(ValueId value) const { return seeded_ && b_->facts().unit_seeds.contains(value); }

Amplification::Source Amplification::source(ValueId value) {
  const ir::Function& fn = b_->function();
  sources_.resize(b_->size());
  std::vector<ValueId> pending{value};
  while (!pending.empty()) {
    const ValueId next = pending.back();
    Source own = sources_[ir::index(next)];
    const std::size_t before = pending.size();
    if (!own.known) {
      own.seed = is_seed(next);
      for (const ValueId x : fn.operands(next)) {
        const Source& of = sources_[ir::index(x)];
        if (!of.known) pending.push_back(x);
        own.active = own.active || of.active;
        own.seed = own.seed || of.seed;
      }
    }
    if (pending.size() > before) continue;
    own.known = true;
    sources_[ir::index(next)] = own;
    pending.pop_back();
  }
  return sources_[ir::index(value)];
}

void Amplification::begin(std::span<const ValueId> path, bool seeded) {
  const ir::Function& fn = b_->function();
  seeded_ = seeded;
  chosen_by_what_is_given_ = false;
  sources_.clear();
  const auto is_op = [&](Op op) { return [&fn, op](ValueId y) { return fn.op(y) == op; }; };
  if (std::ranges::none_of(path, is_op(Op::Dot))) return;
  sources_.resize(b_->size());
  for (const ValueId y : path) sources_[ir::index(y)] = {.known = true, .active = true};
  chosen_by_what_is_given_ = std::ranges::any_of(path, [&](ValueId y) {
    return moves_some(fn.op(y)) || (fn.op(y) == Op::Select && !source(fn.operands(y)[0]).active);
  });
}

bool Amplification::may(ValueId y, std::size_t k) {
  const ir::Function& fn = b_->function();
  if (fn.op(y) != Op::Dot) return amplifies(fn.op(y));
  if (level_ == Level::Real) return false;
  if (finiteness(fn.operands(y)[1 - k]) == Finiteness::Unknown || chosen_by_what_is_given_) return true;
  if (seeded_) return terms(y) <= kFewTerms;
  return terms(y) <= kFewFiniteTerms || is_of_vectors(y, k);
}

bool Amplification::may_be_infinite(const Term& t) const {
  if (level_ == Level::Real || !t.value || is_seed(*t.value)) return false;
  return !b_->function().is_const(*t.value);
}

Care Amplification::care(ValueId y, std::size_t k, const Term& changed, ValueId mask) {
  const ir::Function& fn = b_->function();
  if (fn.op(y) != Op::Dot) return Care::None;
  if (changed.value && is_seed(*changed.value)) return Care::None;  // each unit tensor moves elements
  const Source by = source(mask);
  const bool is_likely = !by.active || finiteness(fn.operands(y)[1 - k]) == Finiteness::Unknown;
  if (terms(y) <= (is_likely ? kFewTerms : kFewFiniteTerms)) return Care::Terms;
  const bool is_cheap = !by.active || is_of_vectors(y, k);
  return is_cheap && !by.seed ? Care::Rows : Care::None;
}

// Whether each element of what operand k is multiplied by has one factor, so that rows say as much as terms.
bool Amplification::is_of_vectors(ValueId y, std::size_t k) const {
  const ir::Function& fn = b_->function();
  const ir::Shape shape = fn.shape(fn.operands(y)[k]);
  const ir::List batch = fn.list(y, k);
  const Axes bound = joined(Axes(batch.begin(), batch.end()), fn.list(y, 2 + k));
  return ir::Shape(extents(shape, other_axes(bound, shape.rank()))).elements() == 1;
}

std::int64_t Amplification::terms(ValueId y) const {
  const ir::Function& fn = b_->function();
  return fn.shape(y).elements() * ir::Shape(extents(fn.shape(fn.operands(y)[0]), fn.list(y, 2))).elements();
}

}  // namespace adc::passes
