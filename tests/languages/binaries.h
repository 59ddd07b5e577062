// Programs as machine code and WebAssembly, linked and run by the tools of their machines.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ir/function.h"
#include "targets/targets.h"

namespace adc::tests {

/// A kind of binary, and how it is run.
struct Binary {
  std::string word;  ///< of `--to`, or of the machine
  targets::Form form;
  std::vector<std::string> machines;  ///< that programs are for, one after the other
  std::string suffix;                 ///< of files
  std::string command;                ///< builds and runs the main program in its folder
};

/// Objects linked by gcc and libraries loaded by it, for this machine's processor and for any of its kind in turn.
[[nodiscard]] Binary binary_objects();
[[nodiscard]] Binary binary_libraries();
/// For other machines, as an emulator runs them.
[[nodiscard]] Binary binary_aarch64();
[[nodiscard]] Binary binary_riscv64();
/// By `node`, with its loader.
[[nodiscard]] Binary binary_wasm();

/// The results of each legalised function for its inputs, in the order of kernel/run.h. Each is asked for twice and has
/// to have the same bytes. Throws std::runtime_error with what the tools say where they fail.
[[nodiscard]] std::vector<std::vector<double>> run_binaries(const Binary& kind, std::span<const ir::Function> functions,
                                                            std::span<const std::vector<double>> inputs);

}  // namespace adc::tests
