// Object files to code that can be called.
#pragma once

#include <functional>
#include <string_view>

#include "object/code_memory.h"

namespace adc::object {

/// The address of what code names and does not have; null for an unknown name.
using Resolve = std::function<const void*(std::string_view name)>;

/// Code in this process.
struct LoadedCode {
  CodeMemory memory;
  const void* entry;  ///< its function
};

/// Loads an object file (object/elf_file.h) whose function is called `entry`. Throws `Refused`, as where `resolve`
/// knows no address of what it needs, or where code is for another machine than this one; std::system_error without
/// memory. Nothing of it is run. O(n).
[[nodiscard]] LoadedCode load(std::string_view bytes, std::string_view entry, const Resolve& resolve);

}  // namespace adc::object
