#include "ir/verifier.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_set>

#include "ir/function_access.h"
#include "ir/signature.h"

namespace adc::ir {
namespace {

struct ConstantHash {
  std::size_t operator()(const Constant& constant) const { return constant.hash(); }
};

/// Looks at one function; invariant by invariant, where the numbers are those of verifier.h.
class Verifier {
 public:
  explicit Verifier(const Function& fn) : fn_(fn) {}

  std::vector<std::string> run() {
    float_type();
    params();
    if (FunctionAccess::spans(fn_).size() != fn_.size()) wrong_here("the number of spans is not that of instructions");
    for (std::size_t i = 0; i < fn_.size() && !full(); ++i) instruction(i);
    outputs();
    return std::move(wrong_);
  }

 private:
  static constexpr std::size_t kMaxLines = 100;

  [[nodiscard]] bool full() const { return wrong_.size() >= kMaxLines; }

  void wrong_here(std::string line) {
    if (!full()) wrong_.push_back(std::move(line));
  }

  void wrong_at(std::size_t i, std::string_view line) {
    std::string text = "%";
    text += std::to_string(i);
    text += " (";
    text += info(fn_.insts()[i].op).spelling;
    text += "): ";
    wrong_here(text.append(line));
  }

  // 7
  void float_type() {
    if (fn_.float_type() != DType::F64 && fn_.float_type() != DType::F32)
      wrong_here("the float type is neither f64 nor f32");
    for (const Type& type : FunctionAccess::types(fn_)) {
      const bool floating = type.dtype == DType::F64 || type.dtype == DType::F32;
      if (floating && type.dtype != fn_.float_type()) wrong_here("a type has another float type than the function");
      extents(type);
    }
  }

  void extents(const Type& type) {
    std::int64_t elements = 1;
    for (const std::int64_t dim : type.shape.dims()) {
      if (dim < 0 || __builtin_mul_overflow(elements, std::max<std::int64_t>(dim, 1), &elements) ||
          elements > kMaxElements) {
        return wrong_here("a type has a negative extent or too many elements");
      }
    }
  }

  // 1, 6
  void params() {
    std::unordered_set<std::string_view> names;
    for (const Param& param : fn_.params()) {
      if (param.name.empty()) wrong_here("a parameter has no name");
      if (!names.insert(param.name).second) wrong_here("two parameters are named " + param.name);
    }
    if (fn_.size() < fn_.params().size()) wrong_here("there are fewer instructions than parameters");
  }

  void instruction(std::size_t i) {
    const Inst& inst = fn_.insts()[i];
    if (static_cast<std::size_t>(inst.op) >= kOpCount) return wrong_here("an instruction has no op of the table");
    if (static_cast<std::size_t>(inst.type) >= FunctionAccess::types(fn_).size()) return wrong_at(i, "no such type");
    param_order(i, inst);
    if (!operands(i, inst)) return;
    if (inst.op == Op::Const) return constant(i, inst);
    if (inst.op != Op::Param && immediates(i, inst)) types(i, inst);
  }

  // 1
  void param_order(std::size_t i, const Inst& inst) {
    const bool is_param = inst.op == Op::Param;
    if (is_param != (i < fn_.params().size())) wrong_at(i, "the first instructions, and no others, are the parameters");
    if (is_param && inst.payload != i) wrong_at(i, "parameters stand in order");
  }

  // 2
  bool operands(std::size_t i, const Inst& inst) {
    if (inst.operand_count != info(inst.op).arity) return wrong_at(i, "wrong number of operands"), false;
    const std::uint64_t end = std::uint64_t{inst.first_operand} + inst.operand_count;
    if (inst.operand_count > 0 && end > FunctionAccess::operand_pool(fn_).size()) {
      return wrong_at(i, "its operands lie outside the pool"), false;
    }
    for (const ValueId operand : fn_.operands(inst)) {
      if (index(operand) >= i) return wrong_at(i, "an operand is no earlier value"), false;
    }
    return true;
  }

  // 4
  bool immediates(std::size_t i, const Inst& inst) {
    if (info(inst.op).immediate == Immediate::None) return true;
    const auto& pool = FunctionAccess::immediates(fn_);
    if (inst.payload >= pool.size() || pool[inst.payload] < 0 ||
        static_cast<std::uint64_t>(pool[inst.payload]) >= pool.size() - inst.payload) {
      return wrong_at(i, "its immediates lie outside the pool"), false;
    }
    return true;
  }

  // 4, 5, 7
  void constant(std::size_t i, const Inst& inst) {
    if (inst.payload >= FunctionAccess::constants(fn_).size()) return wrong_at(i, "no such constant");
    const Constant& constant = fn_.constant(value_id(i));
    const DType dtype = constant.kind() == Constant::Kind::Bool ? DType::Bool : fn_.float_type();
    if (fn_.type(value_id(i)) != Type{dtype, {}}) wrong_at(i, "the type is not the constant's");
    if (!constants_.insert(constant).second) wrong_at(i, "an earlier instruction is the same constant");
    const double value = constant.kind() == Constant::Kind::Float ? constant.as_float() : 0.0;
    if (fn_.float_type() == DType::F32 && !std::isnan(value) &&
        static_cast<double>(static_cast<float>(value)) != value) {
      wrong_at(i, "the constant is not an f32");
    }
  }

  // 3
  void types(std::size_t i, const Inst& inst) {
    std::array<const Type*, kMaxArity> operands{};
    for (std::size_t k = 0; k < inst.operand_count; ++k) {
      const Inst& operand = fn_.inst(fn_.operands(inst)[k]);
      if (static_cast<std::size_t>(operand.type) >= FunctionAccess::types(fn_).size()) return;
      operands[k] = &fn_.type(fn_.operands(inst)[k]);
    }
    const std::span<const Type* const> given(operands.data(), inst.operand_count);
    const std::string_view error = type_error(inst.op, given, fn_.immediates(inst), fn_.float_type());
    if (!error.empty()) return wrong_at(i, error);
    if (infer_type(inst.op, given, fn_.immediates(inst), fn_.float_type()) != fn_.type(value_id(i)))
      wrong_at(i, "the type is not what its operands give");
  }

  // 6
  void outputs() {
    if (fn_.outputs().empty()) wrong_here("there is no output");
    for (const Output& output : fn_.outputs()) {
      if (index(output.value) >= fn_.size()) wrong_here("an output is no value");
    }
    for (const auto& [value, name] : fn_.bindings()) {
      if (index(value) >= fn_.size()) wrong_here(fmt::format("the binding {} is no value", name));
    }
  }

  const Function& fn_;
  std::unordered_set<Constant, ConstantHash> constants_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> verify(const Function& fn) { return Verifier(fn).run(); }

}  // namespace adc::ir
