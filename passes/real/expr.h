// Normal forms of real expressions, each stored once.
#pragma once

#include <bitset>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ir/constant.h"
#include "ir/op.h"
#include "ir/rational.h"
#include "ir/type.h"

namespace adc::passes::real {

using ir::Op;
using ir::Rational;

inline const Rational kOne(1);

/// An expression of a `Pool`. Equal normal forms are one expression.
enum class Expr : std::uint32_t {};

/// coeff·expr, a part of a sum. In normal form `expr` is neither a number nor a product with a coefficient.
struct Term {
  Rational coeff;
  Expr expr;
};

/// base^exponent, a part of a product. exp(u) is e^u, sqrt(u) is u^(1/2), 1/u is u^-1.
struct Factor {
  Expr base;
  Expr exponent;
};

enum class Kind : std::uint8_t {
  Number,   ///< a rational
  Sum,      ///< number + Σ terms
  Product,  ///< number · Π factors
  Call,     ///< any other op of its arguments; parameters and constants are calls without arguments
};

/// What an expression is made of.
struct NormalForm {
  Kind kind = Kind::Number;
  Op op = Op::Const;
  std::int64_t immediate = 0;   ///< of a call; parameter: its index; constant, op of tensors: its index in the pool
  Rational number;              ///< Number: value. Sum: constant part. Product: coefficient.
  std::vector<Term> terms;      ///< Sum: by `expr`, distinct
  std::vector<Factor> factors;  ///< Product: by `base`, distinct
  std::vector<std::uint32_t> order;  ///< indices of `terms` or `factors` in the order in which they were first written
  std::vector<Expr> args;            ///< Call
  bool is_flat = false;  ///< may be constant on a whole range of its inputs: a step or a choice stands in it
  bool is_bent = false;  ///< may be one smooth function on a range of its inputs and another elsewhere, as |u| is
  bool is_partial =
      false;        ///< may be no real number on a whole range of its inputs: a logarithm or a root stands in it
  double cost = 0;  ///< operators and calls when written out as a tree, plus less than 1 for looks
};

/// What belongs to a call of an op of tensors beside its arguments.
struct Structure {
  std::vector<std::int64_t> immediates;
  std::vector<ir::Shape> shapes;  ///< of the operands, which their expressions need not have: 0 stands for any zeros
  friend bool operator==(const Structure&, const Structure&) = default;
};

/// A rational past the limit of bits, more than is worth its time, or a division by the number zero: the expression has
/// no normal form.
struct NoNormalForm {
  const char* too_large = nullptr;  ///< what there is too much of; null where something is divided by zero
};

/// Rational arithmetic that throws `NoNormalForm`.
[[nodiscard]] Rational plus(const Rational& a, const Rational& b);
[[nodiscard]] Rational times(const Rational& a, const Rational& b);
[[nodiscard]] Rational over(const Rational& a, const Rational& b);
[[nodiscard]] Rational raised(const Rational& a, std::int64_t n);

/// Makes and owns expressions. Its constructors normalise: they fold numbers, flatten, collect like terms, merge powers
/// of one base and apply the identities of calls (rules.cpp); each costs O(size of the form log size). None depends on
/// the cost of the result: improve.h chooses among equal forms. Not thread-safe.
class Pool {
 public:
  Pool() : one_(number(Rational(1))) {}

  [[nodiscard]] const NormalForm& operator[](Expr e) const { return forms_[static_cast<std::size_t>(e)]; }
  [[nodiscard]] std::size_t size() const { return forms_.size(); }
  /// What has been done until now: the sizes of all expressions that were asked for, also of those that were there.
  [[nodiscard]] std::size_t work() const { return work_; }

  Expr number(const Rational& value);
  Expr param(std::size_t index);
  Expr constant(const ir::Constant& value);
  [[nodiscard]] const ir::Constant& constant_at(std::int64_t index) const {
    return constants_[static_cast<std::size_t>(index)];
  }
  [[nodiscard]] const ir::Constant& constant_of(Expr e) const { return constant_at((*this)[e].immediate); }
  Expr e() { return constant(ir::Constant::e()); }
  Expr pi() { return constant(ir::Constant::pi()); }

  /// constant + Σ coeff·expr, for any expressions.
  Expr sum(const Rational& constant, const std::vector<Term>& terms);
  /// coeff · Π base^exponent, for any expressions.
  Expr product(const Rational& coeff, std::vector<Factor> factors);
  Expr power(Expr base, Expr exponent) { return product(Rational(1), {{base, exponent}}); }
  /// `op` of `args`; arithmetic, powers and their like become sums and products.
  Expr call(Op op, std::vector<Expr> args, std::int64_t immediate = 0);
  /// `op` of `args` without any identity.
  Expr opaque(Op op, std::vector<Expr> args, std::int64_t immediate = 0);

  /// An op that is not elementwise; its operands are elementwise expressions of tensors, or uniform ones.
  Expr tensor(Op op, std::vector<Expr> args, const Structure& structure);
  [[nodiscard]] const Structure& structure_of(const NormalForm& form) const {
    return structures_[static_cast<std::size_t>(form.immediate)];
  }

  Expr add(Expr a, Expr b) { return sum(Rational(0), {{Rational(1), a}, {Rational(1), b}}); }
  Expr sub(Expr a, Expr b) { return sum(Rational(0), {{Rational(1), a}, {Rational(-1), b}}); }
  Expr mul(Expr a, Expr b) { return product(Rational(1), {{a, one()}, {b, one()}}); }
  Expr div(Expr a, Expr b) { return product(Rational(1), {{a, one()}, {b, number(Rational(-1))}}); }
  Expr scaled(const Rational& k, Expr a) { return product(k, {{a, one()}}); }
  Expr zero() { return number(Rational(0)); }
  [[nodiscard]] Expr one() const { return one_; }

  [[nodiscard]] bool is_number(Expr e) const { return (*this)[e].kind == Kind::Number; }
  [[nodiscard]] bool is_number(Expr e, std::int64_t value) const {
    return is_number(e) && (*this)[e].number == Rational(value);
  }
  [[nodiscard]] bool is_call(Expr e, Op op) const { return (*this)[e].kind == Kind::Call && (*this)[e].op == op; }
  [[nodiscard]] bool is_constant(Expr e, ir::Constant::Kind kind) const {
    return is_call(e, Op::Const) && constant_of(e).kind() == kind;
  }
  /// Whether two products with powers are equal in another form, as (2x)^(m − 1) and (2x)^m/(2x) are.
  [[nodiscard]] bool are_same_powers(Expr a, Expr b);
  /// e as coefficient and the rest; the rest of a number is the number 1.
  [[nodiscard]] Term split(Expr e);

  /// Remembers that a person wrote this expression or function: layout then prefers it to another of about the same
  /// cost.
  void mark_written(Expr e) { written_.insert(e); }
  void mark_written(Op op) { written_ops_.set(static_cast<std::size_t>(op)); }
  void mark_written_decimals() { written_decimals_ = true; }
  /// Writes 3/40 rather than 0.075: for exact numbers of a program without decimals.
  void prefer_fractions() { fractions_ = true; }
  [[nodiscard]] bool prefers_fractions() const { return fractions_; }
  /// Remembers that a person wrote parameter `left` directly before parameter `right` in a product.
  void mark_neighbours(std::int64_t left, std::int64_t right) { neighbours_.emplace(left, right); }
  [[nodiscard]] bool are_neighbours(std::int64_t left, std::int64_t right) const {
    return neighbours_.contains({left, right});
  }
  /// How many assumptions are being followed, one in the other: what a person wrote must not decide how deep calls
  /// nest.
  [[nodiscard]] int& assumptions() { return assumptions_; }
  /// Whether `count` more expressions may be looked through for what a condition makes of them: what all such looks
  /// cost together is bounded, after which nothing more is found.
  [[nodiscard]] bool may_look(std::size_t count) { return (looked_ += count) <= kMaxLooked; }
  [[nodiscard]] bool has_written_decimals() const { return written_decimals_; }
  [[nodiscard]] bool is_written(Expr e) const { return written_.contains(e); }
  [[nodiscard]] bool is_written(Op op) const { return written_ops_.test(static_cast<std::size_t>(op)); }

 private:
  struct Hash {
    std::size_t operator()(const NormalForm* form) const;
  };
  struct Equal {
    bool operator()(const NormalForm* a, const NormalForm* b) const;
  };
  Expr intern(NormalForm form);
  [[nodiscard]] bool may_be_bent(const NormalForm& form) const;
  [[nodiscard]] bool may_be_flat(const NormalForm& form) const;
  [[nodiscard]] bool may_be_partial(const NormalForm& form) const;
  void add_term(const Rational& coeff, Expr e, Rational& constant, std::vector<Term>& out);
  bool add_factor(Expr base, Expr exponent, Rational& coeff, std::vector<Factor>& out);
  bool add_sum_factor(Expr base, std::int64_t n, Rational& coeff, std::vector<Factor>& out);
  bool add_fractional_factor(Expr base, const Rational& exponent, Rational& coeff, std::vector<Factor>& out);
  [[nodiscard]] bool leaves_root(const NormalForm& product, const Rational& exponent) const;
  bool add_call_factor(Expr base, std::int64_t n, Rational& coeff, std::vector<Factor>& out);
  void merge_signed_sums(Rational& coeff, std::vector<Factor>& factors);
  bool merge_bases(std::vector<Factor>& factors);
  bool merge_signs(std::vector<Factor>& factors);

  std::deque<NormalForm> forms_;
  std::vector<ir::Constant> constants_;
  std::vector<Structure> structures_;
  std::unordered_multimap<std::size_t, std::size_t> structure_index_;  // by hash
  std::unordered_map<const NormalForm*, Expr, Hash, Equal> index_;
  std::unordered_set<Expr> written_;
  std::set<std::pair<std::int64_t, std::int64_t>> neighbours_;
  std::bitset<ir::kOpCount> written_ops_;
  bool written_decimals_ = false;
  bool fractions_ = false;
  std::size_t work_ = 0;
  int hypotenuses_ = 0;  // that are being squared, one in the other
  static constexpr std::size_t kMaxLooked = 400'000;
  std::size_t looked_ = 0;
  int assumptions_ = 0;  // that are being followed, one in the other
  Expr one_;
};

/// The largest k > 0 and the sign for which sum/k has coprime integer coefficients, the first positive; only the sign
/// where a coefficient is a decimal fraction, which people want to see as they wrote it.
[[nodiscard]] Rational content(const NormalForm& sum);

/// Sums of more terms stay whole as a part of another sum or under a coefficient, so that time stays linear.
inline constexpr std::size_t kInlineTerms = 64;

/// The order in which expressions were met.
[[nodiscard]] inline bool before(Expr a, Expr b) {
  return static_cast<std::uint32_t>(a) < static_cast<std::uint32_t>(b);
}

}  // namespace adc::passes::real
