#include "object/code_memory.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <string>
#include <vector>

using adc::object::CodeMemory;

namespace {

using Constant = int (*)();

/// Code that returns `number`, after so much that is not run.
CodeMemory returns(int number, std::size_t bytes = 6) {
  CodeMemory memory(bytes);
  unsigned char code[] = {0xb8, 0, 0, 0, 0, 0xc3};  // mov $number, %eax; ret
  std::memcpy(code + 1, &number, sizeof number);
  std::memcpy(memory.bytes().data() + bytes - sizeof code, code, sizeof code);
  memory.seal();
  return memory;
}

int call(const CodeMemory& memory, std::size_t bytes = 6) {
  return reinterpret_cast<Constant>(memory.bytes().data() + bytes - 6)();
}

/// The lines of the process's mappings, and whether one of them may be written and run.
std::pair<std::size_t, bool> mappings() {
  std::ifstream file("/proc/self/maps");
  std::pair<std::size_t, bool> result{0, false};
  for (std::string line; std::getline(file, line); ++result.first) {
    if (line.find(" rwx") != std::string::npos) result.second = true;
  }
  return result;
}

}  // namespace

#ifdef __x86_64__

TEST_CASE("code that comes and goes is each time its own") {
  std::mt19937_64 random(1);
  std::vector<std::pair<int, CodeMemory>> kept;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 20000; ++i) {
    if (!kept.empty() && random() % 2 == 0) {
      const std::size_t at = random() % kept.size();
      std::swap(kept[at], kept.back());
      std::swap(sizes[at], sizes.back());
      REQUIRE(call(kept.back().second, sizes.back()) == kept.back().first);
      kept.pop_back();
      sizes.pop_back();
    }
    if (kept.size() > 3000) continue;
    const std::size_t most = std::size_t{1} << (random() % 22);
    sizes.push_back(6 + random() % most);
    kept.emplace_back(i, returns(i, sizes.back()));
  }
  for (std::size_t i = 0; i < kept.size(); ++i) REQUIRE(call(kept[i].second, sizes[i]) == kept[i].first);
  CHECK_FALSE(mappings().second);
}

TEST_CASE("code of many objects takes few mappings of the process, also where every other one is freed") {
  constexpr std::size_t kCount = 20000;
  const std::size_t before = mappings().first;
  std::vector<CodeMemory> kept;
  kept.reserve(kCount);
  for (std::size_t i = 0; i < kCount; ++i) kept.push_back(returns(static_cast<int>(i)));
  std::vector<CodeMemory> half;
  half.reserve(kCount / 2);
  for (std::size_t i = 0; i < kCount; i += 2) half.push_back(std::move(kept[i]));
  kept.clear();
  for (std::size_t i = 0; i < half.size(); ++i) REQUIRE(call(half[i]) == static_cast<int>(2 * i));
  CHECK(mappings().first < before + kCount / 100);
}

TEST_CASE("what a child process makes of freed code its parent does not see") {
  const CodeMemory kept = returns(1);
  {
    const CodeMemory freed = returns(2);
  }
  const pid_t child = fork();
  if (child == 0) {
    const CodeMemory own = returns(3);
    _exit(call(own) == 3 && call(kept) == 1 ? 0 : 1);
  }
  const CodeMemory own = returns(4);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(call(own) == 4);
}

#endif
