#include "kernel/lower.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

#include "ir/view.h"
#include "kernel/body.h"
#include "kernel/fusion.h"
#include "kernel/loops.h"
#include "kernel/place.h"
#include "kernel/row_axes.h"
#include "kernel/scalars.h"
#include "kernel/summed_rows.h"
#include "kernel/tables.h"
#include "kernel/verify.h"

namespace adc::kernel {
namespace {

using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;

/// Loops with the same turns are one while they have no more nodes.
constexpr std::size_t kMaxNodes = std::size_t{2} * kMaxBody;

ArrayId array_of(ValueId id) { return static_cast<ArrayId>(index(id)); }

using Role = Loop::Role;

/// Loops over the axes of a shape, of which one may be that of rows.
std::vector<Loop> loops_over(const Shape& shape, const RowAxis& rows, Role role = Role::Parallel) {
  std::vector<Loop> loops;
  for (const std::int64_t extent : shape.dims()) loops.push_back({extent, role, rows.is_of_rows(loops.size())});
  return loops;
}

bool is_in(List list, std::size_t axis) {
  return std::ranges::find(list, static_cast<std::int64_t>(axis)) != list.end();
}

/// What combines the terms of a reduction; nullopt for other ops.
std::optional<Combine> combine_of(Op op) {
  switch (op) {
    case Op::ReduceSum: return Combine::Add;
    case Op::Prod: return Combine::Mul;
    case Op::ReduceMax: return Combine::Max;
    case Op::ReduceMin: return Combine::Min;
    default: return std::nullopt;
  }
}

/// In the order that `arrange_loops` changes.
Fold fold(Combine combine, NodeId term) { return {combine, term, {1, kSumBlock}}; }

class Planner {
 public:
  /// `summed`, if given, and then with the axes of rows in `axes`, says which outputs have rows.
  explicit Planner(const ir::Function& fn, const SummedRows* summed = nullptr, std::vector<RowAxis> axes = {})
      : fn_(fn),
        summed_(summed),
        axes_(std::move(axes)),
        fusion_(fuse(fn)),
        float_bytes_(fn.float_type() == ir::DType::F32 ? sizeof(float) : sizeof(double)) {}

  Program run() {
    std::vector<bool> is_output(fn_.size(), false);
    for (const ir::Output& output : fn_.outputs()) is_output[index(output.value)] = true;
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (!fusion_.stored[i]) continue;
      std::optional<Table> table = is_output[i] ? std::nullopt : table_of(fn_, ir::value_id(i));
      if (table)
        tables_.emplace(i, *std::move(table));
      else
        compute(ir::value_id(i));
    }
    copy_outputs();
    close();
    return place_arrays(fn_, std::move(steps_), std::move(tables_));
  }

 private:
  // --- loops that store -------------------------------------------------------------------------------------------

  /// Loops that further results may join.
  struct Group {
    Shape shape;
    RowAxis rows;
    Region region;
    BodyBuilder body;
    Group(const ir::Function& fn, const Fusion& fusion, const Shape& turns, const RowAxis& axis,
          std::span<const RowAxis> axes)
        : shape(turns), rows(axis), region{.loops = loops_over(turns, axis)}, body(fn, fusion, region, axes) {}
  };

  /// What to store, where, and what that makes known.
  struct Wanted {
    ValueId value;
    bool is_computed;  // rather than loaded
    ArrayId array;
    ir::View to;  // of the array, by the indices of `value`
    ValueId defines;
    bool is_whole;  // it defines all that `value` is
    RowAxis rows;   // of what it defines, or of the output that it is copied to
  };

  void store(const Wanted& wanted) {
    const Shape& shape = fn_.shape(wanted.value);
    if (shape.elements() == 0) return;
    const bool fits = group_ != nullptr && group_->shape == shape && is_same_loop(group_->rows, wanted.rows);
    if (!fits || !try_store(wanted)) {
      close();
      group_ = std::make_unique<Group>(fn_, fusion_, shape, wanted.rows, axes_);
      try_store(wanted);
    }
    if (group_->region.nodes.size() >= kMaxNodes) close();
  }

  static bool is_same_loop(const RowAxis& x, const RowAxis& y) {
    return x == y || (x.kind != RowAxis::Kind::Rows && y.kind != RowAxis::Kind::Rows);
  }

  bool try_store(const Wanted& wanted) {
    Region& region = group_->region;
    const std::size_t before = region.nodes.size();
    const Indices at = group_->body.loops_from(0, group_->shape.rank());
    const NodeId node =
        wanted.is_computed ? group_->body.computed(wanted.value, at) : group_->body.element(wanted.value, at);
    if (group_->body.has_clash()) {
      region.nodes.erase(region.nodes.begin() + static_cast<std::ptrdiff_t>(before), region.nodes.end());
      return false;
    }
    Affine to = group_->body.fixed(wanted.to.offset);
    for (std::size_t axis = 0; axis < at.size(); ++axis) to.strides[axis] = wanted.to.strides[axis];
    region.stores.emplace_back(Set{node, wanted.array, std::move(to)});
    group_->body.define(wanted.defines, wanted.is_whole ? std::optional(node) : std::nullopt);
    return true;
  }

  void close() {
    if (group_ == nullptr) return;
    Region region = std::move(group_->region);
    group_ = nullptr;
    if (!region.stores.empty()) add(std::move(region));
  }

  void add(Region region) {
    remove_dead(region);
    arrange_loops(region, float_bytes_);
    steps_.emplace_back(std::move(region));
  }

  // --- the ops ----------------------------------------------------------------------------------------------------

  void compute(ValueId id) {
    const Op op = fn_.op(id);
    if (op == Op::Concat) return concat(id);
    if (op == Op::Pad && std::ranges::any_of(fn_.list(id, 2), [](std::int64_t n) { return n > 0; })) return spread(id);
    const std::optional<Combine> combine = combine_of(op);
    const bool is_loop_of_its_own = combine || op == Op::Argmax || op == Op::Dot || op == Op::ScatterAdd;
    if (!is_loop_of_its_own) {
      return store({id, true, array_of(id), ir::view_of(fn_.shape(id)), id, true, rows_of(id)});
    }
    close();
    if (combine) return reduce(id, *combine);
    if (op == Op::Argmax) return argmax(id);
    if (op == Op::ScatterAdd) return scatter(id);
    const bool is_call = fusion_.is_product[index(id)] && multiply(id);
    if (!is_call) dot(id);
  }

  /// A matrix product; false where its rows are not such as a library's product may lack.
  bool multiply(ValueId id) {
    MatrixProduct product = *as_matrix_product(fn_, id);
    if (!set_rows(id, product)) return false;
    steps_.emplace_back(Call{product, loops_of_product(product, float_bytes_)});
    return true;
  }

  /// Which extent is that of rows. They are outermost in it: what a tile lacks is at its end.
  bool set_rows(ValueId id, MatrixProduct& product) const {
    const RowAxis x = rows_of(fn_.operands(id)[0]);
    const RowAxis y = rows_of(fn_.operands(id)[1]);
    if (x.kind != RowAxis::Kind::Rows) return y.kind != RowAxis::Kind::Rows;
    const List batch = fn_.list(id, 0);
    const List contracted = fn_.list(id, 2);
    std::vector<std::int64_t> free;
    for (std::size_t axis = 0; axis < fn_.shape(fn_.operands(id)[0]).rank(); ++axis) {
      if (!is_in(batch, axis) && !is_in(contracted, axis)) free.push_back(static_cast<std::int64_t>(axis));
    }
    const auto is_first = [&](const auto& axes) {
      return !axes.empty() && x.is_of_rows(static_cast<std::size_t>(axes.front()));
    };
    using Rows = MatrixProduct::Rows;
    product.tile = summed_->tile;
    product.rows = is_first(batch)        ? Rows::Batch
                   : is_first(free)       ? Rows::M
                   : is_first(contracted) ? Rows::K
                                          : Rows::None;
    return product.rows != Rows::None;
  }

  [[nodiscard]] RowAxis rows_of(ValueId id) const { return summed_ == nullptr ? RowAxis{} : axes_[index(id)]; }

  /// Loops over the elements of `id` and, reduced, the axes of its operand that go; and where in the operand they are.
  std::pair<Region, std::vector<std::size_t>> reduction(ValueId id) const {
    const ValueId x = fn_.operands(id)[0];
    const List axes = fn_.list(id, 0);
    Region region{.loops = loops_over(fn_.shape(id), rows_of(id))};
    std::vector<std::size_t> loop_of(fn_.shape(x).rank());
    std::size_t kept = 0;
    for (std::size_t axis = 0; axis < loop_of.size(); ++axis) {
      loop_of[axis] = is_in(axes, axis) ? region.loops.size() : kept++;
      if (is_in(axes, axis)) {
        region.loops.push_back({fn_.shape(x)[axis], Role::Reduced, rows_of(x).is_of_rows(axis)});
      }
    }
    return {std::move(region), std::move(loop_of)};
  }

  void reduce(ValueId id, Combine combine) {
    auto [region, loop_of] = reduction(id);
    BodyBuilder body(fn_, fusion_, region, axes_);
    const Indices at = permuted(body.loops_from(0, region.loops.size()), loop_of);
    finish(id, region, body, identity_of_nothing(combine),
           [&] { return body.add(fold(combine, body.element(fn_.operands(id)[0], at))); });
  }

  void argmax(ValueId id) {
    auto [region, loop_of] = reduction(id);
    BodyBuilder body(fn_, fusion_, region, axes_);
    const Indices at = permuted(body.loops_from(0, region.loops.size()), loop_of);
    finish(id, region, body, 0, [&] { return body.add(Argmax{body.element(fn_.operands(id)[0], at)}); });
  }

  static Indices permuted(const Indices& loops, const std::vector<std::size_t>& loop_of) {
    Indices at;
    for (const std::size_t loop : loop_of) at.push_back(loops[loop]);
    return at;
  }

  void dot(ValueId id) {
    Region region{.loops = loops_over(fn_.shape(id), rows_of(id))};
    std::vector<std::size_t> loop_of[2];
    for (std::size_t k = 0; k < 2; ++k) loop_of[k].resize(fn_.shape(fn_.operands(id)[k]).rank());
    const auto assign = [&](List axes, std::vector<std::size_t>& loops, std::size_t first) {
      for (const std::int64_t axis : axes) loops[static_cast<std::size_t>(axis)] = first++;
    };
    std::size_t kept = fn_.list(id, 0).size();
    for (std::size_t k = 0; k < 2; ++k) {
      assign(fn_.list(id, k), loop_of[k], 0);
      for (std::size_t axis = 0; axis < loop_of[k].size(); ++axis) {
        if (!is_in(fn_.list(id, k), axis) && !is_in(fn_.list(id, k + 2), axis)) loop_of[k][axis] = kept++;
      }
    }
    for (std::size_t k = 0; k < 2; ++k) assign(fn_.list(id, k + 2), loop_of[k], region.loops.size());
    for (std::size_t i = 0; i < fn_.list(id, 2).size(); ++i) {
      const auto is_of_rows = [&](std::size_t k) {
        return rows_of(fn_.operands(id)[k]).is_of_rows(static_cast<std::size_t>(fn_.list(id, k + 2)[i]));
      };
      const auto axis = static_cast<std::size_t>(fn_.list(id, 2)[i]);
      region.loops.push_back({fn_.shape(fn_.operands(id)[0])[axis], Role::Reduced, is_of_rows(0) || is_of_rows(1)});
    }
    BodyBuilder body(fn_, fusion_, region, axes_);
    const Indices loops = body.loops_from(0, region.loops.size());
    const auto factor = [&](std::size_t k) { return body.element(fn_.operands(id)[k], permuted(loops, loop_of[k])); };
    finish(id, region, body, 0, [&] {
      const NodeId second = factor(1);
      const NodeId first = factor(0);
      return body.add(fold(Combine::Add, body.add(Apply{Op::Mul, std::nullopt, {first, second}})));
    });
  }

  /// What a reduction of nothing gives: 0 for a sum, whose identity is −0.
  static double identity_of_nothing(Combine combine) { return combine == Combine::Add ? 0 : identity(combine); }

  /// A region with reduced loops that stores `id`: what `make` makes, or `nothing` where it would be made of nothing.
  template <typename Make>
  void finish(ValueId id, Region& region, BodyBuilder& body, double nothing, Make make) {
    const Shape& shape = fn_.shape(id);
    if (shape.elements() == 0) return;
    const auto is_empty = [](const Loop& loop) { return loop.role == Role::Reduced && loop.extent == 0; };
    const bool is_of_nothing = std::ranges::any_of(region.loops, is_empty);
    if (is_of_nothing) region.loops = loops_over(shape, rows_of(id));
    const NodeId node = is_of_nothing ? body.add(Constant{nothing}) : make();
    region.stores.emplace_back(Set{node, array_of(id), body.flat(shape, body.loops_from(0, shape.rank()))});
    add(std::move(region));
  }

  /// Sets a whole array to 0.
  void fill(ValueId id) {
    const Shape& shape = fn_.shape(id);
    if (shape.elements() == 0) return;
    const bool is_bool = fn_.type(id).dtype == ir::DType::Bool;
    const auto strides = shape.strides();
    add({.loops = loops_over(shape, rows_of(id)),
         .nodes = {is_bool ? Node(Truth{false}) : Node(Constant{0})},
         .stores = {Set{0, array_of(id), {0, {strides.begin(), strides.begin() + shape.rank()}}}}});
  }

  void scatter(ValueId id) {
    fill(id);
    const ValueId updates = fn_.operands(id)[0];
    const ValueId positions = fn_.operands(id)[1];
    if (fn_.shape(updates).elements() == 0 || fn_.shape(id).elements() == 0) return;
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    const std::size_t rank = fn_.shape(positions).rank();
    const RowAxis rows = scattered_rows(id);
    Region region{.loops = loops_over(fn_.shape(updates), rows, Role::Sequential)};
    BodyBuilder body(fn_, fusion_, region, axes_);
    const Indices at = body.loops_from(0, region.loops.size());
    const NodeId update = body.element(updates, at);
    const NodeId position = body.element(positions, body.loops_from(axis, rank));
    Indices to(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(axis));
    to.push_back(body.fixed(0));
    to.insert(to.end(), at.begin() + static_cast<std::ptrdiff_t>(axis + rank), at.end());
    region.stores.emplace_back(Add{update,
                                   array_of(id),
                                   body.flat(fn_.shape(id), to),
                                   {position, fn_.shape(id).strides()[axis], fn_.shape(id)[axis]}});
    add(std::move(region));
  }

  /// The axis of rows of what is scattered: that of the updates, or of the positions by which they lead.
  [[nodiscard]] RowAxis scattered_rows(ValueId id) const {
    const RowAxis updates = rows_of(fn_.operands(id)[0]);
    RowAxis positions = rows_of(fn_.operands(id)[1]);
    if (updates.kind == RowAxis::Kind::Rows || positions.kind != RowAxis::Kind::Rows) return updates;
    positions.axis += static_cast<std::size_t>(fn_.list(id, 0)[0]);
    return positions;
  }

  // Zeros, and the operand's elements between them.
  void spread(ValueId id) {
    close();
    fill(id);
    store({fn_.operands(id)[0], false, array_of(id), ir::view_inside_pad(fn_, id), id, false, rows_of(id)});
  }

  void concat(ValueId id) {
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    ir::View to = ir::view_of(fn_.shape(id));
    std::vector<ValueId> parts = {id};  // last first
    while (!parts.empty()) {
      const ValueId part = parts.back();
      parts.pop_back();
      if (part == id || (fn_.op(part) == Op::Concat && !fusion_.stored[index(part)])) {
        parts.insert(parts.end(), {fn_.operands(part)[1], fn_.operands(part)[0]});
        continue;
      }
      store({part, false, array_of(id), to, id, false, rows_of(id)});
      to.offset += fn_.shape(part)[axis] * to.strides[axis];
    }
  }

  void copy_outputs() {
    close();
    if (summed_ != nullptr) look_at_uses();
    std::vector<bool> seen(fn_.size(), false);
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) {
      const ValueId value = fn_.outputs()[i].value;
      const bool is_copy = seen[index(value)] || fn_.op(value) == Op::Param || cannot_be_output(i);
      seen[index(value)] = true;
      if (!is_copy) continue;
      close();
      const RowAxis rows = has_rows(i) ? RowAxis{RowAxis::Kind::Rows, 0} : rows_of(value);
      group_ = std::make_unique<Group>(fn_, fusion_, fn_.shape(value), rows, axes_);
      const auto array = static_cast<ArrayId>(fn_.size() + i);
      store({value, false, array, ir::view_of(fn_.shape(value)), value, false, rows});
    }
  }

  [[nodiscard]] bool has_rows(std::size_t output) const { return summed_ != nullptr && summed_->outputs[output]; }

  /// What the steps do with the array of a value.
  struct Use {
    std::int64_t given = 0;  ///< elements that stores give
    bool is_read = false;    ///< or added to
    bool is_shared = false;  ///< by outputs
  };
  void look_at_uses() {
    uses_.assign(fn_.size(), {});
    for (const Step& step : steps_) {
      const Region& region = loops_of(step);
      std::int64_t turns = 1;
      for (std::size_t l = 0; l < region.kept(); ++l) turns *= region.loops[l].extent;
      for (const Node& node : region.nodes) {
        if (const auto array = array_read(node)) uses_[*array].is_read = true;
      }
      for (const Store& store : region.stores) {
        Use& use = uses_[std::visit([](const auto& to) { return to.array; }, store)];
        use.given += turns;
        use.is_read = use.is_read || std::holds_alternative<Add>(store);
      }
    }
    std::vector<bool> seen(fn_.size(), false);
    for (const ir::Output& output : fn_.outputs()) {
      uses_[index(output.value)].is_shared = seen[index(output.value)];
      seen[index(output.value)] = true;
    }
  }

  /// Whether the value of an output must have an array of its own where rows are summed: one of rows that has none by
  /// itself, and a sum that something reads or adds to, or that is not stored once.
  [[nodiscard]] bool cannot_be_output(std::size_t output) const {
    if (summed_ == nullptr) return false;
    const ValueId value = fn_.outputs()[output].value;
    if (has_rows(output)) return rows_of(value).kind != RowAxis::Kind::Rows;
    const auto& [given, is_read, is_shared] = uses_[index(value)];
    return is_read || is_shared || given != fn_.shape(value).elements();
  }

  const ir::Function& fn_;
  const SummedRows* summed_;
  std::vector<RowAxis> axes_;  // per value, where rows are summed
  Fusion fusion_;
  std::size_t float_bytes_;
  std::vector<Step> steps_;
  Tables tables_;
  std::unique_ptr<Group> group_;
  std::vector<Use> uses_;  // per value, where rows are summed
};

/// Whether the outputs are what `rows` says: of rows, or sums.
bool are_as_marked(const ir::Function& fn, const SummedRows& rows, const std::vector<RowAxis>& axes) {
  for (std::size_t i = 0; i < fn.outputs().size(); ++i) {
    const ValueId value = fn.outputs()[i].value;
    const RowAxis& axis = axes[index(value)];
    const bool is_of_rows = axis.is_of_rows(0) || axis.is_free();
    if (rows.outputs[i] ? !is_of_rows : !axis.is_sum()) return false;
  }
  return true;
}

}  // namespace

std::optional<Program> lower_summed(const ir::Function& fn, const SummedRows& rows) {
  std::optional<std::vector<RowAxis>> axes = row_axes(fn, rows.inputs);
  if (!axes || !are_as_marked(fn, rows, *axes)) return std::nullopt;
  Program program = Planner(fn, &rows, *std::move(axes)).run();
  program.tile = rows.tile;
  program.sums_rows = true;
  for (Array& array : program.arrays) {
    if (const auto* const input = std::get_if<Input>(&array.place)) array.is_of_rows = rows.inputs[input->number];
    if (const auto* const output = std::get_if<Output>(&array.place)) array.is_of_rows = rows.outputs[output->number];
  }
  if (!verify(program).empty()) return std::nullopt;
  return program;
}

Program lower(const ir::Function& fn) {
  Program program = fn.is_scalar() ? place_arrays(fn, {region_of_scalars(fn)}) : Planner(fn).run();
  assert(verify(program).empty());
  return program;
}

}  // namespace adc::kernel
