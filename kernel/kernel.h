// What native code of tensors consists of: loop nests with straight-line bodies, and matrix products.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "ir/function.h"

namespace adc::kernel {

/// Number of a node of a kernel's body.
using NodeId = std::uint32_t;

/// Where a tensor lies, row-major: an array of an input or output, or an offset in the workspace.
struct Place {
  enum class Kind : std::uint8_t { None, Input, Output, Scratch };
  Kind kind = Kind::None;
  std::size_t at = 0;  ///< number of the input or output; in the workspace, in bytes
};

/// Names an array: a value of the function, or its size plus the number of an output that is a copy.
using ArrayId = std::uint32_t;

/// offset + Σ strides[l]·i[l] over the loops l of a kernel.
struct Affine {
  std::int64_t offset = 0;
  std::vector<std::int64_t> strides;

  friend bool operator==(const Affine&, const Affine&) = default;
};

/// One value of a body, for one turn of the loops.
struct Node {
  enum class Kind : std::uint8_t {
    Constant,  ///< `constant`
    Load,    ///< the element of `array` at `index`; where a guard is false, no element is read and any number is given
    Gather,  ///< the same, `gather_stride`·operand 0 further on; nan if that is no integer from 0 to `extent` − 1
    Position,  ///< `index` as a float
    Inside,    ///< whether 0 ≤ `index` < `extent`
    Apply,     ///< an elementwise op of operands
  };
  Kind kind = Kind::Apply;
  ir::Op op = ir::Op::Copy;
  bool is_bool = false;
  std::vector<NodeId> operands;
  std::int64_t immediate = 0;
  ir::Constant constant = ir::Constant::rational(0);
  ArrayId array = 0;
  Affine index;
  std::int64_t gather_stride = 0;
  std::int64_t extent = 0;
  std::vector<NodeId> guards;  ///< nodes of kind Inside
  std::uint32_t varies = 0;    ///< bit l: depends on loop l
};

enum class Reduction : std::uint8_t { None, Sum, Product, Max, Min, Argmax };

/// A nest of loops, outermost first, around a body. The last loops may be reduced. Results are stored once per turn of
/// the others, or with a reduction (there is one result then) of what the body gives in all turns of the reduced loops.
struct Kernel {
  static constexpr std::size_t kNoLoop = ~std::size_t{0};

  struct Loop {
    std::int64_t extent;
    bool is_reduced;
  };
  struct Result {
    NodeId node;
    ArrayId array;
    Affine index;
  };
  std::vector<Loop> loops;
  std::vector<Node> nodes;  ///< operands first
  std::vector<Result> results;
  Reduction reduction = Reduction::None;
  /// With Reduction::Sum: what the result's node is multiplied by before it is added, rounded once where the machine
  /// can; kNoNode: nothing.
  NodeId factor = kNoNode;
  /// Adds to the array, instead of overwriting it, and at the place that this node says: `scatter_stride`·position
  /// further on, nowhere if that is no integer from 0 to `scatter_extent` − 1.
  NodeId scatter = kNoNode;
  std::int64_t scatter_stride = 0;
  std::int64_t scatter_extent = 0;
  std::size_t vector_loop = kNoLoop;  ///< the loop whose turns are done many at once: the last kept or last reduced one

  static constexpr NodeId kNoNode = ~NodeId{0};
};

/// C[b] = A[b]·B[b] for a batch of matrices; C is row-major. Strides count elements.
struct MatrixProduct {
  struct Operand {
    ArrayId array;
    std::int64_t offset, batch_stride, row_stride, column_stride;
  };
  std::int64_t batch, m, n, k;
  Operand a, b;
  ArrayId c;
};

using Step = std::variant<Kernel, MatrixProduct>;

}  // namespace adc::kernel
