// The stable rules of tensors: what people write by hand becomes what keeps its digits, in value and derivatives.
#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <vector>

#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "ir/verifier.h"
#include "passes/pipeline.h"
#include "passes/stable/stable.h"

using namespace adc;
using ir::Builder;
using ir::Op;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

namespace {

struct Case {
  const char* equation;  // how the rule's begins
  std::function<ValueId(Builder&, ValueId z, ValueId t)> written;
  Op to;      // what is there afterwards
  Op from;    // and what is not
  Numbers z;  // where the written form has no digits
  std::function<double(const Numbers& z, const Numbers& t)> exact;
};

const Numbers kTarget{0, 1, 0};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double log_of_sum(const Numbers& z) {
  const double most = std::max({z[0], z[1], z[2]});
  double sum = 0;
  for (const double v : z) sum += std::exp(v - most);
  return most + std::log(sum);
}

ValueId total(Builder& b, ValueId v) { return b.reduce_sum(v, Ints{0}); }

const std::vector<Case>& cases() {  // NOLINT(readability-function-size): a table
  static const std::vector<Case> kCases = {
      {"exp(u)/Σ exp(u)",
       [](Builder& b, ValueId z, ValueId t) { return total(b, b.mul(t, b.div(b.exp(z), total(b, b.exp(z))))); },
       Op::Softmax,
       Op::Exp,
       {1000, 999, 10},
       [](auto&, auto&) { return 1 / (1 + std::numbers::e); }},
      {"softmax(z − c)",
       [](Builder& b, ValueId z, ValueId t) {
         return total(b, b.mul(t, b.softmax(b.sub(z, b.reduce_max(z, Ints{0})), Ints{0})));
       },
       Op::Softmax,
       Op::Sub,
       {1000, 999, 10},
       [](auto&, auto&) { return 1 / (1 + std::numbers::e); }},
      {"log Σ exp(u)",
       [](Builder& b, ValueId z, ValueId) { return b.log(total(b, b.exp(z))); },
       Op::Logsumexp,
       Op::Exp,
       {1000, 999, -10},
       [](auto& z, auto&) { return log_of_sum(z); }},
      {"c + logsumexp(z − c)",
       [](Builder& b, ValueId z, ValueId) {
         const ValueId most = b.reduce_max(z, Ints{0});
         return b.add(most, b.log(total(b, b.exp(b.sub(z, most)))));
       },
       Op::Logsumexp,
       Op::Sub,
       {1000, 999, -10},
       [](auto& z, auto&) { return log_of_sum(z); }},
      {"log_softmax(z − c)",
       [](Builder& b, ValueId z, ValueId t) {
         return total(b, b.mul(t, b.log_softmax(b.sub(z, b.reduce_max(z, Ints{0})), Ints{0})));
       },
       Op::LogSoftmax,
       Op::Sub,
       {1e4, -1e4, 0},
       [](auto&, auto&) { return -2e4; }},
      {"log(softmax(z))",
       [](Builder& b, ValueId z, ValueId t) { return total(b, b.mul(t, b.log(b.softmax(z, Ints{0})))); },
       Op::LogSoftmax,
       Op::Softmax,
       {1e4, -1e4, 0},
       [](auto&, auto&) { return -2e4; }},
      {"log(softmax(z))",
       [](Builder& b, ValueId z, ValueId) { return b.log(b.gather(b.softmax(z, Ints{0}), b.integer(1), 0)); },
       Op::LogSoftmax,
       Op::Softmax,
       {1e4, -1e4, 0},
       [](auto&, auto&) { return -2e4; }},
      {"z − logsumexp(z)",
       [](Builder& b, ValueId z, ValueId t) { return total(b, b.mul(t, b.sub(z, b.logsumexp(z, Ints{0})))); },
       Op::LogSoftmax,
       Op::Logsumexp,
       {0, 40, 0},
       [](auto&, auto&) { return -std::log1p(2 * std::exp(-40.0)); }},
      {"logsumexp(z) − z",
       [](Builder& b, ValueId z, ValueId) { return b.sub(b.logsumexp(z, Ints{0}), b.gather(z, b.integer(1), 0)); },
       Op::LogSoftmax,
       Op::Logsumexp,
       {0, 40, 0},
       [](auto&, auto&) { return std::log1p(2 * std::exp(-40.0)); }},
      {"exp(log_softmax(z))",
       [](Builder& b, ValueId z, ValueId) { return b.gather(b.exp(b.log_softmax(z, Ints{0})), b.integer(1), 0); },
       Op::Softmax,
       Op::LogSoftmax,
       {700, 0, 0},
       [](auto&, auto&) { return std::exp(-700.0); }},
      {"1 − softmax(z)",
       [](Builder& b, ValueId z, ValueId) {
         return b.gather(b.sub(b.integer(1), b.softmax(z, Ints{0})), b.integer(1), 0);
       },
       Op::Expm1,
       Op::Softmax,
       {0, 40, 0},
       [](auto&, auto&) { return 2 * std::exp(-40.0); }},
      {"y − p·Σy",
       [](Builder& b, ValueId z, ValueId t) {
         const ValueId share = b.mul(b.softmax(z, Ints{0}), total(b, t));
         return total(b, b.mul(t, b.sub(t, share)));
       },
       Op::Expm1,
       Op::Log,
       {0, 40, 0},
       [](auto&, auto&) { return 2 * std::exp(-40.0); }},
      {"y − Σ p·y",
       [](Builder& b, ValueId z, ValueId t) {
         const ValueId mean = total(b, b.mul(b.softmax(z, Ints{0}), t));
         return total(b, b.mul(t, b.sub(mean, t)));
       },
       Op::Expm1,
       Op::Log,
       {0, 40, 0},
       [](auto&, auto&) { return -2 * std::exp(-40.0); }},
      {"t·log(softmax(z))",
       [](Builder& b, ValueId z, ValueId t) { return b.neg(total(b, b.xlogy(t, b.softmax(z, Ints{0})))); },
       Op::LogSoftmax,
       Op::Softmax,
       {1e4, -1e4, 0},
       [](auto&, auto&) { return 2e4; }},
      {"dot(t, log_softmax(z))",
       [](Builder& b, ValueId z, ValueId t) { return b.dot(t, b.log_softmax(z, Ints{0}), {Ints{0}, Ints{0}}); },
       Op::Select,
       Op::Dot,
       {-kInfinity, 0, 0},
       [](auto&, auto&) { return -std::numbers::ln2; }},
      {"Σ t·log_softmax(z)",
       [](Builder& b, ValueId z, ValueId t) { return total(b, b.mul(t, b.log_softmax(z, Ints{0}))); },
       Op::Select,
       Op::Dot,
       {-kInfinity, 0, 0},
       [](auto&, auto&) { return -std::numbers::ln2; }},
      {"t·log(σ(u))",
       [](Builder& b, ValueId z, ValueId t) { return total(b, b.xlogy(t, b.sigmoid(z))); },
       Op::Softplus,
       Op::Sigmoid,
       {1e4, -1e4, 0},
       [](auto&, auto&) { return -1e4; }},
      {"Σ t·log(x)",
       [](Builder& b, ValueId z, ValueId t) { return b.dot(t, b.log(b.abs(z)), {Ints{0}, Ints{0}}); },
       Op::Xlogy,
       Op::Dot,
       {0, 2, 5},
       [](auto&, auto&) { return std::numbers::ln2; }},
      {"√Σ x²",
       [](Builder& b, ValueId z, ValueId) { return b.sqrt(total(b, b.powi(z, 2))); },
       Op::Norm,
       Op::Sqrt,
       {3e200, 4e200, 0},
       [](auto&, auto&) { return 5e200; }},
      {"√Σ x²",
       [](Builder& b, ValueId z, ValueId) { return b.sqrt(b.dot(z, z, {Ints{0}, Ints{0}})); },
       Op::Norm,
       Op::Sqrt,
       {3e-200, 4e-200, 0},
       [](auto&, auto&) { return 5e-200; }},
      {"‖x‖²",
       [](Builder& b, ValueId z, ValueId) { return b.powi(b.norm(z, Ints{0}), 2); },
       Op::ReduceSum,
       Op::Norm,
       {3, 4, 0},
       [](auto&, auto&) { return 25.0; }},
      {"‖x‖·‖x‖",
       [](Builder& b, ValueId z, ValueId) { return b.mul(b.norm(z, Ints{0}), b.norm(z, Ints{0})); },
       Op::Mul,
       Op::Norm,
       {3, 4, 0},
       [](auto&, auto&) { return 25.0; }},
  };
  return kCases;
}

ir::Function program(const Case& c) {
  Builder b("f");
  const ir::Type vector{ir::DType::F64, ir::Shape{3}};
  const ValueId z = b.param("z", ir::ParamKind::Param, vector);
  const ValueId t = b.param("t", ir::ParamKind::Data, vector);
  b.output(c.written(b, z, t), "y");
  return b.finish();
}

bool has(const ir::Function& fn, Op op) {
  return std::ranges::any_of(fn.insts(), [op](const ir::Inst& inst) { return inst.op == op; });
}

Numbers evaluate(const ir::Function& fn, Numbers z, const Numbers& t) {
  z.insert(z.end(), t.begin(), t.end());
  Numbers y(ir::flat_outputs(fn));
  ir::interpret(fn, z, y);
  return y;
}

ir::Function compiled(const ir::Function& fn, Derive derive, Mode mode = Mode::Auto) {
  return passes::run(fn, {.derive = derive, .mode = mode, .wrt = {}, .limits = {}}).value();
}

// Before softmax and its like are expanded.
ir::Function exact(const ir::Function& fn, Derive derive, Mode mode = Mode::Auto) {
  return passes::run(fn, {.derive = derive, .mode = mode, .wrt = {}, .legalise = false, .limits = {}}).value();
}

}  // namespace

TEST_CASE("what is written by hand for tensors becomes the stable form") {
  for (const Case& c : cases()) {
    const ir::Function fn = program(c);
    std::vector<passes::AppliedRewrite> applied;
    const ir::Function rewritten = passes::stable(fn, {.applied = &applied});
    INFO(c.equation);
    CHECK(std::ranges::any_of(applied, [&](const auto& r) { return r.equation.starts_with(c.equation); }));
    const ir::Function stable = compiled(fn, Derive::Value);
    INFO(ir::print(stable));
    CHECK(has(exact(fn, Derive::Value), c.to));
    CHECK_FALSE(has(exact(fn, Derive::Value), c.from));
    CHECK(evaluate(stable, c.z, kTarget)[0] == Approx(c.exact(c.z, kTarget)).epsilon(1e-15));
    // Where both forms have digits they agree.
    const Numbers z{0.3, -0.2, 1.1};
    const Numbers t{0.5, 0, 2};
    CHECK(evaluate(stable, z, t)[0] == Approx(evaluate(fn, z, t)[0]).epsilon(1e-14));
  }
}

TEST_CASE("each rule of tensors has a case") {
  for (const auto rules : {passes::softmax_rules(), passes::softmax_complement_rules(), passes::tensor_rules()}) {
    for (const passes::StableRule& rule : rules) {
      CAPTURE(rule.equation);
      CHECK(std::ranges::any_of(cases(), [&](const Case& c) { return rule.equation.starts_with(c.equation); }));
    }
  }
}

TEST_CASE("the gradient of the cross-entropy of a softmax is Σt·softmax(z) − t, without dividing by probabilities") {
  const std::vector<std::function<ValueId(Builder&, ValueId, ValueId)>> forms = {
      [](Builder& b, ValueId z, ValueId t) { return b.neg(total(b, b.xlogy(t, b.softmax(z, Ints{0})))); },
      [](Builder& b, ValueId z, ValueId t) { return b.neg(total(b, b.mul(t, b.log(b.softmax(z, Ints{0}))))); },
      [](Builder& b, ValueId z, ValueId t) {
        return b.neg(b.dot(t, b.log(b.div(b.exp(z), total(b, b.exp(z)))), {Ints{0}, Ints{0}}));
      },
      [](Builder& b, ValueId z, ValueId t) { return b.neg(total(b, b.mul(t, b.sub(z, b.log(total(b, b.exp(z))))))); },
  };
  for (const auto& form : forms) {
    const ir::Function fn = program({"", form, Op::Copy, Op::Copy, {}, {}});
    for (const Mode mode : {Mode::Reverse, Mode::Symbolic}) {
      const ir::Function gradient = exact(fn, Derive::Gradient, mode);
      INFO(ir::print(gradient));
      CHECK_FALSE(has(gradient, Op::Div));
      CHECK(has(gradient, Op::Softmax));
    }
    for (const Mode mode : {Mode::Reverse, Mode::Symbolic, Mode::Forward}) {
      const ir::Function gradient = compiled(fn, Derive::Gradient, mode);
      CHECK(evaluate(gradient, {1e4, -1e4, 0}, {0, 1, 0}) == Numbers{2e4, 1, -1, 0});
      CHECK(evaluate(gradient, {-1e4, 1e4, 0}, {0, 1, 0}) == Numbers{0, 0, 0, 0});
      const Numbers found = evaluate(gradient, {0, 0, 0}, {1, 0, 1});
      CHECK(found[1] == Approx(-1.0 / 3));
      CHECK(found[2] == Approx(2.0 / 3));
    }
  }
}

TEST_CASE("binary cross-entropy of a sigmoid on vectors keeps its digits") {
  const ir::Function fn =
      program({"",
               [](Builder& b, ValueId z, ValueId t) {
                 const ValueId y = b.sigmoid(z);
                 const ValueId one = b.integer(1);
                 return b.neg(total(b, b.add(b.xlogy(t, y), b.xlogy(b.sub(one, t), b.sub(one, y)))));
               },
               Op::Copy,
               Op::Copy,
               {},
               {}});
  const ir::Function gradient = compiled(fn, Derive::Gradient);
  INFO(ir::print(gradient));
  const Numbers found = evaluate(gradient, {1e4, -1e4, 0}, {0, 1, 1});
  CHECK(found[0] == Approx(2e4 + std::numbers::ln2));
  CHECK(Numbers(found.begin() + 1, found.end()) == Numbers{1, -1, -0.5});
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(evaluate(gradient, {inf, -inf, 0}, {1, 0, 1})[0] == Approx(std::numbers::ln2));
  CHECK(evaluate(gradient, {-1e4, 1e4, 800}, {0, 1, 1})[0] == Approx(0).margin(1e-300));
}

TEST_CASE("derivatives that a program asks for are of the stable forms, and by bindings still of what is bound") {
  const auto asked = [](auto of) {
    Builder b("f");
    const ir::Type vector{ir::DType::F64, ir::Shape{3}};
    const ValueId z = b.param("z", ir::ParamKind::Param, vector);
    const ValueId t = b.param("t", ir::ParamKind::Data, vector);
    b.output(of(b, z, t));
    return compiled(b.finish(), Derive::Value);
  };
  const ir::Function gradient = asked(
      [](Builder& b, ValueId z, ValueId t) { return b.diff(b.neg(total(b, b.xlogy(t, b.softmax(z, Ints{0})))), z); });
  CHECK(evaluate(gradient, {1e4, -1e4, 0}, {0, 1, 0}) == Numbers{1, -1, 0});
  const ir::Function by_binding = asked([](Builder& b, ValueId z, ValueId t) {
    const ValueId p = b.softmax(z, Ints{0});
    return b.diff(b.neg(total(b, b.xlogy(t, p))), p);  // −t/p
  });
  const Numbers found = evaluate(by_binding, {0, 0, 0}, {0, 1, 2});
  CHECK(found[0] == 0);
  CHECK(found[1] == Approx(-3));
  CHECK(found[2] == Approx(-6));
}
