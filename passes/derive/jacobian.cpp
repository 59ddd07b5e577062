#include "passes/derive/jacobian.h"

#include "diag/diagnostics.h"
#include "passes/derive/seed_batch.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::ValueId;

// A sweep that is done for each element of a tensor: for each unit tensor.
class UnitSeeds {
 public:
  UnitSeeds(SharingBuilder& b, const ir::Shape& shape)
      : b_(b), n_(shape.elements()), batch_(b, n_), one_(batch_.stand_in(shape)) {}

  [[nodiscard]] Term seed() const { return value_term(one_); }

  [[nodiscard]] ValueId active() { return batch_.active(one_); }

  // `values`, made of the seed in all, with a leading axis along which the seed is each unit tensor.
  std::vector<ValueId> for_each_unit(std::span<const ValueId> values) {
    batch_.put(one_, units());
    return batch_.for_each_seed(values, [this](ValueId id) { return unit_product(id); });
  }

 private:
  // [n, shape…]: the i-th unit tensor at i
  ValueId units() {
    const Axes square{n_, n_};
    const ValueId diagonal = b_.to_float(b_.eq(b_.iota(square, 0), b_.iota(square, 1)));
    return b_.reshape(diagonal, joined({n_}, extents(b_.function().shape(one_))));
  }

  // A product of each unit tensor u and a tensor that is none: Σ uᵢ·vᵢ moves elements of v, so 0 meets none of them.
  std::optional<ValueId> unit_product(ValueId id) {
    if (b_.function().op(id) != ir::Op::Dot) return std::nullopt;
    const OpInput in = input_of(b_, id);
    const std::size_t k = in.x[0] == one_ ? 0 : 1;
    if (in.x[k] != one_ || batch_.is_lifted(in.x[1 - k])) return std::nullopt;
    const std::size_t seed = in.shapes[k].rank();
    const Axes dims = joined(extents(in.shapes[k]), extents(in.shape));
    if (dims.size() > ir::Shape::kMaxRank) return std::nullopt;
    const Axes own = other_axes(joined(in.lists[k], in.lists[2 + k]), seed);
    const Axes others = other_axes(joined(in.lists[1 - k], in.lists[3 - k]), in.shapes[1 - k].rank());
    const std::size_t batch = in.lists[k].size();
    const Axes own_to = axis_range(seed + batch + (k == 0 ? 0 : others.size()), own.size());
    const Axes others_to = axis_range(seed + batch + (k == 0 ? own.size() : 0), others.size());
    Axes to(in.shapes[1 - k].rank());
    const auto put = [&to](ir::List axes, ir::List places) {
      for (std::size_t i = 0; i < axes.size(); ++i) to[static_cast<std::size_t>(axes[i])] = places[i];
    };
    put(in.lists[1 - k], in.lists[k]);
    put(in.lists[3 - k], in.lists[2 + k]);
    put(others, others_to);
    ValueId result = place(b_, in.x[1 - k], dims, to);
    const auto keep_equal = [&](ir::List first, ir::List second) {
      for (std::size_t i = 0; i < first.size(); ++i) {
        const ValueId is_here = b_.eq(b_.iota(dims, first[i]), b_.iota(dims, second[i]));
        result = b_.select(is_here, result, b_.integer(0));
      }
    };
    keep_equal(own, own_to);
    keep_equal(in.lists[k], axis_range(seed, batch));
    return b_.reshape(result, joined({n_}, extents(in.shape)));
  }

  SharingBuilder& b_;
  std::int64_t n_;
  SeedBatch batch_;
  ValueId one_;
};

// Fails where ∂root/∂target would be too large for a tensor.
void check(const ir::Function& fn, ValueId root, ValueId target) {
  const std::array<const ir::Type*, 2> types{&fn.type(root), &fn.type(target)};
  const std::string_view error = ir::type_error(ir::Op::Diff, types, {}, fn.float_type());
  if (error.empty()) return;
  const bool axes = fn.shape(root).rank() + fn.shape(target).rank() > ir::Shape::kMaxRank;
  diag::fail(axes ? diag::Slug("too-many-axes") : diag::Slug("too-many-elements"), fn.span(root), std::string(error));
}

}  // namespace

std::vector<ValueId> jacobian_by_reverse(SharingBuilder& b, Reach& reach, Adjoints& adjoints, ValueId root,
                                         std::span<const ValueId> targets) {
  for (const ValueId target : targets) check(b.function(), root, target);
  const std::vector<ValueId> path = reach.between(b.function(), targets, {&root, 1});
  const ir::Shape shape = b.function().shape(root);
  std::optional<UnitSeeds> seeds;
  if (shape.rank() > 0) seeds.emplace(b, shape);
  if (seeds) {
    adjoints.seed(root, seeds->seed(), seeds->active());
  } else {
    adjoints.seed(root, constant_term(1));
  }
  const std::vector<Term> row = adjoints.sweep(path, targets);
  std::vector<ValueId> result;
  result.reserve(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    result.push_back(materialise(b, row[i], ir::Shape(b.function().shape(targets[i]))));
  }
  if (!seeds) return result;
  result = seeds->for_each_unit(result);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    result[i] = b.reshape(result[i], joined(extents(shape), extents(b.function().shape(targets[i]))));
  }
  return result;
}

std::vector<ValueId> jacobian_by_forward(SharingBuilder& b, Reach& reach, Tangents& tangents,
                                         std::span<const ValueId> roots, ValueId target) {
  for (const ValueId root : roots) check(b.function(), root, target);
  const ir::Shape shape = b.function().shape(target);
  std::optional<UnitSeeds> seeds;
  Tangents own(b, tangents.level());
  Tangents& used = shape.rank() > 0 ? own : tangents;
  const std::vector<ValueId> path = reach.between(b.function(), {&target, 1}, roots, &used);
  if (shape.rank() > 0) seeds.emplace(b, shape);
  if (seeds) {
    used.seed(target, seeds->seed(), seeds->active());
  } else {
    used.seed(target, constant_term(1));
  }
  used.sweep(path);
  std::vector<ValueId> result;
  for (const ValueId root : roots) result.push_back(materialise(b, used.of(root), ir::Shape(b.function().shape(root))));
  if (!seeds) return result;
  result = seeds->for_each_unit(result);
  for (std::size_t i = 0; i < roots.size(); ++i) {
    const ir::Shape root = b.function().shape(roots[i]);
    const ValueId rows = b.reshape(result[i], joined(extents(shape), extents(root)));
    const Axes order = joined(axis_range(shape.rank(), root.rank()), axis_range(0, shape.rank()));
    result[i] = root.rank() == 0 ? rows : b.transpose(rows, order);
  }
  return result;
}

bool is_forward_cheaper(const ir::Function& fn, ValueId root, std::span<const ValueId> targets) {
  std::int64_t elements = 0;
  for (const ValueId target : targets) elements += fn.shape(target).elements();
  return elements < fn.shape(root).elements();
}

}  // namespace adc::passes
