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

Rational content(const NormalForm& sum) {
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

std::size_t Pool::Hash::operator()(const NormalForm* form) const {
  std::size_t seed = mix(static_cast<std::size_t>(form->kind), static_cast<std::size_t>(form->op));
  seed = mix(mix(seed, static_cast<std::size_t>(form->immediate)), form->number.hash());
  for (const Term& term : form->terms) {
    seed = mix(mix(seed, term.coeff.hash()), static_cast<std::size_t>(term.expr));
  }
  for (const Factor& factor : form->factors) {
    seed = mix(mix(seed, static_cast<std::size_t>(factor.base)), static_cast<std::size_t>(factor.exponent));
  }
  for (const Expr arg : form->args) seed = mix(seed, static_cast<std::size_t>(arg));
  return seed;
}

bool Pool::Equal::operator()(const NormalForm* a, const NormalForm* b) const {
  const auto same_term = [](const Term& x, const Term& y) { return x.expr == y.expr && x.coeff == y.coeff; };
  const auto same_factor = [](const Factor& x, const Factor& y) {
    return x.base == y.base && x.exponent == y.exponent;
  };
  return a->kind == b->kind && a->op == b->op && a->immediate == b->immediate && a->number == b->number &&
         std::ranges::equal(a->terms, b->terms, same_term) && std::ranges::equal(a->factors, b->factors, same_factor) &&
         a->args == b->args;
}

bool Pool::may_be_bent(const NormalForm& form) const {
  constexpr std::array kOps{Op::Abs,  Op::Copysign, Op::Asin,  Op::Acos,  Op::Atan, Op::Asec,
                            Op::Acsc, Op::Acot,     Op::Atan2, Op::Acosh, Op::Asech};
  if (form.kind == Kind::Call && std::ranges::find(kOps, form.op) != kOps.end()) return true;
  // √(u² + 2u + 1) is |u + 1|
  const bool root = std::ranges::any_of(form.factors, [&](const Factor& f) {
    return (*this)[f.base].kind == Kind::Sum && is_number(f.exponent) && !(*this)[f.exponent].number.is_integer();
  });
  if (root) return true;
  const auto bent = [&](Expr e) { return (*this)[e].is_bent; };
  return std::ranges::any_of(form.terms, bent, &Term::expr) || std::ranges::any_of(form.args, bent) ||
         std::ranges::any_of(form.factors, [&](const Factor& f) { return bent(f.base) || bent(f.exponent); });
}

bool Pool::may_be_flat(const NormalForm& form) const {
  if (form.kind == Kind::Sum && form.terms.size() > 1 && form.is_bent) return true;  // |u| − u
  constexpr std::array kOps{Op::Select,    Op::Min,  Op::Max, Op::Mod,       Op::ReduceMax,
                            Op::ReduceMin, Op::Iota, Op::Pad, Op::ScatterAdd};
  const bool steps = ir::info(form.op).op_class == ir::OpClass::Inert || std::ranges::find(kOps, form.op) != kOps.end();
  if (form.kind == Kind::Call && steps) return true;
  const auto flat = [&](Expr e) { return (*this)[e].is_flat; };
  return std::ranges::any_of(form.terms, flat, &Term::expr) || std::ranges::any_of(form.args, flat) ||
         std::ranges::any_of(form.factors, [&](const Factor& f) { return flat(f.base) || flat(f.exponent); });
}

bool Pool::may_be_partial(const NormalForm& form) const {
  constexpr std::array kTotal{Op::Param, Op::Const,   Op::Sin,   Op::Cos,      Op::Sinh,   Op::Cosh,   Op::Asinh,
                              Op::Atan,  Op::Atan2,   Op::Abs,   Op::Sign,     Op::Min,    Op::Max,    Op::Floor,
                              Op::Ceil,  Op::Round,   Op::Trunc, Op::Cbrt,     Op::Erf,    Op::Erfc,   Op::Sinc,
                              Op::Expm1, Op::Sigmoid, Op::Hypot, Op::Softplus, Op::Select, Op::Lt,     Op::Le,
                              Op::Eq,    Op::Ne,      Op::And,   Op::Or,       Op::Not,    Op::ToFloat};
  const auto partial = [&](Expr e) { return (*this)[e].is_partial; };
  if (form.kind == Kind::Call) {
    const bool is_total = !ir::is_elementwise(form.op) || std::ranges::find(kTotal, form.op) != kTotal.end();
    return !is_total || std::ranges::any_of(form.args, partial);
  }
  if (std::ranges::any_of(form.terms, partial, &Term::expr)) return true;
  return std::ranges::any_of(form.factors, [&](const Factor& factor) {
    const bool is_whole = is_number(factor.exponent) && (*this)[factor.exponent].number.is_integer();
    const bool is_positive = is_constant(factor.base, ir::Constant::Kind::E) ||
                             is_constant(factor.base, ir::Constant::Kind::Pi) || is_call(factor.base, Op::Abs) ||
                             is_call(factor.base, Op::Cosh);
    return partial(factor.base) || partial(factor.exponent) || (!is_whole && !is_positive);
  });
}

Expr Pool::intern(NormalForm form) {
  const std::size_t size = 1 + form.terms.size() + form.factors.size() + form.args.size();
  ir::check_time(kWorkPerPart * size);
  work_ += size;
  if (const auto found = index_.find(&form); found != index_.end()) return found->second;
  form.cost = layout_cost(*this, form);
  form.is_bent = may_be_bent(form);
  form.is_flat = may_be_flat(form);
  form.is_partial = may_be_partial(form);
  const Expr e{static_cast<std::uint32_t>(forms_.size())};
  forms_.push_back(std::move(form));
  index_.emplace(&forms_.back(), e);
  return e;
}

Expr Pool::number(const Rational& value) {
  NormalForm form;
  form.number = value;
  return intern(std::move(form));
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
  NormalForm form;
  form.kind = Kind::Call;
  form.op = op;
  form.immediate = immediate;
  form.args = std::move(args);
  return intern(std::move(form));
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
  const NormalForm& form = (*this)[e];
  if (form.kind == Kind::Number) return {form.number, one()};
  if (form.kind != Kind::Product || form.number.is_one()) return {Rational(1), e};
  return {form.number, product(Rational(1), factors_in_order(form))};
}

// c·(k + Σ cᵢ·tᵢ) = c·k + Σ (c·cᵢ)·tᵢ
void Pool::add_term(const Rational& coeff, Expr e, Rational& constant, std::vector<Term>& out) {
  const NormalForm& form = (*this)[e];
  if (coeff.is_zero()) return;
  if (form.kind == Kind::Number) {
    constant = plus(constant, times(coeff, form.number));
  } else if (form.kind == Kind::Sum && form.terms.size() <= kInlineTerms) {
    constant = plus(constant, times(coeff, form.number));
    for (const std::uint32_t i : form.order) {
      out.push_back({times(coeff, form.terms[i].coeff), form.terms[i].expr});
    }
  } else {
    const Term part = split(e);
    out.push_back({times(coeff, part.coeff), part.expr});
  }
}

Expr Pool::sum(const Rational& constant, const std::vector<Term>& terms) {
  NormalForm form;
  form.kind = Kind::Sum;
  form.number = constant;
  std::vector<Term> flat;
  for (const Term& term : terms) add_term(term.coeff, term.expr, form.number, flat);

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
    form.terms.push_back(std::move(merged));
    first_seen.push_back(seen);
  }

  if (form.terms.empty()) return number(form.number);
  if (form.terms.size() == 1 && form.number.is_zero()) return scaled(form.terms[0].coeff, form.terms[0].expr);
  form.order.resize(form.terms.size());
  std::iota(form.order.begin(), form.order.end(), 0U);
  std::ranges::sort(form.order, [&](std::uint32_t a, std::uint32_t b) { return first_seen[a] < first_seen[b]; });
  return intern(std::move(form));
}

}  // namespace adc::passes::real
