// Batch normalisation: layers whose sums have mean 0 and variance 1 over a batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/examples.hpp"
#include "adc/train/network.hpp"
#include "adc/train/objective.hpp"

namespace adc::inline ADC_ABI::train {

/// The program of a batch of B examples, B being a `dim`, for networks with batch normalisation (Ioffe and Szegedy,
/// ICML 2015): `data` are matrices with a row per example, and layers with it have h = f((z − u)/√(v + 10⁻⁵)·(1 + s) +
/// b) with z = W*x, u and v being mean and variance of z over the batch. Its `param` are those of `program(network)`
/// but `b1_mean`, `b1_variance`, …; its outputs the mean loss and u and v of each such layer. With dropout it has
/// masks, as `masked_program`. O(layers).
[[nodiscard]] ADC_API std::string batch_program(const Network& network);

/// What is minimised with batch normalisation: the mean loss of a batch, by the statistics of the batch, through which
/// the gradient goes, too. Parameters are those of `program(network)`, which predicts by means and variances that are
/// parameters of gradient 0: `Objective::end_epoch` sets them to those over the examples, as the paper's algorithm 2
/// does: the means over batches of `batch` examples (0: all), in an order that the seed gives, without dropout, and of
/// variances m/(m − 1) times that, m being the batch's size. `data` and `rows` as `Examples::create` takes them for
/// `program`; `options` say how to compile. A
/// program is compiled for each size of batch. One thread at a time. Errors: those of `Loss::compile`, "bad-data".
[[nodiscard]] ADC_API Result<Objective> batch_norm_objective(const Network& network, const LossOptions& options,
                                                             std::vector<std::vector<double>> data, std::size_t rows,
                                                             std::uint64_t seed, std::size_t batch);

struct TrainOptions;

/// What is minimised for a network whose `program` the examples are of: with batch normalisation as above, with dropout
/// alone as `dropout_objective`; else `examples.objective()`. `options` of training say the seed and the batch. Errors:
/// those of these.
[[nodiscard]] ADC_API Result<Objective> network_objective(const Network& network, const Examples& examples,
                                                          const TrainOptions& options);

}  // namespace adc::inline ADC_ABI::train
