// Functions of the process that programs call: the ops External1, External2 and External3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ir/function.h"

namespace adc::ir {

/// A function of as many numbers as `arity` says, which any thread may call at any time. What it throws never leaves
/// the op that calls it, whose value is then nan: it waits for an `ExternalCalls`.
struct External {
  std::string name;
  std::size_t arity = 1;
  std::function<double(const double* x)> value;
  std::vector<std::int64_t> partials;  ///< the numbers of its partial derivatives; empty: none is known
};

/// Functions with more arguments are no ops.
inline constexpr std::size_t kMostExternalArguments = 3;

/// Enters `external`, which must outlive its entry, into the table of this process: its number, which is the immediate
/// of the ops that call it. Numbers of those that have left are given again. Thread-safe; a look-up takes no lock.
[[nodiscard]] std::int64_t enter_external(const External* external);
void leave_external(std::int64_t number);
/// Null where there is none.
[[nodiscard]] const External* find_external(std::int64_t number);

[[nodiscard]] constexpr bool is_external(Op op) {
  return op == Op::External1 || op == Op::External2 || op == Op::External3;
}
/// The op that calls functions of so many arguments, of which there are 1 to 3.
[[nodiscard]] constexpr Op external_op(std::size_t arity) {
  return arity == 1 ? Op::External1 : arity == 2 ? Op::External2 : Op::External3;
}
/// Whether `fn` calls any. O(n).
[[nodiscard]] bool has_externals(const Function& fn);

/// How deep this thread is in external functions that call adc in turn.
extern thread_local constinit std::size_t external_depth;

/// Collects what external functions throw in this thread while it lives; the first of them. They nest.
class ExternalCalls {
 public:
  ExternalCalls();
  ExternalCalls(const ExternalCalls&) = delete;
  ExternalCalls& operator=(const ExternalCalls&) = delete;
  ~ExternalCalls();

  /// What was thrown, or null; and forgets it.
  [[nodiscard]] std::exception_ptr take();
  void rethrow() {
    if (const std::exception_ptr thrown = take()) std::rethrow_exception(thrown);
  }

 private:
  std::exception_ptr before_;
};

}  // namespace adc::ir
