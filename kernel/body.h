// Makes the body of a region.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "ir/function.h"
#include "kernel/fusion.h"
#include "kernel/region.h"
#include "kernel/row_axes.h"

namespace adc::kernel {

/// Where in a tensor, per axis, as the loops run.
using Indices = std::vector<Affine>;

/// Adds to a region the nodes that compute elements of values.
class BodyBuilder {
 public:
  /// `rows`: how values depend on rows that are summed, if there are any; else empty.
  BodyBuilder(const ir::Function& fn, const Fusion& fusion, Region& region, std::span<const RowAxis> rows = {})
      : fn_(fn), fusion_(fusion), region_(region), rows_(rows) {}

  /// The element of `id` at `at`: loaded where `id` has an array, computed otherwise.
  NodeId element(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards = {});
  /// The element of `id`, which has an array, as the ops that make it give it.
  NodeId computed(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards = {});
  /// The region computes `id`: its element at the index of the loops is `node`, or unknown.
  void define(ir::ValueId id, std::optional<NodeId> node) { defined_[id] = node; }
  /// Whether an element of what the region computes was asked for that is not known. The region is of no use then.
  [[nodiscard]] bool has_clash() const { return has_clash_; }

  /// The index of the loops `first`, `first` + 1, …: one per axis of `shape`.
  [[nodiscard]] Indices loops_from(std::size_t first, std::size_t count) const;
  /// Where in a row-major array of `shape` the element at `at` lies.
  [[nodiscard]] Affine flat(const ir::Shape& shape, const Indices& at) const;
  [[nodiscard]] Affine fixed(std::int64_t offset) const;
  NodeId add(Node node);

 private:
  using Key = std::pair<std::vector<std::int64_t>, std::vector<NodeId>>;  // the value and its indices; guards

  NodeId load(ir::ValueId id, Affine index, const std::vector<NodeId>& guards);
  NodeId apply(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  NodeId pad(ir::ValueId id, const Indices& at, std::vector<NodeId> guards);
  NodeId gather(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  [[nodiscard]] Affine row_in_merged(ir::ValueId id) const;
  NodeId reshape(ir::ValueId id, const Indices& at, const std::vector<NodeId>& guards);
  NodeId number(double value);
  NodeId truth(bool value);
  [[nodiscard]] bool has_array(ir::ValueId id) const;

  const ir::Function& fn_;
  const Fusion& fusion_;
  Region& region_;
  std::span<const RowAxis> rows_;
  std::map<Key, NodeId> known_;
  std::map<ir::ValueId, std::optional<NodeId>> defined_;
  bool has_clash_ = false;
};

}  // namespace adc::kernel
