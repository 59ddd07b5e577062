#include "session/file_names.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace adc::session {
namespace fs = std::filesystem;

std::vector<std::string> file_names(std::string_view typed) {
  const std::size_t slash = typed.rfind('/');
  const std::string folder(slash == std::string_view::npos ? "" : typed.substr(0, slash + 1));
  const std::string_view begin = typed.substr(folder.size());
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(begin) || (name[0] == '.' && !begin.starts_with('.'))) continue;
    std::error_code unknown;  // of a link that leads nowhere
    names.push_back(folder + name + (at->is_directory(unknown) ? "/" : ""));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace adc::session
