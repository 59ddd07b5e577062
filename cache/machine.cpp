#include "cache/machine.h"

#include <fmt/core.h>

#include <cstdint>

#ifdef __x86_64__
#include <cpuid.h>
#endif

namespace adc::cache {
namespace {

#ifdef __x86_64__

enum Register : unsigned { kA = 1, kB = 2, kC = 4, kD = 8 };

constexpr std::uint32_t kExtended = 0x80000000;

/// A leaf of cpuid, and which of its registers are features: others tell cores of one processor apart, or change.
struct Leaf {
  std::uint32_t leaf, subleaf;
  unsigned registers;
};

constexpr Leaf kLeaves[] = {
    {0x0, 0, kA | kB | kC | kD},  // vendor
    {0x1, 0, kA | kC | kD},       // family, model, stepping
    {0x7, 0, kA | kB | kC | kD},
    {0x7, 1, kA | kB | kC | kD},
    {0x7, 2, kA | kB | kC | kD},
    {0xd, 1, kA},
    {0x14, 0, kB},
    {0x19, 0, kB},
    {0x1e, 1, kA | kB | kC | kD},
    {0x24, 0, kB},
    {0x80000001, 0, kC | kD},
    {0x80000008, 0, kB},
};

constexpr std::uint32_t kSystemKeepsRegisters = 1U << 27U;  // OSXSAVE, in ecx of leaf 1

/// Which registers the system keeps: XCR0.
std::uint64_t kept_registers() {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32U | low;
}

std::string describe() {
  std::string text = "x86-64";
  const std::uint32_t last = __get_cpuid_max(0, nullptr);
  const std::uint32_t last_extended = __get_cpuid_max(kExtended, nullptr);
  bool keeps = false;
  for (const Leaf& leaf : kLeaves) {
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    if (leaf.leaf > (leaf.leaf >= kExtended ? last_extended : last)) continue;
    __cpuid_count(leaf.leaf, leaf.subleaf, a, b, c, d);  // a virtual machine takes microseconds for it
    if (leaf.leaf == 1) keeps = (c & kSystemKeepsRegisters) != 0;
    text += fmt::format(" {:x}.{}", leaf.leaf, leaf.subleaf);
    if ((leaf.registers & kA) != 0) text += fmt::format(":{:x}", a);
    if ((leaf.registers & kB) != 0) text += fmt::format(":{:x}", b);
    if ((leaf.registers & kC) != 0) text += fmt::format(":{:x}", c);
    if ((leaf.registers & kD) != 0) text += fmt::format(":{:x}", d);
  }
  if (keeps) text += fmt::format(" xcr0:{:x}", kept_registers());
  return text;
}

#else

std::string describe() { return ""; }

#endif

}  // namespace

const std::string& machine() {
  static const std::string& text = *new std::string(describe());
  return text;
}

}  // namespace adc::cache
