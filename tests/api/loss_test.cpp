// Compiled losses: programs with `param` and `data`, over batches.
#include "adc/loss.hpp"

#include <malloc.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <span>
#include <string>
#include <thread>
#include <vector>

using adc::DType;
using adc::Loss;
using adc::LossOptions;

namespace {

// ½(dot(w, x) − t)² of one example, and dot(w, x).
constexpr const char* kLinear = R"(adc-ir 1
fn loss(%0: f64[3] param "w", %1: f64[3] data "x", %2: f64 data "t") -> (f64, f64) {
  %3 = dot[;;0;0] %0, %1
  %4 = sub %3, %2
  %5 = mul %4, %4
  %6 = const 1/2
  %7 = mul %6, %5
  ret %7 "L", %3 "y"
})";

constexpr std::size_t kExamples = 2;
const std::vector<double> kWeights{1, 2, 3};
const std::vector<double> kInputs{1, 0, 0, 1, 1, 1};  // y = 1 and 6
const std::vector<double> kTargets{3, 5};             // y − t = −2 and 1

template <class T>
std::vector<T> as(const std::vector<double>& numbers) {
  return {numbers.begin(), numbers.end()};
}

template <class T>
void check_batch(const Loss& loss) {
  const std::vector<T> weights = as<T>(kWeights);
  const std::vector<T> x = as<T>(kInputs);
  const std::vector<T> t = as<T>(kTargets);
  const std::vector<std::span<const T>> data{x, t};
  std::vector<T> gradient(3);
  const std::span<const T> params(weights);
  CHECK(loss.value(params, data) == T(1.25));
  CHECK(loss.value_and_gradient(params, data, std::span<T>(gradient)) == T(1.25));
  CHECK(gradient == std::vector<T>{T(-0.5), T(0.5), T(0.5)});
  std::vector<T> outputs(loss.output_size());
  loss.evaluate(params, data, std::span<T>(outputs));
  CHECK(outputs == std::vector<T>{T(1.25), 1, 6});
}

std::string slug(const std::function<void()>& call) {
  try {
    call();
  } catch (const adc::Error& error) {
    return error.diagnostic().slug;
  }
  return "";
}

}  // namespace

TEST_CASE("a loss of a batch is the mean, and its gradient the gradient of that") {
  for (const adc::Tier tier : {adc::Tier::Interpret, adc::Tier::Native}) {
    for (const DType dtype : {DType::F64, DType::F32}) {
      const Loss loss = Loss::compile(kLinear, {.batch = kExamples, .dtype = dtype, .tier = tier}).value();
      REQUIRE(loss.params().size() == 1);
      CHECK(loss.params()[0].name == "w");
      CHECK(loss.params()[0].shape == std::vector<std::int64_t>{3});
      REQUIRE(loss.data().size() == 2);
      CHECK(loss.data()[0].shape == std::vector<std::int64_t>{2, 3});
      CHECK(loss.data()[1].shape == std::vector<std::int64_t>{2});
      CHECK(loss.outputs()[1].shape == std::vector<std::int64_t>{2});
      CHECK_FALSE(loss.prepare());
      dtype == DType::F64 ? check_batch<double>(loss) : check_batch<float>(loss);
    }
  }
}

TEST_CASE("a loss as it stands, and data that a batch has in common") {
  const Loss one = Loss::compile(kLinear).value();
  std::vector<double> gradient(3);
  const std::vector<double> x{1, 1, 1};
  const std::vector<double> t{5};
  CHECK(one.value_and_gradient(kWeights, std::vector<std::span<const double>>{x, t}, gradient) == 0.5);
  CHECK(gradient == std::vector<double>{1, 1, 1});

  const Loss shared = Loss::compile(kLinear, {.batch = kExamples, .shared = {"t"}}).value();
  CHECK(shared.data()[1].shape.empty());
  CHECK(shared.value(kWeights, std::vector<std::span<const double>>{kInputs, t}) == 4.25);
}

TEST_CASE("what does not fit is refused") {
  const auto error_of = [](const LossOptions& options, const char* program = kLinear) {
    const adc::Result<Loss> loss = Loss::compile(program, options);
    return loss ? std::string() : loss.error().diagnostic().slug;
  };
  CHECK(error_of({.batch = -1}) == "bad-batch");
  CHECK(error_of({.batch = 2, .shared = {"z"}}) == "unknown-variable");
  CHECK(error_of({}, "adc-ir 1\nfn f(%0: i64 param \"n\") -> i64 { ret %0 }") == "no-integers");
  CHECK(error_of({.limits = {.source_bytes = 8}}, kLinear) == "source-too-large");
  CHECK(error_of({}, "adc-ir 1\nfn f(%0: f64[3] param \"x\") -> f64[3] { ret %0 }") == "not-a-loss");
  CHECK(error_of({}, "1 +") == "missing-operand");

  const Loss loss = Loss::compile(kLinear, {.batch = kExamples}).value();
  const std::vector<std::span<const double>> data{kInputs, kTargets};
  const std::vector<double> two{1, 2};
  const std::vector<float> floats{1, 2, 3};
  std::vector<double> gradient(2);
  CHECK(slug([&] { loss.value(two, data); }) == "wrong-size");
  CHECK(slug([&] { loss.value(kWeights, std::span(data).first(1)); }) == "wrong-size");
  CHECK(slug([&] { loss.value(kWeights, std::vector<std::span<const double>>{kInputs, kInputs}); }) == "wrong-size");
  CHECK(slug([&] { loss.value_and_gradient(kWeights, data, gradient); }) == "wrong-size");
  CHECK(slug([&] { loss.value(std::span<const float>(floats), std::vector<std::span<const float>>{}); }) ==
        "wrong-dtype");
}

TEST_CASE("threads that share a loss get the same bits") {
  const Loss loss = Loss::compile(kLinear, {.batch = kExamples}).value();
  const std::vector<double> weights{0.1, 0.2, 0.3};
  const std::vector<std::span<const double>> data{kInputs, kTargets};
  std::vector<double> expected(3);
  const double value = loss.value_and_gradient(weights, data, expected);
  std::vector<int> wrong(8, 0);
  std::vector<std::thread> threads;
  threads.reserve(wrong.size());
  for (int& count : wrong) {
    threads.emplace_back([&] {
      std::vector<double> gradient(3);
      for (int i = 0; i < 1000; ++i) {
        count += loss.value_and_gradient(weights, data, gradient) != value || gradient != expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(std::ranges::count(wrong, 0) == 8);
}

TEST_CASE("10⁵ calls leave no memory behind") {
  const Loss loss = Loss::compile(kLinear, {.batch = kExamples}).value();
  const std::vector<std::span<const double>> data{kInputs, kTargets};
  std::vector<double> gradient(3);
  std::vector<double> outputs(loss.output_size());
  const auto call = [&] {
    loss.value(kWeights, data);
    loss.value_and_gradient(kWeights, data, gradient);
    loss.evaluate(kWeights, data, outputs);
  };
  call();
  const std::size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 100'000; ++i) call();
  CHECK(mallinfo2().uordblks == before);
}
