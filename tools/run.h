// A command line as a whole.
#pragma once

#include <string_view>
#include <vector>

namespace adc::tools {

/// Does what the words behind the program's name say: results to stdout, messages to stderr. Gives the exit code, which
/// is the class of the error if there is one (`ErrorClass`).
[[nodiscard]] int run(const std::vector<std::string_view>& words);

/// While an exception is handled: prints what it says, and gives the exit code.
[[nodiscard]] int report_failure();

}  // namespace adc::tools
