// The border at which exceptions from below become errors as values.
#pragma once

#include <new>

#include "adc/limits.hpp"
#include "adc/result.hpp"
#include "diag/diagnostics.h"
#include "ir/builder.h"
#include "ir/watch.h"

namespace adc::run {

/// What `make()`, which returns a `Result`, returns within the time that the limits allow; or the error that it throws.
template <typename Make>
auto guarded(const Limits& limits, Make&& make) -> decltype(make()) {
  try {
    const ir::Watch watch(limits);
    return make();
  } catch (const Error& error) {
    return error;
  } catch (const diag::Failure& failure) {
    return failure.diagnostic();
  } catch (const std::bad_alloc&) {
    return diag::diagnose("out-of-memory", {}, "there is not enough memory",
                          {"--max-instructions=N bounds what a program may need"});
  }
}

}  // namespace adc::run
