#include "passes/sparse/dependence.h"

#include <algorithm>
#include <utility>

#include "ir/moves.h"
#include "ir/view.h"
#include "ir/watch.h"
#include "passes/rules/structural.h"
#include "passes/sparse/smooth_structure.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;
using Id = IndexSets::Id;

std::size_t variables(const ir::Function& fn, std::span<const std::uint32_t> wrt) {
  std::size_t sum = 0;
  for (const std::uint32_t input : wrt) sum += static_cast<std::size_t>(fn.shape(ir::value_id(input)).elements());
  return sum;
}

// Where the elements along these axes alone lie, in row-major order of the axes as they are listed.
std::vector<std::size_t> offsets(const ir::Shape& shape, ir::List axes) {
  ir::View view{.shape = ir::Shape(extents(shape, axes))};
  const auto strides = shape.strides();
  for (std::size_t k = 0; k < axes.size(); ++k) view.strides[k] = strides[static_cast<std::size_t>(axes[k])];
  std::vector<std::size_t> result;
  result.reserve(static_cast<std::size_t>(view.shape.elements()));
  ir::for_each(view, [&](std::size_t offset) { result.push_back(offset); });
  return result;
}

std::size_t elements(const ir::Function& fn, ValueId value) {
  return static_cast<std::size_t>(fn.shape(value).elements());
}

ElementSets kept(std::vector<Id> sets) {
  const bool is_empty = std::ranges::all_of(sets, [](Id id) { return id == IndexSets::kEmpty; });
  return is_empty ? nullptr : std::make_shared<const std::vector<Id>>(std::move(sets));
}

// The position that a number says, of so many.
std::optional<std::size_t> position(double number, std::size_t extent) {
  if (!(number >= 0 && number < static_cast<double>(extent))) return std::nullopt;
  const auto at = static_cast<std::size_t>(number);
  return static_cast<double>(at) == number ? std::optional(at) : std::nullopt;
}

}  // namespace

DotElements dot_elements(const ir::Function& fn, ValueId dot) {
  DotElements result;
  for (std::size_t k = 0; k < 2; ++k) {
    const ir::Shape& shape = fn.shape(fn.operands(dot)[k]);
    const ir::List batch = fn.list(dot, k);
    const ir::List contracted = fn.list(dot, 2 + k);
    result.batch[k] = offsets(shape, batch);
    result.contracted[k] = offsets(shape, contracted);
    result.other[k] = offsets(shape, other_axes(joined(Axes(batch.begin(), batch.end()), contracted), shape.rank()));
  }
  return result;
}

Groups groups_over(const ir::Shape& shape, ir::List axes) {
  return {offsets(shape, other_axes(axes, shape.rank())), offsets(shape, axes)};
}

Dependence::Dependence(const ir::Function& fn, std::span<const std::uint32_t> wrt, std::size_t most_members)
    : fn_(fn), sets_(variables(fn, wrt), most_members), known_(fn), found_(fn.size()), is_found_(fn.size()) {
  for (std::size_t i = 0; i < fn.params().size(); ++i) is_found_[i] = true;
  std::size_t next = 0;
  for (const std::uint32_t input : wrt) {
    Sets own(elements(fn, ir::value_id(input)));
    for (Id& id : own) id = IndexSets::single(next++);
    found_[input] = kept(std::move(own));
  }
}

void Dependence::find(std::span<const ValueId> values) {
  std::vector<ValueId> missing;
  const auto visit = [&](ValueId value) {
    if (is_found_[ir::index(value)]) return;
    is_found_[ir::index(value)] = true;
    missing.push_back(value);
  };
  std::ranges::for_each(values, visit);
  for (std::size_t next = 0; next < missing.size(); ++next) {  // `missing` grows
    const ValueId value = missing[next];
    const std::span<const ValueId> operands = fn_.operands(value);
    for (std::size_t k = 0; k < operands.size(); ++k) {
      if (changes_with(value, k)) visit(operands[k]);
    }
  }
  std::ranges::sort(missing);
  for (const ValueId value : missing) {
    ir::check_time(elements(fn_, value));
    found_[ir::index(value)] = made(value);
  }
}

bool Dependence::changes_with(ValueId id, std::size_t k) const {
  const Op op = fn_.op(id);
  const bool is_smooth = ir::info(op).op_class == ir::OpClass::Smooth;
  return is_smooth ? first_order(fn_, id)[k] : is_differentiable(op, k);
}

ElementSets Dependence::made(ValueId id) {
  const Op op = fn_.op(id);
  bool depends = false;
  for (std::size_t k = 0; k < fn_.operands(id).size(); ++k)
    depends = depends || (changes_with(id, k) && of(fn_.operands(id)[k]) != nullptr);
  if (!depends) return nullptr;
  if (ir::is_elementwise(op)) return elementwise(id);
  if (ir::moves_elements(op)) return moved(id);
  switch (op) {
    case Op::Dot: return dot(id);
    case Op::Pad:
    case Op::Concat: return moved(id);
    case Op::Gather: return gather(id);
    case Op::ScatterAdd: return scatter(id);
    case Op::Softmax:
    case Op::LogSoftmax: return over_groups(id, true);
    default: return over_groups(id, false);  // reductions
  }
}

ElementSets Dependence::elementwise(ValueId id) {
  const std::span<const ValueId> operands = fn_.operands(id);
  if (fn_.op(id) == Op::Select) {
    if (const auto condition = known_.of(operands[0]); !condition.empty()) return chosen(id, condition);
  }
  ElementSets result;
  for (std::size_t k = 0; k < operands.size(); ++k) {
    if (!changes_with(id, k)) continue;
    ElementSets one = of(operands[k]);
    if (one == nullptr || one == result) continue;
    const std::size_t count = elements(fn_, id);
    if (one->size() != count) one = std::make_shared<const Sets>(count, one->front());
    if (fn_.op(id) == Op::Mul) {
      if (const auto factor = known_.of(operands[1 - k]); std::ranges::find(factor, 0.0) != factor.end()) {
        Sets left = *one;
        for (std::size_t i = 0; i < count; ++i) {
          if (known_.is_zero(factor, i)) left[i] = IndexSets::kEmpty;
        }
        one = kept(std::move(left));
        if (one == nullptr) continue;
      }
    }
    result = result == nullptr ? std::move(one) : united(result, one);
  }
  return result;
}

ElementSets Dependence::united(const ElementSets& a, const ElementSets& b) {
  ElementSets& result = united_[{a, b}];
  if (result == nullptr) {
    Sets both(a->size());
    for (std::size_t i = 0; i < both.size(); ++i) both[i] = sets_.unite((*a)[i], (*b)[i]);
    result = both == *a ? a : both == *b ? b : std::make_shared<const Sets>(std::move(both));
  }
  return result;
}

ElementSets Dependence::chosen(ValueId id, std::span<const double> condition) {
  const std::span<const ValueId> operands = fn_.operands(id);
  Sets result(elements(fn_, id));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const ElementSets& side = of(operands[condition[condition.size() == 1 ? 0 : i] != 0 ? 1 : 2]);
    if (side != nullptr) result[i] = (*side)[side->size() == 1 ? 0 : i];
  }
  return kept(std::move(result));
}

// Each element of the result depends on a row of the first operand and a column of the second, without terms that have
// a known factor of 0.
ElementSets Dependence::dot(ValueId id) {
  const DotElements at = dot_elements(fn_, id);
  const std::array<ValueId, 2> x{fn_.operands(id)[0], fn_.operands(id)[1]};
  // sets[k][line]: of operand k, by batch and other axes
  const auto line_of = [&](std::size_t k, std::size_t i, std::size_t j, auto&& is_zero) {
    members_.clear();
    for (std::size_t t = 0; t < at.contracted[k].size(); ++t) {
      const Id member = (*of(x[k]))[at.batch[k][i] + at.other[k][j] + at.contracted[k][t]];
      if (member != IndexSets::kEmpty && !is_zero(t)) members_.push_back(member);
    }
    ir::check_time(at.contracted[k].size());
    return sets_.unite(members_);
  };
  Sets result(elements(fn_, id));
  for (std::size_t k = 0; k < 2; ++k) {
    if (of(x[k]) == nullptr) continue;
    const std::span<const double> factor = known_.of(x[1 - k]);
    for (std::size_t i = 0; i < at.batch[k].size(); ++i) {
      for (std::size_t j = 0; j < at.other[k].size(); ++j) {
        Id line = IndexSets::kEmpty;
        if (factor.empty()) line = line_of(k, i, j, [](std::size_t) { return false; });
        for (std::size_t l = 0; l < at.other[1 - k].size(); ++l) {
          if (!factor.empty()) {
            const std::size_t of_line = at.batch[1 - k][i] + at.other[1 - k][l];
            line = line_of(k, i, j, [&](std::size_t t) { return factor[of_line + at.contracted[1 - k][t]] == 0; });
          }
          const std::size_t row = k == 0 ? j : l;
          const std::size_t column = k == 0 ? l : j;
          Id& to = result[(i * at.other[0].size() + row) * at.other[1].size() + column];
          to = sets_.unite(to, line);
        }
      }
    }
  }
  return kept(std::move(result));
}

ElementSets Dependence::moved(ValueId id) {
  const ValueId x = fn_.operands(id)[0];
  Sets result(elements(fn_, id), IndexSets::kEmpty);
  if (fn_.op(id) == Op::Pad) {
    auto next = of(x)->begin();
    ir::for_each(ir::view_inside_pad(fn_, id), [&](std::size_t i) { result[i] = *next++; });
  } else if (fn_.op(id) == Op::Concat) {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    ir::View part = ir::view_of(fn_.shape(id));
    for (const ValueId operand : fn_.operands(id)) {
      part.shape = fn_.shape(operand);
      std::size_t next = 0;
      ir::for_each(part, [&](std::size_t i) { result[i] = of(operand) ? (*of(operand))[next++] : IndexSets::kEmpty; });
      part.offset += part.shape[axis] * part.strides[axis];
    }
  } else {
    if (fn_.op(id) == Op::Reshape) return of(x);
    std::size_t next = 0;
    ir::for_each(*ir::view_through(fn_, id, ir::view_of(fn_.shape(x))),
                 [&](std::size_t i) { result[next++] = (*of(x))[i]; });
  }
  return kept(std::move(result));
}

// The axis of `shape` that positions are along.
Dependence::Indexed Dependence::indexed(ValueId id, const ir::Shape& shape) const {
  const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
  Indexed result{.extent = static_cast<std::size_t>(shape[axis]),
                 .positions = known_.of(fn_.operands(id)[1]),
                 .count = elements(fn_, fn_.operands(id)[1])};
  for (std::size_t k = 0; k < axis; ++k) result.outers *= static_cast<std::size_t>(shape[k]);
  for (std::size_t k = axis + 1; k < shape.rank(); ++k) result.inners *= static_cast<std::size_t>(shape[k]);
  return result;
}

// Where an input decides the positions, an element may be any along the axis.
ElementSets Dependence::gather(ValueId id) {
  const ValueId x = fn_.operands(id)[0];
  const ir::Shape& shape = fn_.shape(x);
  const auto [outers, extent, inners, positions, count] = indexed(id, shape);
  const Groups along = groups_over(shape, fn_.list(id, 0));
  Sets all;
  if (positions.empty()) {
    for (std::size_t g = 0; g < along.base.size(); ++g) all.push_back(of_group(of(x), along, g));
  }
  Sets result;
  result.reserve(elements(fn_, id));
  for (std::size_t outer = 0; outer < outers; ++outer) {
    for (std::size_t p = 0; p < count; ++p) {
      const std::optional<std::size_t> at = positions.empty() ? 0 : position(positions[p], extent);
      for (std::size_t inner = 0; inner < inners; ++inner) {
        if (positions.empty())
          result.push_back(all[outer * inners + inner]);
        else
          result.push_back(at ? (*of(x))[(outer * extent + *at) * inners + inner] : IndexSets::kEmpty);
      }
    }
  }
  return kept(std::move(result));
}

ElementSets Dependence::scatter(ValueId id) {
  const ValueId x = fn_.operands(id)[0];
  const ir::Shape& shape = fn_.shape(id);
  const auto [outers, extent, inners, positions, count] = indexed(id, shape);
  Sets result(elements(fn_, id), IndexSets::kEmpty);
  // by place along the axis, what is added there
  std::vector<Sets> added(extent);
  for (std::size_t outer = 0; outer < outers; ++outer) {
    for (std::size_t inner = 0; inner < inners; ++inner) {
      for (Sets& place : added) place.clear();
      Sets anywhere;
      for (std::size_t p = 0; p < count; ++p) {
        const Id from = (*of(x))[(outer * count + p) * inners + inner];
        if (positions.empty()) {
          anywhere.push_back(from);
        } else if (const auto at = position(positions[p], extent)) {
          added[*at].push_back(from);
        }
      }
      const Id any = sets_.unite(anywhere);
      for (std::size_t at = 0; at < added.size(); ++at) {
        result[(outer * extent + at) * inners + inner] = positions.empty() ? any : sets_.unite(added[at]);
      }
    }
  }
  return kept(std::move(result));
}

Id Dependence::of_group(const ElementSets& sets, const Groups& groups, std::size_t g) {
  members_.clear();
  for (const std::size_t offset : groups.offsets) members_.push_back((*sets)[groups.base[g] + offset]);
  ir::check_time(groups.offsets.size());
  return sets_.unite(members_);
}

ElementSets Dependence::over_groups(ValueId id, bool keeps_elements) {
  const ValueId x = fn_.operands(id)[0];
  const Groups groups = groups_over(fn_.shape(x), fn_.list(id, 0));
  Sets result(elements(fn_, id));
  for (std::size_t g = 0; g < groups.base.size(); ++g) {
    const Id all = of_group(of(x), groups, g);
    if (keeps_elements) {
      for (const std::size_t offset : groups.offsets) result[groups.base[g] + offset] = all;
    } else {
      result[g] = all;
    }
  }
  return kept(std::move(result));
}

}  // namespace adc::passes
