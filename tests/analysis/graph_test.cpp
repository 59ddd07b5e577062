// The computation graph: its numbers are those of the gradient.
#include "analysis/graph.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "analysis/derivation.h"
#include "analysis/trace.h"
#include "ir/interpreter.h"
#include "ir/scalars.h"
#include "parser/parse.h"
#include "passes/pipeline.h"

namespace {

using adc::Graph;
using adc::GraphEdge;
using adc::GraphNode;
using adc::Notation;

adc::ir::Function parsed(const std::string& text) {
  INFO(text);
  return adc::parser::parse(text).value().fn;
}

Graph graph_of(const std::string& text, const std::vector<double>& x, Notation notation = Notation::Text) {
  return adc::analysis::graph(parsed(text), x, notation).value();
}

/// The value, then the gradient, by reverse mode.
std::vector<double> gradient(const std::string& text, const std::vector<double>& x) {
  const adc::ir::Function fn =
      adc::passes::run(parsed(text), {.derive = adc::Derive::Gradient, .mode = adc::Mode::Reverse}).value();
  std::vector<double> out(adc::ir::flat_outputs(fn));
  adc::ir::interpret(fn, x, out);
  return out;
}

struct Case {
  std::string text;
  std::vector<double> x;
};

const std::vector<Case> kCases{
    {"t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)", {0.5}},
    {"cos(sin(x²) + 3x²)", {2}},
    {"exp(x z) + x z/log(x) + sin(log(x))/(x z)", {2, 3}},
    {"z = w x + b; y = σ(z); L = 1/2*(y - t)^2; R = 1/2*w^2; Lreg = L + lambda*R", {0.5, 2, -0.25, 1, 0.1}},
    {"param W1: R[2,2]; param b1: R[2]; param w2: R[2]; param b2; param x: R[2]; param t\n"
     "z1 = W1*x + b1; h = σ(z1); z2 = dot(w2, h) + b2; y = σ(z2); L = 1/2*(y - t)^2",
     {0.1, 0.2, 0.3, -0.4, 0.1, -0.1, 0.5, -0.6, 0.2, 1, 2, 1}},
    {"param W: R[3,2]; param b: R[3]; param x: R[2]; param t: R[3]\nz = W*x + b; y = softmax(z); L = -sum(t .* log(y))",
     {0.1, 0.2, 0.3, -0.4, 0.1, -0.1, 0.5, -0.6, 0.2, 1, 2, 0, 1, 0}},
};

}  // namespace

TEST_CASE("adjoints of the inputs are the gradient, and of every node the sum of what its users pass back") {
  for (const Case& c : kCases) {
    CAPTURE(c.text);
    const Graph graph = graph_of(c.text, c.x);
    const std::vector<double> expected = gradient(c.text, c.x);
    CHECK(graph.nodes.back().value[0] == Approx(expected[0]).epsilon(1e-14));
    std::size_t at = 1;
    for (const GraphNode& node : graph.nodes) {
      if (node.kind != GraphNode::Kind::Input) continue;
      for (std::size_t k = 0; k < node.value.size(); ++k, ++at)
        CHECK((node.adjoint.empty() ? 0 : node.adjoint[k]) == Approx(expected[at]).epsilon(1e-13).margin(1e-16));
    }
    CHECK(at == expected.size());
    std::vector<std::vector<double>> sums(graph.nodes.size());
    for (const std::size_t i : graph.backward) {
      const GraphEdge& edge = graph.edges[i];
      std::vector<double>& sum = sums[edge.from];
      sum.resize(edge.contribution.size());
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += edge.contribution[k];
      CHECK(edge.sum == sum);
      if (edge.local_value) CHECK(edge.contribution[0] == graph.nodes[edge.to].adjoint[0] * *edge.local_value);
    }
    for (std::size_t i = 0; i + 1 < graph.nodes.size(); ++i) CHECK(graph.nodes[i].adjoint == sums[i]);
  }
}

TEST_CASE("a graph is drawn from the left to the right") {
  for (const Case& c : kCases) {
    CAPTURE(c.text);
    const Graph graph = graph_of(c.text, c.x);
    for (const GraphEdge& edge : graph.edges) {
      CHECK(edge.from < edge.to);
      CHECK(graph.nodes[edge.from].rank < graph.nodes[edge.to].rank);
    }
  }
}

TEST_CASE("layers begin with products of weights, and the loss is what compares") {
  const std::string network =
      "param W1: R[3,2]; param b1: R[3]; param W2: R[2,3]; param b2: R[2]; data x: R[2]; data t: R[2]\n"
      "z1 = W1*x + b1; h = σ(z1); z2 = W2*h + b2; y = softmax(z2); L = -sum(t .* log(y))";
  const Graph graph = graph_of(network, std::vector<double>(21, 0.25));
  const auto names = [&](const std::vector<std::size_t>& nodes) {
    std::string all;
    for (const std::size_t i : nodes) all += (all.empty() ? "" : " ") + graph.nodes[i].name.text;
    return all;
  };
  REQUIRE(graph.layers.size() == 3);
  CHECK(names(graph.layers[0].weights) == "W1 b1");
  CHECK(names(graph.layers[0].steps) == "z1 h");
  CHECK(names(graph.layers[1].weights) == "W2 b2");
  CHECK(names(graph.layers[1].steps) == "z2 y");
  CHECK(graph.layers[2].name == "loss");
  CHECK(names(graph.layers[2].steps) == "L");
  CHECK(graph_of("param v: R[3]\n dot(v, v)", {1, 2, 3}).layers.empty());
  CHECK(graph_of("x*y", {2, 3}).layers.empty());
}

TEST_CASE("formulas come in the notation that is asked for") {
  const std::string text = "u1 = sin(theta); J = u1/2";
  CHECK(graph_of(text, {1}).nodes[1].name.markup.empty());
  const Graph latex = graph_of(text, {1}, Notation::Latex);
  CHECK(latex.nodes[1].name.markup == "u_{1}");
  CHECK(latex.nodes[1].formula.markup == "\\sin\\left(\\theta\\right)");
  CHECK(latex.edges[0].local_name.markup == "\\frac{d u_{1}}{d \\theta}");
  const Graph mathml = graph_of(text, {1}, Notation::Mathml);
  CHECK(mathml.nodes[1].formula.markup == "<mi>sin</mi><mrow><mo>(</mo><mi>θ</mi><mo>)</mo></mrow>");
  CHECK(mathml.nodes[1].formula.text == "sin(theta)");
}

TEST_CASE("what is passed back by tensors is typeset with the quotients that adjoints are") {
  const Graph graph = graph_of(kCases[4].text, kCases[4].x, Notation::Latex);
  const auto found =
      std::ranges::find_if(graph.edges, [](const GraphEdge& e) { return e.product.text == "dL/dz1*xᵀ"; });
  REQUIRE(found != graph.edges.end());
  CHECK(found->product.markup == "\\frac{d L}{d z_{1}} \\, x^{\\top}");
}

TEST_CASE("LaTeX's tables have a line per row") {
  const std::string latex = adc::analysis::trace(graph_of(kCases[0].text, {0.5}, Notation::Latex));
  CHECK(latex.find("u_{1} &= \\sin\\left(t\\right) &&= 0.24740395925452294 \\\\") != std::string::npos);
  CHECK(latex.find("\\frac{d J}{d t} &\\mathrel{+}= \\frac{d J}{d u_{2}} \\cdot \\frac{d u_{2}}{d t}") !=
        std::string::npos);
}

TEST_CASE("a graph is of a number") {
  CHECK(adc::analysis::graph(parsed("x, 2x"), std::vector<double>{1}).error().diagnostic().slug == "several-outputs");
  CHECK(adc::analysis::graph(parsed("param w: R[2]\n 2w"), std::vector<double>{1, 2}).error().diagnostic().slug ==
        "not-a-loss");
}

// --- derivations

namespace {

std::vector<std::string> steps(const std::string& text, std::size_t variable = 0) {
  std::vector<std::string> all;
  const adc::Derivation made = adc::analysis::derivation(parsed(text), variable, Notation::Text).value();
  all.reserve(made.steps.size());
  for (const adc::DerivationStep& step : made.steps) {
    all.push_back(step.rule + ": " + step.derivative_name.text + " = " + step.derivative.text + " = " +
                  step.whole.text);
  }
  return all;
}

}  // namespace

TEST_CASE("a derivation goes rule by rule, as by hand") {
  CHECK(steps("t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)") ==
        std::vector<std::string>{"power rule: dt/dx = 2x = 2x", "chain rule: sin: du1/dx = cos(t)·dt/dx = 2x·cos(x²)",
                                 "constant factor rule: du2/dx = 3dt/dx = 6x",
                                 "sum rule: du/dx = du1/dx + du2/dx = 2x·(cos(x²) + 3)",
                                 "chain rule: cos: dJ/dx = -sin(u)·du/dx = -2x·sin(sin(x²) + 3x²)·(cos(x²) + 3)"});
}

TEST_CASE("each rule has the name that textbooks give it, and is written as they write it") {
  const auto last = [](const std::string& text) {
    const adc::Derivation made = adc::analysis::derivation(parsed(text), 0, Notation::Text).value();
    const adc::DerivationStep& step = made.steps.back();
    return step.rule + ": (" + step.law.text + ")' = " + step.law_derivative.text;
  };
  CHECK(last("a = sin(x); b = exp(x); a*b") == "product rule: (u·v)' = v·du/dx + u·dv/dx");
  CHECK(last("a = sin(x); b = exp(x); a/b") == "quotient rule: (u/v)' = (v·du/dx - u·dv/dx)/v²");
  CHECK(last("a = sin(x); b = exp(x); a - b") == "difference rule: (u - v)' = du/dx - dv/dx");
  CHECK(last("a = sin(x); 1/a") == "reciprocal rule with the chain rule: (c/u)' = -c·du/dx/u²");
  CHECK(last("a = sin(x); a/y") == "constant factor rule: (u/c)' = du/dx/c");
  CHECK(last("a = sin(x); a + y") == "sum rule: (u + c)' = du/dx");
  CHECK(last("a = sin(x); a^3") == "power rule with the chain rule: (u³)' = 3u²·du/dx");
  CHECK(last("x^3") == "power rule: (u³)' = 3u²·du/dx");
  CHECK(last("a = sin(x); 2^a") == "exponential rule with the chain rule: (c^u)' = c^u·log(c)·du/dx");
  CHECK(last("a = sin(x); tanh(a)").starts_with("chain rule: tanh: (tanh(u))' = "));
  CHECK(last("tanh(x)").starts_with("derivative of tanh: "));
}

TEST_CASE("the last step of a derivation is the derivative") {
  for (const Case& c : kCases) {
    const adc::ir::Function fn = parsed(c.text);
    if (!fn.is_scalar()) continue;
    for (std::size_t i = 0; i < c.x.size(); ++i) {
      const adc::Derivation made = adc::analysis::derivation(fn, i, Notation::Text).value();
      REQUIRE(!made.steps.empty());
      const std::string whole = made.steps.back().whole.text;
      CAPTURE(whole);
      const adc::ir::Function derivative = adc::passes::run(parsed(whole), {}).value();
      std::vector<double> in;
      for (const adc::ir::Param& param : derivative.params()) {
        for (std::size_t k = 0; k < fn.params().size(); ++k) {
          if (fn.params()[k].name == param.name) in.push_back(c.x[k]);
        }
      }
      double out = 0;
      adc::ir::interpret(derivative, in, {&out, 1});
      CHECK(out == Approx(gradient(c.text, c.x)[1 + i]).epsilon(1e-12));
    }
  }
}

TEST_CASE("a derivation is of few operations with numbers") {
  std::string text = "x0 = x\n";
  for (int i = 1; i < 300; ++i) text += "x" + std::to_string(i) + " = sin(x" + std::to_string(i - 1) + ")\n";
  const auto slug = [](const std::string& program) {
    return adc::analysis::derivation(parsed(program), 0, Notation::Text).error().diagnostic().slug;
  };
  CHECK(slug(text) == "trace-too-long");
  CHECK(slug("param w: R[2]\n sum(w)") == "not-a-loss");
  CHECK(slug("x, 2x") == "several-outputs");
  CHECK(adc::analysis::derivation(parsed("y = 3; x*0 + y"), 0, Notation::Text).ok());
}
