// Programs as binaries for this machine and others. The implementation is libadc-targets, which the API loads when code
// is first emitted: it has LLVM's targets of other machines and its linkers, which nothing else needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ir/function.h"

#define ADC_TARGETS_EXPORT __attribute__((visibility("default")))

namespace adc::targets {

/// What is made: texts, or files that other tools take.
enum class Form : std::uint8_t {
  Llvm,
  Assembly,
  Object,         ///< to be linked
  SharedLibrary,  ///< ELF, to be loaded
  WebAssembly,    ///< a module
};

struct Request {
  Form form = Form::Object;
  std::string_view triple;  ///< of the machine; "": this one, of WebAssembly wasm32
  std::string_view cpu;     ///< of its processors; "": this one, of other machines a common one
};

/// Why there is no binary.
struct Refusal {
  enum class Kind : std::uint8_t {
    Machine,  ///< the triple or the processor is unknown, or does not go with the form
    Failure,
  };
  Kind kind = Kind::Failure;
  std::string message;
  std::vector<std::string> choices;  ///< of a machine: what there is
};

extern "C" {
/// `ir::build()` of libadc-targets.
ADC_TARGETS_EXPORT const char* adc_targets_build();

/// A legalised function as a binary with one public function, whose name and parameters are those of
/// `emit::BinaryInterface`. It holds the special functions that it calls, and needs nothing but C's library: of
/// WebAssembly those of its functions that `emit::wasm_loader` gives. The bits are those of kernel/run.h, where the
/// library's functions are the same. The same bytes for the same function and request. False, and why, in `refusal`.
/// Thread-safe: linking is done by one thread at a time. O(n).
ADC_TARGETS_EXPORT bool adc_targets_emit(const ir::Function& fn, const Request& request, std::string& bytes,
                                         Refusal& refusal);
}

}  // namespace adc::targets
