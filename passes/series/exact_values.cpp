#include "passes/series/exact_values.h"

#include <array>

namespace adc::passes::series {
namespace {

using ir::Op;
using ir::Rational;
using real::Expr;
using real::Pool;

/// op(argument) = √root·numerator/denominator·π^pi
struct Row {
  Op op;
  int argument;  // a number over `over`
  int over;
  int root;
  int numerator;
  int denominator;
  int pi;
};

constexpr std::array kRows{
    Row{Op::Asin, 1, 1, 1, 1, 2, 1},    Row{Op::Asin, 1, 2, 1, 1, 6, 1},    Row{Op::Acos, 0, 1, 1, 1, 2, 1},
    Row{Op::Acos, 1, 1, 1, 0, 1, 0},    Row{Op::Acos, -1, 1, 1, 1, 1, 1},   Row{Op::Acos, 1, 2, 1, 1, 3, 1},
    Row{Op::Acos, -1, 2, 1, 2, 3, 1},   Row{Op::Atan, 1, 1, 1, 1, 4, 1},    Row{Op::Acot, 0, 1, 1, 1, 2, 1},
    Row{Op::Acot, 1, 1, 1, 1, 4, 1},    Row{Op::Asec, 1, 1, 1, 0, 1, 0},    Row{Op::Asec, -1, 1, 1, 1, 1, 1},
    Row{Op::Asec, 2, 1, 1, 1, 3, 1},    Row{Op::Acsc, 1, 1, 1, 1, 2, 1},    Row{Op::Acsc, 2, 1, 1, 1, 6, 1},
    Row{Op::Acosh, 1, 1, 1, 0, 1, 0},   Row{Op::Asech, 1, 1, 1, 0, 1, 0},   Row{Op::Sinh, 0, 1, 1, 0, 1, 0},
    Row{Op::Lgamma, 1, 1, 1, 0, 1, 0},  Row{Op::Lgamma, 2, 1, 1, 0, 1, 0},  Row{Op::Gamma, 1, 1, 1, 1, 1, 0},
    Row{Op::Gamma, 2, 1, 1, 1, 1, 0},   Row{Op::Gamma, 3, 1, 1, 2, 1, 0},   Row{Op::Gamma, 4, 1, 1, 6, 1, 0},
    Row{Op::Gamma, 5, 1, 1, 24, 1, 0},  Row{Op::Sigmoid, 0, 1, 1, 1, 2, 0}, Row{Op::NormalCdf, 0, 1, 1, 1, 2, 0},
    Row{Op::Erfcinv, 1, 1, 1, 0, 1, 0}, Row{Op::Zeta, 2, 1, 1, 1, 6, 2},    Row{Op::Zeta, 4, 1, 1, 1, 90, 4},
};

constexpr std::array kOdd{Op::Asin, Op::Atan, Op::Acsc};

Expr made(Pool& pool, int root, const Rational& coefficient, int pi) {
  return pool.product(coefficient, {{pool.number(Rational(root)), pool.number(Rational::ratio(1, 2))},
                                    {pool.pi(), pool.number(Rational(pi))}});
}

// sin(r·π) for r of denominator 3, 4 or 6
std::optional<Expr> sine_of_turns(Pool& pool, const Rational& r) {
  const std::optional<std::int64_t> twelfths = real::times(r, Rational(12)).to_int64();
  if (!twelfths) return std::nullopt;
  std::int64_t k = (*twelfths % 24 + 24) % 24;
  int sign = 1;
  if (k >= 12) {
    k -= 12;
    sign = -1;
  }
  if (k > 6) k = 12 - k;
  switch (k) {
    case 0: return pool.number(Rational(0));
    case 2: return pool.number(Rational::ratio(sign, 2));
    case 3: return made(pool, 2, Rational::ratio(sign, 2), 0);
    case 4: return made(pool, 3, Rational::ratio(sign, 2), 0);
    case 6: return pool.number(Rational(sign));
    default: return std::nullopt;
  }
}

std::optional<Expr> tabulated(Pool& pool, Op op, const Rational& argument) {
  for (const Row& row : kRows) {
    if (row.op == op && argument == Rational::ratio(row.argument, row.over)) {
      return made(pool, row.root, Rational::ratio(row.numerator, row.denominator), row.pi);
    }
  }
  return std::nullopt;
}

// ψ⁽ⁿ⁾(1) = (−1)ⁿ⁺¹·n!·ζ(n + 1), of which odd n have a power of π
std::optional<Expr> polygamma_at_one(Pool& pool, std::int64_t n) {
  switch (n) {
    case 1: return made(pool, 1, Rational::ratio(1, 6), 2);
    case 3: return made(pool, 1, Rational::ratio(1, 15), 4);
    case 5: return made(pool, 1, Rational::ratio(8, 63), 6);
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Expr> exact_value(Pool& pool, Op op, const std::vector<Expr>& args, std::int64_t immediate) {
  if (args.size() != 1) return std::nullopt;
  if (op == Op::Sin || op == Op::Cos) {
    const real::Term turns = pool.split(args[0]);
    if (!pool.is_constant(turns.expr, ir::Constant::Kind::Pi)) return std::nullopt;
    return sine_of_turns(pool, op == Op::Sin ? turns.coeff : real::plus(turns.coeff, Rational::ratio(1, 2)));
  }
  if (!pool.is_number(args[0])) return std::nullopt;
  const Rational argument = pool[args[0]].number;
  if (op == Op::Polygamma && argument.is_one()) return polygamma_at_one(pool, immediate);
  if (immediate != 0) return std::nullopt;
  if (op == Op::Gamma && argument == Rational::ratio(1, 2)) {
    return pool.power(pool.pi(), pool.number(Rational::ratio(1, 2)));
  }
  if (const auto value = tabulated(pool, op, argument)) return value;
  for (const Op odd : kOdd) {
    if (op != odd || !argument.is_negative()) continue;
    if (const auto value = tabulated(pool, op, -argument)) return pool.scaled(Rational(-1), *value);
  }
  return std::nullopt;
}

}  // namespace adc::passes::series
