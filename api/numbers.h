// What calls of the API compute in, and how they refuse arguments.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "diag/slug.h"
#include "run/scratch.h"

namespace adc::api {

/// Numbers for one call, uninitialised: on the stack where they fit, else in memory of the thread, of which a call has
/// one at a time.
class Numbers {
 public:
  explicit Numbers(std::size_t size) : size_(size) {
    if (size > small_.size())
      first_ = static_cast<double*>(run::thread_scratch(run::Scratch::Call, size * sizeof(double)));
  }
  Numbers(const Numbers&) = delete;
  Numbers& operator=(const Numbers&) = delete;
  [[nodiscard]] std::span<double> all() { return {first_, size_}; }

 private:
  std::array<double, 128> small_;  // NOLINT: uninitialised on purpose, it is written before it is read
  double* first_ = small_.data();
  std::size_t size_;
};

/// Throws `Error`.
[[noreturn]] void refuse(diag::Slug slug, std::string message);
[[noreturn]] void refuse_size(const char* argument, std::size_t size, std::size_t wanted, const char* of_what);

// Where nothing is wrong a call takes some ns: a comparison is all that it should see of this.
inline void require_size(const char* argument, std::size_t size, std::size_t wanted, const char* of_what) {
  if (size != wanted) [[unlikely]]
    refuse_size(argument, size, wanted, of_what);
}
void require_one_output(std::size_t outputs);

}  // namespace adc::api
