// Contenders in Python.
#pragma once

#include <cstdio>
#include <limits>
#include <string>
#include <vector>

namespace adc::bench {

/// A process of the system's Python, by one thread, that measures every call by itself, so that nothing counts against
/// it but what it does.
class Python {
 public:
  /// `script` defines `work()`, from `sys.argv[1:]`, which are `arguments`.
  Python(const std::string& script, const std::vector<std::string>& arguments);
  ~Python();
  Python(const Python&) = delete;
  Python& operator=(const Python&) = delete;

  /// Whether the script ran: what it imports may not be installed.
  [[nodiscard]] bool is_there() const { return is_there_; }
  /// Does the work so many times.
  void operator()(std::size_t times);
  /// Seconds of the fastest call so far.
  [[nodiscard]] double best() const { return best_; }

 private:
  /// The number on the next line; 0 where there is none.
  double answer();

  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
  bool is_there_ = false;
  double best_ = std::numeric_limits<double>::infinity();
};

}  // namespace adc::bench
