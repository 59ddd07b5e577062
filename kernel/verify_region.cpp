#include "kernel/verify_region.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include "ir/signature.h"
#include "kernel/types.h"

namespace adc::kernel {
namespace {

using ir::DType;
using Role = Loop::Role;

/// The guards under which a value is known.
using Guards = std::set<NodeId>;

class RegionVerifier {
 public:
  RegionVerifier(const Program& program, const Region& region, Faults& wrong)
      : program_(program), region_(region), wrong_(wrong) {}

  void run() {
    const std::size_t before = wrong_.lines.size();
    loops();
    structure();
    if (wrong_.lines.size() != before) return;  // the rest follows operands and indices
    operations();
    if (wrong_.lines.size() != before) return;  // the rest wants types
    types_ = types(program_, region_);
    folds();
    indices();
    stores();
    definedness();
    liveness();
  }

 private:
  void wrong_at(NodeId id, const std::string& line) { wrong_.add(fmt::format("%{}: {}", id, line)); }

  // 4
  void loops() {
    if (region_.loops.size() > kMaxLoops) wrong_.add("too many loops");
    const bool adds =
        std::ranges::any_of(region_.stores, [](const Store& s) { return std::holds_alternative<Add>(s); });
    const std::size_t kept = region_.kept();
    for (std::size_t l = 0; l < region_.loops.size(); ++l) {
      const auto& [extent, role, is_of_rows] = region_.loops[l];
      if (extent < 1 || extent > ir::kMaxElements) wrong_.add("a loop has at least one turn, and not too many");
      const bool is_independent = program_.are_rows_independent() && l == 0;
      if (is_of_rows != is_independent && !program_.sums_rows) return no_rows();
      if (is_of_rows && l != region_.loop_of_rows()) wrong_.add("there is one loop over rows");
      if (is_of_rows && extent != *program_.tile) wrong_.add("the loop over rows has a turn for each of a tile");
      const Role wanted = is_independent ? Role::Parallel
                          : l >= kept    ? Role::Reduced
                          : adds         ? Role::Sequential
                                         : Role::Parallel;
      if (role == wanted) continue;
      wrong_.add(wanted == Role::Reduced ? "reduced loops are inside the others"
                                         : "loops are sequential exactly where elements are added to");
    }
    if (program_.are_rows_independent() && region_.loops.empty()) no_rows();
  }
  void no_rows() {
    wrong_.add("in a program over rows the first loop of each region, and no other loop, is over them");
  }

  // 7, and the strides of 8
  void structure() {
    const std::size_t loops = region_.loops.size();
    const auto is_node = [&](NodeId id) { return id < region_.nodes.size(); };
    for (NodeId id = 0; id < region_.nodes.size() && !wrong_.full(); ++id) {
      const Node& node = region_.nodes[id];
      for_each_operand(node, [&](NodeId operand) {
        if (operand >= id) wrong_at(id, "an operand is no earlier node");
      });
      std::visit(
          [&](const auto& x) {
            if constexpr (requires { x.index; }) {
              if (x.index.strides.size() != loops) wrong_at(id, "an index has a stride per loop");
              if (!is_moderate(x)) wrong_at(id, "a number is too large");
            }
            if constexpr (requires { x.extent; }) {
              if (x.extent < 0) wrong_at(id, "an extent is negative");
            }
            if constexpr (requires { x.guards; }) {
              for (const NodeId guard : x.guards) {
                if (guard < id && !std::holds_alternative<Inside>(region_.nodes[guard]))
                  wrong_at(id, "a guard is no `inside`");
              }
            }
          },
          node);
    }
    for (const Store& store : region_.stores) {
      for_each_operand_of_store(store, [&](NodeId id) {
        if (!is_node(id)) wrong_.add("a store of no node");
      });
      std::visit(
          [&](const auto& to) {
            if (to.index.strides.size() != loops) wrong_.add("an index has a stride per loop");
            if (!is_moderate(to)) wrong_.add("a number is too large");
          },
          store);
    }
  }

  /// Whether sums and products of some numbers of this size do not overflow.
  static bool is_moderate(std::int64_t number) { return number >= -kLargest && number <= kLargest; }
  template <class Indexed>
  static bool is_moderate(const Indexed& x) {
    bool result = is_moderate(x.index.offset);
    for (const std::int64_t stride : x.index.strides) result = result && is_moderate(stride);
    if constexpr (requires { x.extent; }) result = result && is_moderate(x.extent);
    if constexpr (requires { x.by; }) result = result && is_moderate(x.by.stride) && is_moderate(x.by.extent);
    return result;
  }

  // 9
  void operations() {
    std::vector<DType> known;
    for (NodeId id = 0; id < region_.nodes.size() && !wrong_.full(); ++id) {
      const Node& node = region_.nodes[id];
      const auto* const apply = std::get_if<Apply>(&node);
      const std::string_view error = apply == nullptr ? std::string_view() : fault_of(*apply, known);
      if (!error.empty()) return wrong_at(id, std::string(error));
      known.push_back(type_of(program_, node, known));
      const auto* const constant = std::get_if<Constant>(&node);
      if (constant != nullptr && program_.float_type == DType::F32 && !std::isnan(constant->value) &&
          static_cast<double>(static_cast<float>(constant->value)) != constant->value) {
        wrong_at(id, "a constant is no f32");
      }
      if (const auto* const gather = std::get_if<Gather>(&node)) floating(id, known[gather->by.position]);
      if (const auto* const fold = std::get_if<Fold>(&node)) floating(id, known[fold->term]);
      if (const auto* const argmax = std::get_if<Argmax>(&node)) floating(id, known[argmax->term]);
    }
  }
  void floating(NodeId id, DType type) {
    if (type == DType::Bool) wrong_at(id, "terms and positions are floats");
  }

  std::string_view fault_of(const Apply& apply, const std::vector<DType>& known) const {
    const bool computes = ir::is_elementwise(apply.op) && ir::info(apply.op).op_class != ir::OpClass::Leaf;
    if (!computes || apply.op == ir::Op::Diff) return "the op computes nothing of elements";
    const Signature signature(apply, known);
    return ir::type_error(apply.op, signature.operands(), signature.immediates, program_.float_type);
  }

  // 10
  void folds() {
    const std::vector<bool> is_after = after_folds(region_);
    const bool has_reduced = region_.kept() < region_.loops.size();
    const bool deals_rows = has_reduced && region_.loops.back().is_of_rows;
    std::size_t count = 0;
    std::size_t argmaxes = 0;
    std::optional<Order> order;
    for (NodeId id = 0; id < region_.nodes.size() && !wrong_.full(); ++id) {
      const auto* const fold = std::get_if<Fold>(&region_.nodes[id]);
      const auto* const argmax = std::get_if<Argmax>(&region_.nodes[id]);
      if (fold == nullptr && argmax == nullptr) continue;
      ++count;
      if (is_after[fold != nullptr ? fold->term : argmax->term]) wrong_at(id, "a term depends on a fold");
      if (argmax != nullptr) {
        ++argmaxes;
        continue;
      }
      const auto& [lanes, block] = fold->order;
      if (lanes < 1 || lanes > kMaxLanes || !std::has_single_bit(static_cast<std::uint64_t>(lanes)))
        wrong_at(id, "lanes are a power of two, and not too many");
      if (lanes > 1 && !has_reduced) wrong_at(id, "there are lanes, but no reduced loop");
      if (block < 2) wrong_at(id, "a block has at least two terms");
      if (deals_rows && lanes > 1 && *program_.tile > lanes * block) {
        wrong_at(id, "rows that are dealt out to lanes are at most a block of each");
      }
      if (order && *order != fold->order) wrong_at(id, "the folds of a region have one order");
      order = fold->order;
    }
    if (argmaxes > 0 && (count > 1 || region_.loops.size() > region_.kept() + 1)) {
      wrong_.add("an argmax is the only fold, over at most one loop");
    }
    if (argmaxes > 0 && deals_rows) wrong_.add("an argmax is not over rows");
  }

  // 8
  void indices() {
    const std::vector<Range> turns = all_turns(region_);
    for (NodeId id = 0; id < region_.nodes.size() && !wrong_.full(); ++id) {
      std::visit(
          [&](const auto& x) {
            if constexpr (requires { x.guards; }) {
              if (!is_inside(x, narrowed(turns, region_, x.guards))) wrong_at(id, "an index leaves its array");
            } else if constexpr (requires { x.index; }) {
              const std::optional<Range> range = range_of(x.index, turns);
              if (!range || !is_moderate(range->least) || !is_moderate(range->most))
                wrong_at(id, "an index becomes too large");
              const std::size_t rows = region_.loop_of_rows();
              const bool may_move = program_.sums_rows && std::holds_alternative<Position>(region_.nodes[id]);
              if (!may_move && rows < x.index.strides.size() && x.index.strides[rows] != 0) {
                wrong_at(id, "a number depends on the row's place");
              }
            }
          },
          region_.nodes[id]);
    }
    for (const Store& store : region_.stores) {
      if (!std::visit([&](const auto& to) { return is_inside(to, turns); }, store)) {
        wrong_.add("a store leaves its array");
      }
    }
  }

  template <class Access>
  bool is_inside(const Access& access, const std::vector<Range>& turns) const {
    if (std::ranges::any_of(turns, &Range::is_empty)) return true;
    std::int64_t elements = program_.arrays[access.array].type.shape.elements();
    Affine index = access.index;
    std::vector<Range> all = turns;
    if (program_.are_rows_independent() || program_.arrays[access.array].is_of_rows) {  // the rest is to lie in a row
      if (program_.sums_rows) elements /= *program_.tile;
      const std::size_t rows = region_.loop_of_rows();
      const std::int64_t of_row = program_.is_table(access.array) ? 0 : elements;
      if (rows == region_.loops.size() || index.strides[rows] != of_row) return false;
      all[rows] = {0, 0};
    }
    if constexpr (requires { access.by; }) {
      if (access.by.extent < 1) return false;
      index.strides.push_back(access.by.stride);
      all.push_back({0, access.by.extent - 1});
    }
    const std::optional<Range> range = range_of(index, all);
    return range && range->least >= 0 && range->most < elements;
  }

  // 5, 6, and the rest of 9
  void stores() {
    const std::size_t kept = region_.kept();
    const std::vector<LoopSet> varies = variation(region_);
    std::set<ArrayId> read;
    for (const Node& node : region_.nodes) {
      if (const auto array = array_read(node)) read.insert(*array);
    }
    for (const Store& store : region_.stores) {
      std::visit(
          [&](const auto& to) {
            if (read.contains(to.array)) wrong_.add("a region reads what it writes");
            if (types_[to.value] != program_.arrays[to.array].type.dtype) wrong_.add("a store of another type");
            for (std::size_t l = kept; l < region_.loops.size(); ++l) {
              if (to.index.strides[l] != 0) wrong_.add("a store moves with a reduced loop");
            }
          },
          store);
      for_each_operand_of_store(store, [&](NodeId id) {
        if (std::uint64_t{varies[id]} >> kept != 0) wrong_.add("a stored value depends on a reduced loop");
      });
      if (const auto* const set = std::get_if<Set>(&store)) {
        if (!is_injective(set->index, region_.loops, kept)) wrong_.add("two turns write the same element");
      } else if (types_[std::get<Add>(store).by.position] == DType::Bool ||
                 types_[std::get<Add>(store).value] == DType::Bool) {
        wrong_.add("terms and positions are floats");
      }
    }
  }

  // 11
  void definedness() {
    std::vector<Guards> unknown;  // per node, the guards that must be true for it to be known
    for (NodeId id = 0; id < region_.nodes.size(); ++id) {
      const Node& node = region_.nodes[id];
      Guards guards;
      const auto* const apply = std::get_if<Apply>(&node);
      if (apply != nullptr && apply->op == ir::Op::Select) {
        const auto& x = apply->operands;
        guards = unknown[x[1]];
        guards.erase(x[0]);
        for (const std::size_t k : {0U, 2U}) guards.insert(unknown[x[k]].begin(), unknown[x[k]].end());
      } else {
        for_each_operand(node,
                         [&](NodeId operand) { guards.insert(unknown[operand].begin(), unknown[operand].end()); });
      }
      std::visit(
          [&](const auto& x) {
            if constexpr (requires { x.guards; }) guards.insert(x.guards.begin(), x.guards.end());
            if constexpr (requires { x.term; }) {
              if (!guards.empty()) wrong_at(id, "a term may be any number");
            }
          },
          node);
      unknown.push_back(std::move(guards));
    }
    for (const Store& store : region_.stores) {
      for_each_operand_of_store(store, [&](NodeId id) {
        if (!unknown[id].empty()) wrong_.add("what is stored may be any number");
      });
    }
  }

  // 7
  void liveness() {
    Region live = region_;
    remove_dead(live);
    if (live.nodes.size() != region_.nodes.size()) wrong_.add("nothing that is stored depends on a node");
  }

  const Program& program_;
  const Region& region_;
  Faults& wrong_;
  std::vector<DType> types_;
};

}  // namespace

void verify_region(const Program& program, const Region& region, Faults& wrong) {
  RegionVerifier(program, region, wrong).run();
}

}  // namespace adc::kernel
