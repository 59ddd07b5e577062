#include "mpi/job.h"

#define OMPI_SKIP_MPICXX 1  // the C++ interface that MPI once had
#include <mpi.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

const char* adc_mpi_build() { return ADC_MPI_BUILD; }

namespace adc::mpi {
namespace {

/// Of one message, whose length MPI counts as an int.
constexpr std::size_t kMostBytes = std::size_t{1} << 30U;
constexpr int kTag = 0;

/// Calls `start(piece)` for pieces of a message that one call can send.
template <typename Bytes, typename Start>
void for_pieces(Bytes bytes, const Start& start) {
  for (std::size_t begin = 0; begin < bytes.size(); begin += kMostBytes) {
    start(bytes.subspan(begin, std::min(kMostBytes, bytes.size() - begin)));
  }
}

/// All processes that MPI knows, by a communicator of its own, so that other messages of a program are not taken for
/// its.
class World final : public Job {
 public:
  World() {
    MPI_Comm_dup(MPI_COMM_WORLD, &processes_);
    MPI_Comm_rank(processes_, &rank_);
    MPI_Comm_size(processes_, &size_);
  }

  [[nodiscard]] std::size_t rank() const override { return static_cast<std::size_t>(rank_); }
  [[nodiscard]] std::size_t size() const override { return static_cast<std::size_t>(size_); }

  void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) override {
    requests_.clear();
    for (int step = 1; step < size_; ++step) {  // in another order in each process, so that not all write to one
      const int process = (rank_ + size_ - step) % size_;
      for_pieces(from[static_cast<std::size_t>(process)], [&](std::span<std::byte> piece) {
        MPI_Irecv(piece.data(), static_cast<int>(piece.size()), MPI_BYTE, process, kTag, processes_,
                  &requests_.emplace_back());
      });
    }
    for (int step = 1; step < size_; ++step) {
      const int process = (rank_ + step) % size_;
      for_pieces(to[static_cast<std::size_t>(process)], [&](std::span<const std::byte> piece) {
        MPI_Isend(piece.data(), static_cast<int>(piece.size()), MPI_BYTE, process, kTag, processes_,
                  &requests_.emplace_back());
      });
    }
    MPI_Waitall(static_cast<int>(requests_.size()), requests_.data(), MPI_STATUSES_IGNORE);
  }

  [[noreturn]] void end_all(int code) override {
    MPI_Abort(processes_, code);
    std::_Exit(code);
  }

 private:
  MPI_Comm processes_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  std::vector<MPI_Request> requests_;
};

void finalise() {
  int is_done = 0;
  MPI_Finalized(&is_done);
  if (is_done == 0) MPI_Finalize();
}

/// Errors of MPI end all processes, as it does by itself.
World& world() {
  int is_there = 0;
  MPI_Initialized(&is_there);
  if (is_there == 0) {
    int provided = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
    std::atexit(&finalise);
  }
  static World all;
  return all;
}

}  // namespace
}  // namespace adc::mpi

adc::mpi::Job* adc_mpi_job() { return &adc::mpi::world(); }
