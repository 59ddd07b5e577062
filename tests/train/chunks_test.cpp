// How sums are cut and added.
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "train/tree_sum.h"

using namespace adc::train;

TEST_CASE("chunks have all examples in their order, and about as many each") {
  for (const std::size_t fewest : {1U, 3U, 256U}) {
    for (const std::size_t examples : {0U, 1U, 2U, 255U, 256U, 511U, 512U, 1000U, 4097U}) {
      CAPTURE(examples, fewest);
      const Chunks chunks(examples, fewest);
      CHECK(std::has_single_bit(chunks.count()));
      std::size_t next = 0;
      double weight = 0;
      for (std::size_t k = 0; k < chunks.count(); ++k) {
        const Range some = chunks.examples(k);
        CHECK(some.begin == next);
        next = some.end;
        if (chunks.count() > 1) {
          CHECK(some.size() >= fewest);
          CHECK(some.size() <= 2 * fewest);
          weight += chunks.weight(k);
        }
      }
      CHECK(next == examples);
      if (chunks.count() > 1) CHECK(weight == Approx(1));
    }
  }
}

TEST_CASE("processes share all chunks, evenly where that can be") {
  for (const std::size_t count : {1U, 2U, 4U, 64U, 1024U}) {
    for (std::size_t processes = 1; processes < 20; ++processes) {
      CAPTURE(count, processes);
      const Chunks chunks(count, 1);
      std::size_t next = 0;
      for (std::size_t p = 0; p < processes; ++p) {
        const Range share = chunks.share(p, processes);
        CHECK(share.begin == next);
        next = share.end;
        if (count % processes == 0) CHECK(share.size() == count / processes);
        if (count >= 8 * processes) CHECK(share.size() * processes <= count * 9 / 8 + processes);
        if (std::has_single_bit(processes) && processes <= count) CHECK(subtrees(share).size() == 1);
      }
      CHECK(next == count);
    }
  }
}

TEST_CASE("subtrees are the largest that a range of chunks is made of") {
  CHECK(subtrees({0, 8}) == std::vector<Range>{{0, 8}});
  CHECK(subtrees({3, 8}) == std::vector<Range>{{3, 4}, {4, 8}});
  CHECK(subtrees({1, 7}) == std::vector<Range>{{1, 2}, {2, 4}, {4, 6}, {6, 7}});
  CHECK(subtrees({5, 5}).empty());
}

TEMPLATE_TEST_CASE("sums are those of the tree, whoever adds which part", "", double, float) {
  constexpr std::size_t kChunks = 32;
  constexpr std::size_t kSize = 700;
  std::vector<std::vector<TestType>> vectors(kChunks, std::vector<TestType>(kSize));
  for (std::size_t k = 0; k < kChunks; ++k) {
    for (std::size_t i = 0; i < kSize; ++i)
      vectors[k][i] = static_cast<TestType>(std::sin(static_cast<double>(31 * k + i)));
  }
  const TestType factor = static_cast<TestType>(1) / 3;
  // Two siblings, then two siblings of these.
  std::vector<std::vector<TestType>> level = vectors;
  for (auto& vector : level) std::ranges::for_each(vector, [&](TestType& x) { x *= factor; });
  while (level.size() > 1) {
    for (std::size_t k = 0; k < level.size() / 2; ++k) {
      for (std::size_t i = 0; i < kSize; ++i) level[k][i] = level[2 * k][i] + level[2 * k + 1][i];
    }
    level.resize(level.size() / 2);
  }
  for (const std::size_t parts : {1U, 2U, 3U, 5U, 32U}) {
    CAPTURE(parts);
    std::vector<TreeSum<TestType>> sums(parts);
    std::vector<Subtree<TestType>> all;
    for (std::size_t part = 0; part < parts; ++part) {
      const Range own = part_of({0, kChunks}, part, parts);
      for (const int again : {0, 1}) {
        CAPTURE(again);
        sums[part].begin(kSize, own.size());
        for (std::size_t k = own.begin; k < own.end; ++k) {
          std::ranges::copy(vectors[k], sums[part].next().begin());
          sums[part].push(k, factor);
        }
      }
      CHECK(sums[part].parts().size() <= 12);
      all.insert(all.end(), sums[part].parts().begin(), sums[part].parts().end());
    }
    std::vector<TestType> total(kSize);
    add(std::span<const Subtree<TestType>>(all), {0, 300}, total.data());
    add(std::span<const Subtree<TestType>>(all), {300, kSize}, total.data() + 300);
    CHECK(total == level[0]);
  }
}
