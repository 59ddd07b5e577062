#include "bench/harness.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace adc::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kRoundSeconds = 0.005;

double time_of(const Contender& contender, std::size_t repetitions) {
  const Clock::time_point start = Clock::now();
  contender.run(repetitions);
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// As many repetitions as last `kRoundSeconds`, found by doubling. What is only done once, such as compiling, is done
/// before.
std::size_t repetitions_per_round(const Contender& contender) {
  contender.run(1);
  for (std::size_t n = 1;; n *= 2) {
    const double seconds = time_of(contender, n);
    if (seconds >= kRoundSeconds / 2) {
      const double wanted = static_cast<double>(n) * kRoundSeconds / seconds;
      return std::max<std::size_t>(1, static_cast<std::size_t>(wanted));
    }
  }
}

std::string human_seconds(double seconds) {
  struct Unit {
    double seconds;
    const char* name;
  };
  constexpr std::array<Unit, 4> kUnits = {{{1.0, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}}};
  for (const Unit& unit : kUnits)
    if (seconds >= unit.seconds) return fmt::format("{:.3g} {}", seconds / unit.seconds, unit.name);
  return fmt::format("{:.3g} ns", seconds * 1e9);
}

[[noreturn]] void give_up(const std::string& message) {
  fmt::print(stderr, "bench: {}\n", message);
  std::exit(1);
}

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "adc-bench-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) give_up("cannot make a temporary folder");
    path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

double Timing::fastest() const { return *std::ranges::min_element(rounds_); }

Timing Timing::per(double parts) const {
  std::vector<double> rounds = rounds_;
  for (double& seconds : rounds) seconds /= parts;
  return Timing(std::move(rounds));
}

std::vector<Timing> race(const std::vector<Contender>& contenders, double seconds) {
  std::vector<std::size_t> repetitions;
  repetitions.reserve(contenders.size());
  for (const Contender& contender : contenders) repetitions.push_back(repetitions_per_round(contender));

  constexpr int kMinRounds = 5;
  constexpr double kQuick = 0.05;
  if (is_quick()) seconds *= kQuick;
  std::vector<std::vector<double>> rounds(contenders.size());
  const Clock::time_point end =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (int round = 0; round < kMinRounds || Clock::now() < end; ++round) {
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      rounds[i].push_back(time_of(contenders[i], repetitions[i]) / static_cast<double>(repetitions[i]));
    }
  }
  return {std::make_move_iterator(rounds.begin()), std::make_move_iterator(rounds.end())};
}

Ratio ratio_of(const Timing& of, const Timing& to) {
  if (of.rounds().size() != to.rounds().size()) return {of.fastest() / to.fastest(), 0};
  std::vector<double> ratios;
  for (std::size_t i = 0; i < of.rounds().size(); ++i) ratios.push_back(of.rounds()[i] / to.rounds()[i]);
  std::ranges::sort(ratios);
  const std::size_t n = ratios.size();
  const double median = (ratios[(n - 1) / 2] + ratios[n / 2]) / 2;
  return {median, (ratios[3 * n / 4] - ratios[n / 4]) / 2 / median};
}

const std::string& scratch_folder() {
  static const ScratchFolder kFolder;
  return kFolder.path();
}

std::string source(const std::string& name) {
  std::ifstream file(ADC_BENCH_DIR "/" + name);
  if (!file) give_up("there is no file " + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_quick() { return std::getenv("ADC_BENCH_QUICK") != nullptr; }

std::string c_compiler() {
  const char* chosen = std::getenv("ADC_BENCH_CC");
  return chosen != nullptr ? chosen : "clang-19";
}

CLibrary::CLibrary(const std::string& source, const std::string& flags) { make(c_compiler(), ".c", source, flags); }

std::unique_ptr<CLibrary> CLibrary::within(int seconds, const std::string& source, const std::string& flags) {
  std::unique_ptr<CLibrary> library(new CLibrary());
  if (!library->make(fmt::format("timeout {} {}", seconds, c_compiler()), ".c", source, flags)) return nullptr;
  return library;
}

std::unique_ptr<CLibrary> CLibrary::if_there(const std::string& header, const std::string& file,
                                             const std::string& flags) {
  const char* chosen = std::getenv("ADC_BENCH_CXX");
  const std::string compiler = chosen != nullptr ? chosen : "c++";
  const std::string has_header = fmt::format("echo '#include <{}>' | {} -E -x c++ - >/dev/null 2>&1", header, compiler);
  if (std::system(has_header.c_str()) != 0) return nullptr;
  std::unique_ptr<CLibrary> library(new CLibrary());
  library->make(compiler + " -std=c++20", ".cpp", bench::source(file), flags);
  return library;
}

bool CLibrary::make(const std::string& command, const char* ending, const std::string& source,
                    const std::string& flags) {
  constexpr int kOutOfTime = 124;  // of timeout(1)
  static int count = 0;
  const std::string stem = fmt::format("{}/library{}", scratch_folder(), count++);
  std::ofstream(stem + ending) << source;
  const std::string whole = fmt::format("{0} -shared -fPIC -o {1}.so {1}{2} {3} -lm", command, stem, ending, flags);
  const int status = std::system(whole.c_str());
  if (WIFEXITED(status) && WEXITSTATUS(status) == kOutOfTime) return false;
  if (status != 0) give_up("this failed: " + whole);
  // Libraries of C++ stay: some have threads that outlive their last call.
  const int keep = ending == std::string_view(".cpp") ? RTLD_NODELETE : 0;
  handle_ = dlopen((stem + ".so").c_str(), RTLD_NOW | RTLD_LOCAL | keep);
  if (handle_ == nullptr) give_up(dlerror());
  return true;
}

CLibrary::~CLibrary() {
  if (handle_ != nullptr) dlclose(handle_);
}

void* CLibrary::symbol(const char* name) const {
  void* found = dlsym(handle_, name);
  if (found == nullptr) give_up(fmt::format("the C code has no function {}", name));
  return found;
}

Report::Report(std::string name, int argc, char** argv) : name_(std::move(name)) {
  setenv("ADC_CACHE", "off", 1);
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--json") give_up(fmt::format("usage: bench_{} [--json]", name_));
    json_ = true;
  }
}

Report::~Report() {
  if (json_) fmt::print("{{\"bench\": \"{}\", \"results\": [{}]}}\n", name_, fmt::join(results_, ", "));
}

void Report::ratio(const std::string& name, const std::string& of, const Timing& of_time, const std::string& to,
                   const Timing& to_time) {
  const Ratio ratio = ratio_of(of_time, to_time);
  const double of_seconds = of_time.fastest();
  const double to_seconds = to_time.fastest();
  add(fmt::format("{}: {:.3g} × ± {:.0f} %  ({} {} / {} {})", name, ratio.median, 100 * ratio.spread, of,
                  human_seconds(of_seconds), to, human_seconds(to_seconds)),
      fmt::format(
          R"({{"name": "{}", "ratio": {}, "spread": {}, "of": "{}", "to": "{}", "of_seconds": {}, "to_seconds": {}}})",
          name, ratio.median, ratio.spread, of, to, of_seconds, to_seconds));
}

void Report::count_ratio(const std::string& name, const std::string& of, double of_count, const std::string& to,
                         double to_count) {
  const double ratio = of_count / to_count;
  add(fmt::format("{}: {:.3g} ×  ({} {:g} / {} {:g})", name, ratio, of, of_count, to, to_count),
      fmt::format(
          R"({{"name": "{}", "ratio": {}, "spread": 0, "of": "{}", "to": "{}", "of_count": {}, "to_count": {}}})", name,
          ratio, of, to, of_count, to_count));
}

void Report::note(std::string_view text) const {
  if (!json_) fmt::print("{}\n", text);
}

void Report::add(const std::string& line, const std::string& json) {
  if (json_) {
    results_.push_back(json);
    return;
  }
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

}  // namespace adc::bench
