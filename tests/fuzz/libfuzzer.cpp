// A target as libFuzzer runs it: `./dev fuzz NAME`.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  adc::tests::fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
