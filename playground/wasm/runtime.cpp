// What else Debian's libraries for WASI call and do not have.
#include <cstdint>
#include <cstdlib>
#include <new>

/// The C++ library's own ends the module where there is no memory: it was compiled without exceptions.
void* operator new(std::size_t bytes) {
  void* const made = std::malloc(bytes == 0 ? 1 : bytes);
  if (made == nullptr) throw std::bad_alloc();
  return made;
}

extern "C" {

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the names are theirs

/// The one thread ends with the module, which nobody ends.
int __cxa_thread_atexit(void (* /*destroy*/)(void*), void* /*object*/, void* /*library*/) { return 0; }

char* secure_getenv(const char* name) { return std::getenv(name); }

/// For functions of compiler-rt that were compiled with guards of their stacks.
std::uintptr_t __stack_chk_guard = 0x5f3a7c1d;
[[noreturn]] void __stack_chk_fail() { std::abort(); }

// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

}  // extern "C"
