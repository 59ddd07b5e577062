#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <utility>

#include "kernel/rows.h"
#include "kernel/types.h"
#include "kernel/verify.h"

namespace adc::kernel {
namespace {

constexpr NodeId kNoNode = std::numeric_limits<NodeId>::max();
constexpr ArrayId kNoArray = std::numeric_limits<ArrayId>::max();

/// A step that stores more puts those that copy into steps of their own, of so many each: a processor keeps up with few
/// columns at once.
constexpr std::size_t kMostStores = 32;
constexpr std::size_t kCopiesInPiece = 8;

/// Whether a node is made anew in each piece that needs it.
bool is_leaf(const Node& node) { return !std::holds_alternative<Apply>(node); }

class Cutter {
 public:
  Cutter(const Program& program, std::size_t most_nodes)
      : program_(program),
        region_(std::get<Region>(program.steps[0])),
        types_(types(program, region_)),
        piece_of_(region_.nodes.size(), 0),
        is_kept_(region_.nodes.size(), false),
        array_(region_.nodes.size(), kNoArray) {
    share_out_nodes(most_nodes);
    share_out_stores();
  }

  Program run() {
    result_ = program_;
    result_.steps.clear();
    for (const Piece& piece : pieces_) {
      Region region = region_of(piece);
      if (!region.stores.empty()) result_.steps.emplace_back(std::move(region));
    }
    choose_tile(result_);
    return std::move(result_);
  }

 private:
  struct Piece {
    std::vector<NodeId> nodes;       ///< that it computes
    std::vector<const Set*> stores;  ///< of them, or of what earlier ones compute
  };

  /// Nodes to pieces in their order, and which of them later pieces need.
  void share_out_nodes(std::size_t most_nodes) {
    pieces_.emplace_back();
    for (NodeId id = 0; id < region_.nodes.size(); ++id) {
      if (is_leaf(region_.nodes[id])) continue;
      if (pieces_.back().nodes.size() == most_nodes) pieces_.emplace_back();
      pieces_.back().nodes.push_back(id);
      piece_of_[id] = pieces_.size() - 1;
      for_each_operand(region_.nodes[id], [&](NodeId x) {
        if (!is_leaf(region_.nodes[x]) && piece_of_[x] < piece_of_[id]) is_kept_[x] = true;
      });
    }
  }

  /// The first store of what a piece computes to that piece, and the others if they are few.
  void share_out_stores() {
    const bool are_few = region_.stores.size() <= kMostStores;
    std::vector<const Set*> copies;
    for (const Store& store : region_.stores) {
      const Set& set = std::get<Set>(store);
      const bool is_first = !is_leaf(region_.nodes[set.value]) && array_[set.value] == kNoArray;
      if (is_first) array_[set.value] = set.array;
      if (is_first || are_few)
        pieces_[piece_of_[set.value]].stores.push_back(&set);
      else
        copies.push_back(&set);
    }
    for (std::size_t i = 0; i < copies.size(); ++i) {
      if (i % kCopiesInPiece == 0) pieces_.emplace_back();
      pieces_.back().stores.push_back(copies[i]);
    }
  }

  Region region_of(const Piece& piece) {
    made_ = {.loops = region_.loops, .nodes = {}, .stores = {}};
    known_.clear();
    for (const NodeId id : piece.nodes) {
      Node node = region_.nodes[id];
      for_each_operand(node, [&](NodeId& x) { x = known(x); });
      known_[id] = add(std::move(node));
    }
    for (const Set* const set : piece.stores) {
      made_.stores.emplace_back(Set{known(set->value), set->array, set->index});
    }
    for (const NodeId id : piece.nodes) {
      if (is_kept_[id] && array_[id] == kNoArray) keep(id);
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

  /// Stores a node in an array of its own.
  void keep(NodeId id) {
    array_[id] = static_cast<ArrayId>(result_.arrays.size());
    result_.arrays.push_back({ir::Type{types_[id], {}}, Workspace{}});
    made_.stores.emplace_back(Set{known_[id], array_[id], {0, {1}}});
  }

  const Program& program_;
  const Region& region_;
  std::vector<ir::DType> types_;
  std::vector<std::size_t> piece_of_;  // per node that is no leaf
  std::vector<bool> is_kept_;          // per node: a later piece needs it
  std::vector<ArrayId> array_;         // per node that is no leaf: where it is stored first, if it is
  std::vector<Piece> pieces_;
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
  if (!can_be_cut(program)) return program;
  const auto& region = std::get<Region>(program.steps[0]);
  if (region.nodes.size() <= most_nodes && region.stores.size() <= kMostStores) return program;
  Program result = Cutter(program, most_nodes).run();
  assert(verify(result).empty());
  return result;
}

}  // namespace adc::kernel
