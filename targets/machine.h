// Machines that code is made for.
#pragma once

#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace adc::targets {

/// A machine that there is not, or that cannot do what is asked.
struct UnknownMachine : std::runtime_error {
  UnknownMachine(const std::string& message, std::vector<std::string> all)
      : std::runtime_error(message), choices(std::move(all)) {}
  std::vector<std::string> choices;  ///< what there is
};

/// A machine by its triple and processor.
class Machine {
 public:
  /// "" for both is this machine; "" for the processor of another one is what all such machines have, with fractions
  /// of 64 bits in registers. Throws `UnknownMachine`.
  Machine(std::string_view triple, std::string_view cpu);

  /// Those that have shared libraries.
  [[nodiscard]] static std::vector<std::string> elf_triples();

  [[nodiscard]] bool is_wasm() const;
  /// It has the GNU C library, or one of the same names.
  [[nodiscard]] bool has_c_library() const { return !is_wasm(); }
  [[nodiscard]] bool has_fma() const;
  /// Of the widest vectors that its code uses.
  [[nodiscard]] unsigned register_bits() const;

  /// What begins a comment in its assembly.
  [[nodiscard]] std::string comment() const;

  /// Gives `module` the machine's triple and data layout, and what it says of its conventions of calls.
  void describe(llvm::Module& module) const;
  /// Object code or assembly of `module`, whose functions compute `values` values.
  [[nodiscard]] std::string emit(llvm::Module& module, llvm::CodeGenFileType type, std::size_t values) const;

 private:
  [[nodiscard]] std::unique_ptr<llvm::TargetMachine> make(llvm::CodeGenOptLevel level) const;
  [[nodiscard]] bool has(std::string_view feature) const;
  void choose_cpu(std::string_view cpu, bool is_host);

  std::string triple_;
  std::string cpu_;
  std::string features_;
  const llvm::Target* target_ = nullptr;
  std::unique_ptr<llvm::TargetMachine> machine_;
};

}  // namespace adc::targets
