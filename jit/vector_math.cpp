#include "jit/vector_math.h"

#include <fmt/core.h>

#include <dlfcn.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <numbers>
#include <numeric>
#include <vector>

namespace adc::jit {
namespace {

using ir::Op;
using llvm::Value;

struct Named {
  const char* name;
  unsigned arity;
};

constexpr Named kFunctions[] = {
    {"acos", 1}, {"acosh", 1}, {"asin", 1}, {"asinh", 1}, {"atan", 1},  {"atanh", 1}, {"cos", 1},   {"cosh", 1},
    {"erf", 1},  {"erfc", 1},  {"exp", 1},  {"exp2", 1},  {"expm1", 1}, {"log", 1},   {"log10", 1}, {"log1p", 1},
    {"log2", 1}, {"sin", 1},   {"sinh", 1}, {"tan", 1},   {"tanh", 1},  {"atan2", 2}, {"hypot", 2}, {"pow", 2},
};

constexpr double kFarNormal = 40;  // beyond which normal_cdf is 0 or 1
constexpr double kRootHalf = 0.70710678118654757;
constexpr double kRootHalfLow = -4.8336466567264567e-17;  // √½ − kRootHalf

unsigned width(unsigned bits, bool is_float) { return bits / (is_float ? 32 : 64); }

/// The name in the x86 vector function ABI.
std::string symbol(const std::string& name, unsigned arity, unsigned bits, bool is_float) {
  const char* const isa = bits == 512 ? "e" : bits == 256 ? "d" : "b";
  return fmt::format("_ZGV{}N{}{}_{}{}", isa, width(bits, is_float), std::string(arity, 'v'), name,
                     is_float ? "f" : "");
}

std::vector<VectorFunction> find_functions(unsigned bits) {
  std::vector<VectorFunction> found;
  void* const library = dlopen("libmvec.so.1", RTLD_NOW | RTLD_LOCAL);  // never closed: code calls it
  if (library == nullptr) return found;
  for (const Named& function : kFunctions) {
    for (const bool is_float : {false, true}) {
      const std::string name = symbol(function.name, function.arity, bits, is_float);
      if (const void* const address = dlsym(library, name.c_str())) found.push_back({name, address});
    }
  }
  return found;
}

bool is_there(const std::string& name, unsigned bits) {
  return std::ranges::any_of(vector_functions(bits), [&](const VectorFunction& f) { return f.symbol == name; });
}

unsigned length(const Value* x) { return llvm::cast<llvm::FixedVectorType>(x->getType())->getNumElements(); }

}  // namespace

std::span<const VectorFunction> vector_functions(unsigned bits) {
  static std::mutex mutex;
  static auto& known = *new std::map<unsigned, std::vector<VectorFunction>>;
  const std::scoped_lock lock(mutex);
  const auto found = known.find(bits);
  return found != known.end() ? found->second : known.emplace(bits, find_functions(bits)).first->second;
}

Value* VectorMath::op(Op op, std::int64_t immediate, const Operands& x) {
  if (Value* const made = ops_.instructions(op, x)) return made;
  if (bits_ == 0) return each(op, immediate, x);
  const bool is_float = x[0]->getType()->getScalarType()->isFloatTy();
  const std::string name(info(op).function);
  const unsigned arity = info(op).arity;
  if (info(op).immediate == ir::Immediate::None && is_there(symbol(name, arity, bits_, is_float), bits_)) {
    return call(symbol(name, arity, bits_, is_float), {x.data(), arity});
  }
  if (Value* const made = composed(op, x)) return made;
  return each(op, immediate, x);
}

// Formulas as in ir/special/, without the corrections of the last bit.
Value* VectorMath::composed(Op op, const Operands& x) {
  const auto f = [&](Op function, Value* a, Value* b = nullptr) { return this->op(function, 0, {a, b}); };
  Value* const one = number(x[0], 1);
  const auto reciprocal = [&](Op function) { return b_.CreateFDiv(one, f(function, x[0])); };
  const auto exp_minus_abs = [&](Value* a) { return f(Op::Exp, b_.CreateFNeg(f(Op::Abs, a))); };
  Value* const zero = number(x[0], 0);
  switch (op) {
    case Op::Sec: return reciprocal(Op::Cos);
    case Op::Csc: return reciprocal(Op::Sin);
    case Op::Cot: return reciprocal(Op::Tan);
    case Op::Sigmoid: {
      Value* const e = exp_minus_abs(x[0]);
      return b_.CreateFDiv(b_.CreateSelect(b_.CreateFCmpOLT(x[0], zero), e, one), b_.CreateFAdd(one, e));
    }
    case Op::NormalCdf: return normal_cdf(x[0]);
    case Op::Softplus: {
      Value* const l = f(Op::Log1p, exp_minus_abs(x[0]));
      return b_.CreateSelect(b_.CreateFCmpOGT(x[0], zero), b_.CreateFAdd(x[0], l), l);
    }
    case Op::Sech: {
      Value* const t = exp_minus_abs(x[0]);
      return b_.CreateFDiv(b_.CreateFMul(number(x[0], 2), t), b_.CreateFAdd(one, b_.CreateFMul(t, t)));
    }
    case Op::Xlogy: {
      Value* const is_nothing = b_.CreateAnd(b_.CreateFCmpOEQ(x[0], zero), b_.CreateFCmpORD(x[1], x[1]));
      // in place of the 0 that makes log slow
      Value* const y = b_.CreateSelect(is_nothing, one, x[1]);
      return b_.CreateSelect(is_nothing, zero, b_.CreateFMul(x[0], f(Op::Log, y)));
    }
    default: return nullptr;
  }
}

// erfc(y + d)/2 with y + d = −x/√2, whose rounding to y would cost up to 2y² ulp: erfc(y) − d·2/√π·exp(−y²).
Value* VectorMath::normal_cdf(Value* x) {
  const auto multiply_add = [&](Value* a, Value* b, Value* c) { return op(Op::Fma, 0, {a, b, c}); };
  const auto beyond = [&](double bound, Value* is_beyond) { return b_.CreateSelect(is_beyond, number(x, bound), x); };
  x = beyond(-kFarNormal, b_.CreateFCmpOLT(x, number(x, -kFarNormal)));
  x = beyond(kFarNormal, b_.CreateFCmpOGT(x, number(x, kFarNormal)));
  const bool is_float = x->getType()->getScalarType()->isFloatTy();
  const double high = is_float ? static_cast<float>(kRootHalf) : kRootHalf;
  Value* const minus_x = b_.CreateFNeg(x);
  Value* const y = b_.CreateFMul(minus_x, number(x, high));
  Value* const rounding = multiply_add(minus_x, number(x, high), b_.CreateFNeg(y));
  Value* const d = multiply_add(minus_x, number(x, (kRootHalf - high) + kRootHalfLow), rounding);
  Value* const slope =
      b_.CreateFMul(number(x, std::numbers::inv_sqrtpi), op(Op::Exp, 0, {b_.CreateFNeg(b_.CreateFMul(y, y))}));
  Value* const half = b_.CreateFMul(number(x, 0.5), op(Op::Erfc, 0, {y}));
  return multiply_add(b_.CreateFNeg(d), slope, half);
}

Value* VectorMath::each(Op op, std::int64_t immediate, const Operands& x) {
  Value* result = llvm::PoisonValue::get(x[0]->getType());
  for (unsigned lane = 0; lane < length(x[0]); ++lane) {
    Operands one{};
    for (unsigned k = 0; k < info(op).arity; ++k) one[k] = b_.CreateExtractElement(x[k], lane);
    result = b_.CreateInsertElement(result, ops_.scalar(op, immediate, one), lane);
  }
  return result;
}

// In pieces of the register's width, also the last.
Value* VectorMath::call(const std::string& name, std::span<Value* const> x) {
  llvm::Type* const element = x[0]->getType()->getScalarType();
  const unsigned piece = width(bits_, element->isFloatTy());
  auto* const type = llvm::FixedVectorType::get(element, piece);
  const llvm::SmallVector<llvm::Type*, 2> types(x.size(), type);
  const llvm::FunctionCallee function = module_.getOrInsertFunction(name, llvm::FunctionType::get(type, types, false));
  std::vector<Value*> results;
  for (unsigned from = 0; from < length(x[0]); from += piece) {
    llvm::SmallVector<Value*, 2> arguments;
    for (Value* const operand : x) arguments.push_back(lanes(operand, from, piece));
    llvm::CallInst* const made = ops_.call(function, arguments);
    made->setDoesNotAccessMemory();
    results.push_back(made);
  }
  return join(results, length(x[0]));
}

Value* VectorMath::lanes(Value* x, unsigned from, unsigned count) {
  const unsigned size = length(x);
  if (from == 0 && count == size) return x;
  llvm::SmallVector<int, 64> order;
  for (unsigned i = from; i < from + count; ++i) order.push_back(static_cast<int>(std::min(i, size)));
  return b_.CreateShuffleVector(x, number(x, kHarmless), order);
}

Value* VectorMath::join(std::span<Value* const> parts, unsigned count) {
  std::vector<Value*> joined(parts.begin(), parts.end());
  while (joined.size() > 1) {  // lengths are powers of two, but for the whole, which is cut below
    std::vector<Value*> next;
    for (std::size_t i = 0; i < joined.size(); i += 2) {
      llvm::SmallVector<int, 64> order(std::size_t{2} * length(joined[i]));
      std::iota(order.begin(), order.end(), 0);
      next.push_back(b_.CreateShuffleVector(joined[i], joined[i + 1], order));
    }
    joined = std::move(next);
  }
  return lanes(joined[0], 0, count);
}

}  // namespace adc::jit
