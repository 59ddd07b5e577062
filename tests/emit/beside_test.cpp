// Files of a language that stand beside each other in one translation unit.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>

#include "emit/c.h"
#include "emit/c_program.h"
#include "emit/cpp.h"
#include "emit/cuda.h"
#include "ir/builder.h"
#include "kernel/lower.h"
#include "tests/support/bits.h"
#include "tests/support/temporary_folder.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// Both have helpers and special functions that the other has, some that it has not, and constants of their own.
ir::Function first() {
  ir::Builder b("first");
  const ir::ValueId x = b.param("x");
  const ir::ValueId power = b.pow(x, b.ratio(5, 2));
  b.output(b.add(b.max(power, x), b.emit(ir::Op::Sigmoid, std::vector{x}, 0)));
  b.output(b.emit(ir::Op::Besselj, std::vector{x, x}, 0));
  return b.finish();
}
ir::Function second() {
  ir::Builder b("second");
  const ir::ValueId x = b.param("x");
  const ir::ValueId power = b.pow(x, b.ratio(7, 2));
  b.output(b.max(b.min(power, x), b.emit(ir::Op::Sigmoid, std::vector{power}, 0)));
  b.output(b.emit(ir::Op::Digamma, std::vector{x}, 0));
  return b.finish();
}

using Write = std::string (*)(const ir::Function& fn);

/// Includes what is written of both in a main program, which fails where a function gives another number than the
/// interpreter. `call` is of a function with its name, a number x, and an array y.
void check(Write write, const std::string& end, const std::string& command, const std::string& call) {
  const TemporaryFolder folder;
  std::string text;
  std::string main = "int main(void) {\n  double x[1] = {0.75}, y[2];\n";
  for (const ir::Function& fn : {first(), second()}) {
    const std::string file = fn.name() + end;
    std::ofstream(folder.path() / file) << write(fn);
    text += fmt::format("#include \"{}\"\n", file);
    const std::vector<double> expected = interpreted(fn, std::vector{0.75});
    main += fmt::format("  {}{};\n  if (y[0] != {:a} || y[1] != {:a}) return 1;\n", fn.name(), call, expected[0],
                        expected[1]);
  }
  std::ofstream(folder.path() / ("main" + end)) << text << main << "  return 0;\n}\n";
  const std::string all =
      fmt::format("cd {} && {} -I. main{} -o main -lm && ./main", folder.path().string(), command, end);
  CAPTURE(all);
  CHECK(std::system(all.c_str()) == 0);
}

const std::string kWarnings = " -Wall -Wextra -pedantic -Werror ";

}  // namespace

TEST_CASE("two files of C in one unit") {
  check([](const ir::Function& fn) { return emit::c_source(fn, ""); }, ".c", "cc -std=c99" + kWarnings, "(x, y)");
  const Write with_loops = [](const ir::Function& fn) {
    const kernel::Program program = kernel::lower(fn);
    return emit::c_source(std::vector{emit::Source{program, fn.name()}}, emit::CProducts::Loops);
  };
  check(with_loops, ".c", "cc -std=c99" + kWarnings, "(x, y, y + 1)");
}

TEST_CASE("two headers of C++ in one unit") {
  const Write write = [](const ir::Function& fn) {
    const kernel::Program program = kernel::lower(fn);
    return emit::cpp_source(std::vector{emit::Source{program, fn.name()}});
  };
  check(write, ".hpp", "g++ -x c++ -std=c++17 -ffp-contract=off" + kWarnings, "(x[0], y[0], y[1])");
}

TEST_CASE("two files of CUDA in one unit") {
  const Write write = [](const ir::Function& fn) {
    const kernel::Program program = kernel::lower(fn);
    return emit::cuda_source(std::vector{emit::Source{program, fn.name()}});
  };
  check(write, ".hpp",
        "g++ -x c++ -std=c++17 -ffp-contract=off -Wno-unused-function -I" ADC_SOURCE_DIR "/tests/languages/cuda",
        "(x[0], y[0], y[1])");
}
