#include "object/link.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "object/elf_file.h"

namespace adc::object {
namespace {

#ifdef __x86_64__
constexpr bool kKnowsMachine = true;
#else
constexpr bool kKnowsMachine = false;
#endif

/// jmp *disp32(%rip), and two bytes that are never run.
constexpr std::array<unsigned char, 8> kJump = {0xff, 0x25, 0, 0, 0, 0, 0xcc, 0xcc};
constexpr std::size_t kJumpDisplacement = 2;
constexpr std::size_t kJumpEnd = 6;
/// A trap: what fills the space between sections.
constexpr std::byte kTrap{0xcc};

constexpr std::size_t kSlotBytes = sizeof(void*);
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

/// More bytes than a displacement of 32 bits reaches.
constexpr std::size_t kMaxBytes = std::size_t{1} << 30U;

std::size_t aligned(std::size_t offset, std::size_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

/// Lays out sections, then a jump for each function that is called and not there, then a slot for each address.
class Linker {
 public:
  Linker(const ElfFile& file, const Resolve& resolve)
      : file_(file), slots_(file.symbols.size(), kNone), jumps_(slots_) {
    place_sections();
    place_addresses(resolve);
  }

  [[nodiscard]] CodeMemory run() const {
    CodeMemory memory(size_);
    const std::span<std::byte> to = memory.bytes();
    std::ranges::fill(to, kTrap);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      std::ranges::copy(file_.sections[i].bytes, to.begin() + static_cast<std::ptrdiff_t>(places_[i]));
    }
    write_addresses(to);
    for (const Relocation& relocation : file_.relocations) apply(relocation, to);
    memory.seal();
    return memory;
  }

  /// Where a symbol of the file itself is.
  [[nodiscard]] std::size_t place(const Symbol& symbol) const { return places_[*symbol.section] + symbol.offset; }

 private:
  void place_sections() {
    for (const Section& section : file_.sections) {
      size_ = aligned(size_, section.alignment);
      places_.push_back(size_);
      size_ += section.bytes.size();
      if (size_ > kMaxBytes) throw Refused("the object file is too large");
    }
  }

  void place_addresses(const Resolve& resolve) {
    std::size_t jumps = 0;
    for (const Relocation& relocation : file_.relocations) {
      const Symbol& symbol = file_.symbols[relocation.symbol];
      const bool is_direct = symbol.section && relocation.kind != Relocation::Kind::Slot;
      if (is_direct) continue;
      if (relocation.kind == Relocation::Kind::Relative)
        throw Refused(fmt::format("the object file needs `{}` near itself", symbol.name));
      if (slots_[relocation.symbol] == kNone) {
        slots_[relocation.symbol] = addresses_.size();
        addresses_.push_back(symbol.section ? Address{.symbol = &symbol} : Address{.elsewhere = resolve(symbol.name)});
        if (!symbol.section && addresses_.back().elsewhere == nullptr)
          throw Refused(fmt::format("the object file needs the unknown symbol `{}`", symbol.name));
      }
      if (relocation.kind == Relocation::Kind::Call && jumps_[relocation.symbol] == kNone)
        jumps_[relocation.symbol] = jumps++;
    }
    first_jump_ = aligned(size_, kJump.size());
    first_slot_ = first_jump_ + jumps * kJump.size();
    size_ = first_slot_ + addresses_.size() * kSlotBytes;
    if (size_ > kMaxBytes) throw Refused("the object file is too large");
  }

  [[nodiscard]] std::size_t slot(std::size_t symbol) const { return first_slot_ + slots_[symbol] * kSlotBytes; }
  [[nodiscard]] std::size_t jump(std::size_t symbol) const { return first_jump_ + jumps_[symbol] * kJump.size(); }

  void write_addresses(std::span<std::byte> to) const {
    for (std::size_t symbol = 0; symbol < slots_.size(); ++symbol) {
      if (slots_[symbol] == kNone) continue;
      const Address& address = addresses_[slots_[symbol]];
      const void* const place =
          address.symbol != nullptr ? to.data() + this->place(*address.symbol) : address.elsewhere;
      const auto bits = reinterpret_cast<std::uintptr_t>(place);
      std::memcpy(to.data() + slot(symbol), &bits, sizeof bits);
      if (jumps_[symbol] == kNone) continue;
      std::memcpy(to.data() + jump(symbol), kJump.data(), kJump.size());
      write(to, jump(symbol) + kJumpDisplacement, slot(symbol) - (jump(symbol) + kJumpEnd));
    }
  }

  void apply(const Relocation& relocation, std::span<std::byte> to) const {
    const Symbol& symbol = file_.symbols[relocation.symbol];
    const std::size_t target = relocation.kind == Relocation::Kind::Slot ? slot(relocation.symbol)
                               : symbol.section                          ? place(symbol)
                                                                         : jump(relocation.symbol);
    // An addend is of the distance to the end of an instruction, and of the place within a constant.
    const auto limit = static_cast<std::int64_t>(size_);
    if (relocation.addend < -limit || relocation.addend > limit)
      throw Refused("the object file refers to beyond its end");
    const std::size_t at = places_[relocation.section] + relocation.offset;
    write(to, at, target + static_cast<std::size_t>(relocation.addend) - at);
  }

  /// The low bytes of a distance, which is less than they can hold.
  static void write(std::span<std::byte> to, std::size_t at, std::size_t distance) {
    const auto low = static_cast<std::uint32_t>(distance);
    std::memcpy(to.data() + at, &low, sizeof low);
  }

  /// What stands in a slot: a symbol of the file, or an address elsewhere.
  struct Address {
    const Symbol* symbol = nullptr;
    const void* elsewhere = nullptr;
  };

  const ElfFile& file_;
  std::size_t size_ = 0;
  std::vector<std::size_t> places_;  // of sections
  std::vector<Address> addresses_;
  std::vector<std::size_t> slots_;  // by symbols: the number of its address
  std::vector<std::size_t> jumps_;  // by symbols: the number of the jump to it
  std::size_t first_jump_ = 0;
  std::size_t first_slot_ = 0;
};

/// The function of this name. The file itself has a name, too.
const Symbol& find(const ElfFile& file, std::string_view name) {
  const auto is_it = [&](const Symbol& symbol) { return symbol.name == name && symbol.section; };
  const auto found = std::ranges::find_if(file.symbols, is_it);
  const bool is_code = found != file.symbols.end() && file.sections[*found->section].is_code &&
                       found->offset < file.sections[*found->section].bytes.size();
  if (!is_code) throw Refused(fmt::format("the object file has no function `{}`", name));
  return *found;
}

}  // namespace

LoadedCode load(std::string_view bytes, std::string_view entry, const Resolve& resolve) {
  if (!kKnowsMachine) throw Refused("adc cannot load code on this machine");
  const ElfFile file = read_elf(bytes);
  const Symbol& symbol = find(file, entry);
  const Linker linker(file, resolve);
  CodeMemory memory = linker.run();
  const void* const place = memory.bytes().data() + linker.place(symbol);
  return {std::move(memory), place};
}

}  // namespace adc::object
