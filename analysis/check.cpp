#include "analysis/check.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adc/layout.hpp"
#include "analysis/at_kink.h"
#include "analysis/check_options.h"
#include "analysis/estimates.h"
#include "analysis/not_finite.h"
#include "analysis/points.h"
#include "analysis/table.h"
#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/interpreter.h"
#include "passes/stable/stable.h"

namespace adc::analysis {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
/// Two modes agree where nothing but each other judges them.
constexpr double kMutual = 1e-9;
/// Of an operand, for finite differences: about ∛u.
constexpr double kRelativeStep = 0x1p-18;
/// Digits to which the derivative's formulas, and numbers that are given, must be exact.
constexpr int kRuleDigits = 25;
constexpr int kGivenDigits = 15;

/// A mode: its function, and that function as native code (or nothing).
struct Way {
  Method method;
  ir::Function fn;
  Instruments::Evaluator native;
};

/// An output or a derivative of it: where it stands in what the ways give.
struct Place {
  std::size_t output;
  std::size_t variable;  ///< by which it is derived last: index into wrt; only of a derivative
  int order;             ///< 0: the output itself
  std::size_t index;     ///< in the layout of Derive::Gradient or Derive::Hessian
  std::size_t of;        ///< of a derivative: the index of what it is the derivative of
};

/// One point while it is checked: what each way gives there, and the exact side of it.
struct Visit {
  std::vector<double> x;
  std::vector<std::vector<double>> computed;  ///< by way
  std::vector<std::vector<double>> native;    ///< by way; empty where there is no native code
  std::unique_ptr<precise::Point> program;    ///< null without high precision, like the next two
  std::unique_ptr<precise::Point> rules;
  std::vector<std::unique_ptr<precise::Point>> ways;
  std::vector<std::string> exact;  ///< digits, in the layout of the ways
  std::vector<bool> confirmed;     ///< likewise: differences of each operation give what the derivative's formula gives
  std::vector<std::vector<precise::Kink>> kinks;  ///< by output
  std::optional<ir::ValueId> kink;                ///< of the program as it is computed
};

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

bool is_near(double a, double b, double error) { return same_bits(a, b) || a == b || std::fabs(a - b) <= error; }

class Checker {
 public:
  Checker(const ir::Function& program, const passes::Plan& plan, std::string_view text, const CheckOptions& options,
          const Instruments& instruments);

  [[nodiscard]] std::vector<std::vector<double>> points() const { return check_points(program_, options_); }
  [[nodiscard]] CheckedPoint at(const std::vector<double>& x) const;
  [[nodiscard]] std::size_t numbers() const { return places_.size(); }

 private:
  [[nodiscard]] ir::Function derived(const passes::Plan& plan) const { return passes::run(source_, plan).value(); }
  void place_all();
  [[nodiscard]] Visit visit(const std::vector<double>& x) const;
  void make_exact(Visit& visit) const;

  [[nodiscard]] CheckedQuantity quantity(const Visit& visit, const Place& place) const;
  void add_modes(const Visit& visit, const Place& place, CheckedQuantity& quantity) const;
  void add_estimates(const Visit& visit, const Place& place, CheckedQuantity& quantity) const;
  void add_precise(const Visit& visit, const Place& place, CheckedQuantity& quantity) const;
  [[nodiscard]] CheckedNumber judged(const Visit& visit, const Place& place, std::size_t way, Method method,
                                     double number, bool& ill_conditioned) const;
  [[nodiscard]] static CheckedNumber judged(const Visit& visit, const Place& place, Method method,
                                            const Estimate& estimate);
  [[nodiscard]] static precise::Point& judge_of(const Visit& visit, const Place& place, std::size_t way) {
    return place.order > 0 ? *visit.ways[way] : *visit.program;
  }
  [[nodiscard]] const ir::Function& judged_function(const Place& place, std::size_t way) const {
    return place.order > 0 ? ways_[way].fn : program_;
  }
  [[nodiscard]] static std::size_t judged_output(const Place& place) {
    return place.order > 0 ? place.index : place.output;
  }

  void conclude(const Visit& visit, const Place& place, CheckedQuantity& quantity) const;
  [[nodiscard]] bool is_in_range(const Visit& visit, const Place& place) const;
  [[nodiscard]] bool jumps_beside(const Visit& visit, const Place& place) const;
  [[nodiscard]] std::string lost_by(const Visit& visit, const Place& place) const;
  [[nodiscard]] std::string quote(const ir::Function& fn, ir::ValueId id) const;
  /// Whether a value of the program is a comparison that nobody wrote.
  [[nodiscard]] bool is_guard(ir::ValueId id) const;

  const ir::Function& source_;
  std::string_view text_;
  const CheckOptions& options_;
  const Instruments& instruments_;
  std::vector<std::uint32_t> wrt_;
  ir::Function program_;   ///< as written, exact, without the kinks that cancel where they do in what is computed
  ir::Function computed_;  ///< its value as it is computed
  ir::Function plain_;     ///< as written, legalised, with derivatives up to the order below: for complex numbers
  ir::Function rules_;     ///< its derivatives as formulas, exact
  std::vector<std::string> names_;
  std::vector<Way> ways_;
  std::vector<Place> places_;
};

Checker::Checker(const ir::Function& program, const passes::Plan& plan, std::string_view text,
                 const CheckOptions& options, const Instruments& instruments)
    : source_(program), text_(text), options_(options), instruments_(instruments), wrt_(plan.wrt) {
  const bool is_second = options_.order > 1;
  passes::Plan value = plan;
  value.derive = Derive::Value;
  computed_ = derived(value);
  value.level = Level::Exact;
  value.legalise = false;
  program_ = derived(value);
  if (plan.level != Level::Exact) program_ = passes::cancel_kinks(program_);

  passes::Plan written = plan;
  written.level = Level::Exact;
  written.mode = Mode::Symbolic;
  written.derive = is_second ? Derive::Gradient : Derive::Value;
  plain_ = passes::run(program_, written).value();
  written.derive = is_second ? Derive::Hessian : Derive::Gradient;
  written.legalise = false;
  rules_ = passes::run(program_, written).value();

  passes::Plan way = plan;
  way.derive = written.derive;
  constexpr std::array kMethods{Method::Symbolic, Method::Forward, Method::Reverse, Method::Auto};
  constexpr std::array kModes{Mode::Symbolic, Mode::Forward, Mode::Reverse, Mode::Auto};
  const std::size_t count = is_second ? kModes.size() : kModes.size() - 1;  // gradients are made in those three
  std::vector<Result<ir::Function>> functions = passes::run(source_, way, std::span(kModes).first(count)).value();
  for (std::size_t i = 0; i < count; ++i) {
    ways_.push_back({kMethods[i], std::move(functions[i]).value(), nullptr});
    if (instruments_.compile) ways_.back().native = instruments_.compile(ways_.back().fn);
  }
  place_all();
}

void Checker::place_all() {
  std::vector<std::string> outputs;
  std::vector<std::string> variables;
  outputs.reserve(program_.outputs().size());
  variables.reserve(wrt_.size());
  for (const ir::Output& output : program_.outputs()) outputs.push_back(output.name);
  for (const std::uint32_t input : wrt_) variables.push_back(program_.params()[input].name);
  names_ = result_names(options_.order > 1 ? Derive::Hessian : Derive::Gradient, outputs, variables);

  const std::size_t m = outputs.size();
  const std::size_t n = wrt_.size();
  const Layout layout(options_.order > 1 ? Derive::Hessian : Derive::Gradient, m, n);
  for (std::size_t o = 0; o < m; ++o) {
    places_.push_back({o, 0, 0, o, o});
    for (std::size_t a = 0; a < n; ++a) places_.push_back({o, a, 1, layout.gradient(o, a), o});
    if (options_.order < 2) continue;
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) places_.push_back({o, b, 2, layout.hessian(o, a, b), layout.gradient(o, a)});
    }
  }
}

Visit Checker::visit(const std::vector<double>& x) const {
  Visit visit{.x = x};
  for (const Way& way : ways_) {
    std::vector<double> y(way.fn.outputs().size());
    ir::interpret(way.fn, x, y);
    visit.computed.push_back(y);
    if (way.native)
      way.native(x, y);
    else
      y.clear();
    visit.native.push_back(y);
  }
  visit.kinks.resize(program_.outputs().size());
  visit.kink = find_kink(computed_, x);
  if (instruments_.oracle != nullptr) make_exact(visit);
  return visit;
}

void Checker::make_exact(Visit& visit) const {
  const precise::Oracle& oracle = *instruments_.oracle;
  visit.program = oracle.at(program_, visit.x);
  visit.rules = oracle.at(rules_, visit.x);
  for (const Way& way : ways_) visit.ways.push_back(oracle.at(way.fn, visit.x));
  visit.exact.resize(places_.size());
  visit.confirmed.resize(places_.size(), true);
  for (std::size_t o = 0; o < program_.outputs().size(); ++o) {
    visit.exact[o] = visit.program->output(o).digits;
    visit.kinks[o] = visit.program->kinks(o);
  }
  std::optional<std::pair<int, std::size_t>> at;  // order and index of what `gradient` belongs to
  std::vector<precise::Number> gradient;
  for (const Place& place : places_) {
    if (place.order == 0) continue;
    if (at != std::pair(place.order, place.of)) {
      at = std::pair(place.order, place.of);
      gradient = (place.order == 1 ? *visit.program : *visit.rules).gradient(place.of);
    }
    // Differences lose digits to cancellation that formulas have: they confirm the formulas, which then judge.
    const std::string& differences = gradient[wrt_[place.variable]].digits;
    const bool confirmed = visit.rules->equals(place.index, differences, kRuleDigits);
    visit.confirmed[place.index] = confirmed;
    visit.exact[place.index] = confirmed ? visit.rules->output(place.index).digits : differences;
  }
}

CheckedPoint Checker::at(const std::vector<double>& x) const {
  const Visit visit = this->visit(x);
  CheckedPoint point{.x = x, .kinks = {}, .quantities = {}};
  for (const std::vector<precise::Kink>& kinks : visit.kinks) {
    for (const precise::Kink& kink : kinks) {
      if (is_guard(kink.value)) continue;
      const std::string text = quote(program_, kink.value) + (kink.hit ? "" : ", within rounding");
      if (std::ranges::find(point.kinks, text) == point.kinks.end()) point.kinks.push_back(text);
    }
  }
  for (const Place& place : places_) point.quantities.push_back(quantity(visit, place));
  return point;
}

CheckedQuantity Checker::quantity(const Visit& visit, const Place& place) const {
  CheckedQuantity quantity{.name = names_[place.index], .condition = kNan};
  if (visit.program) quantity.exact = visit.exact[place.index];
  add_modes(visit, place, quantity);
  if (place.order > 0) add_estimates(visit, place, quantity);
  if (visit.program) add_precise(visit, place, quantity);
  conclude(visit, place, quantity);
  return quantity;
}

CheckedNumber Checker::judged(const Visit& visit, const Place& place, std::size_t way, Method method, double number,
                              bool& ill_conditioned) const {
  CheckedNumber judged{.method = method, .number = number, .ulps = kNan};
  if (!visit.program) {
    const double other = visit.computed[0][place.index];
    judged.allowed = kMutual * std::fabs(other);
    judged.within = is_near(number, other, judged.allowed);
    judged.error = same_bits(number, other) ? 0 : std::fabs(number - other);
    return judged;
  }
  const std::string& given = place.index < options_.expected.size() ? options_.expected[place.index] : std::string();
  const precise::Judgement judgement =
      judge_of(visit, place, way).judge(judged_output(place), number, given.empty() ? visit.exact[place.index] : given);
  judged.within = judgement.within || judgement.no_digit_left;
  judged.error = judgement.error;
  judged.allowed = judgement.allowed;
  judged.ulps = judgement.ulps;
  ill_conditioned = ill_conditioned || judgement.ill_conditioned || judgement.no_digit_left;
  return judged;
}

void Checker::add_modes(const Visit& visit, const Place& place, CheckedQuantity& quantity) const {
  bool ill_conditioned = false;
  for (std::size_t way = 0; way < ways_.size(); ++way) {
    const double number = visit.computed[way][place.index];
    quantity.numbers.push_back(judged(visit, place, way, ways_[way].method, number, ill_conditioned));
    if (visit.native[way].empty() || same_bits(visit.native[way][place.index], number)) continue;
    CheckedNumber native = judged(visit, place, way, Method::Native, visit.native[way][place.index], ill_conditioned);
    native.within = false;  // its bits are to be the same
    quantity.numbers.push_back(native);
  }
  if (ill_conditioned) quantity.verdict = Verdict::IllConditioned;
}

CheckedNumber Checker::judged(const Visit& visit, const Place& place, Method method, const Estimate& estimate) {
  CheckedNumber number{.method = method, .number = estimate.number, .ulps = kNan, .allowed = estimate.error};
  if (visit.program) {
    const precise::Judgement judgement =
        judge_of(visit, place, 0).judge(judged_output(place), estimate.number, visit.exact[place.index]);
    number.ulps = judgement.ulps;
    number.error = judgement.error;
    number.allowed = std::max(number.allowed, judgement.allowed);
  } else {
    const double derivative = visit.computed[0][place.index];
    number.error = std::fabs(estimate.number - derivative);
    number.allowed += kMutual * std::fabs(derivative);
  }
  number.within = number.error <= number.allowed;
  return number;
}

void Checker::add_estimates(const Visit& visit, const Place& place, CheckedQuantity& quantity) const {
  if (!std::isfinite(visit.computed[0][place.index])) return;
  const std::size_t input = wrt_[place.variable];
  constexpr std::size_t kReverse = 2;
  const bool is_first = place.order == 1;
  const ir::Function& derived = is_first ? computed_ : ways_[kReverse].fn;
  double magnitude = 0;
  if (visit.program) magnitude = (is_first ? *visit.program : *visit.ways[kReverse]).magnitude(place.of);
  const auto difference = [&](double epsilon) {
    const std::optional<Estimate> estimate = centred_difference(derived, visit.x, place.of, input, epsilon, magnitude);
    return estimate ? std::optional(judged(visit, place, Method::Differences, *estimate)) : std::nullopt;
  };
  std::optional<CheckedNumber> found = difference(options_.epsilon);
  // The default step leads past a pole that is nearer to 0 than 1: where nothing better judges, one relative to x
  // counts.
  if (!visit.program && options_.epsilon == 0 && visit.x[input] != 0 && !(found && found->within)) {
    const std::optional<CheckedNumber> nearer = difference(kRelativeStep * std::fabs(visit.x[input]));
    if (nearer && nearer->within) found = nearer;
  }
  if (found) quantity.numbers.push_back(*found);
  if (const auto step = complex_step(plain_, visit.x, place.of, input)) {
    quantity.numbers.push_back(judged(visit, place, Method::ComplexStep, *step));
  }
}

void Checker::add_precise(const Visit& visit, const Place& place, CheckedQuantity& quantity) const {
  constexpr std::size_t kReverse = 2;
  precise::Point& judge = judge_of(visit, place, kReverse);
  const double exact = visit.program ? std::strtod(quantity.exact.c_str(), nullptr) : kNan;
  quantity.condition = judge.magnitude(judged_output(place)) / std::fabs(exact);
  const auto add = [&](Method method, const precise::Number& number, const std::string& reference, bool within) {
    const precise::Judgement judgement = judge.judge(judged_output(place), number.nearest, reference);
    quantity.numbers.push_back({.method = method,
                                .number = number.nearest,
                                .ulps = judgement.ulps,
                                .error = judgement.error,
                                .allowed = judgement.allowed,
                                .within = within});
  };
  if (place.order > 0)
    add(Method::Rules, visit.rules->output(place.index), quantity.exact, visit.confirmed[place.index]);
  const std::string& given = place.index < options_.expected.size() ? options_.expected[place.index] : std::string();
  if (given.empty()) return;
  precise::Point& exactly = place.order > 0 ? *visit.rules : *visit.program;
  add(Method::Reference, {given, std::strtod(given.c_str(), nullptr)}, quantity.exact,
      exactly.equals(place.order > 0 ? place.index : place.output, given, kGivenDigits));
}

bool is_mode(const CheckedNumber& number) { return number.method < Method::Native; }

/// Whether two modes give the same: the same nan or infinity, or numbers that are both as near as the tolerance asks.
bool agree(const CheckedNumber& a, const CheckedNumber& b) {
  if (!std::isfinite(a.number) || !std::isfinite(b.number)) return same_bits(a.number, b.number);
  return is_near(a.number, b.number, a.allowed + b.allowed);
}

/// Whether all modes agree, and native code has their bits: it is listed only where it differs.
bool modes_agree(const CheckedQuantity& quantity) {
  const CheckedNumber& first = quantity.numbers.front();
  return std::ranges::all_of(quantity.numbers, [&](const CheckedNumber& number) {
    return number.method != Method::Native && (!is_mode(number) || agree(first, number));
  });
}

/// Judges the quantity by its numbers. Modes that differ from each other are a disagreement, whatever else is to be
/// said of the point; estimates count only where nothing better is known.
void Checker::conclude(const Visit& visit, const Place& place, CheckedQuantity& quantity) const {
  const auto counts = [&](const CheckedNumber& number) {
    return !visit.program || (number.method != Method::Differences && number.method != Method::ComplexStep);
  };
  const bool together = modes_agree(quantity);
  const bool agrees = together && std::ranges::all_of(quantity.numbers, [&](const CheckedNumber& number) {
                        return number.within || !counts(number);
                      });
  // Of √(x² + y²) as it is written there is no derivative where it is 0·∞, and a convention of what is computed for it.
  const bool by_convention = agrees || (together && quantity.exact == "nan");
  if (by_convention && place.order > 0 && visit.kink && jumps_beside(visit, place)) {
    quantity.verdict = Verdict::Kink;
    quantity.cause = quote(computed_, *visit.kink) + " has a kink here: slopes to both sides differ from this number";
    return;
  }
  if (agrees) {
    if (quantity.verdict == Verdict::IllConditioned) quantity.cause = lost_by(visit, place);
    return;
  }
  quantity.verdict = Verdict::Disagreement;
  if (!visit.program) return;
  if (together && !visit.kinks[place.output].empty()) {
    quantity.verdict = Verdict::Kink;
    quantity.cause = quote(program_, visit.kinks[place.output].front().value);
  } else if (together && !is_in_range(visit, place)) {
    quantity.verdict = Verdict::OutOfRange;
  } else {
    quantity.cause = lost_by(visit, place);
  }
}

bool Checker::is_in_range(const Visit& visit, const Place& place) const {
  bool in_range = visit.program->stays_in_range(place.output);
  for (std::size_t way = 0; way < ways_.size(); ++way) {
    in_range = in_range && judge_of(visit, place, way).stays_in_range(judged_output(place));
  }
  return in_range;
}

bool Checker::is_guard(ir::ValueId id) const {
  const auto compares = [](ir::Op op) { return op == ir::Op::Eq || op == ir::Op::Ne; };
  const bool written = std::ranges::any_of(source_.insts(), [&](const ir::Inst& inst) { return compares(inst.op); });
  return compares(program_.op(id)) && !written;
}

/// Whether the slopes to both sides of what this is the derivative of tend to it.
bool Checker::jumps_beside(const Visit& visit, const Place& place) const {
  constexpr std::size_t kReverse = 2;
  const ir::Function& fn = place.order == 1 ? computed_ : ways_[kReverse].fn;
  const double at = visit.computed[0][place.index];
  const double base = visit.computed[place.order == 1 ? 0 : kReverse][place.of];
  const std::size_t input = wrt_[place.variable];
  const double size = visit.x[input] == 0 ? 1 : std::fabs(visit.x[input]);
  const auto slope = [&](double step) {
    std::vector<double> x = visit.x;
    x[input] += step;
    std::vector<double> y(fn.outputs().size());
    ir::interpret(fn, x, y);
    return (y[place.of] - base) / (x[input] - visit.x[input]);
  };
  constexpr double kNear = 1e-5;
  constexpr double kFar = 1e-3;
  constexpr double kRounding = 1e-6;
  for (const double side : {size, -size}) {
    const double near = slope(side * kNear);
    const double scale = std::max({std::fabs(at), std::fabs(near), kRounding * std::fabs(base) / size});
    if (jumps(at, slope(side * kFar), near, scale)) return true;
  }
  return false;
}

/// "`sqrt(x+1)` (sqrt) is rounded by 1e-16, which is magnified 2e9 times"
std::string Checker::lost_by(const Visit& visit, const Place& place) const {
  std::size_t worst = 0;
  for (std::size_t way = 0; way < ways_.size(); ++way) {
    const auto error = [&](std::size_t i) {
      return std::fabs(visit.computed[i][place.index] - visit.computed[0][place.index]);
    };
    if (error(way) > error(worst)) worst = way;
  }
  const std::optional<precise::Loss> loss = judge_of(visit, place, worst).worst_loss(judged_output(place));
  if (!loss) return "";
  char numbers[96];
  std::snprintf(numbers, sizeof numbers, " is rounded by %.1e, which counts %.1e times", loss->rounding,
                loss->magnification);
  return quote(judged_function(place, worst), loss->value) + numbers;
}

/// "`x - y` (sub)", as far as the text says where a value comes from.
std::string Checker::quote(const ir::Function& fn, ir::ValueId id) const {
  const Span span = fn.span(id);
  std::string op(ir::info(fn.op(id)).spelling);
  if (span.empty() || span.end > text_.size()) return op;
  return fmt::format("`{}` ({})", text_.substr(span.begin, span.end - span.begin), op);
}

}  // namespace

Result<CheckReport> check(const ir::Function& program, const passes::Plan& plan, std::string_view text,
                          const CheckOptions& options, const Instruments& instruments) {
  if (std::optional<Diagnostic> wrong = misuse(program, options)) return *std::move(wrong);
  try {
    const Checker checker(program, plan, text, options, instruments);
    if (!options.expected.empty() && options.expected.size() != checker.numbers()) {
      return wrong_size("what is expected", options.expected.size(), checker.numbers());
    }
    CheckReport report;
    for (const std::vector<double>& x : checker.points()) report.points.push_back(checker.at(x));
    return report;
  } catch (const Error& error) {
    return error;
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  }
}

}  // namespace adc::analysis
