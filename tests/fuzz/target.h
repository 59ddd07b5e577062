// What each target of the fuzzer is: a program that takes any bytes through one part of adc.
#pragma once

#include <string_view>

#include "adc/result.hpp"

namespace adc::tests {

/// What the target does with some bytes. Aborts (`must`) where something that has to hold does not. Each target has its
/// own, in a file of its name; libfuzzer.cpp calls it with bytes that libFuzzer makes, replay.cpp with those of files.
void fuzz(std::string_view bytes);

/// Aborts, and says `what`, unless it holds.
void must(bool holds, std::string_view what);

/// `error`, about `text`, must be something to tell a person, and no bug of adc.
void must_be_a_refusal(const Error& error, std::string_view text);

}  // namespace adc::tests
