// Whole files, where there are none.
#include "common/file.h"

#include "common/failure.h"

namespace adc::common {

std::string read_file(const std::string& path) {
  throw failure("cannot-read", "cannot read " + path + ": a page has no files");
}

void write_file(const std::string& path, std::string_view /*bytes*/) {
  throw failure("cannot-write", "cannot write " + path + ": a page has no files");
}

}  // namespace adc::common
