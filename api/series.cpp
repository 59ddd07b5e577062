// Series with exact coefficients.
#include "adc/series.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "adc/adc.hpp"
#include "analysis/extract.h"
#include "api/check_loader.h"
#include "api/externals.h"
#include "api/state.h"
#include "diag/diagnostics.h"
#include "emit/formula.h"
#include "emit/markup.h"
#include "emit/typeset.h"
#include "ir/interpreter.h"
#include "passes/pipeline.h"
#include "passes/series/expand.h"

namespace adc::inline ADC_ABI {
namespace {

constexpr std::size_t kHighestOrder = 1'000;

Error refused(diag::Slug slug, const std::string& message, std::vector<std::string> help = {}) {
  const Diagnostic diagnostic = diag::diagnose(slug, {}, message, std::move(help));
  return {render(diagnostic, "", ""), diagnostic};
}

std::string formula(const ir::Function& fn) {
  std::string text = emit::formula_without_names(fn);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

/// Less than this of the largest part of a number is what rounding may leave of 0: of 50 digits, and of doubles.
constexpr double kPreciseZero = 1e-35;
constexpr double kDoubleZero = 1e-10;

/// What double precision gives is far from 0 if it is more than this of its largest part, and none of its parts, of
/// which roots may be taken, is less.
constexpr double kFarFromZero = 1e-5;

std::optional<int> sign_of(double value, double zero) {
  if (!std::isfinite(value)) return std::nullopt;
  if (std::abs(value) <= zero) return 0;
  return value < 0 ? -1 : 1;
}

/// The sign of the one output of `fn`: in double precision where that leaves no doubt, else in high precision where
/// there is such.
std::optional<int> decide(const ir::Function& fn, const std::vector<double>& inputs) {
  const std::vector<double> all = ir::interpret_all(fn, inputs);
  double largest = 1;
  double smallest = 1;
  for (const double part : all) {
    if (part != 0) smallest = std::min(smallest, std::abs(part));
    largest = std::max(largest, std::abs(part));
  }
  const double rounded = all[ir::index(fn.outputs()[0].value)];
  if (smallest > kFarFromZero && largest < 1 / kFarFromZero && std::abs(rounded) > kFarFromZero * largest) {
    return rounded < 0 ? -1 : 1;
  }
  const precise::Oracle* const oracle = api::precision().oracle;
  if (oracle == nullptr) return sign_of(rounded, kDoubleZero * largest);
  const std::unique_ptr<precise::Point> point = oracle->at(fn, inputs);
  const double value = point->output(0).nearest;
  if (!std::isfinite(value)) return std::nullopt;
  if (std::abs(value) > kDoubleZero * largest) return value < 0 ? -1 : 1;
  return sign_of(value, kPreciseZero * point->magnitude(0));
}

/// The index of the input that varies.
Result<std::uint32_t> variable_of(const Function& function, const std::string& name, const run::Compiled& program) {
  if (!name.empty()) {
    const auto inputs = function.inputs();
    const auto found = std::ranges::find(inputs, name);
    if (found == inputs.end()) {
      return refused("unknown-variable", fmt::format("the program has no input `{}`", name));
    }
    return static_cast<std::uint32_t>(found - inputs.begin());
  }
  if (program.plan.wrt.size() == 1) return program.plan.wrt[0];
  return refused("unknown-variable",
                 fmt::format("a series is in one variable, and the program has {}", program.plan.wrt.size()),
                 {"say which: `--at x=0`"});
}

bool is_infinity(std::string_view at) {
  constexpr std::array<std::string_view, 5> kWords{"inf", "infinity", "Inf", "oo", "∞"};
  return std::ranges::find(kWords, at) != kWords.end();
}

/// Removes the signs in front; whether it is negative.
bool takes_sign(std::string_view& at) {
  bool negative = false;
  while (at.starts_with(' ') || at.starts_with('+') || at.starts_with('-') || at.starts_with("−")) {
    negative = negative != (at[0] != ' ' && at[0] != '+');
    at.remove_prefix(at.starts_with("−") ? std::string_view("−").size() : 1);
  }
  while (at.ends_with(' ')) at.remove_suffix(1);
  return negative;
}

Diagnostic note(const std::string& message, std::vector<std::string> help = {}) {
  return diag::diagnose("series-terms", {}, message, std::move(help));
}

std::vector<Diagnostic> notes_of(const passes::Expansion& made, const Series& series, const SeriesOptions& options,
                                 bool below) {
  std::vector<Diagnostic> notes;
  if (series.has_log) {
    notes.push_back(note(fmt::format("it has `log({})`, so it is no power series", series.base)));
  } else if (series.has_roots) {
    notes.push_back(note("it has powers that are no whole numbers: a Puiseux series"));
  } else if (series.has_poles) {
    notes.push_back(note("it has negative powers: a Laurent series"));
  }
  if (made.is_asymptotic) notes.push_back(note("it is asymptotic: it converges for no argument"));
  if (made.other_side != passes::Expansion::Other::Same && options.side == Side::Either) {
    const bool none = made.other_side == passes::Expansion::Other::None;
    notes.push_back(note(fmt::format("this is for {} above the point; below it there is {}", options.variable,
                                     none ? "none" : "another"),
                         none ? std::vector<std::string>{} : std::vector<std::string>{"`--side below` gives that"}));
  }
  if (below && made.other_side == passes::Expansion::Other::None && options.side == Side::Either) {
    notes.back() = note(fmt::format("this is for {} below the point; above it there is none", options.variable));
  }
  for (const std::string& zero : made.taken_for_zero) {
    notes.push_back(note(fmt::format("`{}` is taken for 0: it is, to 35 digits", zero)));
  }
  return notes;
}

/// How one notation writes an expression, signs and brackets.
struct Notation {
  std::string (*expression)(const ir::Function& fn);
  std::string plus, minus, first_minus;
  std::string before, after;
};

const Notation& notation_of_text() {
  static const Notation kText{&formula, " + ", " - ", "-", "(", ")"};
  return kText;
}

Notation notation_of(const emit::Markup& markup, std::string (*expression)(const ir::Function& fn)) {
  const std::string plus = markup.sign("+");
  const std::string minus = markup.sign("-");
  const std::string space = plus.starts_with(' ') ? " " : "";
  return {expression,
          plus,
          space + minus + space,
          minus,
          std::string(markup.brackets.before),
          std::string(markup.brackets.after)};
}

std::string latex(const ir::Function& fn) { return emit::typeset_without_names(fn, emit::latex_markup()); }
std::string mathml(const ir::Function& fn) { return emit::typeset_without_names(fn, emit::mathml_markup()); }

/// Whether the one output is a sum, which stands in brackets among others.
bool is_sum(const ir::Function& fn) {
  const ir::Op op = fn.op(fn.outputs()[0].value);
  return op == ir::Op::Add || op == ir::Op::Sub || op == ir::Op::Neg;
}

/// The terms, with brackets around those that are sums, such as x − 1. What names parts in lines of its own does so for
/// all terms together.
std::string sum_text(const passes::Expansion& made, const Notation& in) {
  std::string text;
  for (std::size_t i = 0; i < made.exponents.size(); ++i) {
    const ir::Function term = analysis::keep_output(made.terms, i);
    std::string one = in.expression(term);
    if (one.find('\n') != std::string::npos) return in.expression(made.sum);
    const bool alone = made.exponents.size() == 1 && !made.negative[i];
    const bool is_first_constant = i == 0 && made.exponents[i].is_zero() && !made.negative[i];
    if (is_sum(term) && !alone && !is_first_constant) one = in.before + one + in.after;
    if (i > 0) text += made.negative[i] ? in.minus : in.plus;
    if (i == 0 && made.negative[i]) text += in.first_minus;
    text += one;
  }
  return text.empty() ? "0" : text;
}

/// The sum and what is left out as a typesetter wants it.
std::string typeset(const passes::Expansion& made, const emit::Markup& markup, const Notation& in) {
  const bool is_empty = made.exponents.empty() && made.remainder;
  std::string text = is_empty ? "" : sum_text(made, in);
  if (made.remainder) {
    if (!is_empty) text += in.plus;
    text += markup.identifier(emit::symbol_of("O")) + in.before + in.expression(*made.remainder) + in.after;
  }
  return std::string(markup.formula.before) + text + std::string(markup.formula.after);
}

/// x, x − a, and what powers are of below a point.
std::string base_of(const passes::Expansion& made) { return formula(made.base); }

}  // namespace

Result<Series> series(const Function& function, const SeriesOptions& options) {
  const run::Compiled& program = function.state_->program;
  if (const std::optional<Error> error = program.refuse_tensors("a series")) return *error;
  if (const auto error = refuse_externals(program, "its derivatives of any order are not known")) return *error;
  if (options.output >= function.outputs().size()) {
    return refused("no-such-output", "the program has no such output");
  }
  if (options.order > kHighestOrder) {
    return refused("bad-value", fmt::format("the order is at most {}, and not {}", kHighestOrder, options.order));
  }
  SeriesOptions chosen = options;
  const Result<std::uint32_t> variable = variable_of(function, options.variable, program);
  if (!variable) return variable.error();
  chosen.variable = function.inputs()[*variable];

  passes::SeriesRequest request;
  request.variable = *variable;
  request.order = options.order;
  request.max_instructions = program.plan.limits.instructions;
  request.decide = &decide;
  request.describe = &formula;
  request.from_below = options.side == Side::Below;
  request.compare_sides = options.side == Side::Either;

  std::string_view at = options.at;
  const bool negative = takes_sign(at);
  ir::Function point;
  if (is_infinity(at)) {
    request.at = passes::SeriesRequest::At::Infinity;
    request.from_below = negative;
  } else if (options.at != "0") {
    CompileOptions as_written;
    as_written.limits = program.plan.limits;
    const Result<Function> compiled = compile(options.at, as_written);
    if (!compiled) return compiled.error();
    const std::vector<std::string> names(compiled->inputs().begin(), compiled->inputs().end());
    if (std::ranges::find(names, chosen.variable) != names.end() || compiled->outputs().size() != 1 ||
        !compiled->state_->program.fn.is_scalar()) {
      return refused("bad-value", fmt::format("`{}` is no point of `{}`", options.at, chosen.variable),
                     {"a point is a number, an expression of other inputs, or `inf` or `-inf`"});
    }
    point = compiled->state_->program.fn;
    request.point = &point;
  }
  return function.state_->guarded([&]() -> Result<Series> {
    const Result<ir::Function> plain =
        passes::apply(analysis::keep_output(program.fn, options.output), {"expand_diff"});
    if (!plain) return program.rendered(plain.error());
    const auto made = passes::series_of(*plain, request);
    if (!made) return program.rendered(made.error());
    Series result;
    result.sum = sum_text(*made, notation_of_text());
    result.latex = typeset(*made, emit::latex_markup(), notation_of(emit::latex_markup(), &latex));
    result.mathml = typeset(*made, emit::mathml_markup(), notation_of(emit::mathml_markup(), &mathml));
    result.base = base_of(*made);
    if (made->remainder) result.remainder = formula(*made->remainder);
    if (made->truncation) result.truncation = made->truncation->to_string();
    for (std::size_t i = 0; i < made->exponents.size(); ++i) {
      result.terms.push_back({formula(analysis::keep_output(made->coefficients, i)), made->exponents[i].to_string()});
      const bool about_point = request.at == passes::SeriesRequest::At::Point;
      result.has_poles = result.has_poles || (about_point && made->exponents[i].is_negative());
    }
    result.has_roots = made->has_roots;
    result.has_log = made->has_log;
    result.notes = notes_of(*made, result, chosen, made->from_below);
    return result;
  });
}

std::string to_text(const Series& series) {
  if (series.remainder.empty()) return series.sum;
  if (series.terms.empty()) return fmt::format("O({})", series.remainder);
  return fmt::format("{} + O({})", series.sum, series.remainder);
}

}  // namespace adc::inline ADC_ABI
