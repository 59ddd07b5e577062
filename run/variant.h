// One of the functions that a program gives (its value, gradient, …), derived and compiled when it is first needed.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adc/options.hpp"
#include "adc/result.hpp"
#include "ir/function.h"
#include "kernel/program.h"
#include "passes/pipeline.h"
#include "run/lazy_code.h"
#include "run/native_call.h"
#include "tape/blocks.h"
#include "tape/tape.h"

namespace adc::run {

/// What a text was compiled to. Immutable.
struct Compiled {
  ir::Function fn;
  std::string text;
  std::string source_name;
  passes::Plan plan;  ///< `derive` is chosen by each variant
  Tier tier = Tier::Auto;
  int threads = 1;                                          ///< of one call of native code of tensors
  bool vector_math = true;                                  ///< in native code of tensors and rows
  std::vector<std::shared_ptr<const void>> externals = {};  ///< what keeps the host's functions that `fn` calls

  /// `other` as this program would be compiled: with all but its function.
  [[nodiscard]] Compiled with(ir::Function other) const {
    return {std::move(other), text, source_name, plan, tier, threads, vector_math, externals};
  }
  /// `error` with its diagnostic rendered against the text.
  [[nodiscard]] Error rendered(const Error& error) const;
  /// The error "not-scalar" that `what` is for programs without tensors; nullopt if this is one.
  [[nodiscard]] std::optional<Error> refuse_tensors(const std::string& what) const;
};

/// An error to be kept; thrown if it is that time is over, so that a later call may try again.
[[nodiscard]] Error kept(const Error& error);

/// How native code of a program is made.
[[nodiscard]] jit::Options native_options(const Compiled& program);

/// The most instructions, and the most inputs and results together, of a program with native code over rows: code for
/// vectors is some times as long as for numbers, and takes as much longer to compile. The fewest rows of a tile of
/// tensors: of larger ones, code for one row is as fast, and has the library's matrix products.
inline constexpr std::size_t kLargestRow = 5000;
inline constexpr std::size_t kMostColumns = 512;
inline constexpr std::int64_t kFewestRows = 16;

/// What computes rows: native code or, where that is not (yet) there, blocks; both null where neither can, and rows are
/// evaluated one by one.
struct RowsCode {
  const NativeCode* native = nullptr;
  const tape::Blocks* blocks = nullptr;
};

/// The numbers in each input and each result.
struct Extent {
  std::vector<std::size_t> inputs;
  std::vector<std::size_t> results;
};

/// Thread-safe: any number of threads may use one variant; each step is done once. `program` outlives it.
class Variant {
 public:
  Variant(const Compiled& program, Derive derive);

  /// The derived, legalised function. Errors: those of `passes::run`; that time is over (`ir::is_about_time`) is thrown
  /// as `Error` instead, here and below, so that a later call may try again.
  [[nodiscard]] const Result<ir::Function>& function() const;
  /// What evaluates single points: `function()`, or another one of the same numbers, whose tensors have loops for what
  /// the program repeats (`passes::run_rolled`). Errors as those of `function`.
  [[nodiscard]] const Result<ir::Function>& computed() const;
  /// The numbers in each input and result of `function()`. Errors as those of `computed`.
  [[nodiscard]] Result<Extent> extent() const;
  /// Whether its native code takes flat arrays, as that of scalars; of tensors, too, where none are left in what is
  /// derived. Errors as those of `computed`.
  [[nodiscard]] Result<bool> has_scalar_entry() const;
  /// The machine code of `computed`. Errors: those of
  /// `computed` and of `compile_native`.
  [[nodiscard]] const Result<NativeCode>& native() const;
  /// What to compute rows with (run/rows.h), where there are about `rows` to come. Of scalars, under `Tier::Auto`,
  /// native code if it is there, and blocks until it is; and it is made where it would pay. Of tensors native code,
  /// over rows or of one row. Throws what `run` throws.
  [[nodiscard]] RowsCode rows_code(std::size_t rows) const;
  /// Says that blocks have computed so many.
  void count_rows(std::size_t rows) const;
  /// Does what `run` needs at its first call under this tier; nullopt if all is well.
  [[nodiscard]] std::optional<Error> prepare(Tier tier) const;
  /// Whether it calls functions of the host.
  [[nodiscard]] bool has_externals() const { return !program_.externals.empty(); }
  /// Whether calls of `run` are those of native code.
  [[nodiscard]] bool is_native() const { return ready_.load(std::memory_order_acquire) != nullptr; }
  /// Evaluates it, flat inputs to flat outputs; sizes are the caller's duty. Throws the `Error` that `prepare` gives,
  /// or that time is over; or what a function of the host throws.
  /// The same bits on every tier, unless there are tensors.
  void run(std::span<const double> x, std::span<double> y) const {
    const NativeCall* const ready = ready_.load(std::memory_order_acquire);
    if (ready != nullptr && ready->alone() != nullptr) return ready->alone()(x.data(), y.data(), nullptr);
    run_otherwise(x, y);
  }
  void run(std::span<const float> x, std::span<float> y) const;
  /// The same with a pointer per input and per output, each to a tensor.
  void run(const double* const* inputs, double* const* outputs) const;
  void run(const float* const* inputs, float* const* outputs) const;

 private:
  /// Native code if it is there, or time to make it; null where the call is to be interpreted.
  [[nodiscard]] const NativeCall* call() const {
    const NativeCall* const ready = ready_.load(std::memory_order_acquire);
    return ready != nullptr ? ready : make_call();
  }
  [[nodiscard]] const NativeCall* make_call() const;
  void run_otherwise(std::span<const double> x, std::span<double> y) const;
  /// `call()`, and then throws what a function of the host has thrown in it.
  template <class Call>
  void with_externals(const Call& call) const;
  template <class T>
  void run_flat(std::span<const T> x, std::span<T> y) const;
  template <class T>
  void run_apart(const T* const* inputs, T* const* outputs) const;
  void count_call() const;
  [[nodiscard]] const tape::Tape* tape() const {
    const tape::Tape* const ready = tape_ready_.load(std::memory_order_acquire);
    return ready != nullptr ? ready : make_tape();
  }
  [[nodiscard]] const tape::Tape* make_tape() const;
  [[nodiscard]] const tape::Blocks& blocks() const;
  /// Whether `computed` is not `function`.
  [[nodiscard]] bool is_rolled() const;
  [[nodiscard]] Result<ir::Function> finished(Result<ir::Function> derived) const;
  [[nodiscard]] const kernel::Program& loops() const;
  void interpret(std::span<const double> x, std::span<double> y) const;
  [[nodiscard]] Result<NativeCode> compiled(bool over_rows) const;

  const Compiled& program_;
  Derive derive_;
  mutable std::once_flag derived_;
  mutable std::optional<Result<ir::Function>> function_;
  mutable std::once_flag rolled_once_;
  mutable std::optional<Result<ir::Function>> rolled_;
  mutable std::once_flag lowered_;
  mutable std::optional<kernel::Program> loops_;  ///< of the rolled function
  mutable std::once_flag recorded_;
  mutable std::optional<tape::Tape> tape_;  ///< of scalars
  mutable std::atomic<const tape::Tape*> tape_ready_{nullptr};
  mutable std::once_flag blocked_;
  mutable std::optional<tape::Blocks> blocks_;
  mutable std::once_flag looked_at_;
  mutable bool has_rows_code_ = false;  ///< of tensors the program is lowered to know it
  mutable std::optional<NativeCall> call_;
  mutable std::atomic<const NativeCall*> ready_{nullptr};   ///< set once native code may be called
  mutable std::atomic<std::uint64_t> calls_{0};             ///< interpreted so far, some of them not counted
  mutable std::atomic<std::uint64_t> calls_to_compile_{0};  ///< of which so many; 0: not known yet
  mutable std::atomic<double> rows_in_blocks_{0};           ///< so far, some of them not counted
  // Last: what makes them in the background ends before anything else goes.
  LazyCode native_;
  LazyCode native_rows_;
};

}  // namespace adc::run
