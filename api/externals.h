// What the parts of the API know of functions of the host.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adc/external.hpp"
#include "adc/result.hpp"
#include "run/variant.h"

namespace adc::inline ADC_ABI {

struct __attribute__((visibility("hidden"))) ExternalAccess {
  /// Its number in the process's table (ir/external.h).
  static std::int64_t number(const External& external);
  /// What keeps it there.
  static std::shared_ptr<const void> owner(const External& external);
};

/// The error "external-function" that `what` ("it cannot be saved") is for a program that calls such functions; nullopt
/// for others.
[[nodiscard]] std::optional<Error> refuse_externals(const run::Compiled& program, const std::string& what);

}  // namespace adc::inline ADC_ABI
