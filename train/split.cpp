#include "adc/train/split.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "adc/train/random.hpp"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

using Rows = std::vector<std::size_t>;

/// The rows of each label, both in ascending order.
std::map<double, Rows> by_label(std::span<const std::size_t> rows, std::span<const double> labels) {
  std::map<double, Rows> all;
  for (const std::size_t row : rows) all[labels[row]].push_back(row);
  return all;
}

/// Of each label as many that the sum of all so far is the nearest to its part.
Rows stratified(std::span<const std::size_t> rows, const Drawing& drawing, Random& random) {
  const double part = static_cast<double>(drawing.count) / static_cast<double>(rows.size());
  Rows drawn;
  double wanted = 0;
  for (const auto& [label, all] : by_label(rows, drawing.labels)) {
    wanted += part * static_cast<double>(all.size());
    const auto lacking =
        static_cast<std::size_t>(std::max(0.0, std::round(wanted - static_cast<double>(drawn.size()))));
    const std::size_t count = std::min(lacking, all.size() - 1);
    const Rows order = permutation(all.size(), random);
    for (std::size_t i = 0; i < count; ++i) drawn.push_back(all[order[i]]);
  }
  return drawn;
}

/// Group by group in random order, each that brings the number nearer to what is wanted.
Rows grouped(std::span<const std::size_t> rows, const Drawing& drawing, Random& random) {
  std::vector<Rows> groups;
  for (auto& [label, all] : by_label(rows, drawing.labels)) groups.push_back(std::move(all));
  if (groups.size() < 2) throw failure("bad-data", "examples of one group cannot be parted by groups");
  Rows drawn;
  std::size_t left = groups.size();
  for (const std::size_t g : permutation(groups.size(), random)) {
    const std::size_t with = drawn.size() + groups[g].size();
    const bool is_nearer = with <= drawing.count || with - drawing.count < drawing.count - drawn.size();
    if (drawn.size() >= drawing.count || left == 1 || !(is_nearer || drawn.empty())) continue;
    drawn.insert(drawn.end(), groups[g].begin(), groups[g].end());
    --left;
  }
  return drawn;
}

Rows drawn_rows(std::span<const std::size_t> rows, const Drawing& drawing) {
  Random random(drawing.seed, drawing.stream);
  Rows drawn;
  switch (drawing.kind) {
    case Drawing::Kind::Every:
      for (std::size_t i = 0; i < rows.size(); i += std::max<std::size_t>(1, drawing.every)) drawn.push_back(rows[i]);
      break;
    case Drawing::Kind::Random: {
      const Rows order = permutation(rows.size(), random);
      for (std::size_t i = 0; i < std::min(drawing.count, rows.size()); ++i) drawn.push_back(rows[order[i]]);
      break;
    }
    case Drawing::Kind::Stratified: drawn = stratified(rows, drawing, random); break;
    case Drawing::Kind::Grouped: drawn = grouped(rows, drawing, random); break;
  }
  std::ranges::sort(drawn);
  return drawn;
}

}  // namespace

Result<std::vector<std::size_t>> draw(std::span<const std::size_t> rows, const Drawing& drawing) {
  return guarded([&] { return drawn_rows(rows, drawing); });
}

std::vector<std::size_t> without(std::span<const std::size_t> rows, std::span<const std::size_t> drawn) {
  Rows left;
  std::ranges::set_difference(rows, drawn, std::back_inserter(left));
  return left;
}

}  // namespace adc::inline ADC_ABI::train
