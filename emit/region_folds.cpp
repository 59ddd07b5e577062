// Folds, in the order of kernel/fold.h.
#include <fmt/core.h>

#include <algorithm>

#include "emit/region_writer.h"

namespace adc::emit {
namespace {

using kernel::Combine;

std::string number(std::int64_t n) { return std::to_string(n); }

}  // namespace

void RegionWriter::fold() {
  begin_partials(0);
  reduce(kept_, 0);
  if (has_lanes() && !has_strips()) join_lanes();
}

/// Combines what the turns of loop `level` give with the partial results `depth`, which are the identity.
void RegionWriter::reduce(std::size_t level, std::size_t depth) {
  if (level == region_.loops.size()) return add_terms({}, 1, depth);
  const std::int64_t extent = region_.loops[level].extent;
  const bool is_dealt = has_lanes() && level == lane_loop_;
  if (!is_dealt) return in_blocks(level, depth, {"0", number(extent), extent, 1, true});
  const std::int64_t whole = extent / lane_count_;
  const auto add_some = [&](std::int64_t begin, std::int64_t count) {
    strip_ = number(begin);
    add_terms(by_level_[level + 1], count, depth);
    strip_ = "0";
  };
  if (whole == 1) add_some(0, lane_count_);
  if (whole > 1) in_blocks(level, depth, {"0", number(whole * lane_count_), whole, lane_count_, true});
  if (extent % lane_count_ > 0) add_some(whole * lane_count_, extent % lane_count_);
}

// F of kernel/fold.h.
void RegionWriter::in_blocks(std::size_t level, std::size_t depth, const Turns& turns) {
  const std::int64_t part = kernel::first_part(order().block, turns.count);
  if (part == 1) {
    const bool is_dealt = has_lanes() && level == lane_loop_;
    const std::string i = (is_dealt ? "strip" : "i") + std::to_string(level);
    open_loop(i, turns.begin, turns.end, turns.step);
    if (is_dealt) strip_ = i;
    turn(level, depth);
    if (is_dealt) strip_ = "0";
    return close_loop();
  }
  const std::string block = fmt::format("block{}_{}", level, depth);
  const std::int64_t step = part * turns.step;
  open_loop(block, turns.begin, turns.end, step);
  const bool is_whole = turns.is_certain && turns.count % part == 0;
  std::string end = fmt::format("{} + {}", block, step);
  if (!is_whole) {
    const std::string name = fmt::format("end{}_{}", level, depth);
    define_index(name, spell(language().least_index, end, turns.end));
    end = name;
  }
  begin_partials(depth + 1);
  in_blocks(level, depth + 1, {block, end, part, turns.step, is_whole});
  combine_partials(depth);
  close_loop();
}

void RegionWriter::turn(std::size_t level, std::size_t depth) {
  if (level + 1 == region_.loops.size()) return add_terms(by_level_[level + 1], lane_count_, depth);
  compute(by_level_[level + 1]);
  begin_partials(depth + 1);
  reduce(level + 1, depth + 1);
  combine_partials(depth);
}

/// Computes `nodes`, of the innermost loop, and combines the terms of `count` lanes with the partial results.
void RegionWriter::add_terms(const List& nodes, std::int64_t count, std::size_t depth) {
  begin_lanes(nodes);
  const auto add = [&] {
    define_in_lanes(nodes);
    for (const NodeId id : folds_) combine_into(fold(id).combine, partial(id, depth), value(fold(id).term));
  };
  has_lanes() ? lanes(count, add) : add();
}

std::string RegionWriter::partial(NodeId id, std::size_t depth) const {
  const std::string name = partial_name(id, depth);
  return has_lanes() ? spell(language().element, name, "lane") : name;
}

std::string RegionWriter::partial_name(NodeId id, std::size_t depth) {
  return fmt::format("fold{}{}", id, depth == 0 ? "" : "_" + std::to_string(depth));
}

void RegionWriter::begin_partials(std::size_t depth) {
  const auto identity = [&](NodeId id) { return literal(kernel::identity(fold(id).combine)); };
  if (!has_lanes()) {
    for (const NodeId id : folds_) define_variable(context_.type.type, partial(id, depth), identity(id));
    return;
  }
  for (const NodeId id : folds_) define_array(context_.type.type, partial_name(id, depth), lane_count_);
  lanes(lane_count_, [&] {
    for (const NodeId id : folds_) say(language().assign, partial(id, depth), identity(id));
  });
}

/// The partial results `depth` with those of `depth` + 1.
void RegionWriter::combine_partials(std::size_t depth) {
  const auto combine = [&] {
    for (const NodeId id : folds_) combine_into(fold(id).combine, partial(id, depth), partial(id, depth + 1));
  };
  has_lanes() ? lanes(lane_count_, combine) : combine();
}

/// The second half of the lanes with the first, until one is left.
void RegionWriter::join_lanes() {
  declare(language().index_type, "half");
  out_->open(spell(language().halving_loop, "half", number(lane_count_ / 2)));
  open_loop("lane", "0", "half");
  for (const NodeId id : folds_) {
    std::string other = partial(id, 0);
    other.replace(other.find("lane"), 4, "lane + half");
    combine_into(fold(id).combine, partial(id, 0), other);
  }
  close_loop();
  if (!language().halve.empty()) say(language().halve, "half");
  out_->close(language().end_loop);
}

void RegionWriter::accumulate(std::string_view pattern, const std::string& to, const std::string& from) {
  if (context_.type.round.empty()) return say(pattern, to, from);
  const ir::Op op = pattern == language().multiply ? ir::Op::Mul : ir::Op::Add;
  say(language().assign, to, rounded(spell(language().op(op), to, from), context_.type));
}

void RegionWriter::combine_into(Combine combine, const std::string& to, const std::string& from) {
  const auto by = [&](std::string_view helper) {
    say(language().assign, to, context_.unit.help(helper, std::vector{to, from}, context_.type));
  };
  switch (combine) {
    case Combine::Add: return accumulate(language().add, to, from);
    case Combine::Mul: return accumulate(language().multiply, to, from);
    case Combine::Max: return by("adc_max");
    case Combine::Min: return by("adc_min");
  }
}

}  // namespace adc::emit
