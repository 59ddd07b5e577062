#include "data/file.h"

#include <fmt/core.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "adc/result.hpp"
#include "diag/diagnostics.h"

namespace adc::data {

Descriptor::~Descriptor() {
  if (id_ > STDERR_FILENO) ::close(id_);
}

void cannot_read(const std::string& name) {
  throw Error(diag::diagnose("cannot-read", {}, fmt::format("cannot read {}: {}", name, std::strerror(errno))));
}

void cannot_write(const std::string& name) {
  throw Error(diag::diagnose("cannot-write", {}, fmt::format("cannot write to {}: {}", name, std::strerror(errno))));
}

Descriptor open_to_read(const std::string& path) {
  if (path == "-") return Descriptor(STDIN_FILENO);
  const int id = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (id < 0) cannot_read(path);
  return Descriptor(id);
}

struct stat status(const Descriptor& file, const std::string& name) {
  struct stat status{};
  if (::fstat(file.id(), &status) != 0) cannot_read(name);
  return status;
}

FileIdentity identity(const struct stat& status) {
  return {.device = status.st_dev, .number = status.st_ino, .is_regular = S_ISREG(status.st_mode)};
}

}  // namespace adc::data
