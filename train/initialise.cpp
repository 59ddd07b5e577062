#include "adc/train/initialise.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "adc/train/random.hpp"

namespace adc::inline ADC_ABI::train {
namespace {

/// Signals that meet at a unit, and units that a signal goes to.
struct Fans {
  double in = 1;
  double out = 1;
};

struct Row {
  Initialiser id;
  std::string_view name;
  bool is_normal;
  double (*variance)(const Fans& fans);
};

constexpr auto kRows = std::to_array<Row>({
    {Initialiser::GlorotUniform, "glorot-uniform", false, [](const Fans& f) { return 2 / (f.in + f.out); }},
    {Initialiser::GlorotNormal, "glorot-normal", true, [](const Fans& f) { return 2 / (f.in + f.out); }},
    {Initialiser::HeUniform, "he-uniform", false, [](const Fans& f) { return 2 / f.in; }},
    {Initialiser::HeNormal, "he-normal", true, [](const Fans& f) { return 2 / f.in; }},
    {Initialiser::Uniform, "uniform", false, [](const Fans&) { return 1 / 3.0; }},
    {Initialiser::Normal, "normal", true, [](const Fans&) { return 1.0; }},
    {Initialiser::Zeros, "zeros", false, [](const Fans&) { return 0.0; }},
});

const Row& row(Initialiser id) { return *std::ranges::find(kRows, id, &Row::id); }

Fans fans(const Loss::Tensor& tensor) {
  const auto size = static_cast<double>(tensor.size);
  const double out = tensor.shape.size() < 2 ? 1 : static_cast<double>(tensor.shape.front());
  return {size / out, out};
}

bool is_bias(const Loss::Tensor& tensor) { return tensor.shape.size() < 2 && tensor.name.starts_with('b'); }

}  // namespace

std::optional<Initialiser> initialiser(std::string_view name) {
  const auto* const found = std::ranges::find(kRows, name, &Row::name);
  if (found == kRows.end()) return std::nullopt;
  return found->id;
}

std::vector<std::string_view> initialiser_names() {
  std::vector<std::string_view> names;
  names.reserve(kRows.size());
  for (const Row& row : kRows) names.push_back(row.name);
  return names;
}

std::vector<double> initialise(std::span<const Loss::Tensor> params, Initialiser how, std::uint64_t seed,
                               double scale) {
  const Row& law = row(how);
  std::vector<double> start;
  for (std::size_t i = 0; i < params.size(); ++i) {
    const Loss::Tensor& tensor = params[i];
    start.resize(std::max(start.size(), tensor.offset + tensor.size), 0.0);
    if (is_bias(tensor) || how == Initialiser::Zeros) continue;
    // A uniform distribution in ±r has variance r²/3.
    const double spread = scale * std::sqrt(law.variance(fans(tensor)) * (law.is_normal ? 1 : 3));
    Random random(seed, i);
    for (double& weight : std::span(start).subspan(tensor.offset, tensor.size)) {
      weight = spread * (law.is_normal ? random.normal() : 2 * random.uniform() - 1);
    }
  }
  return start;
}

std::vector<ParamRange> weight_ranges(std::span<const Loss::Tensor> params) {
  std::vector<ParamRange> ranges;
  for (const Loss::Tensor& tensor : params) {
    if (is_bias(tensor)) continue;
    const bool follows = !ranges.empty() && ranges.back().end == tensor.offset;
    if (!follows) ranges.push_back({tensor.offset, tensor.offset});
    ranges.back().end = tensor.offset + tensor.size;
  }
  return ranges;
}

}  // namespace adc::inline ADC_ABI::train
