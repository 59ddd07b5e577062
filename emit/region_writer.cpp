#include "emit/region_writer.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "kernel/types.h"

namespace adc::emit {
namespace {

using Role = kernel::Loop::Role;

/// Bytes of a strip's lanes of one number, at least and at most, and of what they are a multiple of.
constexpr std::int64_t kLeastStrip = 256;
constexpr std::int64_t kLargestStrip = 512;
constexpr std::int64_t kStripUnit = 64;

/// How many names are declared in a line.
constexpr std::size_t kNamesInLine = 12;

std::string number(std::int64_t n) { return std::to_string(n); }
std::string loop_name(std::size_t level) { return "i" + std::to_string(level); }

/// How many turns of a loop become one strip: all, or as many that the last strip repeats few turns of that before it.
std::int64_t strip_width(std::int64_t turns, std::int64_t float_bytes) {
  if (turns * float_bytes <= kLargestStrip) return turns;
  const auto done = [&](std::int64_t width) { return (turns + width - 1) / width * width; };
  std::int64_t best = kLargestStrip / float_bytes;
  for (std::int64_t bytes = kLargestStrip; bytes >= kLeastStrip; bytes -= kStripUnit) {
    if (done(bytes / float_bytes) < done(best)) best = bytes / float_bytes;
  }
  return best;
}

/// The lanes that the form deals a loop's turns out to, if it does.
std::int64_t dealt_lanes(const kernel::Region& region) {
  std::int64_t lanes = 0;
  for (const kernel::Node& node : region.nodes) {
    if (const auto* const fold = std::get_if<kernel::Fold>(&node)) lanes = fold->order.lanes;
  }
  return lanes;
}

}  // namespace

RegionWriter::RegionWriter(const kernel::Region& region, const Context& context, Lines& out)
    : region_(region),
      context_(context),
      out_(&out),
      kept_(region.kept()),
      types_(kernel::types(context.program, region)),
      by_level_(region.loops.size() + 1),
      in_lanes_(region.nodes.size(), false),
      is_array_(region.nodes.size(), false),
      is_hidden_(region.nodes.size(), false) {
  const std::vector<kernel::LoopSet> varies = kernel::variation(region);
  const std::vector<bool> is_after = kernel::after_folds(region);
  for (NodeId id = 0; id < region.nodes.size(); ++id) {
    if (std::holds_alternative<kernel::Fold>(region.nodes[id])) folds_.push_back(id);
    (is_after[id] ? after_ : by_level_[static_cast<std::size_t>(std::bit_width(varies[id]))]).push_back(id);
  }
  if (!language().sine_and_cosine.empty()) find_pairs();
  choose_lanes();
  if (has_lanes()) find_lanes(varies, is_after);
  if (context.hides) find_hidden();
}

/// Which sines and cosines there are, by what they are of.
void RegionWriter::find_pairs() {
  for (NodeId id = 0; id < region_.nodes.size(); ++id) {
    const auto* const apply = std::get_if<kernel::Apply>(&region_.nodes[id]);
    if (apply != nullptr && (apply->op == ir::Op::Sin || apply->op == ir::Op::Cos))
      pairs_[{apply->op, apply->operands[0]}] = id;
  }
}

void RegionWriter::choose_lanes() {
  const std::int64_t dealt = dealt_lanes(region_);
  if (dealt > 1) {
    lane_loop_ = region_.loops.size() - 1;
    lane_count_ = dealt;
  } else if (language().has_strips && dealt == 1 && kept_ > 0 && kept_ < region_.loops.size() &&
             region_.loops[kept_ - 1].role == Role::Parallel && !region_.loops[kept_ - 1].is_of_rows) {
    lane_loop_ = kept_ - 1;
    lane_count_ =
        strip_width(region_.loops[lane_loop_].extent, static_cast<std::int64_t>(context_.program.float_bytes()));
  }
}

/// Of each node, whether it differs from lane to lane, and whether another loop over lanes needs it than its own.
void RegionWriter::find_lanes(const std::vector<kernel::LoopSet>& varies, const std::vector<bool>& is_after) {
  const auto home = [&](NodeId id) {
    return is_after[id] ? region_.loops.size() + 1 : static_cast<std::size_t>(std::bit_width(varies[id]));
  };
  const auto need = [&](NodeId id, std::size_t where) {
    if (in_lanes_[id] && home(id) != where) is_array_[id] = true;
  };
  for (NodeId id = 0; id < region_.nodes.size(); ++id) {
    in_lanes_[id] = (varies[id] >> lane_loop_ & 1U) != 0 || (has_strips() && is_after[id]);
    const kernel::Node& node = region_.nodes[id];
    const bool is_fold = std::holds_alternative<kernel::Fold>(node);
    const std::size_t where = is_fold ? region_.loops.size() : home(id);
    kernel::for_each_operand(node, [&](NodeId x) { need(x, where); });
  }
  for (const kernel::Store& store : region_.stores) {
    kernel::for_each_operand_of_store(store, [&](NodeId x) { need(x, region_.loops.size() + 1); });
  }
}

void RegionWriter::run() {
  Lines body = out_->inside();
  Lines* const outer = std::exchange(out_, &body);
  declare_constants();
  compute(by_level_[0]);
  nest(0);
  out_ = outer;
  for (const auto& [type, names] : declarations_) {
    for (std::size_t begin = 0; begin < names.size(); begin += kNamesInLine) {
      const std::size_t count = std::min(kNamesInLine, names.size() - begin);
      say(language().declare, type, joined(std::span(names).subspan(begin, count)));
    }
  }
  out_->append(body);
}

void RegionWriter::declare(std::string_view type, const std::string& name) {
  if (declares() && are_declared_.insert(name).second) declarations_[std::string(type)].push_back(name);
}

void RegionWriter::define(std::string_view type, const std::string& name, const std::string& value) {
  declare(type, name);
  say(language().define, type, name, value);
}

void RegionWriter::define_variable(std::string_view type, const std::string& name, const std::string& value) {
  declare(type, name);
  say(language().variable, type, name, value);
}

void RegionWriter::define_array(std::string_view type, const std::string& name, std::int64_t length) {
  const std::string text = spell(language().array, type, name, number(length));
  declares() ? declare(type, text) : out_->line(text);
}

void RegionWriter::open_loop(const std::string& variable, const std::string& begin, const std::string& end,
                             std::int64_t step) {
  declare(language().index_type, variable);
  out_->open(step == 1 ? spell(language().loop, variable, begin, end)
                       : spell(language().loop_in_steps, variable, begin, end, number(step)));
}

void RegionWriter::declare_constants() {
  for (NodeId id = 0; id < region_.nodes.size(); ++id) {
    if (!is_hidden_[id]) continue;
    const std::string value = literal(std::get<kernel::Constant>(region_.nodes[id]).value);
    define(context_.type.type, variable(id), context_.unit.hide(context_.type.type, value));
  }
  if (uses_zero_) define_index("zero", context_.unit.hide(language().index_type, "0"));
}

void RegionWriter::nest(std::size_t level) {
  if (level == kept_) return finish();
  if (has_strips() && level == lane_loop_) return strips(level);
  const kernel::Loop& loop = region_.loops[level];
  if (context_.are_turns_given && loop.role == Role::Parallel) {
    compute(by_level_[level + 1]);
    return nest(level + 1);
  }
  open_loop(loop_name(level), "0", loop.is_of_rows ? context_.rows : number(loop.extent));
  compute(by_level_[level + 1]);
  nest(level + 1);
  close_loop();
}

/// The last strip ends with the loop; turns that it repeats store the same again.
void RegionWriter::strips(std::size_t level) {
  const std::int64_t extent = region_.loops[level].extent;
  const auto body = [&](std::string begin) {
    strip_ = std::move(begin);
    compute(by_level_[level + 1]);
    nest(level + 1);
    strip_ = "0";
  };
  if (extent == lane_count_) return body("0");
  const std::string strip = "strip" + std::to_string(level);
  const bool is_even = extent % lane_count_ == 0;
  const std::string turn = is_even ? strip : "turn" + std::to_string(level);
  open_loop(turn, "0", number(extent), lane_count_);
  if (!is_even) define_index(strip, spell(language().least_index, turn, number(extent - lane_count_)));
  body(strip);
  close_loop();
}

void RegionWriter::finish() {
  if (!folds_.empty()) fold();
  const auto rest = [&] {
    for (const NodeId id : after_) {
      if (std::holds_alternative<kernel::Argmax>(region_.nodes[id]))
        find_largest(id);
      else
        define(id);
    }
    for (const kernel::Store& to : region_.stores) std::visit([&](const auto& one) { store(one); }, to);
  };
  has_strips() ? lanes(lane_count_, rest) : rest();
}

/// The nodes that are the same in all lanes, then the others, in a loop over lanes.
void RegionWriter::compute(const List& nodes) {
  begin_lanes(nodes);
  if (std::ranges::none_of(nodes, [&](NodeId id) { return in_lanes_[id]; })) return;
  lanes(lane_count_, [&] { define_in_lanes(nodes); });
}

void RegionWriter::begin_lanes(const List& nodes) {
  for (const NodeId id : nodes) {
    if (!in_lanes_[id]) define(id);
    if (is_array_[id]) define_array(type_name(id), variable(id), lane_count_);
  }
}

void RegionWriter::define_in_lanes(const List& nodes) {
  for (const NodeId id : nodes) {
    if (in_lanes_[id]) define(id);
  }
}

void RegionWriter::define(NodeId id) {
  const kernel::Node& node = region_.nodes[id];
  const bool is_written_where_used = std::holds_alternative<kernel::Constant>(node) ||
                                     std::holds_alternative<kernel::Truth>(node) ||
                                     std::holds_alternative<kernel::Fold>(node);
  if (is_written_where_used || define_pair(id)) return;
  if (is_array_[id])
    say(language().assign, value(id), expression(id));
  else
    define(type_name(id), variable(id), expression(id));
}

/// A sine and the cosine of the same number, where the language has a function of both. Gives whether `id` is defined.
bool RegionWriter::define_pair(NodeId id) {
  if (language().sine_and_cosine.empty() || is_array_[id]) return false;
  const auto* const apply = std::get_if<kernel::Apply>(&region_.nodes[id]);
  if (apply == nullptr || (apply->op != ir::Op::Sin && apply->op != ir::Op::Cos)) return false;
  if (are_defined_.contains(id)) return true;
  const ir::Op other = apply->op == ir::Op::Sin ? ir::Op::Cos : ir::Op::Sin;
  const auto found = pairs_.find({other, apply->operands[0]});
  if (found == pairs_.end() || is_array_[found->second]) return false;
  const NodeId sine = apply->op == ir::Op::Sin ? id : found->second;
  const NodeId cosine = apply->op == ir::Op::Sin ? found->second : id;
  say(language().sine_and_cosine, value(apply->operands[0]), variable(sine), variable(cosine));
  are_defined_.insert(found->second);
  return true;
}

/// A loop over the first `count` lanes.
void RegionWriter::lanes(std::int64_t count, const std::function<void()>& body) {
  open_loop("lane", "0", number(count));
  Lines inner = out_->inside();
  Lines* const outer = std::exchange(out_, &inner);
  uses_lane_index_ = false;
  body();
  out_ = outer;
  if (uses_lane_index_) define_index(loop_name(lane_loop_), (strip_ == "0" ? "" : strip_ + " + ") + "lane");
  out_->append(inner);
  close_loop();
}

// The first of the largest terms, or the first nan.
void RegionWriter::find_largest(NodeId id) {
  const std::string best = "best" + std::to_string(id);
  const std::string_view type = context_.type.type;
  define_variable(type, variable(id), literal(0));
  const NodeId term = std::get<kernel::Argmax>(region_.nodes[id]).term;
  if (kept_ == region_.loops.size()) return say(language().unused, value(term));
  const std::string i = loop_name(kept_);
  define_variable(type, best, literal(-std::numeric_limits<double>::infinity()));
  open_loop(i, "0", number(region_.loops[kept_].extent));
  compute(by_level_[kept_ + 1]);
  const std::string x = value(term);
  out_->open(spell(language().if_larger, best, x));
  say(language().assign, best, x);
  say(language().assign, variable(id), spell(language().index_as_number, i));
  out_->close(language().end_if);
  close_loop();
}

void RegionWriter::store(const kernel::Set& to) {
  const std::string x = value(to.value);
  say(language().assign, element(to.array, place(to.array, to.index)),
      is_bool(to.value) ? spell(language().flag_as_number, x) : x);
}

/// Where the lookup leads nowhere, -0 is added to some element, which changes nothing.
void RegionWriter::store(const kernel::Add& to) {
  const std::string leads = is_index(to.by);
  const std::string nothing = literal(kernel::identity(kernel::Combine::Add));
  const std::string x = context_.unit.help("adc_select", std::vector{leads, value(to.value), nothing}, context_.type);
  if (context_.program.arrays[to.array].type.shape.elements() == 0) return say(language().unused, x);
  const std::string at = chosen_place(leads, place(to.array, to.index, &to.by));
  accumulate(language().add, element(to.array, at), x);
}

}  // namespace adc::emit
