#include "adc/train/importance.hpp"

#include <limits>

#include "adc/train/random.hpp"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// The stream of random numbers of the first permutation.
constexpr std::uint64_t kPermutationStream = std::uint64_t{1} << 52U;

/// A loss, and a number that is better when it is small.
struct Badness {
  double loss = 0;
  double metric = std::numeric_limits<double>::quiet_NaN();
};

struct Judge {
  const ExampleLoss& loss;
  std::span<const double> params;
  const std::function<void(std::vector<double>&)>& undo;

  [[nodiscard]] Badness operator()(const Dataset& data) const {
    const Examples examples = Examples::create(loss, bind_data(loss.data(), data).value(), data.rows).value();
    Badness badness{examples.loss(params)};
    if (loss.outputs().size() < 2) return badness;
    std::vector<double> predictions = examples.output(params, 1);
    const std::size_t width = loss.outputs()[1].size;
    const std::size_t classes = data.classes.size();
    if (classes > 0 && (width == classes || (width == 1 && classes == 2))) {
      const std::vector<std::size_t> truth(data.t.begin(), data.t.end());
      badness.metric = 1 - confusion(truth, predicted_classes(predictions, width), classes).accuracy();
    } else if (classes == 0 && width == data.targets.size()) {
      std::vector<double> targets = data.t;
      if (undo) undo(predictions);
      if (undo) undo(targets);
      badness.metric = root_mean_square(predictions, targets);
    }
    return badness;
  }
};

/// The examples with the columns of a group taken from others.
Dataset permuted(const Dataset& data, const FeatureGroup& group, std::uint64_t seed, std::uint64_t stream) {
  Random random(seed, kPermutationStream + stream);
  const std::vector<std::size_t> from = permutation(data.rows, random);
  const std::size_t width = data.features.size();
  Dataset other = data;
  for (std::size_t row = 0; row < data.rows; ++row) {
    for (const std::size_t column : group.columns) {
      other.x[row * width + column] = data.x[from[row] * width + column];
    }
  }
  return other;
}

}  // namespace

std::vector<FeatureGroup> each_feature(const Dataset& data) {
  std::vector<FeatureGroup> groups;
  for (std::size_t i = 0; i < data.features.size(); ++i) groups.push_back({data.features[i], {i}});
  return groups;
}

Result<std::vector<Importance>> permutation_importance(const ExampleLoss& loss, std::span<const double> params,
                                                       const Dataset& data, std::span<const FeatureGroup> groups,
                                                       std::size_t repeats, std::uint64_t seed, std::size_t threads,
                                                       const std::function<void(std::vector<double>&)>& undo) {
  return guarded([&] {
    const Judge judge{loss, params, undo};
    const Badness before = judge(data);
    std::vector<Importance> all(groups.size());
    in_parallel(groups.size(), threads, [&](std::size_t g) {
      std::vector<double> losses;
      std::vector<double> metrics;
      for (std::size_t repeat = 0; repeat < repeats; ++repeat) {
        const Badness after = judge(permuted(data, groups[g], seed, g * repeats + repeat));
        losses.push_back(after.loss - before.loss);
        metrics.push_back(after.metric - before.metric);
      }
      all[g] = {groups[g].name, spread(losses), spread(metrics)};
    });
    return all;
  });
}

}  // namespace adc::inline ADC_ABI::train
