// What the body of a region consists of: values, each computed once per turn of the loops.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "ir/op.h"
#include "kernel/fold.h"

namespace adc::kernel {

/// Number of a node of a region.
using NodeId = std::uint32_t;
/// Number of an array of a program.
using ArrayId = std::uint32_t;

/// offset + Σ strides[l]·i[l] over the loops l of a region.
struct Affine {
  std::int64_t offset = 0;
  std::vector<std::int64_t> strides;

  friend bool operator==(const Affine&, const Affine&) = default;
};

/// The operands of an op.
class Operands {
 public:
  Operands() = default;
  Operands(std::initializer_list<NodeId> ids) {
    for (const NodeId id : ids) push_back(id);
  }
  void push_back(NodeId id) {
    assert(size_ < ids_.size());
    ids_[size_++] = id;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] NodeId operator[](std::size_t k) const { return ids_[k]; }
  [[nodiscard]] const NodeId* begin() const { return ids_.data(); }
  [[nodiscard]] const NodeId* end() const { return ids_.data() + size_; }
  [[nodiscard]] NodeId* begin() { return ids_.data(); }
  [[nodiscard]] NodeId* end() { return ids_.data() + size_; }
  friend bool operator==(const Operands&, const Operands&) = default;

 private:
  std::array<NodeId, ir::kMaxArity> ids_{};
  std::uint8_t size_ = 0;
};

// --- numbers
// ----------------------------------------------------------------------------------------------------------

/// A float; in a program of f32 one that an f32 holds. Equal if the bits are.
struct Constant {
  double value;
  friend bool operator==(const Constant& x, const Constant& y) {
    return std::bit_cast<std::uint64_t>(x.value) == std::bit_cast<std::uint64_t>(y.value);
  }
};

/// A boolean.
struct Truth {
  bool value;
  friend bool operator==(const Truth&, const Truth&) = default;
};

/// `index` as a float.
struct Position {
  Affine index;
  friend bool operator==(const Position&, const Position&) = default;
};

/// Whether 0 ≤ `index` < `extent`.
struct Inside {
  Affine index;
  std::int64_t extent;
  friend bool operator==(const Inside&, const Inside&) = default;
};

// --- elements of arrays
// -----------------------------------------------------------------------------------------------

/// The element of `array` at `index`; of an array of booleans, whether it is not 0. Where one of the guards, which are
/// nodes `Inside`, is false, no element is read and the value may be any: nothing that is stored depends on it.
struct Load {
  ArrayId array;
  Affine index;
  std::vector<NodeId> guards;
  friend bool operator==(const Load&, const Load&) = default;
};

/// Leads x = `position`, a float, to the element stride·x further on; nowhere if x is no integer from 0 to `extent`
/// − 1.
struct Lookup {
  NodeId position;
  std::int64_t stride;
  std::int64_t extent;
  friend bool operator==(const Lookup&, const Lookup&) = default;
};

/// The same as a load, from where `by` leads from `index` on; nan, which as a boolean is true, if that is nowhere.
struct Gather {
  ArrayId array;
  Affine index;
  Lookup by;
  std::vector<NodeId> guards;
  friend bool operator==(const Gather&, const Gather&) = default;
};

// --- computed values
// --------------------------------------------------------------------------------------------------

/// An elementwise op of the table (ir/ops.def), as ir/evaluate.h defines it: IEEE's basic operations, rounded once, and
/// C functions of doubles, whose results are rounded to the program's float type.
struct Apply {
  ir::Op op;
  std::optional<int> immediate;  ///< exactly of ops that have one
  Operands operands;
  friend bool operator==(const Apply&, const Apply&) = default;
};

/// What `term` gives in all turns of the reduced loops, combined in an order (kernel/fold.h). Once per turn of the
/// other loops, and so are nodes that depend on it.
struct Fold {
  Combine combine;
  NodeId term;
  Order order;
  friend bool operator==(const Fold&, const Fold&) = default;
};

/// The first turn of the reduced loop, from 0, in which `term` is largest, as a float; the first in which it is nan if
/// there is one.
struct Argmax {
  NodeId term;
  friend bool operator==(const Argmax&, const Argmax&) = default;
};

using Node = std::variant<Constant, Truth, Position, Inside, Load, Gather, Apply, Fold, Argmax>;

/// Calls a visitor that is made of one function per kind.
template <class... F>
struct Match : F... {
  using F::operator()...;
};

/// Calls `visit(id)` for each node that `node` depends on.
template <class NodeLike, class Visit>
void for_each_operand(NodeLike& node, Visit visit) {
  std::visit(Match{[&](auto& x)
                     requires requires { x.operands; }
                              {
                                for (auto& id : x.operands) visit(id);
                              },
                              [&](auto& x)
                                requires requires { x.guards; }
                                         {
                                           if constexpr (requires { x.by; }) visit(x.by.position);
                                           for (auto& id : x.guards) visit(id);
                                         },
                                         [&](auto& x)
                                           requires requires { x.term; }
                   { visit(x.term); },
                   [](auto&) {}},
             node);
}

/// The index that a node has, or null.
[[nodiscard]] inline const Affine* index_of(const Node& node) {
  return std::visit(
      [](const auto& x) -> const Affine* {
        if constexpr (requires { x.index; }) return &x.index;
        return nullptr;
      },
      node);
}
[[nodiscard]] inline Affine* index_of(Node& node) { return const_cast<Affine*>(index_of(std::as_const(node))); }

/// The array that a node reads, if any.
[[nodiscard]] inline std::optional<ArrayId> array_read(const Node& node) {
  if (const auto* load = std::get_if<Load>(&node)) return load->array;
  if (const auto* gather = std::get_if<Gather>(&node)) return gather->array;
  return std::nullopt;
}

}  // namespace adc::kernel
