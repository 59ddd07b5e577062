// Programs of loops as emitted C, compiled together and called.
#pragma once

#include <string>
#include <vector>

#include "emit/c_program.h"
#include "kernel/program.h"
#include "tests/support/c_library.h"

namespace adc::tests {

/// How many numbers a program takes, and gives.
[[nodiscard]] std::size_t flat_inputs(const kernel::Program& program);
[[nodiscard]] std::size_t flat_outputs(const kernel::Program& program);

/// One translation unit of programs, which get the names f0, f1, ….
class CPrograms {
 public:
  /// Compiled by `command`, as `CLibrary` does it.
  CPrograms(std::vector<kernel::Program> programs, const std::string& command,
            emit::CProducts products = emit::CProducts::Loops)
      : programs_(named(std::move(programs))), library_({source(programs_, products)}, command) {}

  [[nodiscard]] const std::vector<kernel::Program>& programs() const { return programs_; }

  /// Inputs and outputs as kernel/run.h has them. What the program should not read before it writes is nan.
  [[nodiscard]] std::vector<double> run(std::size_t number, const std::vector<double>& inputs) const;

  /// The same of a program over rows, with `gap` numbers between the rows of each input and output, which stay as they
  /// are.
  [[nodiscard]] std::vector<double> run_rows(std::size_t number, std::size_t rows, const std::vector<double>& inputs,
                                             std::size_t gap) const;

 private:
  static std::vector<kernel::Program> named(std::vector<kernel::Program> programs);
  static std::string source(const std::vector<kernel::Program>& programs, emit::CProducts products);
  template <class T>
  std::vector<double> run_in(std::size_t number, const std::vector<double>& inputs) const;
  template <class T>
  std::vector<double> run_rows_in(std::size_t number, std::size_t rows, const std::vector<double>& inputs,
                                  std::size_t gap) const;

  std::vector<kernel::Program> programs_;
  CLibrary library_;
};

}  // namespace adc::tests
