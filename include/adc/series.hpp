// A program as a series in powers of a variable, with exact coefficients.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adc/diagnostic.hpp"
#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

class Function;

/// From where a variable goes to a point.
enum class Side : std::uint8_t {
  Either,  ///< above; a note says so where it is another series below
  Above,
  Below,
};

/// Which series is wanted.
struct SeriesOptions {
  std::string variable;   ///< the input that varies; empty: the one variable that there is
  std::string at = "0";   ///< an expression of constants and of other inputs, or "inf", or "-inf"
  std::size_t order = 5;  ///< the highest power of x − a, or of 1/x, that is kept
  Side side = Side::Either;
  std::size_t output = 0;
};

struct SeriesTerm {
  std::string coefficient;  ///< in adc's language
  std::string exponent;     ///< a whole number or a fraction, "-1/2"
};

/// Σ coefficient·base^exponent + O(remainder), in adc's language.
struct Series {
  std::string sum;                ///< of the terms in rising order of their size near the point; "0" where none is kept
  std::string remainder;          ///< "x⁶": what is left out is O of it; empty where the sum is all there is
  std::string latex;              ///< sum and remainder for LaTeX's math mode
  std::string mathml;             ///< the same as an element `math`
  std::vector<SeriesTerm> terms;  ///< for each that is not 0
  std::string truncation;         ///< the remainder's exponent; empty where there is none
  std::string base;               ///< what the exponents are of: "x", "x - a"; "-x" or "a - x" for roots below
  bool has_roots = false;         ///< an exponent is no whole number: a Puiseux series
  bool has_poles = false;         ///< about a point, an exponent is negative: a Laurent series
  bool has_log = false;           ///< a logarithm stands in coefficients: no power series
  std::vector<Diagnostic> notes;  ///< which of these it is, what is on the other side, what was taken for 0
};

/// The series of an output of `function`, of numbers alone, about a point or infinity. Coefficients are exact: rational
/// numbers, π, e, roots and functions of such, and of the other inputs, for almost all of whose values it holds.
///
///     auto f = adc::compile("exp(a·x)").value();
///     auto s = adc::series(f, {.variable = "x", .order = 2}).value();  // to_text(s): "1 + a·x + a²x²/2 + O(x³)"
///
/// Leading terms that cancel are made up for by further ones, to 16·(order + 8) of them. A leading coefficient that is
/// no rational number is told from 0 in high precision (libadc-check; without it in double precision), and a note says
/// where one was taken for 0.
///
/// Errors: "no-series" with the reason where there is none, as at an essential singularity, or none is known;
/// "derivative-too-large" where numbers have more than 1,024 bits or coefficients more than 700 terms; "bad-value" for
/// an order above 1,000 or a point that is none; "unknown-variable", "no-such-output"; "not-scalar" where there are
/// tensors; "external-function"; "function-order", "no-derivative"; limits. O(n·order²) products of coefficients.
/// Thread-safe.
[[nodiscard]] ADC_API Result<Series> series(const Function& function, const SeriesOptions& options);

/// "1 + x + x²/2 + O(x³)"
[[nodiscard]] ADC_API std::string to_text(const Series& series);

}  // namespace adc::inline ADC_ABI
