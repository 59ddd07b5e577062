#include "run/variant.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "diag/diagnostics.h"
#include "diag/render.h"
#include "ir/interpreter.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "run/convert.h"
#include "run/guard.h"
#include "run/scratch.h"

namespace adc::run {

Error Compiled::rendered(const Error& error) const {
  return {diag::render(error.diagnostic(), source_name, text), error.diagnostic()};
}

std::optional<Error> Compiled::refuse_tensors(const std::string& what) const {
  if (fn.is_scalar()) return std::nullopt;
  return rendered(
      Error(diag::diagnose("not-scalar", {}, what + " is for programs of scalars, and this one has tensors")));
}

Error kept(const Error& error) {
  if (ir::is_about_time(error.diagnostic())) throw Error(error);
  return error;
}

jit::Options native_options(const Compiled& program) {
  return {.threads = program.threads, .vector_math = program.vector_math};
}

namespace {

/// Flat doubles for the interpreter, in memory of the thread, which it does not use.
class Flat {
 public:
  Flat(std::size_t inputs, std::size_t outputs)
      : x_(static_cast<double*>(thread_scratch(Scratch::Code, (inputs + outputs) * sizeof(double))), inputs),
        y_(x_.data() + inputs, outputs) {}

  [[nodiscard]] std::span<double> x() const { return x_; }
  [[nodiscard]] std::span<double> y() const { return y_; }

 private:
  std::span<double> x_;
  std::span<double> y_;
};

/// The error that the values of `fn` take more memory than is allowed.
std::optional<Diagnostic> beyond_memory(const ir::Function& fn, const Limits& limits) {
  constexpr std::size_t kBytes = sizeof(double);
  std::size_t left = limits.bytes / kBytes;
  for (std::size_t i = 0; i < fn.size(); ++i) {
    const auto elements = static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements());
    if (elements <= left) {
      left -= elements;
      continue;
    }
    return diag::diagnose("too-much-memory", fn.span(ir::value_id(i)),
                          fmt::format("the values of the program take more than {} bytes", limits.bytes),
                          {"--max-bytes=N moves the limit"});
  }
  return std::nullopt;
}

/// Whether rows are computed by code over them: what is neither too long nor takes too much for many rows at once.
bool goes_over_rows(const ir::Function& fn) {
  if (fn.size() > kLargestRow || fn.params().size() + fn.outputs().size() > kMostColumns) return false;
  return fn.is_scalar() || *kernel::over_rows(kernel::lower(fn)).tile >= kFewestRows;
}

}  // namespace

const Result<ir::Function>& Variant::function() const {
  std::call_once(derived_, [&] {
    passes::Plan plan = program_.plan;
    plan.derive = derive_;
    Result<ir::Function> derived = guarded(plan.limits, [&] { return passes::run(program_.fn, plan); });
    if (!derived) {
      function_ = kept(program_.rendered(derived.error()));
    } else if (const std::optional<Diagnostic> beyond = beyond_memory(*derived, plan.limits)) {
      function_ = program_.rendered(Error(*beyond));
    } else {
      function_ = std::move(derived);
    }
  });
  return *function_;
}

const Result<NativeCode>& Variant::native() const {
  std::call_once(compiled_, [&] {
    const Result<ir::Function>& fn = function();
    native_ =
        fn ? guarded(program_.plan.limits, [&] { return compile_native(*fn, native_options(program_)); }) : fn.error();
    if (!*native_) native_ = kept(native_->error());
    if (!*native_) return;
    call_.emplace(*fn, **native_);
    ready_.store(&*call_, std::memory_order_release);
  });
  return *native_;
}

const NativeCode* Variant::rows_code() const {
  const Result<ir::Function>& fn = function();
  if (!fn) throw Error(fn.error());
  if (program_.tier == Tier::Interpret) return nullptr;
  std::call_once(compiled_rows_, [&] {
    if (!goes_over_rows(*fn)) return;
    jit::Options options = native_options(program_);
    options.over_rows = true;
    native_rows_ = guarded(program_.plan.limits, [&] { return compile_native(*fn, options); });
    if (!*native_rows_) native_rows_ = kept(native_rows_->error());
  });
  if (!native_rows_ && fn->is_scalar()) return nullptr;
  const Result<NativeCode>& made = native_rows_ ? *native_rows_ : native();
  if (made) return &*made;
  if (program_.tier == Tier::Native) throw Error(made.error());
  return nullptr;
}

std::optional<Error> Variant::prepare() const {
  try {
    const ir::Watch watch(program_.plan.limits);
    if (program_.tier == Tier::Native) return native() ? std::nullopt : std::optional(native().error());
    return function() ? std::nullopt : std::optional(function().error());
  } catch (const Error& error) {
    return error;
  }
}

bool Variant::is_time_for_native() const {
  switch (program_.tier) {
    case Tier::Native: return true;
    case Tier::Interpret: return false;
    case Tier::Auto: return calls_.fetch_add(1, std::memory_order_relaxed) == kInterpretedCalls;
  }
  return false;
}

const NativeCall* Variant::make_call() const {
  if (!is_time_for_native()) return nullptr;
  const Result<NativeCode>& made = native();
  if (!made && program_.tier == Tier::Native) throw Error(made.error());
  return ready_.load(std::memory_order_acquire);
}

void Variant::interpret(const ir::Function& fn, std::span<const double> x, std::span<double> y) const {
  try {
    const ir::Watch watch(program_.plan.limits);
    ir::interpret(fn, x, y);
  } catch (const diag::Failure& failure) {
    throw program_.rendered(Error(failure.diagnostic()));
  }
}

void Variant::run_otherwise(std::span<const double> x, std::span<double> y) const {
  if (const NativeCall* const native_call = call()) return native_call->flat(x.data(), y.data());
  interpret(function().value(), x, y);
}

void Variant::run(std::span<const float> x, std::span<float> y) const {
  if (const NativeCall* const native_call = call()) return native_call->flat(x.data(), y.data());
  const Flat flat(x.size(), y.size());
  std::ranges::copy(x, flat.x().begin());
  interpret(function().value(), flat.x(), flat.y());
  convert(flat.y().data(), y.size(), y.data());
}

template <class T>
void Variant::run_apart(const T* const* inputs, T* const* outputs) const {
  if (const NativeCall* const native_call = call()) return native_call->apart(inputs, outputs);
  const ir::Function& fn = function().value();
  const Flat flat(ir::flat_inputs(fn), ir::flat_outputs(fn));
  double* x = flat.x().data();
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    const auto size = static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements());
    convert(inputs[i], size, x);
    x += size;
  }
  interpret(fn, flat.x(), flat.y());
  const double* y = flat.y().data();
  for (const ir::Output& output : fn.outputs()) {
    const auto size = static_cast<std::size_t>(fn.shape(output.value).elements());
    convert(y, size, *outputs++);
    y += size;
  }
}

void Variant::run(const double* const* inputs, double* const* outputs) const { run_apart(inputs, outputs); }
void Variant::run(const float* const* inputs, float* const* outputs) const { run_apart(inputs, outputs); }

}  // namespace adc::run
