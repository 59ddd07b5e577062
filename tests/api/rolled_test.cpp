// Long programs that repeat themselves: every way to evaluate one gives the same bits.
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "adc/adc.hpp"

using namespace adc;

namespace {

constexpr int kTerms = 300;

std::string chain(int terms) {
  std::string text = "0.25*w^2";
  for (int i = 1; i <= terms; ++i) {
    const std::string x = "x" + std::to_string(i);
    const std::string next = "x" + std::to_string(i + 1);
    text += " + w*exp(-" + x + ")*(" + next + " - " + x + "^2)^2 + sin(1 - " + x + ")";
  }
  return text;
}

std::vector<double> numbers(std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random(seed);
  std::vector<double> all(count);
  for (double& one : all) one = std::uniform_real_distribution<double>(0.1, 1)(random);
  return all;
}

std::size_t inputs_of(const Function& f, Derive derive) {
  return f.input_size() + Layout(derive, f.output_size(), f.wrt_size()).directions();
}

std::vector<double> evaluated(const Function& f, Derive derive, const std::vector<double>& x) {
  std::vector<double> y(f.result_names(derive).size());
  f.evaluate(derive, x, y);
  return y;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(
      a, b, [](double x, double y) { return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y); });
}

Function compiled(const std::string& text, Tier tier) {
  CompileOptions options;
  options.tier = tier;
  return compile(text, options).value();
}

}  // namespace

TEST_CASE("a long program that repeats itself has the same bits on every tier") {
  const Function interpreted = compiled(chain(kTerms), Tier::Interpret);
  const Function native = compiled(chain(kTerms), Tier::Native);
  for (const Derive derive :
       {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp}) {
    const std::vector<double> x = numbers(inputs_of(native, derive));
    const std::vector<double> wanted = evaluated(interpreted, derive, x);
    CHECK(same_bits(evaluated(native, derive, x), wanted));
  }
}

TEST_CASE("its rows, pointers and code are those of the program that is written") {
  const Function f = compiled(chain(kTerms), Tier::Native);
  const std::size_t in = f.input_size();
  const std::size_t out = 1 + f.wrt_size();
  constexpr std::size_t kRows = 5;
  const std::vector<double> table = numbers(in * kRows);
  std::vector<double> wanted;
  for (std::size_t row = 0; row < kRows; ++row) {
    const auto begin = table.begin() + static_cast<std::ptrdiff_t>(row * in);
    const std::vector<double> y = evaluated(f, Derive::Gradient, {begin, begin + static_cast<std::ptrdiff_t>(in)});
    wanted.insert(wanted.end(), y.begin(), y.end());
  }

  std::vector<InputColumn> inputs;
  std::vector<OutputColumn> results;
  std::vector<double> found(out * kRows);
  for (std::size_t i = 0; i < in; ++i) inputs.push_back({table.data() + i, static_cast<std::ptrdiff_t>(in)});
  for (std::size_t i = 0; i < out; ++i) results.push_back({found.data() + i, static_cast<std::ptrdiff_t>(out)});
  for (const int threads : {1, 2}) {
    f.map(Derive::Gradient, kRows, inputs, results, threads);
    CHECK(same_bits(found, wanted));
    std::ranges::fill(found, -1);
  }

  // Columns of stride 0 are summed.
  double sum = 0;
  for (std::size_t i = 1; i < out; ++i) results[i].data = nullptr;
  results[0] = {&sum, 0};
  f.map(Derive::Gradient, kRows, inputs, results);
  double total = 0;
  for (std::size_t row = 0; row < kRows; ++row) total += wanted[row * out];
  CHECK(sum == Approx(total).epsilon(1e-14));

  std::vector<const double*> in_apart;
  std::vector<double*> out_apart;
  std::vector<double> apart(out);
  for (std::size_t i = 0; i < in; ++i) in_apart.push_back(table.data() + i);
  for (std::size_t i = 0; i < out; ++i) out_apart.push_back(apart.data() + i);
  const std::vector<double> first(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(out));
  for (const Tier tier : {Tier::Native, Tier::Interpret}) {
    compiled(chain(kTerms), tier).evaluate(Derive::Gradient, in_apart, out_apart);
    CHECK(same_bits(apart, first));
  }

  const Entry entry = f.entry(Derive::Gradient).value();
  CHECK_FALSE(f.tensor_entry(Derive::Gradient));
  const std::size_t bytes = f.workspace_bytes(Derive::Gradient).value();
  std::vector<double> workspace(bytes / sizeof(double) + 2);
  // aligned as a double, and no more
  for (std::size_t shift = 0; shift < 2; ++shift) {
    std::vector<double> y(out);
    entry(table.data(), y.data(), workspace.data() + shift);
    CHECK(same_bits(y, first));
  }
}

TEST_CASE("floats, automatic tiers and limits work for it") {
  CompileOptions options;
  options.dtype = DType::F32;
  const auto evaluate = [&](Tier tier) {
    options.tier = tier;
    const Function f = compile(chain(kTerms), options).value();
    const std::vector<double> x = numbers(f.input_size());
    const std::vector<float> in(x.begin(), x.end());
    std::vector<float> y(1 + f.wrt_size());
    f.evaluate(Derive::Gradient, std::span<const float>(in), std::span<float>(y));
    return y;
  };
  CHECK(evaluate(Tier::Native) == evaluate(Tier::Interpret));

  const Function automatic = compiled(chain(kTerms), Tier::Auto);
  const std::vector<double> x = numbers(automatic.input_size());
  const std::vector<double> wanted = evaluated(automatic, Derive::Gradient, x);
  CHECK_FALSE(automatic.native_available(Derive::Gradient));
  CHECK_FALSE(automatic.prepare(Derive::Gradient, Tier::Native));
  CHECK(automatic.native_available(Derive::Gradient));
  CHECK(same_bits(evaluated(automatic, Derive::Gradient, x), wanted));

  CompileOptions tight;
  tight.limits.bytes = 1000;
  const auto error = compile(chain(kTerms), tight).value().prepare(Derive::Gradient);
  REQUIRE(error);
  CHECK(error->diagnostic().slug == "too-much-memory");
}

TEST_CASE("a chain of 20,000 terms has the value and the gradient that it should") {
  const Function f = compiled(chain(20000), Tier::Native);
  const std::vector<double> x = numbers(f.input_size());
  CHECK_FALSE(f.prepare(Derive::Gradient));
  std::vector<double> gradient(f.wrt_size());
  const double value = f.value_and_gradient(x, gradient);
  double wanted = 0.25 * x[0] * x[0];
  for (std::size_t i = 1; i + 1 < x.size(); ++i) {
    wanted += x[0] * std::exp(-x[i]) * std::pow(x[i + 1] - x[i] * x[i], 2) + std::sin(1 - x[i]);
  }
  CHECK(value == Approx(wanted).epsilon(1e-12));
  std::vector<double> shifted = x;
  const double h = 1e-6;
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{777}, x.size() - 1}) {
    shifted[i] = x[i] + h;
    const double more = f.value(shifted);
    shifted[i] = x[i] - h;
    CHECK((more - f.value(shifted)) / (2 * h) == Approx(gradient[i]).epsilon(1e-4).margin(1e-4));
    shifted[i] = x[i];
  }
}
