// What every benchmark needs: fair timing, a C compiler to race against, and a report.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/result.hpp"

namespace adc::bench {

/// One way to do a piece of work. `run(n)` does it n times.
struct Contender {
  std::string what;
  std::function<void(std::size_t)> run;
};

/// What a contender takes for the work done once, in seconds, round by round.
class Timing {
 public:
  explicit Timing(std::vector<double> rounds) : rounds_(std::move(rounds)) {}
  /// Of one measurement.
  Timing(double seconds) : rounds_{seconds} {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] const std::vector<double>& rounds() const { return rounds_; }
  /// Noise only ever adds.
  [[nodiscard]] double fastest() const;
  /// For one of `parts` equal parts of the work.
  [[nodiscard]] Timing per(double parts) const;

 private:
  std::vector<double> rounds_;
};

/// Lets the contenders run in turn, round after round for about `seconds` in all, each round with as many repetitions
/// as last some milliseconds, so that what disturbs the machine hits all alike. With `ADC_BENCH_QUICK` in the
/// environment for a twentieth of that.
[[nodiscard]] std::vector<Timing> race(const std::vector<Contender>& contenders, double seconds = 2.0);

/// How long one takes for each second that another takes.
struct Ratio {
  double median;  ///< over rounds, each of which compares what ran side by side; of a single measurement its ratio
  double spread;  ///< of the middle half of the rounds, from its middle, as a part of the median
};
[[nodiscard]] Ratio ratio_of(const Timing& of, const Timing& to);

/// Keeps the compiler from leaving out the computation of what `value` points to.
inline void keep(const void* value) { asm volatile("" : : "g"(value) : "memory"); }

/// The value of a result; exits with the message of its error where there is none.
template <typename T>
[[nodiscard]] T must(Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "%s\n", result.error().what());
  std::exit(1);
}

/// C code compiled by `compiler` ("clang-19"; `ADC_BENCH_CC` in the environment wins) with `flags` and loaded into this
/// process. Exits with a message where there is no such compiler.
class CLibrary {
 public:
  explicit CLibrary(const std::string& source, const std::string& flags = "-O3 -march=native");
  /// The same, or null where the compiler takes longer than so many seconds.
  [[nodiscard]] static std::unique_ptr<CLibrary> within(int seconds, const std::string& source,
                                                        const std::string& flags = "-O3 -march=native");
  /// A file of this folder in C++, that uses a library, compiled by c++ (`ADC_BENCH_CXX` in the environment wins); null
  /// where the library's header is not installed.
  [[nodiscard]] static std::unique_ptr<CLibrary> if_there(const std::string& header, const std::string& file,
                                                          const std::string& flags);
  ~CLibrary();
  CLibrary(const CLibrary&) = delete;
  CLibrary& operator=(const CLibrary&) = delete;

  /// The function called `name`, as a pointer of type `Signature*`.
  template <typename Signature>
  [[nodiscard]] Signature* function(const char* name) const {
    return reinterpret_cast<Signature*>(symbol(name));
  }

 private:
  CLibrary() = default;
  /// Loads what the command makes of a file; says whether it ended in time, where it is one of timeout(1).
  bool make(const std::string& command, const char* ending, const std::string& source, const std::string& flags);
  [[nodiscard]] void* symbol(const char* name) const;
  void* handle_ = nullptr;
};

/// The text of a file of this folder. Exits with a message where there is none.
[[nodiscard]] std::string source(const std::string& name);

/// Whether `ADC_BENCH_QUICK` asks for small sizes and short races.
[[nodiscard]] bool is_quick();

/// The command that compiles C: `ADC_BENCH_CC` from the environment, else "clang-19".
[[nodiscard]] std::string c_compiler();

/// A fresh folder for files of this process, removed at its end.
[[nodiscard]] const std::string& scratch_folder();

/// The results of one benchmark program. Prints as it goes, or with `--json` one object at the end:
/// {"bench": NAME, "results": [{"name": …, "ratio": …, "spread": …, "of": …, "to": …, "of_seconds": …, "to_seconds":
/// …}, …]}, with the fastest rounds' seconds.
class Report {
 public:
  /// Reads the command line of the benchmark program called `name`. From now on native code is made, and not taken from
  /// the disk (docs/cache.md), unless a contender says otherwise.
  Report(std::string name, int argc, char** argv);
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  /// How long `of` takes for each second that `to` takes: "name: 1.03 × ± 1 %  (of 14.2 ns / to 13.8 ns)".
  void ratio(const std::string& name, const std::string& of, const Timing& of_time, const std::string& to,
             const Timing& to_time);
  /// A ratio of counts that are no times: "name: 3.2 ×  (of 64 / to 20)".
  void count_ratio(const std::string& name, const std::string& of, double of_count, const std::string& to,
                   double to_count);
  /// A remark for people: left out of JSON.
  void note(std::string_view text) const;

 private:
  void add(const std::string& line, const std::string& json);
  std::string name_;
  bool json_ = false;
  std::vector<std::string> results_;
};

}  // namespace adc::bench
