#include "ir/builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <utility>

#include "diag/diagnostics.h"
#include "ir/watch.h"

namespace adc::ir {

namespace {

/// So that the indices of operands fit 32 bits.
constexpr std::size_t kMostInstructions = std::numeric_limits<std::uint32_t>::max() / kMaxArity;

/// Of `check_time`: about what comes with an instruction, in a pass.
constexpr std::size_t kWorkPerInst = 8;
/// It is told of so many instructions at once: to a small function it would be a tenth of the work.
constexpr std::size_t kInstsPerCheck = kManySteps / kWorkPerInst;

/// What most small functions have at most.
constexpr std::size_t kUsualConstants = 8;

}  // namespace

Builder::Builder(std::string name, DType float_type, std::size_t max_instructions)
    : max_instructions_(std::min(max_instructions, kMostInstructions)) {
  fn_.name_ = std::move(name);
  fn_.float_type_ = float_type;
}

std::size_t Builder::TypeHash::operator()(const Type& type) const {
  auto hash = static_cast<std::size_t>(type.dtype);
  for (const std::int64_t dim : type.shape.dims()) hash = hash * 1099511628211U + static_cast<std::size_t>(dim) + 1;
  return hash;
}

TypeId Builder::intern(const Type& type) {
  const std::size_t first = std::min(fn_.types_.size(), kFewTypes);
  for (std::size_t i = 0; i < first; ++i) {
    if (fn_.types_[i] == type) return static_cast<TypeId>(i);
  }
  const auto id = static_cast<TypeId>(fn_.types_.size());
  if (first == kFewTypes) {
    const auto [found, is_new] = types_.try_emplace(type, id);
    if (!is_new) return found->second;
  }
  fn_.types_.push_back(type);
  return id;
}

// Most instructions give what they take, so that there is nothing to infer.
TypeId Builder::type_of(Op op, std::span<const ValueId> operands, List immediates) {
  if (keeps_type(op)) {
    const TypeId first = fn_.inst(operands[0]).type;
    if (fn_.types_.size() == 1) return first;
    const bool is_common =
        std::ranges::all_of(operands, [&](ValueId operand) { return fn_.inst(operand).type == first; });
    assert(!is_common || fn_.types_[static_cast<std::size_t>(first)].dtype == fn_.float_type_ || op == Op::Copy ||
           op == Op::StopGradient);
    if (is_common) return first;
  }
  std::array<const Type*, kMaxArity> types{};
  for (std::size_t i = 0; i < operands.size(); ++i) types[i] = &fn_.type(operands[i]);
  return intern(infer_type(op, {types.data(), operands.size()}, immediates, fn_.float_type_));
}

void Builder::reserve(std::size_t instructions) {
  fn_.insts_.reserve(instructions);
  fn_.operand_pool_.reserve(2 * instructions);
  fn_.spans_.reserve(instructions);
  fn_.constants_.reserve(std::min(instructions, kUsualConstants));
}

void Builder::fail_large() const {
  diag::fail("too-many-instructions", span_,
             fmt::format("the program needs more than {} instructions", max_instructions_),
             {"--max-instructions=N moves the limit"});
}

ValueId Builder::append(Op op, TypeId type, std::span<const ValueId> operands, std::uint32_t payload) {
  if (fn_.insts_.size() % kInstsPerCheck == kInstsPerCheck - 1) check_time(kManySteps);
  if (fn_.insts_.size() >= max_instructions_) fail_large();
  const ValueId id = value_id(fn_.insts_.size());
  fn_.insts_.push_back({op, type, static_cast<std::uint32_t>(fn_.operand_pool_.size()),
                        static_cast<std::uint32_t>(operands.size()), payload});
  assert(std::ranges::all_of(operands, [&](ValueId operand) { return index(operand) < index(id); }));
  for (const ValueId operand : operands) fn_.operand_pool_.push_back(operand);
  fn_.spans_.push_back(span_);
  return id;
}

ValueId Builder::param(std::string name, ParamKind kind) {
  return param(std::move(name), kind, Type{fn_.float_type_, {}});
}

ValueId Builder::param(std::string name, ParamKind kind, Type type) {
  assert(fn_.params_.size() == fn_.insts_.size() && "inputs come first");
  const auto payload = static_cast<std::uint32_t>(fn_.params_.size());
  fn_.params_.push_back({std::move(name), kind});
  return append(Op::Param, intern(type), {}, payload);
}

std::optional<ValueId> Builder::find(const Constant& constant) const {
  const std::size_t first = std::min(fn_.constants_.size(), kFewConstants);
  for (std::size_t i = 0; i < first; ++i) {
    if (fn_.constants_[i] == constant) return first_constants_[i];
  }
  if (constants_.empty()) return std::nullopt;
  const auto found = constants_.find(constant);
  return found == constants_.end() ? std::nullopt : std::optional(found->second);
}

ValueId Builder::constant(const Constant& constant) {
  if (const std::optional<ValueId> found = find(constant)) return *found;
  const DType dtype = constant.kind() == Constant::Kind::Bool ? DType::Bool : fn_.float_type_;
  const auto payload = static_cast<std::uint32_t>(fn_.constants_.size());
  const ValueId id = append(Op::Const, intern({dtype, {}}), {}, payload);
  remember(constant, id);
  return id;
}

std::uint32_t Builder::remember(const Constant& constant, ValueId id) {
  const auto payload = static_cast<std::uint32_t>(fn_.constants_.size());
  fn_.constants_.push_back(constant);
  if (payload < kFewConstants)
    first_constants_[payload] = id;
  else
    constants_.emplace(constant, id);
  return payload;
}

std::uint32_t Builder::remember(List immediates) {
  const auto payload = static_cast<std::uint32_t>(fn_.immediates_.size());
  fn_.immediates_.push_back(static_cast<std::int64_t>(immediates.size()));
  fn_.immediates_.insert(fn_.immediates_.end(), immediates.begin(), immediates.end());
  return payload;
}

ValueId Builder::emit(Op op, std::span<const ValueId> operands, List immediates) {
  assert(op != Op::Param && op != Op::Const);
  assert(operands.size() == info(op).arity && are_legal_immediates(op, immediates));
  const TypeId type = type_of(op, operands, immediates);
  const std::uint32_t payload = info(op).immediate != Immediate::None ? remember(immediates) : 0;
  return append(op, type, operands, payload);
}

ValueId Builder::clone(const Function& source, ValueId id, std::span<const ValueId> operands) {
  const Span outer = std::exchange(span_, source.span(id));
  ValueId copy{};
  switch (source.op(id)) {
    case Op::Const: copy = constant(source.constant(id)); break;
    case Op::Param: {
      const Param& input = source.params()[source.inst(id).payload];
      copy = param(input.name, input.kind, source.type(id));
      break;
    }
    default: copy = emit(source.op(id), operands, source.immediates(id));
  }
  span_ = outer;
  return copy;
}

void Builder::start_from(const Function& source, std::size_t count) {
  assert(fn_.insts_.empty() && source.params_.size() <= count && source.float_type_ == fn_.float_type_);
  const std::span<const Inst> insts = source.insts().first(count);
  if (count > max_instructions_) {
    set_span(source.span(value_id(max_instructions_)));
    fail_large();
  }
  check_time(count * kWorkPerInst);
  const auto operands = source.operand_pool_.begin();
  const std::size_t operand_count = insts.empty() ? 0 : insts.back().first_operand + insts.back().operand_count;
  fn_.operand_pool_.assign(operands, operands + static_cast<std::ptrdiff_t>(operand_count));
  fn_.spans_.assign(source.spans_.begin(), source.spans_.begin() + static_cast<std::ptrdiff_t>(count));
  fn_.params_ = source.params_;
  for (const Inst& inst : insts) {
    Inst copy = inst;
    const ValueId id = value_id(fn_.insts_.size());
    const bool is_like_last = !fn_.insts_.empty() && inst.type == insts[fn_.insts_.size() - 1].type;
    copy.type = is_like_last ? fn_.insts_.back().type : intern(source.types_[static_cast<std::size_t>(inst.type)]);
    if (source.is_const(id))
      copy.payload = remember(source.constants_[inst.payload], id);
    else if (info(inst.op).immediate != Immediate::None)
      copy.payload = remember(source.immediates(inst));
    fn_.insts_.push_back(copy);
  }
}

void Builder::truncate(std::size_t count) {
  for (std::size_t i = fn_.insts_.size(); i-- > count;) {
    if (!fn_.is_const(value_id(i))) continue;
    constants_.erase(fn_.constants_.back());
    fn_.constants_.pop_back();
  }
  if (count < fn_.insts_.size()) fn_.operand_pool_.resize(fn_.insts_[count].first_operand);
  fn_.insts_.resize(std::min(count, fn_.insts_.size()));
  fn_.spans_.resize(fn_.insts_.size());
}

Function Builder::finish() {
  constants_.clear();
  types_.clear();
  return std::exchange(fn_, Function{});
}

std::vector<ValueId> copy_params(const Function& source, Builder& builder) {
  std::vector<ValueId> values;
  for (std::size_t i = 0; i < source.params().size(); ++i) values.push_back(builder.clone(source, value_id(i), {}));
  return values;
}

}  // namespace adc::ir
