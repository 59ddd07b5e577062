#include "run/library.h"

#include <dlfcn.h>

namespace adc::run {
namespace {

/// The folder that this library was loaded from, with its final slash.
std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return "";
  const std::string path = info.dli_fname;
  return path.substr(0, path.find_last_of('/') + 1);
}

}  // namespace

Library::Library(const char* file)
    : file_(file), handle_(dlopen((own_folder() + file).c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE)) {
  if (handle_ == nullptr) error_ = dlerror();
}

void* Library::address(const char* symbol) {
  if (handle_ == nullptr) return nullptr;
  void* const found = dlsym(handle_, symbol);
  if (found == nullptr) error_ = std::string(file_) + " has no " + symbol;
  return found;
}

}  // namespace adc::run
