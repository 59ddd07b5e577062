// What the handles of the C API hold.
#pragma once

#include <atomic>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "adc.h"
#include "adc/adc.hpp"
#include "adc/loss.hpp"

namespace adc::c {

using Flag = std::atomic<bool>;

/// A text that was compiled, for errors to point at.
struct Source {
  std::string name;
  std::string text;
};

}  // namespace adc::c

// NOLINTBEGIN(readability-identifier-naming): names of C
struct adc_error {
  adc::Diagnostic diagnostic;
  std::string text;
  std::size_t line = 0;
  std::size_t column = 0;
};

struct adc_stop {
  std::shared_ptr<adc::c::Flag> flag = std::make_shared<adc::c::Flag>(false);
};

struct adc_options {
  adc::CompileOptions function;
  adc::LossOptions loss;
  std::shared_ptr<const adc::c::Flag> stop;
  std::exception_ptr failed;           ///< what the first setter threw that was given something wrong
  const char* of_functions = nullptr;  ///< the first option set that losses do not have
  const char* of_losses = nullptr;     ///< and the other way round
};

struct adc_function {
  adc::Function function;
  std::shared_ptr<const adc::c::Source> source;
  std::shared_ptr<const adc::c::Flag> stop;  ///< what the function's limits point to
};

struct adc_loss {
  adc::Loss loss;
  std::shared_ptr<const adc::c::Source> source;
  std::shared_ptr<const adc::c::Flag> stop;
};
// NOLINTEND(readability-identifier-naming)
