#include "passes/series/expand.h"

#include <algorithm>
#include <array>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "passes/real/write.h"
#include "passes/series/evaluate.h"

namespace adc::passes {
namespace {

using ir::Rational;
using ir::ValueId;
using real::Expr;
using series::Series;
using At = SeriesRequest::At;

/// One term: coefficient·baseᵉ.
struct Power {
  Expr coefficient;
  Rational exponent;
};

/// A series in the base as it is written.
struct Powers {
  std::vector<Power> terms;
  std::optional<Rational> truncation;
  std::int64_t log_degree = 0;  // of what is left out
  bool of_reflected = false;    // the base is a − x, or −x
  bool asymptotic = false;
  bool sided = false;
};

/// The names of the inputs of `fn`, and those of the point that are none of them.
std::vector<std::string> all_names(const ir::Function& fn, const ir::Function* point) {
  std::vector<std::string> names;
  const auto add = [&](const ir::Function& of) {
    for (const ir::Param& param : of.params()) {
      if (std::ranges::find(names, param.name) == names.end()) names.push_back(param.name);
    }
  };
  add(fn);
  if (point != nullptr) add(*point);
  return names;
}

bool has_decimals(const ir::Function& fn) {
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (fn.is_const(ir::value_id(i)) && !fn.constant(ir::value_id(i)).as_rational().is_integer()) return true;
  }
  return false;
}

class Expander {
 public:
  Expander(const ir::Function& fn, const SeriesRequest& request)
      : fn_(fn),
        request_(request),
        names_(all_names(fn, request.point)),
        field_(pool_, names_, request.decide, request.describe),
        readable_(pool_) {
    if (has_decimals(fn)) {
      pool_.mark_written_decimals();
    } else {
      pool_.prefer_fractions();
    }
  }

  Expansion expand() {
    Expansion result;
    Powers powers = on_some_side(result);
    result.is_asymptotic = powers.asymptotic;
    write(powers, result);
    for (const Expr zero : field_.taken_for_zero()) result.taken_for_zero.push_back(field_.text_of(zero));
    return result;
  }

 private:
  Powers on_some_side(Expansion& result) {
    const bool may_compare = request_.compare_sides && request_.at == At::Point;
    result.from_below = request_.from_below;
    try {
      Powers powers = expanded(request_.from_below);
      if (powers.sided && may_compare) result.other_side = compare(powers);
      return powers;
    } catch (const diag::Failure& failure) {
      if (!may_compare || failure.diagnostic().slug != "no-series") throw;
      std::optional<Powers> other = if_any(!request_.from_below);
      if (!other) throw;
      result.other_side = Expansion::Other::None;
      result.from_below = !request_.from_below;
      return *std::move(other);
    }
  }

  std::optional<Powers> if_any(bool below) {
    try {
      return expanded(below);
    } catch (const diag::Failure& failure) {
      if (failure.diagnostic().slug == "no-series") return std::nullopt;
      throw;
    } catch (const real::NoNormalForm&) {
      return std::nullopt;
    }
  }

  // What is known with so many terms; nullopt where they are too few.
  std::optional<Powers> tried(std::size_t& terms, bool below) {
    series::Algebra algebra(field_, terms, request_.at == At::Infinity);
    series::Evaluator evaluator(algebra);
    std::vector<Series> inputs;
    const Expr sign = pool_.number(Rational(below ? -1 : 1));
    for (std::size_t i = 0; i < fn_.params().size(); ++i) inputs.push_back(algebra.constant(pool_.param(i)));
    Series& x = inputs[request_.variable];
    try {
      if (request_.at == At::Infinity) {
        x = series::Algebra::monomial(sign, -1);
      } else {
        x = algebra.add(algebra.constant(point(algebra)), series::Algebra::monomial(sign, 1));
      }
      const Series y = evaluator.evaluate(fn_, inputs)[0];
      const Rational enough(static_cast<std::int64_t>(request_.order));
      const Rational known = Rational::ratio(y.is_complete() ? Series::kNone : y.truncation, y.ramification);
      if (!y.is_complete() && !(enough < known)) {
        const double missing = (real::plus(enough, -known)).to_double() + 1;
        terms += static_cast<std::size_t>(missing * static_cast<double>(y.ramification)) + 2;
        return std::nullopt;
      }
      std::optional<Powers> powers = powers_of(y, below);
      if (!powers) terms *= 2;
      if (powers) powers->asymptotic = evaluator.is_asymptotic();
      if (powers) powers->sided = algebra.is_sided();
      return powers;
    } catch (const series::TooFewTerms&) {
      terms *= 2;
      return std::nullopt;
    }
  }

  Powers expanded(bool below) {
    std::size_t terms = request_.order + 4;
    const std::size_t most = 16 * (request_.order + 8);
    while (terms <= most) {
      if (std::optional<Powers> powers = tried(terms, below)) return *std::move(powers);
    }
    series::Algebra::refuse("a part of the program cannot be told from 0: as far as " + std::to_string(most) +
                            " terms go, all of it cancels");
  }

  Expr point(series::Algebra& algebra) {
    if (request_.point == nullptr) return pool_.zero();
    std::vector<Series> inputs;
    for (const ir::Param& param : request_.point->params()) {
      const auto found = std::ranges::find(names_, param.name) - names_.begin();
      inputs.push_back(algebra.constant(pool_.param(static_cast<std::size_t>(found))));
    }
    const Series a = series::Evaluator(algebra).evaluate(*request_.point, inputs)[0];
    return a.is_zero() ? pool_.zero() : a.coefficients[0];
  }

  // Whole powers without logarithms are those of x − a, or of x, on either side.
  std::optional<Powers> powers_of(const Series& y, bool below) {
    Powers powers;
    const Rational most(static_cast<std::int64_t>(request_.order));
    bool plain = true;
    bool has_more = !y.is_complete();
    std::size_t next = y.coefficients.size();
    for (std::size_t i = 0; i < y.coefficients.size(); ++i) {
      const Rational exponent = Rational::ratio(y.valuation + static_cast<std::int64_t>(i), y.ramification);
      if (pool_.is_number(y.coefficients[i], 0)) continue;
      if (most < exponent) {
        has_more = true;
        next = std::min(next, i);
        break;
      }
      const Expr coefficient = readable_.improve(y.coefficients[i]);
      if (pool_.is_number(coefficient, 0) || field_.is_zero(coefficient)) continue;
      plain = plain && exponent.is_integer() && !field_.has_log(coefficient);
      powers.terms.push_back({coefficient, exponent});
    }
    if (has_more) {
      // the next power on the grid of those that there are
      const std::int64_t cut = static_cast<std::int64_t>(request_.order) * y.ramification + 1;
      powers.truncation = Rational::ratio(y.is_complete() ? cut : std::min(cut, y.truncation), y.ramification);
      const bool logs =
          std::ranges::any_of(powers.terms, [&](const Power& p) { return field_.has_log(p.coefficient); });
      const bool log_next = next < y.coefficients.size() && field_.has_log(y.coefficients[next]);
      if ((logs || log_next) && next == y.coefficients.size()) return std::nullopt;
      if (logs || log_next) {
        powers.log_degree = log_degree(y.coefficients[next]);
        powers.truncation = Rational::ratio(y.valuation + static_cast<std::int64_t>(next), y.ramification);
      }
      plain = plain && powers.truncation->is_integer() && powers.log_degree == 0;
    }
    powers.of_reflected = below && !plain;
    if (below && plain) {
      for (Power& power : powers.terms) {
        if (*power.exponent.numerator().to_int64() % 2 != 0) {
          power.coefficient = field_.scaled(Rational(-1), power.coefficient);
        }
      }
    }
    return powers;
  }

  // The highest power of the logarithm in a sum of products.
  std::int64_t log_degree(Expr c) {
    const auto of_product = [&](Expr e) -> std::int64_t {
      if (e == field_.log()) return 1;
      for (const real::Factor& factor : pool_[e].factors) {
        if (factor.base != field_.log() || !pool_.is_number(factor.exponent)) continue;
        return pool_[factor.exponent].number.to_int64().value_or(1);
      }
      return 0;
    };
    std::int64_t degree = of_product(c);
    for (const real::Term& term : pool_[c].terms) degree = std::max(degree, of_product(term.expr));
    return std::max<std::int64_t>(degree, 0);
  }

  Expansion::Other compare(const Powers& powers) {
    const std::optional<Powers> other = if_any(!request_.from_below);
    if (!other) return Expansion::Other::None;
    const auto is_plain = [&](const Powers& all) {
      return !all.of_reflected && std::ranges::all_of(all.terms, [&](const Power& p) {
        return p.exponent.is_integer() && !field_.has_log(p.coefficient);
      });
    };
    const bool same = std::ranges::equal(powers.terms, other->terms, [](const Power& a, const Power& b) {
      return a.coefficient == b.coefficient && a.exponent == b.exponent;
    });
    return same && is_plain(powers) && is_plain(*other) ? Expansion::Other::Same : Expansion::Other::Different;
  }

  // A function of the inputs with the base, and its logarithm, where their stand-ins are.
  template <class Body>
  ir::Function function(const std::string& name, bool reflected, Body&& body) {
    ir::Builder b(name, fn_.float_type(), request_.max_instructions);
    std::vector<ValueId> params;
    for (const std::string& input : names_) params.push_back(b.param(input));
    const Expr at = point_;
    real::Writer places(pool_, b, params);
    const ValueId x = params[request_.variable];
    ValueId base = x;
    if (request_.at == At::Infinity || pool_.is_number(at, 0)) {
      if (reflected) base = b.neg(x);
    } else if (reflected) {
      base = b.sub(places.write(at), x);
    } else {
      base = difference(b, places, x, at);
    }
    params.push_back(base);
    params.push_back(b.log(base));
    real::Writer writer(pool_, b, params);
    body(b, writer);
    return b.finish();
  }

  // x − a, and x + 1 for a = −1
  ValueId difference(ir::Builder& b, real::Writer& writer, ValueId x, Expr at) {
    const real::NormalForm& form = pool_[at];
    const bool negative =
        (form.kind == real::Kind::Number || form.kind == real::Kind::Product) && form.number.is_negative();
    return negative ? b.add(x, writer.write(field_.scaled(Rational(-1), at))) : b.sub(x, writer.write(at));
  }

  [[nodiscard]] Expr base() { return field_.base(); }
  [[nodiscard]] Rational written(const Rational& exponent) const {
    return request_.at == At::Infinity ? -exponent : exponent;
  }
  Expr term(const Power& power) {
    const Expr exponent = pool_.number(written(power.exponent));
    if (!field_.has_log(power.coefficient)) {
      return pool_.product(Rational(1), {{power.coefficient, pool_.one()}, {base(), exponent}});
    }
    return pool_.product(Rational(1), {{base(), exponent}, {power.coefficient, pool_.one()}});
  }

  void write(const Powers& powers, Expansion& result) {
    series::Algebra algebra(field_, 2);
    if (request_.at == At::Point) point_ = point(algebra);
    std::vector<Expr> terms;
    for (const Power& power : powers.terms) {
      const Expr e = term(power);
      result.negative.push_back(pool_.split(e).coeff.is_negative());
      terms.push_back(result.negative.back() ? field_.scaled(Rational(-1), e) : e);
    }
    const auto make = [&](const char* name, auto&& body) {
      return function(fn_.name() + name, powers.of_reflected, body);
    };
    result.terms = make(".terms", [&](ir::Builder& b, real::Writer& writer) {
      for (const Expr e : terms) b.output(writer.write(e), "");
    });
    result.sum = make(".series", [&](ir::Builder& b, real::Writer& writer) {
      std::optional<ValueId> sum;
      for (std::size_t i = 0; i < terms.size(); ++i) {
        const ValueId e = writer.write(terms[i]);
        if (!sum) {
          sum = result.negative[i] ? b.neg(e) : e;
        } else {
          sum = result.negative[i] ? b.sub(*sum, e) : b.add(*sum, e);
        }
      }
      b.output(sum ? *sum : b.integer(0), "");
    });
    result.coefficients = make(".coefficients", [&](ir::Builder& b, real::Writer& writer) {
      for (const Power& power : powers.terms) b.output(writer.write(power.coefficient), "");
    });
    result.base = make(".base", [&](ir::Builder& b, real::Writer& writer) { b.output(writer.write(base()), ""); });
    for (const Power& power : powers.terms) {
      result.exponents.push_back(written(power.exponent));
      result.has_roots = result.has_roots || !power.exponent.is_integer();
      result.has_log = result.has_log || field_.has_log(power.coefficient);
    }
    if (!powers.truncation) return;
    result.truncation = written(*powers.truncation);
    const Expr rest = pool_.product(Rational(1), {{base(), pool_.number(*result.truncation)},
                                                  {field_.log(), pool_.number(Rational(powers.log_degree))}});
    result.remainder =
        make(".remainder", [&](ir::Builder& b, real::Writer& writer) { b.output(writer.write(rest), ""); });
  }

  const ir::Function& fn_;
  const SeriesRequest& request_;
  real::Pool pool_;
  std::vector<std::string> names_;
  series::Coefficients field_;
  real::Improver readable_;
  Expr point_{};
};

}  // namespace

Result<Expansion> series_of(const ir::Function& fn, const SeriesRequest& request) {
  try {
    return Expander(fn, request).expand();
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  } catch (const real::NoNormalForm& failure) {
    if (failure.too_large == nullptr) {
      return diag::diagnose("no-series", {}, "something is divided by 0 wherever the program has a value");
    }
    return diag::diagnose("derivative-too-large", {},
                          std::string("a coefficient of this order has ") + failure.too_large,
                          {"`adc eval --taylor N` computes coefficients of high order as numbers"});
  }
}

}  // namespace adc::passes
