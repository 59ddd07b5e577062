// How the learning rate changes while training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adc/export.hpp"
#include "adc/result.hpp"

namespace adc::inline ADC_ABI::train {

/// The rate η(t) of epoch t = 0, 1, …, from the first rate η₀.
struct ADC_API Schedule {
  enum class Kind : std::uint8_t {
    Constant,     ///< η₀
    Step,         ///< η₀·factor^⌊t/period⌋
    Exponential,  ///< η₀·factor^t
    Cosine,       ///< η₀·(1 + cos(π·min(t, period)/period))/2
    InverseTime,  ///< η₀/(1 + t/period)
  };
  Kind kind = Kind::Constant;
  double rate = 0.001;  ///< η₀
  double factor = 1;
  double period = 1;  ///< in epochs
  /// So many epochs come first whose rate grows from step to step to η₀, in proportion to the part of them that a step
  /// completes (Goyal et al. 2017, 2.2). What is said above holds from then on, with t counted from there.
  double warmup = 0;

  /// The rate in an epoch, counted from 0, for a step that completes the part `part` of it.
  [[nodiscard]] double at(std::size_t epoch, double part = 1) const;
};

/// The schedule that `text` describes: "constant", "step:PERIOD:FACTOR", "exponential:FACTOR", "cosine:PERIOD",
/// "1/t:PERIOD", and before any of them "warmup:EPOCHS,", or this alone. Errors: "bad-schedule".
[[nodiscard]] ADC_API Result<Schedule> parse_schedule(std::string_view text, double rate);

}  // namespace adc::inline ADC_ABI::train
