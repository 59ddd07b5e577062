// The border at which exceptions from below become errors as values.
#pragma once

#include <new>

#include "adc/result.hpp"
#include "ir/builder.h"

namespace adc::api {

/// What `make()`, which returns a `Result`, returns; or the error that it throws.
template <typename Make>
auto guarded(Make&& make) -> decltype(make()) {
  try {
    return make();
  } catch (const ir::Failure& failure) {
    return failure.diagnostic();
  } catch (const std::bad_alloc&) {
    return Diagnostic{.slug = "out-of-memory",
                      .error_class = ErrorClass::Limit,
                      .span = {},
                      .message = "there is not enough memory",
                      .labels = {},
                      .help = {"--max-instructions=N bounds what a program may need"}};
  }
}

}  // namespace adc::api
