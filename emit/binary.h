// The function of a binary (libadc-targets) as C and other languages call it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "emit/signature.h"
#include "ir/function.h"

namespace adc::emit {

/// What a binary's one function is called, and takes. As in emitted C: of scalars in double precision
///
///     void NAME(const double *x, double *y);
///
/// with all inputs and all results in order; else a pointer for each input and output, to all its elements, row-major,
/// `float` in single precision. A workspace comes last where one is needed.
class BinaryInterface {
 public:
  /// Of a program that was made of `fn`, which both live on.
  BinaryInterface(const ir::Function& fn, const kernel::Program& program, const std::string& description);

  [[nodiscard]] const std::string& name() const { return signature_.name(); }
  [[nodiscard]] const Signature& signature() const { return signature_; }
  /// Whether it takes one array of all inputs and one of all results.
  [[nodiscard]] bool is_flat() const { return is_flat_; }
  [[nodiscard]] bool is_single() const { return program_.float_type == ir::DType::F32; }
  /// 0: there is no such parameter. Aligned as its numbers.
  [[nodiscard]] std::size_t workspace_bytes() const { return workspace_bytes_; }

  /// The C header: a comment that documents inputs and results, the prototype, and `NAME_workspace_bytes`.
  [[nodiscard]] std::string c_header() const;

 private:
  const ir::Function& fn_;
  const kernel::Program& program_;
  const std::string& description_;
  Signature signature_;
  bool is_flat_;
  std::size_t workspace_bytes_;
};

}  // namespace adc::emit
