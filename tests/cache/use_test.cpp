// Functions of the API that are compiled, and found in the cache the next time.
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "adc/adc.hpp"
#include "tests/support/bits.h"
#include "tests/support/temporary_folder.h"

using namespace adc;
using tests::same_bits;
using tests::TemporaryFolder;

namespace {

/// The cache is in a folder of its own while this lives, and off afterwards.
class Cache {
 public:
  Cache() { set_cache({.folder = path().string()}); }
  ~Cache() { set_cache({.enabled = false}); }
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;
  [[nodiscard]] std::filesystem::path path() const { return parent_.path() / "adc"; }

 private:
  TemporaryFolder parent_;
};

struct Case {
  const char* text;
  std::vector<double> x;
  CompileOptions options;
};

std::vector<Case> cases() {
  const std::vector<double> numbers = [] {
    std::vector<double> all;
    all.reserve(64 * 64 + 2 * 64);
    for (int i = 0; i < 64 * 64 + 2 * 64; ++i) all.push_back(std::sin(i));
    return all;
  }();
  return {{"sin(3x)*exp(-y*x^2) + 3/(1+x^2)", {0.5, 0.3}, {}},
          {"sin(3x)*exp(-y*x^2) + 3/(1+x^2)", {0.5, 0.3}, {.dtype = DType::F32}},
          {"besselj(2, x) + floor(10x) + max(x, y)", {0.5, 0.3}, {}},
          {"param W: R[64, 64], x: R[64]; data t: R[64]; sum((tanh(W*x) - t).^2)", numbers, {}},
          {"param W: R[64, 64], x: R[64]; data t: R[64]; sum((tanh(W*x) - t).^2)", numbers, {.vector_math = false}}};
}

std::vector<double> gradient(const Case& one) {
  CompileOptions options = one.options;
  options.tier = Tier::Native;
  const Function f = compile(one.text, options).value();
  std::vector<double> result(f.wrt_size() + 1);
  result.back() = f.value_and_gradient(one.x, {result.data(), f.wrt_size()});
  return result;
}

}  // namespace

TEST_CASE("code from the cache has the bits of code that was just made") {
  set_cache({.enabled = false});
  std::vector<std::vector<double>> expected;
  for (const Case& one : cases()) expected.push_back(gradient(one));
  const Cache cache;
  for (int time = 0; time < 3; ++time) {
    const CacheState before = cache_state();
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(same_bits(gradient(cases()[i]), expected[i]));
    const CacheState after = cache_state();
    CHECK(after.entries == expected.size());
    CHECK(after.hits - before.hits == (time == 0 ? 0 : expected.size()));
  }
}

TEST_CASE("tables are computed by code from the cache, too") {
  std::vector<double> x(1000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::cos(static_cast<double>(i));
  const auto map = [&] {
    const Function f = compile("tanh(x)*x", {.tier = Tier::Native}).value();
    std::vector<double> y(x.size());
    std::vector<double> slope(x.size());
    const std::vector<InputColumn> inputs{{x.data(), 1}};
    const std::vector<OutputColumn> results{{y.data(), 1}, {slope.data(), 1}};
    f.map(Derive::Gradient, x.size(), inputs, results);
    y.insert(y.end(), slope.begin(), slope.end());
    return y;
  };
  set_cache({.enabled = false});
  const std::vector<double> expected = map();
  const Cache cache;
  const std::uint64_t before = cache_state().hits;
  CHECK(same_bits(map(), expected));
  CHECK(cache_state().hits == before);
  CHECK(same_bits(map(), expected));
  CHECK(cache_state().hits == before + 1);
}

TEST_CASE("what is no entry is compiled again and replaced") {
  const Cache cache;
  const Case one = cases()[0];
  const std::vector<double> expected = gradient(one);
  const auto file = std::filesystem::directory_iterator(cache.path())->path();
  const auto size = std::filesystem::file_size(file);
  const auto found_again = [&] {
    const std::uint64_t before = cache_state().hits;
    CHECK(same_bits(gradient(one), expected));
    const bool was_found = cache_state().hits > before;
    CHECK(same_bits(gradient(one), expected));
    CHECK(cache_state().hits == before + (was_found ? 2 : 1));
    return was_found;
  };
  CHECK(found_again());
  std::filesystem::resize_file(file, size - 1);
  CHECK_FALSE(found_again());
  std::filesystem::resize_file(file, 0);
  CHECK_FALSE(found_again());
  {
    std::fstream change(file, std::ios::in | std::ios::out | std::ios::binary);
    change.seekg(static_cast<std::streamoff>(size / 2));
    const auto byte = static_cast<char>(~change.peek());
    change.seekp(static_cast<std::streamoff>(size / 2));
    change.put(byte);
  }
  CHECK_FALSE(found_again());
  std::ofstream(file, std::ios::app) << "more";
  CHECK_FALSE(found_again());
  std::filesystem::remove_all(cache.path());
  CHECK_FALSE(found_again());
}

TEST_CASE("a program chooses its cache") {
  const TemporaryFolder parent;
  CHECK_THROWS_WITH(set_cache({.folder = "relative"}), Catch::Contains("is no absolute path"));
  set_cache({.enabled = false});
  CHECK(cache_state().folder.empty());
  CHECK(cache_state().reason == "the program has switched it off");
  CHECK(clear_cache().error().diagnostic().slug == "cache-unavailable");
  CHECK(switch_cache(false)->diagnostic().slug == "cache-unavailable");

  const Cache cache;
  CHECK(cache_state().folder == cache.path());
  CHECK_FALSE(switch_cache(false).has_value());
  gradient(cases()[0]);
  CHECK(cache_state().entries == 0);
  CHECK_FALSE(switch_cache(true).has_value());
  gradient(cases()[0]);
  CHECK(cache_state().entries == 1);
  CHECK(clear_cache().value() == 1);
  CHECK(cache_state().entries == 0);
}

TEST_CASE("a folder of others is left alone") {
  const Cache cache;
  gradient(cases()[0]);
  REQUIRE(chmod(cache.path().c_str(), 0777) == 0);
  const std::uint64_t before = cache_state().hits;
  gradient(cases()[0]);
  CHECK(cache_state().hits == before);
  CHECK_THAT(cache_state().reason, Catch::Contains("others than its owner may write"));
  REQUIRE(chmod(cache.path().c_str(), 0700) == 0);
  gradient(cases()[0]);
  CHECK(cache_state().hits == before + 1);
}
