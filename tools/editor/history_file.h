// The file of a history.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adc::tools::editor {

/// The entries of a history file, oldest first, as they stand there.
struct HistoryLines {
  std::vector<std::string> entries;
  bool is_foreign = false;  ///< the file is libedit's
};

/// An entry as a line of the file, without the newline; and back. Bytes of any kind survive.
[[nodiscard]] std::string encode_entry(std::string_view entry);
[[nodiscard]] std::string decode_entry(std::string_view line);

/// What `content` of a file, ours or libedit's, holds.
[[nodiscard]] HistoryLines parse_history(std::string_view content);

/// Reads the file; nothing if it cannot be read.
[[nodiscard]] HistoryLines read_history(const std::string& path);

/// Adds an entry in one write at the file's end. False if it cannot be written.
bool append_history(const std::string& path, std::string_view entry);

/// Replaces the file by what `choose` makes of its entries, at once: another process sees the file before or after
/// that, and nothing that it adds is lost.
void rewrite_history(const std::string& path, std::vector<std::string> (*choose)(std::vector<std::string> entries));

}  // namespace adc::tools::editor
