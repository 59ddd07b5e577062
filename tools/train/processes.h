// The processes that work together with this one.
#pragma once

#include <functional>
#include <memory>

#include "adc/train/communicator.hpp"

namespace adc::tools {

/// Those that MPI's launcher started with this one; null where it is alone. The first call asks MPI. Throws
/// "no-processes".
[[nodiscard]] const std::shared_ptr<train::Communicator>& processes();

/// Whether this is the one that prints and writes files.
[[nodiscard]] bool is_first_process();

/// Does `work`, which each of the processes does, as the program's only work: the first one prints and writes. Where it
/// fails in one of them it prints why, once for all, and all end with the exit code of that; where there is one alone
/// the error is thrown.
void run_together(const std::function<void()>& work);

}  // namespace adc::tools
