// Finding entries of the history again.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adc::tools::editor {

/// Goes step by step through the entries that begin as what is being written, and back to it.
class Recall {
 public:
  /// Begins at `draft`, for entries that begin with `prefix`, from the last of `entries`.
  void begin(std::string draft, std::string prefix, const std::vector<std::string>& entries);
  /// The text before, or after, the present one; nullopt at the end. `entries` are those of `begin`.
  [[nodiscard]] std::optional<std::string> older(const std::vector<std::string>& entries);
  [[nodiscard]] std::optional<std::string> newer(const std::vector<std::string>& entries);

 private:
  std::string draft_;
  std::string prefix_;
  std::size_t place_ = 0;  ///< an index of the entries, or their number for the draft
};

/// The search for a part of an entry, which grows as it is typed.
class Search {
 public:
  enum class Direction { Older, Newer };
  struct Found {
    std::size_t entry = 0;
    std::size_t offset = 0;  ///< of the part in the entry, in bytes
  };

  explicit Search(Direction direction) : direction_(direction) {}

  /// Makes the part longer or shorter; what is found stays if it can.
  void extend(std::string_view text, const std::vector<std::string>& entries);
  void shorten(const std::vector<std::string>& entries);
  /// To the next entry that has the part. Where there is none, what was found stays, and `failed` is true.
  void next(Direction direction, const std::vector<std::string>& entries);

  [[nodiscard]] const std::string& part() const { return part_; }
  [[nodiscard]] const std::optional<Found>& found() const { return found_; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] Direction direction() const { return direction_; }

 private:
  [[nodiscard]] std::size_t first(const std::vector<std::string>& entries) const;
  void look(std::size_t from, const std::vector<std::string>& entries);

  Direction direction_;
  std::string part_;
  std::optional<Found> found_;
  bool failed_ = false;
};

}  // namespace adc::tools::editor
