// Names of files, as they are completed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::session {

/// The files and folders whose names begin as `typed` ends, in order of the alphabet, each with what `typed` says
/// before; folders end in `/`. Hidden ones only where a dot is typed. Nothing where a folder cannot be read.
[[nodiscard]] std::vector<std::string> file_names(std::string_view typed);

}  // namespace adc::session
