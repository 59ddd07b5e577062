#include "adc/train/communicator.hpp"

#include <algorithm>
#include <barrier>
#include <bit>
#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "train/failure.h"

namespace adc::inline ADC_ABI::train {
namespace {

/// What threads that behave as processes share.
struct Meeting {
  explicit Meeting(std::size_t count) : barrier(static_cast<std::ptrdiff_t>(count)), sent(count) {}

  std::barrier<> barrier;
  std::vector<std::span<const std::span<const std::byte>>> sent;
};

class ThreadCommunicator : public Communicator {
 public:
  ThreadCommunicator(std::shared_ptr<Meeting> meeting, std::size_t rank) : meeting_(std::move(meeting)), rank_(rank) {}

  [[nodiscard]] std::size_t rank() const override { return rank_; }
  [[nodiscard]] std::size_t size() const override { return meeting_->sent.size(); }
  void exchange(std::span<const std::span<const std::byte>> to, std::span<const std::span<std::byte>> from) override {
    meeting_->sent[rank_] = to;
    meeting_->barrier.arrive_and_wait();
    for (std::size_t p = 0; p < size(); ++p) {
      if (p != rank_) std::ranges::copy(meeting_->sent[p][rank_], from[p].begin());
    }
    meeting_->barrier.arrive_and_wait();
  }
  [[noreturn]] void end_all(int code) override { std::exit(code); }

 private:
  std::shared_ptr<Meeting> meeting_;
  std::size_t rank_;
};

/// A number that tells parameters apart, all bits of them, as one of 32 bits, which a double holds.
double fingerprint(std::span<const double> params) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a, of 64 bits at a time
  for (const double param : params) {
    hash = (hash ^ std::bit_cast<std::uint64_t>(param)) * 1099511628211U;
    hash ^= hash >> 32U;
  }
  return static_cast<double>(hash & 0xFFFFFFFFU);
}

void require_same(Communicator& processes, std::span<const double> params) {
  const double own = fingerprint(params);
  const std::vector<double> all = gather(processes, {&own, 1}, std::vector<std::size_t>(processes.size(), 1));
  if (std::ranges::count(all, own) == std::ssize(all)) return;
  throw failure("processes-differ", "the processes have computed different parameters",
                {"they must run on processors of one kind, with the same libraries and the same data"});
}

}  // namespace

Communicator::~Communicator() = default;

std::vector<std::shared_ptr<Communicator>> threads_as_processes(std::size_t count) {
  const auto meeting = std::make_shared<Meeting>(count);
  std::vector<std::shared_ptr<Communicator>> all;
  for (std::size_t rank = 0; rank < count; ++rank) all.push_back(std::make_shared<ThreadCommunicator>(meeting, rank));
  return all;
}

std::vector<double> gather(Communicator& processes, std::span<const double> own, std::span<const std::size_t> sizes) {
  std::vector<double> all(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
  std::vector<std::span<std::byte>> from;
  for (std::size_t p = 0, begin = 0; p < sizes.size(); begin += sizes[p++]) {
    from.push_back(std::as_writable_bytes(std::span(all).subspan(begin, sizes[p])));
  }
  std::ranges::copy(std::as_bytes(own), from[processes.rank()].begin());
  processes.exchange(std::vector(sizes.size(), std::as_bytes(own)), from);
  return all;
}

bool any(Communicator& processes, bool here) {
  const double own = here ? 1 : 0;
  const std::vector<double> all = gather(processes, {&own, 1}, std::vector<std::size_t>(processes.size(), 1));
  return std::ranges::count(all, 0.0) != std::ssize(all);
}

Observer together(Observer observer, std::shared_ptr<Communicator> processes) {
  if (!processes) return observer;
  Observer all = observer;
  all.after_step = [step = std::move(observer.after_step), processes](const Progress& progress) {
    return !any(*processes, step && !step(progress));
  };
  all.after_epoch = [epoch = std::move(observer.after_epoch), processes](const State& state) {
    require_same(*processes, state.params);
    if (epoch) epoch(state);
  };
  return all;
}

}  // namespace adc::inline ADC_ABI::train
