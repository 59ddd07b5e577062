// Native code that is kept on disk from one process to the next (docs/cache.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI {

/// Where native code is kept.
struct CacheOptions {
  bool enabled = true;
  /// An absolute path. Empty: `ADC_CACHE`, if it is set; else `adc` in `XDG_CACHE_HOME` or, where that is not set, in
  /// `.cache` of `HOME`.
  std::string folder;
  std::uint64_t max_bytes = std::uint64_t{256} << 20;  ///< of all that is kept: what was used longest ago goes
};

/// Chooses the cache for what this process compiles from now on. At first it is that of the environment, as
/// `CacheOptions{}` says. Thread-safe. Throws `Error` ("bad-value") where the folder is no absolute path.
///
///     adc::set_cache({.enabled = false});             // nothing is read or written
///     adc::set_cache({.folder = "/var/cache/mine"});
ADC_API void set_cache(const CacheOptions& options);

/// What the cache of this process is, and what is in it.
struct CacheState {
  std::string folder;  ///< empty where there is none
  std::string reason;  ///< why nothing is read or written; empty where it is used
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;  ///< that they take on disk
  std::uint64_t max_bytes = 0;
  std::uint64_t hits = 0;  ///< how often this process found native code in it
};

/// Looks at each entry. Thread-safe.
[[nodiscard]] ADC_API CacheState cache_state();

/// Removes all entries, and gives how many there were. Error: "cache-unavailable" where there is no folder that may be
/// used. Thread-safe; other processes may use the cache meanwhile.
ADC_API Result<std::size_t> clear_cache();

/// Has all processes, now and later, leave the folder of this cache alone, or use it again. Nothing is removed. Nullopt
/// if all is well; "cache-unavailable" as above, or where the folder cannot be written. Thread-safe.
ADC_API std::optional<Error> switch_cache(bool on);

}  // namespace adc::inline ADC_ABI
