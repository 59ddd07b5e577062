#include "api/variant.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "api/guard.h"
#include "ir/interpreter.h"
#include "parser/parse.h"

namespace adc::api {

Error Program::rendered(const Error& error) const {
  return {parser::render(error.diagnostic(), source_name, text), error.diagnostic()};
}

namespace {

/// Calls native code that computes in single precision.
void run_in_float(jit::Entry entry, std::span<const double> x, std::span<double> y, void* workspace) {
  std::vector<float> in;
  in.reserve(x.size());
  for (const double value : x) in.push_back(static_cast<float>(value));
  std::vector<float> out(y.size());
  entry(in.data(), out.data(), workspace);
  std::ranges::copy(out, y.begin());
}

}  // namespace

const Result<ir::Function>& Variant::function() const {
  std::call_once(derived_, [&] {
    passes::Plan plan = program_.plan;
    plan.derive = derive_;
    Result<ir::Function> derived = guarded([&] { return passes::run(program_.fn, plan); });
    function_ = derived ? std::move(derived) : program_.rendered(derived.error());
  });
  return *function_;
}

const Result<NativeCode>& Variant::native() const {
  std::call_once(compiled_, [&] {
    const Result<ir::Function>& fn = function();
    native_ = fn ? compile_native(*fn) : fn.error();
    if (*native_) ready_.store(&**native_, std::memory_order_release);
  });
  return *native_;
}

std::optional<Error> Variant::prepare() const {
  if (program_.tier == Tier::Native) return native() ? std::nullopt : std::optional(native().error());
  return function() ? std::nullopt : std::optional(function().error());
}

bool Variant::is_time_for_native() const {
  switch (program_.tier) {
    case Tier::Native: return true;
    case Tier::Interpret: return false;
    case Tier::Auto: return calls_.fetch_add(1, std::memory_order_relaxed) == kInterpretedCalls;
  }
  return false;
}

void Variant::run(std::span<const double> x, std::span<double> y) const {
  const NativeCode* code = ready_.load(std::memory_order_acquire);
  if (code == nullptr && is_time_for_native()) {
    const Result<NativeCode>& made = native();
    if (!made && program_.tier == Tier::Native) throw Error(made.error());
    code = ready_.load(std::memory_order_acquire);
  }
  if (code == nullptr) return ir::interpret(function().value(), x, y);
  std::vector<std::max_align_t> workspace;
  if (const std::size_t bytes = code->workspace_bytes()) workspace.resize(bytes / sizeof(std::max_align_t) + 1);
  if (program_.fn.float_type() == ir::DType::F32) return run_in_float(code->entry(), x, y, workspace.data());
  code->entry()(x.data(), y.data(), workspace.data());
}

}  // namespace adc::api
