// Folds, in the order of kernel/fold.h.
#include <fmt/core.h>

#include <algorithm>

#include "emit/c_region.h"

namespace adc::emit {
namespace {

using kernel::Combine;

std::string number(std::int64_t n) { return std::to_string(n); }

}  // namespace

void CRegion::fold() {
  begin_partials(0);
  reduce(kept_, 0);
  if (has_lanes() && !has_strips()) join_lanes();
}

/// Combines what the turns of loop `level` give with the partial results `depth`, which are the identity.
void CRegion::reduce(std::size_t level, std::size_t depth) {
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
void CRegion::in_blocks(std::size_t level, std::size_t depth, const Turns& turns) {
  const std::int64_t part = kernel::first_part(order().block, turns.count);
  const auto loop_over = [&](const std::string& i, std::int64_t step) {
    out_->open(fmt::format("for (ptrdiff_t {} = {}; {} < {}; {})", i, turns.begin, i, turns.end,
                           step == 1 ? "++" + i : i + " += " + number(step)));
  };
  if (part == 1) {
    const bool is_dealt = has_lanes() && level == lane_loop_;
    const std::string i = (is_dealt ? "strip" : "i") + std::to_string(level);
    loop_over(i, turns.step);
    if (is_dealt) strip_ = i;
    turn(level, depth);
    if (is_dealt) strip_ = "0";
    return out_->close();
  }
  const std::string block = fmt::format("block{}_{}", level, depth);
  const std::int64_t step = part * turns.step;
  loop_over(block, step);
  const bool is_whole = turns.is_certain && turns.count % part == 0;
  std::string end = fmt::format("{} + {}", block, step);
  if (!is_whole) {
    const std::string name = fmt::format("end{}_{}", level, depth);
    out_->line(fmt::format("const ptrdiff_t {} = {} < {} ? {} : {};", name, end, turns.end, end, turns.end));
    end = name;
  }
  begin_partials(depth + 1);
  in_blocks(level, depth + 1, {block, end, part, turns.step, is_whole});
  combine_partials(depth);
  out_->close();
}

void CRegion::turn(std::size_t level, std::size_t depth) {
  if (level + 1 == region_.loops.size()) return add_terms(by_level_[level + 1], lane_count_, depth);
  compute(by_level_[level + 1]);
  begin_partials(depth + 1);
  reduce(level + 1, depth + 1);
  combine_partials(depth);
}

/// Computes `nodes`, of the innermost loop, and combines the terms of `count` lanes with the partial results.
void CRegion::add_terms(const List& nodes, std::int64_t count, std::size_t depth) {
  begin_lanes(nodes);
  const auto add = [&] {
    define_in_lanes(nodes);
    for (const NodeId id : folds_) combine_into(fold(id).combine, partial(id, depth), value(fold(id).term));
  };
  has_lanes() ? lanes(count, add) : add();
}

std::string CRegion::partial(NodeId id, std::size_t depth) const {
  return fmt::format("fold{}{}{}", id, depth == 0 ? "" : "_" + std::to_string(depth), has_lanes() ? "[lane]" : "");
}

void CRegion::begin_partials(std::size_t depth) {
  const auto begin = [&](NodeId id) {
    return fmt::format(" = {};", c_literal(identity(fold(id).combine), context_.type));
  };
  const std::string type = std::string(context_.type.type) + " ";
  if (!has_lanes()) {
    for (const NodeId id : folds_) out_->line(type + partial(id, depth) + begin(id));
    return;
  }
  for (const NodeId id : folds_) {
    std::string declared = partial(id, depth);
    declared.resize(declared.find('['));
    out_->line(fmt::format("{}{}[{}];", type, declared, lane_count_));
  }
  lanes(lane_count_, [&] {
    for (const NodeId id : folds_) out_->line(partial(id, depth) + begin(id));
  });
}

/// The partial results `depth` with those of `depth` + 1.
void CRegion::combine_partials(std::size_t depth) {
  const auto combine = [&] {
    for (const NodeId id : folds_) combine_into(fold(id).combine, partial(id, depth), partial(id, depth + 1));
  };
  has_lanes() ? lanes(lane_count_, combine) : combine();
}

/// The second half of the lanes with the first, until one is left.
void CRegion::join_lanes() {
  out_->open(fmt::format("for (ptrdiff_t half = {}; half > 0; half /= 2)", lane_count_ / 2));
  out_->open("for (ptrdiff_t lane = 0; lane < half; ++lane)");
  for (const NodeId id : folds_) {
    std::string other = partial(id, 0);
    other.replace(other.find("lane"), 4, "lane + half");
    combine_into(fold(id).combine, partial(id, 0), other);
  }
  out_->close();
  out_->close();
}

void CRegion::combine_into(Combine combine, const std::string& to, const std::string& from) {
  const auto by = [&](std::string_view helper) {
    out_->line(fmt::format("{} = {};", to, context_.unit.help(helper, std::vector{to, from}, context_.type)));
  };
  switch (combine) {
    case Combine::Add: return out_->line(fmt::format("{} += {};", to, from));
    case Combine::Mul: return out_->line(fmt::format("{} *= {};", to, from));
    case Combine::Max: return by("adc_max");
    case Combine::Min: return by("adc_min");
  }
}

}  // namespace adc::emit
