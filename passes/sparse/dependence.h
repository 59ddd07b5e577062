// Which variables each element of each value depends on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "ir/function.h"
#include "passes/sparse/index_sets.h"
#include "passes/sparse/known_numbers.h"
#include "passes/tensors/axes.h"

namespace adc::passes {

/// The set of variables of each element of a tensor, row-major; null where no element depends on one. Values that
/// depend on the same have the same.
using ElementSets = std::shared_ptr<const std::vector<IndexSets::Id>>;

/// A product of tensors, element by element: operand k has its element of batch i, other axes j and contracted axes t
/// at batch[k][i] + other[k][j] + contracted[k][t]; the result has its elements in the order of i, j of the first
/// operand, j of the second.
struct DotElements {
  std::array<std::vector<std::size_t>, 2> batch;
  std::array<std::vector<std::size_t>, 2> other;
  std::array<std::vector<std::size_t>, 2> contracted;
};
[[nodiscard]] DotElements dot_elements(const ir::Function& fn, ir::ValueId dot);

/// Elements that are taken together: the members of group g begin at base[g] and are `offsets` from there.
struct Groups {
  std::vector<std::size_t> base;
  std::vector<std::size_t> offsets;
};
/// The groups over `axes` of a tensor of this shape.
[[nodiscard]] Groups groups_over(const ir::Shape& shape, ir::List axes);

/// Finds, from the operation that makes each value and by derivatives alone (not by conditions, positions or what is
/// rounded), which numbers of the inputs `wrt`, counted one input after the other, each element may change with.
/// Tensors are not taken apart: moves of elements move sets. Only what is asked for is looked at. `fn` has no `Diff`
/// and outlives this. Throws `diag::Failure` ("too-much-memory", or that time is over).
class Dependence {
 public:
  Dependence(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t most_members);

  /// Finds the sets of these values. O(elements of what they are computed from · members).
  void find(std::span<const ir::ValueId> values);
  /// What was found.
  [[nodiscard]] const ElementSets& of(ir::ValueId value) const { return found_[ir::index(value)]; }
  [[nodiscard]] IndexSets& sets() { return sets_; }
  [[nodiscard]] const KnownNumbers& known() const { return known_; }

  /// The set of all elements of a group, in a tensor with these sets.
  [[nodiscard]] IndexSets::Id of_group(const ElementSets& sets, const Groups& groups, std::size_t g);

 private:
  using Sets = std::vector<IndexSets::Id>;
  [[nodiscard]] bool changes_with(ir::ValueId id, std::size_t k) const;
  [[nodiscard]] ElementSets made(ir::ValueId id);
  [[nodiscard]] ElementSets elementwise(ir::ValueId id);
  [[nodiscard]] ElementSets united(const ElementSets& a, const ElementSets& b);
  [[nodiscard]] ElementSets chosen(ir::ValueId id, std::span<const double> condition);
  [[nodiscard]] ElementSets dot(ir::ValueId id);
  [[nodiscard]] ElementSets moved(ir::ValueId id);
  /// A tensor as [outers, extent of an axis, inners], and the positions along that axis: empty where an input decides
  /// them.
  struct Indexed {
    std::size_t outers = 1;
    std::size_t extent = 1;
    std::size_t inners = 1;
    std::span<const double> positions;
    std::size_t count = 0;
  };
  [[nodiscard]] Indexed indexed(ir::ValueId id, const ir::Shape& shape) const;
  [[nodiscard]] ElementSets gather(ir::ValueId id);
  [[nodiscard]] ElementSets scatter(ir::ValueId id);
  [[nodiscard]] ElementSets over_groups(ir::ValueId id, bool keeps_elements);

  const ir::Function& fn_;
  IndexSets sets_;
  KnownNumbers known_;
  std::vector<ElementSets> found_;
  std::vector<bool> is_found_;
  std::map<std::pair<ElementSets, ElementSets>, ElementSets> united_;
  std::vector<IndexSets::Id> members_;
};

}  // namespace adc::passes
