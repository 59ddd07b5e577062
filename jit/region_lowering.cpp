#include "jit/region_lowering.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

namespace adc::jit {
namespace {

using ir::Op;
using llvm::Value;

/// No loop.
constexpr std::size_t kNoLoop = ~std::size_t{0};

/// A body of no more nodes runs on several registers at once, so that operations overlap.
constexpr std::size_t kShortBody = 16;

std::int64_t round_up_to_power(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(n)));
}

bool is_call(const kernel::Node& node) {
  const auto* const apply = std::get_if<kernel::Apply>(&node);
  return apply != nullptr && !ir::info(apply->op).function.empty() && apply->op != Op::Fma;
}

/// The loop whose turns are done many at once: the one whose turns are dealt out to lanes, else the last that is not
/// reduced; kNoLoop where turns depend on each other.
std::size_t vector_loop(const Region& region) {
  using Role = kernel::Loop::Role;
  for (const kernel::Node& node : region.nodes) {
    if (std::holds_alternative<kernel::Argmax>(node)) return kNoLoop;
    const auto* const fold = std::get_if<kernel::Fold>(&node);
    if (fold != nullptr && fold->order.lanes > 1) return region.loops.size() - 1;
  }
  const std::size_t kept = region.kept();
  const auto adds = [](const kernel::Store& store) { return std::holds_alternative<kernel::Add>(store); };
  const bool is_parallel = kept > 0 && region.loops[kept - 1].role != Role::Sequential;
  return is_parallel && std::ranges::none_of(region.stores, adds) ? kept - 1 : kNoLoop;
}

/// How many turns of a vector loop that is not reduced are done at once.
std::int64_t lanes_for_kept(const Region& region, std::size_t loop, unsigned register_bits, unsigned float_bytes) {
  const std::int64_t width = register_bits / 8 / float_bytes;
  const bool is_short = region.nodes.size() <= kShortBody && std::ranges::none_of(region.nodes, is_call);
  return std::min(is_short ? 4 * width : width, round_up_to_power(region.loops[loop].extent));
}

}  // namespace

RegionLowering::RegionLowering(const Region& region, const RegionContext& context)
    : region_(region),
      context_(context),
      b_(context.builder),
      float_(context.float_type),
      float_bytes_(context.float_type->isFloatTy() ? 4 : 8),
      kept_(region.kept()),
      vector_loop_(vector_loop(region)),
      varies_(kernel::variation(region)),
      by_level_(region.loops.size() + 1),
      values_(region.nodes.size(), nullptr),
      index_(region.loops.size(), nullptr),
      certain_(region.nodes.size()) {
  const std::vector<bool> is_after = kernel::after_folds(region);
  for (NodeId id = 0; id < region.nodes.size(); ++id) {
    if (std::holds_alternative<kernel::Fold>(region.nodes[id])) folds_.push_back(id);
    std::vector<NodeId>& list =
        is_after[id] ? after_ : by_level_[static_cast<std::size_t>(std::bit_width(varies_[id]))];
    list.push_back(id);
  }
}

void RegionLowering::run(const Turns& turns) {
  turns_ = turns;
  compute(0);
  nest(0);
}

std::int64_t RegionLowering::shared_turns(const Region& region, unsigned register_bits, bool is_float) {
  const std::int64_t extent = region.loops[0].extent;
  return vector_loop(region) == 0 ? extent / lanes_for_kept(region, 0, register_bits, is_float ? 4 : 8) : extent;
}

std::int64_t RegionLowering::rows_at_once(const Region& region, unsigned register_bits, bool is_float) {
  const bool has_rows = !region.loops.empty() && region.loops[0].is_of_rows;
  return has_rows && vector_loop(region) == 0 ? lanes_for_kept(region, 0, register_bits, is_float ? 4 : 8) : 1;
}

// --- loops ----------------------------------------------------------------------------------------------------------

void RegionLowering::begin_vector(unsigned lanes, std::int64_t count) {
  lanes_ = lanes;
  mask_ = nullptr;
  if (count == lanes) return;
  std::vector<llvm::Constant*> bits;
  bits.reserve(lanes);
  for (unsigned i = 0; i < lanes; ++i) bits.push_back(b_.getInt1(i < count));
  mask_ = llvm::ConstantVector::get(bits);
}

/// The same of a number of turns that is known when the code runs.
void RegionLowering::begin_vector(unsigned lanes, Value* count) {
  lanes_ = lanes;
  std::vector<llvm::Constant*> numbers;
  numbers.reserve(lanes);
  for (unsigned i = 0; i < lanes; ++i) numbers.push_back(b_.getInt64(i));
  mask_ = b_.CreateICmpSLT(llvm::ConstantVector::get(numbers), b_.CreateVectorSplat(lanes, count));
}

/// The turns of a loop.
Value* RegionLowering::extent(std::size_t level) {
  return region_.loops[level].is_of_rows ? context_.rows : number(region_.loops[level].extent);
}

bool RegionLowering::folds_lanes() const { return vector_loop_ != kNoLoop && vector_loop_ >= kept_; }

/// All turns of a loop that is not reduced.
template <typename Body>
void RegionLowering::turns(std::size_t level, Body body) {
  const std::int64_t extent = region_.loops[level].extent;
  const auto run = [&](Value* begin, Value* end, std::int64_t step) {
    loop(b_, begin, end, step, {}, [&](Value* index, const Carried&) {
      index_[level] = index;
      body();
      return Carried{};
    });
  };
  const Turns part = level == 0 ? turns_ : Turns{};
  const bool is_vector = level == vector_loop_;
  const std::int64_t lanes = is_vector ? lanes_for_kept(region_, level, context_.register_bits, float_bytes_) : 1;
  const std::int64_t rest = extent % lanes;
  if (is_vector) begin_vector(static_cast<unsigned>(lanes), lanes);
  if (part.which == Turns::Which::Range)
    run(b_.CreateMul(part.begin, number(lanes)), b_.CreateMul(part.end, number(lanes)), lanes);
  else if (part.which == Turns::Which::All && extent >= lanes) {
    const auto [begin, end] = is_vector ? interior(level, lanes, extent - rest) : Interior{};
    if (begin > 0) run(number(0), number(begin), lanes);
    if (end > begin) {
      set_certain(level, begin);
      run(number(begin), number(end), lanes);
      set_certain(level, std::nullopt);
    }
    if (extent - rest > end) run(number(end), number(extent - rest), lanes);
  }
  if (rest > 0 && part.which != Turns::Which::Range) {
    begin_vector(static_cast<unsigned>(std::max<std::int64_t>(round_up_to_power(rest), 2)), rest);
    run(number(extent - rest), number(extent), extent);
  }
  if (!is_vector) return;
  lanes_ = 1;
  mask_ = nullptr;
}

/// All rows; the last vector ends with them: rows that it repeats store the same again.
template <typename Body>
void RegionLowering::rows(Body body) {
  const bool is_vector = vector_loop_ == 0;
  const std::int64_t lanes = is_vector ? lanes_for_kept(region_, 0, context_.register_bits, float_bytes_) : 1;
  if (is_vector) begin_vector(static_cast<unsigned>(lanes), lanes);
  Value* const last = b_.CreateNSWSub(context_.rows, number(lanes));
  loop(b_, number(0), context_.rows, lanes, {}, [&](Value* index, const Carried&) {
    index_[0] = lanes == 1 ? index : b_.CreateSelect(b_.CreateICmpSLT(index, last), index, last);
    body();
    return Carried{};
  });
  lanes_ = 1;
}

/// Any number of rows; of the last vector, those that there are.
template <typename Body>
void RegionLowering::few_rows(std::size_t level, Body body) {
  const auto turns_at = [&](Value* begin, Value* end, std::int64_t step) {
    when(b_, b_.CreateICmpSLT(begin, end), [&] {
      loop(b_, begin, end, step, {}, [&](Value* index, const Carried&) {
        index_[level] = index;
        body();
        return Carried{};
      });
    });
  };
  if (level != vector_loop_) return turns_at(number(0), context_.rows, 1);
  const std::int64_t lanes = lanes_for_kept(region_, level, context_.register_bits, float_bytes_);
  Value* const whole = b_.CreateAnd(context_.rows, number(-lanes));
  begin_vector(static_cast<unsigned>(lanes), lanes);
  turns_at(number(0), whole, lanes);
  begin_vector(static_cast<unsigned>(lanes), b_.CreateNSWSub(context_.rows, whole));
  turns_at(whole, context_.rows, lanes);
  lanes_ = 1;
  mask_ = nullptr;
}

bool RegionLowering::guards_only(NodeId id, std::size_t level) const {
  return std::holds_alternative<kernel::Inside>(region_.nodes[id]) && varies_[id] == kernel::LoopSet{1} << level;
}

/// Whole vectors of `lanes` of the first `turns` turns; empty, at 0, where it is not worth a loop of its own.
RegionLowering::Interior RegionLowering::interior(std::size_t level, std::int64_t lanes, std::int64_t turns) const {
  constexpr std::int64_t kWorthwhile = 4;
  std::vector<std::int64_t> changes{0, turns};
  for (NodeId id = 0; id < region_.nodes.size(); ++id) {
    if (!guards_only(id, level)) continue;
    // 0 ≤ offset + stride·i < extent
    const auto& node = std::get<kernel::Inside>(region_.nodes[id]);
    const std::int64_t stride = node.index.strides[level];
    const std::int64_t size = std::abs(stride);
    const std::int64_t low = stride > 0 ? node.index.offset : node.extent - 1 - node.index.offset;
    const auto first_from = [&](std::int64_t least) { return least <= low ? 0 : (least - low + size - 1) / size; };
    for (const std::int64_t change : {first_from(0), first_from(node.extent)}) {
      if (change < turns) changes.push_back(change);
    }
  }
  if (changes.size() == 2) return {};
  std::ranges::sort(changes);
  Interior longest;
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    const Interior part{(changes[i] + lanes - 1) / lanes * lanes, changes[i + 1] / lanes * lanes};
    if (part.end - part.begin > longest.end - longest.begin) longest = part;
  }
  return longest.end - longest.begin >= kWorthwhile * lanes ? longest : Interior{};
}

void RegionLowering::set_certain(std::size_t level, std::optional<std::int64_t> turn) {
  for (NodeId id = 0; id < region_.nodes.size(); ++id) {
    if (!guards_only(id, level)) continue;
    const auto& node = std::get<kernel::Inside>(region_.nodes[id]);
    const std::int64_t index = node.index.offset + node.index.strides[level] * turn.value_or(0);
    certain_[id] = turn ? std::optional(index >= 0 && index < node.extent) : std::nullopt;
  }
}

void RegionLowering::nest(std::size_t level) {
  if (level == kept_) return finish();
  const auto body = [&] {
    compute(level + 1);
    nest(level + 1);
  };
  if (!region_.loops[level].is_of_rows) return turns(level, body);
  context_.has_few_rows ? few_rows(level, body) : rows(body);
}

void RegionLowering::finish() {
  if (!folds_.empty()) fold();
  for (const NodeId id : after_) {
    if (std::holds_alternative<kernel::Argmax>(region_.nodes[id])) arg_max(id);
    values_[id] = make(id);
  }
  for (const kernel::Store& to : region_.stores) std::visit([&](const auto& one) { store(one); }, to);
}

/// The folds' values.
void RegionLowering::fold() {
  if (folds_lanes()) lanes_ = static_cast<unsigned>(order().lanes);
  const Carried results = reduce(kept_);
  for (std::size_t i = 0; i < folds_.size(); ++i) {
    const auto& fold = std::get<kernel::Fold>(region_.nodes[folds_[i]]);
    values_[folds_[i]] = folds_lanes() ? join_lanes(fold.combine, results[i]) : results[i];
  }
  if (!folds_lanes()) return;
  lanes_ = 1;
  mask_ = nullptr;
}

/// That of all folds.
const kernel::Order& RegionLowering::order() const { return std::get<kernel::Fold>(region_.nodes[folds_[0]]).order; }

/// What the turns of loop `level` and those inside it give together, per fold; of a vector loop, per lane.
Carried RegionLowering::reduce(std::size_t level) {
  if (level == region_.loops.size()) return terms();
  const std::int64_t extent = region_.loops[level].extent;
  if (level != vector_loop_) return combine_turns(number(0), this->extent(level), 1, level, extent);
  const std::int64_t lanes = order().lanes;
  if (region_.loops[level].is_of_rows) {  // no more than a block of each lane: the last turns follow the others
    return combine_turns(number(0), context_.rows, lanes, level, (extent + lanes - 1) / lanes);
  }
  const std::int64_t rest = extent % lanes;
  Carried result;
  if (extent >= lanes) {
    begin_vector(static_cast<unsigned>(lanes), lanes);
    result = combine_turns(number(0), number(extent - rest), lanes, level, extent / lanes);
  }
  if (rest > 0) {
    begin_vector(static_cast<unsigned>(lanes), rest);
    const Carried last = turn(level, number(extent - rest));
    result = result.empty() ? last : combine(result, last);
  }
  return result;
}

/// F of kernel/fold.h, for `turns` turns in all.
Carried RegionLowering::combine_turns(Value* begin, Value* end, std::int64_t step, std::size_t level,
                                      std::int64_t turns) {
  const std::int64_t part = kernel::first_part(order().block, turns);
  const std::int64_t stride = step * part;
  return loop(b_, begin, end, stride, identities(), [&](Value* index, const Carried& carried) {
    if (part == 1) return combine(carried, turn(level, index));
    Value* const next = b_.CreateNSWAdd(index, number(stride));
    Value* const stop = b_.CreateSelect(b_.CreateICmpSLT(next, end), next, end);
    return combine(carried, combine_turns(index, stop, step, level, part));
  });
}

Carried RegionLowering::turn(std::size_t level, Value* index) {
  index_[level] = index;
  if (level == vector_loop_ && region_.loops[level].is_of_rows) {
    begin_vector(static_cast<unsigned>(order().lanes), b_.CreateNSWSub(context_.rows, index));
  }
  compute(level + 1);
  return reduce(level + 1);
}

void RegionLowering::arg_max(NodeId id) {
  Value*& position = values_[id];
  position = llvm::ConstantFP::get(float_, 0.0);
  if (kept_ == region_.loops.size()) return;
  const NodeId term = std::get<kernel::Argmax>(region_.nodes[id]).term;
  Value* const least = llvm::ConstantFP::getInfinity(float_, true);
  position = loop(b_, number(0), number(region_.loops[kept_].extent), 1, {least, position},
                  [&](Value* index, const Carried& best) {
                    index_[kept_] = index;
                    compute(kept_ + 1);
                    Value* const x = values_[term];
                    Value* const beats = b_.CreateFCmpULT(best[0], x);  // or either is nan
                    Value* const takes = b_.CreateAnd(beats, b_.CreateFCmpORD(best[0], best[0]));
                    return Carried{b_.CreateSelect(takes, x, best[0]),
                                   b_.CreateSelect(takes, b_.CreateSIToFP(index, float_), best[1])};
                  })[1];
}

// --- results --------------------------------------------------------------------------------------------------------

Value* RegionLowering::identity(kernel::Combine how) {
  llvm::Constant* const one = llvm::ConstantFP::get(float_, kernel::identity(how));
  return lanes_ > 1 ? llvm::ConstantVector::getSplat(llvm::ElementCount::getFixed(lanes_), one) : one;
}

Value* RegionLowering::combine(kernel::Combine how, Value* x, Value* y) {
  switch (how) {
    case kernel::Combine::Add: return b_.CreateFAdd(x, y);
    case kernel::Combine::Mul: return b_.CreateFMul(x, y);
    case kernel::Combine::Max: return context_.ops.instructions(Op::Max, {x, y});
    case kernel::Combine::Min: break;
  }
  return context_.ops.instructions(Op::Min, {x, y});
}

/// Per fold.
Carried RegionLowering::combine(const Carried& x, const Carried& y) {
  Carried result;
  for (std::size_t i = 0; i < folds_.size(); ++i) {
    result.push_back(combine(std::get<kernel::Fold>(region_.nodes[folds_[i]]).combine, x[i], y[i]));
  }
  return result;
}

Carried RegionLowering::identities() {
  Carried result;
  for (const NodeId id : folds_) result.push_back(identity(std::get<kernel::Fold>(region_.nodes[id]).combine));
  return result;
}

/// What one turn contributes, in lanes that do not count the identity.
Carried RegionLowering::terms() {
  Carried result;
  for (const NodeId id : folds_) {
    const auto& fold = std::get<kernel::Fold>(region_.nodes[id]);
    Value* const x = wide(values_[fold.term]);
    result.push_back(mask_ != nullptr && folds_lanes() ? b_.CreateSelect(mask_, x, identity(fold.combine)) : x);
  }
  return result;
}

/// The first half of the lanes with the second, again and again.
Value* RegionLowering::join_lanes(kernel::Combine how, Value* x) {
  while (x->getType()->isVectorTy()) {
    const int half = static_cast<int>(llvm::cast<llvm::FixedVectorType>(x->getType())->getNumElements()) / 2;
    if (half == 1) return combine(how, b_.CreateExtractElement(x, std::uint64_t{0}), b_.CreateExtractElement(x, 1));
    llvm::SmallVector<int, 64> low;
    llvm::SmallVector<int, 64> high;
    for (int i = 0; i < half; ++i) {
      low.push_back(i);
      high.push_back(half + i);
    }
    x = combine(how, b_.CreateShuffleVector(x, low), b_.CreateShuffleVector(x, high));
  }
  return x;
}

/// What lanes that count have at `at`, elements so far from each other or a pointer per lane.
Value* RegionLowering::there(Value* at, std::int64_t step) {
  const llvm::Align align(float_bytes_);
  llvm::Type* const type = vector_of(float_);
  if (step == 1 && mask_ == nullptr) return b_.CreateAlignedLoad(type, at, align);
  Value* const all = llvm::Constant::getAllOnesValue(vector_of(b_.getInt1Ty()));
  Value* const mask = mask_ == nullptr ? all : mask_;
  Value* const none = llvm::Constant::getNullValue(type);
  return step == 1 ? static_cast<Value*>(b_.CreateMaskedLoad(type, at, align, mask, none))
                   : b_.CreateMaskedGather(type, at, align, mask, none);
}

/// What a tile gives, with what earlier ones left.
Value* RegionLowering::added(Value* given, Value* before) {
  return b_.CreateSelect(context_.is_first, given, b_.CreateFAdd(before, given));
}

void RegionLowering::store(const kernel::Set& to) {
  const llvm::Align align(float_bytes_);
  Value* value = values_[to.value];
  if (value->getType()->isIntOrIntVectorTy()) {
    value = b_.CreateUIToFP(value, value->getType()->getWithNewType(float_));
  }
  const std::int64_t step = lanes_ > 1 ? stride(to.index) : 0;
  if (step == 0) {
    Value* const at = address(float_, to.array, place(to.index));
    if (context_.is_sum(to.array)) value = added(value, b_.CreateAlignedLoad(float_, at, align));
    b_.CreateAlignedStore(value, at, align);
    return;
  }
  value = wide(value);
  Value* const at = address(float_, to.array, step == 1 ? place(to.index) : places(to.index));
  if (context_.is_sum(to.array)) value = added(value, there(at, step));
  if (step != 1)
    b_.CreateMaskedScatter(value, at, align, mask_);
  else if (mask_ != nullptr)
    b_.CreateMaskedStore(value, at, align, mask_);
  else
    b_.CreateAlignedStore(value, at, align);
}

void RegionLowering::store(const kernel::Add& to) {
  const Position found = position(values_[to.by.position], to.by.extent);
  when(b_, found.is_valid, [&] {
    Value* const further = b_.CreateAdd(place(to.index), b_.CreateMul(found.index, number(to.by.stride)));
    Value* const at = address(float_, to.array, further);
    b_.CreateStore(b_.CreateFAdd(b_.CreateLoad(float_, at), values_[to.value]), at);
  });
}

}  // namespace adc::jit
