// Which cache this process uses.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace adc::cache {

inline constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20U;

struct Settings {
  std::string folder;                   ///< absolute; empty: none is used
  std::string reason;                   ///< why none is
  std::uint64_t max_bytes = kMaxBytes;  ///< of all entries
};

/// What the environment says: `ADC_CACHE`, "off" or a folder; else `adc` in `XDG_CACHE_HOME`, or in `.cache` of `HOME`.
/// It says nothing to a program that has rights which its user lacks.
[[nodiscard]] Settings from_environment();

/// Those that were set last; at first the environment's as the first call finds it. Thread-safe.
[[nodiscard]] std::shared_ptr<const Settings> settings();
void set(Settings settings);

}  // namespace adc::cache
