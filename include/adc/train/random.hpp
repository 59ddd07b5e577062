// Random numbers that are the same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// A stream of random numbers, which depends on `seed` and `stream` alone: counter-based (the mixing function of
/// SplitMix64: Steele, Lea and Flood, OOPSLA 2014) and without any function of the mathematics library, so that every
/// machine gives the same bits. Cheap to copy; a copy gives the same numbers again. One thread at a time.
class ADC_API Random {
 public:
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  /// 64 random bits.
  std::uint64_t bits();
  /// A multiple of 2⁻⁵³ in [0, 1).
  double uniform();
  /// Each of 0 … n−1 with the same probability; n > 0.
  std::size_t below(std::size_t n);
  /// The normal distribution with mean 0 and variance 1, by comparisons of uniform numbers alone (Karney, ACM
  /// Transactions on Mathematical Software 42:3, 2016, algorithm N).
  double normal();

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

/// 0 … n−1 in random order. O(n).
[[nodiscard]] ADC_API std::vector<std::size_t> permutation(std::size_t n, Random& random);

}  // namespace adc::inline ADC_ABI::train
