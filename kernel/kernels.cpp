#include "kernel/kernels.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "ir/view.h"
#include "kernel/body.h"
#include "kernel/fusion.h"
#include "kernel/loops.h"
#include "kernel/scratch.h"

namespace adc::kernel {
namespace {

using ir::List;
using ir::Op;
using ir::Shape;
using ir::ValueId;

/// Loops with the same turns are one while they have no more nodes.
constexpr std::size_t kMaxNodes = std::size_t{2} * kMaxBody;

ArrayId array_of(ValueId id) { return static_cast<ArrayId>(index(id)); }

std::vector<Kernel::Loop> loops_over(const Shape& shape, bool is_reduced = false) {
  std::vector<Kernel::Loop> loops;
  for (const std::int64_t extent : shape.dims()) loops.push_back({extent, is_reduced});
  return loops;
}

bool contains(List list, std::size_t axis) {
  return std::ranges::find(list, static_cast<std::int64_t>(axis)) != list.end();
}

Reduction reduction_of(Op op) {
  switch (op) {
    case Op::Prod: return Reduction::Product;
    case Op::ReduceMax: return Reduction::Max;
    case Op::ReduceMin: return Reduction::Min;
    case Op::Argmax: return Reduction::Argmax;
    default: return Reduction::Sum;
  }
}

/// What a reduction gives of nothing.
double of_nothing(Reduction reduction) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  switch (reduction) {
    case Reduction::Product: return 1;
    case Reduction::Max: return -kInfinity;
    case Reduction::Min: return kInfinity;
    default: return 0;
  }
}

bool is_reduction(Op op) {
  return op == Op::ReduceSum || op == Op::ReduceMax || op == Op::ReduceMin || op == Op::Prod || op == Op::Argmax;
}

class Planner {
 public:
  Planner(const ir::Function& fn, bool with_products) : fn_(fn), fusion_(fuse(fn, with_products)) {}

  Program run() {
    for (std::size_t i = 0; i < fn_.size(); ++i) {
      if (fusion_.stored[i]) compute(ir::value_id(i));
    }
    copy_outputs();
    close();
    place_arrays();
    return std::move(program_);
  }

 private:
  // --- loops that store -------------------------------------------------------------------------------------------

  /// Loops that further results may join.
  struct Group {
    Shape shape;
    Kernel kernel;
    BodyBuilder body;
    Group(const ir::Function& fn, const Fusion& fusion, const Shape& turns)
        : shape(turns), kernel{.loops = loops_over(turns)}, body(fn, fusion, kernel) {}
  };

  /// What to store, where, and what that makes known.
  struct Wanted {
    ValueId value;
    bool is_computed;  // rather than loaded
    ArrayId array;
    ir::View to;  // of the array, by the indices of `value`
    ValueId defines;
    bool is_whole;  // it defines all that `value` is
  };

  void store(const Wanted& wanted) {
    const Shape& shape = fn_.shape(wanted.value);
    if (shape.elements() == 0) return;
    if (group_ == nullptr || group_->shape != shape || !try_store(wanted)) {
      close();
      group_ = std::make_unique<Group>(fn_, fusion_, shape);
      try_store(wanted);
    }
    if (group_->kernel.nodes.size() >= kMaxNodes) close();
  }

  bool try_store(const Wanted& wanted) {
    Kernel& kernel = group_->kernel;
    const std::size_t before = kernel.nodes.size();
    const Indices at = group_->body.loops_from(0, group_->shape.rank());
    const NodeId node =
        wanted.is_computed ? group_->body.computed(wanted.value, at) : group_->body.element(wanted.value, at);
    if (group_->body.has_clash()) {
      kernel.nodes.resize(before);
      return false;
    }
    Affine to = group_->body.fixed(wanted.to.offset);
    for (std::size_t axis = 0; axis < at.size(); ++axis) to.strides[axis] = wanted.to.strides[axis];
    kernel.results.push_back({node, wanted.array, std::move(to)});
    group_->body.define(wanted.defines, wanted.is_whole ? node : Kernel::kNoNode);
    return true;
  }

  void close() {
    if (group_ == nullptr) return;
    Kernel kernel = std::move(group_->kernel);
    group_ = nullptr;
    if (!kernel.results.empty()) add(std::move(kernel));
  }

  void add(Kernel kernel) {
    arrange_loops(kernel);
    program_.steps.emplace_back(std::move(kernel));
  }

  // --- the ops ----------------------------------------------------------------------------------------------------

  void compute(ValueId id) {
    const Op op = fn_.op(id);
    if (op == Op::Concat) return concat(id);
    if (op == Op::Pad && std::ranges::any_of(fn_.list(id, 2), [](std::int64_t n) { return n > 0; })) return spread(id);
    const bool is_loop_of_its_own = op == Op::Dot || op == Op::ScatterAdd || is_reduction(op);
    if (!is_loop_of_its_own) {
      return store({id, true, array_of(id), ir::view_of(fn_.shape(id)), id, true});
    }
    close();
    if (op == Op::ScatterAdd) return scatter(id);
    if (op != Op::Dot) return reduce(id);
    fusion_.is_product[index(id)] ? program_.steps.emplace_back(*as_matrix_product(fn_, id)), void() : dot(id);
  }

  void reduce(ValueId id) {
    const ValueId x = fn_.operands(id)[0];
    const List axes = fn_.list(id, 0);
    Kernel kernel{.loops = loops_over(fn_.shape(id)), .reduction = reduction_of(fn_.op(id))};
    std::vector<std::size_t> loop_of(fn_.shape(x).rank());
    std::size_t kept = 0;
    for (std::size_t axis = 0; axis < loop_of.size(); ++axis) {
      loop_of[axis] = contains(axes, axis) ? kernel.loops.size() : kept++;
      if (contains(axes, axis)) kernel.loops.push_back({fn_.shape(x)[axis], true});
    }
    BodyBuilder body(fn_, fusion_, kernel);
    const Indices loops = body.loops_from(0, kernel.loops.size());
    Indices at;
    for (const std::size_t loop : loop_of) at.push_back(loops[loop]);
    finish(id, kernel, body, [&] { return body.element(x, at); });
  }

  void dot(ValueId id) {
    Kernel kernel{.loops = loops_over(fn_.shape(id)), .reduction = Reduction::Sum};
    std::vector<std::size_t> loop_of[2];
    for (std::size_t k = 0; k < 2; ++k) loop_of[k].resize(fn_.shape(fn_.operands(id)[k]).rank());
    const auto assign = [&](List axes, std::vector<std::size_t>& loops, std::size_t first) {
      for (const std::int64_t axis : axes) loops[static_cast<std::size_t>(axis)] = first++;
    };
    std::size_t kept = fn_.list(id, 0).size();
    for (std::size_t k = 0; k < 2; ++k) {
      assign(fn_.list(id, k), loop_of[k], 0);
      for (std::size_t axis = 0; axis < loop_of[k].size(); ++axis) {
        if (!contains(fn_.list(id, k), axis) && !contains(fn_.list(id, k + 2), axis)) loop_of[k][axis] = kept++;
      }
    }
    for (std::size_t k = 0; k < 2; ++k) assign(fn_.list(id, k + 2), loop_of[k], kernel.loops.size());
    for (const std::int64_t axis : fn_.list(id, 2)) {
      kernel.loops.push_back({fn_.shape(fn_.operands(id)[0])[static_cast<std::size_t>(axis)], true});
    }
    BodyBuilder body(fn_, fusion_, kernel);
    const Indices loops = body.loops_from(0, kernel.loops.size());
    const auto factor = [&](std::size_t k) {
      Indices at;
      for (const std::size_t loop : loop_of[k]) at.push_back(loops[loop]);
      return body.element(fn_.operands(id)[k], at);
    };
    finish(id, kernel, body, [&] {
      kernel.factor = factor(1);
      return factor(0);
    });
  }

  /// A kernel with reduced loops that stores `id`.
  template <typename Make>
  void finish(ValueId id, Kernel& kernel, const BodyBuilder& body, Make make) {
    if (fn_.shape(id).elements() == 0) return;
    const bool is_empty =
        std::ranges::any_of(kernel.loops, [](const Kernel::Loop& l) { return l.is_reduced && l.extent == 0; });
    const std::size_t kept = fn_.shape(id).rank();
    if (is_empty) {
      const double value = of_nothing(kernel.reduction);
      kernel = {.loops = loops_over(fn_.shape(id))};
      kernel.nodes.push_back({.kind = Node::Kind::Constant, .constant = ir::Constant::floating(value)});
      kernel.results.push_back({0, array_of(id), body.flat(fn_.shape(id), body.loops_from(0, kept))});
    } else {
      const NodeId node = make();
      kernel.results.push_back({node, array_of(id), body.flat(fn_.shape(id), body.loops_from(0, kept))});
    }
    add(std::move(kernel));
  }

  /// Sets a whole array to 0.
  void fill(ValueId id) {
    Kernel kernel{.loops = {{fn_.shape(id).elements(), false}}};
    kernel.nodes.push_back({.kind = Node::Kind::Constant, .constant = ir::Constant::floating(0)});
    kernel.results.push_back({0, array_of(id), {0, {1}}});
    if (fn_.shape(id).elements() > 0) add(std::move(kernel));
  }

  void scatter(ValueId id) {
    fill(id);
    const ValueId updates = fn_.operands(id)[0];
    const ValueId positions = fn_.operands(id)[1];
    if (fn_.shape(updates).elements() == 0 || fn_.shape(id).elements() == 0) return;
    const auto axis = static_cast<std::size_t>(fn_.list(id, 0)[0]);
    const std::size_t rank = fn_.shape(positions).rank();
    Kernel kernel{.loops = loops_over(fn_.shape(updates))};
    BodyBuilder body(fn_, fusion_, kernel);
    const Indices at = body.loops_from(0, kernel.loops.size());
    const NodeId update = body.element(updates, at);
    kernel.scatter = body.element(positions, body.loops_from(axis, rank));
    kernel.scatter_stride = fn_.shape(id).strides()[axis];
    kernel.scatter_extent = fn_.shape(id)[axis];
    Indices to(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(axis));
    to.push_back(body.fixed(0));
    to.insert(to.end(), at.begin() + static_cast<std::ptrdiff_t>(axis + rank), at.end());
    kernel.results.push_back({update, array_of(id), body.flat(fn_.shape(id), to)});
    add(std::move(kernel));
  }

  // Zeros, and the operand's elements between them.
  void spread(ValueId id) {
    close();
    fill(id);
    store({fn_.operands(id)[0], false, array_of(id), ir::view_inside_pad(fn_, id), id, false});
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
      store({part, false, array_of(id), to, id, false});
      to.offset += fn_.shape(part)[axis] * to.strides[axis];
    }
  }

  void copy_outputs() {
    std::vector<bool> seen(fn_.size(), false);
    for (std::size_t i = 0; i < fn_.outputs().size(); ++i) {
      const ValueId value = fn_.outputs()[i].value;
      const bool is_copy = seen[index(value)] || fn_.op(value) == Op::Param;
      seen[index(value)] = true;
      if (!is_copy) continue;
      close();
      group_ = std::make_unique<Group>(fn_, fusion_, fn_.shape(value));
      const auto array = static_cast<ArrayId>(fn_.size() + i);
      store({value, false, array, ir::view_of(fn_.shape(value)), value, false});
    }
  }

  // --- places -----------------------------------------------------------------------------------------------------

  void place_arrays() {
    program_.places.assign(fn_.size() + fn_.outputs().size(), {});
    for (std::size_t i = 0; i < fn_.params().size(); ++i) program_.places[i] = {Place::Kind::Input, i};
    for (std::size_t i = fn_.outputs().size(); i-- > 0;) {
      program_.places[fn_.size() + i] = {Place::Kind::Output, i};
      Place& place = program_.places[index(fn_.outputs()[i].value)];
      if (place.kind != Place::Kind::Input) place = {Place::Kind::Output, i};
    }
    std::vector<Lifetime> lifetimes;
    std::vector<ArrayId> arrays;
    find_lifetimes(lifetimes, arrays);
    const Scratch scratch = plan_scratch(lifetimes, kArrayAlignment);
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      program_.places[arrays[i]] = {Place::Kind::Scratch, scratch.offsets[i]};
    }
    program_.workspace_bytes = scratch.bytes;
  }

  void find_lifetimes(std::vector<Lifetime>& lifetimes, std::vector<ArrayId>& arrays) const {
    constexpr std::size_t kUnknown = ~std::size_t{0};
    const std::size_t bytes = fn_.float_type() == ir::DType::F32 ? sizeof(float) : sizeof(double);
    std::vector<std::size_t> number(program_.places.size(), kUnknown);
    for (std::size_t step = 0; step < program_.steps.size(); ++step) {
      for_each_array(program_.steps[step], [&](ArrayId array) {
        if (program_.places[array].kind != Place::Kind::None) return;
        if (number[array] == kUnknown) {
          number[array] = arrays.size();
          arrays.push_back(array);
          const auto elements = static_cast<std::size_t>(fn_.shape(ir::value_id(array)).elements());
          lifetimes.push_back({elements * bytes, step, step});
        }
        lifetimes[number[array]].last = step;
      });
    }
  }

  template <typename Visit>
  static void for_each_array(const Step& step, Visit visit) {
    if (const auto* kernel = std::get_if<Kernel>(&step)) {
      for (const Node& node : kernel->nodes) {
        if (node.kind == Node::Kind::Load || node.kind == Node::Kind::Gather) visit(node.array);
      }
      for (const Kernel::Result& result : kernel->results) visit(result.array);
    } else {
      const auto& product = std::get<MatrixProduct>(step);
      for (const ArrayId array : {product.a.array, product.b.array, product.c}) visit(array);
    }
  }

  const ir::Function& fn_;
  Fusion fusion_;
  Program program_;
  std::unique_ptr<Group> group_;
};

}  // namespace

Program kernels(const ir::Function& fn, bool with_products) { return Planner(fn, with_products).run(); }

}  // namespace adc::kernel
