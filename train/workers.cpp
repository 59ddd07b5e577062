#include "train/workers.h"

#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigfillset

#include <utility>

namespace adc::inline ADC_ABI::train {
namespace {

/// How often a thread looks again before it sleeps: waking takes longer than work of many steps is apart.
constexpr int kLooks = 64;

/// Waits until `value` is another than `old`.
void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  for (int look = 0; look < kLooks; ++look) {
    if (value.load(std::memory_order_acquire) != old) return;
    std::this_thread::yield();
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

Workers::Workers(std::size_t count) : thrown_(count) {
  // Signals are for the threads that a program knows of.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (std::size_t part = 1; part < count; ++part) threads_.emplace_back([this, part] { serve(part); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Workers::~Workers() {
  ends_ = true;
  round_.fetch_add(1, std::memory_order_release);
  round_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Workers::run(std::size_t parts, const std::function<void(std::size_t)>& work) {
  work_ = &work;
  parts_ = parts;
  if (parts > 1) {
    busy_.store(static_cast<std::uint32_t>(threads_.size()), std::memory_order_relaxed);
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }
  run_part(0);
  if (parts > 1) {
    while (const std::uint32_t busy = busy_.load(std::memory_order_acquire)) wait_for_change(busy_, busy);
  }
  for (std::size_t part = 0; part < parts; ++part) {
    if (thrown_[part]) std::rethrow_exception(std::exchange(thrown_[part], nullptr));
  }
}

void Workers::run_part(std::size_t part) {
  thrown_[part] = nullptr;
  if (part >= parts_) return;
  try {
    (*work_)(part);
  } catch (...) {
    thrown_[part] = std::current_exception();
  }
}

void Workers::serve(std::size_t part) {
  for (std::uint32_t seen = 0;;) {
    wait_for_change(round_, seen);
    seen = round_.load(std::memory_order_acquire);
    if (ends_) return;
    run_part(part);
    if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) busy_.notify_one();
  }
}

}  // namespace adc::inline ADC_ABI::train
