#include "passes/matrix/constant_tensors.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <unordered_map>
#include <vector>

#include "ir/interpreter.h"
#include "passes/core/rebuild.h"
#include "passes/tensors/axes.h"

namespace adc::passes {
namespace {

using ir::Op;
using ir::ValueId;

constexpr std::int64_t kMostElements = 4'096;
constexpr std::size_t kMostTensors = 200;
constexpr double kMostWhole = 1e15;

/// What a tensor of constants is.
struct Known {
  bool is_identity = false;
  double number = 0;  ///< each element, if it is not the identity
};

/// The tensors that depend on no input, small ones, in order.
std::vector<ValueId> constant_tensors(const ir::Function& fn) {
  std::vector<bool> is_constant(fn.size());
  std::vector<ValueId> found;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const ValueId id = ir::value_id(i);
    const bool may_be = fn.op(id) != Op::Param && fn.shape(id).elements() <= kMostElements;
    is_constant[i] =
        may_be && std::ranges::all_of(fn.operands(id), [&](ValueId v) { return is_constant[ir::index(v)]; });
    if (is_constant[i] && fn.shape(id).rank() > 0 && found.size() < kMostTensors) found.push_back(id);
  }
  return found;
}

/// The values of what depends on no input.
std::vector<double> values(const ir::Function& fn, std::span<const ValueId> wanted) {
  SharingBuilder b("constants", fn.float_type(), kNoLimit);
  std::unordered_map<std::size_t, ValueId> to;
  std::vector<bool> needed(fn.size());
  for (const ValueId id : wanted) needed[ir::index(id)] = true;
  for (std::size_t i = fn.size(); i-- > 0;) {
    if (!needed[i]) continue;
    for (const ValueId operand : fn.operands(ir::value_id(i))) needed[ir::index(operand)] = true;
  }
  for (std::size_t i = 0; i < fn.size(); ++i) {
    if (!needed[i]) continue;
    std::vector<ValueId> operands;
    for (const ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to.at(ir::index(operand)));
    to[i] = b.clone(fn, ir::value_id(i), operands);
  }
  std::size_t size = 0;
  for (const ValueId id : wanted) {
    b.output(to.at(ir::index(id)), "");
    size += static_cast<std::size_t>(fn.shape(id).elements());
  }
  std::vector<double> all(size);
  ir::interpret(b.finish(), {}, all);
  return all;
}

std::optional<Known> known(std::span<const double> numbers, const ir::Shape& shape) {
  if (numbers.empty()) return std::nullopt;
  if (std::ranges::all_of(numbers, [&](double x) { return x == numbers[0]; })) return Known{false, numbers[0]};
  if (shape.rank() != 2 || shape[0] != shape[1]) return std::nullopt;
  const auto n = static_cast<std::size_t>(shape[0]);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != (i / n == i % n ? 1 : 0)) return std::nullopt;
  }
  return Known{true, 1};
}

ValueId make(SharingBuilder& b, const Known& what, const ir::Type& type, ValueId otherwise) {
  const Axes all = extents(type.shape);
  if (what.is_identity) {
    const ValueId equal = b.eq(b.iota(all, 0), b.iota(all, 1));
    return type.dtype == ir::DType::Bool ? equal : b.to_float(equal);
  }
  if (type.dtype == ir::DType::Bool) return b.broadcast(b.constant(ir::Constant::boolean(what.number != 0)), all, {});
  const bool is_whole = std::fabs(what.number) <= kMostWhole && what.number == std::floor(what.number);
  return is_whole ? b.broadcast(b.integer(static_cast<std::int64_t>(what.number)), all, {}) : otherwise;
}

}  // namespace

ir::Function fold_constant_tensors(const ir::Function& fn) {
  const std::vector<ValueId> tensors = constant_tensors(fn);
  if (tensors.empty()) return fn;
  const std::vector<double> numbers = values(fn, tensors);
  std::unordered_map<std::size_t, Known> folded;
  std::size_t at = 0;
  for (const ValueId id : tensors) {
    const auto size = static_cast<std::size_t>(fn.shape(id).elements());
    if (const auto what = known(std::span(numbers).subspan(at, size), fn.shape(id)))
      folded.emplace(ir::index(id), *what);
    at += size;
  }
  return rebuild(fn, kNoLimit, [&](SharingBuilder& b, ValueId id, std::span<const ValueId> operands) {
    const auto found = folded.find(ir::index(id));
    if (found == folded.end()) return b.clone(fn, id, operands);
    return make(b, found->second, fn.type(id), b.clone(fn, id, operands));
  });
}

}  // namespace adc::passes
