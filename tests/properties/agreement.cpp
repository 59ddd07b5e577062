#include "tests/properties/agreement.h"

#include <cmath>
#include <iomanip>
#include <limits>
#include <map>
#include <memory>
#include <sstream>
#include <utility>

#include "ir/interpreter.h"
#include "ir/text.h"
#include "parser/parse.h"
#include "passes/core/sharing_builder.h"
#include "tests/jit/native.h"
#include "tests/support/exact_judge.h"
#include "tests/support/jets.h"
#include "tests/support/modes.h"

namespace adc::tests {
namespace {

/// A program at a point: what its derivatives are, and what adc makes of them.
class Case {
 public:
  /// `exact`: what Derive::Hessian, or Derive::Gradient, lays out for a program of so many outputs.
  Case(std::size_t outputs, const Place& point, std::vector<Bounded> exact, Tally& tally)
      : outputs_(outputs), point_(point), exact_(std::move(exact)), tally_(tally) {}

  /// What is wrong with what `fn` computed, or "".
  [[nodiscard]] std::string fault(const ir::Function& fn, const std::vector<double>& results) {
    for (std::size_t i = 0; i < results.size(); ++i) {
      const std::string fault = fault_in(fn, results[i], i);
      if (!fault.empty()) return fn.outputs()[i].name + ": " + fault;
    }
    return "";
  }

  [[nodiscard]] const Place& point() const { return point_; }
  /// Whether output i is so near the largest double that the order of some factors decides whether it overflows.
  [[nodiscard]] bool is_huge(std::size_t i) const { return abs(exact_[i].value) > 0x1p1000; }
  /// Whether output i has a number that fits a double.
  [[nodiscard]] bool has_number(std::size_t i) const {
    // A derivative exists where its value does.
    const std::size_t outputs = outputs_;
    const std::size_t inputs = point_.size();
    const std::size_t jacobian = outputs + outputs * inputs;
    const std::size_t output = i < outputs    ? i
                               : i < jacobian ? (i - outputs) / inputs
                                              : (i - jacobian) / inputs / inputs;
    return fits(exact_[output].value) && fits(exact_[i].value);
  }

  /// Whether `computed` has the first digit of output i's number, which it need not where everything cancels.
  [[nodiscard]] bool has_a_digit(double computed, std::size_t i) const {
    return 2 * abs(computed - exact_[i].value) <= abs(exact_[i].value);
  }

  /// Whether `computed` is output i's number within the tolerance of `fn`, which computed it.
  [[nodiscard]] Verdict verdict(const ir::Function& fn, double computed, std::size_t i) {
    Verdict verdict = judge(computed, exact_[i].value, sweep(fn), i);
    // What the oracle itself cannot tell: nothing but a zero that came of cancellation.
    if (!verdict && abs(computed - exact_[i].value) <= exact_[i].error) verdict = {true, ""};
    return verdict;
  }

 private:
  static bool fits(const Real& x) { return abs(x) <= std::numeric_limits<double>::max(); }

  std::string fault_in(const ir::Function& fn, double computed, std::size_t i) {
    if (!has_number(i)) {
      ++tally_.no_number;
      return "";
    }
    const Verdict right = verdict(fn, computed, i);
    if (right) {
      ++tally_.right;
      return "";
    }
    const Excuse reason = excuse(sweep(fn), point_, i, abs(computed - exact_[i].value));
    ++tally_.excused[static_cast<std::size_t>(reason)];
    return reason == Excuse::None ? right.text : "";
  }

  /// The exact numbers of `fn` here, which must outlive this object.
  Sweep& sweep(const ir::Function& fn) {
    std::unique_ptr<Sweep>& known = sweeps_[&fn];
    if (!known) known = std::make_unique<Sweep>(fn, point_);
    return *known;
  }

  std::size_t outputs_;
  Place point_;
  std::vector<Bounded> exact_;
  Tally& tally_;
  std::map<const ir::Function*, std::unique_ptr<Sweep>> sweeps_;
};

/// The distinct functions of one program, by their text: the exact numbers of one serve all ways that lead to it.
class DerivedFunctions {
 public:
  const ir::Function& operator[](ir::Function fn) {
    std::unique_ptr<ir::Function>& known = functions_[ir::print(fn)];
    if (!known) known = std::make_unique<ir::Function>(std::move(fn));
    return *known;
  }

 private:
  std::map<std::string, std::unique_ptr<ir::Function>> functions_;
};

/// One way to compute a program.
struct Way {
  Derive derive;
  NamedMode mode;
  Level level;
  const ir::Function& fn;
  const ir::Function& operations;  ///< what errors come from

  Way(DerivedFunctions& functions, const ir::Function& program, Derive to, const NamedMode& by, Level at)
      : derive(to),
        mode(by),
        level(at),
        fn(functions[derived(program, to, by.mode, at)]),
        operations(functions[derived_exactly(program, to, by.mode, at)]) {}

  [[nodiscard]] std::string fault(Case& one) const {
    const std::string fault = one.fault(operations, interpreted(fn, one.point()));
    if (fault.empty()) return "";
    return std::string(mode.name) + (level == Level::Exact ? " exact" : " stable") +
           (derive == Derive::Gradient ? " gradient, " : ", ") + fault;
  }
};

/// The native code of several functions of the same inputs: one function with the outputs of all, in which equal
/// instructions are one.
class JointNative {
 public:
  void add(const ir::Function& fn) {
    std::vector<ir::ValueId> to;
    std::vector<ir::ValueId> operands;
    for (std::size_t i = 0; i < fn.size(); ++i) {
      const ir::ValueId id = ir::value_id(i);
      operands.clear();
      for (const ir::ValueId operand : fn.operands(id)) operands.push_back(to[index(operand)]);
      const bool known = fn.op(id) == ir::Op::Param && !fns_.empty();
      to.push_back(known ? id : builder_.clone(fn, id, operands));
    }
    for (const ir::Output& output : fn.outputs()) builder_.output(to[index(output.value)], output.name);
    fns_.push_back(&fn);
  }

  void compile() { native_ = std::make_unique<Native>(builder_.finish()); }

  /// Whether all have the interpreter's bits.
  [[nodiscard]] bool has_interpreted_bits(const Place& point) const {
    std::vector<double> expected;
    for (const ir::Function* fn : fns_) {
      const std::vector<double> results = interpreted(*fn, point);
      expected.insert(expected.end(), results.begin(), results.end());
    }
    return same_bits(expected, (*native_)(point));
  }

 private:
  passes::SharingBuilder builder_{"joint", ir::DType::F64, Limits{}.instructions};
  std::vector<const ir::Function*> fns_;
  std::unique_ptr<Native> native_;
};

/// Where stable rewriting lost a number that the formula as written has: "" or where.
std::string lost_by_stable(const Way& stable, const Way& exact, Case& one) {
  const std::vector<double> after = interpreted(stable.fn, one.point());
  const std::vector<double> before = interpreted(exact.fn, one.point());
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (std::isfinite(after[i]) || !std::isfinite(before[i]) || !one.has_number(i) || one.is_huge(i)) continue;
    if (one.has_a_digit(before[i], i) && one.verdict(exact.operations, before[i], i)) {
      return std::string(stable.mode.name) + ", " + stable.fn.outputs()[i].name + ": as written " +
             std::to_string(before[i]) + ", stable " + std::to_string(after[i]);
    }
  }
  return "";
}

std::vector<Way> ways_to_hessian(DerivedFunctions& functions, const ir::Function& program) {
  std::vector<Way> ways;
  for (const NamedMode& mode : kModes) {
    ways.emplace_back(functions, program, Derive::Hessian, mode, Level::Stable);
    ways.emplace_back(functions, program, Derive::Hessian, mode, Level::Exact);
    ways.emplace_back(functions, program, Derive::Gradient, mode, Level::Stable);
  }
  return ways;
}

/// The gradient of the language's own derivative by x.
std::vector<Way> ways_to_nested(DerivedFunctions& functions, const RandomProgram& program) {
  std::vector<Way> ways;
  if (program.outputs.size() > 1) return ways;
  const ir::Function nested = parser::parse(program.derivative_text()).value().fn;
  for (const NamedMode& mode : kModes) ways.emplace_back(functions, nested, Derive::Gradient, mode, Level::Stable);
  return ways;
}

double ordinary_coordinate(RandomBits& random) {
  const double unit = static_cast<double>(random() >> 11) * 0x1p-53;
  switch (random() % 8) {
    case 0: return static_cast<double>(random() % 7) - 3;
    case 1: return std::exp(60 * (unit - 0.5));
    case 2: return -std::exp(60 * (unit - 0.5));
    case 3: return 20 * (unit - 0.5);
    case 4: return unit;
    default: return 4 * unit;
  }
}

/// Kinks, edges and every magnitude.
double hostile_coordinate(RandomBits& random) {
  using Limits = std::numeric_limits<double>;
  static constexpr std::array kMagnitudes{0.0,
                                          0.5,
                                          1.0,
                                          2.0,
                                          1 + Limits::epsilon(),
                                          1 - Limits::epsilon() / 2,
                                          1e-5,
                                          1e-9,
                                          1e-17,
                                          1e-160,
                                          Limits::min(),
                                          Limits::denorm_min(),
                                          30.0,
                                          170.5,
                                          709.0,
                                          745.0,
                                          1e4,
                                          1e9,
                                          1e17,
                                          1e155,
                                          1e300,
                                          Limits::max()};
  const double magnitude = kMagnitudes[random() % kMagnitudes.size()];
  return random() % 2 == 0 ? magnitude : -magnitude;
}

}  // namespace

std::string Tally::text() const {
  const auto count = [&](Excuse excuse) { return std::to_string(excused[static_cast<std::size_t>(excuse)]); };
  return std::to_string(right) + " right, " + std::to_string(no_number) +
         " without a number, excused: " + count(Excuse::Domain) + " outside a domain, " + count(Excuse::Range) +
         " out of range, " + count(Excuse::Underflow) + " by underflow, " + count(Excuse::Jump) + " at a jump, " +
         count(Excuse::Cancellation) + " without a digit left, " + count(Excuse::HigherOrder) + " of higher order";
}

Finding disagreement(const RandomProgram& program, const std::vector<Place>& points, Tally& tally) {
  const auto parsed = parser::parse(program.text());
  if (!parsed) return {parsed.error().what()};
  DerivedFunctions functions;
  const std::vector<Way> ways = ways_to_hessian(functions, parsed->fn);
  const std::vector<Way> nested_ways = ways_to_nested(functions, program);
  JointNative native;
  for (const Way& way : ways) {
    if (way.derive == Derive::Hessian && way.level == Level::Stable) native.add(way.fn);
  }
  native.compile();
  for (const Place& point : points) {
    std::vector<Bounded> exact = exact_derivatives(parsed->fn, point);
    // ∂y/∂x, then ∂²y/∂x∂x, ∂²y/∂x∂y, ∂²y/∂x∂z
    const std::vector<Bounded> by_x{exact[1], exact[4], exact[5], exact[6]};
    if (!native.has_interpreted_bits(point)) return {"interpreted and native bits differ", point};
    Case one(parsed->fn.outputs().size(), point, std::move(exact), tally);
    for (std::size_t i = 0; i < ways.size(); ++i) {
      std::string fault = ways[i].fault(one);
      if (fault.empty() && i % 3 == 1) fault = lost_by_stable(ways[i - 1], ways[i], one);
      if (!fault.empty()) return {fault, point};
    }
    Case nested(1, point, by_x, tally);
    for (const Way& way : nested_ways) {
      const std::string fault = way.fault(nested);
      if (!fault.empty()) return {"of diff(…, x): " + fault, point};
    }
  }
  return {};
}

RandomProgram simplest(RandomProgram program, const Place& point) {
  Tally tally;
  for (bool found = true; found;) {
    found = false;
    for (RandomProgram& candidate : simpler(program)) {
      if (disagreement(candidate, {point}, tally).fault.empty()) continue;
      program = std::move(candidate);
      found = true;
      break;
    }
  }
  return program;
}

std::vector<Place> random_points(RandomBits& random) {
  const auto ordinary = [&] { return ordinary_coordinate(random); };
  const auto mixed = [&] { return random() % 2 == 0 ? hostile_coordinate(random) : ordinary_coordinate(random); };
  return {{ordinary(), ordinary(), ordinary()}, {mixed(), mixed(), mixed()}};
}

std::string text(const Place& point) {
  std::ostringstream out;
  out << std::setprecision(17);
  for (const double x : point) out << x << " ";
  return out.str();
}

}  // namespace adc::tests
