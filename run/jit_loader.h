// libadc-jit, loaded at first use.
#pragma once

#include <cstdint>
#include <string>

#include "adc/result.hpp"
#include "ir/function.h"
#include "jit/jit.h"

namespace adc::run {

/// Machine code, freed with its owner. Movable; immutable once made.
class NativeCode {
 public:
  explicit NativeCode(const jit::Code& code) : code_(code) {}
  NativeCode(NativeCode&& other) noexcept;
  NativeCode& operator=(NativeCode&& other) noexcept;
  ~NativeCode();

  [[nodiscard]] jit::Entry entry() const { return code_.entry; }
  [[nodiscard]] jit::TensorEntry tensor_entry() const { return code_.tensor_entry; }
  [[nodiscard]] jit::RowsEntry rows_entry() const { return code_.rows_entry; }
  [[nodiscard]] jit::TileEntry tile_entry() const { return code_.tile_entry; }
  /// How many rows a call of `rows_entry` or `tile_entry` takes.
  [[nodiscard]] std::size_t least_rows() const { return static_cast<std::size_t>(code_.least_rows); }
  [[nodiscard]] std::size_t most_rows() const { return static_cast<std::size_t>(code_.most_rows); }
  [[nodiscard]] std::size_t workspace_bytes() const { return code_.workspace_bytes; }

 private:
  jit::Code code_;
};

/// Compiles a legalised `fn`. Loads libadc-jit, which stands beside this library, at the first call of the process and
/// never unloads it. Errors: "native-unavailable" if it cannot be loaded or is of another build, "native-failed" if it
/// cannot compile `fn`. Thread-safe.
[[nodiscard]] Result<NativeCode> compile_native(const ir::Function& fn, const jit::Options& options = {});

/// Does turns 0 … `count` − 1, which are independent, in as many runs of turns that follow each other as there are
/// threads to be used, in oneTBB's arena of the caller. One thread does them all where there is no libadc-jit.
void in_parallel(jit::Turns turns, const void* context, std::int64_t count, int threads);

/// The machine code of a legalised `fn` as text or as an object file. Errors and thread-safety as `compile_native`.
[[nodiscard]] Result<std::string> list_native(const ir::Function& fn, jit::Listing listing,
                                              const jit::Options& options);

}  // namespace adc::run
