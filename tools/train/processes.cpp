#include "tools/train/processes.h"

#include <fmt/core.h>

#include <chrono>
#include <thread>

#include "tools/report/output.h"
#include "tools/run.h"

namespace adc::tools {
namespace {

/// What fails fails in all processes, as a rule, and the first one says so and ends all: others give it this time.
constexpr std::chrono::seconds kGrace{1};

}  // namespace

const std::shared_ptr<train::Communicator>& processes() {
  static const std::shared_ptr<train::Communicator> kAll = train::processes().value();
  return kAll;
}

bool is_first_process() { return !processes() || processes()->rank() == 0; }

void run_together(const std::function<void()>& work) {
  if (!processes()) return work();
  set_silent(!is_first_process());
  try {
    work();
    finish_results();
  } catch (...) {
    if (!is_first_process()) {
      std::this_thread::sleep_for(kGrace);
      set_silent(false);
      print_message(fmt::format("adc: process {} of {}:", processes()->rank() + 1, processes()->size()));
    }
    processes()->end_all(report_failure());
  }
}

}  // namespace adc::tools
