// The processes that MPI's launcher started, by libadc-mpi.
#include <fmt/core.h>

#include <cstdlib>
#include <string_view>

#include "adc/train/communicator.hpp"
#include "loading/library.h"
#include "mpi/job.h"
#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// How many processes a launcher says that it started: Open MPI's, one by the PMI protocol, Slurm's. One, where the
/// environment says that each is for itself.
std::size_t launched() {
  const char* const wanted = std::getenv("ADC_PROCESSES");
  if (wanted != nullptr && std::string_view(wanted) == "off") return 1;
  for (const char* const name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"}) {
    if (const char* const text = std::getenv(name)) return std::strtoull(text, nullptr, 10);
  }
  return 1;
}

class MpiCommunicator final : public Communicator {
 public:
  explicit MpiCommunicator(mpi::Job& job) : job_(job) {}

  [[nodiscard]] std::size_t rank() const override { return job_.rank(); }
  [[nodiscard]] std::size_t size() const override { return job_.size(); }
  void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) override {
    job_.exchange(to, from);
  }
  [[noreturn]] void end_all(int code) override {
    job_.end_all(code);
    std::_Exit(code);
  }

 private:
  mpi::Job& job_;
};

}  // namespace

Result<std::shared_ptr<Communicator>> processes() {
  return guarded([]() -> std::shared_ptr<Communicator> {
    const std::size_t count = launched();
    if (count <= 1) return nullptr;
    static const loading::Library kMpi("libadc-mpi.so", "adc_mpi_build", ADC_MPI_BUILD);
    const auto job = kMpi.find<decltype(&adc_mpi_job)>("adc_mpi_job");
    if (job == nullptr) {
      throw failure("no-processes",
                    fmt::format("{} processes need libadc-mpi, which is not available: {}", count, kMpi.error()),
                    {"libadc-mpi.so of the same build belongs beside libadc-train.so; it needs Open MPI (Debian: "
                     "libopenmpi3; to build it libopenmpi-dev, and ADC_LOADED with `mpi`)"});
    }
    auto all = std::make_shared<MpiCommunicator>(*job());
    if (all->size() == count) return all;
    throw failure("no-processes", fmt::format("{} processes were started, but MPI sees {}", count, all->size()),
                  {"libadc-mpi is for Open MPI: start them with its mpirun"});
  });
}

}  // namespace adc::inline ADC_ABI::train
