#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <utility>

#include "kernel/place.h"
#include "kernel/rows.h"
#include "kernel/types.h"
#include "kernel/verify.h"

namespace adc::kernel {
namespace {

constexpr NodeId kNoNode = std::numeric_limits<NodeId>::max();
constexpr ArrayId kNoArray = std::numeric_limits<ArrayId>::max();

/// Whether a node is made anew in each piece that needs it.
bool is_leaf(const Node& node) { return !std::holds_alternative<Apply>(node); }

class Cutter {
 public:
  Cutter(const Program& program, std::size_t most_nodes)
      : program_(program),
        region_(std::get<Region>(program.steps[0])),
        types_(types(program, region_)),
        most_nodes_(most_nodes),
        piece_of_(region_.nodes.size(), 0),
        is_kept_(region_.nodes.size(), false),
        array_(region_.nodes.size(), kNoArray) {}

  Program run() {
    assign();
    result_ = program_;
    result_.steps.clear();
    for (std::size_t piece = 0; piece < pieces_; ++piece) result_.steps.emplace_back(region(piece));
    share_workspace(result_);
    return std::move(result_);
  }

 private:
  /// Nodes to pieces in their order, and which of them later pieces need.
  void assign() {
    std::size_t computed = 0;
    for (NodeId id = 0; id < region_.nodes.size(); ++id) {
      if (is_leaf(region_.nodes[id])) continue;
      piece_of_[id] = computed++ / most_nodes_;
      for_each_operand(region_.nodes[id], [&](NodeId x) {
        if (!is_leaf(region_.nodes[x]) && piece_of_[x] < piece_of_[id]) is_kept_[x] = true;
      });
    }
    pieces_ = std::max<std::size_t>((computed + most_nodes_ - 1) / most_nodes_, 1);
    nodes_.resize(pieces_);
    stores_.resize(pieces_);
    for (NodeId id = 0; id < region_.nodes.size(); ++id) {
      if (!is_leaf(region_.nodes[id])) nodes_[piece_of_[id]].push_back(id);
    }
    for (const Store& store : region_.stores) {
      const Set& set = std::get<Set>(store);
      stores_[piece_of_[set.value]].push_back(&set);
    }
  }

  Region region(std::size_t piece) {
    made_ = {.loops = region_.loops, .nodes = {}, .stores = {}};
    known_.clear();
    for (const NodeId id : nodes_[piece]) {
      Node node = region_.nodes[id];
      for_each_operand(node, [&](NodeId& x) { x = known(x); });
      known_[id] = add(std::move(node));
    }
    for (const Set* const set : stores_[piece]) {
      made_.stores.emplace_back(Set{known(set->value), set->array, set->index});
    }
    for (const NodeId id : nodes_[piece]) {
      if (!is_kept_[id]) continue;
      array_[id] = static_cast<ArrayId>(result_.arrays.size());
      result_.arrays.push_back({ir::Type{types_[id], {}}, Workspace{}});
      made_.stores.emplace_back(Set{known_[id], array_[id], {0, {1}}});
    }
    return std::move(made_);
  }

  NodeId add(Node node) {
    made_.nodes.push_back(std::move(node));
    return static_cast<NodeId>(made_.nodes.size() - 1);
  }

  /// A node of the whole region in the piece at hand; a leaf, or what an earlier piece computed, is put there now.
  NodeId known(NodeId id) {
    const auto [found, is_new] = known_.emplace(id, kNoNode);
    if (!is_new) return found->second;
    return found->second = add(is_leaf(region_.nodes[id]) ? region_.nodes[id] : Node(Load{array_[id], {0, {1}}, {}}));
  }

  const Program& program_;
  const Region& region_;
  std::vector<ir::DType> types_;
  std::size_t most_nodes_;
  std::size_t pieces_ = 1;
  std::vector<std::size_t> piece_of_;            // per node that is no leaf
  std::vector<bool> is_kept_;                    // per node: a later piece needs it
  std::vector<ArrayId> array_;                   // per node that is kept
  std::vector<std::vector<NodeId>> nodes_;       // per piece
  std::vector<std::vector<const Set*>> stores_;  // per piece
  Program result_;
  Region made_;                     // the piece at hand
  std::map<NodeId, NodeId> known_;  // its nodes
};

/// One step of computed scalars over rows.
bool can_be_cut(const Program& program) {
  if (!program.tile || program.steps.size() != 1) return false;
  const auto& region = std::get<Region>(program.steps[0]);
  const auto is_scalar = [](const Node& node) {
    return std::holds_alternative<Apply>(node) || std::holds_alternative<Load>(node) ||
           std::holds_alternative<Constant>(node) || std::holds_alternative<Truth>(node);
  };
  const auto is_set = [](const Store& store) { return std::holds_alternative<Set>(store); };
  return region.loops.size() == 1 && std::ranges::all_of(region.nodes, is_scalar) &&
         std::ranges::all_of(region.stores, is_set);
}

}  // namespace

Program in_pieces(Program program, std::size_t most_nodes) {
  if (!can_be_cut(program) || std::get<Region>(program.steps[0]).nodes.size() <= most_nodes) return program;
  Program result = Cutter(program, most_nodes).run();
  assert(verify(result).empty());
  return result;
}

}  // namespace adc::kernel
