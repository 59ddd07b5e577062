// What was entered before, in this session and in others.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tools::editor {

/// Entries, oldest first, none of them twice: of equal ones the last stays.
///
/// In its file each entry is a line, in which a newline is `\n` and a backslash `\\`. An entry is in the file, whatever
/// becomes of the process then, once `add` is back. Several processes may add to one file at once: each sees what
/// the others added when it starts the next time.
class History {
 public:
  static constexpr std::size_t kMostEntries = 10'000;
  static constexpr std::size_t kMostBytes = 65'536;  ///< of an entry; longer ones are kept in memory alone

  /// `file`: where it is kept, made with mode 0600 when the first entry comes; empty: nowhere. It is read at once; a
  /// file of libedit's (`_HiStOrY_V2_`), or one in which much is there twice, is written anew. Whatever goes wrong with
  /// the file is no error: the history is then that of this process.
  explicit History(std::string file = "");

  /// Keeps an entry, unless it is empty or the same as the last one.
  void add(std::string_view entry);

  [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }

 private:
  std::string file_;
  std::vector<std::string> entries_;
};

}  // namespace adc::tools::editor
