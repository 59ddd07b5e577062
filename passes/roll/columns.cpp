#include "passes/roll/columns.h"

#include <algorithm>
#include <utility>

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

// Expressions are followed to this depth, by calls.
constexpr std::size_t kMostDepth = 1000;

// From "Mix13" of David Stafford: every bit of the input changes each bit of the output with a chance of about a half.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}
std::uint64_t followed_by(std::uint64_t hash, std::uint64_t next) { return mixed(hash + 0x9e3779b97f4a7c15 + next); }

std::uint64_t hash_of(const Members& members) {
  std::uint64_t hash = members.size();
  for (const ValueId member : members) hash = followed_by(hash, ir::index(member));
  return hash;
}

}  // namespace

std::vector<std::uint64_t> structure_hashes(const ir::Function& fn) {
  std::vector<std::uint64_t> hashes(fn.size());
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    std::uint64_t hash = static_cast<std::uint64_t>(fn.op(id)) + 1;
    if (fn.is_const(id)) hash = followed_by(hash, fn.constant(id).hash());
    for (const std::int64_t immediate : fn.immediates(id))
      hash = followed_by(hash, static_cast<std::uint64_t>(immediate));
    for (const ValueId operand : fn.operands(id)) hash = followed_by(hash, hashes[ir::index(operand)]);
    hashes[i] = hash;
  }
  return hashes;
}

std::size_t Columns::append(Column column) {
  columns_.push_back(std::move(column));
  return columns_.size() - 1;
}

bool Columns::are_made_alike(const Members& members) const {
  const ir::Inst& first = fn_.inst(members.front());
  return std::ranges::all_of(members, [&](ValueId member) {
    const ir::Inst& inst = fn_.inst(member);
    return inst.op == first.op && inst.operand_count == first.operand_count &&
           std::ranges::equal(fn_.immediates(inst), fn_.immediates(first)) &&
           (inst.op != Op::Const || fn_.constant(member) == fn_.constant(members.front()));
  });
}

std::optional<std::size_t> Columns::add(Members members, std::size_t depth) {
  if (depth > kMostDepth || members.size() > left_) return std::nullopt;
  left_ -= members.size();
  const auto is_first = [&](ValueId member) { return member == members.front(); };
  const bool is_same = std::ranges::all_of(members, is_first);
  if (is_same) members.resize(1);
  const std::uint64_t hash = hash_of(members);
  const auto [begin, end] = known_.equal_range(hash);
  for (auto at = begin; at != end; ++at) {
    if (at->second.first == members) return at->second.second;
  }
  std::optional<std::size_t> column;
  if (is_same) {
    column = append({Column::Kind::Same, members, {}});
  } else if (!are_made_alike(members)) {
    return std::nullopt;
  } else if (fn_.op(members.front()) == Op::Param) {
    column = append({Column::Kind::Inputs, members, {}});
  } else {
    column = add_op(members, depth);
  }
  if (column) known_.emplace(hash, std::pair(std::move(members), *column));
  return column;
}

std::optional<std::size_t> Columns::add_op(const Members& members, std::size_t depth) {
  Column column{Column::Kind::Op, {members.front()}, {}};
  Members operands(members.size());
  for (std::size_t k = 0; k < fn_.operands(members.front()).size(); ++k) {
    std::ranges::transform(members, operands.begin(), [&](ValueId member) { return fn_.operands(member)[k]; });
    const std::optional<std::size_t> operand = add(operands, depth + 1);
    if (!operand) return std::nullopt;
    column.operands.push_back(*operand);
  }
  return append(std::move(column));
}

}  // namespace adc::passes
