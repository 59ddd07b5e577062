#include "bench/adbench/data.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace adc::bench {
namespace {

/// Numbers that are the same everywhere: what the standard library's distributions give is its own choice.
class Normal {
 public:
  double operator()() {
    const double radius = std::sqrt(-2 * std::log1p(-uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }
  std::size_t below(std::size_t n) { return random_() % n; }
  Numbers numbers(std::size_t count, double scale = 1) {
    Numbers result(count);
    for (double& x : result) x = scale * (*this)();
    return result;
  }

 private:
  double uniform() { return std::ldexp(static_cast<double>(random_() >> 11U), -53); }
  std::mt19937_64 random_{1};
};

}  // namespace

Mixture Mixture::make(std::size_t dimension, std::size_t components, std::size_t points) {
  Normal normal;
  const std::size_t each = 1 + dimension + dimension * (dimension + 1) / 2;
  Numbers parameters = normal.numbers(components * each, 0.3);
  return {dimension, components, points, std::move(parameters), normal.numbers(points * dimension)};
}

std::string Mixture::program() const {
  return fmt::format(R"(
param alphas: R[{K}], means: R[{K}, {D}], icf: R[{K}, {D}*({D} + 1)/2]
data x: R[{n}, {D}], scale, m
place = [i = 1:{D}, j = 1:{D}, if(j < i, {D} + ½(j - 1)*(2*{D} - j) + i - j, 1)]
q = [k = 1:{K}, i = 1:{D}, j = 1:{D}, if(j < i, icf[k, place[i, j]], if(j == i, exp(icf[k, i]), 0))]
log_q = [k = 1:{K}, sum(i = 1:{D}, icf[k, i])]
y = [k = 1:{K}, i = 1:{D}, p = 1:{n}, sum(j = 1:{D}, q[k, i, j]*(x[p, j] - means[k, j]))]
distance = sum(y .* y, dims=2)
density = [k = 1:{K}, p = 1:{n}, alphas[k] + log_q[k] - ½distance[k, p]]
freedom = m + {D} + 1
log_gamma = {D}*({D} - 1)/4*log(π) + sum(j = 1:{D}, lgamma(½(freedom + 1 - j)))
constant = freedom*{D}*(log(scale) - ½log(2)) - log_gamma
prior = ½scale²*sum(k = 1:{K}, i = 1:{D}, j = 1:{D}, q[k, i, j]²) - m*sum(log_q) - {K}*constant
sum(logsumexp(density, dims=1)) - {n}*(logsumexp(alphas) + {D}/2*log(2π)) + prior
)",
                     fmt::arg("D", dimension), fmt::arg("K", components), fmt::arg("n", points));
}

Bundle Bundle::make(std::size_t cameras, std::size_t points, std::size_t observations) {
  Normal normal;
  constexpr double kDistance = 10;
  Bundle b{normal.numbers(cameras * kCamera, 0.2), normal.numbers(points * 3), normal.numbers(observations),
           normal.numbers(observations * 2), std::vector<int>(2 * observations)};
  for (std::size_t i = 0; i < points; ++i) b.points[3 * i + 2] += kDistance;
  for (std::size_t i = 0; i < observations; ++i) {
    b.observations[2 * i] = static_cast<int>(normal.below(cameras));
    b.observations[2 * i + 1] = static_cast<int>(normal.below(points));
  }
  return b;
}

std::string Bundle::program() {
  return R"(
param r1, r2, r3, c1, c2, c3, f, u0, v0, k1, k2, X, Y, Z, w
data a, b
s = r1² + r2² + r3²
θ = sqrt(s)
turn = if(s > 0, sin(θ)/θ, 1)
lift = if(s > 0, (1 - cos(θ))/s, ½)
x = X - c1; y = Y - c2; z = Z - c3
along = lift*(r1*x + r2*y + r3*z)
depth = cos(θ)*z + turn*(r1*y - r2*x) + along*r3
p = (cos(θ)*x + turn*(r2*z - r3*y) + along*r1)/depth
q = (cos(θ)*y + turn*(r3*x - r1*z) + along*r2)/depth
ρ = p² + q²
scale = f*(1 + ρ*(k1 + ρ*k2))
w*(scale*p + u0 - a), w*(scale*q + v0 - b), 1 - w²
)";
}

Lstm Lstm::make(std::size_t layers, std::size_t width, std::size_t length) {
  Normal normal;
  Numbers parameters = normal.numbers(8 * layers * width + 3 * width, 0.5);
  Numbers state = normal.numbers(2 * layers * width);
  return {layers, width, length, std::move(parameters), std::move(state), normal.numbers(length * width)};
}

std::string Lstm::program() const {
  std::string text = fmt::format(R"(
param weights: R[{L2}, {B4}], extra: R[3, {B}]
data state: R[{L2}, {B}], sequence: R[{length}, {B}]
)",
                                 fmt::arg("L2", 2 * layers), fmt::arg("B4", 4 * width), fmt::arg("B", width),
                                 fmt::arg("length", length));
  for (std::size_t l = 0; l < layers; ++l) {
    constexpr std::pair<const char*, std::size_t> kGates[] = {{"forget", 0}, {"in", 1}, {"out", 2}, {"change", 3}};
    for (const auto& [gate, at] : kGates) {
      text += fmt::format("{0}_{1}(v) = v .* weights[{2}, {4}:{5}] + weights[{3}, {4}:{5}]\n", gate, l, 2 * l + 1,
                          2 * l + 2, at * width + 1, (at + 1) * width);
    }
    text += fmt::format("h_{0}_0 = state[{1}, :]; c_{0}_0 = state[{2}, :]\n", l, 2 * l + 1, 2 * l + 2);
  }
  std::string total = "0";
  for (std::size_t t = 1; t < length; ++t) {
    std::string input = fmt::format("x_{}", t);
    text += fmt::format("{} = sequence[{}, :] .* extra[1, :]\n", input, t);
    for (std::size_t l = 0; l < layers; ++l) {
      text += fmt::format(
          "c_{0}_{1} = c_{0}_{2} .* σ(forget_{0}({3})) + σ(in_{0}(h_{0}_{2})) .* tanh(change_{0}(h_{0}_{2}))\n", l, t,
          t - 1, input);
      text += fmt::format("h_{0}_{1} = σ(out_{0}({2})) .* tanh(c_{0}_{1})\n", l, t, input);
      input = fmt::format("h_{}_{}", l, t);
    }
    text += fmt::format("y_{0} = {1} .* extra[2, :] + extra[3, :]\n", t, input);
    text += fmt::format("l_{0} = dot(sequence[{1}, :], y_{0} - log(2 + sum(exp(y_{0}))))\n", t, t + 1);
    total += fmt::format(" + l_{}", t);
  }
  return text + fmt::format("-({})/{}\n", total, width * (length - 1));
}

}  // namespace adc::bench
