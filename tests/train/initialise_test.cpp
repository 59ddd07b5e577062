// Where training begins.
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "adc/train/initialise.hpp"

using adc::train::initialise;
using adc::train::Initialiser;
using Tensor = adc::Loss::Tensor;

namespace {

constexpr std::size_t kWeights = 30000;
const std::array<Tensor, 3> kLayer{Tensor{"W", {100, 300}, 0, kWeights}, Tensor{"b", {100}, kWeights, 100},
                                   Tensor{"v", {50}, kWeights + 100, 50}};

double variance(std::span<const double> numbers) {
  return std::inner_product(numbers.begin(), numbers.end(), numbers.begin(), 0.0) / static_cast<double>(numbers.size());
}

}  // namespace

TEST_CASE("weights have the variance of their law, and uniform ones its bound") {
  struct Law {
    Initialiser how;
    double variance;
    bool is_uniform;
  };
  for (const Law& law :
       {Law{Initialiser::GlorotUniform, 2 / 400.0, true}, Law{Initialiser::GlorotNormal, 2 / 400.0, false},
        Law{Initialiser::HeUniform, 2 / 300.0, true}, Law{Initialiser::HeNormal, 2 / 300.0, false},
        Law{Initialiser::Uniform, 1 / 3.0, true}, Law{Initialiser::Normal, 1, false}}) {
    const std::vector<double> start = initialise(kLayer, law.how, 1);
    const std::span weights = std::span(start).first(kWeights);
    CAPTURE(static_cast<int>(law.how));
    // The estimate's standard deviation is √((kurtosis − 1)/n) of the variance: kurtosis 9/5 or 3.
    CHECK(std::abs(variance(weights) / law.variance - 1) < 4 * std::sqrt((law.is_uniform ? 0.8 : 2.0) / kWeights));
    const double largest = std::ranges::max(weights, {}, [](double w) { return std::abs(w); });
    const double largest_size = std::abs(largest);
    const double bound = std::sqrt(3 * law.variance);
    CHECK((largest_size <= bound) == law.is_uniform);
    CHECK(largest_size > 0.99 * bound);
  }
}

TEST_CASE("biases begin at 0, and other vectors do not") {
  const std::vector<double> start = initialise(kLayer, Initialiser::GlorotNormal, 1);
  REQUIRE(start.size() == kWeights + 150);
  const auto is_zero = [](double x) { return x == 0; };
  CHECK(std::all_of(start.begin() + kWeights, start.begin() + kWeights + 100, is_zero));
  CHECK(std::none_of(start.begin() + kWeights + 100, start.end(), is_zero));
  const std::vector<double> zeros = initialise(kLayer, Initialiser::Zeros, 1);
  CHECK(std::ranges::all_of(zeros, is_zero));
}

TEST_CASE("a seed gives the same start again, another seed another, and the scale multiplies it") {
  const std::vector<double> one = initialise(kLayer, Initialiser::HeNormal, 1);
  CHECK(one == initialise(kLayer, Initialiser::HeNormal, 1));
  CHECK(one != initialise(kLayer, Initialiser::HeNormal, 2));
  CHECK(initialise(kLayer, Initialiser::HeNormal, 1, 2)[5] == 2 * one[5]);
}

TEST_CASE("each initialiser has a name") {
  for (const std::string_view name : adc::train::initialiser_names()) CHECK(adc::train::initialiser(name).has_value());
  CHECK(adc::train::initialiser("he-normal") == Initialiser::HeNormal);
  CHECK(!adc::train::initialiser("xavier").has_value());
}
