#include "object/elf_file.h"

#include <elf.h>
#include <fmt/core.h>

#include <bit>
#include <cstring>

namespace adc::object {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw Refused(fmt::format("the object file {}", what));
}

constexpr std::size_t kMaxAlignment = 4096;

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  ElfFile run() {
    read_header();
    for (std::size_t i = 0; i < headers_.size(); ++i) read_section(i);
    require(symbol_table_ != nullptr, "has no symbols");
    read_symbols();
    for (const Elf64_Shdr& header : headers_) {
      if (header.sh_type == SHT_RELA) read_relocations(header);
    }
    return std::move(file_);
  }

 private:
  /// `count` objects that begin at `offset`.
  template <class T>
  std::vector<T> objects(std::uint64_t offset, std::uint64_t count) const {
    require(offset <= bytes_.size() && count <= (bytes_.size() - offset) / sizeof(T), "ends too soon");
    std::vector<T> result(count);
    if (count > 0) std::memcpy(result.data(), bytes_.data() + offset, count * sizeof(T));
    return result;
  }
  template <class T>
  std::vector<T> entries(const Elf64_Shdr& table) const {
    require(table.sh_entsize == sizeof(T) && table.sh_size % sizeof(T) == 0, "has a table of odd size");
    return objects<T>(table.sh_offset, table.sh_size / sizeof(T));
  }
  [[nodiscard]] std::string_view content(const Elf64_Shdr& header) const {
    const bool fits = header.sh_offset <= bytes_.size() && header.sh_size <= bytes_.size() - header.sh_offset;
    require(fits, "ends too soon");
    return bytes_.substr(header.sh_offset, header.sh_size);
  }

  void read_header() {
    const Elf64_Ehdr header = objects<Elf64_Ehdr>(0, 1)[0];
    require(std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0, "is none");
    const bool is_ours = header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_ident[EI_DATA] == ELFDATA2LSB &&
                         header.e_ident[EI_VERSION] == EV_CURRENT && header.e_version == EV_CURRENT &&
                         header.e_machine == EM_X86_64 && header.e_ehsize == sizeof(Elf64_Ehdr);
    require(is_ours, "is for another machine");
    require(header.e_type == ET_REL && header.e_phnum == 0, "is not relocatable");
    require(header.e_shentsize == sizeof(Elf64_Shdr), "has sections of an unknown kind");
    headers_ = objects<Elf64_Shdr>(header.e_shoff, header.e_shnum);
    loaded_.resize(headers_.size());
  }

  void read_section(std::size_t number) {
    const Elf64_Shdr& header = headers_[number];
    switch (header.sh_type) {
      case SHT_NULL:
      case SHT_STRTAB:
      case SHT_RELA: require((header.sh_flags & SHF_ALLOC) == 0, "loads a table"); return;
      case SHT_SYMTAB:
        require(symbol_table_ == nullptr && (header.sh_flags & SHF_ALLOC) == 0, "has several tables of symbols");
        symbol_table_ = &header;
        return;
      case SHT_PROGBITS:
        if ((header.sh_flags & SHF_ALLOC) != 0) read_loaded(number);
        return;
      default: require(false, "has a section of an unknown kind");
    }
  }

  void read_loaded(std::size_t number) {
    const Elf64_Shdr& header = headers_[number];
    constexpr std::uint64_t kKnown = SHF_ALLOC | SHF_EXECINSTR | SHF_MERGE | SHF_STRINGS;
    require((header.sh_flags & ~kKnown) == 0, "has a section of unknown rights");
    const std::uint64_t alignment = header.sh_addralign == 0 ? 1 : header.sh_addralign;
    require(std::has_single_bit(alignment) && alignment <= kMaxAlignment, "has a section of odd alignment");
    const std::string_view bytes = content(header);
    loaded_[number] = file_.sections.size();
    file_.sections.push_back({.bytes = std::as_bytes(std::span(bytes)),
                              .alignment = alignment,
                              .is_code = (header.sh_flags & SHF_EXECINSTR) != 0});
  }

  void read_symbols() {
    require(symbol_table_->sh_link < headers_.size(), "has no names");
    const Elf64_Shdr& names_header = headers_[symbol_table_->sh_link];
    require(names_header.sh_type == SHT_STRTAB, "has no names");
    const std::string_view names = content(names_header);
    require(!names.empty() && names.back() == '\0', "has a name without an end");
    const std::vector<Elf64_Sym> symbols = entries<Elf64_Sym>(*symbol_table_);
    file_.symbols.reserve(symbols.size());
    for (const Elf64_Sym& symbol : symbols) {
      require(symbol.st_name < names.size(), "has a name that is nowhere");
      Symbol& made = file_.symbols.emplace_back();
      made.name = names.data() + symbol.st_name;
      if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx >= headers_.size()) {
        // SHN_ABS of the file's own name; what else there is of them nothing may refer to
        is_known_.push_back(symbol.st_shndx == SHN_UNDEF && ELF64_ST_TYPE(symbol.st_info) == STT_NOTYPE);
        continue;
      }
      made.section = loaded_[symbol.st_shndx];
      made.offset = symbol.st_value;
      const bool is_within = made.section && symbol.st_value <= file_.sections[*made.section].bytes.size();
      const auto type = ELF64_ST_TYPE(symbol.st_info);
      is_known_.push_back(is_within && type != STT_TLS && type != STT_GNU_IFUNC && type != STT_COMMON);
    }
  }

  static Relocation::Kind kind(std::uint32_t type) {
    switch (type) {
      case R_X86_64_PC32: return Relocation::Kind::Relative;
      case R_X86_64_PLT32: return Relocation::Kind::Call;
      case R_X86_64_GOTPCREL:
      case R_X86_64_GOTPCRELX:
      case R_X86_64_REX_GOTPCRELX: return Relocation::Kind::Slot;
      default: throw Refused(fmt::format("the object file has a relocation of the unknown type {}", type));
    }
  }

  void read_relocations(const Elf64_Shdr& header) {
    require(header.sh_info < headers_.size(), "relocates what is not there");
    const std::optional<std::size_t> section = loaded_[header.sh_info];
    if (!section) return;
    const std::size_t size = file_.sections[*section].bytes.size();
    for (const Elf64_Rela& entry : entries<Elf64_Rela>(header)) {
      const std::size_t symbol = ELF64_R_SYM(entry.r_info);
      require(symbol < file_.symbols.size() && is_known_[symbol], "refers to an odd symbol");
      require(size >= 4 && entry.r_offset <= size - 4, "relocates what is not there");
      const Relocation::Kind how = kind(static_cast<std::uint32_t>(ELF64_R_TYPE(entry.r_info)));
      file_.relocations.push_back({*section, entry.r_offset, how, symbol, entry.r_addend});
    }
  }

  std::string_view bytes_;
  std::vector<Elf64_Shdr> headers_;
  std::vector<std::optional<std::size_t>> loaded_;  // by headers: the number among the sections
  const Elf64_Shdr* symbol_table_ = nullptr;
  std::vector<bool> is_known_;  // by symbols: may be referred to
  ElfFile file_;
};

}  // namespace

ElfFile read_elf(std::string_view bytes) { return Reader(bytes).run(); }

}  // namespace adc::object
