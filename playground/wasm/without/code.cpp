// Machine code, where there is none: WebAssembly cannot run what it has in memory.
#include <string_view>

#include "object/elf_file.h"
#include "object/link.h"

namespace adc::object {

CodeMemory::CodeMemory(std::size_t /*bytes*/) { throw Refused("a page has no memory for code"); }
CodeMemory::~CodeMemory() = default;

LoadedCode load(std::string_view /*bytes*/, std::string_view /*entry*/, const Resolve& /*resolve*/) {
  return {CodeMemory(0), nullptr};
}

}  // namespace adc::object
