#include "loading/library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>

namespace adc::loading {
namespace {

/// The file that this library was loaded from, whatever links lead to it. A path may be relative to the folder that the
/// process was in then, so that it is asked for when the library is loaded.
std::string find_own_path() {
  Dl_info info{};
  const bool found = dladdr(reinterpret_cast<const void*>(&find_own_path), &info) != 0 && info.dli_fname != nullptr;
  if (!found) return "";
  // Linked into a program, that is what the program was called as, perhaps found on the PATH.
  const bool is_word = std::string_view(info.dli_fname).find('/') == std::string_view::npos;
  const char* const name = is_word ? "/proc/self/exe" : info.dli_fname;
  const std::unique_ptr<char, decltype(&std::free)> whole(realpath(name, nullptr), &std::free);
  return whole ? whole.get() : info.dli_fname;
}
const std::string& own_path() {
  static const std::string kPath = find_own_path();
  return kPath;
}
[[maybe_unused]] const bool kIsFoundAtLoad = !own_path().empty();

/// The file of this name in the folder of this library, or of the program that it is linked into. Where there is none,
/// the name, for the linker to look for where it looks for the program's libraries.
std::string find_file(const char* file) {
  const std::string& own = own_path();
  const std::string beside = own.substr(0, own.find_last_of('/') + 1) + file;
  if (access(beside.c_str(), F_OK) == 0) return beside;
  void* const handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) return beside;  // where people look for it
  dlclose(handle);
  return file;
}

}  // namespace

Library::Library(const char* file, const char* build_symbol, std::string_view build) : path_(find_file(file)) {
  void* const handle = dlopen(path_.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) {
    error_ = dlerror();
    return;
  }
  using Build = const char* (*)();
  const auto theirs = reinterpret_cast<Build>(dlsym(handle, build_symbol));
  if (theirs != nullptr && build == theirs()) {
    handle_ = handle;
    return;
  }
  error_ = path_ + (theirs == nullptr ? " does not say which adc it is of" : std::string(" is of adc ") + theirs()) +
           ", and " + own_path() + " of adc " + std::string(build);
}

void* Library::address(const char* symbol) const { return handle_ == nullptr ? nullptr : dlsym(handle_, symbol); }

void Library::note_missing(const char* symbol) {
  if (handle_ != nullptr) error_ = path_ + " has no " + symbol;
}

}  // namespace adc::loading
