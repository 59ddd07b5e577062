// Sums over any number of rows: of examples, whose losses have a mean.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

#include "kernel/summed_rows.h"
#include "run/jit_loader.h"
#include "run/variant.h"

namespace adc::run {

/// What the function of a tile of rows gives for any number of rows, compiled once (kernel/summed_rows.h). Its last
/// input is the weight of each row (passes/tensors/batch.h): here 1 / the number of rows, so that sums are means.
/// Thread-safe.
class Summed {
 public:
  /// `tile.outputs` may have fewer marks than the derived function has outputs: the last one is that of all others.
  /// `program` outlives this.
  Summed(const Compiled& program, Derive derive, kernel::SummedRows tile)
      : program_(program), tile_(std::move(tile)), derived_(program, derive) {}

  /// The derived function of a tile.
  [[nodiscard]] const Result<ir::Function>& function() const { return derived_.function(); }
  /// Whether there is native code, and it can be seen that rows are only summed: if not, `run` may only be called
  /// without rows. Made at the first call. Throws what stands in the way.
  [[nodiscard]] bool is_possible() const;
  /// A pointer per input but the weights, and per output; each to a tensor, of rows to those of all rows. Without rows,
  /// means are nan. Does not allocate after a thread's first call. Throws that time is over.
  void run(std::size_t rows, const double* const* inputs, double* const* outputs) const;
  void run(std::size_t rows, const float* const* inputs, float* const* outputs) const;

 private:
  void make() const;
  template <class T>
  void run_any(std::size_t rows, const T* const* inputs, T* const* outputs) const;
  template <class T>
  void run_native(std::size_t rows, const T* const* inputs, T* const* outputs) const;
  /// Numbers of an input or output with so many rows.
  [[nodiscard]] std::size_t size(const ir::Shape& shape, bool is_of_rows, std::size_t rows) const;

  const Compiled& program_;
  mutable kernel::SummedRows tile_;
  Variant derived_;
  mutable std::once_flag made_;
  mutable std::optional<Error> error_;
  mutable std::optional<NativeCode> code_;  ///< null where that cannot be
};

}  // namespace adc::run
