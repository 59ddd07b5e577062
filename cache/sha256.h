// SHA-256 (FIPS 180-4).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace adc::cache {

using Digest = std::array<unsigned char, 32>;

/// The digest of all bytes that were added.
class Sha256 {
 public:
  void add(std::string_view bytes);
  /// Nothing may be added afterwards.
  [[nodiscard]] Digest finish();

 private:
  void add_block(const unsigned char* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, 64> pending_{};  // bytes that fill no block yet
  std::uint64_t size_ = 0;                   // of all bytes
};

[[nodiscard]] Digest sha256(std::string_view bytes);

/// In 64 digits.
[[nodiscard]] std::string hexadecimal(const Digest& digest);

}  // namespace adc::cache
