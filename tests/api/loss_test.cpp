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

namespace {

/// A loss of a vector, with another output; its data are x and t, and k, which all examples share.
constexpr const char* kNetwork = R"(
param W: R[6, 4], b: R[6], V: R[3, 6], c: R[3]
data x: R[4], t: R[3], k: R
y = V·tanh(W·x + b)
L = cross_entropy_with_logits(k·y + c, t)
L, y
)";

/// Numbers between −1 and 1, always the same.
template <class T>
std::vector<T> numbers(std::size_t count, std::uint32_t seed) {
  std::vector<T> result;
  for (std::size_t i = 0; i < count; ++i) {
    seed = seed * 1664525U + 1013904223U;
    result.push_back(static_cast<T>(seed >> 8U) / static_cast<T>(1U << 23U) - 1);
  }
  return result;
}

template <class T>
bool are_near(const std::vector<T>& x, const std::vector<T>& y) {
  const T tolerance = std::is_same_v<T, float> ? T(1e-5) : T(1e-13);
  if (x.size() != y.size()) return false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!(std::abs(x[i] - y[i]) <= tolerance)) return false;
  }
  return true;
}

/// Of `n` examples, loss and gradient, and all outputs.
template <class T>
std::pair<std::vector<T>, std::vector<T>> results(const Loss& loss, std::size_t n) {
  const std::vector<T> params = numbers<T>(loss.param_size(), 1);
  const std::vector<T> x = numbers<T>(4 * n, 2);
  const std::vector<T> t = numbers<T>(3 * n, 3);
  const std::vector<T> k{T(0.5)};
  const std::vector<std::span<const T>> data{x, t, k};
  std::vector<T> gradient(params.size());
  const T value = loss.value_and_gradient(params, data, std::span<T>(gradient));
  const bool any = loss.options().any_number;
  std::vector<T> outputs(any ? 1 + n * (loss.output_size() - 1) : loss.output_size());
  loss.evaluate(params, data, std::span<T>(outputs));
  CHECK((loss.value(params, data) == value || n == 0));
  gradient.push_back(value);
  return {gradient, outputs};
}

template <class T>
void check_any_number(LossOptions options) {
  options.shared = {"k"};
  options.dtype = std::is_same_v<T, float> ? DType::F32 : DType::F64;
  LossOptions any = options;
  any.any_number = true;
  const Loss loss = Loss::compile(kNetwork, any).value();
  CHECK(loss.data()[0].shape == std::vector<std::int64_t>{4});
  CHECK_FALSE(loss.prepare());
  for (const std::size_t n : {1U, 7U, 8U, 9U, 64U, 257U, 1023U}) {
    CAPTURE(n);
    options.batch = static_cast<std::int64_t>(n);
    const Loss fixed = Loss::compile(kNetwork, options).value();
    const auto [gradient, outputs] = results<T>(loss, n);
    const auto [wanted, wanted_outputs] = results<T>(fixed, n);
    CHECK(are_near(gradient, wanted));
    CHECK(are_near(outputs, wanted_outputs));
  }
  const auto [gradient, outputs] = results<T>(loss, 0);
  CHECK(std::ranges::all_of(gradient, [](T x) { return std::isnan(x); }));
  CHECK((outputs.size() == 1 && std::isnan(outputs[0])));
}

}  // namespace

TEST_CASE("a loss of any number of examples is that of a batch of as many") {
  for (const adc::Tier tier : {adc::Tier::Native, adc::Tier::Interpret}) {
    check_any_number<double>({.tier = tier});
    check_any_number<float>({.tier = tier});
  }
}

TEST_CASE("results of any number of examples have the same bits for any number of threads") {
  const auto loss = [](int threads) {
    return Loss::compile(kNetwork, {.any_number = true, .shared = {"k"}, .threads = threads}).value();
  };
  CHECK(results<double>(loss(1), 1000) == results<double>(loss(3), 1000));
}

namespace {

/// A loss of any number of examples (R[3, 2] or R[2], and a position from 1 to 2) and those for 2 and 5 of them.
void check_choice(const char* program, std::size_t size, bool is_same) {
  const Loss any = Loss::compile(program, {.any_number = true}).value();
  const std::vector<double> params = numbers<double>(6, 1);
  for (const std::size_t n : {2U, 5U}) {
    const Loss fixed = Loss::compile(program, {.batch = static_cast<std::int64_t>(n)}).value();
    const std::vector<double> x = numbers<double>(size * n, 2);
    std::vector<double> k;
    for (std::size_t i = 0; i < n; ++i) k.push_back(static_cast<double>(1 + i % 2));
    const std::vector<std::span<const double>> data{x, k};
    std::vector<double> found(7);
    std::vector<double> wanted(7);
    found[6] = any.value_and_gradient(params, data, std::span(found).first(6));
    wanted[6] = fixed.value_and_gradient(params, data, std::span(wanted).first(6));
    CHECK(are_near(found, wanted));
    CHECK(are_near(std::vector{any.value(params, data)}, std::vector{wanted[6]}));
    if (is_same) CHECK(found == wanted);
  }
}

}  // namespace

TEST_CASE("any number of examples may choose among their own data by position") {
  check_choice("param W: R[3, 2]\ndata x: R[2], k: R\n-log(softmax(W·x)[k])", 2, false);
  // along another axis than the first: compiled for each number
  check_choice("param W: R[3, 2]\ndata x: R[3, 2], k: R\ny = tanh(W).*x\nsum(exp(y[:, k]))", 6, true);
}

TEST_CASE("any number of examples: what does not fit is refused") {
  const auto error_of = [](const LossOptions& options, const char* program) {
    const adc::Result<Loss> loss = Loss::compile(program, options);
    return loss ? std::string() : loss.error().diagnostic().slug;
  };
  CHECK(error_of({.batch = 2, .any_number = true}, kLinear) == "bad-batch");
  CHECK(error_of({.any_number = true, .shared = {"x", "t"}}, kLinear) == "bad-batch");
  CHECK(error_of({.any_number = true}, "param x: R\nx²") == "bad-batch");
  CHECK(error_of({.any_number = true, .shared = {"z"}}, kLinear) == "unknown-variable");
  const Loss loss = Loss::compile(kLinear, {.any_number = true}).value();
  const std::vector<double> three{1, 2, 3};
  const auto slug_of = [&](const std::vector<double>& x, const std::vector<double>& t) {
    return slug([&] { loss.value(kWeights, std::vector<std::span<const double>>{x, t}); });
  };
  CHECK(slug_of(kInputs, kTargets).empty());
  CHECK(slug_of(kInputs, three) == "wrong-size");
  CHECK(slug_of(three, kTargets) == "wrong-size");
  CHECK(slug_of({1, 2}, {}) == "wrong-size");
}
