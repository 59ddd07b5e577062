// What every benchmark needs: fair timing, a C compiler to race against, and a report.
#pragma once

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <functional>
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

/// Seconds that each contender takes for the work done once.
///
/// They run in turn, round after round for about `seconds` in all, each round with as many repetitions as last some
/// milliseconds, so that what disturbs the machine hits all alike. A contender's time is its fastest round: noise only
/// ever adds.
[[nodiscard]] std::vector<double> race(const std::vector<Contender>& contenders, double seconds = 2.0);

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
  ~CLibrary();
  CLibrary(const CLibrary&) = delete;
  CLibrary& operator=(const CLibrary&) = delete;

  /// The function called `name`, as a pointer of type `Signature*`.
  template <typename Signature>
  [[nodiscard]] Signature* function(const char* name) const {
    return reinterpret_cast<Signature*>(symbol(name));
  }

 private:
  [[nodiscard]] void* symbol(const char* name) const;
  void* handle_ = nullptr;
};

/// The command that compiles C: `ADC_BENCH_CC` from the environment, else "clang-19".
[[nodiscard]] std::string c_compiler();

/// A fresh folder for files of this process, removed at its end.
[[nodiscard]] const std::string& scratch_folder();

/// The results of one benchmark program. Prints as it goes, or with `--json` one object at the end:
/// {"bench": NAME, "results": [{"name": …, "ratio": …, "of": …, "to": …, "of_seconds": …, "to_seconds": …}, …]}.
class Report {
 public:
  /// Reads the command line of the benchmark program called `name`.
  Report(std::string name, int argc, char** argv);
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  /// How long `of` takes for each second that `to` takes: "name: 1.03 ×  (of 14.2 ns / to 13.8 ns)".
  void ratio(const std::string& name, const std::string& of, double of_seconds, const std::string& to,
             double to_seconds);
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
