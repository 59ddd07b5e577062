#include "run/background.h"

#include <pthread.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigfillset

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

#include "ir/watch.h"

namespace adc::run {

/// The background thread and what waits for it. Never destroyed, so that tasks may end at any time.
class Worker {
 public:
  static Worker& instance() {
    static Worker& worker = *new Worker;
    return worker;
  }

  /// False where there is no thread to do it.
  bool add(Task& task) {
    const std::scoped_lock lock(mutex_);
    if (is_closed_ || !start()) return false;
    waiting_.push_back(&task);
    changed_.notify_all();
    return true;
  }

  static void run(Task& task) {
    Limits limits;
    limits.stop = &task.stop_;
    try {
      const ir::Watch watch(limits);
      task.work_();
    } catch (...) {  // NOLINT(bugprone-empty-catch): who needs the result finds out for itself
    }
  }

  void end(Task& task) {
    std::unique_lock lock(mutex_);
    std::erase(waiting_, &task);
    if (running_ != &task) return;
    task.stop_ = true;
    changed_.wait(lock, [&] { return running_ != &task; });
    std::erase(waiting_, &task);  // if a fork has put it back
  }

 private:
  Worker() {
    pthread_atfork([] { instance().before_fork(); }, [] { instance().mutex_.unlock(); },
                   [] { instance().after_fork_in_child(); });
    std::atexit([] { instance().close(); });
  }

  /// Makes the thread unless it is there.
  bool start() {
    if (has_thread_) return true;
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
      thread_ = std::thread([this] { loop(); });
      has_thread_ = true;
    } catch (const std::system_error&) {
      has_thread_ = false;
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return has_thread_;
  }

  void loop() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return is_closed_ || (!is_forking_ && !waiting_.empty()); });
      if (is_closed_) return;
      running_ = waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      run(*running_);
      lock.lock();
      running_ = nullptr;
      changed_.notify_all();
    }
  }

  /// Ends what is under way, to be begun again, and keeps the lock: a child has no thread that would give it back, nor
  /// that would end what is under way in other libraries.
  void before_fork() {
    std::unique_lock lock(mutex_);
    if (Task* const interrupted = running_; interrupted != nullptr) {
      is_forking_ = true;
      interrupted->stop_ = true;
      waiting_.push_front(interrupted);
      changed_.wait(lock, [&] { return running_ == nullptr; });
      interrupted->stop_ = false;
      is_forking_ = false;
      changed_.notify_all();
    }
    lock.release();
  }

  void after_fork_in_child() {
    // the thread, and who waits, are the parent's
    new (&thread_) std::thread;
    new (&changed_) std::condition_variable;
    has_thread_ = false;
    mutex_.unlock();
    const std::scoped_lock lock(mutex_);
    if (!waiting_.empty()) start();
  }

  void close() {
    {
      const std::scoped_lock lock(mutex_);
      is_closed_ = true;
      if (running_ != nullptr) running_->stop_ = true;
      changed_.notify_all();
    }
    if (has_thread_) thread_.join();
    has_thread_ = false;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task*> waiting_;
  Task* running_ = nullptr;
  bool is_closed_ = false;
  bool is_forking_ = false;
  bool has_thread_ = false;
  std::thread thread_;
};

Task::Task(std::function<void()> work) : work_(std::move(work)) {
  if (!Worker::instance().add(*this)) Worker::run(*this);
}

Task::~Task() { Worker::instance().end(*this); }

}  // namespace adc::run
