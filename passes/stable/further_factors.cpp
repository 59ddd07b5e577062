// sin(u)/u and sin²(u)/u² among further factors: y·sin(x)/x, (1 − cos(x))/(x·x·y). The rules for the quotient alone are
// asked, and the other factors are put around what they make.
#include <algorithm>
#include <vector>

#include "passes/stable/match.h"

namespace adc::passes {
namespace {

using std::optional;

constexpr std::size_t kMostFactors = 8;

enum class Squares : unsigned char { Whole, Split };

// The factors of a product; empty where they are too many.
std::vector<ValueId> factors_of(const Site& s, ValueId v, Squares squares) {
  std::vector<ValueId> open{v};
  std::vector<ValueId> factors;
  while (!open.empty()) {
    const ValueId factor = open.back();
    open.pop_back();
    const optional<ValueId> root = square_root_of(s, factor);
    if (root && squares == Squares::Split) {
      open.insert(open.end(), 2, *root);
    } else if (s.is(factor, Op::Mul) && !root) {
      open.push_back(s.arg(factor, 1));
      open.push_back(s.arg(factor, 0));
    } else {
      factors.push_back(factor);
    }
    if (factors.size() + open.size() > kMostFactors) return {};
  }
  return factors;
}

// `factors` without those at i and j.
std::vector<ValueId> without(const std::vector<ValueId>& factors, std::size_t i, std::size_t j) {
  std::vector<ValueId> rest;
  for (std::size_t k = 0; k < factors.size(); ++k) {
    if (k != i && k != j) rest.push_back(factors[k]);
  }
  return rest;
}

// The product of factors: a rational, and the others, if there are any.
struct Product {
  Rational c = 1;
  optional<ValueId> rest;
};
optional<Product> product(const Site& s, const std::vector<ValueId>& factors) {
  Product all;
  for (const ValueId factor : factors) {
    if (const Rational* const c = s.rational(factor)) {
      const optional<Rational> both = small_product(all.c, *c);
      if (!both) return std::nullopt;
      all.c = *both;
    } else {
      all.rest = all.rest ? s.b.mul(*all.rest, factor) : factor;
    }
  }
  return all;
}

// Takes what stands above and below out of both.
void cancel(std::vector<ValueId>& above, std::vector<ValueId>& below) {
  std::erase_if(above, [&](ValueId factor) {
    const auto same = std::ranges::find(below, factor);
    if (same == below.end()) return false;
    below.erase(same);
    return true;
  });
}

// A quotient as it was written, and as a bare one among further factors and divisors.
struct Around {
  const Form& written;
  const Form& bare;
  Product above;
  optional<ValueId> below;
};

// above·v/below, where v is a number near 1
ValueId put_around(const Site& s, const Around& around, ValueId v) {
  ValueId all = scaled(s, around.above.c, v);
  if (around.above.rest) all = s.b.mul(*around.above.rest, all);
  return around.below ? s.b.div(all, *around.below) : all;
}

// Where the bare quotient is near its limit, what the rule for it makes; elsewhere the whole as it was written.
Match known_quotient(const Site& s, const Around& around) {
  const optional<ValueId> known = s.b.rewritten(around.bare);
  if (!known || s.is(*known, Op::Div)) return no_match();
  const ValueId written = s.b.div(around.written.x[0], around.written.x[1]);
  const bool is_guarded = s.is(*known, Op::Select);
  const ValueId better = is_guarded ? s.arg(*known, 1) : *known;
  if (is_guarded) return s.b.select(s.arg(*known), put_around(s, around, better), written);
  const ValueId near = s.b.lt(s.b.abs(around.bare.x[1]), constant(s, 1));
  return s.b.select(near, put_around(s, around, better), written);
}

Match among_factors(const Site& s, const Form& f) {
  const std::vector<ValueId> above = factors_of(s, f.x[0], Squares::Whole);
  for (std::size_t i = 0; i < above.size(); ++i) {
    const optional<ValueId> root = square_root_of(s, above[i]);
    if (!s.is(root ? *root : above[i], Op::Sin)) continue;
    const std::vector<ValueId> below = factors_of(s, f.x[1], root ? Squares::Whole : Squares::Split);
    if (above.size() + below.size() < 3) continue;
    const auto quotient = [&](ValueId divisor, std::size_t j, std::size_t k) -> Match {
      std::vector<ValueId> factors = without(above, i, i);
      std::vector<ValueId> rest = without(below, j, k);
      cancel(factors, rest);
      const optional<Product> numerator = product(s, factors);
      const optional<Product> denominator = product(s, rest);
      const optional<Rational> c = numerator && denominator ? div(numerator->c, denominator->c) : std::nullopt;
      const Form bare(Op::Div, {above[i], divisor});
      return c ? known_quotient(s, {f, bare, {*c, numerator->rest}, denominator->rest}) : no_match();
    };
    for (std::size_t j = 0; j < below.size(); ++j) {
      for (std::size_t k = root ? j + 1 : below.size(); k < below.size(); ++k) {
        const Match square = below[j] == below[k] ? quotient(s.b.mul(below[j], below[j]), j, k) : no_match();
        if (square) return square;
      }
      if (s.is(below[j], Op::Const)) continue;
      if (const Match single = quotient(below[j], j, j)) return single;
    }
  }
  return no_match();
}

constexpr StableRule kFurtherFactorRules[] = {
    {Op::Div, "(p·sin(u))/(q·v) = p/q·(sin(u)/v), with squares of both alike, where a rule has that quotient",
     "as there", When::Always, among_factors},
};

}  // namespace

std::span<const StableRule> further_factor_rules() { return kFurtherFactorRules; }

}  // namespace adc::passes
