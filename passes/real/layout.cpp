#include "passes/real/layout.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace adc::passes::real {
namespace {

constexpr double kParentheses = 0.01;
constexpr double kOutsideChoice = 0.02;    // factors of a choice that could stand within
constexpr double kIntroducedSign = 0.03;   // |u| and sign(u) that a person did not write
constexpr std::size_t kMaxAbsorbing = 16;  // terms of a sum that may take in a coefficient
constexpr std::size_t kMaxPaired = 16;     // factors among which quotients are looked for
constexpr double kCostLimit = 1e290;

// Decimal places that a literal may have, and how many are looked at at a time.
constexpr int kMaxPlaces = 342;
constexpr int kPlacesAtOnce = 18;
constexpr std::int64_t kPowerAtOnce = 1'000'000'000'000'000'000;

// Whether a sum may take in a coefficient: not while that is being tried for a sum around it, so that trials do not
// nest.
enum class Absorb : bool { No, Yes };

double key_cost(const Pool& pool, const Key& key, Absorb absorb);
ProductLayout lay_out(const Pool& pool, const Rational& scale, const std::vector<Factor>& factors, Absorb absorb);
SumLayout lay_out(const Pool& pool, const NormalForm& sum, const Rational& scale, Absorb absorb);

bool has_only_twos_and_fives(std::int64_t value) {
  while (value % 2 == 0) value /= 2;
  while (value % 5 == 0) value /= 5;
  return value == 1;
}

double saturated(double cost) { return std::min(cost, kCostLimit); }

// Quotients that have a name: top^a·bottom^−b.
struct Quotient {
  Op top;
  Op bottom;
  Op ratio;           // top/bottom
  Op inverse_ratio;   // bottom/top
  Op inverse_top;     // 1/top
  Op inverse_bottom;  // 1/bottom
};
constexpr std::array<Quotient, 2> kQuotients{{{Op::Sin, Op::Cos, Op::Tan, Op::Cot, Op::Csc, Op::Sec},
                                              {Op::Sinh, Op::Cosh, Op::Tanh, Op::Coth, Op::Csch, Op::Sech}}};

bool is_sum(const Pool& pool, Expr e) { return pool[e].kind == Kind::Sum; }

double part_cost(const Pool& pool, const ProductPart& part);

double parts_cost(const Pool& pool, const std::vector<ProductPart>& parts) {
  double cost = 0;
  for (const ProductPart& part : parts) cost += part_cost(pool, part);
  return cost;
}

// (a·b/(c·d))ⁿ
double ratio_cost(const Pool& pool, const ProductPart& part) {
  const std::size_t operators = part.above.size() + part.below.size() - 1;
  return static_cast<double>(operators + 1) + 2 * kParentheses + parts_cost(pool, part.above) +
         parts_cost(pool, part.below);
}

double part_cost(const Pool& pool, const ProductPart& part) {
  if (!part.above.empty()) return saturated(ratio_cost(pool, part));
  double cost = key_cost(pool, part.base, Absorb::No);
  if (part.wrap == Op::Exp) return saturated(key_cost(pool, part.exponent, Absorb::No) + 1);
  if (part.wrap != Op::Copy) cost += 1;
  const bool compound = part.wrap == Op::Copy && pool[part.base.expr].kind != Kind::Call;
  if (part.symbolic) {
    cost += 1 + key_cost(pool, part.exponent, Absorb::No) + (compound ? kParentheses : 0);
  } else if (part.power == Rational::ratio(1, 2)) {
    cost += 1;
  } else {
    if (!part.power.is_one()) cost += is_literal(pool, part.power) ? 1 : 2;
    if (compound) cost += kParentheses;
  }
  return saturated(cost);
}

double product_cost(const Pool& pool, const ProductLayout& layout) {
  const bool has_p = !layout.p.is_one() || layout.num.empty();
  const std::size_t above = layout.num.size() + (has_p ? 1 : 0);
  const std::size_t below = layout.den.size() + (layout.q.is_one() ? 0 : 1);
  double cost = static_cast<double>(above - 1 + below) + (layout.negative ? 1 : 0) + (below > 1 ? kParentheses : 0);
  if (has_p && !is_literal(pool, layout.p)) cost += 1;
  const bool is_alone = above + below == 1 && !layout.negative;
  const auto is_choice = [&](const ProductPart& part) {
    return part.wrap == Op::Copy && part.above.empty() && pool.is_call(part.base.expr, Op::Select);
  };
  if (!is_alone && std::ranges::any_of(layout.num, is_choice)) cost += kOutsideChoice;
  return saturated(cost + parts_cost(pool, layout.num) + parts_cost(pool, layout.den));
}

// Adds base^power to the side that its sign says.
void place(ProductLayout& layout, const ProductPart& part) {
  ProductPart copy = part;
  const bool below = copy.power.is_negative();
  copy.power = copy.power.abs();
  (below ? layout.den : layout.num).push_back(copy);
}

// sin^a·cos^b with a and b of different sign as tan or cot and what remains; 1/cos alone as sec.
class Quotients {
 public:
  Quotients(const Pool& pool, const std::vector<Factor>& factors) : pool_(pool), factors_(factors) {}

  /// The parts that stand for factor i, or none if another factor's parts include it.
  std::optional<std::vector<ProductPart>> parts(std::size_t i) const {
    const NormalForm& base = pool_[factors_[i].base];
    if (base.kind != Kind::Call) return std::nullopt;
    for (const Quotient& quotient : kQuotients) {
      if (base.op != quotient.top && base.op != quotient.bottom) continue;
      const bool is_top = base.op == quotient.top;
      const auto mine = power(i);
      if (!mine) continue;
      const auto partner = find(is_top ? quotient.bottom : quotient.top, base.args[0]);
      const std::int64_t other = partner ? *power(*partner) : 0;
      if (other == 0 || (*mine > 0) == (other > 0)) return lone(quotient, base.args[0], is_top, *mine);
      if (!is_top) return std::vector<ProductPart>{};  // the partner writes both
      return pair(quotient, base.args[0], *mine, other);
    }
    return std::nullopt;
  }

 private:
  std::optional<std::int64_t> power(std::size_t i) const {
    const NormalForm& exponent = pool_[factors_[i].exponent];
    return exponent.kind == Kind::Number ? exponent.number.to_int64() : std::nullopt;
  }
  std::optional<std::size_t> find(Op op, Expr argument) const {
    for (std::size_t i = 0; i < factors_.size(); ++i) {
      if (pool_.is_call(factors_[i].base, op) && pool_[factors_[i].base].args[0] == argument && power(i)) return i;
    }
    return std::nullopt;
  }
  static ProductPart call(Op op, Expr argument, std::int64_t n) {
    return {{argument, kOne}, op, Rational(n), false, {}};
  }

  // 1/cos² alone is sec²; x/cos stays a fraction.
  std::vector<ProductPart> lone(const Quotient& quotient, Expr argument, bool is_top, std::int64_t n) const {
    const Op inverse = is_top ? quotient.inverse_top : quotient.inverse_bottom;
    // x/cos² for those who write cosines, x·sec² for those who write tangents
    const bool prefers = written(inverse) || (n < -1 && !written(is_top ? quotient.top : quotient.bottom));
    const bool inverted = n < 0 && (only_denominators() || prefers);
    if (inverted) return {call(inverse, argument, -n)};
    return {call(is_top ? quotient.top : quotient.bottom, argument, n)};
  }
  std::vector<ProductPart> pair(const Quotient& quotient, Expr argument, std::int64_t top, std::int64_t bottom) const {
    const std::int64_t common = std::min(std::abs(top), std::abs(bottom));
    std::vector<ProductPart> parts{call(top > 0 ? quotient.ratio : quotient.inverse_ratio, argument, common)};
    const std::int64_t rest = std::abs(top) - std::abs(bottom);
    if (rest > 0) parts.push_back(remainder(quotient.top, quotient.inverse_top, argument, top > 0 ? rest : -rest));
    if (rest < 0)
      parts.push_back(remainder(quotient.bottom, quotient.inverse_bottom, argument, bottom > 0 ? -rest : rest));
    return parts;
  }
  ProductPart remainder(Op op, Op inverse, Expr argument, std::int64_t n) const {
    const bool prefers = written(inverse) || (n < -1 && !written(op));
    if (n < 0 && prefers) return call(inverse, argument, -n);
    return call(op, argument, n);
  }
  bool written(Op op) const { return pool_.is_written(op); }
  bool only_denominators() const {
    return std::ranges::all_of(factors_, [&](const Factor& factor) {
      const NormalForm& exponent = pool_[factor.exponent];
      return exponent.kind == Kind::Number && exponent.number.is_negative();
    });
  }

  const Pool& pool_;
  const std::vector<Factor>& factors_;
};

// Whether −e is shorter to write than e. Of a long e only its sign is looked at, so that exponents of exponents cost
// linear time and no stack.
bool is_cheaper_below(const Pool& pool, Expr e) {
  constexpr double kLong = 40;
  const NormalForm& form = pool[e];
  if (form.cost > kLong) return form.kind != Kind::Sum && form.number.is_negative();
  return key_cost(pool, {e, Rational(-1)}, Absorb::No) < key_cost(pool, {e, kOne}, Absorb::No);
}

// Where base^exponent goes: a negative exponent below the bar, unless a person wrote e^−u or nothing else stands above.
void place_factor(const Pool& pool, const Factor& factor, bool alone, ProductLayout& layout) {
  const NormalForm& exponent = pool[factor.exponent];
  const bool natural = pool.is_constant(factor.base, ir::Constant::Kind::E) && !pool.is_number(factor.exponent, 1) &&
                       !pool.is_number(factor.exponent, -1);
  if (exponent.kind == Kind::Number && !natural) {
    place(layout, {.base = {factor.base, kOne}, .power = exponent.number});
    return;
  }
  const Key positive{factor.exponent, kOne};
  const Key negative{factor.exponent, Rational(-1)};
  const bool keep = alone || (natural && pool.is_written(factor.exponent));
  const bool below = !keep && is_cheaper_below(pool, factor.exponent);
  ProductPart part{.base = {factor.base, kOne},
                   .wrap = natural ? Op::Exp : Op::Copy,
                   .symbolic = true,
                   .exponent = below ? negative : positive};
  (below ? layout.den : layout.num).push_back(std::move(part));
}

// a²/b² = (a/b)² where nothing else stands below the bar, a²·f(b)² = (a·f(b))²
void join_ratios(const Pool& pool, ProductLayout& layout) {
  const auto power = [](const ProductPart& part) -> std::int64_t {
    return part.symbolic || part.wrap != Op::Copy || !part.above.empty() ? 0 : part.power.to_int64().value_or(0);
  };
  const std::vector<ProductPart> candidates = layout.den;
  for (const ProductPart& candidate : candidates) {
    const std::int64_t n = power(candidate);
    if (n < 2) continue;
    ProductLayout trial = layout;
    ProductPart ratio{.base = candidate.base, .power = Rational(n)};
    const auto move = [&](std::vector<ProductPart>& from, std::vector<ProductPart>& to) {
      std::erase_if(from, [&](const ProductPart& part) {
        if (power(part) != n) return false;
        to.push_back(part);
        to.back().power = kOne;
        return true;
      });
    };
    move(trial.num, ratio.above);
    move(trial.den, ratio.below);
    if (ratio.above.size() != 1 || ratio.below.size() != 1 || !trial.den.empty()) continue;
    trial.num.push_back(std::move(ratio));
    trial.cost = product_cost(pool, trial);
    if (trial.cost < layout.cost) layout = std::move(trial);
  }
}

// a²·f(b)² = (a·f(b))²; people keep the powers of plain variables apart
void join_powers(const Pool& pool, ProductLayout& layout, bool below) {
  const auto power = [&](const ProductPart& part) -> std::int64_t {
    return part.symbolic || !part.above.empty() ? 0 : part.power.to_int64().value_or(0);
  };
  const auto is_plain = [&](const ProductPart& part) {
    return part.wrap == Op::Copy && pool.is_call(part.base.expr, Op::Param);
  };
  const std::vector<ProductPart> candidates = below ? layout.den : layout.num;
  for (const ProductPart& candidate : candidates) {
    const std::int64_t n = power(candidate);
    if (n < 2 || is_plain(candidate)) continue;
    ProductLayout trial = layout;
    std::vector<ProductPart>& parts = below ? trial.den : trial.num;
    ProductPart group{.base = candidate.base, .power = Rational(n)};
    std::erase_if(parts, [&](const ProductPart& part) {
      if (power(part) != n) return false;
      group.above.push_back(part);
      group.above.back().power = kOne;
      return true;
    });
    if (group.above.size() < 2) continue;
    parts.push_back(std::move(group));
    trial.cost = product_cost(pool, trial);
    if (trial.cost < layout.cost) layout = std::move(trial);
  }
}

void join_same_powers(const Pool& pool, ProductLayout& layout) {
  join_ratios(pool, layout);
  join_powers(pool, layout, false);
  join_powers(pool, layout, true);
}

// Reading order: constants, parameters, their other powers, calls, roots of sums, sums, exponentials.
int rank(const Pool& pool, const ProductPart& part) {
  const NormalForm& base = pool[part.base.expr];
  if (!part.above.empty()) return 5;
  if (part.wrap != Op::Copy) return part.wrap == Op::Exp ? 6 : 3;
  if (base.kind == Kind::Number || pool.is_call(part.base.expr, Op::Const)) return 0;
  if (pool.is_call(part.base.expr, Op::Param)) return part.symbolic || !part.power.is_integer() ? 2 : 1;
  if (base.kind == Kind::Call) return 3;
  return part.power == Rational::ratio(1, 2) ? 4 : 5;
}

// By rank; parameters in their own order, so that every partial of x²y³z names x, y, z in turn, or as neighbours were
// written; the rest as first written.
void sort_parts(const Pool& pool, std::vector<ProductPart>& parts) {
  std::ranges::stable_sort(parts, {}, [&](const ProductPart& part) {
    const int place = rank(pool, part);
    const bool is_param = place == 1 || place == 2;
    return std::pair(place, is_param ? pool[part.base.expr].immediate : 0);
  });
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (rank(pool, parts[i]) != 1 || rank(pool, parts[i + 1]) != 1) continue;
    const std::int64_t a = pool[parts[i].base.expr].immediate;
    const std::int64_t b = pool[parts[i + 1].base.expr].immediate;
    if (pool.are_neighbours(b, a) && !pool.are_neighbours(a, b)) std::swap(parts[i], parts[i + 1]);
  }
}

// Lets one short sum take in the sign, or the coefficient, where that is cheaper: −(a − b)·c = (b − a)·c.
void absorb_coefficient(const Pool& pool, ProductLayout& layout) {
  ProductLayout best = layout;
  const auto consider = [&](bool below, std::size_t i, const Rational& scale, const Rational& p, const Rational& q,
                            bool sign) {
    ProductLayout trial = layout;
    ProductPart& part = (below ? trial.den : trial.num)[i];
    part.base.scale = times(part.base.scale, sign ? -scale : scale);
    trial.p = p;
    trial.q = q;
    if (sign) trial.negative = !trial.negative;
    trial.cost = product_cost(pool, trial);
    if (trial.cost < best.cost) best = std::move(trial);
  };
  for (const bool below : {false, true}) {
    const std::vector<ProductPart>& parts = below ? layout.den : layout.num;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const ProductPart& part = parts[i];
      if (part.symbolic || part.wrap != Op::Copy || !part.above.empty() || !is_sum(pool, part.base.expr)) continue;
      const std::int64_t n = part.power.to_int64().value_or(0);
      if (n % 2 == 0 || pool[part.base.expr].terms.size() > kMaxAbsorbing) continue;
      if (layout.negative) consider(below, i, kOne, layout.p, layout.q, true);
      const Rational& number = below ? layout.q : layout.p;
      if (n != 1 || number.is_one()) continue;
      for (const bool sign : {false, true}) {
        if (sign && !layout.negative) continue;
        consider(below, i, number, below ? layout.p : kOne, below ? kOne : layout.q, sign);
      }
    }
  }
  layout = std::move(best);
}

void set_coefficient(const Pool& pool, const Rational& scale, bool has_items, ProductLayout& layout) {
  layout.negative = scale.is_negative();
  const Rational size = scale.abs();
  const bool decimal = !size.is_integer() && !size.numerator().is_one();
  const bool wanted = !has_items || size.is_integer() || decimal || pool.has_written_decimals();
  const bool literal = wanted && is_literal(pool, size);
  // u/7.123 rather than 1000u/7123
  const bool divides = !literal && has_items && pool.has_written_decimals() && is_literal(pool, over(kOne, size));
  layout.p = literal ? size : divides ? kOne : size.numerator();
  layout.q = literal ? kOne : divides ? over(kOne, size) : size.denominator();
}

// The total degree of a monomial in the parameters; nothing for any other expression.
std::optional<std::int64_t> degree(const Pool& pool, Expr e) {
  const auto is_param = [&](Expr base) { return pool.is_call(base, Op::Param); };
  if (is_param(e)) return 1;
  if (pool[e].kind != Kind::Product) return std::nullopt;
  std::int64_t total = 0;
  for (const Factor& factor : pool[e].factors) {
    if (pool.is_call(factor.base, Op::Const)) continue;
    const NormalForm& exponent = pool[factor.exponent];
    const std::int64_t n = exponent.kind == Kind::Number ? exponent.number.to_int64().value_or(-1) : -1;
    if (!is_param(factor.base) || n < 0 || n > 1'000'000) return std::nullopt;
    total += n;
  }
  return total;
}

// The order in which people write the terms.
std::vector<std::uint32_t> reading_order(const Pool& pool, const NormalForm& sum) {
  std::vector<std::uint32_t> order = sum.order;
  std::vector<std::int64_t> degrees(sum.terms.size());
  for (std::size_t i = 0; i < sum.terms.size(); ++i) {
    const auto d = degree(pool, sum.terms[i].expr);
    if (!d) return order;
    degrees[i] = *d;
  }
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) { return degrees[a] > degrees[b]; });
  return order;
}

// A positive part comes first.
void put_positive_first(std::vector<SumPart>& parts) {
  const auto positive = std::ranges::find(parts, false, &SumPart::negative);
  if (positive != parts.end()) std::rotate(parts.begin(), positive, positive + 1);
}

SumLayout plain_sum(const Pool& pool, const NormalForm& sum, const Rational& scale, Absorb absorb) {
  SumLayout layout;
  for (const std::uint32_t i : reading_order(pool, sum)) {
    const Rational coeff = times(sum.terms[i].coeff, scale);
    layout.parts.push_back({coeff.is_negative(), false, {sum.terms[i].expr, coeff.abs()}});
  }
  if (!sum.number.is_zero()) {
    const Rational constant = times(sum.number, scale);
    layout.parts.push_back({constant.is_negative(), true, {Expr{}, constant.abs()}});
  }
  put_positive_first(layout.parts);
  layout.cost = static_cast<double>(layout.parts.size() - 1) + (layout.parts.front().negative ? 1 : 0);
  for (const SumPart& part : layout.parts) {
    if (part.is_constant) {
      layout.cost += is_literal(pool, part.key.scale) ? 0 : 1;
    } else {
      layout.cost = saturated(layout.cost + key_cost(pool, part.key, absorb));
    }
  }
  return layout;
}

ProductLayout lay_out(const Pool& pool, const Rational& scale, const std::vector<Factor>& factors, Absorb absorb) {
  ProductLayout layout;
  set_coefficient(pool, scale, !factors.empty(), layout);
  const Quotients quotients(pool, factors);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (factors.size() <= kMaxPaired && pool[factors[i].base].kind == Kind::Call) {
      if (const auto parts = quotients.parts(i)) {
        for (const ProductPart& part : *parts) place(layout, part);
        continue;
      }
    }
    place_factor(pool, factors[i], factors.size() == 1 && layout.p.is_one(), layout);
  }
  sort_parts(pool, layout.num);
  sort_parts(pool, layout.den);
  layout.cost = product_cost(pool, layout);
  if (layout.num.size() <= kMaxPaired && layout.den.size() <= kMaxPaired) join_same_powers(pool, layout);
  if (absorb == Absorb::Yes) absorb_coefficient(pool, layout);
  return layout;
}

SumLayout lay_out(const Pool& pool, const NormalForm& sum, const Rational& scale, Absorb absorb) {
  SumLayout plain = plain_sum(pool, sum, scale, absorb);
  if (sum.terms.size() > kMaxAbsorbing) return plain;
  // c·a + c·b = c·(a + b)
  Rational k = times(content(sum), scale);
  if (k.is_negative() != plain.parts.front().negative) k = -k;
  if (k.abs().is_one() && !k.is_negative()) return plain;
  const Rational rest = over(scale, k);
  SumLayout inner = plain_sum(pool, sum, rest, absorb);
  SumLayout factored;
  factored.factored = true;
  set_coefficient(pool, k, true, factored.product);
  const double operators =
      (k.is_negative() ? 1 : 0) + (factored.product.p.is_one() ? 0 : 1) + (factored.product.q.is_one() ? 0 : 1);
  factored.cost = saturated(inner.cost + operators + kParentheses);
  factored.parts = std::move(inner.parts);
  return factored.cost < plain.cost ? factored : plain;
}

double key_cost(const Pool& pool, const Key& key, Absorb absorb) {
  const NormalForm& form = pool[key.expr];
  if (key.scale.is_one()) return form.cost;
  switch (form.kind) {
    case Kind::Number: {
      const Rational value = times(form.number, key.scale);
      return (is_literal(pool, value.abs()) ? 0 : 1) + (value.is_negative() ? 1 : 0);
    }
    case Kind::Sum: return lay_out(pool, form, key.scale, absorb).cost;
    case Kind::Product: return lay_out(pool, times(form.number, key.scale), factors_in_order(form), absorb).cost;
    case Kind::Call: return lay_out(pool, key.scale, factors_of(pool, key.expr), absorb).cost;
  }
  return 0;
}

}  // namespace

bool is_literal(const Pool& pool, const Rational& value) {
  if (value.is_integer()) return true;
  if (pool.prefers_fractions()) return false;
  const auto den = value.denominator().to_int64();
  if (den && *den % 5 != 0 && !pool.has_written_decimals()) return false;
  if (den) return has_only_twos_and_fives(*den);
  std::optional<Rational> scaled = value;
  for (int places = 0; scaled && places < kMaxPlaces; places += kPlacesAtOnce) {
    scaled = ir::mul(*scaled, Rational(kPowerAtOnce));
    if (scaled && scaled->is_integer()) return true;
  }
  return false;
}

std::vector<Factor> factors_in_order(const NormalForm& product) {
  std::vector<Factor> factors;
  factors.reserve(product.factors.size());
  for (const std::uint32_t i : product.order) factors.push_back(product.factors[i]);
  return factors;
}

std::vector<Factor> factors_of(const Pool& pool, Expr e) {
  if (pool[e].kind != Kind::Product) return {{e, pool.one()}};
  return factors_in_order(pool[e]);
}

ProductLayout layout_product(const Pool& pool, const Rational& scale, const std::vector<Factor>& factors) {
  return lay_out(pool, scale, factors, Absorb::Yes);
}

SumLayout layout_sum(const Pool& pool, const NormalForm& sum, const Rational& scale) {
  return lay_out(pool, sum, scale, Absorb::Yes);
}

double layout_cost(const Pool& pool, const NormalForm& form) {
  switch (form.kind) {
    case Kind::Number: return (is_literal(pool, form.number.abs()) ? 0 : 1) + (form.number.is_negative() ? 1 : 0);
    case Kind::Sum: return layout_sum(pool, form, kOne).cost;
    case Kind::Product: return layout_product(pool, form.number, factors_in_order(form)).cost;
    case Kind::Call: {
      if (form.args.empty()) return 0;
      const bool introduced = (form.op == Op::Abs || form.op == Op::Sign) && !pool.is_written(form.op);
      double cost = introduced ? 1 + kIntroducedSign : 1;
      for (const Expr arg : form.args) cost += pool[arg].cost;
      return saturated(cost);
    }
  }
  return 0;
}

}  // namespace adc::passes::real
