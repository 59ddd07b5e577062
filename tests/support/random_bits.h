// Where random programs and points take their choices from: a seed, or the bytes of a fuzzer.
#pragma once

#include <cstdint>
#include <limits>
#include <random>
#include <string_view>

namespace adc::tests {

/// A generator as the standard library wants them, of 64 bits. The one of a seed is std::mt19937_64.
class RandomBits {
 public:
  using result_type = std::uint64_t;

  explicit RandomBits(std::uint64_t seed) : engine_(seed) {}
  /// Each choice takes two of `bytes`, so that a change of bytes here leaves the choices elsewhere as they are. The
  /// choices after the last byte are those of seed 0.
  explicit RandomBits(std::string_view bytes) : engine_(0), bytes_(bytes) {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (bytes_.size() < 2) return engine_();
    const auto byte = [&](std::size_t i) { return static_cast<result_type>(static_cast<unsigned char>(bytes_[i])); };
    const result_type choice = byte(0) << 8U | byte(1);
    bytes_.remove_prefix(2);
    return spread(choice);
  }

 private:
  /// A bijection whose low and high bits depend on all bits of `x` (the finaliser of MurmurHash3); of 0 it is 0.
  static result_type spread(result_type x) {
    x ^= x >> 33U;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33U;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33U;
  }

  std::mt19937_64 engine_;
  std::string_view bytes_;
};

}  // namespace adc::tests
