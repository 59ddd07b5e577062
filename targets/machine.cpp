#include "targets/machine.h"

#include <fmt/core.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/MC/MCAsmInfo.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/SubtargetFeature.h>
#include <llvm/TargetParser/Triple.h>

#include <algorithm>
#include <array>
#include <mutex>

namespace adc::targets {
namespace {

/// From so many values on, code is generated fast rather than made fast: its time grows faster than linearly.
constexpr std::size_t kFastCompileValues = 8192;

using Arch = llvm::Triple::ArchType;

/// A kind of machine, and what is said of those whose processor is not named.
struct Kind {
  Arch arch;
  const char* triple;    ///< the usual one
  const char* cpu;       ///< what all of them are
  const char* features;  ///< what all are taken to have: C's conventions pass doubles in registers
  const char* needed;    ///< what a processor that is named must have by itself
  const char* abi;
};

constexpr std::array kKinds{
    Kind{Arch::x86_64, "x86_64-linux-gnu", "x86-64", "", "+64bit", ""},
    Kind{Arch::aarch64, "aarch64-linux-gnu", "generic", "", "", ""},
    Kind{Arch::riscv64, "riscv64-linux-gnu", "generic-rv64", "+m,+a,+f,+d,+c", "+64bit,+d", "lp64d"},
    Kind{Arch::wasm32, "wasm32-unknown-unknown", "generic", "", "", ""},
};

const Kind* kind_of(const llvm::Triple& triple) {
  const auto* const found = std::ranges::find(kKinds, triple.getArch(), &Kind::arch);
  return found == kKinds.end() ? nullptr : found;
}

void initialise() {
  static std::once_flag once;
  std::call_once(once, [] {
#define ADC_MACHINES(X) X(X86) X(AArch64) X(RISCV) X(WebAssembly)
#define ADC_INITIALISE(Name)          \
  LLVMInitialize##Name##TargetInfo(); \
  LLVMInitialize##Name##Target();     \
  LLVMInitialize##Name##TargetMC();   \
  LLVMInitialize##Name##AsmPrinter();
    ADC_MACHINES(ADC_INITIALISE)
#undef ADC_INITIALISE
#undef ADC_MACHINES
  });
}

std::vector<std::string> all_triples() {
  std::vector<std::string> all;
  for (const Kind& kind : kKinds) all.emplace_back(kind.triple);
  return all;
}

/// Of ELF and Linux, or of WebAssembly without a system: what code and libraries of adc's binaries are made for.
bool is_known(const llvm::Triple& triple) {
  if (kind_of(triple) == nullptr) return false;
  if (triple.isWasm()) return triple.getOS() == llvm::Triple::UnknownOS;
  const llvm::StringRef environment = triple.getEnvironmentName();
  const bool is_narrow = triple.isX32() || environment.contains("ilp32");
  return triple.isOSBinFormatELF() && triple.isLittleEndian() && triple.isArch64Bit() && !is_narrow &&
         (triple.isOSLinux() || triple.getOS() == llvm::Triple::UnknownOS);
}

}  // namespace

Machine::Machine(std::string_view triple, std::string_view cpu) {
  initialise();
  const bool is_host = triple.empty();
  triple_ = is_host ? llvm::sys::getProcessTriple() : llvm::Triple::normalize(std::string(triple));
  const llvm::Triple parsed(triple_);
  if (!is_known(parsed))
    throw UnknownMachine(fmt::format("there is no code for the machine `{}`", is_host ? triple_ : std::string(triple)),
                         all_triples());
  std::string error;
  target_ = llvm::TargetRegistry::lookupTarget(triple_, error);
  if (target_ == nullptr) throw UnknownMachine(error, all_triples());
  choose_cpu(cpu, is_host);
  machine_ = make(llvm::CodeGenOptLevel::Default);
}

void Machine::choose_cpu(std::string_view cpu, bool is_host) {
  const Kind& kind = *kind_of(llvm::Triple(triple_));
  features_ = kind.features;
  if (cpu.empty() && is_host) {
    cpu_ = llvm::sys::getHostCPUName().str();
    llvm::SubtargetFeatures features;
    for (const auto& [name, enabled] : llvm::sys::getHostCPUFeatures()) features.AddFeature(name, enabled);
    features_ = features.getString();
    return;
  }
  cpu_ = cpu.empty() ? kind.cpu : std::string(cpu);
  const std::unique_ptr<llvm::MCSubtargetInfo> info(target_->createMCSubtargetInfo(triple_, kind.cpu, ""));
  std::vector<std::string> all;
  bool lacks_doubles = false;
  for (const llvm::SubtargetSubTypeKV& known : info->getAllProcessorDescriptions()) {
    const std::string_view name = known.Key;
    const std::unique_ptr<llvm::MCSubtargetInfo> own(target_->createMCSubtargetInfo(triple_, known.Key, ""));
    if (*kind.needed == '\0' || name == kind.cpu || own->checkFeatures(kind.needed))
      all.emplace_back(name);
    else if (name == cpu_)
      lacks_doubles = own->checkFeatures("+64bit");
  }
  if (lacks_doubles)
    throw UnknownMachine(fmt::format("the processor `{}` has no floating point of double precision", cpu_), all);
  if (std::ranges::find(all, cpu_) == all.end())
    throw UnknownMachine(fmt::format("there is no processor `{}` of the machine `{}`", cpu_, triple_), all);
}

std::unique_ptr<llvm::TargetMachine> Machine::make(llvm::CodeGenOptLevel level) const {
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  options.MCOptions.ABIName = kind_of(llvm::Triple(triple_))->abi;
  const auto model = is_wasm() ? llvm::Reloc::Static : llvm::Reloc::PIC_;
  return std::unique_ptr<llvm::TargetMachine>(
      target_->createTargetMachine(triple_, cpu_, features_, options, model, std::nullopt, level));
}

std::vector<std::string> Machine::elf_triples() {
  std::vector<std::string> all = all_triples();
  std::erase_if(all, [](const std::string& triple) { return llvm::Triple(triple).isWasm(); });
  return all;
}

std::string Machine::comment() const { return machine_->getMCAsmInfo()->getCommentString().str(); }

bool Machine::is_wasm() const { return llvm::Triple(triple_).isWasm(); }

bool Machine::has(std::string_view feature) const {
  return machine_->getMCSubtargetInfo()->checkFeatures("+" + std::string(feature));
}

bool Machine::has_fma() const {
  switch (llvm::Triple(triple_).getArch()) {
    case Arch::x86_64: return has("fma");
    case Arch::aarch64:
    case Arch::riscv64: return true;
    default: return false;
  }
}

unsigned Machine::register_bits() const {
  if (llvm::Triple(triple_).getArch() != Arch::x86_64) return 128;
  return has("avx512f") ? 512 : has("avx") ? 256 : 128;
}

void Machine::describe(llvm::Module& module) const {
  module.setTargetTriple(triple_);
  module.setDataLayout(machine_->createDataLayout());
  const std::string& abi = machine_->Options.MCOptions.ABIName;
  if (!abi.empty())
    module.addModuleFlag(llvm::Module::Error, "target-abi", llvm::MDString::get(module.getContext(), abi));
}

std::string Machine::emit(llvm::Module& module, llvm::CodeGenFileType type, std::size_t values) const {
  const auto level = values < kFastCompileValues ? llvm::CodeGenOptLevel::Default : llvm::CodeGenOptLevel::None;
  const std::unique_ptr<llvm::TargetMachine> machine = make(level);
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr, type))
    throw std::runtime_error("LLVM cannot write code for this machine");
  passes.run(module);
  return {bytes.data(), bytes.size()};
}

}  // namespace adc::targets
