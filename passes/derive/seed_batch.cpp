#include "passes/derive/seed_batch.h"

#include <algorithm>

#include "passes/tensors/axes.h"
#include "passes/tensors/batch.h"

namespace adc::passes {

using ir::ValueId;

ValueId SeedBatch::stand_in(const ir::Shape& shape) {
  const ValueId zero = b_.integer(0);
  const ValueId seed = b_.copy(shape.rank() == 0 ? zero : b_.broadcast(zero, extents(shape), {}));
  b_.facts().unit_seeds.insert(seed);
  if (!first_) first_ = seed;
  return seed;
}

std::vector<ValueId> SeedBatch::for_each_seed(std::span<const ValueId> values, const Special& special) {
  const std::size_t end = b_.size();
  std::vector<Lifted> x;
  for (std::size_t i = first_ ? ir::index(*first_) + 1 : end; i < end; ++i) {
    const ValueId id = ir::value_id(i);
    if (is_lifted(id)) continue;
    x.clear();
    for (const ValueId operand : b_.function().operands(id)) {
      const auto found = lifted_.find(operand);
      x.push_back(found == lifted_.end() ? Lifted{operand, false} : Lifted{found->second, true});
    }
    if (std::ranges::none_of(x, &Lifted::batched)) continue;
    const std::optional<ValueId> own = special ? special(id) : std::nullopt;
    const ValueId batch = own ? *own : lift(b_, b_.function(), id, x, n_);
    lifted_[id] = batch;
  }
  std::vector<ValueId> result;
  for (const ValueId value : values) {
    const auto found = lifted_.find(value);
    result.push_back(found == lifted_.end() ? with_leading_axis(b_, {value, false}, n_) : found->second);
  }
  return result;
}

}  // namespace adc::passes
