// What moves elements, and sums of them.
#include <algorithm>
#include <utility>

#include "analysis/elements.h"

namespace adc::analysis {

using ir::Op;
using ir::ValueId;

GuardedSum Elements::structural(ValueId v, const At& at) {
  const auto leaf = [&]() -> GuardedSum {
    if (!has_words(v)) throw Unwritten{};
    return {{{}, add({.kind = ElementNode::Kind::Leaf, .tensor = v, .at = at})}};
  };
  if (const auto inner = moved(v, at)) return read(inner->first, inner->second);
  switch (fn_.op(v)) {
    case Op::Iota: {
      const auto e = position(v, at);
      return {{{}, add({.kind = ElementNode::Kind::Index, .at = {*e}})}};
    }
    case Op::Dot: {
      const bool is_outer = fn_.list(v, 2).empty();
      return is_plain(v) && !is_outer ? leaf() : dot(v, at);
    }
    case Op::ReduceSum: return is_plain(v) ? leaf() : reduced(v, at);
    case Op::Pad: return padded(v, at);
    case Op::Concat: return joined(v, at);
    case Op::Gather: return gathered(v, at);
    case Op::ScatterAdd: return scattered(v, at);
    default: return leaf();
  }
}

// --- moves --------------------------------------------------------------------------------------------------------

std::optional<std::pair<ValueId, Elements::At>> Elements::moved(ValueId v, const At& at) {
  const auto inner = [&](At places) { return std::pair(fn_.operands(v)[0], std::move(places)); };
  switch (fn_.op(v)) {
    case Op::Copy: return inner(at);
    case Op::Broadcast: {
      At places;
      for (const std::int64_t axis : fn_.list(v, 1)) places.push_back(at[static_cast<std::size_t>(axis)]);
      return inner(std::move(places));
    }
    case Op::Transpose: {
      At places(at.size());
      for (std::size_t k = 0; k < at.size(); ++k) places[static_cast<std::size_t>(fn_.list(v, 0)[k])] = at[k];
      return inner(std::move(places));
    }
    case Op::Slice: {
      At places = at;
      for (std::size_t k = 0; k < at.size(); ++k) places[k] = at[k] * fn_.list(v, 2)[k] + Affine{fn_.list(v, 0)[k], {}};
      return inner(std::move(places));
    }
    case Op::Reverse: {
      At places = at;
      for (const std::int64_t axis : fn_.list(v, 0)) {
        const auto k = static_cast<std::size_t>(axis);
        places[k] = Affine{fn_.shape(v)[k] - 1, {}} - at[k];
      }
      return inner(std::move(places));
    }
    case Op::Reshape: {
      auto places = regrouped(fn_.shape(fn_.operands(v)[0]), fn_.shape(v), at);
      if (!places) throw Unwritten{};
      return inner(*std::move(places));
    }
    default: return std::nullopt;
  }
}

// Where the element `at` of a tensor of shape `to` is in one of shape `from` with the same elements in order. Axes of
// `to` that are parts of one of `from` are put together; one that holds several of `from` is taken apart, where what it
// is made of can be seen.
std::optional<Elements::At> Elements::regrouped(const ir::Shape& from, const ir::Shape& to, const At& at) const {
  At places(from.rank());
  std::size_t i = from.rank();
  std::size_t k = to.rank();
  Affine rest;            // of the axes of `to` that are read, in units of what is left of them
  std::int64_t size = 1;  // how many values it has
  while (i-- > 0) {
    while (size % from[i] != 0 || size < from[i]) {
      if (k == 0) return from[i] == 1 ? std::optional(places) : std::nullopt;
      --k;
      rest = rest + at[k] * size;
      size *= to[k];
    }
    // rest = places[i] + from[i]·(what belongs to the axes before)
    Affine high;
    Affine low{((rest.constant % from[i]) + from[i]) % from[i], {}};
    high.constant = (rest.constant - low.constant) / from[i];
    for (const auto& [v, c] : rest.factors) {
      const std::int64_t part = ((c % from[i]) + from[i]) % from[i];
      if (part != 0) low.factors[v] = part;
      if (c != part) high.factors[v] = (c - part) / from[i];
    }
    const bool whole = size == from[i];
    const Affine& place = whole ? rest : low;
    if (!is_inside(place, from[i])) return std::nullopt;
    places[i] = place;
    rest = whole ? Affine{} : high;
    size /= from[i];
  }
  return places;
}

// --- positions ----------------------------------------------------------------------------------------------------

std::optional<Affine> Elements::position(ValueId v, const At& at) {
  const Op op = fn_.op(v);
  if (fn_.type(v).dtype == ir::DType::Bool) return std::nullopt;
  if (op == Op::Iota) return at[static_cast<std::size_t>(fn_.list(v, 1)[0])];
  if (op == Op::Const) {
    const ir::Constant& c = fn_.constant(v);
    const auto n = c.kind() == ir::Constant::Kind::Rational ? c.as_rational().to_int64() : std::nullopt;
    return n ? std::optional(Affine{*n, {}}) : std::nullopt;
  }
  if (const auto inner = moved(v, at)) return position(inner->first, inner->second);
  if (op != Op::Add && op != Op::Sub && op != Op::Neg && op != Op::Mul) return std::nullopt;
  std::vector<Affine> parts;
  for (const ValueId x : fn_.operands(v)) {
    const auto part = position(x, fn_.shape(x).rank() == 0 ? At{} : at);
    if (!part) return std::nullopt;
    parts.push_back(*part);
  }
  if (op == Op::Neg) return parts[0] * -1;
  if (op == Op::Add) return parts[0] + parts[1];
  if (op == Op::Sub) return parts[0] - parts[1];
  if (parts[0].factors.empty()) return parts[1] * parts[0].constant;
  return parts[1].factors.empty() ? std::optional(parts[0] * parts[1].constant) : std::nullopt;
}

Affine Elements::position_or_data(ValueId v, const At& at, std::int64_t extent) {
  if (const auto e = position(v, at); e && is_inside(*e, extent)) return *e;
  const NodeId value = as_node(read(v, at));
  const IndexVariable fresh = variable(extent);
  data_[fresh] = value;
  return Affine::variable(fresh);
}

GuardedSum Elements::gathered(ValueId v, const At& at) {
  const ValueId x = fn_.operands(v)[0];
  const ValueId p = fn_.operands(v)[1];
  const auto axis = static_cast<std::ptrdiff_t>(fn_.list(v, 0)[0]);
  const auto rank = static_cast<std::ptrdiff_t>(fn_.shape(p).rank());
  const At of_p(at.begin() + axis, at.begin() + axis + rank);
  At places(at.begin(), at.begin() + axis);
  places.push_back(position_or_data(p, of_p, fn_.shape(x)[static_cast<std::size_t>(axis)]));
  places.insert(places.end(), at.begin() + axis + rank, at.end());
  return read(x, places);
}

GuardedSum Elements::scattered(ValueId v, const At& at) {
  const ValueId u = fn_.operands(v)[0];
  const ValueId p = fn_.operands(v)[1];
  const auto axis = static_cast<std::ptrdiff_t>(fn_.list(v, 0)[0]);
  At of_p;
  std::vector<IndexVariable> variables;
  for (const std::int64_t extent : fn_.shape(p).dims()) of_p.push_back(any_place(extent, variables));
  At places(at.begin(), at.begin() + axis);
  places.insert(places.end(), of_p.begin(), of_p.end());
  places.insert(places.end(), at.begin() + axis + 1, at.end());
  const Affine& e = at[static_cast<std::size_t>(axis)];
  GuardedSum terms = where_zero(read(u, places), position_or_data(p, of_p, fn_.list(v, 1)[0]) - e);
  for (auto t = variables.rbegin(); t != variables.rend(); ++t) terms = summed(*t, terms);
  return terms;
}

// A place along an axis that is summed over: the only one, or a variable, which is added to `variables`.
Affine Elements::any_place(std::int64_t extent, std::vector<IndexVariable>& variables) {
  if (extent == 1) return {};
  variables.push_back(variable(extent));
  return Affine::variable(variables.back());
}

// --- sums ---------------------------------------------------------------------------------------------------------

GuardedSum Elements::dot(ValueId v, const At& at) {
  const ValueId a = fn_.operands(v)[0];
  const ValueId b = fn_.operands(v)[1];
  At of_a(fn_.shape(a).rank());
  At of_b(fn_.shape(b).rank());
  std::vector<bool> set_a(of_a.size());
  std::vector<bool> set_b(of_b.size());
  const auto set = [](At& places, std::vector<bool>& is_set, std::int64_t axis, const Affine& e) {
    places[static_cast<std::size_t>(axis)] = e;
    is_set[static_cast<std::size_t>(axis)] = true;
  };
  std::size_t next = 0;
  for (std::size_t k = 0; k < fn_.list(v, 0).size(); ++k, ++next) {
    set(of_a, set_a, fn_.list(v, 0)[k], at[next]);
    set(of_b, set_b, fn_.list(v, 1)[k], at[next]);
  }
  std::vector<IndexVariable> variables;
  for (std::size_t k = 0; k < fn_.list(v, 2).size(); ++k) {
    const Affine any = any_place(fn_.shape(a)[static_cast<std::size_t>(fn_.list(v, 2)[k])], variables);
    set(of_a, set_a, fn_.list(v, 2)[k], any);
    set(of_b, set_b, fn_.list(v, 3)[k], any);
  }
  for (std::size_t k = 0; k < of_a.size(); ++k) {
    if (!set_a[k]) of_a[k] = at[next++];
  }
  for (std::size_t k = 0; k < of_b.size(); ++k) {
    if (!set_b[k]) of_b[k] = at[next++];
  }
  GuardedSum terms = multiplied(read(a, of_a), read(b, of_b));
  for (auto t = variables.rbegin(); t != variables.rend(); ++t) terms = summed(*t, terms);
  return terms;
}

GuardedSum Elements::reduced(ValueId v, const At& at) {
  const ValueId x = fn_.operands(v)[0];
  At places;
  std::vector<IndexVariable> variables;
  std::size_t next = 0;
  for (std::size_t k = 0; k < fn_.shape(x).rank(); ++k) {
    if (std::ranges::find(fn_.list(v, 0), static_cast<std::int64_t>(k)) == fn_.list(v, 0).end()) {
      places.push_back(at[next++]);
      continue;
    }
    places.push_back(any_place(fn_.shape(x)[k], variables));
  }
  GuardedSum terms = read(x, places);
  for (auto t = variables.rbegin(); t != variables.rend(); ++t) terms = summed(*t, terms);
  return terms;
}

// The element at e is that of the operand at t where e = low + (1 + between)·t, for one t or none.
GuardedSum Elements::padded(ValueId v, const At& at) {
  const ValueId x = fn_.operands(v)[0];
  At places = at;
  std::vector<IndexVariable> variables;
  std::vector<Affine> zeros;
  for (std::size_t k = 0; k < at.size(); ++k) {
    const Affine inner = at[k] - Affine{fn_.list(v, 0)[k], {}};
    const std::int64_t step = fn_.list(v, 2)[k] + 1;
    if (step == 1 && is_inside(inner, fn_.shape(x)[k])) {
      places[k] = inner;
      continue;
    }
    places[k] = any_place(fn_.shape(x)[k], variables);
    zeros.push_back(places[k] * step - inner);
  }
  GuardedSum terms = read(x, places);
  for (const Affine& zero : zeros) terms = where_zero(std::move(terms), zero);
  for (auto t = variables.rbegin(); t != variables.rend(); ++t) terms = summed(*t, terms);
  return terms;
}

GuardedSum Elements::joined(ValueId v, const At& at) {
  const auto axis = static_cast<std::size_t>(fn_.list(v, 0)[0]);
  GuardedSum result;
  Affine e = at[axis];
  for (const ValueId x : fn_.operands(v)) {
    const std::int64_t extent = fn_.shape(x)[axis];
    At places = at;
    const Bounds b = bounds(e, extents_);
    if (b.least >= 0 && b.most < extent) {
      places[axis] = e;
      return read(x, places);
    }
    if (b.least < extent && b.most >= 0) {
      std::vector<IndexVariable> variables;
      places[axis] = any_place(extent, variables);
      GuardedSum terms = where_zero(read(x, places), places[axis] - e);
      for (const IndexVariable t : variables) terms = summed(t, terms);
      result.insert(result.end(), terms.begin(), terms.end());
    }
    e = e - Affine{extent, {}};
  }
  return result;
}

}  // namespace adc::analysis
