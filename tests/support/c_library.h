// C code compiled and loaded into the test.
#pragma once

#include <dlfcn.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace adc::tests {

/// C files compiled together by `command`, which gets " -shared -fPIC …" appended, and loaded; removed with this
/// object. Throws with what the compiler wrote where it complains.
class CLibrary {
 public:
  CLibrary(const std::vector<std::string>& sources, const std::string& command) {
    std::string line = command + " -shared -fPIC -o " + path("library.so");
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const std::string file = path(std::to_string(i) + ".c");
      std::ofstream(file) << sources[i];
      line += " " + file;
    }
    line += " -lm > " + path("log") + " 2>&1";
    if (std::system(line.c_str()) != 0) fail(line);
    handle_ = dlopen(path("library.so").c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr) fail(dlerror());
  }
  ~CLibrary() {
    if (handle_ != nullptr) dlclose(handle_);
  }
  CLibrary(const CLibrary&) = delete;
  CLibrary& operator=(const CLibrary&) = delete;

  using Function = void (*)(const double*, double*);
  [[nodiscard]] Function function(const std::string& name) const {
    return function<void(const double*, double*)>(name);
  }
  template <class Signature>
  [[nodiscard]] Signature* function(const std::string& name) const {
    void* const found = dlsym(handle_, name.c_str());
    if (found == nullptr) throw std::runtime_error("the C code has no function " + name);
    return reinterpret_cast<Signature*>(found);
  }

 private:
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  [[noreturn]] void fail(const std::string& what) const {
    std::ifstream log(path("log"));
    const std::string text((std::istreambuf_iterator<char>(log)), {});
    throw std::runtime_error(what + "\n" + text);
  }

  TemporaryFolder folder_;
  void* handle_ = nullptr;
};

}  // namespace adc::tests
