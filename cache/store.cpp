#include "cache/store.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <ctime>

#include "cache/entry.h"
#include "cache/folder.h"

namespace adc::cache {
namespace {

using Missing = Folder::Missing;

constexpr const char* kOff = "off";                ///< the file that switches a folder off
constexpr std::uint64_t kParts = 64;               ///< of the limit: so often it is looked at
constexpr std::uint64_t kLargestPart = 8;          ///< of the limit: the largest entry
constexpr std::int64_t kUnfinishedSeconds = 3600;  ///< after which nobody is writing a file any more

std::atomic<std::uint64_t> found = 0;

bool is_entry(const std::string& name) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return name.size() == 2 * sizeof(Digest) && std::ranges::all_of(name, is_digit);
}

bool is_unfinished(const Folder::File& file) { return file.name.starts_with(Folder::kUnfinished); }

/// Removes what was not used for longest until the rest takes 7/8 of the limit, if it took more than all of it.
void trim(const Folder& folder, std::uint64_t max_bytes) {
  std::vector<Folder::File> files = folder.files();
  const std::int64_t now = std::time(nullptr);
  std::uint64_t bytes = 0;
  for (const Folder::File& file : files) {
    if (is_unfinished(file) && now - file.used > kUnfinishedSeconds) folder.remove(file.name.c_str());
    if (is_entry(file.name)) bytes += file.bytes;
  }
  if (bytes <= max_bytes) return;
  std::ranges::sort(files, {}, &Folder::File::used);
  for (const Folder::File& file : files) {
    if (bytes <= max_bytes / 8 * 7) return;
    if (!is_entry(file.name)) continue;
    folder.remove(file.name.c_str());
    bytes -= file.bytes;
  }
}

/// Whether this is one of the entries after which the limit is looked at: of all keys as many as the entry is part of a
/// part of it.
bool is_time_to_trim(const Digest& key, std::uint64_t bytes, std::uint64_t max_bytes) {
  std::uint32_t random = 0;
  for (std::size_t i = 0; i < sizeof random; ++i) random = random << 8U | key[i];
  const std::uint64_t part = max_bytes / kParts;
  return std::ldexp(random, -32) * static_cast<double>(part) < static_cast<double>(bytes);
}

}  // namespace

std::optional<jit::Object> Store::find(const Digest& key) const {
  if (settings_.folder.empty()) return std::nullopt;
  const Folder folder(settings_.folder, Missing::Leave);
  if (!folder.is_open() || folder.has(kOff)) return std::nullopt;
  const std::optional<std::string> bytes = folder.read(hexadecimal(key).c_str(), settings_.max_bytes);
  std::optional<jit::Object> object = bytes ? decode(key, *bytes) : std::nullopt;
  if (object) found.fetch_add(1, std::memory_order_relaxed);
  return object;
}

void Store::keep(const Digest& key, const jit::Object& object) const {
  // What has loops for want of a library is right, but slow where the library can do more.
  if (settings_.folder.empty() || object.lacks_plans) return;
  const std::string bytes = encode(key, object);
  if (bytes.size() > settings_.max_bytes / kLargestPart) return;
  const Folder folder(settings_.folder, Missing::Make);
  if (!folder.is_open() || folder.has(kOff) || !folder.write(hexadecimal(key).c_str(), bytes)) return;
  if (is_time_to_trim(key, bytes.size(), settings_.max_bytes)) trim(folder, settings_.max_bytes);
}

Store::State Store::state() const {
  State state{.reason = settings_.reason};
  if (settings_.folder.empty()) return state;
  const Folder folder(settings_.folder, Missing::Leave);
  state.reason = folder.reason();
  if (!folder.is_open()) return state;
  if (folder.has(kOff)) state.reason = "it is switched off: `adc cache on` switches it on";
  for (const Folder::File& file : folder.files()) {
    if (!is_entry(file.name)) continue;
    ++state.entries;
    state.bytes += file.bytes;
  }
  return state;
}

std::optional<std::size_t> Store::clear() const {
  if (settings_.folder.empty()) return std::nullopt;
  const Folder folder(settings_.folder, Missing::Leave);
  if (!folder.is_open()) return folder.reason().empty() ? std::optional<std::size_t>(0) : std::nullopt;
  std::size_t removed = 0;
  for (const Folder::File& file : folder.files()) {
    if (is_entry(file.name) && folder.remove(file.name.c_str())) ++removed;
    if (is_unfinished(file)) folder.remove(file.name.c_str());
  }
  return removed;
}

std::string Store::switch_to(bool on) const {
  if (settings_.folder.empty()) return settings_.reason;
  const Folder folder(settings_.folder, on ? Missing::Leave : Missing::Make);
  if (!folder.is_open()) return folder.reason();
  if (on && folder.has(kOff) && !folder.remove(kOff)) return "its folder cannot be written";
  if (!on && !folder.write(kOff, "")) return "its folder cannot be written";
  return "";
}

std::uint64_t hits() { return found.load(std::memory_order_relaxed); }

}  // namespace adc::cache
