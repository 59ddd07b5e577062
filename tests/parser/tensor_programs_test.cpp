// Whole programs with tensors: what they become, their derivatives, losses and activations.
#include <algorithm>
#include <cmath>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "passes/pipeline.h"
#include "tests/parser/tensor_support.h"

namespace adc::parser {
namespace {

/// The instructions of a program by op, its sums contracted, such as "param param dot".
std::string ops_of(std::string_view text, const GivenTensors& at) {
  const ir::Function fn = passes::apply(parsed(text, options_of(at)).fn, {"contract_sums", "dce"}).value();
  std::string ops;
  for (const ir::Inst& inst : fn.insts()) ops += (ops.empty() ? "" : " ") + std::string(info(inst.op).spelling);
  return ops;
}

/// All outputs, with derivatives expanded.
Numbers derived(std::string_view text, const GivenTensors& at) {
  const Parsed program = parsed(text, options_of(at));
  const Result<ir::Function> expanded = passes::run(program.fn, {});
  if (!expanded) FAIL(expanded.error().diagnostic().message);
  Numbers inputs;
  for (const ir::Param& param : program.fn.params()) {
    inputs.insert(inputs.end(), at.at(param.name).elements.begin(), at.at(param.name).elements.end());
  }
  Numbers outputs(ir::flat_outputs(*expanded));
  ir::interpret(*expanded, inputs, outputs);
  return outputs;
}

const Given kX = vector({1, 2, 3});
const Given kY = vector({4, 5, 6});
const Given kW = matrix(2, {1, 2, 3, 4, 5, 6});

TEST_CASE("an entropy of probabilities that may be 0 is finite") {
  for (const char* text : {"-sum(p.*log(p))", "-sum(i = 1:3, p[i]*log(p[i]))", "-sum(i = 1:3, 1·p[i]*log(p[i]/1))"}) {
    CAPTURE(text);
    const Numbers entropy = derived(text, {{"p", vector({0, 0.5, 0.5})}});
    CHECK(entropy[0] == Approx(std::numbers::ln2));
  }
  CHECK(derived("sum(p.*log(p./q))", {{"p", vector({0, 1})}, {"q", vector({0.5, 0.5})}})[0] ==
        Approx(std::numbers::ln2));
}

TEST_CASE("a line that starts with a bracket does not belong to the type above it") {
  CHECK(tensor_values("param b: R\n[b; 3]", {{"b", number(2)}}) == Numbers{2, 3});
  CHECK(tensor_values("param b:\nR[2]\n[b; 4]", {{"b", vector({2, 3})}}) == Numbers{2, 3, 4});
}

TEST_CASE("a sum of products leaves the range only where its terms do") {
  const auto value = [](std::string_view text, const GivenTensors& at, Level level) {
    passes::Plan plan;
    plan.level = level;
    const ir::Function fn = passes::run(parsed(text, options_of(at)).fn, plan).value();
    Numbers inputs;
    for (const ir::Param& param : fn.params())
      inputs.insert(inputs.end(), at.at(param.name).elements.begin(), at.at(param.name).elements.end());
    Numbers outputs(ir::flat_outputs(fn));
    ir::interpret(fn, inputs, outputs);
    return outputs[0];
  };
  const GivenTensors pair{{"x", vector({1e308, 1e308})}, {"y", vector({1e-10, 1e-10})}};
  const GivenTensors form{
      {"u", vector({1e-300, 1e-300})}, {"A", matrix(2, {1e200, 1e200, 1e200, 1e200})}, {"v", vector({1e200, 1e200})}};
  for (const Level level : {Level::Exact, Level::Stable}) {
    CAPTURE(level == Level::Exact);
    CHECK(value("sum(i = 1:2, j = 1:2, x[i]*y[j])", pair, level) == Approx(4e298));
    CHECK(value("sum(i = 1:2, j = 1:2, u[i]*A[i, j]*v[j])", form, level) == Approx(4e100));
    CHECK(value("sum(i = 1:2, 1e-300*v[i]*v[i])", {{"v", form.at("v")}}, level) == Approx(2e100));
  }
}

TEST_CASE("sums of products as written keep their order") {
  const GivenTensors at{{"x", kX}, {"y", kY}};
  passes::Plan plan;
  plan.level = Level::Exact;
  const ir::Function fn = passes::run(parsed("sum(i = 1:3, x[i]*y[i])", options_of(at)).fn, plan).value();
  CHECK(std::ranges::none_of(fn.insts(), [](const ir::Inst& inst) { return inst.op == ir::Op::Dot; }));
}

TEST_CASE("sums of products are products of matrices") {
  const GivenTensors at{{"W", kW}, {"x", kX}, {"y", kY}, {"u", vector({1, 10})}};
  const auto given = [&](std::initializer_list<const char*> names) {
    GivenTensors some;
    for (const char* name : names) some[name] = at.at(name);
    return some;
  };
  CHECK(ops_of("sum(i = 1:3, x[i]*y[i])", given({"x", "y"})) == "param param dot");
  CHECK(ops_of("[i = 1:2, sum(j = 1:3, W[i, j]*x[j])]", given({"W", "x"})) == "param param dot");
  CHECK(ops_of("[i = 1:2, sum(j = 1:3, -x[j]*W[i, j])]", given({"W", "x"})) == "param param neg dot");
  CHECK(ops_of("sum(i = 1:2, j = 1:3, u[i]*W[i, j]*x[j])", given({"u", "W", "x"})) ==
        "param param param broadcast mul dot reduce_sum");  // u[i]*W[i, j] first, as it is written
  CHECK(ops_of("[i = 1:2, j = 1:2, sum(k = 1:3, W[i, k]*W[j, k])]", given({"W"})) == "param dot");
  CHECK(ops_of("sum(i = 1:3, x[i]*y[i]*x[i])", given({"x", "y"})) == "param param mul dot");
  CHECK(tensor_values("sum(i = 1:2, j = 1:3, 2u[i]*W[i, j]*x[j])", given({"u", "W", "x"})) == Numbers{2 * 334});
  CHECK(tensor_values("[i = 1:2, j = 1:2, sum(k = 1:3, W[i, k]*W[j, k])]", given({"W"})) == Numbers{14, 32, 32, 77});
  CHECK(tensor_values("sum(i = 1:3, x[i]*y[i]*x[i])", given({"x", "y"})) == Numbers{78});
  CHECK(tensor_values("sum(i = 1:3, j = 1:3, x[i]*y[j])", given({"x", "y"})) == Numbers{90});
  CHECK(tensor_values("t = sum(i = 1:3, x[i]*y[i]); t, t²", given({"x", "y"})) == Numbers{32, 1024});
  CHECK(tensor_values("[j = 1:3, sum(i = 1:2, u[i]*W[i, j]*W[i, j]*x[j])]", given({"u", "W", "x"})) ==
        Numbers{161, 508, 1107});
  CHECK(tensor_values("[j = 1:3, sum(i = 1:2, W[i, j]*W[i, j])]", given({"W"})) == Numbers{17, 29, 45});
}

TEST_CASE("a sum's length changes no instruction, and a million terms are read at once") {
  const std::string text = "dim n\nparam x: R[n]\nsum(i = 1:n-1, 100(x[i+1] - x[i]²)² + (1 - x[i])²)";
  ParseOptions options;
  options.dims["n"] = 3;
  const std::size_t few = parsed(text, options).fn.size();
  CHECK(tensor_values(text, {{"x", vector({1, 2, 3})}}, options) == Numbers{100 + 100 + 1});
  options.dims["n"] = 1'000'000;
  const std::clock_t begin = std::clock();
  CHECK(parsed(text, options).fn.size() == few);
  CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 0.1);
  CHECK(few < 30);
}

TEST_CASE("derivatives have the axes of the value, then those of the variable") {
  const GivenTensors at{{"W", kW}, {"x", kX}};
  CHECK(derived("diff(W*x, x)", at) == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(derived("jacobian(W*x, x)", at) == Numbers{1, 2, 3, 4, 5, 6});
  CHECK(derived("grad(sum((W*x).^2), x)", at) == Numbers{284, 376, 468});
  CHECK(derived("diff(½‖W*x‖², W)", at)[0] == Approx(14));
  CHECK(derived("hessian(sum(x.^3), x)", {{"x", kX}}) == Numbers{6, 0, 0, 0, 12, 0, 0, 0, 18});
  CHECK(derived("grad(dot(x, y))", {{"x", kX}, {"y", kY}}) == Numbers{4, 5, 6, 1, 2, 3});
  CHECK(derived("jacobian(x .* y)", {{"x", kX}, {"y", kY}}) ==
        Numbers{4, 0, 0, 0, 5, 0, 0, 0, 6, 1, 0, 0, 0, 2, 0, 0, 0, 3});
  CHECK(derived("sin'(x)", {{"x", vector({0, 0.5})}}) == Numbers{1, std::cos(0.5)});
  CHECK(derived("f(t) = t³; sum(i = 1:3, f'(x[i]))", {{"x", kX}}) == Numbers{3 + 12 + 27});
  CHECK(derived("f(t) = t³; [i = 1:3, f''(x[i])]", {{"x", kX}}) == Numbers{6, 12, 18});
  CHECK(derived("f(v) = dot(v, v); f'(x)", {{"x", kX}}) == Numbers{2, 4, 6});
  CHECK(derived("f(v) = dot(v, v); [i = 1:2, f'(W[i, :])[2]]", {{"W", kW}}) == Numbers{4, 10});
  CHECK(derived("diff(sum(i = 1:2, (x[i + 1] - x[i])²), x)", {{"x", vector({1, 3, 4})}}) == Numbers{-4, 2, 2});
  CHECK(derived("diff([i = 1:2, x[i] x[i + 1]], x)", {{"x", kX}}) == Numbers{2, 1, 0, 0, 3, 2});
  CHECK(derived("grad(sum(i = 1:3, sum(j = 1:i, x[j]*x[i - j + 1])), x)", {{"x", kX}}) == Numbers{12, 6, 2});
}

TEST_CASE("activations go element by element") {
  const Numbers x{-1.5, -0.25, 0.5, 2};
  for (const char* name :
       {"relu",        "leaky_relu", "selu",      "silu",    "swish",      "gelu",           "mish",      "softsign",
        "log_sigmoid", "step",       "heaviside", "sigmoid", "tanh",       "softplus",       "linear",    "square",
        "cube",        "exp10",      "radians",   "degrees", "normal_pdf", "normal_log_pdf", "normal_cdf"}) {
    CAPTURE(name);
    const Numbers all = tensor_values(std::string(name) + "(x)", {{"x", vector(x)}});
    REQUIRE(all.size() == x.size());
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(all[i] == value(std::string(name) + "(x)", {{"x", x[i]}}));
  }
  CHECK(tensor_values("elu(x, 1)", {{"x", vector(x)}})[0] == std::expm1(-1.5));
  CHECK(tensor_values("prelu(x, [1, 2, 3, 4])", {{"x", vector(x)}}) == Numbers{-1.5, -0.5, 0.5, 2});
  CHECK(tensor_values("clamp(x, -1, 1)", {{"x", vector(x)}}) == Numbers{-1, -0.25, 0.5, 1});
  CHECK(tensor_values("threshold(x, 0)", {{"x", vector(x)}}) == Numbers{0, 0, 1, 1});
  CHECK(tensor_values("logit([0.25, 0.5])")[1] == 0);
}

TEST_CASE("the softmax of the lecture") {
  const Numbers y = tensor_values("softmax([1.8, 0.9, 0.68])");
  CHECK(y[0] == Approx(0.57708417628652805).epsilon(1e-15));
  CHECK(y[1] == Approx(0.23462491719449762).epsilon(1e-15));
  CHECK(y[2] == Approx(0.18829090651897428).epsilon(1e-15));
}

TEST_CASE("losses of vectors are what the lectures say") {
  const GivenTensors at{{"y", vector({0.2, 0.3, 0.5})}, {"t", vector({0, 1, 0})}};
  const auto loss = [&](const char* text) { return tensor_values(text, at).front(); };
  CHECK(loss("quadratic_loss(y, t)") == Approx((0.04 + 0.49 + 0.25) / 2));
  CHECK(loss("sum_of_squares(y, t)") == Approx(0.78));
  CHECK(loss("mean_squared_error(y, t)") == Approx(0.26));
  CHECK(loss("l2_divergence(y, t)") == Approx(0.39));
  CHECK(loss("cross_entropy(y, t)") == Approx(-std::log(0.3)));
  CHECK(loss("cross_entropy_with_logits(log(y), t)") == Approx(-std::log(0.3)));
  CHECK(loss("cross_entropy_of_class(y, argmax(t))") == Approx(-std::log(0.3)));
  CHECK(loss("cross_entropy_of_class_with_logits(log(y), argmax(t))") == Approx(-std::log(0.3)));
  CHECK(loss("kl_divergence(t, y)") == Approx(-std::log(0.3)));
  CHECK(loss("sum(binary_cross_entropy(y, t))") == Approx(-std::log(0.8) - std::log(0.3) - std::log(0.5)));
  CHECK(loss("l2(y) + 0 t[1]") == Approx(0.19));
  CHECK(tensor_values("cross_entropy([1, 0], [1, 0])") == Numbers{0});
  CHECK(tensor_values("kl_divergence([1, 0], [0.5, 0.5])")[0] == Approx(std::numbers::ln2));
  const Numbers far =
      derived("z = 10^4*x; l = cross_entropy_with_logits(z, [1, 0]); l, diff(l, z)", {{"x", vector({-1, 1})}});
  CHECK(far == Numbers{20000, -1, 1});
}

// The mixture of Gaussians of ADBench, against the same in plain C++.
TEST_CASE("a mixture of Gaussians is a program") {
  const std::size_t n = 4;
  const std::size_t d = 2;
  const std::size_t k = 3;
  Numbers x;
  Numbers alpha;
  Numbers mu;
  Numbers q;
  Numbers l;
  double seed = 0.1;
  const auto next = [&] { return seed = std::fmod(seed * 3.7 + 0.31, 1.0); };
  for (std::size_t i = 0; i < n * d; ++i) x.push_back(next());
  for (std::size_t i = 0; i < k; ++i) alpha.push_back(next());
  for (std::size_t i = 0; i < k * d; ++i) mu.push_back(next());
  for (std::size_t i = 0; i < k * d; ++i) q.push_back(next());
  for (std::size_t i = 0; i < k; ++i) l.push_back(next());
  const std::string text =
      "dim n, d, K\n"
      "param alpha: R[K], mu: R[K, d], q: R[K, d], l: R[K]\n"
      "data x: R[n, d]\n"
      "Q(v, k) = [exp(q[k, 1])*v[1]; l[k]*v[1] + exp(q[k, 2])*v[2]]\n"
      "logp(i, k) = alpha[k] + sum(q[k, :]) - ½‖Q(x[i, :] - mu[k, :], k)‖²\n"
      "sum(i = 1:n, logsumexp(k = 1:K, logp(i, k))) - n logsumexp(alpha)";
  double wanted = 0;
  double total = 0;
  for (std::size_t c = 0; c < k; ++c) total += std::exp(alpha[c]);
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < k; ++c) {
      const double a = x[i * d] - mu[c * d];
      const double b = x[i * d + 1] - mu[c * d + 1];
      const double u = std::exp(q[c * d]) * a;
      const double v = l[c] * a + std::exp(q[c * d + 1]) * b;
      sum += std::exp(alpha[c] + q[c * d] + q[c * d + 1] - (u * u + v * v) / 2);
    }
    wanted += std::log(sum) - std::log(total);
  }
  CHECK(tensor_values(text, {{"alpha", vector(alpha)},
                             {"mu", matrix(3, mu)},
                             {"q", matrix(3, q)},
                             {"l", vector(l)},
                             {"x", matrix(4, x)}})[0] == Approx(wanted).epsilon(1e-13));
}

Numbers flat(const nlohmann::json& json) {
  if (!json.is_array()) return {json.get<double>()};
  Numbers all;
  for (const auto& part : json) {
    const Numbers numbers = flat(part);
    all.insert(all.end(), numbers.begin(), numbers.end());
  }
  return all;
}

// Networks of the corpus: their loss over all rows, and all gradients.
TEST_CASE("losses of networks agree with the corpus") {
  const char* const folder = std::getenv("ADC_CORPORA");
  std::ifstream file((folder != nullptr ? std::string(folder) : ADC_SOURCE_DIR "/../shared/corpora") + "/mlp.jsonl");
  if (!file) {
    WARN("skipped: no corpus");
    return;
  }
  for (std::string line; std::getline(file, line);) {
    const auto record = nlohmann::json::parse(line);
    CAPTURE(record["id"].get<std::string>());
    const auto sizes = record["sizes"].get<std::vector<std::int64_t>>();
    REQUIRE(sizes.size() == 3);
    Numbers labels = flat(record["y"]);
    for (double& label : labels) label += 1;
    const GivenTensors at{{"W1", matrix(sizes[1], flat(record["W"][0]))},
                          {"b1", vector(flat(record["b"][0]))},
                          {"W2", matrix(sizes[2], flat(record["W"][1]))},
                          {"b2", vector(flat(record["b"][1]))},
                          {"X", matrix(static_cast<std::int64_t>(labels.size()), flat(record["X"]))},
                          {"y", vector(labels)}};
    const std::string text =
        "dim n, p, h, c\n"
        "param W1: R[h, p], b1: R[h], W2: R[c, h], b2: R[c]\n"
        "data X: R[n, p], y: R[n]\n"
        "loss(x, k) = cross_entropy_of_class_with_logits(W2*" +
        record["activation"].get<std::string>() +
        "(W1*x + b1) + b2, k)\n"
        "L = mean(i = 1:n, loss(X[i, :], y[i]))\n";
    CHECK(tensor_values(text, at)[0] == Approx(record["value"].get<double>()).epsilon(1e-12));
    Numbers gradients;
    for (std::size_t layer = 0; layer < 2; ++layer) {
      for (const char* key : {"grad_W", "grad_b"}) {
        const Numbers part = flat(record[key][layer]);
        gradients.insert(gradients.end(), part.begin(), part.end());
      }
    }
    const Numbers ours = derived(text + "grad(L)", at);
    REQUIRE(ours.size() == gradients.size());
    for (std::size_t i = 0; i < ours.size(); ++i) CHECK(std::abs(ours[i] - gradients[i]) < 1e-12);
  }
}

}  // namespace
}  // namespace adc::parser
