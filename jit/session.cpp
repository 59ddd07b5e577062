#include "jit/session.h"

#include <llvm/ExecutionEngine/Orc/ExecutorProcessControl.h>

#include <cmath>
#include <stdexcept>
#include <utility>

#include "ir/vector_functions.h"
#include "jit/lower_tensors.h"
#include "jit/parallel.h"
#include "jit/target.h"

namespace adc::jit {
namespace {

namespace orc = llvm::orc;

void check(llvm::Error error) {
  if (error) throw std::runtime_error("LLVM: " + llvm::toString(std::move(error)));
}

template <typename T>
T check(llvm::Expected<T> value) {
  if (!value) check(value.takeError());
  return static_cast<T&&>(*value);
}

/// What LLVM last reported while it linked for this thread: the cause, where a failed lookup only names symbols.
thread_local std::string reported;

/// What a handle points to.
struct Owned {
  orc::ResourceTrackerSP tracker;
  std::vector<ProductPlanPointer> plans;
};

using Addresses = std::vector<const void*>;

Addresses addresses(const RuntimeTable& runtime) {
  Addresses result(runtime.functions, runtime.functions + ir::kOpCount);
  result.push_back(runtime.sincos);
  return result;
}

}  // namespace

Session& Session::instance() {
  static Session& session = *new Session;
  return session;
}

// Code comes as objects and needs nothing of the process but the runtime, so there is a linker alone: no compiler, no
// platform, none of the process's symbols.
Session::Session()
    : session_(check(orc::SelfExecutorProcessControl::Create())),
      linker_(session_, session_.getExecutorProcessControl().getMemMgr()) {
  session_.setErrorReporter([](llvm::Error error) { reported = llvm::toString(std::move(error)); });
}

std::string Session::unique_symbol() { return "adc." + std::to_string(symbols_++); }

orc::JITDylib& Session::library(const RuntimeTable& runtime) {
  const std::scoped_lock lock(mutex_);
  orc::JITDylib*& library = libraries_[addresses(runtime)];
  if (library != nullptr) return *library;
  orc::JITDylib& made = session_.createBareJITDylib("adc." + std::to_string(libraries_.size()));
  orc::SymbolMap symbols;
  const auto define = [&](std::string_view name, const void* address) {
    symbols[session_.intern(std::string(kRuntimePrefix) + std::string(name))] = {orc::ExecutorAddr::fromPtr(address),
                                                                                 llvm::JITSymbolFlags::Exported};
  };
  for (const ir::Op op : ir::elementwise_ops()) {
    const void* address = runtime.functions[static_cast<std::size_t>(op)];
    if (!info(op).function.empty() && address != nullptr) define(info(op).function, address);
  }
  define(kSincos, runtime.sincos);
  define(kFmaf, reinterpret_cast<const void*>(&::fmaf));
  define(kProduct, reinterpret_cast<const void*>(&adc_jit_product));
  define(kParallel, reinterpret_cast<const void*>(&adc_jit_parallel));
  for (const ir::VectorFunction& function : ir::vector_functions(ir::register_bits())) {
    symbols[session_.intern(function.symbol)] = {orc::ExecutorAddr::fromPtr(function.address),
                                                 llvm::JITSymbolFlags::Exported};
  }
  check(made.define(orc::absoluteSymbols(std::move(symbols))));
  return *(library = &made);
}

void* Session::add(std::unique_ptr<llvm::MemoryBuffer> object, const std::string& symbol, const RuntimeTable& runtime,
                   std::vector<ProductPlanPointer> plans, Code& code) {
  orc::JITDylib& home = library(runtime);
  const orc::ResourceTrackerSP tracker = home.createResourceTracker();
  check(linker_.add(tracker, std::move(object)));
  reported.clear();
  auto address = session_.lookup({&home}, symbol);
  if (!address) {
    llvm::consumeError(tracker->remove());
    const std::string failure = llvm::toString(address.takeError());
    throw std::runtime_error("LLVM: " + (reported.empty() ? failure : reported));
  }
  code.handle = new Owned{tracker, std::move(plans)};
  return address->getAddress().toPtr<void*>();
}

void Session::remove(Code& code) {
  const std::unique_ptr<Owned> owned(static_cast<Owned*>(code.handle));
  llvm::consumeError(owned->tracker->remove());
  // Names of removed symbols stay in LLVM's pool until it is told to look for them, which takes time by its size.
  constexpr std::uint64_t kSweep = 1024;
  if (++removals_ % kSweep == 0) session_.getSymbolStringPool()->clearDeadEntries();
}

}  // namespace adc::jit
