// The border at which exceptions from below become errors as values.
#pragma once

#include <new>

#include "adc/limits.hpp"
#include "adc/result.hpp"
#include "ir/builder.h"
#include "ir/watch.h"

namespace adc::api {

/// What `make()`, which returns a `Result`, returns within the time that the limits allow; or the error that it throws.
template <typename Make>
auto guarded(const Limits& limits, Make&& make) -> decltype(make()) {
  try {
    const ir::Watch watch(limits);
    return make();
  } catch (const Error& error) {
    return error;
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
