// Functions of tensors, and their derivatives, as formulas.
#include <catch2/catch.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "diag/render.h"
#include "emit/formula.h"
#include "ir/builder.h"
#include "ir/interpreter.h"
#include "ir/text.h"
#include "parser/parse.h"
#include "passes/pipeline.h"

using namespace adc;
using ir::Builder;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

namespace {

struct Inputs {
  ValueId w, a, b, x, t, c;
};
using Body = std::function<ValueId(Builder&, const Inputs&)>;

// W: R[3, 4], A: R[3, 4], b: R[3], x: R[4], t: R[3], c: R
ir::Function program(const Body& body) {
  Builder b("f");
  const auto input = [&](const char* name, const Ints& extents, ir::ParamKind kind) {
    return b.param(name, kind, {ir::DType::F64, ir::Shape(extents)});
  };
  Inputs in{};
  in.w = input("W", {3, 4}, ir::ParamKind::Param);
  in.a = input("A", {3, 4}, ir::ParamKind::Data);
  in.b = input("b", {3}, ir::ParamKind::Data);
  in.x = input("x", {4}, ir::ParamKind::Data);
  in.t = input("t", {3}, ir::ParamKind::Data);
  in.c = input("c", {}, ir::ParamKind::Data);
  b.output(body(b, in));
  return b.finish();
}

std::string text(const Body& body) { return emit::formula(program(body)); }

// ∂/∂W of a number, as `diff` prints it.
std::string derivative(const Body& body) {
  const ir::Function fn = program([&](Builder& b, const Inputs& in) { return b.diff(body(b, in), in.w); });
  passes::Plan plan;
  plan.level = Level::Real;
  plan.legalise = false;
  const ir::Function result = passes::run(fn, plan).value();
  INFO(ir::print(result));
  return emit::formula(result);
}

ValueId layer(Builder& b, const Inputs& in) { return b.add(b.dot(in.w, in.x, {Ints{1}, Ints{0}}), in.b); }

}  // namespace

TEST_CASE("products and transposes are written as in matrix calculus") {
  CHECK(text(layer) == "W*x + b");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.w, in.b, {Ints{0}, Ints{0}}); }) == "Wᵀ*b");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.b, in.w, {Ints{0}, Ints{0}}); }) == "Wᵀ*b");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.b, in.x, {}); }) == "b*xᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(b.add(in.b, in.t), in.x, {}); }) == "(b + t)*xᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.b, in.t, {Ints{0}, Ints{0}}); }) == "dot(b, t)");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.w, in.a, {Ints{1}, Ints{1}}); }) == "W*Aᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.w, in.a, {Ints{0}, Ints{0}}); }) == "Wᵀ*A");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.w, b.transpose(in.a, Ints{1, 0}), {Ints{1}, Ints{0}}); }) ==
        "W*Aᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.w, in.a, {Ints{0, 1}, Ints{0, 1}}); }) == "dot(W, A)");
  CHECK(text([](Builder& b, auto& in) { return b.reshape(in.x, Ints{1, 4}); }) == "xᵀ");
}

TEST_CASE("what is done element by element says so") {
  CHECK(text([](Builder& b, auto& in) { return b.mul(in.w, in.a); }) == "W .* A");
  CHECK(text([](Builder& b, auto& in) { return b.mul(in.c, in.a); }) == "c·A");
  CHECK(text([](Builder& b, auto& in) { return b.mul(b.integer(2), in.a); }) == "2A");
  CHECK(text([](Builder& b, auto& in) { return b.div(in.w, in.a); }) == "W ./ A");
  CHECK(text([](Builder& b, auto& in) { return b.div(in.w, in.c); }) == "W/c");
  CHECK(text([](Builder& b, auto& in) { return b.powi(in.x, 2); }) == "x.^2");
  CHECK(text([](Builder& b, auto& in) { return b.pow(b.integer(2), in.x); }) == "2 .^ x");
  CHECK(text([](Builder& b, auto& in) { return b.powi(b.sin(in.x), -2); }) == "sin(x).^(-2)");
}

TEST_CASE("reductions, parts and blocks are written in the language") {
  CHECK(text([](Builder& b, auto& in) { return b.reduce_sum(in.w, Ints{0, 1}); }) == "sum(W)");
  CHECK(text([](Builder& b, auto& in) { return b.reduce_sum(in.w, Ints{0}); }) == "sum(W, dims=1)");
  CHECK(text([](Builder& b, auto& in) { return b.reduce_max(in.w, Ints{1}); }) == "max(W, dims=2)");
  CHECK(text([](Builder& b, auto& in) { return b.softmax(in.w, Ints{1}); }) == "softmax(W, dims=2)");
  CHECK(text([](Builder& b, auto& in) { return b.softmax(in.b, Ints{0}); }) == "softmax(b)");
  CHECK(text([](Builder& b, auto& in) { return b.norm(in.b, Ints{0}); }) == "‖b‖");
  CHECK(text([](Builder& b, auto& in) { return b.slice(in.x, Ints{1}, Ints{4}, Ints{2}); }) == "x[2:2:4]");
  CHECK(text([](Builder& b, auto& in) { return b.slice(in.w, Ints{0, 1}, Ints{3, 3}, Ints{1, 1}); }) == "W[:, 2:3]");
  CHECK(text([](Builder& b, auto& in) { return b.reverse(in.x, Ints{0}); }) == "x[4:-1:1]");
  CHECK(text([](Builder& b, auto& in) { return b.concat(in.b, in.x, 0); }) == "[b; x]");
  CHECK(text([](Builder& b, auto& in) { return b.pad(in.x, Ints{1}, Ints{2}, Ints{0}); }) == "[zeros(1); x; zeros(2)]");
  CHECK(text([](Builder& b, auto& in) { return b.gather(in.x, in.b, 0); }) == "x[b + 1]");
  CHECK(text([](Builder& b, auto& in) { return b.broadcast(in.c, Ints{3}, Ints{}); }) == "c·ones(3)");
  CHECK(text([](Builder& b, auto&) { return b.broadcast(b.integer(0), Ints{3, 2}, Ints{}); }) == "zeros(3, 2)");
  CHECK(text([](Builder& b, auto& in) { return b.broadcast(in.x, Ints{2, 4}, Ints{1}); }) == "ones(2)*xᵀ");
}

TEST_CASE("derivatives by a matrix read as in matrix calculus") {
  const auto total = [](Builder& b, ValueId v) { return b.reduce_sum(v, Ints{0}); };
  CHECK(derivative([](Builder& b, auto& in) {
          return b.mul(b.ratio(1, 2), b.powi(b.norm(b.sub(layer(b, in), in.t), Ints{0}), 2));
        }) == "(W*x + b - t)*xᵀ");
  CHECK(derivative([&](Builder& b, auto& in) {
          return b.div(total(b, b.powi(b.sub(layer(b, in), in.t), 2)), b.integer(2));
        }) == "(W*x + b - t)*xᵀ");
  CHECK(derivative([&](Builder& b, auto& in) {
          return b.neg(total(b, b.xlogy(in.t, b.softmax(layer(b, in), Ints{0}))));
        }) == "(sum(t)·softmax(W*x + b) - t)*xᵀ");
  CHECK(derivative([&](Builder& b, auto& in) {
          return b.neg(b.dot(in.t, b.log(b.softmax(layer(b, in), Ints{0})), {Ints{0}, Ints{0}}));
        }) == "(sum(t)·softmax(W*x + b) - t)*xᵀ");
  CHECK(derivative([&](Builder& b, auto& in) { return b.logsumexp(layer(b, in), Ints{0}); }) == "softmax(W*x + b)*xᵀ");
  CHECK(derivative([&](Builder& b, auto& in) { return total(b, b.tanh(layer(b, in))); }) == "sech(W*x + b).^2*xᵀ");
  CHECK(derivative([&](Builder& b, auto& in) { return b.dot(in.w, in.a, {Ints{0, 1}, Ints{0, 1}}); }) == "A");
  CHECK(derivative([&](Builder& b, auto& in) { return b.reduce_sum(b.mul(in.w, in.w), Ints{0, 1}); }) == "2W");
}

namespace {

std::vector<double> numbers(std::size_t n) {
  std::vector<double> x;
  x.reserve(n);
  for (std::size_t i = 0; i < n; ++i) x.push_back(0.3 + 0.17 * static_cast<double>(i) - (i % 3 == 2 ? 0.8 : 0));
  return x;
}

// All inputs by name, so that a text that has lost one, or has them in another order, is evaluated at the same point.
std::vector<double> evaluate(const ir::Function& fn, const std::map<std::string, std::vector<double>>& at) {
  std::vector<double> flat;
  for (const ir::Param& param : fn.params())
    flat.insert(flat.end(), at.at(param.name).begin(), at.at(param.name).end());
  std::vector<double> y(ir::flat_outputs(fn));
  ir::interpret(fn, flat, y);
  return y;
}

}  // namespace

TEST_CASE("derivatives of losses read as in lectures") {
  const auto by_weights = [](const std::string& loss) {
    const std::string text = "param W: R[3, 4], b: R[3]\ndata x: R[4], t: R[3], k\n" + loss;
    passes::Plan plan;
    plan.level = Level::Real;
    plan.legalise = false;
    const std::uint32_t weights = 0;
    const ir::Function partial = passes::partial(parser::parse(text, {}).value().fn, {&weights, 1}, plan).value();
    return emit::formula(passes::run(partial, plan).value());
  };
  CHECK(by_weights("½*‖W*x + b - t‖²") == "(W*x + b - t)*xᵀ");
  CHECK(by_weights("cross_entropy_of_class(softmax(W*x + b), k)") == "(softmax(W*x + b) - one_hot(k, 3))*xᵀ");
  CHECK(by_weights("cross_entropy_of_class_with_logits(W*x + b, k)") == "(softmax(W*x + b) - one_hot(k, 3))*xᵀ");
  CHECK(by_weights("-log(softmax(W*x)[2])") == "(softmax(W*x) - [0, 1, 0])*xᵀ");
  CHECK(by_weights("sum(binary_cross_entropy(sigmoid(W*x), t))") == "-(t - sigmoid(W*x))*xᵀ");
  CHECK(by_weights("log(sum(exp(W*x)))") == "softmax(W*x)*xᵀ");
  CHECK(by_weights("l2(W)") == "W");
  CHECK(by_weights("max(W*x)") == "if(u == max(u), 1/sum(if(u == max(u), 1, 0)), 0)*xᵀ where u = W*x");
  CHECK(by_weights("sum(relu(W*x))") == "if(W*x > 0, 1, 0)*xᵀ");
  CHECK(by_weights("(W*x)[2]") == "[0, 1, 0]*xᵀ");
  // asked for in the program
  const ir::Function asked =
      parser::parse("param z: R[3]\ndata k\ndiff(cross_entropy_of_class(softmax(z), k), z)", {}).value().fn;
  CHECK(emit::formula(passes::run(asked, {.level = Level::Real, .wrt = {}, .legalise = false, .limits = {}}).value()) ==
        "softmax(z) - one_hot(k, 3)");
}

TEST_CASE("the language reads derivatives of tensors back, with the same values") {
  const std::vector<std::string> programs = {
      "param W: R[3, 4], b: R[3]\ndata x: R[4], t: R[3]\ncross_entropy(softmax(W*x + b), t.^2)",
      "param W: R[3, 4]\ndata x: R[4], t: R[3]\n½*‖W*x - t‖²",
      "param U: R[2, 3], W: R[3, 4]\ndata x: R[4], t: R[2]\nsum((sigmoid(U*tanh(W*x)) - t).^2)",
      "param x: R[5]\nsum(i=1:4, 100(x[i+1]-x[i]^2)^2 + (1-x[i])^2)",
      "param x: R[7]\nsum(exp(x[1:2:7]))",
      "param x: R[7]\nsum(sin(x[7:-2:1]).*x[1:4])",
      "param x: R[5]\nprod(x)",
      "param x: R[4]\nmax(x)*min(x)",
      "param x: R[2, 3]\nsum(log(softmax(x, dims=2)) .* x)",
      "param A: R[2, 2], x: R[2]\ndot(x, A*(A'*x))",
      "param A: R[2, 3], B: R[3, 2]\ndot(A*B, (A*B)ᵀ)",
      "param x: R[3]\nx[2]^2*norm(x)",
      "param a: R[2], b: R[3]\nsum([a; b].^3)",
      "param A: R[2, 3]\nsum(prod(A, dims=1).^2) + sum(norm(A, dims=2))",
      "param A: R[2, 3]\nlogsumexp(A) + sum(A[2, :].^2) + sum(A[:, 2:3])^2",
      "param x: R[3], c\nsum(x.^c) + c^2*sum(x ./ (1 + x.^2))",
      "param x: R[3]\nx/norm(x)",
      "param x: R[3]\nsum(if(x > 0.4, x.^2, -x))",
      "param x: R[3]\ngrad(sum(x.^4))",
      "param A: R[3, 3]\nA[2, 3]^2*A[1, 1] + dot(A[2, :], A[:, 1])",
      "param A: R[2, 2], B: R[2, 2]\ntrace(A*B)",
      "param A: R[2, 2], B: R[2, 2]\n(A*B)[1, 1]",
      "param A: R[2, 2], B: R[2, 2]\nsum((A*B)[1:2, 1])",
      "param A: R[2, 3], B: R[3, 2]\nsum((A*B)[2, :].^2) + trace(sqrt(A*B))",
      "param A: R[3, 2], x: R[2]\n(A*x)[2]*max(A*x) + sum(relu(A*x - 1)) + cumsum(A*x)[1]",
      "param A: R[3, 2], x: R[2]\nlogsumexp(A*x) + cross_entropy_with_logits(A*x, [0, 1, 0])",
  };
  for (const std::string& text : programs) {
    INFO(text);
    const ir::Function fn = parser::parse(text, {}).value().fn;
    passes::Plan plan;
    plan.derive = Derive::Gradient;
    plan.level = Level::Real;
    plan.legalise = false;
    const ir::Function gradient = passes::run(fn, plan).value();
    std::map<std::string, std::vector<double>> at;
    parser::ParseOptions options;
    for (std::size_t i = 0; i < fn.params().size(); ++i) {
      const ir::Shape& shape = fn.shape(ir::value_id(i));
      at[fn.params()[i].name] = numbers(static_cast<std::size_t>(shape.elements()));
      for (double& v : at[fn.params()[i].name]) v += 0.9 + 0.01 * static_cast<double>(i);
      options.shapes[fn.params()[i].name] = shape;
    }
    plan.level = Level::Stable;
    plan.legalise = true;
    const std::vector<double> wanted = evaluate(passes::run(fn, plan).value(), at);
    const std::string formula = emit::formula(gradient);
    INFO(formula);
    const auto read = parser::parse(formula, options);
    if (!read) {
      FAIL_CHECK(diag::render(read.error().diagnostic(), "formula", formula));
      continue;
    }
    const std::vector<double> found = evaluate(read->fn, at);
    REQUIRE(found.size() == wanted.size());
    for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == Approx(wanted[i]).epsilon(1e-11).margin(1e-11));
  }
}
