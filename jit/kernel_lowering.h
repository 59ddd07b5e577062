// One kernel to LLVM IR.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "jit/nest.h"
#include "jit/op_lowering.h"
#include "jit/vector_math.h"
#include "kernel/kernel.h"

namespace adc::jit {

using kernel::Affine;
using kernel::ArrayId;
using kernel::Kernel;
using kernel::Node;
using kernel::NodeId;
using kernel::Reduction;

/// Where the code of a kernel goes, and what it uses.
struct KernelContext {
  llvm::Module& module;
  llvm::IRBuilder<>& builder;
  llvm::Type* float_type;
  OpLowering& ops;
  VectorMath& math;
  unsigned register_bits;
  std::function<llvm::Value*(ArrayId)> array;  ///< where it begins
};

/// Appends a kernel's loops. O(nodes).
class KernelLowering {
 public:
  KernelLowering(const Kernel& kernel, const KernelContext& context);

  /// Which turns of the outermost loop.
  struct Turns {
    enum Which : std::uint8_t {
      All,
      Range,  ///< those from `begin` to `end` of `shared_turns`
      Rest,   ///< what `shared_turns` leaves out
    };
    Which which = All;
    llvm::Value* begin = nullptr;
    llvm::Value* end = nullptr;
  };
  void run(const Turns& turns);
  /// The turns of an outermost loop that is not reduced, as threads may share them: of a vector loop, whole vectors.
  [[nodiscard]] static std::int64_t shared_turns(const Kernel& kernel, unsigned register_bits, bool is_float);

 private:
  // loops
  void nest(std::size_t level);
  [[nodiscard]] llvm::Value* reduce(std::size_t level);
  [[nodiscard]] llvm::Value* sum_up(llvm::Value* begin, llvm::Value* end, std::int64_t step, std::size_t level,
                                    std::int64_t block);
  [[nodiscard]] llvm::Value* turn(std::size_t level, llvm::Value* index);
  void arg_max(std::size_t level);
  template <typename Body>
  void turns(std::size_t level, Body body);
  void begin_vector(unsigned lanes, std::int64_t count);
  /// Turns of a loop, all of them inside what every guard by this loop alone asks for.
  struct Interior {
    std::int64_t begin = 0;
    std::int64_t end = 0;
  };
  [[nodiscard]] Interior interior(std::size_t level, std::int64_t lanes, std::int64_t turns) const;
  [[nodiscard]] bool guards_only(const Node& node, std::size_t level) const;
  void set_certain(std::size_t level, bool is_certain);
  void finish();

  // nodes
  void compute(std::size_t level);
  llvm::Value* make(const Node& node);
  llvm::Value* load(const Node& node);
  llvm::Value* gather(const Node& node);
  llvm::Value* apply(const Node& node);
  llvm::Value* place(const Affine& index);
  llvm::Value* places(const Affine& index);
  llvm::Value* mask_of(const Node& node);
  llvm::Value* scalar_guard(const Node& node);
  llvm::Value* read_bool(llvm::Value* x, bool is_bool);
  struct Position {
    llvm::Value* is_valid;
    llvm::Value* index;
  };
  Position position(llvm::Value* x, std::int64_t extent);

  // results
  void store(const Kernel::Result& result, llvm::Value* value);
  void scatter(const Kernel::Result& result);
  llvm::Value* combine(llvm::Value* x, llvm::Value* y);
  llvm::Value* identity();
  llvm::Value* term();
  llvm::Value* join_lanes(llvm::Value* x);

  [[nodiscard]] bool is_vector(std::uint32_t varies) const;
  [[nodiscard]] unsigned lanes_for_sum() const;
  [[nodiscard]] bool reduces_lanes() const;
  [[nodiscard]] std::int64_t stride(const Affine& index) const;
  llvm::Value* wide(llvm::Value* x);
  llvm::Value* address(llvm::Type* type, ArrayId array, llvm::Value* index);
  llvm::Value* number(std::int64_t n) { return b_.getInt64(static_cast<std::uint64_t>(n)); }
  llvm::FixedVectorType* vector_of(llvm::Type* element) const { return llvm::FixedVectorType::get(element, lanes_); }

  const Kernel& kernel_;
  const KernelContext& context_;
  llvm::IRBuilder<>& b_;
  llvm::Type* float_;
  unsigned float_bytes_;
  Turns turns_;                                ///< of the outermost loop
  std::size_t kept_ = 0;                       ///< how many loops are not reduced
  std::vector<std::vector<NodeId>> by_level_;  ///< nodes by how many loops they are in
  std::vector<llvm::Value*> values_;           ///< of nodes
  std::vector<llvm::Value*> index_;            ///< of loops
  std::vector<bool> certain_;                  ///< nodes of kind Inside that are true in the turns at hand
  unsigned lanes_ = 1;                         ///< turns of the vector loop at once; 1 outside it
  llvm::Constant* mask_ = nullptr;             ///< which lanes count; null: all
};

}  // namespace adc::jit
