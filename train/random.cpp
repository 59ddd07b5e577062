#include "adc/train/random.hpp"

#include <numeric>
#include <utility>

namespace adc::inline ADC_ABI::train {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15U;  ///< 2⁶⁴ over the golden ratio, odd

std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

/// True with probability exp(−1/2): the first run of decreasing uniform numbers below 1/2 has even length.
bool half_exponential(Random& random) {
  double last = 0.5;
  bool even = true;
  for (double next = random.uniform(); next < last; next = random.uniform()) {
    last = next;
    even = !even;
  }
  return even;
}

/// True with probability exp(−x(2k + x)/(2k + 2)), for 0 ≤ x < 1.
bool shoulder(Random& random, int k, double x) {
  double last = x;
  for (bool even = true;; even = !even) {
    const double next = random.uniform();
    if (!(next < last) || random.uniform() * (2 * k + 2) >= 2 * k + x) return even;
    last = next;
  }
}

template <typename Trial>
bool all_of(int trials, const Trial& trial) {
  for (int i = 0; i < trials; ++i) {
    if (!trial()) return false;
  }
  return true;
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) : key_(mix(mix(seed + kGolden) + (stream + 1) * kGolden)) {}

std::uint64_t Random::bits() { return mix(key_ + ++counter_ * kGolden); }

double Random::uniform() { return static_cast<double>(bits() >> 11U) * 0x1p-53; }

std::size_t Random::below(std::size_t n) {
  const std::uint64_t excess = (0 - std::uint64_t{n}) % n;  // 2⁶⁴ mod n
  std::uint64_t drawn = bits();
  while (drawn < excess) drawn = bits();
  return static_cast<std::size_t>(drawn % n);
}

double Random::normal() {
  for (;;) {
    int k = 0;
    while (half_exponential(*this)) ++k;
    if (!all_of(k * (k - 1), [&] { return half_exponential(*this); })) continue;
    const double x = uniform();
    if (!all_of(k + 1, [&] { return shoulder(*this, k, x); })) continue;
    return bits() % 2 == 0 ? k + x : -(k + x);
  }
}

std::vector<std::size_t> permutation(std::size_t n, Random& random) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace adc::inline ADC_ABI::train
