// Errors of the libraries that stand on the public API: thrown inside, values outside.
#pragma once

#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adc/result.hpp"

namespace adc::common {

/// An error that stands for itself, with no place in a text: "error: MESSAGE [SLUG]" and a line per help.
[[nodiscard]] Error failure(std::string_view slug, std::string message, std::vector<std::string> help = {});

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

}  // namespace adc::common
