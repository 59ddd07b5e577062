// Work in the background, where there is one thread: it is done at once.
#include "run/background.h"

namespace adc::run {

Task::Task(std::function<void()> work) : work_(std::move(work)) {
  try {
    work_();
  } catch (...) {  // NOLINT(bugprone-empty-catch): who needs the result finds out for itself
  }
}
Task::~Task() = default;

}  // namespace adc::run
