// Whole files.
#pragma once

#include <string>
#include <string_view>

namespace adc::common {

/// The bytes of the file at `path`. Throws `Error`: "cannot-read".
[[nodiscard]] std::string read_file(const std::string& path);

/// Writes `bytes` to the file at `path`: whoever reads it meanwhile, or after a crash, finds the old file or the new
/// one. A device or a pipe is written to as it is, and a link stays a link. Throws `Error`: "cannot-write".
void write_file(const std::string& path, std::string_view bytes);

}  // namespace adc::common
