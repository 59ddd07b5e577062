#include "data/marks.h"

#include <algorithm>
#include <array>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace adc::data {
namespace {

constexpr std::size_t kBlock = 64;

/// The characters that are looked for.
class Wanted {
 public:
  explicit Wanted(char separator) : characters_{separator, '\n', '\r', '"'} {}

  /// A bit for each of 64 bytes.
  [[nodiscard]] std::uint64_t bits(const char* text) const {
    std::uint64_t bits = 0;
#ifdef __SSE2__
    for (unsigned k = 0; k < 4; ++k) {
      const __m128i piece = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + std::size_t{16} * k));
      __m128i found = _mm_setzero_si128();
      for (const char c : characters_) found = _mm_or_si128(found, _mm_cmpeq_epi8(piece, _mm_set1_epi8(c)));
      bits |= static_cast<std::uint64_t>(_mm_movemask_epi8(found)) << (16 * k);
    }
#else
    for (unsigned i = 0; i < kBlock; ++i) {
      bool found = false;
      for (const char c : characters_) found |= text[i] == c;
      bits |= static_cast<std::uint64_t>(found) << i;
    }
#endif
    return bits;
  }

 private:
  std::array<char, 4> characters_;
};

}  // namespace

std::size_t find_marks(const char* text, std::size_t size, char separator, std::vector<std::uint32_t>& marks) {
  const Wanted wanted(separator);
  std::size_t count = 0;
  for (std::size_t block = 0; block < size; block += kBlock) {
    if (marks.size() < count + kBlock) marks.resize(2 * (count + kBlock));
    std::uint64_t bits = wanted.bits(text + block);
    if (size - block < kBlock) bits &= (std::uint64_t{1} << (size - block)) - 1;
    std::uint32_t* to = marks.data() + count;
    for (; bits != 0; bits &= bits - 1) *to++ = static_cast<std::uint32_t>(block) + std::countr_zero(bits);
    count = static_cast<std::size_t>(to - marks.data());
  }
  return count;
}

}  // namespace adc::data
