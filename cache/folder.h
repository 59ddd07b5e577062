// A folder of files that one user alone writes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adc::cache {

/// A folder while it is open: what is done goes to it, wherever its path leads by then. It is this user's, and nobody
/// else may write into it; so are the files that are read. None of its functions throws or waits for another process.
class Folder {
 public:
  enum class Missing : std::uint8_t { Make, Leave };

  /// `path` is absolute. Where it is missing it may be made, with what leads there, for this user alone (mode 0700).
  Folder(const std::string& path, Missing missing);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
  /// Why it is not; empty where it is only missing.
  [[nodiscard]] const std::string& reason() const { return reason_; }

  /// A file of it.
  struct File {
    std::string name;
    std::uint64_t bytes = 0;  ///< that it takes
    std::int64_t used = 0;    ///< when it was written or read last, in seconds; of reading within an hour
  };

  [[nodiscard]] bool has(const char* name) const;
  /// All of a file of at most `most` bytes; nullopt where there is none that is ours alone.
  [[nodiscard]] std::optional<std::string> read(const char* name, std::uint64_t most) const;
  /// Makes `name` a file of these bytes, all at once for whoever looks: under a name that begins with `kUnfinished`
  /// first. False where that fails; then nothing remains of it, unless the process ends meanwhile.
  bool write(const char* name, std::string_view bytes) const;
  bool remove(const char* name) const;
  /// All files, in no order.
  [[nodiscard]] std::vector<File> files() const;

  static constexpr std::string_view kUnfinished = "unfinished-";

 private:
  int descriptor_ = -1;
  std::string reason_;
};

}  // namespace adc::cache
