// What runs a WebAssembly module of adc's, in JavaScript.
#pragma once

#include <string>
#include <string_view>

#include "emit/binary.h"

namespace adc::emit {

/// A module of ECMAScript 2020 for the browser and Node.js that exports `load`, which gives `{ NAME }`: a function that
/// takes numbers and arrays, checks them, and gives an object with all outputs, as that of `javascript_source` does.
/// It has what the WebAssembly module imports: functions of `Math`, and those that `Math` lacks. `file`: where `load`
/// finds the module if nothing is said, beside this one.
[[nodiscard]] std::string wasm_loader(const ir::Function& fn, const kernel::Program& program,
                                      const std::string& description, std::string_view file);

}  // namespace adc::emit
