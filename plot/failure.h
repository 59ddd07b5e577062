// Errors of pictures: thrown inside, values outside.
#pragma once

#include <atomic>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/adc.hpp"

namespace adc::inline ADC_ABI::plot {

/// An error that stands for itself, with no place in a text: "error: MESSAGE [SLUG]" and a line per help.
[[nodiscard]] inline Error failure(std::string_view slug, std::string message, std::vector<std::string> help = {}) {
  Diagnostic diagnostic = diagnose(slug, std::move(message), std::move(help));
  std::string text = render(diagnostic, "", "");
  return {text, std::move(diagnostic)};
}

/// Throws "interrupted" once `stop` is set.
inline void check_stop(const std::atomic<bool>* stop) {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) throw failure("interrupted", "drawing was interrupted");
}

/// What `make()`, which may throw `Error`, returns; or the error.
template <typename Make>
auto guarded(Make&& make) -> Result<decltype(make())> {
  try {
    return make();
  } catch (const Error& error) {
    return error;
  } catch (const std::bad_alloc&) {
    return failure("out-of-memory", "there is not enough memory");
  }
}

}  // namespace adc::inline ADC_ABI::plot
