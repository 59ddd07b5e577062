// An element of a tensor as an expression of its indices.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analysis/affine_index.h"
#include "ir/function.h"

namespace adc::analysis {

enum class NodeId : std::uint32_t {};

/// A value where all of `zeros` are 0, and 0 elsewhere.
struct GuardedTerm {
  std::vector<Affine> zeros;
  NodeId value;
};
/// Their sum; 0 where there are none.
using GuardedSum = std::vector<GuardedTerm>;

struct ElementNode {
  enum class Kind : std::uint8_t {
    Number,  ///< `number`
    Leaf,    ///< the element of `tensor` at `at`; a number where that is empty
    Index,   ///< at[0] as a number
    Apply,   ///< an elementwise `op` of `args`
    Sum,     ///< Σ of `terms` over `variable`
    Terms,   ///< `terms`
  };
  Kind kind;
  ir::Op op = ir::Op::Const;
  std::int64_t immediate = 0;
  ir::Constant number = ir::Constant::rational(0);
  ir::ValueId tensor{};
  std::vector<Affine> at = {};
  std::vector<NodeId> args = {};
  IndexVariable variable = 0;
  GuardedSum terms = {};
};

/// Index variables, and expressions of them. A variable may stand for a number of the data, as the k of `x[k]`.
class Elements {
 public:
  explicit Elements(const ir::Function& fn) : fn_(fn) {}

  /// A variable of its own.
  IndexVariable variable(std::int64_t extent);
  [[nodiscard]] const std::vector<std::int64_t>& extents() const { return extents_; }
  /// The number that the variable stands for; nullopt for one that runs.
  [[nodiscard]] std::optional<NodeId> data(IndexVariable v) const { return data_[v]; }
  [[nodiscard]] const ElementNode& node(NodeId id) const { return nodes_[static_cast<std::size_t>(id)]; }

  /// The element of `v` at these places. Products with what is 1 at equal indices only, as derivatives have them, are
  /// taken out of sums: Σₖ [i = k]·f(k) is f(i). nullopt where it has no such form, or one that is too long to be read.
  [[nodiscard]] std::optional<GuardedSum> element(ir::ValueId v, std::span<const Affine> at);

  /// `value` with e in place of v.
  [[nodiscard]] NodeId substituted(NodeId value, IndexVariable v, const Affine& e);
  /// Whether all places that it looks at are there with e in place of v.
  [[nodiscard]] bool stays_inside(NodeId value) const;

 private:
  struct Unwritten {};  // thrown where there is no form
  using At = std::vector<Affine>;
  /// A condition: that all of `zeros` are 0, or never; or else a node.
  struct Condition {
    bool is_index = true;
    bool never = false;
    std::vector<Affine> zeros = {};
    NodeId node{};
  };

  NodeId add(ElementNode node);
  NodeId number(std::int64_t n);
  NodeId apply(ir::Op op, std::vector<NodeId> args, std::int64_t immediate = 0);
  NodeId as_node(GuardedSum terms);
  NodeId product(NodeId a, NodeId b);

  GuardedSum read(ir::ValueId v, const At& at);
  GuardedSum elementwise(ir::ValueId v, const At& at);
  GuardedSum select(ir::ValueId v, const At& at);
  GuardedSum multiplied(const GuardedSum& a, const GuardedSum& b);
  GuardedSum structural(ir::ValueId v, const At& at);
  GuardedSum dot(ir::ValueId v, const At& at);
  GuardedSum reduced(ir::ValueId v, const At& at);
  GuardedSum padded(ir::ValueId v, const At& at);
  GuardedSum joined(ir::ValueId v, const At& at);
  GuardedSum gathered(ir::ValueId v, const At& at);
  GuardedSum scattered(ir::ValueId v, const At& at);
  Condition condition(ir::ValueId v, const At& at);
  Condition positive(ir::ValueId v, const At& at, ir::ValueId whole, const At& whole_at);
  Condition compared(ir::ValueId v, const At& at);
  Condition of_equation(const Affine& a);

  /// The operand that `v` moves elements of, and where in it the element is; nullopt for other ops.
  std::optional<std::pair<ir::ValueId, At>> moved(ir::ValueId v, const At& at);
  std::optional<At> regrouped(const ir::Shape& from, const ir::Shape& to, const At& at) const;
  /// A position that is a number of the program or of indices.
  std::optional<Affine> position(ir::ValueId v, const At& at);
  Affine any_place(std::int64_t extent, std::vector<IndexVariable>& variables);
  Affine position_or_data(ir::ValueId v, const At& at, std::int64_t extent);

  /// The terms where `zero` is 0, too.
  GuardedSum where_zero(GuardedSum terms, const Affine& zero);
  bool add_zeros(std::vector<Affine>& zeros, const Affine& zero) const;
  GuardedSum summed(IndexVariable v, const GuardedSum& terms);
  [[nodiscard]] bool uses(NodeId value, IndexVariable v) const;
  [[nodiscard]] bool is_inside(const Affine& a, std::int64_t extent) const;
  Affine in_place(const Affine& a, IndexVariable v, const Affine& e);
  [[nodiscard]] bool is_plain(ir::ValueId v);
  [[nodiscard]] bool has_words(ir::ValueId v);
  void find_words();
  void take_step();

  const ir::Function& fn_;
  std::vector<std::int64_t> extents_;
  std::vector<std::optional<NodeId>> data_;
  std::vector<ElementNode> nodes_;
  std::vector<bool> plain_;  // by value; empty until asked
  std::vector<bool> words_;
  int depth_ = 0;
  int steps_ = 0;
};

}  // namespace adc::analysis
