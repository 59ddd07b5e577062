// Functions of tensors, and their derivatives, as formulas.
#include <catch2/catch.hpp>

#include <functional>
#include <string>
#include <vector>

#include "emit/formula.h"
#include "ir/builder.h"
#include "ir/text.h"
#include "passes/pipeline.h"

using namespace adc;
using ir::Builder;
using ir::ValueId;
using Ints = std::vector<std::int64_t>;

namespace {

struct Inputs {
  ValueId W, A, b, x, t, c;
};
using Body = std::function<ValueId(Builder&, const Inputs&)>;

// W: R[3, 4], A: R[3, 4], b: R[3], x: R[4], t: R[3], c: R
ir::Function program(const Body& body) {
  Builder b("f");
  const auto input = [&](const char* name, const Ints& extents, ir::ParamKind kind) {
    return b.param(name, kind, {ir::DType::F64, ir::Shape(extents)});
  };
  Inputs in{};
  in.W = input("W", {3, 4}, ir::ParamKind::Param);
  in.A = input("A", {3, 4}, ir::ParamKind::Data);
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
  const ir::Function fn = program([&](Builder& b, const Inputs& in) { return b.diff(body(b, in), in.W); });
  passes::Plan plan;
  plan.level = Level::Real;
  plan.legalise = false;
  const ir::Function result = passes::run(fn, plan).value();
  INFO(ir::print(result));
  return emit::formula(result);
}

ValueId layer(Builder& b, const Inputs& in) { return b.add(b.dot(in.W, in.x, {Ints{1}, Ints{0}}), in.b); }

}  // namespace

TEST_CASE("products and transposes are written as in matrix calculus") {
  CHECK(text(layer) == "W*x + b");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.W, in.b, {Ints{0}, Ints{0}}); }) == "Wᵀ*b");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.b, in.W, {Ints{0}, Ints{0}}); }) == "Wᵀ*b");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.b, in.x, {}); }) == "b*xᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(b.add(in.b, in.t), in.x, {}); }) == "(b + t)*xᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.b, in.t, {Ints{0}, Ints{0}}); }) == "dot(b, t)");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.W, in.A, {Ints{1}, Ints{1}}); }) == "W*Aᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.W, in.A, {Ints{0}, Ints{0}}); }) == "Wᵀ*A");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.W, b.transpose(in.A, Ints{1, 0}), {Ints{1}, Ints{0}}); }) ==
        "W*Aᵀ");
  CHECK(text([](Builder& b, auto& in) { return b.dot(in.W, in.A, {Ints{0, 1}, Ints{0, 1}}); }) == "dot(W, A)");
  CHECK(text([](Builder& b, auto& in) { return b.reshape(in.x, Ints{1, 4}); }) == "xᵀ");
}

TEST_CASE("what is done element by element says so") {
  CHECK(text([](Builder& b, auto& in) { return b.mul(in.W, in.A); }) == "W .* A");
  CHECK(text([](Builder& b, auto& in) { return b.mul(in.c, in.A); }) == "c·A");
  CHECK(text([](Builder& b, auto& in) { return b.mul(b.integer(2), in.A); }) == "2A");
  CHECK(text([](Builder& b, auto& in) { return b.div(in.W, in.A); }) == "W ./ A");
  CHECK(text([](Builder& b, auto& in) { return b.div(in.W, in.c); }) == "W/c");
  CHECK(text([](Builder& b, auto& in) { return b.powi(in.x, 2); }) == "x.^2");
  CHECK(text([](Builder& b, auto& in) { return b.pow(b.integer(2), in.x); }) == "2 .^ x");
  CHECK(text([](Builder& b, auto& in) { return b.powi(b.sin(in.x), -2); }) == "sin(x).^(-2)");
}

TEST_CASE("reductions, parts and blocks are written in the language") {
  CHECK(text([](Builder& b, auto& in) { return b.reduce_sum(in.W, Ints{0, 1}); }) == "sum(W)");
  CHECK(text([](Builder& b, auto& in) { return b.reduce_sum(in.W, Ints{0}); }) == "sum(W, dims=1)");
  CHECK(text([](Builder& b, auto& in) { return b.reduce_max(in.W, Ints{1}); }) == "max(W, dims=2)");
  CHECK(text([](Builder& b, auto& in) { return b.softmax(in.W, Ints{1}); }) == "softmax(W, dims=2)");
  CHECK(text([](Builder& b, auto& in) { return b.softmax(in.b, Ints{0}); }) == "softmax(b)");
  CHECK(text([](Builder& b, auto& in) { return b.norm(in.b, Ints{0}); }) == "norm(b)");
  CHECK(text([](Builder& b, auto& in) { return b.slice(in.x, Ints{1}, Ints{4}, Ints{2}); }) == "x[2:2:4]");
  CHECK(text([](Builder& b, auto& in) { return b.slice(in.W, Ints{0, 1}, Ints{3, 3}, Ints{1, 1}); }) == "W[:, 2:3]");
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
  CHECK(derivative([&](Builder& b, auto& in) { return b.dot(in.W, in.A, {Ints{0, 1}, Ints{0, 1}}); }) == "A");
  CHECK(derivative([&](Builder& b, auto& in) { return b.reduce_sum(b.mul(in.W, in.W), Ints{0, 1}); }) == "2W");
}
