#include "cache/store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

using namespace adc;
using cache::Store;
using tests::TemporaryFolder;

namespace {

jit::Object object(std::size_t bytes) { return {.bytes = std::string(bytes, 'x')}; }

cache::Digest key(int number) { return cache::sha256(std::to_string(number)); }

Store store(const std::filesystem::path& folder, std::uint64_t max_bytes = cache::kMaxBytes) {
  return Store({.folder = folder, .reason = "", .max_bytes = max_bytes});
}

void use_at(const std::filesystem::path& file, time_t seconds) {
  const timespec at[2] = {{seconds, 0}, {seconds, 0}};
  REQUIRE(utimensat(AT_FDCWD, file.c_str(), at, 0) == 0);
}

}  // namespace

TEST_CASE("what is kept is found under its key, by anyone who uses the folder") {
  const TemporaryFolder parent;
  const std::filesystem::path folder = parent.path() / "adc";
  CHECK_FALSE(store(folder).find(key(1)));
  CHECK_FALSE(std::filesystem::exists(folder));
  store(folder).keep(key(1), object(100));
  const std::uint64_t before = cache::hits();
  REQUIRE(store(folder).find(key(1)));
  CHECK(store(folder).find(key(1))->bytes == object(100).bytes);
  CHECK_FALSE(store(folder).find(key(2)));
  CHECK(cache::hits() == before + 2);
  const Store::State state = store(folder).state();
  CHECK(state.reason.empty());
  CHECK(state.entries == 1);
  CHECK(state.bytes >= 100);
}

TEST_CASE("code that lacks a library's products is not kept") {
  const TemporaryFolder parent;
  jit::Object slow = object(100);
  slow.lacks_plans = true;
  store(parent.path()).keep(key(1), slow);
  CHECK_FALSE(store(parent.path()).find(key(1)));
}

TEST_CASE("the cache is switched off and on for all who use its folder") {
  const TemporaryFolder parent;
  const std::filesystem::path folder = parent.path() / "adc";
  CHECK(store(folder).switch_to(true).empty());
  CHECK(store(folder).switch_to(false).empty());
  store(folder).keep(key(1), object(100));
  CHECK(store(folder).state().entries == 0);
  CHECK_THAT(store(folder).state().reason, Catch::Contains("switched off"));
  CHECK(store(folder).switch_to(true).empty());
  store(folder).keep(key(1), object(100));
  CHECK(store(folder).find(key(1)));
  CHECK(store(folder).switch_to(false).empty());
  CHECK_FALSE(store(folder).find(key(1)));
  CHECK(store(folder).clear() == 1);
  CHECK_THAT(store(folder).state().reason, Catch::Contains("switched off"));
}

TEST_CASE("without a folder nothing is kept, and why is said") {
  const Store none({.folder = "", .reason = "a reason"});
  none.keep(key(1), object(100));
  CHECK_FALSE(none.is_used());
  CHECK_FALSE(none.find(key(1)));
  CHECK_FALSE(none.clear());
  CHECK(none.state().reason == "a reason");
  CHECK(none.switch_to(true) == "a reason");

  const TemporaryFolder parent;
  REQUIRE(chmod(parent.path().c_str(), 0777) == 0);
  store(parent.path()).keep(key(1), object(100));
  CHECK_FALSE(store(parent.path()).find(key(1)));
  CHECK_FALSE(store(parent.path()).clear());
  CHECK_THAT(store(parent.path()).state().reason, Catch::Contains("others than its owner"));
  CHECK_THAT(store(parent.path()).switch_to(false), Catch::Contains("others than its owner"));
}

TEST_CASE("clearing removes entries and unfinished files, and nothing else") {
  const TemporaryFolder parent;
  for (int i = 0; i < 10; ++i) store(parent.path()).keep(key(i), object(100));
  for (const char* const name : {"unfinished-0123", "notes.txt", "0123456789abcdef"}) {
    std::ofstream(parent.path() / name) << "text";
  }
  CHECK(store(parent.path()).clear() == 10);
  CHECK_FALSE(std::filesystem::exists(parent.path() / "unfinished-0123"));
  CHECK(std::filesystem::exists(parent.path() / "notes.txt"));
  CHECK(std::filesystem::exists(parent.path() / "0123456789abcdef"));
}

TEST_CASE("entries take no more than the limit, and what was used longest ago goes first") {
  constexpr std::uint64_t kLimit = 1 << 20;
  const TemporaryFolder parent;
  const Store small = store(parent.path(), kLimit);
  small.keep(key(-1), object(kLimit / 4));
  CHECK_FALSE(small.find(key(-1)));  // larger than a part
  small.keep(key(0), object(100));
  use_at(parent.path() / cache::hexadecimal(key(0)), 1000);
  std::ofstream(parent.path() / "unfinished-0123") << "text";
  use_at(parent.path() / "unfinished-0123", 1000);
  for (int i = 1; i <= 1000; ++i) {
    small.keep(key(i), object(4000));
    use_at(parent.path() / cache::hexadecimal(key(i)), 2000 + i);
    small.keep(key(2000), object(100));  // used again and again
    REQUIRE(small.state().bytes < kLimit + kLimit / 4);
  }
  CHECK(small.state().entries > 100);
  CHECK_FALSE(small.find(key(0)));
  CHECK_FALSE(small.find(key(1)));
  CHECK(small.find(key(1000)));
  CHECK(small.find(key(2000)));
  CHECK_FALSE(std::filesystem::exists(parent.path() / "unfinished-0123"));
}
