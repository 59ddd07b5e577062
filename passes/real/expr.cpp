#include "passes/real/expr.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "ir/watch.h"
#include "passes/real/layout.h"

namespace adc::passes::real {
namespace {

// A sum has a content in front only where that is a number that people like to see.
constexpr std::int64_t kMaxDenominator = 1000;

// Of `check_time`: about what a part of an expression costs.
constexpr std::size_t kWorkPerPart = 20;

std::size_t mix(std::size_t seed, std::size_t value) {
  return seed ^ (value + 0x9e3779b97f4a7c15U + (seed << 6U) + (seed >> 2U));
}

constexpr const char* kTooManyBits = "a number of more than 1,024 bits, which is beyond double precision";

Rational checked(const std::optional<Rational>& result, bool is_defined = true) {
  if (!result) throw NoNormalForm{is_defined ? kTooManyBits : nullptr};
  return *result;
}

bool is_decimal(const Rational& value) {
  const auto den = value.denominator().to_int64();
  return den && *den % 5 == 0;
}

}  // namespace

Rational plus(const Rational& a, const Rational& b) { return checked(ir::add(a, b)); }
Rational times(const Rational& a, const Rational& b) { return checked(ir::mul(a, b)); }
Rational over(const Rational& a, const Rational& b) { return checked(ir::div(a, b), !b.is_zero()); }
Rational raised(const Rational& a, std::int64_t n) { return checked(ir::pow(a, n), !a.is_zero()); }

Rational content(const Node& sum) {
  bool whole = true;
  std::int64_t num = 0;
  std::int64_t den = 1;
  const auto visit = [&](const Rational& value) {
    const auto p = value.numerator().to_int64();
    const auto q = value.denominator().to_int64();
    if (!whole || !p || !q || is_decimal(value) || *q > kMaxDenominator || den > kMaxDenominator) {
      whole = false;
    } else if (*p != 0) {
      num = std::gcd(num, *p);
      den = std::lcm(den, *q);
    }
  };
  visit(sum.number);
  for (const Term& term : sum.terms) visit(term.coeff);
  const bool negative = sum.terms.front().coeff.is_negative();
  if (!whole || num == 0) return {negative ? -1 : 1};
  return Rational::ratio(negative ? -num : num, den);
}

std::size_t Pool::Hash::operator()(const Node* node) const {
  std::size_t seed = mix(static_cast<std::size_t>(node->kind), static_cast<std::size_t>(node->op));
  seed = mix(mix(seed, static_cast<std::size_t>(node->immediate)), node->number.hash());
  for (const Term& term : node->terms) {
    seed = mix(mix(seed, term.coeff.hash()), static_cast<std::size_t>(term.expr));
  }
  for (const Factor& factor : node->factors) {
    seed = mix(mix(seed, static_cast<std::size_t>(factor.base)), static_cast<std::size_t>(factor.exponent));
  }
  for (const Expr arg : node->args) seed = mix(seed, static_cast<std::size_t>(arg));
  return seed;
}

bool Pool::Equal::operator()(const Node* a, const Node* b) const {
  const auto same_term = [](const Term& x, const Term& y) { return x.expr == y.expr && x.coeff == y.coeff; };
  const auto same_factor = [](const Factor& x, const Factor& y) {
    return x.base == y.base && x.exponent == y.exponent;
  };
  return a->kind == b->kind && a->op == b->op && a->immediate == b->immediate && a->number == b->number &&
         std::ranges::equal(a->terms, b->terms, same_term) && std::ranges::equal(a->factors, b->factors, same_factor) &&
         a->args == b->args;
}

bool Pool::may_be_bent(const Node& node) const {
  constexpr std::array kOps{Op::Abs,  Op::Copysign, Op::Asin,  Op::Acos,  Op::Atan, Op::Asec,
                            Op::Acsc, Op::Acot,     Op::Atan2, Op::Acosh, Op::Asech};
  if (node.kind == Kind::Call && std::ranges::find(kOps, node.op) != kOps.end()) return true;
  // √(u² + 2u + 1) is |u + 1|
  const bool root = std::ranges::any_of(node.factors, [&](const Factor& f) {
    return (*this)[f.base].kind == Kind::Sum && is_number(f.exponent) && !(*this)[f.exponent].number.is_integer();
  });
  if (root) return true;
  const auto bent = [&](Expr e) { return (*this)[e].is_bent; };
  return std::ranges::any_of(node.terms, bent, &Term::expr) || std::ranges::any_of(node.args, bent) ||
         std::ranges::any_of(node.factors, [&](const Factor& f) { return bent(f.base) || bent(f.exponent); });
}

bool Pool::may_be_flat(const Node& node) const {
  if (node.kind == Kind::Sum && node.terms.size() > 1 && node.is_bent) return true;  // |u| − u
  constexpr std::array kOps{Op::Select,    Op::Min,  Op::Max, Op::Mod,       Op::ReduceMax,
                            Op::ReduceMin, Op::Iota, Op::Pad, Op::ScatterAdd};
  const bool steps = ir::info(node.op).op_class == ir::OpClass::Inert || std::ranges::find(kOps, node.op) != kOps.end();
  if (node.kind == Kind::Call && steps) return true;
  const auto flat = [&](Expr e) { return (*this)[e].is_flat; };
  return std::ranges::any_of(node.terms, flat, &Term::expr) || std::ranges::any_of(node.args, flat) ||
         std::ranges::any_of(node.factors, [&](const Factor& f) { return flat(f.base) || flat(f.exponent); });
}

Expr Pool::intern(Node node) {
  const std::size_t size = 1 + node.terms.size() + node.factors.size() + node.args.size();
  ir::check_time(kWorkPerPart * size);
  work_ += size;
  if (const auto found = index_.find(&node); found != index_.end()) return found->second;
  node.cost = layout_cost(*this, node);
  node.is_bent = may_be_bent(node);
  node.is_flat = may_be_flat(node);
  const Expr e{static_cast<std::uint32_t>(nodes_.size())};
  nodes_.push_back(std::move(node));
  index_.emplace(&nodes_.back(), e);
  return e;
}

Expr Pool::number(const Rational& value) {
  Node node;
  node.number = value;
  return intern(std::move(node));
}

Expr Pool::param(std::size_t index) { return opaque(Op::Param, {}, static_cast<std::int64_t>(index)); }

Expr Pool::constant(const ir::Constant& value) {
  if (value.kind() == ir::Constant::Kind::Rational) return number(value.as_rational());
  std::size_t i = 0;
  while (i < constants_.size() && !(constants_[i] == value)) ++i;
  if (i == constants_.size()) constants_.push_back(value);
  return opaque(Op::Const, {}, static_cast<std::int64_t>(i));
}

Expr Pool::opaque(Op op, std::vector<Expr> args, std::int64_t immediate) {
  Node node;
  node.kind = Kind::Call;
  node.op = op;
  node.immediate = immediate;
  node.args = std::move(args);
  return intern(std::move(node));
}

Expr Pool::tensor(Op op, std::vector<Expr> args, const Structure& structure) {
  // linear in the first operand: op(c·x) = c·op(x)
  const ir::OpClass op_class = ir::info(op).op_class;
  if (op_class == ir::OpClass::Linear || op_class == ir::OpClass::Multilinear) {
    const std::size_t data = op_class == ir::OpClass::Multilinear ? args.size() : args.size() == 1 || op == Op::Gather;
    for (std::size_t k = 0; k < data; ++k) {
      const Term term = split(args[k]);
      if (is_number(args[k]) || term.coeff.is_one()) continue;
      args[k] = term.expr;
      return scaled(term.coeff, tensor(op, std::move(args), structure));
    }
  }
  auto hash = static_cast<std::size_t>(op);
  for (const std::int64_t n : structure.immediates) hash = mix(hash, static_cast<std::size_t>(n));
  const auto [first, last] = structure_index_.equal_range(hash);
  const auto found =
      std::find_if(first, last, [&](const auto& entry) { return structures_[entry.second] == structure; });
  const std::size_t index = found == last ? structures_.size() : found->second;
  if (found == last) {
    structures_.push_back(structure);
    structure_index_.emplace(hash, index);
  }
  return opaque(op, std::move(args), static_cast<std::int64_t>(index));
}

Term Pool::split(Expr e) {
  const Node& node = (*this)[e];
  if (node.kind == Kind::Number) return {node.number, one()};
  if (node.kind != Kind::Product || node.number.is_one()) return {Rational(1), e};
  return {node.number, product(Rational(1), factors_in_order(node))};
}

// c·(k + Σ cᵢ·tᵢ) = c·k + Σ (c·cᵢ)·tᵢ
void Pool::add_term(const Rational& coeff, Expr e, Rational& constant, std::vector<Term>& out) {
  const Node& node = (*this)[e];
  if (coeff.is_zero()) return;
  if (node.kind == Kind::Number) {
    constant = plus(constant, times(coeff, node.number));
  } else if (node.kind == Kind::Sum && node.terms.size() <= kInlineTerms) {
    constant = plus(constant, times(coeff, node.number));
    for (const std::uint32_t i : node.order) {
      out.push_back({times(coeff, node.terms[i].coeff), node.terms[i].expr});
    }
  } else {
    const Term part = split(e);
    out.push_back({times(coeff, part.coeff), part.expr});
  }
}

Expr Pool::sum(const Rational& constant, const std::vector<Term>& terms) {
  Node node;
  node.kind = Kind::Sum;
  node.number = constant;
  std::vector<Term> flat;
  for (const Term& term : terms) add_term(term.coeff, term.expr, node.number, flat);

  // a·t + b·t = (a + b)·t
  std::vector<std::uint32_t> by_expr(flat.size());
  std::iota(by_expr.begin(), by_expr.end(), 0U);
  std::ranges::stable_sort(by_expr,
                           [&](std::uint32_t a, std::uint32_t b) { return before(flat[a].expr, flat[b].expr); });
  std::vector<std::uint32_t> first_seen;
  for (std::size_t i = 0; i < by_expr.size();) {
    Term merged = flat[by_expr[i]];
    const std::uint32_t seen = by_expr[i];
    for (++i; i < by_expr.size() && flat[by_expr[i]].expr == merged.expr; ++i) {
      merged.coeff = plus(merged.coeff, flat[by_expr[i]].coeff);
    }
    if (merged.coeff.is_zero()) continue;
    node.terms.push_back(std::move(merged));
    first_seen.push_back(seen);
  }

  if (node.terms.empty()) return number(node.number);
  if (node.terms.size() == 1 && node.number.is_zero()) return scaled(node.terms[0].coeff, node.terms[0].expr);
  node.order.resize(node.terms.size());
  std::iota(node.order.begin(), node.order.end(), 0U);
  std::ranges::sort(node.order, [&](std::uint32_t a, std::uint32_t b) { return first_seen[a] < first_seen[b]; });
  return intern(std::move(node));
}

}  // namespace adc::passes::real
