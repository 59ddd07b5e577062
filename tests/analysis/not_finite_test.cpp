#include "analysis/not_finite.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis/op_limits.h"
#include "ir/builder.h"
#include "ir/interpreter.h"
#include "parser/parse.h"

using adc::Derive;
using adc::Level;
using adc::NotFinite;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Notes {
  std::string text;
  std::vector<NotFinite> all;

  /// The text that note `i` points at.
  [[nodiscard]] std::string place(std::size_t i = 0) const { return slice(all[i].note.span); }
  [[nodiscard]] std::string slice(adc::Span span) const { return text.substr(span.begin, span.end - span.begin); }
};

Notes notes(const std::string& text, const std::vector<double>& x, Derive derive = Derive::Gradient,
            Level level = Level::Stable) {
  INFO(text);
  const adc::Result<adc::parser::Parsed> parsed = adc::parser::parse(text);
  REQUIRE(parsed.ok());
  const adc::ir::Function& fn = parsed->fn;
  const adc::passes::Plan plan{.derive = derive, .level = level};
  const adc::Result<adc::ir::Function> derived = adc::passes::run(fn, plan);
  REQUIRE(derived.ok());
  std::vector<double> results(derived->outputs().size());
  adc::ir::interpret(*derived, x, results);
  std::vector<std::string> outputs;
  std::vector<std::string> variables;
  for (const adc::ir::Output& output : fn.outputs()) outputs.push_back(output.name);
  for (const adc::ir::Param& param : fn.params()) variables.push_back(param.name);
  const std::vector<std::string> names = adc::analysis::result_names(derive, outputs, variables);
  REQUIRE(names.size() == results.size());
  return {text, adc::analysis::not_finite(fn, text, plan, x, results, names)};
}

bool helps(const NotFinite& one, const std::string& words) {
  for (const std::string& help : one.note.help) {
    if (help.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("finite results need no note") {
  CHECK(notes("x^2 + sin(x)", {2}, Derive::Hessian).all.empty());
  CHECK(notes("if(x > 0, log(x), 0)", {-1}).all.empty());
}

TEST_CASE("a nan is traced to the operation that made it, with its operands") {
  const Notes log = notes("3 + cos(log(x))", {-1});
  REQUIRE(log.all.size() == 1);
  CHECK(log.all[0].note.slug == "not-finite");
  CHECK(log.all[0].note.message == "log of -1 is nan, so the value is nan and d/dx is nan");
  CHECK(log.place() == "log(x)");
  CHECK(log.all[0].results == std::vector<std::size_t>{0, 1});
  CHECK(helps(log.all[0], "`x > 0`; `if(x > 0, log(x), …)`"));

  const Notes quotient = notes("z + 1/(x - 1)", {1, 1}, Derive::Value);
  CHECK(quotient.all.at(0).note.message == "1/0 is inf, so the value is inf");
  CHECK(quotient.place() == "1/(x - 1)");
  CHECK(helps(quotient.all[0], "`(x - 1) != 0`"));

  CHECK(notes("x^y", {-8, 0.5}, Derive::Value).all.at(0).note.message == "(-8)^0.5 is nan, so the value is nan");
  CHECK(notes("atanh(x)", {1}, Derive::Value).all.at(0).note.message == "atanh of 1 is inf, so the value is inf");
}

TEST_CASE("a nan made from an infinity points at both") {
  const Notes product = notes("x*log(y)", {0, 0}, Derive::Value);
  REQUIRE(product.all.size() == 1);
  const adc::Diagnostic& note = product.all[0].note;
  CHECK(note.message == "0·(-inf) is nan, so the value is nan");
  CHECK(product.place() == "x*log(y)");
  REQUIRE(note.labels.size() == 1);
  CHECK(note.labels[0].text == "log of 0 is -inf");
  CHECK(product.slice(note.labels[0].span) == "log(y)");
  CHECK(helps(product.all[0], "xlogy(p, q)"));
}

TEST_CASE("an overflow is said to be one") {
  const Notes overflow = notes("2*exp(x)", {1000});
  REQUIRE(overflow.all.size() == 1);
  CHECK(overflow.all[0].note.message == "exp of 1000 is inf, so the value is inf and d/dx is inf");
  CHECK(overflow.place() == "exp(x)");
  CHECK(helps(overflow.all[0], "beyond the largest double"));
}

TEST_CASE("where a number underflows, the note says that, and no condition that always holds") {
  const Notes tail = notes("log(normal_cdf(x))", {-40}, Derive::Value, Level::Exact);
  REQUIRE(tail.all.size() == 1);
  CHECK(helps(tail.all[0], "normal_cdf of -40 is not 0, but nearer to it than the smallest double, 4.9e-324"));
  CHECK_FALSE(helps(tail.all[0], "is finite where"));
  const Notes scaled = notes("1/(3*exp(-x^2))", {30}, Derive::Value, Level::Exact);
  CHECK(helps(scaled.all.at(0), "exp of -900 is not 0"));
  CHECK(helps(notes("log(x*x)", {1e-200}, Derive::Value, Level::Exact).all.at(0), "1e-200·1e-200 is not 0"));
  const Notes quotient = notes("exp(-x)/exp(-x)", {800}, Derive::Value, Level::Exact);
  CHECK(quotient.all.at(0).note.message == "0/0 is nan, so the value is nan");
  CHECK(helps(quotient.all[0], "exp of -800 is not 0"));
  CHECK(helps(notes("log(x - 1)", {1}, Derive::Value).all.at(0), "is finite where `x - 1 > 0`"));
  CHECK(helps(notes("log(exp(x))", {-std::numeric_limits<double>::infinity()}, Derive::Value, Level::Exact).all.at(0),
              "is finite where"));
}

TEST_CASE("an input or a constant that is no number is the origin itself") {
  const Notes input = notes("sin(x) + z", {kNan, 1});
  REQUIRE(input.all.size() == 1);
  CHECK(input.all[0].note.message == "the input x is given as nan, so the value is nan and d/dx is nan");
  CHECK(input.place() == "x");
  CHECK(notes("x*inf", {2}, Derive::Value).all.at(0).note.message == "the text says inf, so the value is inf");
}

TEST_CASE("a derivative names the operation whose derivative it is, and the path") {
  const Notes root = notes("3 + sin(sqrt(x))", {0});
  REQUIRE(root.all.size() == 1);
  CHECK(root.all[0].note.message ==
        "the derivative of sqrt at 0 is inf, on the path `sqrt(x)` → `sin(sqrt(x))` → `3 + sin(sqrt(x))`, so d/dx is "
        "inf");
  CHECK(root.place() == "sqrt(x)");
  CHECK(helps(root.all[0], "the derivative is finite where `x > 0`"));

  const Notes zero = notes("sqrt(x^3)", {0}, Derive::Gradient, Level::Exact);
  CHECK(zero.all.at(0).note.message ==
        "the derivative of sqrt at 0 is inf, and in the chain rule 0/0 is nan, so d/dx is nan");

  const Notes second = notes("x^1.5", {0}, Derive::Hessian);
  CHECK(second.all.at(0).note.message == "in the derivative of 0^1.5 the step 0^(-0.5) is inf, so d²/dx² is inf");
}

TEST_CASE("a derivative that the text asks for is told apart from its operation") {
  const Notes prime = notes("f(t) = sqrt(t)\nf'(x)", {0}, Derive::Value);
  REQUIRE(prime.all.size() == 1);
  CHECK(prime.all[0].note.message == "the derivative of sqrt at 0 is inf, so the value is inf");
  CHECK(prime.place() == "sqrt(t)");
  CHECK(helps(prime.all[0], "`if(t > 0, sqrt(t), …)`"));
}

TEST_CASE("of several outputs each that fails is named, and shares a note with what fails with it") {
  const Notes several = notes("a = log(x); b = a - a; c = 2x; a, b, c", {0});
  REQUIRE(several.all.size() == 2);
  CHECK(several.all[0].note.message == "log of 0 is -inf, so a is -inf and da/dx is inf");
  CHECK(several.all[1].note.message == "-inf - (-inf) is nan, so b is nan");
}

TEST_CASE("where the level stable gives a number, the note for the text as written says so") {
  const Notes naive = notes("log(1 + exp(x))", {1000}, Derive::Gradient, Level::Exact);
  REQUIRE(naive.all.size() == 1);
  CHECK(naive.place() == "exp(x)");
  CHECK(helps(naive.all[0], "gives value 1000 and d/dx 1"));
  CHECK(notes("log(1 + exp(x))", {1000}).all.empty());
}

TEST_CASE("inside its domain an op gives numbers, and so do its partials") {
  const adc::passes::Plan plan{.derive = Derive::Gradient, .level = Level::Exact};
  for (const adc::ir::Op op : adc::ir::elementwise_ops()) {
    const adc::ir::OpInfo& info = adc::ir::info(op);
    if (info.op_class != adc::ir::OpClass::Smooth || info.arity > 2) continue;
    adc::ir::Builder b("f");
    const adc::ir::ValueId x = b.param("x");
    const adc::ir::ValueId y = b.param("y");
    const adc::ir::ValueId both[] = {adc::ir::has_derivative(op, 0) ? x : b.stop_gradient(x), y};
    b.output(b.emit(op, {both, info.arity}, info.immediate == adc::ir::Immediate::Exponent ? -2 : 1));
    const adc::ir::Function fn = adc::passes::run(b.finish(), plan).value();
    const adc::analysis::OpLimit* const row = adc::analysis::op_limit(op);
    for (const double u : {-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0}) {
      for (const double v : {-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0}) {
        INFO(info.spelling << " at " << u << ", " << v);
        double out[3];
        adc::ir::interpret(fn, std::vector<double>{u, v}, out);
        const bool inside = row == nullptr || row->inside == nullptr || row->inside(u, v);
        const bool smooth = inside && (row == nullptr || row->smooth == nullptr || row->smooth(u, v));
        if (!std::isfinite(out[0])) CHECK_FALSE(inside);
        if (!std::isfinite(out[1]) || !std::isfinite(out[2])) CHECK_FALSE(smooth);
      }
    }
  }
}

TEST_CASE("at most eight operations are named") {
  std::string text;
  for (int i = 0; i < 12; ++i) text += (i == 0 ? "" : ", ") + ("log(x - " + std::to_string(i + 1) + ")");
  CHECK(notes(text, {0}, Derive::Value).all.size() == 8);
}
