// Files that are written, where there are none but those that the page has given.
#include "common/failure.h"
#include "common/file.h"

namespace adc::common {

void write_file(const std::string& path, std::string_view /*bytes*/) {
  throw failure("cannot-write", "cannot write " + path + ": a page keeps no files");
}

}  // namespace adc::common
