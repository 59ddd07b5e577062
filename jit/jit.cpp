#include "jit/jit.h"

#include <llvm/IR/LLVMContext.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "jit/lower.h"
#include "jit/schedule.h"
#include "jit/session.h"
#include "jit/target.h"

namespace adc::jit {
namespace {

constexpr std::size_t kSlotBytes = sizeof(double);

/// Whether code may call a function of this name.
bool is_runtime_function(std::string_view name) {
  const auto calls = [&](ir::Op op) { return info(op).function == name; };
  return name == kSincos || name == kFmaf || std::ranges::any_of(ir::elementwise_ops(), calls);
}

/// A symbol that C can call: `name` with `_` for all but letters, digits and underscores.
std::string c_symbol(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  std::string symbol = name.empty() || !is_letter(name[0]) ? "_" : "";
  for (const char c : name) symbol += is_letter(c) || (c >= '0' && c <= '9') ? c : '_';
  return is_runtime_function(symbol) ? symbol + "_" : symbol;
}

std::string print(const llvm::Module& module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return text;
}

/// Runs `work`; false and the message if it throws.
template <typename Work>
bool guarded(std::string& error, const Work& work) {
  try {
    work();
    return true;
  } catch (const std::exception& failure) {
    error = failure.what();
    return false;
  }
}

}  // namespace

bool adc_jit_compile(const ir::Function& fn, const RuntimeTable& runtime, Code& code, std::string& error) {
  return guarded(error, [&] {
    Target& target = Target::host();
    Session& session = Session::instance();
    const Schedule plan = schedule(fn);
    const std::string symbol = session.unique_symbol();
    llvm::LLVMContext context;
    const auto module = lower(fn, plan, {symbol, std::string(kRuntimePrefix), target.has_fma()}, context);
    target.describe(*module);
    auto object = target.emit(*module, llvm::CodeGenFileType::ObjectFile, plan.work());
    session.add(std::make_unique<llvm::SmallVectorMemoryBuffer>(std::move(object), symbol, false), symbol, runtime,
                code);
    code.workspace_bytes = plan.slots * kSlotBytes;
  });
}

void adc_jit_release(Code& code) {
  if (code.handle != nullptr) Session::instance().remove(code);
  code = {};
}

bool adc_jit_list(const ir::Function& fn, Listing listing, std::string& text, std::string& error) {
  return guarded(error, [&] {
    Target& target = Target::host();
    const Schedule plan = schedule(fn);
    llvm::LLVMContext context;
    const auto module = lower(fn, plan, {c_symbol(fn.name()), "", target.has_fma()}, context);
    target.describe(*module);
    if (listing == Listing::Llvm) {
      text = print(*module);
      return;
    }
    const auto type =
        listing == Listing::Object ? llvm::CodeGenFileType::ObjectFile : llvm::CodeGenFileType::AssemblyFile;
    const auto bytes = target.emit(*module, type, plan.work());
    text.assign(bytes.data(), bytes.size());
  });
}

}  // namespace adc::jit
