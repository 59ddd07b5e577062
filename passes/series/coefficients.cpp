#include "passes/series/coefficients.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "passes/real/write.h"
#include "passes/series/exact_values.h"

namespace adc::passes::series {
namespace {

using ir::Op;
using real::Factor;
using real::Kind;
using real::NormalForm;
using real::Term;

/// Values of inputs at which a coefficient is looked at, of both signs and no simple numbers.
constexpr std::size_t kSamples = 4;
double sample_value(std::size_t sample, std::size_t input) {
  constexpr std::array<double, kSamples> kScales{0.71875, 2.3671875, -0.640625, 0.1171875};
  return kScales[sample] * (1 + 0.34375 * static_cast<double>(input % 13));
}

}  // namespace

Expr Coefficients::sum_of(const std::vector<Product>& products) {
  Rational number(0);
  std::vector<Term> terms;
  for (const Product& product : products) {
    const NormalForm& a = pool_[product.a];
    const NormalForm& b = pool_[product.b];
    if (a.kind == Kind::Number && b.kind == Kind::Number) {
      number = real::plus(number, real::times(product.scale, real::times(a.number, b.number)));
    } else {
      terms.push_back({product.scale, pool_.mul(product.a, product.b)});
    }
  }
  if (terms.empty()) return pool_.number(number);
  return expanded(pool_.sum(number, terms));
}

Expr Coefficients::add(Expr a, Expr b) { return expanded(pool_.add(a, b)); }

Expr Coefficients::call(Op op, const std::vector<Expr>& args, std::int64_t immediate) {
  if (const std::optional<Expr> known = exact_value(pool_, op, args, immediate)) return *known;
  return pool_.call(op, args, immediate);
}

Coefficients::Facts Coefficients::facts_of_form(const NormalForm& form) const {
  Facts facts;
  const auto add_part = [&](Expr part) {
    const Facts& known = facts_[static_cast<std::size_t>(part)];
    facts.has_inputs = facts.has_inputs || known.has_inputs;
    facts.has_log = facts.has_log || known.has_log;
    return known.is_nonzero;
  };
  switch (form.kind) {
    case Kind::Number: facts.is_nonzero = !form.number.is_zero(); break;
    case Kind::Sum:
      for (const Term& term : form.terms) add_part(term.expr);
      break;
    case Kind::Product:
      facts.is_nonzero = !form.number.is_zero();
      for (const Factor& factor : form.factors) {
        if (!add_part(factor.base)) facts.is_nonzero = false;
        add_part(factor.exponent);
      }
      break;
    case Kind::Call:
      for (const Expr arg : form.args) add_part(arg);
      if (form.op == Op::Param) {
        const bool is_log = static_cast<std::size_t>(form.immediate) == names_.size() + 1;
        (is_log ? facts.has_log : facts.has_inputs) = true;
      }
      facts.is_nonzero = form.op == Op::Param || form.op == Op::Const || form.op == Op::Cosh;
  }
  return facts;
}

// The parts of a form are made before it, so that they come first here, too.
const Coefficients::Facts& Coefficients::facts_of(Expr a) {
  while (facts_.size() <= static_cast<std::size_t>(a)) {
    facts_.push_back(facts_of_form(pool_[Expr{static_cast<std::uint32_t>(facts_.size())}]));
  }
  return facts_[static_cast<std::size_t>(a)];
}

ir::Function Coefficients::function_of(Expr a) {
  ir::Builder b("coefficient");
  std::vector<ir::ValueId> params;
  for (const std::string& name : names_) params.push_back(b.param(name));
  params.push_back(b.param("base"));
  params.push_back(b.param("log(base)"));
  real::Writer writer(pool_, b, std::move(params));
  b.output(writer.write(a), "");
  return b.finish();
}

std::optional<int> Coefficients::sign_at(const ir::Function& fn, std::size_t sample) const {
  std::vector<double> inputs;
  for (std::size_t i = 0; i < names_.size() + 2; ++i) inputs.push_back(sample_value(sample, i));
  return decide_(fn, inputs);
}

bool Coefficients::is_zero(Expr a) {
  const Facts facts = facts_of(a);
  if (pool_.is_number(a) || facts.is_nonzero) return !facts.is_nonzero;
  if (const auto known = zeros_.find(a); known != zeros_.end()) return known->second;
  const ir::Function fn = function_of(a);
  bool zero = false;
  for (std::size_t sample = 0; sample < (facts.has_inputs || facts.has_log ? kSamples : 1); ++sample) {
    const std::optional<int> sign = sign_at(fn, sample);
    if (!sign) continue;
    zero = *sign == 0;
    if (!zero) break;
  }
  zeros_.emplace(a, zero);
  if (zero) taken_for_zero_.push_back(a);
  return zero;
}

std::optional<int> Coefficients::sign(Expr a) {
  if (is_zero(a)) return 0;
  if (pool_.is_number(a)) return pool_[a].number.is_negative() ? -1 : 1;
  if (has_inputs(a) || has_log(a)) return std::nullopt;
  return sign_at(function_of(a), 0);
}

std::optional<bool> Coefficients::truth(Expr condition) {
  if (pool_.is_constant(condition, ir::Constant::Kind::Bool)) return pool_.constant_of(condition).as_bool();
  if (has_inputs(condition) || has_log(condition)) return std::nullopt;
  const std::optional<int> sign = sign_at(function_of(pool_.call(Op::ToFloat, {condition})), 0);
  return sign ? std::optional(*sign != 0) : std::nullopt;
}

bool Coefficients::is_finite(Expr a) {
  if (pool_.is_number(a)) return true;
  const ir::Function fn = function_of(a);
  const bool varies = has_inputs(a) || has_log(a);
  for (std::size_t sample = 0; sample < (varies ? kSamples : 1); ++sample) {
    if (sign_at(fn, sample)) return true;
  }
  return false;
}

std::optional<Coefficients::Floor> Coefficients::floor_of(Expr a) {
  if (has_inputs(a) || has_log(a)) return std::nullopt;
  const ir::Function fn = function_of(a);
  const std::vector<double> inputs(names_.size() + 2, 0);
  double value = 0;
  ir::interpret(fn, inputs, std::span(&value, 1));
  constexpr double kExactWhole = 9007199254740992.0;
  if (!(std::abs(value) < kExactWhole)) return std::nullopt;
  std::int64_t whole = std::llround(value);
  const std::optional<int> side = sign(pool_.sub(a, pool_.number(Rational(whole))));
  if (!side) return std::nullopt;
  if (*side < 0) --whole;
  return Floor{whole, *side == 0};
}

}  // namespace adc::passes::series
