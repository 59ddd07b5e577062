// Processes that train together.
//
// All of them do the same: they read the same data, draw the same random numbers and take the same steps. Only sums
// over many examples are shared, once `examples.share(processes)` has been called, and `together(observer, processes)`
// watches training. The bits of sums do not depend on how many processes there are. docs/distributed.md has an example.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "adc/export.hpp"
#include "adc/result.hpp"
#include "adc/train/trainer.hpp"

namespace adc::inline ADC_ABI::train {

/// The processes of a job as one of them sees them. Everything that says so is collective: all processes call it, in
/// the same order. One thread at a time. For another transport than MPI: derive from this.
class ADC_API Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator();

  [[nodiscard]] virtual std::size_t rank() const = 0;  ///< of this process, from 0
  [[nodiscard]] virtual std::size_t size() const = 0;  ///< processes
  /// Sends `to[p]` to process p, and receives what it sends in `from[p]`, for all p at once; `to` and `from` have a
  /// span for each process, those of this one do not count. What p receives from q is as long as what q sends to p, and
  /// may be empty. Collective. Throws `Error`.
  virtual void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) = 0;
  /// Ends all processes, this one with the exit code `code`. Not collective.
  [[noreturn]] virtual void end_all(int code) = 0;
};

/// The processes that MPI's launcher started together with this one, by the library libadc-mpi, which is loaded then;
/// null if there are no others, or ADC_PROCESSES=off in the environment says that
/// each is for itself. The first call initialises MPI, unless that is done, and has it finalised at exit.
/// Errors: "no-processes" where there are others, but no libadc-mpi, or they were started by another MPI than that is
/// for.
[[nodiscard]] ADC_API Result<std::shared_ptr<Communicator>> processes();

/// Communicators for so many threads of this process, which behave as processes do: each is one thread's.
[[nodiscard]] ADC_API std::vector<std::shared_ptr<Communicator>> threads_as_processes(std::size_t count);

/// Puts the numbers of all processes one after the other: `own` where process rank() has its place, `sizes[p]` numbers
/// of process p. Collective.
[[nodiscard]] ADC_API std::vector<double> gather(Communicator& processes, std::span<const double> own,
                                                 std::span<const std::size_t> sizes);

/// Whether it is true in any process. Collective.
[[nodiscard]] ADC_API bool any(Communicator& processes, bool here);

/// What an observer of training becomes where processes train together: if it stops one of them, all stop at that step.
/// After each epoch it is compared whether all have the same parameters: "processes-differ" is thrown where they do
/// not, as may be where processors are of different kinds. `observer.heldout` is to be collective itself, as
/// `Examples::loss` is. `processes` may be null.
[[nodiscard]] ADC_API Observer together(Observer observer, std::shared_ptr<Communicator> processes);

}  // namespace adc::inline ADC_ABI::train
