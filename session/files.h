// What a session reads from files and writes to them.
#pragma once

#include <string>
#include <string_view>

#include "adc/session.hpp"

namespace adc::session {

/// Reads a file into the session: statements of a text, a vector per column of numbers of a table (.csv, .tsv, .txt),
/// an array of NumPy's (.npy) under the file's name. Throws `Error`: "cannot-read", what is wrong in the file with its
/// place there; statements before that have been done.
[[nodiscard]] Reply::Part load_file(Session& session, const std::string& path);

/// Writes a file (common/file.h), and says so. Throws `Error` ("cannot-write").
[[nodiscard]] Reply::Part written(const std::string& path, std::string_view text);

}  // namespace adc::session
