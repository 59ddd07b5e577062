// How a normal form is written out: signs, fractions, the order of terms, and what that costs.
#pragma once

#include <vector>

#include "passes/real/expr.h"

namespace adc::passes::real {

/// scale·expr, laid out as one.
struct Key {
  Expr expr;
  Rational scale;
};

/// A factor as it is laid out: wrap(base)^power, or wrap(base)^exponent if `symbolic`. `wrap` is Op::Copy for the base
/// itself; e^u has wrap Exp. If `above` is not empty, the base is the product Π above, or the fraction Π above / Π
/// below, instead.
struct ProductPart {
  Key base;
  Op wrap = Op::Copy;
  Rational power = Rational(1);
  bool symbolic = false;
  Key exponent{};
  std::vector<ProductPart> above{};
  std::vector<ProductPart> below{};
};

/// ± p·Π num / (q·Π den); without parts it is the number ± p/q.
struct ProductLayout {
  bool negative = false;
  Rational p = Rational(1);
  Rational q = Rational(1);
  std::vector<ProductPart> num;
  std::vector<ProductPart> den;
  double cost = 0;
};

/// A part of a written sum: ± key, or ± constant where `is_constant`.
struct SumPart {
  bool negative = false;
  bool is_constant = false;
  Key key{};
};

struct SumLayout {
  /// Where set, the sum is written as a product of a number and a scaled copy of itself.
  bool factored = false;
  ProductLayout product;
  std::vector<SumPart> parts;
  double cost = 0;
};

/// The cheapest way to write scale·factors: which quotients of sines and cosines become tan, sec, …, what stands below
/// the fraction bar, and which sum takes in the sign or the coefficient. O(number of factors, and terms of its short
/// sums).
[[nodiscard]] ProductLayout layout_product(const Pool& pool, const Rational& scale, const std::vector<Factor>& factors);

/// The parts of scale·sum in reading order: by falling degree if it is a polynomial, otherwise as first written;
/// constants last; a positive part first. O(n log n).
[[nodiscard]] SumLayout layout_sum(const Pool& pool, const NormalForm& sum, const Rational& scale);

/// The factors of a product as first written.
[[nodiscard]] std::vector<Factor> factors_in_order(const NormalForm& product);

/// The factors of any expression that is not a sum or a number.
[[nodiscard]] std::vector<Factor> factors_of(const Pool& pool, Expr e);

/// Operators and calls of the text of `form`, plus less than 1 in total for looks.
[[nodiscard]] double layout_cost(const Pool& pool, const NormalForm& form);

/// True if a person would write the positive number as one literal: an integer, or a decimal fraction. Halves
/// and their like are fractions unless the program has decimals.
[[nodiscard]] bool is_literal(const Pool& pool, const Rational& value);

}  // namespace adc::passes::real
