#include "object/code_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <set>
#include <system_error>

namespace adc::object {
namespace {

constexpr std::size_t kSlabPages = 1024;
/// What takes more has a mapping of its own.
constexpr std::size_t kSharedPages = kSlabPages / 4;

std::size_t page_size() {
  static const auto kSize = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return kSize;
}

[[noreturn]] void fail() { throw std::system_error(errno, std::generic_category(), "no memory for code"); }

void protect(std::byte* place, std::size_t pages, int protection) {
  if (mprotect(place, pages * page_size(), protection) != 0) fail();
}

std::byte* map(std::size_t pages, int protection) {
  void* const place =
      mmap(nullptr, pages * page_size(), protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (place == MAP_FAILED) fail();
  return static_cast<std::byte*>(place);
}

/// Large mappings of which code takes runs of pages. What is free is either as it was mapped, without any rights, or
/// was code and may still be run, but is empty: were it protected, free pages between code would be mappings of their
/// own.
class Slabs {
 public:
  static Slabs& instance() {
    static Slabs& slabs = *new Slabs;  // never destroyed: code may be freed while the process ends
    return slabs;
  }

  /// Pages that can be written.
  std::byte* take(std::size_t pages) {
    const std::scoped_lock lock(mutex_);
    auto found = by_size_.lower_bound({pages, nullptr});
    if (found == by_size_.end()) {
      std::byte* const slab = map(kSlabPages, PROT_NONE);
      slabs_.insert(slab);
      found = add_free(slab, kSlabPages);
    }
    const auto [size, place] = *found;
    protect(place, pages, PROT_READ | PROT_WRITE);
    remove_free(place, size);
    if (size > pages) add_free(place + pages * page_size(), size - pages);
    return place;
  }

  void give_back(std::byte* place, std::size_t pages) {
    madvise(place, pages * page_size(), MADV_DONTNEED);
    const std::scoped_lock lock(mutex_);
    const auto next = by_place_.lower_bound(place);
    if (next != by_place_.end() && next->first == place + pages * page_size() && !slabs_.contains(next->first)) {
      const std::size_t more = next->second;
      remove_free(next->first, more);
      pages += more;
    }
    const auto after = by_place_.lower_bound(place);
    if (after != by_place_.begin() && !slabs_.contains(place)) {
      const auto [before, size] = *std::prev(after);
      if (before + size * page_size() == place) {
        remove_free(before, size);
        place = before;
        pages += size;
      }
    }
    if (pages == kSlabPages && free_pages_ >= kSlabPages) {
      slabs_.erase(place);
      munmap(place, pages * page_size());
    } else {
      add_free(place, pages);
    }
  }

 private:
  using Run = std::pair<std::size_t, std::byte*>;  // pages, where

  std::set<Run>::iterator add_free(std::byte* place, std::size_t pages) {
    free_pages_ += pages;
    by_place_.emplace(place, pages);
    return by_size_.emplace(pages, place).first;
  }
  void remove_free(std::byte* place, std::size_t pages) {
    free_pages_ -= pages;
    by_place_.erase(place);
    by_size_.erase({pages, place});
  }

  std::mutex mutex_;
  std::set<std::byte*> slabs_;
  std::set<Run> by_size_;
  std::map<std::byte*, std::size_t> by_place_;
  std::size_t free_pages_ = 0;
};

}  // namespace

CodeMemory::CodeMemory(std::size_t bytes) {
  const std::size_t pages = bytes / page_size() + (bytes % page_size() != 0 || bytes == 0 ? 1 : 0);
  std::byte* const place = pages > kSharedPages ? map(pages, PROT_READ | PROT_WRITE) : Slabs::instance().take(pages);
  pages_ = {place, pages * page_size()};
}

CodeMemory::~CodeMemory() {
  if (pages_.empty()) return;
  const std::size_t pages = pages_.size() / page_size();
  if (pages > kSharedPages)
    munmap(pages_.data(), pages_.size());
  else
    Slabs::instance().give_back(pages_.data(), pages);
}

void CodeMemory::seal() {
  protect(pages_.data(), pages_.size() / page_size(), PROT_READ | PROT_EXEC);
  __builtin___clear_cache(reinterpret_cast<char*>(pages_.data()),
                          reinterpret_cast<char*>(pages_.data()) + pages_.size());
}

}  // namespace adc::object
