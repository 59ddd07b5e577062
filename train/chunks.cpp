#include "train/chunks.h"

#include <algorithm>
#include <bit>

namespace adc::inline ADC_ABI::train {
namespace {

/// Of a chunk. With fewer, matrix products are slower by the example.
constexpr std::size_t kFewestExamples = 128;
/// … where sums have many terms: then each takes as long as some tens of examples.
constexpr std::size_t kFewestOfMany = 256;
constexpr std::size_t kManyTerms = std::size_t{1} << 15U;
/// Of a chunk, as examples times numbers and terms of each: some tens of microseconds, against some to wake a thread.
constexpr std::size_t kFewestNumbers = std::size_t{1} << 18U;
/// Cuts between processes are at multiples of 1/8 of an even share, or finer.
constexpr std::size_t kCuts = 8;

}  // namespace

Range part_of(Range range, std::size_t part, std::size_t parts) {
  // ⌊part·size/parts⌋ without overflow.
  const auto before = [&](std::size_t i) {
    return range.begin + range.size() / parts * i + range.size() % parts * i / parts;
  };
  return {before(part), before(part + 1)};
}

Chunks::Chunks(std::size_t examples, std::size_t fewest) : examples_(examples) {
  if (examples > fewest) count_ = std::bit_floor(examples / std::max<std::size_t>(fewest, 1));
}

Range Chunks::share(std::size_t process, std::size_t processes) const {
  const std::size_t unit = std::max<std::size_t>(1, std::bit_floor(count_ / processes) / kCuts);
  const Range units = part_of({0, count_ / unit}, process, processes);
  return {units.begin * unit, units.end * unit};
}

std::size_t fewest_examples(std::size_t numbers, std::size_t terms) {
  const std::size_t fewest = terms < kManyTerms ? kFewestExamples : kFewestOfMany;
  return std::max(fewest, kFewestNumbers / std::max<std::size_t>(1, numbers + terms));
}

std::vector<Range> subtrees(Range chunks) {
  std::vector<Range> all;
  while (chunks.size() > 0) {
    std::size_t size = std::bit_floor(chunks.size());
    if (chunks.begin != 0)
      size = std::min(size, std::size_t{1} << static_cast<unsigned>(std::countr_zero(chunks.begin)));
    all.push_back({chunks.begin, chunks.begin + size});
    chunks.begin += size;
  }
  return all;
}

}  // namespace adc::inline ADC_ABI::train
