// Loss and gradient of any number of examples, compiled once, against those of a batch of as many, compiled for it.
#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "adc/loss.hpp"
#include "bench/harness.h"

namespace {

using namespace adc;

constexpr const char* kNetwork = R"(
param W1: R[256, 784], b1: R[256], W2: R[128, 256], b2: R[128], W3: R[10, 128], b3: R[10]
data x: R[784], t: R[10]
cross_entropy_with_logits(W3·tanh(W2·tanh(W1·x + b1) + b2) + b3, t)
)";
constexpr const char* kSmall = R"(
param W1: R[32, 64], b1: R[32], W2: R[10, 32], b2: R[10]
data x: R[64], t: R[10]
cross_entropy_with_logits(W2·tanh(W1·x + b1) + b2, t)
)";
constexpr const char* kLogistic = R"(
param w: R[20], c: R
data x: R[20], t: R
softplus(-t·(dot(w, x) + c))
)";

/// Calls a loss on numbers between −0.1 and 0.1.
template <class T>
class Call {
 public:
  Call(const char* program, const LossOptions& options, std::size_t examples)
      : loss_(bench::must(Loss::compile(program, options))), params_(numbers(loss_.param_size())), gradient_(params_) {
    for (const Loss::Tensor& data : loss_.data())
      arrays_.push_back(numbers(data.size * (options.batch == 0 ? examples : 1)));
    for (const std::vector<T>& array : arrays_) views_.emplace_back(array);
  }
  void operator()(std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      loss_.value_and_gradient(std::span<const T>(params_), std::span<const std::span<const T>>(views_),
                               std::span<T>(gradient_));
      bench::keep(gradient_.data());
    }
  }

 private:
  std::vector<T> numbers(std::size_t count) {
    std::vector<T> result;
    for (std::size_t i = 0; i < count; ++i) {
      seed_ = seed_ * 1664525U + 1013904223U;
      result.push_back(T(0.1) * (static_cast<T>(seed_ >> 8U) / static_cast<T>(1U << 23U) - 1));
    }
    return result;
  }

  std::uint32_t seed_ = 1;
  Loss loss_;
  std::vector<T> params_;
  std::vector<T> gradient_;
  std::vector<std::vector<T>> arrays_;
  std::vector<std::span<const T>> views_;
};

template <class T>
void run(bench::Report& report, const char* name, const char* program, std::size_t examples) {
  const bool is_float = sizeof(T) == sizeof(float);
  LossOptions fixed{.batch = static_cast<std::int64_t>(examples), .dtype = is_float ? DType::F32 : DType::F64};
  fixed.math = Math::Fast;
  LossOptions any = fixed;
  any.batch = 0;
  any.any_number = true;
  Call<T> by_number(program, any, examples);
  Call<T> by_batch(program, fixed, examples);
  const std::vector<bench::Timing> seconds =
      bench::race({{"any number", std::ref(by_number)}, {"batch", std::ref(by_batch)}}, 1.0);
  report.ratio(fmt::format("{}, {} examples, {}", name, examples, is_float ? "f32" : "f64"), "any number", seconds[0],
               "batch", seconds[1]);
}

template <class T>
void run_all(bench::Report& report) {
  for (const std::size_t n : {1U, 7U, 64U, 100U, 256U, 1024U, 1500U}) run<T>(report, "784-256-128-10", kNetwork, n);
  for (const std::size_t n : {1U, 32U, 100U, 1024U}) run<T>(report, "64-32-10", kSmall, n);
  for (const std::size_t n : {1U, 7U, 64U, 1024U, 100000U}) run<T>(report, "logistic regression of 20", kLogistic, n);
}

}  // namespace

int main(int argc, char** argv) {
  bench::Report report("examples", argc, argv);
  run_all<double>(report);
  run_all<float>(report);
}
