// Dropout: units that are left out at random while training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/examples.hpp"
#include "adc/train/network.hpp"
#include "adc/train/objective.hpp"

namespace adc::inline ADC_ABI::train {

/// What is minimised with dropout (Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, JMLR 2014): the mean
/// loss of `masked_program(network)`, whose parameters are those of `program(network)`. The mask of a layer with
/// dropout p is 0 with probability p and otherwise 1/(1 − p), so that its mean is 1 and predictions need none; it
/// depends on the seed, the epoch, the example and the layer alone: not on batches, threads, or what was drawn before.
/// Within an epoch an example that is taken again has the same mask. `examples` are those of `program(network)`; its
/// options say how to compile, and its processes share the work. One thread at a time. Errors: those of
/// `Examples::create` and `ExampleLoss::compile`.
[[nodiscard]] ADC_API Result<Objective> dropout_objective(const Network& network, const Examples& examples,
                                                          std::uint64_t seed);

/// The mask of a layer, counted from 0, for an example in an epoch.
ADC_API void dropout_mask(double part, std::uint64_t seed, std::size_t epoch, std::size_t layer, std::size_t row,
                          std::span<double> mask);

}  // namespace adc::inline ADC_ABI::train
