// The field that coefficients of a series are taken from: exact real expressions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ir/function.h"
#include "passes/real/improve.h"

namespace adc::passes::series {

using real::Expr;
using real::Pool;
using real::Rational;

/// What high precision says of the one output of a function at a point: −1, 0 or 1, where 0 is "as small as rounding
/// would leave of 0"; nullopt where it is no finite number.
using Decide = std::function<std::optional<int>(const ir::Function& fn, const std::vector<double>& inputs)>;
/// The one output of a function as people read it.
using Describe = std::function<std::string(const ir::Function& fn)>;

/// Exact numbers, and expressions of the inputs that stay fixed, kept as sums of products.
///
/// Whether one is 0 is exact for rationals, and where its form alone shows it. Else it is decided in high precision; a
/// coefficient with inputs is looked at for several of their values, and is not 0 where it is not for one of them, as
/// an analytic function then is almost everywhere. What is found to be 0 in that way alone is said (`taken_for_zero`).
class Coefficients {
 public:
  /// `names`: those of the inputs, by index; behind them stand the base of the series and its logarithm.
  Coefficients(Pool& pool, std::vector<std::string> names, Decide decide, Describe describe)
      : pool_(pool),
        sums_(pool, real::Forms::Expanded),
        names_(std::move(names)),
        decide_(std::move(decide)),
        describe_(std::move(describe)) {}

  [[nodiscard]] Pool& pool() { return pool_; }
  [[nodiscard]] const Pool& pool() const { return pool_; }

  /// Σ aᵢ·bᵢ·cᵢ, cᵢ rational
  struct Product {
    Rational scale;
    Expr a;
    Expr b;
  };
  [[nodiscard]] Expr sum_of(const std::vector<Product>& products);
  [[nodiscard]] Expr add(Expr a, Expr b);
  [[nodiscard]] Expr mul(Expr a, Expr b) { return sum_of({{Rational(1), a, b}}); }
  [[nodiscard]] Expr scaled(const Rational& by, Expr a) { return pool_.scaled(by, a); }
  [[nodiscard]] Expr inverse(Expr a) { return pool_.power(a, pool_.number(Rational(-1))); }
  /// `op` of `args`, with the values that people know: atan(1) = π/4.
  [[nodiscard]] Expr call(ir::Op op, const std::vector<Expr>& args, std::int64_t immediate = 0);

  [[nodiscard]] bool is_zero(Expr a);
  /// −1 or 1 for what is not 0, 0 for 0; nullopt where it depends on inputs, or is no real number.
  [[nodiscard]] std::optional<int> sign(Expr a);
  /// Whether a condition holds; nullopt where that depends on inputs.
  [[nodiscard]] std::optional<bool> truth(Expr condition);
  /// Whether it is a finite number, as far as can be seen.
  [[nodiscard]] bool is_finite(Expr a);
  /// The largest whole number that is at most `a`, and whether it is `a`; nullopt where that depends on inputs, or is
  /// beyond 2⁵³.
  struct Floor {
    std::int64_t whole;
    bool exact;
  };
  [[nodiscard]] std::optional<Floor> floor_of(Expr a);

  /// Whether an input, or the parameter of this index, stands in `a`.
  [[nodiscard]] bool has_inputs(Expr a) { return facts_of(a).has_inputs; }
  [[nodiscard]] bool has_log(Expr a) { return facts_of(a).has_log; }
  /// The stand-ins for what powers are of, and for the logarithm of that.
  [[nodiscard]] Expr log() { return pool_.param(names_.size() + 1); }
  [[nodiscard]] Expr base() { return pool_.param(names_.size()); }

  /// As people read it.
  [[nodiscard]] std::string text_of(Expr a) { return describe_(function_of(a)); }
  /// What was found to be 0 in high precision alone.
  [[nodiscard]] const std::vector<Expr>& taken_for_zero() const { return taken_for_zero_; }
  /// `a` as the one output of a function of the inputs and the logarithm.
  [[nodiscard]] ir::Function function_of(Expr a);

 private:
  struct Facts {
    bool has_inputs = false;
    bool has_log = false;
    bool is_nonzero = false;  // by its form
  };
  const Facts& facts_of(Expr a);
  [[nodiscard]] Facts facts_of_form(const real::NormalForm& form) const;
  Expr expanded(Expr a) { return sums_.improve(a); }
  [[nodiscard]] std::optional<int> sign_at(const ir::Function& fn, std::size_t sample) const;

  Pool& pool_;
  real::Improver sums_;
  std::vector<std::string> names_;
  Decide decide_;
  Describe describe_;
  std::vector<Facts> facts_;  // by expression
  std::unordered_map<Expr, bool> zeros_;
  std::vector<Expr> taken_for_zero_;
};

}  // namespace adc::passes::series
