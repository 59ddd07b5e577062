#include "kernel/slices.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "kernel/bounds.h"

namespace adc::kernel {
namespace {

/// What costs more than this is not to be done for each slice anew.
constexpr std::uint32_t kCheap = 4;

/// How steps touch an array.
struct Touch {
  std::optional<std::int64_t> slice;  ///< elements of a slice, from the first on; nullopt: of other slices, too
  bool is_written = false;
  bool is_read_after = false;  ///< once it was written

  void join(const Touch& next) {
    if (slice != next.slice) slice = std::nullopt;
    is_read_after = is_read_after || (is_written && !next.is_written);
    is_written = is_written || next.is_written;
  }
};
using Touches = std::map<ArrayId, Touch>;

/// The turns of an outermost loop of which slices may consist; nullopt where there is none.
std::optional<std::int64_t> turns_of(const Step& step) {
  const Region& region = loops_of(step);
  if (region.loops.empty() || region.loops[0].role != Loop::Role::Parallel) return std::nullopt;
  const auto deals_lanes = [](const Node& node) {
    const auto* const fold = std::get_if<Fold>(&node);
    return fold != nullptr && fold->order.lanes > 1;
  };
  const bool is_along_vectors = region.kept() == 1 && std::ranges::none_of(region.nodes, deals_lanes);
  if (is_along_vectors) return std::nullopt;
  const std::vector<LoopSet> varies = variation(region);
  for (NodeId id = 0; id < region.nodes.size(); ++id) {
    const auto* const apply = std::get_if<Apply>(&region.nodes[id]);
    if (apply != nullptr && varies[id] == 0 && ir::info(apply->op).cost > kCheap) return std::nullopt;
  }
  const auto* const call = std::get_if<Call>(&step);
  if (call != nullptr && call->product.batch != region.loops[0].extent) return std::nullopt;
  return region.loops[0].extent;
}

/// The elements of the slice that an index stays in, whichever `of_slice` turns of the outermost loop are at hand.
std::optional<std::int64_t> slice_of(const Affine& index, std::vector<Range> turns, std::int64_t of_slice) {
  const std::int64_t slice = index.strides[0] * of_slice;
  turns[0] = {0, of_slice - 1};
  const std::optional<Range> range = range_of(index, turns);
  const bool stays = range && !range->is_empty() && range->least >= 0 && range->most < slice;
  return stays ? std::optional(slice) : std::nullopt;
}

Touches touches_of(const Step& step, std::int64_t slices) {
  const Region& region = loops_of(step);
  const std::int64_t of_slice = region.loops[0].extent / slices;
  const std::vector<Range> turns = all_turns(region);
  Touches result;
  const auto touch = [&](ArrayId array, const Touch& how) {
    const auto [at, is_new] = result.emplace(array, how);
    if (!is_new) at->second.join(how);
  };
  for (const Node& node : region.nodes) {
    if (const auto* const load = std::get_if<Load>(&node))
      touch(load->array, {slice_of(load->index, narrowed(turns, region, load->guards), of_slice)});
    else if (const auto* const gather = std::get_if<Gather>(&node))
      touch(gather->array, {std::nullopt});
  }
  for (const Store& store : region.stores) {
    const auto* const set = std::get_if<Set>(&store);
    const ArrayId array = std::visit([](const auto& to) { return to.array; }, store);
    touch(array, {set == nullptr ? std::nullopt : slice_of(set->index, turns, of_slice), true});
  }
  return result;
}

/// The first and the last step that touches each array.
using Lives = std::vector<std::pair<std::size_t, std::size_t>>;
Lives lives_of(const Program& program) {
  Lives lives(program.arrays.size(), {program.steps.size(), 0});
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    for_each_array(program.steps[i], [&](ArrayId id) { lives[id] = {std::min(lives[id].first, i), i}; });
  }
  return lives;
}

/// Steps that are a run so far, from `first` on.
class Run {
 public:
  Run(const Program& program, const Lives& lives, std::size_t first, std::int64_t slices = 0)
      : program_(&program), lives_(&lives), first_(first), slices_(slices) {}

  /// Takes one more step, of so many turns, if it may: by slices that the turns of each step can be dealt out to.
  bool add(std::int64_t turns) {
    if (slices_ == 0) slices_ = turns;
    if (turns % slices_ == 0) return add_turns();
    if (slices_ % turns != 0) return false;
    Run fewer(*program_, *lives_, first_, turns);
    for (std::size_t i = 0; i <= steps_; ++i) {
      if (!fewer.add_turns()) return false;
    }
    if (fewer.bytes_handed_on() / static_cast<std::size_t>(turns) > kNearBytes) return false;
    *this = std::move(fewer);
    return true;
  }

  /// The run, where it is one, and hands on more than so many bytes.
  [[nodiscard]] std::optional<SlicedSteps> result(std::size_t near_bytes) const {
    if (steps_ < 2 || bytes_handed_on() <= near_bytes) return std::nullopt;
    SlicedSteps run{first_, steps_, slices_, {}};
    for (const auto& [array, how] : touches_) {
      const bool is_local = place(array) != nullptr && begins_here(array) && (*lives_)[array].second < first_ + steps_;
      if (!is_local) continue;
      run.locals.push_back({array, *how.slice, run.bytes});
      const std::size_t bytes = static_cast<std::size_t>(*how.slice) * program_->float_bytes();
      run.bytes += (bytes + kArrayAlignment - 1) / kArrayAlignment * kArrayAlignment;
    }
    return run;
  }

 private:
  bool add_turns() {
    const Touches touches = touches_of(program_->steps[first_ + steps_], slices_);
    Touches all = touches_;
    for (const auto& [array, how] : touches) {
      const auto [at, is_new] = all.emplace(array, how);
      if (!is_new) at->second.join(how);
    }
    for (const auto& [array, how] : touches) {
      if (!fits(array, all)) return false;
    }
    touches_ = std::move(all);
    ++steps_;
    return true;
  }

  [[nodiscard]] std::size_t bytes_handed_on() const {
    std::size_t sum = 0;
    for (const auto& [array, how] : touches_) {
      if (how.is_read_after) sum += bytes(array);
    }
    return sum;
  }

  [[nodiscard]] std::size_t bytes(ArrayId array) const {
    return static_cast<std::size_t>(program_->elements(array)) * program_->float_bytes();
  }

  /// Whether slices of an array can be written while others are not. What shares its place lives before or after it: if
  /// the first one of them begins in this run, it is local.
  [[nodiscard]] bool fits(ArrayId array, const Touches& all) const {
    const Touch& how = all.at(array);
    if (how.is_written && !how.slice) return false;
    return std::ranges::all_of(all, [&](const auto& entry) {
      const auto& [other, its] = entry;
      if (other == array || !(how.is_written || its.is_written) || !overlap(array, other)) return true;
      if (begins_here(array) && begins_here(other)) return true;
      return how.slice && how.slice == its.slice && place(array)->offset == place(other)->offset;
    });
  }
  [[nodiscard]] bool begins_here(ArrayId array) const { return (*lives_)[array].first >= first_; }

  [[nodiscard]] const Workspace* place(ArrayId array) const {
    return std::get_if<Workspace>(&program_->arrays[array].place);
  }
  [[nodiscard]] bool overlap(ArrayId x, ArrayId y) const {
    const Workspace* const a = place(x);
    const Workspace* const b = place(y);
    if (a == nullptr || b == nullptr) return false;
    return a->offset < b->offset + bytes(y) && b->offset < a->offset + bytes(x);
  }

  const Program* program_;
  const Lives* lives_;
  std::size_t first_;
  std::int64_t slices_;
  Touches touches_;
  std::size_t steps_ = 0;
};

}  // namespace

std::vector<SlicedSteps> sliced_steps(const Program& program, std::size_t most_nodes, std::size_t near_bytes) {
  std::vector<SlicedSteps> result;
  if (program.tile) return result;
  const Lives lives = lives_of(program);
  std::size_t nodes = 0;
  Run run(program, lives, 0);
  const auto begin_at = [&](std::size_t step) {
    if (auto made = run.result(near_bytes)) result.push_back(*std::move(made));
    run = Run(program, lives, step);
    nodes = 0;
  };
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const std::optional<std::int64_t> turns = turns_of(program.steps[i]);
    const std::size_t size = loops_of(program.steps[i]).nodes.size();
    if (!turns || size > most_nodes) {
      begin_at(i + 1);
      continue;
    }
    if (nodes + size > most_nodes || !run.add(*turns)) {
      begin_at(i);
      if (!run.add(*turns)) {
        begin_at(i + 1);
        continue;
      }
    }
    nodes += size;
  }
  begin_at(program.steps.size());
  return result;
}

}  // namespace adc::kernel
