// Object files that are kept from one process to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "cache/settings.h"
#include "cache/sha256.h"
#include "jit/jit.h"

namespace adc::cache {

/// The cache in a folder. Any number of processes use one at once, and may end at any point: an entry is there whole or
/// not at all, and what is not as it was written is not read. What cannot be written is not kept; nothing here throws
/// for what a disk or another process does.
class Store {
 public:
  explicit Store(Settings settings) : settings_(std::move(settings)) {}

  /// Whether there is a folder to look into.
  [[nodiscard]] bool is_used() const { return !settings_.folder.empty(); }
  /// The entry of a key if it is whole, which counts as used then.
  [[nodiscard]] std::optional<jit::Object> find(const Digest& key) const;
  /// Keeps an entry. Now and then those that were not used for longest go, until all take less than the limit: that is
  /// looked at about every 64th part of it, whoever writes.
  void keep(const Digest& key, const jit::Object& object) const;

  struct State {
    std::string reason;  ///< why it is not used; empty where it is
    std::uint64_t entries = 0;
    std::uint64_t bytes = 0;
  };
  [[nodiscard]] State state() const;
  /// Removes all entries, also where the cache is switched off; nullopt where there is no folder that may be used.
  [[nodiscard]] std::optional<std::size_t> clear() const;
  /// For all processes that use the folder, from now on. "" or why it cannot be done.
  [[nodiscard]] std::string switch_to(bool on) const;

 private:
  Settings settings_;
};

/// How often a store of this process found an entry. Thread-safe.
[[nodiscard]] std::uint64_t hits();

}  // namespace adc::cache
