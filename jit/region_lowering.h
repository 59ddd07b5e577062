// One region to LLVM IR.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "jit/nest.h"
#include "jit/op_lowering.h"
#include "jit/vector_math.h"
#include "kernel/region.h"

namespace adc::jit {

using kernel::Affine;
using kernel::ArrayId;
using kernel::NodeId;
using kernel::Region;

/// Where the code of a region goes, and what it uses.
struct RegionContext {
  llvm::Module& module;
  llvm::IRBuilder<>& builder;
  llvm::Type* float_type;
  OpLowering& ops;
  VectorMath& math;
  unsigned register_bits;
  std::function<llvm::Value*(ArrayId)> array;  ///< where it begins
  std::function<bool(ArrayId)> is_bool;        ///< whether its elements are booleans
  llvm::Value* rows;                           ///< of a program over rows: how many; else null
  bool has_few_rows;                           ///< there may be fewer rows than a vector has lanes
  std::function<bool(ArrayId)> is_sum;         ///< whether it is added to what earlier tiles left
  llvm::Value* is_first;                       ///< where there are sums: whether no tile was before
};

/// Appends a region's loops. O(nodes).
class RegionLowering {
 public:
  RegionLowering(const Region& region, const RegionContext& context);

  /// Which turns of the outermost loop.
  struct Turns {
    enum class Which : std::uint8_t {
      All,
      Range,  ///< those from `begin` to `end` of `shared_turns`
      Rest,   ///< what `shared_turns` leaves out
    };
    Which which = Which::All;
    llvm::Value* begin = nullptr;
    llvm::Value* end = nullptr;
  };
  void run(const Turns& turns);
  /// The turns of an outermost loop that is not reduced, as threads may share them: of a vector loop, whole vectors.
  [[nodiscard]] static std::int64_t shared_turns(const Region& region, unsigned register_bits, bool is_float);
  /// How many rows the loop over rows, if there is one, does at once.
  [[nodiscard]] static std::int64_t rows_at_once(const Region& region, unsigned register_bits, bool is_float);

 private:
  // loops
  void nest(std::size_t level);
  void fold();
  [[nodiscard]] const kernel::Order& order() const;
  [[nodiscard]] Carried reduce(std::size_t level);
  [[nodiscard]] Carried combine_turns(llvm::Value* begin, llvm::Value* end, std::int64_t step, std::size_t level,
                                      std::int64_t turns);
  [[nodiscard]] Carried turn(std::size_t level, llvm::Value* index);
  void arg_max(NodeId id);
  template <typename Body>
  void turns(std::size_t level, Body body);
  template <typename Body>
  void rows(Body body);
  template <typename Body>
  void few_rows(std::size_t level, Body body);
  void begin_vector(unsigned lanes, std::int64_t count);
  void begin_vector(unsigned lanes, llvm::Value* count);
  [[nodiscard]] llvm::Value* extent(std::size_t level);
  /// Turns of a loop in which no guard by this loop alone changes.
  struct Interior {
    std::int64_t begin = 0;
    std::int64_t end = 0;
  };
  [[nodiscard]] Interior interior(std::size_t level, std::int64_t lanes, std::int64_t turns) const;
  [[nodiscard]] bool guards_only(NodeId id, std::size_t level) const;
  /// Says that guards by a loop alone are what they are in this turn, or that this is not known.
  void set_certain(std::size_t level, std::optional<std::int64_t> turn);
  void finish();

  // nodes
  void compute(std::size_t level);
  llvm::Value* make(NodeId id);
  llvm::Value* load(const kernel::Load& node);
  llvm::Value* gather(const kernel::Gather& node, bool in_vector);
  llvm::Value* apply(const kernel::Apply& node, bool in_vector);
  llvm::Value* place(const Affine& index);
  llvm::Value* places(const Affine& index);
  [[nodiscard]] bool is_never(const std::vector<NodeId>& guards) const;
  llvm::Value* unread(ArrayId array, bool in_vector);
  llvm::Value* mask_of(const std::vector<NodeId>& guards);
  llvm::Value* scalar_guard(const std::vector<NodeId>& guards);
  llvm::Value* read_as(ArrayId array, llvm::Value* x);
  struct Position {
    llvm::Value* is_valid;
    llvm::Value* index;
  };
  Position position(llvm::Value* x, std::int64_t extent);

  // results
  void store(const kernel::Set& to);
  void store(const kernel::Add& to);
  llvm::Value* there(llvm::Value* at, std::int64_t step);
  llvm::Value* added(llvm::Value* given, llvm::Value* before);
  llvm::Value* combine(kernel::Combine how, llvm::Value* x, llvm::Value* y);
  Carried combine(const Carried& x, const Carried& y);
  llvm::Value* identity(kernel::Combine how);
  Carried identities();
  Carried terms();
  llvm::Value* join_lanes(kernel::Combine how, llvm::Value* x);

  [[nodiscard]] bool is_vector(NodeId id) const;
  [[nodiscard]] bool folds_lanes() const;
  [[nodiscard]] std::int64_t stride(const Affine& index) const;
  llvm::Value* wide(llvm::Value* x);
  llvm::Value* address(llvm::Type* type, ArrayId array, llvm::Value* index);
  llvm::Value* number(std::int64_t n) { return b_.getInt64(static_cast<std::uint64_t>(n)); }
  llvm::FixedVectorType* vector_of(llvm::Type* element) const { return llvm::FixedVectorType::get(element, lanes_); }

  const Region& region_;
  const RegionContext& context_;
  llvm::IRBuilder<>& b_;
  llvm::Type* float_;
  unsigned float_bytes_;
  Turns turns_;                          ///< of the outermost loop
  std::size_t kept_;                     ///< how many loops are not reduced
  std::size_t vector_loop_;              ///< the loop whose turns are done many at once; beyond all: none
  std::vector<kernel::LoopSet> varies_;  ///< per node, the loops that it depends on
  std::vector<NodeId> folds_;            ///< nodes of kind Fold
  std::vector<std::vector<NodeId>>
      by_level_;                      ///< nodes by how many loops they are in, but for what folds are needed for
  std::vector<NodeId> after_;         ///< nodes that need folds
  std::vector<llvm::Value*> values_;  ///< of nodes
  std::vector<llvm::Value*> index_;   ///< of loops
  std::vector<std::optional<bool>> certain_;  ///< what nodes of kind Inside are in all turns at hand, where it is known
  unsigned lanes_ = 1;                        ///< turns of the vector loop at once; 1 outside it
  llvm::Value* mask_ = nullptr;               ///< which lanes count; null: all
};

}  // namespace adc::jit
