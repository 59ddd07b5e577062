// Losses and gradients of random networks, one JSON object a line, for networks.py to compare with PyTorch's.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "adc/loss.hpp"
#include "adc/train/network.hpp"

namespace {

using adc::DType;

template <class T>
void print(const char* name, const std::vector<T>& numbers) {
  std::printf(", \"%s\": [", name);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    std::printf("%s%.17g", i == 0 ? "" : ", ", static_cast<double>(numbers[i]));
  }
  std::printf("]");
}

/// Numbers that are the same in both float types.
template <class T>
std::vector<T> random_numbers(std::size_t size, double scale, std::mt19937& random) {
  std::vector<T> numbers(size);
  for (T& number : numbers) {
    number = static_cast<T>(static_cast<float>(scale * (static_cast<double>(random()) / 0x1p31 - 1)));
  }
  return numbers;
}

/// Targets that the loss takes: any numbers, 0 and 1, or distributions.
template <class T>
std::vector<T> random_targets(std::string_view loss, std::size_t batch, std::size_t units, std::mt19937& random) {
  std::vector<T> targets = random_numbers<T>(batch * units, 1, random);
  if (loss == "binary_cross_entropy") {
    for (T& target : targets) target = target > 0 ? T(1) : T(0);
  } else if (loss == "cross_entropy" || loss == "kl_divergence") {
    std::ranges::fill(targets, T(0));
    for (std::size_t i = 0; i < batch; ++i) targets[i * units + random() % units] = 1;
  }
  return targets;
}

template <class T>
void run(const adc::train::Network& network, DType dtype, std::int64_t batch, unsigned seed) {
  std::mt19937 random(seed);
  const adc::Loss loss = adc::Loss::compile(adc::train::program(network), {.batch = batch, .dtype = dtype}).value();
  const auto examples = static_cast<std::size_t>(batch);
  const std::vector<T> params = random_numbers<T>(loss.param_size(), 0.5, random);
  const std::vector<T> x = random_numbers<T>(examples * network.layers.front().units, 1, random);
  const std::vector<T> t = random_targets<T>(network.loss, examples, network.layers.back().units, random);
  std::vector<T> gradient(params.size());
  const std::vector<std::span<const T>> data{x, t};
  const T value = loss.value_and_gradient(std::span<const T>(params), data, std::span<T>(gradient));
  std::printf("{\"network\": \"%s\", \"dtype\": \"%s\", \"batch\": %zu, \"value\": %.17g", describe(network).c_str(),
              dtype == DType::F64 ? "float64" : "float32", examples, static_cast<double>(value));
  print("params", params);
  print("x", x);
  print("t", t);
  print("gradient", gradient);
  std::printf("}\n");
}

}  // namespace

int main() {
  std::mt19937 random(1);
  const std::vector<std::string_view> activations = adc::train::activation_names();
  const auto hidden = [&] {
    while (true) {
      const std::string_view name = activations[random() % activations.size()];
      if (name != "softmax" && name != "step") return std::string(name);  // steps have no gradient
    }
  };
  unsigned seed = 0;
  for (const std::string_view loss : adc::train::loss_names()) {
    for (std::size_t layers = 1; layers <= 4; ++layers) {
      for (int repeat = 0; repeat < 5; ++repeat) {
        std::string text = "layers: " + std::to_string(1 + random() % 20);
        for (std::size_t i = 1; i < layers; ++i) text += ", " + std::to_string(1 + random() % 33) + " " + hidden();
        text += ", " + std::to_string(2 + random() % 9) + "; loss: " + std::string(loss);
        if (repeat == 0) text += "; l2: 0.01";
        const adc::train::Network network = adc::train::parse_network(text).value();
        const auto batch = static_cast<std::int64_t>(1 + random() % 40);
        run<double>(network, DType::F64, batch, ++seed);
        run<float>(network, DType::F32, batch, seed);
      }
    }
  }
}
