#include "analysis/elements.h"

#include <algorithm>
#include <utility>

#include "emit/formula_items.h"

namespace adc::analysis {

using ir::Op;
using ir::ValueId;

namespace {

constexpr int kMostDepth = 200;    // of operations within operations
constexpr int kMostSteps = 4'000;  // of all, beyond which nobody reads it
constexpr std::size_t kMostTerms = 32;

bool is_number(const ElementNode& node, std::int64_t n) {
  return node.kind == ElementNode::Kind::Number && node.number == ir::Constant::rational(n);
}

}  // namespace

IndexVariable Elements::variable(std::int64_t extent) {
  extents_.push_back(extent);
  data_.emplace_back();
  return static_cast<IndexVariable>(extents_.size() - 1);
}

std::optional<GuardedSum> Elements::element(ValueId v, std::span<const Affine> at) {
  try {
    return read(v, {at.begin(), at.end()});
  } catch (const Unwritten&) {
    return std::nullopt;
  }
}

// --- nodes --------------------------------------------------------------------------------------------------------

NodeId Elements::add(ElementNode node) {
  nodes_.push_back(std::move(node));
  return static_cast<NodeId>(nodes_.size() - 1);
}

NodeId Elements::number(std::int64_t n) {
  return add({.kind = ElementNode::Kind::Number, .number = ir::Constant::rational(n)});
}

NodeId Elements::apply(Op op, std::vector<NodeId> args, std::int64_t immediate) {
  return add({.kind = ElementNode::Kind::Apply, .op = op, .immediate = immediate, .args = std::move(args)});
}

NodeId Elements::as_node(GuardedSum terms) {
  if (terms.empty()) return number(0);
  const bool all_hold = std::ranges::all_of(terms, [](const GuardedTerm& term) { return term.zeros.empty(); });
  if (all_hold) {
    NodeId sum = terms[0].value;
    for (std::size_t i = 1; i < terms.size(); ++i) sum = apply(Op::Add, {sum, terms[i].value});
    return sum;
  }
  return add({.kind = ElementNode::Kind::Terms, .terms = std::move(terms)});
}

NodeId Elements::product(NodeId a, NodeId b) {
  if (is_number(node(a), 1)) return b;
  return is_number(node(b), 1) ? a : apply(Op::Mul, {a, b});
}

void Elements::take_step() {
  if (++steps_ > kMostSteps) throw Unwritten{};
}

bool Elements::uses(NodeId value, IndexVariable v) const {
  const auto in = [&](const Affine& a) {
    return std::ranges::any_of(a.factors, [&](const auto& part) {
      return part.first == v || (data_[part.first] && uses(*data_[part.first], v));
    });
  };
  const ElementNode& n = node(value);
  if (std::ranges::any_of(n.at, in)) return true;
  if (std::ranges::any_of(n.args, [&](NodeId arg) { return uses(arg, v); })) return true;
  return std::ranges::any_of(
      n.terms, [&](const GuardedTerm& term) { return std::ranges::any_of(term.zeros, in) || uses(term.value, v); });
}

// Also where v stands in what gives a position, as the t of `k[t]`.
Affine Elements::in_place(const Affine& a, IndexVariable v, const Affine& e) {
  Affine result = analysis::substituted(a, v, e);
  for (const auto& [other, factor] : a.factors) {
    if (!data_[other] || !uses(*data_[other], v)) continue;
    const NodeId moved = substituted(*data_[other], v, e);
    const IndexVariable fresh = variable(extents_[other]);
    data_[fresh] = moved;
    result = analysis::substituted(result, other, Affine::variable(fresh));
  }
  return result;
}

NodeId Elements::substituted(NodeId value, IndexVariable v, const Affine& e) {
  take_step();
  if (!uses(value, v)) return value;
  ElementNode n = node(value);
  for (Affine& a : n.at) a = in_place(a, v, e);
  for (NodeId& arg : n.args) arg = substituted(arg, v, e);
  for (GuardedTerm& term : n.terms) {
    for (Affine& zero : term.zeros) zero = in_place(zero, v, e);
    term.value = substituted(term.value, v, e);
  }
  return add(std::move(n));
}

bool Elements::is_inside(const Affine& a, std::int64_t extent) const {
  const Bounds b = bounds(a, extents_);
  return b.least >= 0 && b.most < extent;
}

bool Elements::stays_inside(NodeId value) const {
  const ElementNode& n = node(value);
  if (n.kind == ElementNode::Kind::Leaf) {
    for (std::size_t axis = 0; axis < n.at.size(); ++axis) {
      if (!is_inside(n.at[axis], fn_.shape(n.tensor)[axis])) return false;
    }
  }
  return std::ranges::all_of(n.args, [&](NodeId arg) { return stays_inside(arg); }) &&
         std::ranges::all_of(n.terms, [&](const GuardedTerm& term) { return stays_inside(term.value); });
}

// --- values -------------------------------------------------------------------------------------------------------

void Elements::find_words() {
  plain_.resize(fn_.size());
  words_.resize(fn_.size());
  for (std::size_t i = 0; i < fn_.size(); ++i) {
    const ValueId id = ir::value_id(i);
    const Op op = fn_.op(id);
    const bool is_full = op == Op::Broadcast && fn_.shape(fn_.operands(id)[0]).rank() == 0;
    const bool moves = op == Op::Iota || op == Op::Pad || (op == Op::Broadcast && !is_full) || op == Op::ScatterAdd ||
                       op == Op::Gather || op == Op::Concat || op == Op::Reshape || op == Op::Slice;
    const auto all = [&](const std::vector<bool>& are) {
      return std::ranges::all_of(fn_.operands(id), [&](ValueId x) { return are[ir::index(x)]; });
    };
    words_[i] = (ir::is_elementwise(op) || emit::has_words(fn_, id)) && fn_.shape(id).rank() <= 2 && all(words_);
    plain_[i] = words_[i] && !moves && all(plain_);
  }
}

// Whether the language has words for `v`, and no structure of indices is in it.
bool Elements::is_plain(ValueId v) {
  if (plain_.empty()) find_words();
  return plain_[ir::index(v)];
}

bool Elements::has_words(ValueId v) {
  if (words_.empty()) find_words();
  return words_[ir::index(v)];
}

GuardedSum Elements::read(ValueId v, const At& at) {
  take_step();
  if (++depth_ > kMostDepth) throw Unwritten{};
  GuardedSum result = fn_.op(v) == Op::Copy           ? read(fn_.operands(v)[0], at)
                      : ir::is_elementwise(fn_.op(v)) ? elementwise(v, at)
                                                      : structural(v, at);
  --depth_;
  if (result.size() > kMostTerms) throw Unwritten{};
  return result;
}

GuardedSum Elements::elementwise(ValueId v, const At& at) {
  const Op op = fn_.op(v);
  const auto of = [&](std::size_t k) {
    const ValueId x = fn_.operands(v)[k];
    return read(x, fn_.shape(x).rank() == 0 ? At{} : at);
  };
  const auto negated = [&](GuardedSum terms) {
    for (GuardedTerm& term : terms) term.value = apply(Op::Neg, {term.value});
    return terms;
  };
  switch (op) {
    case Op::Param: return {{{}, add({.kind = ElementNode::Kind::Leaf, .tensor = v, .at = at})}};
    case Op::Const: {
      const ir::Constant& c = fn_.constant(v);
      if (c == ir::Constant::rational(0)) return {};
      return {{{}, add({.kind = ElementNode::Kind::Number, .number = c})}};
    }
    case Op::Neg: return negated(of(0));
    case Op::Add:
    case Op::Sub: {
      GuardedSum sum = of(0);
      GuardedSum other = of(1);
      if (op == Op::Sub) other = negated(std::move(other));
      sum.insert(sum.end(), other.begin(), other.end());
      return sum;
    }
    case Op::Mul: return multiplied(of(0), of(1));
    case Op::Div: {
      GuardedSum terms = of(0);
      if (terms.empty()) return terms;
      const NodeId divisor = as_node(of(1));
      for (GuardedTerm& term : terms) term.value = apply(Op::Div, {term.value, divisor});
      return terms;
    }
    case Op::Select: return select(v, at);
    case Op::ToFloat: {
      const Condition c = condition(fn_.operands(v)[0], fn_.shape(fn_.operands(v)[0]).rank() == 0 ? At{} : at);
      if (c.never) return {};
      if (c.is_index) return {{c.zeros, number(1)}};
      return {{{}, apply(Op::ToFloat, {c.node})}};
    }
    case Op::Powi: {
      GuardedSum terms = of(0);
      const std::int64_t n = fn_.immediate(v);
      if (terms.size() == 1 && n > 0) return {{terms[0].zeros, apply(op, {terms[0].value}, n)}};
      return {{{}, apply(op, {as_node(std::move(terms))}, n)}};
    }
    default: break;
  }
  const ir::Immediate immediate = ir::info(op).immediate;
  std::vector<NodeId> args;
  for (std::size_t k = 0; k < fn_.operands(v).size(); ++k) args.push_back(as_node(of(k)));
  return {{{}, apply(op, std::move(args), immediate == ir::Immediate::None ? 0 : fn_.immediate(v))}};
}

GuardedSum Elements::multiplied(const GuardedSum& a, const GuardedSum& b) {
  GuardedSum result;
  if (a.size() * b.size() > kMostTerms) throw Unwritten{};
  for (const GuardedTerm& x : a) {
    for (const GuardedTerm& y : b) {
      std::vector<Affine> zeros = x.zeros;
      const bool may_be = std::ranges::all_of(y.zeros, [&](const Affine& zero) { return add_zeros(zeros, zero); });
      if (may_be) result.push_back({std::move(zeros), product(x.value, y.value)});
    }
  }
  return result;
}

GuardedSum Elements::select(ValueId v, const At& at) {
  const auto place = [&](std::size_t k) { return fn_.shape(fn_.operands(v)[k]).rank() == 0 ? At{} : at; };
  const Condition c = condition(fn_.operands(v)[0], place(0));
  const auto of = [&](std::size_t k) { return read(fn_.operands(v)[k], place(k)); };
  if (c.is_index && c.never) return of(2);
  if (c.is_index && c.zeros.empty()) return of(1);
  GuardedSum chosen = of(1);
  GuardedSum other = of(2);
  if (c.is_index) {
    if (!other.empty()) throw Unwritten{};
    for (const Affine& zero : c.zeros) chosen = where_zero(std::move(chosen), zero);
    return chosen;
  }
  if (other.empty()) {
    for (GuardedTerm& term : chosen) term.value = apply(Op::Select, {c.node, term.value, number(0)});
    return chosen;
  }
  return {{{}, apply(Op::Select, {c.node, as_node(std::move(chosen)), as_node(std::move(other))})}};
}

// --- conditions ---------------------------------------------------------------------------------------------------

Elements::Condition Elements::of_equation(const Affine& a) {
  Condition c;
  c.never = !add_zeros(c.zeros, a);
  return c;
}

Elements::Condition Elements::condition(ValueId v, const At& at) {
  take_step();
  const Op op = fn_.op(v);
  if (const auto inner = moved(v, at)) return condition(inner->first, inner->second);
  const auto of = [&](std::size_t k) {
    const ValueId x = fn_.operands(v)[k];
    return condition(x, fn_.shape(x).rank() == 0 ? At{} : at);
  };
  switch (op) {
    case Op::Const: return {.never = !fn_.constant(v).as_bool()};
    case Op::Eq:
    case Op::Ne:
    case Op::Lt:
    case Op::Le: return compared(v, at);
    case Op::And: {
      Condition a = of(0);
      const Condition b = of(1);
      if (a.never || b.never) return {.never = true};
      if (a.is_index && a.zeros.empty()) return b;
      if (b.is_index && b.zeros.empty()) return a;
      if (a.is_index != b.is_index) throw Unwritten{};
      if (!a.is_index) return {.is_index = false, .node = apply(op, {a.node, b.node})};
      for (const Affine& zero : b.zeros) a.never = a.never || !add_zeros(a.zeros, zero);
      return a;
    }
    case Op::Or: {
      const Condition a = of(0);
      const Condition b = of(1);
      if (a.never) return b;
      if (b.never || (a.is_index && b.is_index && a.zeros == b.zeros)) return a;
      if (a.is_index || b.is_index) throw Unwritten{};
      return {.is_index = false, .node = apply(op, {a.node, b.node})};
    }
    case Op::Not: {
      const Condition a = of(0);
      if (a.is_index && !a.never && !a.zeros.empty()) throw Unwritten{};
      if (a.is_index) return {.never = !a.never};
      return {.is_index = false, .node = apply(op, {a.node})};
    }
    default: throw Unwritten{};
  }
}

// Of numbers; of indices, i = j; and of what is 1 at equal indices and 0 elsewhere, whether it is above 0.
Elements::Condition Elements::compared(ValueId v, const At& at) {
  const Op op = fn_.op(v);
  const ValueId left = fn_.operands(v)[0];
  const ValueId right = fn_.operands(v)[1];
  const auto place = [&](ValueId x) { return fn_.shape(x).rank() == 0 ? At{} : at; };
  const auto i = position(left, place(left));
  const auto j = position(right, place(right));
  if (i && j) {
    if (op == Op::Eq) return of_equation(*i - *j);
    const Bounds b = bounds(*j - *i, extents_);
    if (op == Op::Lt && (b.least > 0 || b.most <= 0)) return {.never = b.most <= 0};
    if (op == Op::Le && (b.least >= 0 || b.most < 0)) return {.never = b.most < 0};
    throw Unwritten{};
  }
  GuardedSum a = read(left, place(left));
  GuardedSum b = read(right, place(right));
  const bool above = (op == Op::Lt && a.empty()) || (op == Op::Ne && (a.empty() || b.empty()));
  GuardedSum& mask = a.empty() ? b : a;
  const bool is_mask = std::ranges::all_of(mask, [&](const GuardedTerm& term) {
    return node(term.value).kind == ElementNode::Kind::Number && !(node(term.value).number.as_rational().is_negative());
  });
  if (above && is_mask) {
    if (mask.empty()) return {.never = true};
    const bool same = std::ranges::all_of(mask, [&](const GuardedTerm& term) { return term.zeros == mask[0].zeros; });
    if (!same) throw Unwritten{};
    return {.zeros = mask[0].zeros};
  }
  return {.is_index = false, .node = apply(op, {as_node(std::move(a)), as_node(std::move(b))})};
}

// --- equations of indices -----------------------------------------------------------------------------------------

bool Elements::add_zeros(std::vector<Affine>& zeros, const Affine& zero) const {
  const auto simple = equations(zero, extents_);
  if (!simple) return false;
  for (const Affine& each : *simple) {
    if (std::ranges::find(zeros, each) == zeros.end()) zeros.push_back(each);
  }
  return true;
}

GuardedSum Elements::where_zero(GuardedSum terms, const Affine& zero) {
  std::erase_if(terms, [&](GuardedTerm& term) { return !add_zeros(term.zeros, zero); });
  return terms;
}

// Σ over v: where an equation says what v is, that; elsewhere a sum.
GuardedSum Elements::summed(IndexVariable v, const GuardedSum& terms) {
  GuardedSum result;
  for (GuardedTerm term : terms) {
    take_step();
    const auto solves = [&](const Affine& zero) {
      const std::int64_t c = zero.factor(v);
      return (c == 1 || c == -1) && is_inside(Affine::variable(v) - zero * c, extents_[v]);
    };
    const auto equation = std::ranges::find_if(term.zeros, solves);
    if (equation != term.zeros.end()) {
      const Affine e = Affine::variable(v) - *equation * equation->factor(v);
      GuardedTerm solved{{}, substituted(term.value, v, e)};
      const bool may_be = std::ranges::all_of(
          term.zeros, [&](const Affine& zero) { return add_zeros(solved.zeros, in_place(zero, v, e)); });
      if (may_be) result.push_back(std::move(solved));
      continue;
    }
    const auto [inner, rest] = std::ranges::partition(term.zeros, [&](const Affine& zero) {
      return zero.factor(v) == 0 && std::ranges::none_of(zero.factors, [&](const auto& part) {
               return data_[part.first] && uses(*data_[part.first], v);
             });
    });
    GuardedTerm within{{inner, rest}, term.value};
    term.zeros.erase(inner, rest);
    if (within.zeros.empty() && !uses(term.value, v)) {
      term.value = product(number(extents_[v]), term.value);
    } else {
      term.value = add({.kind = ElementNode::Kind::Sum, .variable = v, .terms = {std::move(within)}});
    }
    result.push_back(std::move(term));
  }
  return result;
}

}  // namespace adc::analysis
