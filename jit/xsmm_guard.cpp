// Keeps libxsmm from changing the process that it is in. The linker sends its calls of these three functions here
// (`--wrap` in CMakeLists.txt); nothing else in libadc-jit calls them.
#include <fcntl.h>

#include <cerrno>
#include <cstdarg>
#include <string_view>

// The names are the linker's.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

extern "C" {

/// It would set OMP_PROC_BIND, and so pin the threads of everybody's OpenMP.
int __wrap_putenv(char* /*assignment*/) { return 0; }

/// It would free its code when the process ends, while threads may still run it.
int __wrap_atexit(void (* /*function*/)()) { return 0; }

int __real_open(const char* path, int flags, ...);

/// It would hold a lock in /tmp, only to know whether to print statistics, and would close file 0 in the end.
int __wrap_open(const char* path, int flags, ...) {
  if (std::string_view(path).starts_with("/tmp/.libxsmm.")) {
    errno = EACCES;
    return -1;
  }
  std::va_list arguments;
  va_start(arguments, flags);
  const int mode = (flags & O_CREAT) != 0 ? va_arg(arguments, int) : 0;
  va_end(arguments);
  return __real_open(path, flags, mode);
}
}

// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
