#include "cache/settings.h"

#include <cstdlib>
#include <mutex>
#include <string_view>
#include <utility>

namespace adc::cache {
namespace {

/// The value of a variable; empty where there is none.
std::string_view variable(const char* name) {
  const char* const value = secure_getenv(name);
  return value != nullptr ? value : "";
}

bool is_absolute(std::string_view path) { return path.starts_with('/'); }

struct Current {
  std::mutex mutex;
  std::shared_ptr<const Settings> settings;
};
Current& current() {
  static Current& current = *new Current;
  return current;
}

}  // namespace

Settings from_environment() {
  const std::string_view own = variable("ADC_CACHE");
  if (own == "off") return {.reason = "ADC_CACHE is `off`"};
  if (is_absolute(own)) return {.folder = std::string(own)};
  if (!own.empty()) return {.reason = "ADC_CACHE is neither `off` nor an absolute path"};
  const std::string_view caches = variable("XDG_CACHE_HOME");
  if (is_absolute(caches)) return {.folder = std::string(caches) + "/adc"};
  const std::string_view home = variable("HOME");
  if (is_absolute(home)) return {.folder = std::string(home) + "/.cache/adc"};
  return {.reason = "neither XDG_CACHE_HOME nor HOME is an absolute path"};
}

std::shared_ptr<const Settings> settings() {
  Current& now = current();
  const std::scoped_lock lock(now.mutex);
  if (now.settings == nullptr) now.settings = std::make_shared<const Settings>(from_environment());
  return now.settings;
}

void set(Settings settings) {
  auto made = std::make_shared<const Settings>(std::move(settings));
  Current& now = current();
  const std::scoped_lock lock(now.mutex);
  now.settings = std::move(made);
}

}  // namespace adc::cache
