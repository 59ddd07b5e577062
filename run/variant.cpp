#include "run/variant.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "diag/diagnostics.h"
#include "diag/render.h"
#include "ir/external.h"
#include "ir/interpreter.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/run.h"
#include "kernel/vector_sums.h"
#include "run/convert.h"
#include "run/cost_model.h"
#include "run/guard.h"
#include "run/scratch.h"
#include "tape/point.h"

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

Result<ir::Function> Variant::finished(Result<ir::Function> derived) const {
  if (!derived) return kept(program_.rendered(derived.error()));
  if (const std::optional<Diagnostic> beyond = beyond_memory(*derived, program_.plan.limits))
    return program_.rendered(Error(*beyond));
  return derived;
}

const Result<ir::Function>& Variant::function() const {
  std::call_once(derived_, [&] {
    passes::Plan plan = program_.plan;
    plan.derive = derive_;
    function_ = finished(guarded(plan.limits, [&] { return passes::run(program_.fn, plan); }));
  });
  return *function_;
}

bool Variant::is_rolled() const {
  std::call_once(rolled_once_, [&] {
    passes::Plan plan = program_.plan;
    plan.derive = derive_;
    std::optional<Result<ir::Function>> rolled;
    const auto roll = [&]() -> Result<ir::Function> {
      rolled = passes::run_rolled(program_.fn, plan);
      return rolled ? *std::move(rolled) : ir::Function();
    };
    Result<ir::Function> derived = guarded(plan.limits, roll);
    if (rolled || !derived) rolled_ = finished(std::move(derived));
  });
  return rolled_.has_value();
}

const Result<ir::Function>& Variant::computed() const { return is_rolled() ? *rolled_ : function(); }

Result<Extent> Variant::extent() const {
  const Result<ir::Function>& fn = computed();
  if (!fn) return fn.error();
  if (is_rolled())
    return Extent{std::vector<std::size_t>(ir::flat_inputs(*fn), 1),
                  std::vector<std::size_t>(ir::flat_outputs(*fn), 1)};
  Extent extent;
  const auto size = [&](ir::ValueId value) { return static_cast<std::size_t>(fn->shape(value).elements()); };
  for (std::size_t i = 0; i < fn->params().size(); ++i) extent.inputs.push_back(size(ir::value_id(i)));
  for (const ir::Output& output : fn->outputs()) extent.results.push_back(size(output.value));
  return extent;
}

Variant::Variant(const Compiled& program, Derive derive)
    : program_(program),
      derive_(derive),
      native_([this] { return compiled(false); },
              [this](const NativeCode& code) {
                call_.emplace(*computed(), code);
                ready_.store(&*call_, std::memory_order_release);
              }),
      native_rows_([this] { return compiled(true); }, [](const NativeCode&) {}) {}

Result<NativeCode> Variant::compiled(bool over_rows) const {
  const Result<ir::Function>& fn = over_rows ? function() : computed();
  if (!fn) return fn.error();
  jit::Options options = native_options(program_);
  options.over_rows = over_rows;
  if (!over_rows && is_rolled()) {
    // As all scalars, with the interpreter's bits.
    options.flat = true;
    options.vector_math = false;
    options.product_library = false;
  }
  Result<NativeCode> code = guarded(program_.plan.limits, [&] { return compile_native(*fn, options); });
  if (!code) return kept(code.error());
  return code;
}

const Result<NativeCode>& Variant::native() const { return native_.get(); }

Result<bool> Variant::has_scalar_entry() const {
  const Result<ir::Function>& fn = computed();
  if (!fn) return fn.error();
  return is_rolled() || fn->is_scalar();
}

RowsCode Variant::rows_code(std::size_t rows) const {
  if (is_rolled()) return {};
  const Result<ir::Function>& fn = function();
  if (!fn) throw Error(fn.error());
  std::call_once(looked_at_, [&] { has_rows_code_ = goes_over_rows(*fn); });
  if (fn->is_scalar() && (!has_rows_code_ || program_.tier == Tier::Interpret)) return {.blocks = &blocks()};
  if (program_.tier == Tier::Interpret) return {};
  const LazyCode& code = has_rows_code_ ? native_rows_ : native_;
  if (const NativeCode* const ready = code.ready()) return {.native = ready};
  if (fn->is_scalar() && program_.tier == Tier::Auto) {
    const double all_rows = static_cast<double>(rows) + rows_in_blocks_.load(std::memory_order_relaxed);
    if (all_rows * gained_per_row(*fn) >= compiling(*fn, true)) code.make_in_background();
    return {.blocks = &blocks()};
  }
  const Result<NativeCode>& made = code.get();
  if (made) return {.native = &*made};
  if (program_.tier == Tier::Native) throw Error(made.error());
  return {};
}

void Variant::count_rows(std::size_t rows) const {
  const double before = rows_in_blocks_.load(std::memory_order_relaxed);
  rows_in_blocks_.store(before + static_cast<double>(rows), std::memory_order_relaxed);
}

const tape::Blocks& Variant::blocks() const {
  std::call_once(blocked_, [&] { blocks_.emplace(function().value(), program_.vector_math); });
  return *blocks_;
}

const kernel::Program& Variant::loops() const {
  std::call_once(lowered_, [&] { loops_ = kernel::lower(computed().value()); });
  return *loops_;
}

const tape::Tape* Variant::make_tape() const {
  if (is_rolled()) return nullptr;
  const ir::Function& fn = function().value();
  std::call_once(recorded_, [&] {
    if (!fn.is_scalar()) return;
    tape_ = tape::record(fn, tape::For::Point);
    tape_ready_.store(&*tape_, std::memory_order_release);
  });
  return tape_ready_.load(std::memory_order_acquire);
}

std::optional<Error> Variant::prepare(Tier tier) const {
  try {
    const ir::Watch watch(program_.plan.limits);
    if (tier == Tier::Native) return native() ? std::nullopt : std::optional(native().error());
    return computed() ? std::nullopt : std::optional(computed().error());
  } catch (const Error& error) {
    return error;
  }
}

// Some counts of threads that call at once are lost, which is cheaper than not to lose them.
void Variant::count_call() const {
  const std::uint64_t calls = calls_.load(std::memory_order_relaxed) + 1;
  calls_.store(calls, std::memory_order_relaxed);
  std::uint64_t enough = calls_to_compile_.load(std::memory_order_relaxed);
  if (calls < enough) return;
  if (enough == 0) {
    const ir::Function& fn = computed().value();
    const double call = is_rolled() ? interpreting(loops()) : interpreting(fn);
    enough = 1 + static_cast<std::uint64_t>(kPartToCompile * compiling(fn, false) / call);
    calls_to_compile_.store(enough, std::memory_order_relaxed);
  }
  if (calls >= enough) native_.make_in_background();
}

const NativeCall* Variant::make_call() const {
  switch (program_.tier) {
    case Tier::Interpret: return nullptr;
    case Tier::Auto: count_call(); return nullptr;
    case Tier::Native: break;
  }
  const Result<NativeCode>& made = native();
  if (!made) throw Error(made.error());
  return ready_.load(std::memory_order_acquire);
}

void Variant::interpret(std::span<const double> x, std::span<double> y) const {
  const tape::Tape* const steps = tape();
  const std::atomic<bool>* const stop = program_.plan.limits.stop;
  const bool is_stopped = stop != nullptr && stop->load(std::memory_order_relaxed);
  // a call that takes less than a microsecond is over before a watch would be looked at
  if (steps != nullptr && steps->steps.size() < ir::kManySteps && !is_stopped) {
    return tape::evaluate(*steps, x.data(), y.data());
  }
  try {
    const ir::Watch watch(program_.plan.limits);
    watch.look();
    if (steps != nullptr)
      tape::evaluate(*steps, x.data(), y.data());
    else if (is_rolled() && kernel::sums_vectors_alone(*computed()))
      ir::interpret(*computed(), x, y, kernel::vector_sums());
    else if (is_rolled())
      kernel::run(loops(), x, y);
    else
      ir::interpret(function().value(), x, y);
  } catch (const diag::Failure& failure) {
    throw program_.rendered(Error(failure.diagnostic()));
  }
}

template <class Call>
void Variant::with_externals(const Call& call) const {
  if (!has_externals()) return call();
  ir::ExternalCalls calls;
  call();
  calls.rethrow();
}

template <>
void Variant::run_flat(std::span<const double> x, std::span<double> y) const {
  if (const NativeCall* const native_call = call()) return native_call->flat(x.data(), y.data());
  interpret(x, y);
}

template <>
void Variant::run_flat(std::span<const float> x, std::span<float> y) const {
  if (const NativeCall* const native_call = call()) return native_call->flat(x.data(), y.data());
  const Flat flat(x.size(), y.size());
  std::ranges::copy(x, flat.x().begin());
  interpret(flat.x(), flat.y());
  convert(flat.y().data(), y.size(), y.data());
}

void Variant::run_otherwise(std::span<const double> x, std::span<double> y) const {
  with_externals([&] { run_flat(x, y); });
}

void Variant::run(std::span<const float> x, std::span<float> y) const {
  with_externals([&] { run_flat(x, y); });
}

template <class T>
void Variant::run_apart(const T* const* inputs, T* const* outputs) const {
  if (const NativeCall* const native_call = call()) return native_call->apart(inputs, outputs);
  const ir::Function& fn = computed().value();
  const Flat flat(ir::flat_inputs(fn), ir::flat_outputs(fn));
  double* x = flat.x().data();
  const double* y = flat.y().data();
  if (is_rolled()) {
    for (double& one : flat.x()) one = **inputs++;
    interpret(flat.x(), flat.y());
    for (const double one : flat.y()) **outputs++ = static_cast<T>(one);
    return;
  }
  const auto size = [&](ir::ValueId value) { return static_cast<std::size_t>(fn.shape(value).elements()); };
  for (std::size_t i = 0; i < fn.params().size(); ++i) {
    convert(inputs[i], size(ir::value_id(i)), x);
    x += size(ir::value_id(i));
  }
  interpret(flat.x(), flat.y());
  for (const ir::Output& output : fn.outputs()) {
    convert(y, size(output.value), *outputs++);
    y += size(output.value);
  }
}

void Variant::run(const double* const* inputs, double* const* outputs) const {
  with_externals([&] { run_apart(inputs, outputs); });
}
void Variant::run(const float* const* inputs, float* const* outputs) const {
  with_externals([&] { run_apart(inputs, outputs); });
}

}  // namespace adc::run
