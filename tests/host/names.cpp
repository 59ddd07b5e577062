// A program with functions that have names of LLVM's: libadc-jit must call its own, and these end the program.
#include <cstdio>
#include <cstdlib>

#include "gradient.h"

#define TRAP(id, symbol)                                                       \
  extern "C" __attribute__((visibility("default"))) void id() __asm__(symbol); \
  extern "C" void id() {                                                       \
    std::puts(symbol " of the program ran");                                   \
    std::abort();                                                              \
  }

TRAP(trap_target, "LLVMInitializeX86Target")
TRAP(trap_target_info, "LLVMInitializeX86TargetInfo")
TRAP(trap_target_mc, "LLVMInitializeX86TargetMC")
TRAP(trap_printer, "LLVMInitializeX86AsmPrinter")
TRAP(trap_context, "_ZN4llvm11LLVMContextC1Ev")                          // LLVMContext()
TRAP(trap_module, "_ZN4llvm6ModuleC1ENS_9StringRefERNS_11LLVMContextE")  // Module(StringRef, LLVMContext&)
TRAP(trap_double, "_ZN4llvm4Type11getDoubleTyERNS_11LLVMContextE")       // Type::getDoubleTy
TRAP(trap_host, "_ZN4llvm3sys14getHostCPUNameEv")                        // sys::getHostCPUName
TRAP(trap_passes, "_ZN4llvm6legacy11PassManagerC1Ev")                    // legacy::PassManager()
TRAP(trap_run, "_ZN4llvm6legacy11PassManager3runERNS_6ModuleE")          // legacy::PassManager::run
TRAP(trap_grow, "_ZN4llvm15SmallVectorBaseIjE8grow_podEPvmm")            // SmallVectorBase::grow_pod
TRAP(trap_grow_long, "_ZN4llvm15SmallVectorBaseImE8grow_podEPvmm")
TRAP(trap_allocate, "_ZN4llvm15allocate_bufferEmm")     // allocate_buffer
TRAP(trap_option, "_ZN4llvm2cl6Option11addArgumentEv")  // cl::Option::addArgument

int main() { return adc::tests::native_gradient_is_right() ? 0 : 1; }
