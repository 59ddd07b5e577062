// Makes the body of a kernel.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "ir/function.h"
#include "kernel/fusion.h"
#include "kernel/kernel.h"

namespace adc::kernel {

/// Where in a tensor, per axis, as the loops run.
using Indices = std::vector<Affine>;

/// Adds to a kernel the nodes that compute elements of values.
class BodyBuilder {
 public:
  BodyBuilder(const ir::Function& fn, const Fusion& fusion, Kernel& kernel)
      : fn_(fn), fusion_(fusion), kernel_(kernel) {}

  /// The element of `id` at `at`: loaded where `id` has an array, computed otherwise.
  NodeId element(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards = {});
  /// The element of `id`, which has an array, as the ops that make it give it.
  NodeId computed(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards = {});
  /// The kernel computes `id`: its element at the index of the loops is `node`, or unknown (kNoNode).
  void define(ir::ValueId id, NodeId node) { defined_[id] = node; }
  /// Whether an element of what the kernel computes was asked for that is not known. The kernel is of no use then.
  [[nodiscard]] bool has_clash() const { return has_clash_; }

  /// The index of the loops `first`, `first` + 1, …: one per axis of `shape`.
  [[nodiscard]] Indices loops_from(std::size_t first, std::size_t count) const;
  /// Where in a row-major array of `shape` the element at `at` lies.
  [[nodiscard]] Affine flat(const ir::Shape& shape, const Indices& at) const;
  [[nodiscard]] Affine fixed(std::int64_t offset) const;

 private:
  using Key = std::pair<std::vector<std::int64_t>, std::vector<NodeId>>;  // the value and its indices; guards

  NodeId load(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  NodeId apply(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  NodeId pad(ir::ValueId id, const Indices& at, std::vector<NodeId> guards);
  NodeId gather(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  NodeId reshape(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  NodeId constant(const ir::Constant& constant);
  NodeId inside(const Affine& index, std::int64_t extent);
  NodeId add(Node node);
  [[nodiscard]] bool has_array(ir::ValueId id) const;

  const ir::Function& fn_;
  const Fusion& fusion_;
  Kernel& kernel_;
  std::map<Key, NodeId> known_;
  std::map<ir::ValueId, NodeId> defined_;
  bool has_clash_ = false;
};

}  // namespace adc::kernel
