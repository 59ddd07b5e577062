#include "emit/formula_walk.h"

#include <algorithm>
#include <utility>

namespace adc::emit {
using ir::index;
using ir::Op;
using ir::ValueId;

namespace {

// Text beyond which a shared value is bound to a name instead of being written out again.
constexpr double kShortText = 600;
constexpr double kMaxGrowth = 2;
constexpr double kWorthAName = 12;
constexpr std::uint32_t kMaxNesting = 120;

}  // namespace

FormulaWalk::FormulaWalk(const ir::Function& fn, std::span<const KnownName> known)
    : fn_(fn), facts_(fn.size()), names_(fn.size()), known_(known.begin(), known.end()) {
  for (const KnownName& each : known_) taken_.insert(each.name);
  for (const ir::Param& param : fn.params()) taken_.insert(param.name);
  for (const ir::Output& output : fn.outputs()) taken_.insert(output.name);
  for (const auto& [value, name] : fn.bindings()) taken_.insert(name);
}

void FormulaWalk::plan() {
  find_needed();
  for (std::size_t i = 0; i < fn_.size(); ++i) {
    if (facts_[i].uses != 0) measure(ir::value_id(i));
  }
  bind_shared();
}

ValueId FormulaWalk::resolve(ValueId id) const {
  while (fn_.op(id) == Op::Copy) id = fn_.operands(id)[0];
  return id;
}

void FormulaWalk::find_needed() {
  for (const ir::Output& output : fn_.outputs()) ++fact(resolve(output.value)).uses;
  for (std::size_t i = fn_.size(); i-- > 0;) {
    const ValueId id = ir::value_id(i);
    if (facts_[i].uses == 0) continue;
    for (std::size_t k = 0; k < fn_.operands(id).size(); ++k) ++fact(operand(id, k)).uses;
  }
}

// Fills in the facts about a value whose operands have theirs.
void FormulaWalk::measure(ValueId id) {
  Fact& result = fact(id);
  const Written text = written(id);
  result.level = text.level;
  result.length = result.own = 0;
  result.nesting = 0;
  measured(id, text);
  for (const Piece& item : text.items) {
    const double own = item.value ? 0 : size(item.text);
    result.own += own;
    result.length += own;
    if (!item.value) continue;
    const bool named = !names_[index(*item.value)].empty();
    const bool bracketed = !named && fact(*item.value).level < item.level;
    const bool inside = bracketed || result.level == kAtom || fn_.op(id) == Op::Powi;
    if (bracketed) result.own += 2;
    result.length += named ? 3 : fact(*item.value).length + (bracketed ? 2 : 0);
    if (!named) result.nesting = std::max(result.nesting, fact(*item.value).nesting + (inside ? 1U : 0U));
  }
  result.length = std::min(result.length, 1e300);
}

void FormulaWalk::bind_shared() {
  double shared = 0;
  double expanded = 0;
  std::uint32_t nesting = 0;
  for (const Fact& each : facts_) {
    if (each.uses != 0) shared += each.own;
  }
  for (const ir::Output& output : fn_.outputs()) {
    expanded += fact(resolve(output.value)).length;
    nesting = std::max(nesting, fact(resolve(output.value)).nesting);
  }
  const bool long_text = expanded > std::max(kShortText, kMaxGrowth * shared);
  if (!long_text && nesting <= kMaxNesting) return;
  for (std::size_t i = 0; i < fn_.size(); ++i) {
    const ValueId id = ir::value_id(i);
    if (facts_[i].uses == 0 || fn_.op(id) == Op::Const || fn_.op(id) == Op::Param) continue;
    measure(id);
    const bool repeated = long_text && facts_[i].uses > 1 && facts_[i].length > kWorthAName;
    const bool deep = facts_[i].nesting > kMaxNesting;
    if (repeated || deep) {
      names_[i] = spelled(fresh_name());
      bound_.push_back(id);
    }
  }
}

void FormulaWalk::name_parts() {
  if (!bound_.empty() || fn_.outputs().size() != 1) return;
  std::vector<std::optional<Written>> texts(fn_.size());
  for (std::size_t i = 0; i < fn_.size(); ++i) {
    if (facts_[i].uses != 0) texts[i] = written(ir::value_id(i));
  }
  std::vector<NamedPart> parts = parts_to_name(fn_, texts, resolve(fn_.outputs()[0].value), taken_);
  for (NamedPart& part : parts) {
    const auto same = std::ranges::find(known_, text(texts[index(part.value)]->items), &KnownName::text);
    if (same != known_.end()) part.name = same->name;
  }
  take_parts(parts);
}

void FormulaWalk::take_parts(const std::vector<NamedPart>& parts) {
  if (parts.empty() || !bound_.empty()) return;
  names_stand_behind_ = true;
  for (const NamedPart& part : parts) {
    names_[index(part.value)] = spelled(part.name);
    bound_.push_back(part.value);
  }
  for (std::size_t i = 0; i < fn_.size(); ++i) {
    if (facts_[i].uses != 0) measure(ir::value_id(i));
  }
}

std::vector<NamedPart> FormulaWalk::parts() const {
  std::vector<NamedPart> parts;
  for (const ValueId id : bound_) parts.push_back({id, name(id)});
  return parts;
}

std::optional<ValueId> FormulaWalk::complement(ValueId id) const {
  if (!names_stand_behind_ || fn_.op(id) != Op::Sigmoid) return std::nullopt;
  const auto found = std::ranges::find_if(bound_, [&](ValueId named) { return is_complement(fn_, id, named); });
  return found == bound_.end() ? std::nullopt : std::optional(*found);
}

std::string FormulaWalk::fresh_name() {
  std::string name;
  do name = "t" + std::to_string(++last_name_);
  while (taken_.contains(name));
  return name;
}

// Writes items in order; the stack holds what comes later.
std::string FormulaWalk::text(std::vector<Piece> items) const {
  std::string text;
  std::vector<Piece> stack(items.rbegin(), items.rend());
  while (!stack.empty()) {
    const Piece item = std::move(stack.back());
    stack.pop_back();
    text += item.text;
    if (!item.value) continue;
    if (!name(*item.value).empty()) {
      text += name(*item.value);
      continue;
    }
    const bool bracketed = fact(*item.value).level < item.level;
    if (bracketed) {
      text += open();
      stack.push_back(text_piece(close()));
    }
    const std::vector<Piece> inner = written(*item.value).items;
    stack.insert(stack.end(), inner.rbegin(), inner.rend());
  }
  return text;
}

}  // namespace adc::emit
