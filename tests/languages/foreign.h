// Programs written in other languages, built and run by their tools.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "emit/signature.h"
#include "kernel/program.h"

namespace adc::tests {

/// Of a program over rows, so many are run, with as many numbers between the rows of each input and output.
inline constexpr std::size_t kForeignRows = 9;
inline constexpr std::size_t kForeignGap = 2;

/// How many rows a program is run for; 1 of one without.
[[nodiscard]] inline std::size_t rows_of(const kernel::Program& program) { return program.tile ? kForeignRows : 1; }

/// A language, and how programs in it are run.
struct Foreign {
  std::string word;  ///< of `--to`
  std::function<std::string(std::span<const emit::Source>)> write;
  std::string file;  ///< that the programs are written to
  /// The main program, which reads `in`, calls each function, and writes `out`: numbers as doubles, in the order of
  /// kernel/run.h. What functions must not read is nan.
  std::function<std::string(const std::vector<kernel::Program>&)> driver;
  std::string driver_file;
  std::string command;  ///< builds and runs it in its folder
};

/// The results of each program for its inputs, which are in the order of kernel/run.h. Programs get names of their own.
/// Throws std::runtime_error with what the tools said where they fail.
[[nodiscard]] std::vector<std::vector<double>> run_foreign(const Foreign& language,
                                                           std::span<const kernel::Program> programs,
                                                           std::span<const std::vector<double>> inputs);

/// By `g++`; by it with a little of CUDA's runtime on the processor; by `nvcc`, which needs a GPU; by `node`; by
/// `rustc`; by `gfortran`.
[[nodiscard]] Foreign foreign_cpp();
[[nodiscard]] Foreign foreign_cuda_on_processor();
[[nodiscard]] Foreign foreign_cuda();
[[nodiscard]] Foreign foreign_javascript();
[[nodiscard]] Foreign foreign_rust();
[[nodiscard]] Foreign foreign_fortran();

/// Whether a program is on the path.
[[nodiscard]] bool has_tool(const std::string& name);

}  // namespace adc::tests
