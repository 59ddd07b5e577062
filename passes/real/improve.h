// Chooses the cheapest of the equal forms of an expression.
#pragma once

#include <optional>
#include <unordered_map>

#include "passes/real/expr.h"

namespace adc::passes::real {

/// What an expression becomes.
enum class Forms {
  Cheapest,  ///< of equal forms, the one with the least cost (expr.h)
  Last,      ///< the same, with exponentials as hyperbolic functions: those cancel with no others any more
  Expanded,  ///< a sum of products, without sums as factors: derivatives of derivatives of such stay small
};

/// Looks for a cheaper form of sums and products: expanded, factored, over one denominator, with identities of sin² +
/// cos² and their like. Each trial is bounded in size and kept only if the cost (expr.h) falls, so improving
/// terminates. The parts of an expression are expected to be improved already. Results are remembered.
class Improver {
 public:
  explicit Improver(Pool& pool, Forms forms = Forms::Cheapest) : pool_(pool), forms_(forms) {}

  /// An expression that equals `e` wherever `e` is defined and costs no more. Amortised O(size of e): the work of all
  /// trials together is bounded, after which everything stays as it is.
  /// Expanding throws `NoNormalForm` beyond 700 terms.
  Expr improve(Expr e) { return forms_ == Forms::Expanded ? expand(e) : improve(e, 0); }

 private:
  Expr improve(Expr e, int depth);
  Expr improve_once(Expr e, int depth);
  Expr improve_sum(Expr e, int depth);
  Expr improve_product(Expr e, int depth);

  Expr expand(Expr e);
  [[nodiscard]] std::vector<Term> expanded_parts(Expr e);

  void consider(Expr& best, std::optional<Expr> candidate);

  // Forms of a sum.
  Expr variant_of_sum(Expr sum, int depth);
  std::optional<Expr> expand_sum(Expr sum);
  std::optional<Expr> factor_common(Expr sum, bool over_denominator, int depth);
  Expr group(Expr sum, int depth);
  std::optional<Expr> group_by(Expr sum, Expr base, int sign, int depth);
  Expr with_divisor(Expr sum, Expr s, Expr multiple, Expr q);
  std::optional<Expr> join_exponentials(Expr sum);
  std::optional<Expr> join_hyperbolic(Expr sum);
  std::optional<Expr> join_sigmoids(Expr sum);
  std::optional<Expr> square_root(const Term& term);
  std::optional<Expr> complete_square(Expr sum);
  std::optional<Expr> factor_rest(Expr product, Expr rest);
  std::optional<Expr> merge_choices(Expr sum);
  bool join_exclusive(std::vector<Expr>& choices);
  std::optional<Expr> replace_squares(Expr sum, Op op);
  std::optional<Expr> half_angle(Expr sum);
  std::optional<Expr> add_angles(Expr sum);

  // Forms of a product.
  std::optional<Expr> expand_product(Expr product, bool sums_only);
  std::optional<Expr> expand_below(Expr product);
  std::optional<Expr> divide_sums(Expr product);
  std::optional<Expr> reflect_sigmoids(Expr product);
  std::optional<Expr> split_squares(Expr product);
  std::optional<Expr> clear_denominators(Expr product, int depth);
  std::optional<Expr> shift_roots(Expr product, int shift);
  std::optional<Expr> enter_choice(Expr product);
  std::optional<Expr> join_roots(Expr product);
  std::optional<Expr> split_powers(Expr product);
  std::optional<Expr> multiply_into_sum(Expr product);
  std::optional<Expr> double_angle(Expr product);
  std::optional<Expr> divide_by_hyperbolic(Expr product);
  std::optional<Expr> turn_exponentials(Expr product);

  std::optional<Expr> distribute(Expr a, Expr b);

  Pool& pool_;
  Forms forms_;
  struct Best {
    Expr form;
    int depth;  // of the trials that found it: the lower, the more was tried
  };
  std::unordered_map<Expr, Best> best_;
  std::size_t one_ends_ = 0;  // work of the pool at which trials on the expression at hand end
};

}  // namespace adc::passes::real
