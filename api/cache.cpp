#include "adc/cache.hpp"

#include <fmt/core.h>

#include "cache/store.h"
#include "diag/diagnostics.h"

namespace adc::inline ADC_ABI {
namespace {

cache::Store store() { return cache::Store(*cache::settings()); }

Error unavailable(const std::string& reason) {
  return Error(diag::diagnose("cache-unavailable", {}, "there is no cache: " + reason));
}

}  // namespace

void set_cache(const CacheOptions& options) {
  if (!options.enabled) return cache::set({.reason = "the program has switched it off"});
  if (!options.folder.empty() && !options.folder.starts_with('/')) {
    throw Error(diag::diagnose("bad-value", {}, fmt::format("`{}` is no absolute path", options.folder)));
  }
  cache::Settings settings = options.folder.empty() ? cache::from_environment() : cache::Settings{options.folder, ""};
  settings.max_bytes = options.max_bytes;
  cache::set(std::move(settings));
}

CacheState cache_state() {
  const auto settings = cache::settings();
  const cache::Store::State state = cache::Store(*settings).state();
  return {.folder = settings->folder,
          .reason = state.reason,
          .entries = state.entries,
          .bytes = state.bytes,
          .max_bytes = settings->max_bytes,
          .hits = cache::hits()};
}

Result<std::size_t> clear_cache() {
  const cache::Store all = store();
  if (const std::optional<std::size_t> removed = all.clear()) return *removed;
  return unavailable(all.state().reason);
}

std::optional<Error> switch_cache(bool on) {
  const std::string reason = store().switch_to(on);
  return reason.empty() ? std::nullopt : std::optional(unavailable(reason));
}

}  // namespace adc::inline ADC_ABI
