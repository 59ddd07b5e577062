// Functions as an emitted Python module, called by Python.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ir/function.h"

namespace adc::tests {

/// Calls of functions, of any number, by one process of Python.
class NumpyModule {
 public:
  /// Adds a call of `fn`, legalised, at flat inputs; of scalars at so many points at once, input by input.
  void add(const ir::Function& fn, std::vector<double> inputs, std::size_t points = 1,
           const std::string& description = "a function of the tests");

  /// The results of each call, flat, output by output, with the arrays of this Python module; nullopt, aloud, where it
  /// or NumPy is missing. Throws std::runtime_error where Python fails.
  [[nodiscard]] std::optional<std::vector<std::vector<double>>> run(const std::string& array_module) const;

  [[nodiscard]] std::size_t size() const { return calls_.size(); }

 private:
  struct Call {
    ir::Function fn;
    std::vector<double> inputs;
    std::size_t points;
    std::string description;
  };
  std::vector<Call> calls_;
};

}  // namespace adc::tests
