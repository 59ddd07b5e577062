#include "adc/train/dropout.hpp"

#include <memory>

#include "adc/train/random.hpp"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// The stream of random numbers of the first epoch; others are the initialisers' and those of the order of examples.
constexpr std::uint64_t kMaskStream = std::uint64_t{1} << 48U;

}  // namespace

void dropout_mask(double part, std::uint64_t seed, std::size_t epoch, std::size_t layer, std::size_t row,
                  std::span<double> mask) {
  Random of_epoch(seed, kMaskStream + epoch);
  Random of_layer(of_epoch.bits(), layer);
  Random random(of_layer.bits(), row);
  const double kept = 1 / (1 - part);
  for (double& factor : mask) factor = random.uniform() < part ? 0 : kept;
}

Result<Objective> dropout_objective(const Network& network, const Examples& examples, std::uint64_t seed) {
  return guarded([&] {
    const ExampleLoss loss = ExampleLoss::compile(masked_program(network), examples.program().options()).value();
    const auto epoch = std::make_shared<std::size_t>(0);
    std::vector<DataMaker> makers;
    for (std::size_t layer = 0; layer < network.layers.size(); ++layer) {
      const double part = network.layers[layer].dropout;
      if (part == 0) continue;
      makers.emplace_back(
          [=](std::size_t row, std::span<double> mask) { dropout_mask(part, seed, *epoch, layer, row, mask); });
    }
    Objective objective = examples.with_program(loss, std::move(makers)).value().objective();
    objective.begin_epoch = [epoch](std::size_t now) { *epoch = now; };
    return objective;
  });
}

}  // namespace adc::inline ADC_ABI::train
