// A tape over rows, block by block: each step is a loop over the rows of a block, which stay in a first-level cache. So
// a function is evaluated over a table at once, where compiling it would take longer.
#pragma once

#include <cstddef>
#include <memory>

#include "tape/tape.h"

namespace adc::tape {

/// What blocks of a function of scalars need. Immutable; callable from any number of threads at once, each with memory
/// of its own. A row's bits are those of native code over rows (jit/jit.h) with the same functions, wherever it stands.
class Blocks {
 public:
  /// `vector_math`: functions of libmvec; else those of the interpreter.
  Blocks(const ir::Function& fn, bool vector_math);

  /// The rows of a block: fewest and most.
  [[nodiscard]] std::size_t least_rows() const { return lanes_; }
  [[nodiscard]] std::size_t most_rows() const { return rows_; }
  /// What `workspace` must hold, aligned to 64 bytes.
  [[nodiscard]] std::size_t workspace_bytes() const { return workspace_bytes_; }
  /// One block: a column per input and per output, in the function's float type, `rows` numbers each. None overlap.
  void run(const void* const* inputs, void* const* outputs, void* workspace, std::size_t rows) const;

 private:
  template <class T>
  void run(const void* const* inputs, void* const* outputs, void* workspace, std::size_t rows) const;

  Tape tape_;
  unsigned bits_;      ///< of a vector
  std::size_t lanes_;  ///< numbers in a vector
  std::size_t rows_;
  std::size_t workspace_bytes_;
  std::unique_ptr<const void*[]> vectors_;      ///< by op
  std::unique_ptr<unsigned char[]> constants_;  ///< a vector of each
};

}  // namespace adc::tape
