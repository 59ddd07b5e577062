// Processes that use one cache at once, and are killed, while its files are damaged and taken away: never a wrong
// number, and never an end that nobody asked for.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tests/support/bits.h"
#include "tests/support/temporary_folder.h"

using namespace adc;

namespace {

using Random = std::mt19937_64;
namespace fs = std::filesystem;

constexpr int kProcesses = 3;
constexpr int kFormulas = 12;
const std::vector<double> kPoint = {0.5, 0.25};

std::string formula(int number) { return std::to_string(number) + "*sin(x)*exp(-y) + x^" + std::to_string(number + 2); }

std::vector<double> gradient(int number, Tier tier) {
  const Function f = compile(formula(number), {.tier = tier}).value();
  std::vector<double> result(kPoint.size());
  f.gradient(kPoint, result);
  return result;
}

int rounds() {
  const char* const count = std::getenv("ADC_CACHE_ROUNDS");
  return count != nullptr ? std::atoi(count) : 150;
}

/// Compiles some of the formulas; 0 if all numbers are right.
int use(Random& random, const std::vector<std::vector<double>>& expected) {
  for (int i = 0; i < 4; ++i) {
    const auto number = static_cast<int>(random() % kFormulas);
    if (!tests::same_bits(gradient(number, Tier::Native), expected[static_cast<std::size_t>(number)])) return 1;
  }
  return 0;
}

std::string content(const fs::path& path) {
  std::error_code ignored;
  if (!fs::is_regular_file(path, ignored)) return "";
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Writes in place, as adc never does, so that others see a file that is half one and half the other.
void overwrite(const fs::path& path, const std::string& bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void flip_bit(const fs::path& path, Random& random) {
  std::string bytes = content(path);
  if (bytes.empty()) return;
  bytes[random() % bytes.size()] ^= static_cast<char>(1 << (random() % 8));
  overwrite(path, bytes);
}

/// Does something to the folder that may not show in any number.
void disturb(const fs::path& folder, Random& random) {
  std::error_code ignored;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, ignored); at != fs::directory_iterator(); at.increment(ignored)) {
    files.push_back(at->path());
  }
  if (files.empty()) return;
  const fs::path& file = files[random() % files.size()];
  const fs::path& other = files[random() % files.size()];
  switch (random() % 12) {
    case 0: fs::resize_file(file, random() % 2000, ignored); break;
    case 1: fs::remove(file, ignored); break;
    case 2: fs::rename(other, file, ignored); break;  // the entry of another key, or of another machine
    case 3: overwrite(file, content(other)); break;
    case 4: std::ofstream(file, std::ios::trunc) << "not an entry"; break;
    case 5:
      fs::remove(file, ignored);
      fs::create_directory(file, ignored);
      break;
    case 6:
      fs::remove(file, ignored);
      fs::create_symlink(other, file, ignored);
      break;
    case 7: fs::remove_all(folder, ignored); break;
    case 8: chmod(folder.c_str(), random() % 2 == 0 ? 0500 : 0777); break;
    case 9: chmod(file.c_str(), 0666); break;
    default: flip_bit(file, random);
  }
}

}  // namespace

TEST_CASE("whatever happens to the cache, numbers are right") {
  const tests::TemporaryFolder parent;
  const fs::path folder = parent.path() / "adc";
  set_cache({.enabled = false});
  std::vector<std::vector<double>> expected;
  expected.reserve(kFormulas);
  for (int i = 0; i < kFormulas; ++i) expected.push_back(gradient(i, Tier::Interpret));
  set_cache({.folder = folder.string(), .max_bytes = 1 << 20});
  Random random(1);
  int killed = 0;
  for (int round = 0; round < rounds(); ++round) {
    std::array<pid_t, kProcesses> children{};
    for (pid_t& child : children) {
      Random own(random());
      child = fork();
      if (child == 0) _exit(use(own, expected));
    }
    for (int i = 0; i < 3; ++i) {
      usleep(static_cast<useconds_t>(random() % 2000));
      disturb(folder, random);
    }
    kill(children[0], SIGKILL);
    for (const pid_t child : children) {
      int status = 0;
      REQUIRE(waitpid(child, &status, 0) == child);
      const bool is_killed = child == children[0] && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
      if (is_killed) ++killed;
      CAPTURE(round, status);
      REQUIRE((is_killed || status == 0));
    }
    chmod(folder.c_str(), 0700);
  }
  CHECK(killed > 0);
  CHECK(cache_state().reason.empty());
  set_cache({.enabled = false});
}
