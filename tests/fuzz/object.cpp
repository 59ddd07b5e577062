// Object files: what is no file that adc makes is refused; what is loaded lies in its own memory. Nothing of it is run.
#include "jit/symbols.h"
#include "object/elf_file.h"
#include "object/link.h"
#include "tests/fuzz/target.h"

namespace adc::tests {

void fuzz(std::string_view bytes) {
  const auto anything = [](std::string_view name) -> const void* { return name.empty() ? nullptr : name.data(); };
  try {
    const object::LoadedCode code = object::load(bytes, jit::kEntrySymbol, anything);
    const auto* const entry = static_cast<const std::byte*>(code.entry);
    const std::span<const std::byte> memory = code.memory.bytes();
    must(entry >= memory.data() && entry < memory.data() + memory.size(), "the function lies in its memory");
  } catch (const object::Refused& refusal) {
    must(std::string_view(refusal.what()).size() > 20, "a refusal says why");
  }
}

}  // namespace adc::tests
