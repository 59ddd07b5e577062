// libadc-targets, loaded at first use.
#pragma once

#include <string>

#include "adc/result.hpp"
#include "ir/function.h"
#include "targets/targets.h"

namespace adc::run {

/// A legalised `fn` as a text or a file for a machine. Loads libadc-targets, which stands beside this library, at the
/// first call of the process and never unloads it. Errors: "unknown-machine", with what there is as help;
/// "native-unavailable" if the library cannot be loaded or is of another build; "native-failed". Thread-safe.
[[nodiscard]] Result<std::string> emit_binary(const ir::Function& fn, const targets::Request& request);

}  // namespace adc::run
