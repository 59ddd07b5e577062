#include "tools/editor/history.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <unordered_set>
#include <utility>

#include "tools/editor/history_file.h"

namespace adc::tools::editor {
namespace {

// The last of equal entries, as many of the newest as are kept.
std::vector<std::string> newest(std::vector<std::string> entries) {
  std::unordered_set<std::string_view> seen;
  std::vector<std::string> kept;
  for (auto entry = entries.rbegin(); entry != entries.rend() && kept.size() < History::kMostEntries; ++entry) {
    if (seen.insert(*entry).second) kept.push_back(*entry);
  }
  std::ranges::reverse(kept);
  return kept;
}

}  // namespace

History::History(std::string file) : file_(std::move(file)) {
  constexpr std::size_t kMostSpare = 1000;  // entries of the file that stand there in vain
  if (file_.empty()) return;
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(file_, error);
  if (!error) file_ = real.string();  // a link stays one when what it leads to is written anew
  HistoryLines lines = read_history(file_);
  const std::size_t count = lines.entries.size();
  entries_ = newest(std::move(lines.entries));
  if (lines.is_foreign || count > entries_.size() + kMostSpare) rewrite_history(file_, &newest);
}

void History::add(std::string_view entry) {
  if (entry.empty() || (!entries_.empty() && entries_.back() == entry)) return;
  std::erase(entries_, entry);
  if (entries_.size() == kMostEntries) entries_.erase(entries_.begin());
  entries_.emplace_back(entry);
  if (!file_.empty() && entry.size() <= kMostBytes) (void)append_history(file_, entry);
}

}  // namespace adc::tools::editor
