#include "targets/special_lowering.h"

#include <llvm/ADT/StringRef.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/Transforms/Scalar.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "emit/special_functions.h"

namespace adc::targets {
namespace {

using emit::special::Enumeration;
using emit::special::Expr;
using emit::special::Statement;
using emit::special::Struct;
using emit::special::Type;
using emit::special::Variable;
using llvm::Value;
using SpecialFunction = emit::special::Function;

/// A function of no more instructions becomes part of those that call it, such as arithmetic with pairs.
constexpr std::size_t kInlined = 60;

/// What an expression means where something can be written to: an address, and what stands there.
struct Place {
  Value* address;
  llvm::Type* type;
};

/// The intrinsic that is the same as a function of C's library, if there is one.
std::optional<llvm::Intrinsic::ID> intrinsic_of(std::string_view name) {
  using Row = std::pair<std::string_view, llvm::Intrinsic::ID>;
  constexpr std::array<Row, 7> kRows{{{"fabs", llvm::Intrinsic::fabs},
                                      {"sqrt", llvm::Intrinsic::sqrt},
                                      {"floor", llvm::Intrinsic::floor},
                                      {"ceil", llvm::Intrinsic::ceil},
                                      {"trunc", llvm::Intrinsic::trunc},
                                      {"nearbyint", llvm::Intrinsic::nearbyint},
                                      {"copysign", llvm::Intrinsic::copysign}}};
  const auto* const found = std::ranges::find(kRows, name, &Row::first);
  return found == kRows.end() ? std::nullopt : std::optional(found->second);
}

class SpecialLowering {
 public:
  SpecialLowering(const jit::Lowering& how, llvm::Module& module)
      : module_(module),
        b_(module.getContext()),
        double_(b_.getDoubleTy()),
        ops_(how, module, b_, double_),
        passes_(&module) {
    passes_.add(llvm::createSROAPass());
    passes_.add(llvm::createEarlyCSEPass());
    passes_.doInitialization();
  }

  void run(std::span<const emit::special::Declaration> items) {
    scopes_.emplace_back();
    for (const auto& item : items) std::visit([&](const auto& what) { define(what); }, item.what);
    stand_in();
    // What is inlined everywhere is not needed by itself.
    for (llvm::Function* const function : std::views::reverse(made_)) {
      if (function->use_empty()) function->eraseFromParent();
    }
  }

 private:
  /// Has functions of C's library computed by what stands for them, where that is among the items.
  void stand_in() {
    for (llvm::Function* const function : made_) {
      const llvm::StringRef name = function->getName();
      if (!name.starts_with(emit::special::kStandard)) continue;
      llvm::Function* const of_library = module_.getFunction(name.drop_front(emit::special::kStandard.size()));
      if (of_library == nullptr) continue;
      of_library->replaceAllUsesWith(function);
      of_library->eraseFromParent();
    }
  }

  // --- items

  void define(const Struct& what) {
    std::vector<llvm::Type*> fields;
    for (const Variable& field : what.fields) fields.push_back(type_of(field));
    structs_[what.name] = {llvm::StructType::create(module_.getContext(), fields, what.name), what.fields};
  }

  void define(const Enumeration& what) {
    for (const auto& [name, value] : what.constants) constants_[name] = this->value(value);
  }

  /// A constant of the file.
  void define(const Variable& what) { scopes_.back()[what.name] = constant(what); }

  void define(const SpecialFunction& what) {
    std::vector<llvm::Type*> parameters;
    for (const Variable& x : what.parameters) parameters.push_back(parameter_type(x));
    auto* const type = llvm::FunctionType::get(type_of(what.result), parameters, false);
    llvm::Function* function = module_.getFunction(what.name);
    if (function == nullptr)
      function = llvm::Function::Create(type, llvm::Function::InternalLinkage, what.name, module_);
    function->setLinkage(llvm::Function::InternalLinkage);
    function->setDoesNotThrow();
    function_ = function;
    b_.SetInsertPoint(block());
    scopes_.emplace_back();
    for (std::size_t i = 0; i < what.parameters.size(); ++i) {
      llvm::Argument* const argument = function->getArg(static_cast<unsigned>(i));
      const Variable& x = what.parameters[i];
      if (argument->getType()->isPointerTy()) {
        scopes_.back()[x.name] = {argument, type_of(x.type)};
        continue;
      }
      const Place place = local(argument->getType());
      b_.CreateStore(argument, place.address);
      scopes_.back()[x.name] = place;
    }
    lower(what.body);
    // Where control does not reach the end there is a block without predecessors.
    if (b_.GetInsertBlock()->getTerminator() == nullptr)
      type->getReturnType()->isVoidTy() ? static_cast<void>(b_.CreateRetVoid())
                                        : static_cast<void>(b_.CreateUnreachable());
    scopes_.pop_back();
    made_.push_back(function);
    passes_.run(*function);
    inline_calls();
    passes_.run(*function);
  }

  void inline_calls() {
    std::vector<llvm::CallInst*> calls;
    for (llvm::Instruction& instruction : llvm::instructions(*function_)) {
      auto* const call = llvm::dyn_cast<llvm::CallInst>(&instruction);
      const llvm::Function* const called = call == nullptr ? nullptr : call->getCalledFunction();
      if (called != nullptr && called != function_ && !called->isDeclaration() &&
          called->getInstructionCount() <= kInlined)
        calls.push_back(call);
    }
    for (llvm::CallInst* const call : calls) {
      llvm::InlineFunctionInfo info;
      llvm::InlineFunction(*call, info);
    }
  }

  // --- types

  llvm::Type* type_of(const Type& type) {
    switch (type.kind) {
      case Type::Kind::Void: return b_.getVoidTy();
      case Type::Kind::Int: return b_.getInt32Ty();
      case Type::Kind::Double: return double_;
      case Type::Kind::Struct: return structs_.at(type.name).type;
    }
    return nullptr;
  }
  llvm::Type* type_of(const Variable& variable) {
    llvm::Type* const element = type_of(variable.type);
    if (!variable.length) return element;
    return llvm::ArrayType::get(element, llvm::cast<llvm::ConstantInt>(value(*variable.length))->getZExtValue());
  }
  llvm::Type* parameter_type(const Variable& x) {
    return x.type.is_pointer || x.length ? b_.getPtrTy() : type_of(x.type);
  }

  // --- variables

  /// An uninitialised variable; at the function's beginning, so that one in a loop takes no more of the stack each
  /// turn.
  Place local(llvm::Type* type) {
    llvm::BasicBlock& entry = function_->getEntryBlock();
    llvm::IRBuilder<> first(&entry, entry.begin());
    return {first.CreateAlloca(type), type};
  }

  Place constant(const Variable& variable) {
    llvm::Type* const type = type_of(variable);
    auto* const initial = llvm::dyn_cast<llvm::Constant>(initial_value(*variable.value, type));
    if (initial == nullptr) throw std::logic_error("a constant that is not known: " + variable.name);
    auto* const made =
        new llvm::GlobalVariable(module_, type, true, llvm::GlobalValue::PrivateLinkage, initial, variable.name);
    made->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    return {made, type};
  }

  void declare(const Variable& variable) {
    llvm::Type* const type = type_of(variable);
    if (!variable.value) {
      scopes_.back()[variable.name] = local(type);
      return;
    }
    Value* const value = initial_value(*variable.value, type);
    auto* const known = llvm::dyn_cast<llvm::Constant>(value);
    if (known != nullptr && variable.is_constant && type->isArrayTy()) {
      scopes_.back()[variable.name] = constant(variable);
      return;
    }
    const Place place = local(type);
    b_.CreateStore(value, place.address);
    scopes_.back()[variable.name] = place;
  }

  /// Of this type; what braces leave out is 0.
  Value* initial_value(const Expr& x, llvm::Type* type) {
    if (x.kind != Expr::Kind::Braces) return converted(value(x), type);
    Value* all = llvm::Constant::getNullValue(type);
    for (unsigned i = 0; i < x.parts.size(); ++i) {
      llvm::Type* const part =
          type->isArrayTy() ? type->getArrayElementType() : llvm::cast<llvm::StructType>(type)->getElementType(i);
      all = b_.CreateInsertValue(all, initial_value(x.parts[i], part), i);
    }
    return all;
  }

  Place find(const std::string& name) {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const auto found = scope->find(name); found != scope->end()) return found->second;
    }
    throw std::logic_error("an unknown name in a special function: " + name);
  }

  // --- statements

  llvm::BasicBlock* block() { return llvm::BasicBlock::Create(module_.getContext(), "", function_); }

  void go_to(llvm::BasicBlock* to) {
    if (b_.GetInsertBlock()->getTerminator() == nullptr) b_.CreateBr(to);
  }

  void lower(const Statement& s) {
    if (b_.GetInsertBlock()->getTerminator() != nullptr) b_.SetInsertPoint(block());  // what is never reached
    switch (s.kind) {
      case Statement::Kind::Declare:
        for (const Variable& variable : s.variables) declare(variable);
        return;
      case Statement::Kind::Evaluate: value(s.exprs[0]); return;
      case Statement::Kind::Return:
        if (s.exprs.empty())
          b_.CreateRetVoid();
        else
          b_.CreateRet(initial_value(s.exprs[0], function_->getReturnType()));
        return;
      case Statement::Kind::Break: go_to(loops_.back().end); return;
      case Statement::Kind::Continue: go_to(loops_.back().step); return;
      case Statement::Kind::Block:
        scopes_.emplace_back();
        for (const Statement& part : s.parts) lower(part);
        scopes_.pop_back();
        return;
      case Statement::Kind::If: condition(s); return;
      case Statement::Kind::While: loop(&s.exprs[0], nullptr, s.parts[0]); return;
      case Statement::Kind::For:
        scopes_.emplace_back();
        lower(s.parts[0]);
        loop(&s.exprs[0], s.exprs.size() > 1 ? &s.exprs[1] : nullptr, s.parts[1]);
        scopes_.pop_back();
        return;
    }
  }

  void condition(const Statement& s) {
    llvm::BasicBlock* const then = block();
    llvm::BasicBlock* const end = block();
    llvm::BasicBlock* const otherwise = s.parts.size() > 1 ? block() : end;
    b_.CreateCondBr(truth(s.exprs[0]), then, otherwise);
    b_.SetInsertPoint(then);
    lower(s.parts[0]);
    go_to(end);
    if (otherwise != end) {
      b_.SetInsertPoint(otherwise);
      lower(s.parts[1]);
      go_to(end);
    }
    b_.SetInsertPoint(end);
  }

  void loop(const Expr* condition, const Expr* step, const Statement& body) {
    llvm::BasicBlock* const top = block();
    llvm::BasicBlock* const turn = block();
    llvm::BasicBlock* const next = block();
    llvm::BasicBlock* const end = block();
    go_to(top);
    b_.SetInsertPoint(top);
    b_.CreateCondBr(truth(*condition), turn, end);
    b_.SetInsertPoint(turn);
    loops_.push_back({next, end});
    lower(body);
    loops_.pop_back();
    go_to(next);
    b_.SetInsertPoint(next);
    if (step != nullptr) value(*step);
    b_.CreateBr(top);
    b_.SetInsertPoint(end);
  }

  // --- expressions

  Value* converted(Value* x, llvm::Type* type) {
    llvm::Type* const from = x->getType();
    if (from == type) return x;
    if (from->isIntegerTy(1) && type->isIntegerTy()) return b_.CreateZExt(x, type);
    if (from->isIntegerTy(1)) return b_.CreateUIToFP(x, type);
    if (from->isIntegerTy() && type->isDoubleTy()) return b_.CreateSIToFP(x, type);
    if (from->isDoubleTy() && type->isIntegerTy()) return b_.CreateFPToSI(x, type);
    throw std::logic_error("a conversion that special functions do not need");
  }

  /// As a condition.
  Value* truth(const Expr& x) {
    Value* const is = value(x);
    if (is->getType()->isIntegerTy(1)) return is;
    if (is->getType()->isDoubleTy()) return b_.CreateFCmpUNE(is, llvm::ConstantFP::get(double_, 0.0));
    return b_.CreateIsNotNull(is);
  }

  Place place(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Name: return find(x.word);
      case Expr::Kind::Prefix:
        if (x.word == "*") return find(x.parts[0].word);
        break;
      case Expr::Kind::Member: {
        const Place whole = place(x.parts[0]);
        const unsigned field = number_of(whole.type, x.word);
        return {b_.CreateStructGEP(whole.type, whole.address, field), whole.type->getStructElementType(field)};
      }
      case Expr::Kind::Element: {
        // of an array, or of what a parameter points to
        const Place whole = place(x.parts[0]);
        llvm::Type* const element = whole.type->isArrayTy() ? whole.type->getArrayElementType() : whole.type;
        Value* const at = b_.CreateSExt(converted(value(x.parts[1]), b_.getInt32Ty()), b_.getInt64Ty());
        return {b_.CreateInBoundsGEP(element, whole.address, at), element};
      }
      default: break;
    }
    throw std::logic_error("special functions write to variables alone");
  }

  unsigned number_of(llvm::Type* type, const std::string& field) {
    const std::vector<Variable>& fields = structs_.at(type->getStructName().split('.').first.str()).fields;
    const auto found = std::ranges::find(fields, field, &Variable::name);
    return static_cast<unsigned>(std::distance(fields.begin(), found));
  }

  /// A condition is of one bit, an integer of 32.
  Value* value(const Expr& x) {
    switch (x.kind) {
      case Expr::Kind::Number: return number(x.word);
      case Expr::Kind::Name: return name(x);
      case Expr::Kind::Prefix: return prefix(x);
      case Expr::Kind::Postfix: return count(x, false);
      case Expr::Kind::Binary: return binary(x);
      case Expr::Kind::Assign: return assign(x);
      case Expr::Kind::Choose: return choose(x);
      case Expr::Kind::Call: return call(x);
      case Expr::Kind::Member: return member(x);
      case Expr::Kind::Element: return load(place(x));
      case Expr::Kind::Cast: return cast(x);
      case Expr::Kind::Braces: return initial_value(x, type_of(x.type));
    }
    return nullptr;
  }

  Value* load(const Place& place) { return b_.CreateLoad(place.type, place.address); }

  Value* number(const std::string& word) {
    const bool is_hex = word.starts_with("0x");
    const bool is_integer = word.find_first_of(is_hex ? ".p" : ".e") == std::string::npos;
    if (is_integer) return b_.getInt32(static_cast<std::uint32_t>(std::strtol(word.c_str(), nullptr, 0)));
    return llvm::ConstantFP::get(double_, std::strtod(word.c_str(), nullptr));
  }

  Value* name(const Expr& x) {
    if (x.word == "NAN") return llvm::ConstantFP::getNaN(double_);
    if (x.word == "INFINITY") return llvm::ConstantFP::getInfinity(double_);
    if (const auto known = constants_.find(x.word); known != constants_.end()) return known->second;
    const Place place = find(x.word);
    auto* const global = llvm::dyn_cast<llvm::GlobalVariable>(place.address);
    if (global != nullptr && !place.type->isArrayTy()) return global->getInitializer();
    return load(place);
  }

  Value* prefix(const Expr& x) {
    if (x.word == "*") return load(place(x));
    if (x.word == "!") return b_.CreateNot(truth(x.parts[0]));
    if (x.word == "-") {
      Value* const operand = value(x.parts[0]);
      if (operand->getType()->isDoubleTy()) return b_.CreateFNeg(operand);
      return b_.CreateNeg(converted(operand, b_.getInt32Ty()));
    }
    if (x.word == "&") return place(x.parts[0]).address;
    return count(x, true);
  }

  /// ++ and --, which give what the variable is after that, or was before.
  Value* count(const Expr& x, bool gives_after) {
    const Place to = place(x.parts[0]);
    Value* const before = load(to);
    const double step = x.word == "++" ? 1.0 : -1.0;
    Value* const after = to.type->isDoubleTy()
                             ? b_.CreateFAdd(before, llvm::ConstantFP::get(double_, step))
                             : b_.CreateAdd(before, llvm::ConstantInt::getSigned(to.type, step > 0 ? 1 : -1));
    b_.CreateStore(after, to.address);
    return gives_after ? after : before;
  }

  Value* binary(const Expr& x) {
    if (x.word == "&&" || x.word == "||") return lazy(x);
    Value* left = value(x.parts[0]);
    Value* right = value(x.parts[1]);
    return operation(x.word, left, right);
  }

  Value* operation(std::string_view mark, Value* left, Value* right) {
    const bool is_double = left->getType()->isDoubleTy() || right->getType()->isDoubleTy();
    llvm::Type* const type = is_double ? double_ : b_.getInt32Ty();
    left = converted(left, type);
    right = converted(right, type);
    using llvm::CmpInst;
    struct Comparison {
      std::string_view mark;
      CmpInst::Predicate of_doubles;
      CmpInst::Predicate of_integers;
    };
    constexpr std::array<Comparison, 6> kComparisons{{{"==", CmpInst::FCMP_OEQ, CmpInst::ICMP_EQ},
                                                      {"!=", CmpInst::FCMP_UNE, CmpInst::ICMP_NE},
                                                      {"<", CmpInst::FCMP_OLT, CmpInst::ICMP_SLT},
                                                      {"<=", CmpInst::FCMP_OLE, CmpInst::ICMP_SLE},
                                                      {">", CmpInst::FCMP_OGT, CmpInst::ICMP_SGT},
                                                      {">=", CmpInst::FCMP_OGE, CmpInst::ICMP_SGE}}};
    const auto* const comparison = std::ranges::find(kComparisons, mark, &Comparison::mark);
    if (comparison != kComparisons.end())
      return b_.CreateCmp(is_double ? comparison->of_doubles : comparison->of_integers, left, right);
    using llvm::Instruction;
    struct Arithmetic {
      std::string_view mark;
      Instruction::BinaryOps of_doubles;
      Instruction::BinaryOps of_integers;
    };
    constexpr std::array<Arithmetic, 4> kArithmetic{{{"+", Instruction::FAdd, Instruction::Add},
                                                     {"-", Instruction::FSub, Instruction::Sub},
                                                     {"*", Instruction::FMul, Instruction::Mul},
                                                     {"/", Instruction::FDiv, Instruction::SDiv}}};
    const auto* const arithmetic = std::ranges::find(kArithmetic, mark, &Arithmetic::mark);
    if (arithmetic != kArithmetic.end())
      return b_.CreateBinOp(is_double ? arithmetic->of_doubles : arithmetic->of_integers, left, right);
    if (mark == "%" && !is_double) return b_.CreateSRem(left, right);
    if (mark == "&" && !is_double) return b_.CreateAnd(left, right);
    throw std::logic_error("an operator that special functions do not need: " + std::string(mark));
  }

  /// The right side of && and || is computed where the left one does not decide.
  Value* lazy(const Expr& x) {
    Value* const left = truth(x.parts[0]);
    llvm::BasicBlock* const decided = b_.GetInsertBlock();
    llvm::BasicBlock* const open = block();
    llvm::BasicBlock* const end = block();
    const bool is_and = x.word == "&&";
    b_.CreateCondBr(left, is_and ? open : end, is_and ? end : open);
    b_.SetInsertPoint(open);
    Value* const right = truth(x.parts[1]);
    llvm::BasicBlock* const last = b_.GetInsertBlock();
    b_.CreateBr(end);
    b_.SetInsertPoint(end);
    llvm::PHINode* const both = b_.CreatePHI(b_.getInt1Ty(), 2);
    both->addIncoming(b_.getInt1(!is_and), decided);
    both->addIncoming(right, last);
    return both;
  }

  Value* assign(const Expr& x) {
    const Place to = place(x.parts[0]);
    Value* value = this->value(x.parts[1]);
    if (x.word != "=") value = operation(std::string_view(x.word).substr(0, 1), load(to), value);
    value = converted(value, to.type);
    b_.CreateStore(value, to.address);
    return value;
  }

  /// Only the side that is chosen is computed: functions may call themselves there.
  Value* choose(const Expr& x) {
    llvm::BasicBlock* const then = block();
    llvm::BasicBlock* const otherwise = block();
    llvm::BasicBlock* const end = block();
    b_.CreateCondBr(truth(x.parts[0]), then, otherwise);
    b_.SetInsertPoint(then);
    Value* first = value(x.parts[1]);
    llvm::BasicBlock* const after_then = b_.GetInsertBlock();
    b_.SetInsertPoint(otherwise);
    Value* second = value(x.parts[2]);
    llvm::Type* const type = common_type(first->getType(), second->getType());
    second = converted(second, type);
    llvm::BasicBlock* const after_otherwise = b_.GetInsertBlock();
    b_.CreateBr(end);
    b_.SetInsertPoint(after_then);
    first = converted(first, type);
    b_.CreateBr(end);
    b_.SetInsertPoint(end);
    llvm::PHINode* const chosen = b_.CreatePHI(type, 2);
    chosen->addIncoming(first, after_then);
    chosen->addIncoming(second, after_otherwise);
    return chosen;
  }

  llvm::Type* common_type(llvm::Type* x, llvm::Type* y) {
    if (x == y && !x->isIntegerTy(1)) return x;
    return x->isDoubleTy() || y->isDoubleTy() ? double_ : b_.getInt32Ty();
  }

  /// A field, also of what a function gives.
  Value* member(const Expr& x) {
    const bool is_variable = [&] {
      const Expr* whole = &x;
      while (whole->kind == Expr::Kind::Member) whole = &whole->parts[0];
      return whole->kind != Expr::Kind::Call && whole->kind != Expr::Kind::Choose;
    }();
    if (is_variable) return load(place(x));
    Value* const whole = value(x.parts[0]);
    return b_.CreateExtractValue(whole, number_of(whole->getType(), x.word));
  }

  Value* cast(const Expr& x) {
    Value* const inner = value(x.parts[0]);
    return x.type.kind == Type::Kind::Void ? inner : converted(inner, type_of(x.type));
  }

  // --- calls

  Value* call(const Expr& x) {
    llvm::Function* const own = module_.getFunction(x.word);
    if (own != nullptr && own->hasInternalLinkage()) return call_own(*own, x);
    std::vector<Value*> arguments;
    for (const Expr& part : x.parts) {
      Value* const argument = value(part);
      const bool is_integer = x.word == "ldexp" && arguments.size() == 1;
      const bool is_kept = argument->getType()->isPointerTy();
      arguments.push_back(is_kept ? argument : converted(argument, is_integer ? b_.getInt32Ty() : double_));
    }
    return call_library(x.word, arguments);
  }

  Value* call_own(llvm::Function& function, const Expr& x) {
    std::vector<Value*> arguments;
    for (unsigned i = 0; i < x.parts.size(); ++i) {
      llvm::Type* const type = function.getArg(i)->getType();
      const Expr& part = x.parts[i];
      // an array, or a pointer that is handed on
      const bool is_address = type->isPointerTy() && part.kind == Expr::Kind::Name;
      arguments.push_back(is_address ? find(part.word).address : converted(value(part), type));
    }
    llvm::CallInst* const call = b_.CreateCall(&function, arguments);
    call->setDoesNotThrow();
    return call;
  }

  Value* call_library(const std::string& name, std::span<Value* const> x) {
    if (const auto id = intrinsic_of(name))
      return b_.CreateIntrinsic(*id, {double_}, llvm::ArrayRef<Value*>(x.data(), x.size()));
    Value* const infinity = llvm::ConstantFP::getInfinity(double_);
    const auto size = [&] { return b_.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, x[0]); };
    if (name == "isnan") return b_.CreateFCmpUNO(x[0], x[0]);
    if (name == "isinf") return b_.CreateFCmpOEQ(size(), infinity);
    if (name == "isfinite") return b_.CreateFCmpOLT(size(), infinity);
    if (name == "signbit") return b_.CreateICmpSLT(b_.CreateBitCast(x[0], b_.getInt64Ty()), b_.getInt64(0));
    if (name == "fma") return ops_.scalar(ir::Op::Fma, 0, {x[0], x[1], x[2]});
    std::vector<llvm::Type*> types;
    for (const Value* argument : x) types.push_back(argument->getType());
    llvm::FunctionCallee function = ops_.function(name, double_, types);
    llvm::CallInst* const call = ops_.call(function, llvm::ArrayRef<Value*>(x.data(), x.size()));
    // Some machines' C wants integers of 32 bits as such of 64.
    for (unsigned i = 0; i < types.size(); ++i) {
      if (!types[i]->isIntegerTy()) continue;
      call->addParamAttr(i, llvm::Attribute::SExt);
      llvm::cast<llvm::Function>(function.getCallee())->addParamAttr(i, llvm::Attribute::SExt);
    }
    return call;
  }

  struct Record {
    llvm::StructType* type;
    std::vector<Variable> fields;
  };
  struct Loop {
    llvm::BasicBlock* step;
    llvm::BasicBlock* end;
  };

  llvm::Module& module_;
  llvm::IRBuilder<> b_;
  llvm::Type* double_;
  jit::OpLowering ops_;
  llvm::legacy::FunctionPassManager passes_;
  std::map<std::string, Record> structs_;
  std::map<std::string, Value*> constants_;           // of enumerations
  std::vector<std::map<std::string, Place>> scopes_;  // the outermost is the file
  std::vector<Loop> loops_;                           // that are open
  std::vector<llvm::Function*> made_;
  llvm::Function* function_ = nullptr;  // that is being made
};

}  // namespace

void lower_special(std::span<const emit::special::Declaration> items, const jit::Lowering& how, llvm::Module& module) {
  SpecialLowering(how, module).run(items);
}

}  // namespace adc::targets
