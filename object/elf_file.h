// Relocatable object files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace adc::object {

/// An object file cannot be loaded; `what` says why.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What is loaded of a file.
struct Section {
  std::span<const std::byte> bytes;
  std::size_t alignment = 1;
  bool is_code = false;
};

/// A name, and where it stands; without a section it is somebody else's.
struct Symbol {
  std::string_view name;
  std::optional<std::size_t> section;
  std::uint64_t offset = 0;
};

/// Four bytes of a section that depend on where things are loaded. With S the symbol's place, A the addend, P the place
/// of the bytes:
struct Relocation {
  enum class Kind : std::uint8_t {
    Relative,  ///< S + A − P
    Call,      ///< the same, or from P to a jump to S
    Slot,      ///< G + A − P, where at G stands S
  };
  std::size_t section = 0;
  std::uint64_t offset = 0;
  Kind kind = Kind::Relative;
  std::size_t symbol = 0;
  std::int64_t addend = 0;
};

/// All indices and offsets lie within what they are of.
struct ElfFile {
  std::vector<Section> sections;
  std::vector<Symbol> symbols;
  std::vector<Relocation> relocations;
};

/// Reads an object file for x86-64, in which there is what LLVM makes of adc's functions and nothing else: code and
/// what only is read, with three kinds of relocations. Views into `bytes`. Any bytes are safe to read. Throws
/// `Refused`.
[[nodiscard]] ElfFile read_elf(std::string_view bytes);

}  // namespace adc::object
