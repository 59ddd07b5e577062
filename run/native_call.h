// Calls of native code.
#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include "ir/function.h"
#include "run/jit_loader.h"

namespace adc::run {

/// Native code, with what a call needs to know of its function: a call looks nothing up, and allocates only if it needs
/// more memory than any before it in its thread. Immutable; callable from any number of threads at once.
///
/// T, below, is double or float. Where it is not the code's own type, numbers are converted in memory of the thread.
class NativeCall {
 public:
  /// `code`, which must outlive this, was compiled from `fn`. Where it has the entry of scalars, each number is an
  /// input or output of its own.
  NativeCall(const ir::Function& fn, const NativeCode& code);

  /// The code itself, where a call with flat doubles needs nothing else, not even a workspace or to look at what
  /// functions of the host have thrown; else null.
  [[nodiscard]] jit::Entry alone() const { return alone_; }
  /// Flat inputs to flat outputs. The tensors of one's own type are used where they are.
  template <class T>
  void flat(const T* inputs, T* outputs) const;
  /// A pointer per input and per output, each to a row-major tensor; those of one's own type likewise. Functions of
  /// scalars take flat arrays: their numbers are collected first.
  template <class T>
  void apart(const T* const* inputs, T* const* outputs) const;

 private:
  template <class T>
  [[nodiscard]] bool is_own() const {
    return std::is_same_v<T, float> == is_float_;
  }
  /// Runs the code on flat arrays of type Own in memory of the thread: `read` fills the inputs, `write` takes the
  /// outputs.
  template <class Own, class Read, class Write>
  void through(const Read& read, const Write& write) const;
  /// The same with the code's own type for Own.
  template <class Read, class Write>
  void through(const Read& read, const Write& write) const;
  /// Runs the code on flat arrays of its own type. `scratch`: `scratch_bytes_` of them.
  template <class Own>
  void run(const Own* inputs, Own* outputs, void* scratch) const;

  jit::Entry alone_ = nullptr;
  jit::Entry entry_;
  jit::TensorEntry tensor_entry_;
  bool is_float_;
  bool has_few_;                      ///< tensors: pointers to them are on the stack
  std::size_t workspace_bytes_;       ///< rounded up, so that what follows is aligned
  std::size_t scratch_bytes_;         ///< the workspace, and after it pointers to tensors where they are many
  std::vector<std::size_t> inputs_;   ///< where each begins in a flat array; the last is the array's size
  std::vector<std::size_t> outputs_;  ///< likewise
};

}  // namespace adc::run
