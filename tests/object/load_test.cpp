#include <elf.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <fstream>
#include <random>
#include <thread>

#include "ir/builder.h"
#include "ir/runtime.h"
#include "jit/symbols.h"
#include "object/elf_file.h"
#include "object/link.h"
#include "object/runtime_symbols.h"
#include "tests/jit/native.h"

using namespace adc;
using namespace adc::tests;

namespace {

ir::Function line(std::int64_t slope) {
  ir::Builder b("line");
  const ir::ValueId x = b.param("x");
  b.output(b.add(b.mul(b.integer(slope), x), b.sin(x)));
  return b.finish();
}

std::string compiled(const ir::Function& fn) {
  jit::Object object;
  std::string error;
  REQUIRE(jit::adc_jit_compile(fn, {}, object, error));
  return object.bytes;
}

object::LoadedCode load(std::string_view bytes) {
  return object::load(bytes, jit::kEntrySymbol, object::runtime_function);
}

double call(const object::LoadedCode& code, double x) {
  double y = 0;
  reinterpret_cast<jit::Entry>(const_cast<void*>(code.entry))(&x, &y, nullptr);
  return y;
}

/// Where the header of the first section of this type begins.
std::size_t section(const std::string& bytes, std::uint32_t type) {
  Elf64_Ehdr header;
  std::memcpy(&header, bytes.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const std::size_t at = header.e_shoff + i * sizeof(Elf64_Shdr);
    Elf64_Shdr found;
    std::memcpy(&found, bytes.data() + at, sizeof found);
    if (found.sh_type == type) return at;
  }
  FAIL("no such section");
  return 0;
}

template <class T>
void overwrite(std::string& bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

std::size_t many() {
  const char* const count = std::getenv("ADC_OBJECT_FUNCTIONS");
  return count != nullptr ? std::strtoul(count, nullptr, 10) : 2000;
}

[[maybe_unused]] std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_CASE("code calls the functions that names are resolved to") {
  const std::string bytes = compiled(line(1));
  double (*const twice)(double) = [](double x) { return 2 * x; };
  const object::LoadedCode other =
      object::load(bytes, jit::kEntrySymbol, [&](std::string_view) { return reinterpret_cast<const void*>(twice); });
  CHECK(call(other, 1.5) == 4.5);
  CHECK(call(load(bytes), 1.5) == 1.5 + std::sin(1.5));
}

TEST_CASE("what names something unknown is refused") {
  const std::string bytes = compiled(line(1));
  CHECK_THROWS_WITH(object::load(bytes, jit::kEntrySymbol, [](std::string_view) { return nullptr; }),
                    "the object file needs the unknown symbol `adc.rt.sin`");
  CHECK_THROWS_WITH(object::load(bytes, "other", object::runtime_function), "the object file has no function `other`");
  for (const char* const name : {"adc.rt.", "adc.rt.system", "sin", "system", "adc.plan.0", "_ZGVbN2v_system", ""}) {
    CHECK(object::runtime_function(name) == nullptr);
  }
  CHECK(object::runtime_function("adc.rt.sin") == ir::function_address(ir::Op::Sin));
}

TEST_CASE("what is not as adc makes it is refused") {
  const std::string bytes = compiled(line(1));
  const std::size_t relocations = section(bytes, SHT_RELA);
  Elf64_Shdr header;
  std::memcpy(&header, bytes.data() + relocations, sizeof header);
  const std::size_t first = header.sh_offset;
  const std::size_t code = section(bytes, SHT_PROGBITS);

  const auto refusal_with = [&](std::size_t at, auto value) {
    std::string changed = bytes;
    overwrite(changed, at, value);
    try {
      static_cast<void>(load(changed));
    } catch (const object::Refused& refused) {
      return std::string(refused.what());
    }
    return std::string("none");
  };
  using Catch::Contains;
  CHECK_THAT(refusal_with(0, 'x'), Contains("is none"));
  CHECK_THAT(refusal_with(offsetof(Elf64_Ehdr, e_machine), Elf64_Half{EM_AARCH64}), Contains("another machine"));
  CHECK_THAT(refusal_with(offsetof(Elf64_Ehdr, e_type), Elf64_Half{ET_DYN}), Contains("not relocatable"));
  CHECK_THAT(refusal_with(offsetof(Elf64_Ehdr, e_shoff), ~Elf64_Off{0}), Contains("ends too soon"));
  CHECK_THAT(refusal_with(offsetof(Elf64_Ehdr, e_shnum), Elf64_Half{0xffff}), Contains("ends too soon"));
  CHECK_THAT(refusal_with(code + offsetof(Elf64_Shdr, sh_flags), Elf64_Xword{SHF_ALLOC | SHF_WRITE}),
             Contains("unknown rights"));
  CHECK_THAT(refusal_with(code + offsetof(Elf64_Shdr, sh_type), Elf64_Word{SHT_NOBITS}), Contains("unknown kind"));
  CHECK_THAT(refusal_with(code + offsetof(Elf64_Shdr, sh_addralign), Elf64_Xword{3}), Contains("odd alignment"));
  CHECK_THAT(refusal_with(code + offsetof(Elf64_Shdr, sh_size), ~Elf64_Xword{0}), Contains("ends too soon"));
  CHECK_THAT(refusal_with(relocations + offsetof(Elf64_Shdr, sh_entsize), Elf64_Xword{16}), Contains("odd size"));
  CHECK_THAT(refusal_with(first + offsetof(Elf64_Rela, r_offset), ~Elf64_Addr{0}), Contains("not there"));
  CHECK_THAT(refusal_with(first + offsetof(Elf64_Rela, r_addend), Elf64_Sxword{1} << 40U), Contains("beyond its end"));
  CHECK_THAT(refusal_with(first + offsetof(Elf64_Rela, r_info), ELF64_R_INFO(1000, R_X86_64_PLT32)),
             Contains("odd symbol"));
  CHECK_THAT(refusal_with(first + offsetof(Elf64_Rela, r_info), Elf64_Word{R_X86_64_TPOFF32}),
             Contains("unknown type 23"));
}

TEST_CASE("files that end anywhere, or have any bit flipped, are loaded or refused") {
  const std::string bytes = compiled(line(1));
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_THROWS_AS(load(bytes.substr(0, size)), object::Refused);
  std::size_t refused = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    std::string changed = bytes;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    try {
      static_cast<void>(load(changed));
    } catch (const object::Refused&) {
      ++refused;
    }
  }
  CHECK(refused > 8 * 64);
}

TEST_CASE("many functions live in one process") {
  std::vector<std::string> files;
  files.reserve(100);
  for (int i = 0; i < 100; ++i) files.push_back(compiled(line(i)));
  std::vector<object::LoadedCode> kept;
  kept.reserve(many());
  for (std::size_t i = 0; i < many(); ++i) kept.push_back(load(files[i % files.size()]));
  for (std::size_t i = 0; i < kept.size(); ++i) {
    REQUIRE(call(kept[i], 2) == 2 * static_cast<double>(i % files.size()) + std::sin(2.0));
  }
}

// A sanitizer keeps freed memory for a while, and looks for leaks by itself.
#ifndef __SANITIZE_ADDRESS__
TEST_CASE("loading and freeing code takes no memory") {
  const std::string bytes = compiled(line(1));
  for (int i = 0; i < 1000; ++i) static_cast<void>(load(bytes));
  const std::size_t before = resident_bytes();
  for (std::size_t i = 0; i < 10 * many(); ++i) static_cast<void>(load(bytes));
  CHECK(resident_bytes() < before + (std::size_t{1} << 18U));
}
#endif
