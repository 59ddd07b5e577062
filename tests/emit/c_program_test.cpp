// Emitted C of tensors has the bits of the kernel form's evaluator.
#include "emit/c_program.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "ir/builder.h"
#include "kernel/lower.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "tests/emit/c_programs.h"
#include "tests/kernel/programs.h"
#include "tests/support/bits.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Numbers = std::vector<double>;

const std::string kWarnings = " -std=c99 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror";

/// What the evaluator and emitted C give for random inputs of a program.
struct Both {
  Numbers expected;
  Numbers got;
};

Both both(const CPrograms& compiled, std::size_t number, RandomBits& random) {
  const kernel::Program& program = compiled.programs()[number];
  const Numbers x = random_numbers(random, flat_inputs(program), program.float_type);
  Numbers expected(flat_outputs(program));
  kernel::run(program, x, expected);
  return {std::move(expected), compiled.run(number, x)};
}

void compare(std::vector<kernel::Program> programs, const std::string& command, std::uint64_t seed) {
  const CPrograms compiled(std::move(programs), command + kWarnings);
  RandomBits random(seed);
  for (std::size_t i = 0; i < compiled.programs().size(); ++i) {
    const kernel::Program& program = compiled.programs()[i];
    const auto [expected, got] = both(compiled, i, random);
    if (same_bits(expected, got)) {
      SUCCEED();
      continue;
    }
    CAPTURE(kernel::print(program), expected, got);
    FAIL("the emitted C differs from the evaluator");
  }
}

}  // namespace

TEST_CASE("emitted C of tensors has the evaluator's bits") {
  struct Compiler {
    std::string command;
    std::size_t of_so_many;  // programs one is taken
  };
  // gcc 12 with AVX2 mistakes some branches in loops.
  for (const auto& [command, of_so_many] :
       {Compiler{"cc -O3 -march=native", 1}, {"cc -O2", 3}, {"clang-19 -O2 -march=native", 3}}) {
    if (command.starts_with("clang") && std::system("command -v clang-19 > /dev/null") != 0) continue;
    std::vector<kernel::Program> programs;
    for (std::size_t i = 0; i < tensor_functions().size(); ++i) {
      if (i % of_so_many == 0) programs.push_back(kernel::lower(tensor_functions()[i].fn));
    }
    CAPTURE(command);
    compare(std::move(programs), command, 31);
  }
}

TEST_CASE("folds of every length, over one loop and over two, have the evaluator's bits") {
  std::vector<kernel::Program> programs;
  const auto add = [&](const std::vector<std::int64_t>& extents, const std::vector<std::int64_t>& axes, ir::Op op) {
    for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
      ir::Builder b("f", type);
      const ir::ValueId x = b.param("x", ir::ParamKind::Param, {type, ir::Shape(extents)});
      std::vector<std::int64_t> list{static_cast<std::int64_t>(axes.size())};
      list.insert(list.end(), axes.begin(), axes.end());
      b.output(b.emit(op, std::vector{x}, std::span<const std::int64_t>(list)));
      programs.push_back(kernel::lower(b.finish()));
    }
  };
  for (std::int64_t n = 0; n < 140; ++n) add({n}, {0}, ir::Op::ReduceSum);
  for (const ir::Op op : {ir::Op::ReduceSum, ir::Op::Prod, ir::Op::ReduceMax, ir::Op::ReduceMin}) {
    for (const std::int64_t n : {63, 64, 65, 129, 2049, 4160, 20'000}) {
      add({n}, {0}, op);
      add({n, 3}, {0}, op);
      add({3, n}, {1}, op);
      add({5, n, 2}, {0, 1}, op);
      add({n, 2, 3}, {0, 2}, op);
    }
  }
  compare(std::move(programs), "cc -O2", 32);
}

TEST_CASE("with BLAS, products are within rounding of the evaluator's") {
  std::vector<kernel::Program> programs;
  const auto is_product = [](const kernel::Step& step) { return std::holds_alternative<kernel::Call>(step); };
  for (const auto& [name, fn] : tensor_functions()) {
    kernel::Program program = kernel::lower(fn);
    if (std::ranges::any_of(program.steps, is_product)) programs.push_back(std::move(program));
  }
  const CPrograms compiled(std::move(programs), "cc -O1 -std=c99 -I" ADC_SOURCE_DIR "/tests/emit/blas",
                           emit::CProducts::Blas);
  REQUIRE(compiled.programs().size() >= 9);
  RandomBits random(34);
  for (std::size_t i = 0; i < compiled.programs().size(); ++i) {
    const kernel::Program& program = compiled.programs()[i];
    const auto [expected, got] = both(compiled, i, random);
    const double unit = program.float_type == ir::DType::F32 ? 0x1p-24 : 0x1p-53;
    CAPTURE(kernel::print(program));
    for (std::size_t k = 0; k < got.size(); ++k) {
      const bool is_near = std::fabs(got[k] - expected[k]) <= 4096 * unit * std::max(1.0, std::fabs(expected[k]));
      CHECK((is_near || same_bits(got[k], expected[k])));
    }
  }
}

TEST_CASE("hostile names of arrays compile") {
  const std::vector<std::string> hostile = {"*/ int evil;", "/*",  "?\?/",     "a\\\nb",  "x\ny",  "\u202Eevil\u202C",
                                            "double",       "sin", "restrict", "x",       "",      "f0",
                                            "v1",           "k0",  "i0",       "lane",    "work3", "f0_step0",
                                            "workspace",    "NAN", "size_t",   "adc_max", "θ",     "θ"};
  ir::Builder b("f");
  std::vector<ir::ValueId> all;
  all.reserve(hostile.size());
  for (const std::string& name : hostile) {
    all.push_back(b.param(name, ir::ParamKind::Param, {ir::DType::F64, ir::Shape({3})}));
  }
  for (std::size_t i = 0; i < hostile.size(); ++i) {
    b.output(b.max(all[i], b.tanh(all[(i + 1) % all.size()])), hostile[i]);
  }
  compare({kernel::lower(b.finish())}, "cc -O2", 33);
}

TEST_CASE("a program that sums rows is refused") {
  const kernel::Program program = *kernel::read(R"(adc-kernel 1 program "f" f64 workspace 0 sums 4 {
    a0 = input 0 "x" f64[4] rows
    a1 = output 0 "y" f64
    region reduced rows 4 { %0 = load a0[i0] %1 = fold add %0 lanes 1 block 64 a1[0] = %1 }
  })");
  CHECK_THROWS_AS(emit::c_source(std::vector{emit::Source{program, program.name}}), std::invalid_argument);
}
