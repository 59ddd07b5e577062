// Threads that wait for work.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

#include "adc/export.hpp"

namespace adc::inline ADC_ABI::train {

/// The thread that calls, and others that live as long as this and sleep in between. One caller at a time.
class Workers {
 public:
  /// `count` threads, at least one, with the caller.
  explicit Workers(std::size_t count);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  [[nodiscard]] std::size_t count() const { return threads_.size() + 1; }
  /// Calls `work(0)` … `work(parts − 1)`, `parts` at most `count()`, at once, and `work(0)` in the calling thread;
  /// comes back when all are done, and throws what the first of those threw that threw.
  void run(std::size_t parts, const std::function<void(std::size_t part)>& work);

 private:
  void serve(std::size_t part);
  void run_part(std::size_t part);

  std::vector<std::thread> threads_;
  std::vector<std::exception_ptr> thrown_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t parts_ = 0;
  std::atomic<std::uint32_t> round_ = 0;  ///< how often there has been work
  std::atomic<std::uint32_t> busy_ = 0;   ///< threads that have not finished the round
  bool ends_ = false;
};

}  // namespace adc::inline ADC_ABI::train
