#include "passes/real/nth_derivative.h"

#include <algorithm>
#include <array>
#include <vector>

#include "ir/builder.h"
#include "passes/real/layout.h"
#include "passes/real/rare.h"
#include "passes/real/read.h"
#include "passes/real/write.h"

namespace adc::passes {
namespace {

using real::Expr;
using real::Factor;
using real::Kind;
using real::NormalForm;
using real::Op;
using real::Pool;
using real::Rational;
using real::Term;

constexpr std::size_t kMaxDegree = 12;
constexpr std::size_t kLargestWrittenFactorial = 20;

/// By rising powers.
using Polynomial = std::vector<Expr>;

/// a·x + b
struct Linear {
  Expr a, b;
};

class Closed {
 public:
  Closed(Pool& pool, std::uint32_t input, std::size_t order)
      : pool_(pool), input_(input), n_(static_cast<std::int64_t>(order)), x_(pool.param(input)) {}

  std::optional<Expr> derivative(Expr e) {
    std::vector<Term> sum;
    for (const Term& term : terms_of(e)) {
      if (!depends(term.expr)) continue;
      const std::optional<Expr> one = of_product(term.expr);
      if (!one) return std::nullopt;
      sum.push_back({term.coeff, *one});
    }
    return pool_.sum(Rational(0), sum);
  }

 private:
  [[nodiscard]] bool depends(Expr e) { return mentions(pool_, e, input_); }
  Expr integer(std::int64_t n) { return pool_.number(Rational(n)); }
  Expr power(Expr base, std::int64_t n) {
    if (pool_.is_number(base, 1)) return base;
    if (pool_.is_number(base, -1)) return integer(n % 2 == 0 ? 1 : -1);
    return pool_.power(base, integer(n));
  }

  [[nodiscard]] std::vector<Term> terms_of(Expr e) const {
    const NormalForm& form = pool_[e];
    return form.kind == Kind::Sum ? form.terms : std::vector<Term>{{Rational(1), e}};
  }

  std::optional<Linear> linear(Expr e) {
    const std::optional<Polynomial> p = polynomial(e);
    if (!p || p->size() != 2) return std::nullopt;
    return Linear{(*p)[1], (*p)[0]};
  }

  // Sums of products of inputs, and of what is constant; degrees beyond kMaxDegree are none.
  std::optional<Polynomial> polynomial(Expr e) {
    Polynomial sum{pool_.number(pool_[e].kind == Kind::Sum ? pool_[e].number : Rational(0))};
    for (const Term& term : terms_of(e)) {
      Polynomial product{pool_.number(term.coeff)};
      for (const Factor& factor : factors_of(term.expr)) {
        const std::optional<Polynomial> part = power_of(factor);
        if (!part || part->size() + product.size() > kMaxDegree + 2) return std::nullopt;
        product = times(product, *part);
      }
      sum.resize(std::max(sum.size(), product.size()), pool_.zero());
      for (std::size_t i = 0; i < product.size(); ++i) sum[i] = pool_.add(sum[i], product[i]);
    }
    while (sum.size() > 1 && pool_.is_number(sum.back(), 0)) sum.pop_back();
    return sum;
  }

  std::vector<Factor> factors_of(Expr e) {
    const NormalForm& form = pool_[e];
    if (form.kind != Kind::Product) return {{e, pool_.one()}};
    std::vector<Factor> factors = real::factors_in_order(form);
    if (!form.number.is_one()) factors.push_back({pool_.number(form.number), pool_.one()});
    return factors;
  }

  std::optional<Polynomial> power_of(const Factor& factor) {
    if (!depends(factor.base) && !depends(factor.exponent)) {
      return Polynomial{pool_.power(factor.base, factor.exponent)};
    }
    const std::optional<std::int64_t> n =
        pool_.is_number(factor.exponent) ? pool_[factor.exponent].number.to_int64() : std::nullopt;
    if (!n || *n < 0 || *n > static_cast<std::int64_t>(kMaxDegree)) return std::nullopt;
    if (factor.base != x_ && pool_[factor.base].kind != Kind::Sum) return std::nullopt;
    const std::optional<Polynomial> base =
        factor.base == x_ ? Polynomial{pool_.zero(), pool_.one()} : polynomial(factor.base);
    Polynomial power{pool_.one()};
    for (std::int64_t i = 0; base && i < *n; ++i) {
      if (power.size() + base->size() > kMaxDegree + 2) return std::nullopt;
      power = times(power, *base);
    }
    return base ? std::optional(power) : std::nullopt;
  }

  Polynomial times(const Polynomial& a, const Polynomial& b) {
    Polynomial c(a.size() + b.size() - 1, pool_.zero());
    for (std::size_t i = 0; i < a.size(); ++i) {
      for (std::size_t j = 0; j < b.size(); ++j) c[i + j] = pool_.add(c[i + j], pool_.mul(a[i], b[j]));
    }
    return c;
  }

  std::optional<Expr> of_product(Expr e) {
    Polynomial p{pool_.one()};
    std::optional<Factor> other;
    for (const Factor& factor : factors_of(e)) {
      const std::optional<Polynomial> part = power_of(factor);
      if (part && p.size() + part->size() <= kMaxDegree + 2) {
        p = times(p, *part);
      } else if (other) {
        return std::nullopt;
      } else {
        other = factor;
      }
    }
    if (!other) return of_polynomial(p);
    if (!depends(other->base)) return with_exponential(p, *other);
    if (!pool_.is_number(other->exponent)) return std::nullopt;
    const NormalForm& form = pool_[other->base];
    if (form.kind == Kind::Call && form.args.size() == 1 && pool_.is_number(other->exponent, 1)) {
      const Op op = form.op;
      const std::optional<Linear> u = linear(form.args[0]);
      if (!u) return std::nullopt;
      if (op == Op::Log) return with_logarithm(p, form.args[0], *u);
      return with_wave(p, op, form.args[0], *u);
    }
    const std::optional<Linear> u = linear(other->base);
    return u ? with_power(p, *other, *u) : std::nullopt;
  }

  // n(n − 1)⋯(n − k + 1)
  static Rational falling(std::int64_t n, std::int64_t k) {
    Rational product(1);
    for (std::int64_t i = 0; i < k; ++i) product = real::times(product, Rational(n - i));
    return product;
  }
  Expr factorial(std::int64_t n) {
    if (n <= static_cast<std::int64_t>(kLargestWrittenFactorial)) return pool_.number(falling(n, n));
    return pool_.opaque(Op::Gamma, {integer(n + 1)});
  }

  Expr of_polynomial(const Polynomial& p) {
    Polynomial derived;
    for (auto i = static_cast<std::size_t>(n_); i < p.size(); ++i) {
      derived.push_back(pool_.scaled(falling(static_cast<std::int64_t>(i), n_), p[i]));
    }
    return value(derived);
  }

  Expr value(const Polynomial& p) {
    std::vector<Term> terms;
    for (std::size_t i = p.size(); i-- > 0;) {
      terms.push_back({Rational(1), pool_.mul(p[i], power(x_, static_cast<std::int64_t>(i)))});
    }
    return pool_.sum(Rational(0), terms);
  }

  // The kth derivative of a polynomial, times the binomial coefficient of k.
  Polynomial leibniz(const Polynomial& p, std::size_t k) {
    const auto m = static_cast<std::int64_t>(k);
    const Rational choose = real::over(falling(n_, m), falling(m, m));
    Polynomial derived;
    for (std::size_t i = k; i < p.size(); ++i) {
      derived.push_back(pool_.scaled(real::times(choose, falling(static_cast<std::int64_t>(i), m)), p[i]));
    }
    return derived;
  }

  void add_to(Polynomial& sum, const Polynomial& p, Expr by) {
    sum.resize(std::max(sum.size(), p.size()), pool_.zero());
    for (std::size_t i = 0; i < p.size(); ++i) sum[i] = pool_.add(sum[i], pool_.mul(by, p[i]));
  }

  // (P·c^u)⁽ⁿ⁾ = c^u·λⁿ⁻ᵈ·Σ binomial(n, k)·P⁽ᵏ⁾·λᵈ⁻ᵏ with λ = a·log c, d the degree
  std::optional<Expr> with_exponential(const Polynomial& p, const Factor& factor) {
    const std::optional<Linear> u = linear(factor.exponent);
    const auto d = static_cast<std::int64_t>(p.size()) - 1;
    if (!u || d > n_) return std::nullopt;
    const Expr lambda = pool_.mul(u->a, pool_.call(Op::Log, {factor.base}));
    Polynomial sum;
    for (std::size_t k = 0; k < p.size(); ++k) {
      add_to(sum, leibniz(p, k), power(lambda, d - static_cast<std::int64_t>(k)));
    }
    return pool_.product(
        Rational(1), {{power(lambda, n_ - d), pool_.one()}, {value(sum), pool_.one()}, {factor.base, factor.exponent}});
  }

  // The kth derivative of a circular or hyperbolic function is one of two, with a sign.
  std::optional<Expr> with_wave(const Polynomial& p, Op op, Expr argument, const Linear& u) {
    const bool circular = op == Op::Sin || op == Op::Cos;
    if (!circular && op != Op::Sinh && op != Op::Cosh) return std::nullopt;
    const auto d = static_cast<std::int64_t>(p.size()) - 1;
    if (d > n_) return std::nullopt;
    const Op other = op == Op::Sin ? Op::Cos : op == Op::Cos ? Op::Sin : op == Op::Sinh ? Op::Cosh : Op::Sinh;
    Polynomial own;
    Polynomial turned;
    for (std::size_t k = 0; k < p.size(); ++k) {
      const std::int64_t times = n_ - static_cast<std::int64_t>(k);
      // sin: cos, −sin, −cos, sin; cos: −sin, −cos, sin, cos
      const std::int64_t quarter = (times + (op == Op::Cos ? 1 : 0)) % 4;
      const bool negative = circular && (quarter == 2 || quarter == 3);
      const Expr factor = pool_.scaled(Rational(negative ? -1 : 1), power(u.a, d - static_cast<std::int64_t>(k)));
      add_to(times % 2 == 0 ? own : turned, leibniz(p, k), factor);
    }
    const Expr sum = pool_.add(pool_.mul(value(own), pool_.call(op, {argument})),
                               pool_.mul(value(turned), pool_.call(other, {argument})));
    return pool_.mul(power(u.a, n_ - d), sum);
  }
  // P in powers of u: x = (u − b)/a
  Polynomial in_powers_of(const Polynomial& p, const Linear& u) {
    const Polynomial x{pool_.scaled(Rational(-1), pool_.div(u.b, u.a)), power(u.a, -1)};
    Polynomial sum{pool_.zero()};
    for (std::size_t i = p.size(); i-- > 0;) {
      sum = times(sum, x);
      sum[0] = pool_.add(sum[0], p[i]);
    }
    sum.resize(p.size(), pool_.zero());
    return sum;
  }

  // (uʲ·log u)⁽ⁿ⁾ = (−1)ⁿ⁻ʲ⁻¹·j!·(n − j − 1)!·uʲ⁻ⁿ for j < n
  std::optional<Expr> with_logarithm(const Polynomial& p, Expr argument, const Linear& u) {
    const Polynomial q = in_powers_of(p, u);
    if (static_cast<std::int64_t>(q.size()) > n_) return std::nullopt;
    std::vector<Term> terms;
    for (std::size_t i = 0; i < q.size(); ++i) {
      const auto j = static_cast<std::int64_t>(i);
      const Rational sign((n_ - j - 1) % 2 == 0 ? 1 : -1);
      terms.push_back(
          {real::times(sign, falling(j, j)),
           pool_.product(Rational(1),
                         {{factorial(n_ - j - 1), pool_.one()}, {q[i], pool_.one()}, {argument, integer(j - n_)}})});
    }
    return pool_.mul(power(u.a, n_), pool_.sum(Rational(0), terms));
  }

  // (u^p)⁽ⁿ⁾ = p(p − 1)⋯(p − n + 1)·u^(p − n): (−1)ⁿ·(m + n − 1)!/(m − 1)! for p = −m, and (−1)ⁿ·Γ(n − p)/Γ(−p) where p
  // is no whole number
  std::optional<Expr> with_power(const Polynomial& p, const Factor& factor, const Linear& u) {
    const Rational exponent = pool_[factor.exponent].number;
    const Polynomial q = in_powers_of(p, u);
    std::vector<Term> terms;
    for (std::size_t i = 0; i < q.size(); ++i) {
      if (pool_.is_number(q[i], 0)) continue;
      const Rational r = real::plus(exponent, Rational(static_cast<std::int64_t>(i)));
      const std::optional<Expr> product = falling_power(r);
      if (!product) return std::nullopt;
      terms.push_back(
          {Rational(1), pool_.product(Rational(1), {{*product, pool_.one()},
                                                    {q[i], pool_.one()},
                                                    {factor.base, pool_.number(real::plus(r, Rational(-n_)))}})});
    }
    return pool_.mul(power(u.a, n_), pool_.sum(Rational(0), terms));
  }

  std::optional<Expr> falling_power(const Rational& r) {
    const Rational sign(n_ % 2 == 0 ? 1 : -1);
    const std::optional<std::int64_t> whole = r.to_int64();
    if (!whole) {
      if (r.is_integer()) return std::nullopt;
      const Expr above = pool_.opaque(Op::Gamma, {pool_.number(real::plus(Rational(n_), -r))});
      const Expr below = pool_.opaque(Op::Gamma, {pool_.number(-r)});
      return pool_.product(sign, {{above, pool_.one()}, {below, integer(-1)}});
    }
    if (*whole >= 0) return *whole < n_ ? pool_.zero() : pool_.number(falling(*whole, n_));
    const std::int64_t m = -*whole;
    constexpr std::int64_t kMost = 1'000'000;
    if (m > kMost) return std::nullopt;
    if (m == 1) return pool_.scaled(sign, factorial(n_));
    return pool_.product(sign, {{factorial(m + n_ - 1), pool_.one()}, {factorial(m - 1), integer(-1)}});
  }

  Pool& pool_;
  std::uint32_t input_;
  std::int64_t n_;
  Expr x_;
};

}  // namespace

std::optional<ir::Function> nth_derivative(const ir::Function& fn, std::uint32_t input, std::size_t order) {
  if (!fn.is_scalar()) return std::nullopt;
  try {
    Pool pool;
    pool.prefer_fractions();
    real::Improver improver(pool, real::Forms::Expanded);
    const Expr e = real::read_outputs(fn, Guards::KeepWritten, pool, improver)[0];
    const std::optional<Expr> derived = Closed(pool, input, order).derivative(e);
    if (!derived) return std::nullopt;
    ir::Builder b(fn.name() + ".d", fn.float_type());
    real::Writer writer(pool, b, copy_params(fn, b));
    b.output(writer.write(*derived), "d", ir::OutputRole::Derivative);
    return b.finish();
  } catch (const real::NoNormalForm&) {
    return std::nullopt;
  }
}

}  // namespace adc::passes
