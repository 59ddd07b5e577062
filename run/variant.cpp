#include "run/variant.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "diag/diagnostics.h"
#include "diag/render.h"
#include "ir/interpreter.h"
#include "parser/parse.h"
#include "passes/tensors/batch.h"
#include "run/guard.h"
#include "run/rows.h"
#include "run/scratch.h"

namespace adc::run {

Error Program::rendered(const Error& error) const {
  return {diag::render(error.diagnostic(), source_name, text), error.diagnostic()};
}

std::optional<Error> Program::refuse_tensors(const std::string& what) const {
  if (fn.is_scalar()) return std::nullopt;
  return rendered(
      Error(diag::diagnose("not-scalar", {}, what + " is for programs of scalars, and this one has tensors")));
}

jit::Options native_options(const Program& program) {
  return {.threads = program.threads, .vector_math = program.vector_math};
}

namespace {

/// The length of one thing after another: of each input, or of each output.
std::vector<std::size_t> input_sizes(const ir::Function& fn) {
  std::vector<std::size_t> sizes;
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    sizes.push_back(static_cast<std::size_t>(fn.shape(ir::value_id(i)).elements()));
  }
  return sizes;
}

std::vector<std::size_t> output_sizes(const ir::Function& fn) {
  std::vector<std::size_t> sizes;
  for (const ir::Output& output : fn.outputs()) {
    sizes.push_back(static_cast<std::size_t>(fn.shape(output.value).elements()));
  }
  return sizes;
}

/// Where each part of a flat array begins.
template <class Pointer, class T>
std::vector<Pointer> pointers(T* flat, const std::vector<std::size_t>& sizes) {
  std::vector<Pointer> result;
  for (const std::size_t size : sizes) {
    result.push_back(flat);
    flat += size;
  }
  return result;
}

/// Calls native code on flat arrays in its own float type.
template <class T>
void call(const ir::Function& fn, const NativeCode& code, const T* x, T* y) {
  if (code.entry() != nullptr) return code.entry()(x, y, thread_scratch(code.workspace_bytes()));
  const auto in = pointers<const void*>(x, input_sizes(fn));
  const auto out = pointers<void*>(y, output_sizes(fn));
  code.tensor_entry()(in.data(), out.data(), thread_scratch(code.workspace_bytes()));
}

/// Copies between flat doubles and a pointer per tensor.
template <class T>
std::vector<double> gather(const std::vector<std::size_t>& sizes, const void* const* tensors) {
  std::vector<double> flat;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const T* const first = static_cast<const T*>(tensors[i]);
    flat.insert(flat.end(), first, first + sizes[i]);
  }
  return flat;
}

template <class T>
void scatter(std::span<const double> flat, const std::vector<std::size_t>& sizes, void* const* tensors) {
  auto from = flat.begin();
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::transform(from, from + static_cast<std::ptrdiff_t>(sizes[i]), static_cast<T*>(tensors[i]),
                   [](double number) { return static_cast<T>(number); });
    from += static_cast<std::ptrdiff_t>(sizes[i]);
  }
}

/// An evaluation by the interpreter, or by native code of scalars, of tensors that lie anywhere.
template <class T>
void run_gathered(const ir::Function& fn, const Variant& variant, const void* const* inputs, void* const* outputs) {
  const std::vector<double> x = gather<T>(input_sizes(fn), inputs);
  std::vector<double> y(ir::flat_outputs(fn));
  variant.run(x, y);
  scatter<T>(y, output_sizes(fn), outputs);
}

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
                          "the values of the program take more than " + std::to_string(limits.bytes) + " bytes",
                          {"--max-bytes=N moves the limit"});
  }
  return std::nullopt;
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
    if (*native_) ready_.store(&**native_, std::memory_order_release);
  });
  return *native_;
}

const NativeCode* Variant::rows_code() const {
  const Result<ir::Function>& fn = function();
  if (!fn) throw Error(fn.error());
  const bool is_small = fn->size() <= kLargestBlock && fn->params().size() + fn->outputs().size() <= kMostColumns;
  if (program_.tier == Tier::Interpret || !fn->is_scalar() || !is_small) return nullptr;
  std::call_once(compiled_rows_, [&] {
    const auto make = [&]() -> Result<NativeCode> {
      const std::vector<bool> all(fn->params().size(), true);
      const auto rows = static_cast<std::int64_t>(block_rows(*fn));
      jit::Options options = native_options(program_);
      options.threads = 1;
      return compile_native(passes::batch(*fn, all, rows, program_.plan.limits.instructions), options);
    };
    native_rows_ = guarded(program_.plan.limits, make);
    if (!*native_rows_) native_rows_ = kept(native_rows_->error());
  });
  if (*native_rows_) return &**native_rows_;
  if (program_.tier == Tier::Native) throw Error(native_rows_->error());
  return nullptr;
}

Error Variant::kept(const Error& error) {
  if (ir::is_about_time(error.diagnostic())) throw Error(error);
  return error;
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

const NativeCode* Variant::code() const {
  const NativeCode* code = ready_.load(std::memory_order_acquire);
  if (code != nullptr || !is_time_for_native()) return code;
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

void Variant::run(std::span<const double> x, std::span<double> y) const {
  const NativeCode* const native_code = code();
  const ir::Function& fn = function().value();
  if (native_code == nullptr) return interpret(fn, x, y);
  if (fn.float_type() == ir::DType::F64) return call(fn, *native_code, x.data(), y.data());
  std::vector<float> in;
  in.reserve(x.size());
  for (const double number : x) in.push_back(static_cast<float>(number));
  std::vector<float> out(y.size());
  call(fn, *native_code, in.data(), out.data());
  std::ranges::copy(out, y.begin());
}

void Variant::run(const void* const* inputs, void* const* outputs) const {
  const NativeCode* const native_code = code();
  if (native_code != nullptr && native_code->tensor_entry() != nullptr) {
    return native_code->tensor_entry()(inputs, outputs, thread_scratch(native_code->workspace_bytes()));
  }
  const ir::Function& fn = function().value();
  fn.float_type() == ir::DType::F32 ? run_gathered<float>(fn, *this, inputs, outputs)
                                    : run_gathered<double>(fn, *this, inputs, outputs);
}

}  // namespace adc::run
