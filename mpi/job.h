// What libadc-mpi gives to who loads it.
#pragma once

#include <cstddef>
#include <span>

#define ADC_MPI_EXPORT extern "C" __attribute__((visibility("default")))

namespace adc::mpi {

/// The processes of a job, as adc/train/communicator.hpp says it.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  [[nodiscard]] virtual std::size_t rank() const = 0;
  [[nodiscard]] virtual std::size_t size() const = 0;
  virtual void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) = 0;
  [[noreturn]] virtual void end_all(int code) = 0;
};

}  // namespace adc::mpi

/// Which build it is of (loading/library.h). Who loads it asks this first.
ADC_MPI_EXPORT const char* adc_mpi_build();

/// The job that this process is of. The first call initialises MPI, unless the program has done so, and has it
/// finalised when the process exits. Not from several threads at once.
ADC_MPI_EXPORT adc::mpi::Job* adc_mpi_job();
