// Emitted C has the value's bits, alone and with derivatives. Many programs are one C function, so that the compiler
// is called a few times only.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <utility>

#include "emit/c.h"
#include "ir/builder.h"
#include "ir/text.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/run.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/emit/c_programs.h"
#include "tests/routes/programs.h"
#include "tests/routes/written_programs.h"
#include "tests/support/bits.h"
#include "tests/support/c_library.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

// Programs side by side: the inputs of each, one after the other, and the outputs of each.
class Together {
 public:
  void add(const ir::Function& value, const ir::Function& gradient) {
    functions_.push_back(value);
    functions_.push_back(gradient);
  }
  [[nodiscard]] std::size_t size() const { return functions_.size(); }

  [[nodiscard]] ir::Function function() const {
    ir::Builder b("together", ir::DType::F64);
    std::vector<std::vector<ir::ValueId>> to;
    for (const ir::Function& fn : functions_) {
      std::vector<ir::ValueId>& own = to.emplace_back();
      for (std::size_t i = 0; i < fn.params().size(); ++i)
        own.push_back(b.param("x" + std::to_string(to.size()) + "_" + std::to_string(i)));
    }
    for (std::size_t f = 0; f < functions_.size(); ++f) append(b, functions_[f], to[f]);
    return b.finish();
  }

  // Compares at points drawn from `seed`.
  void compare(std::uint64_t seed) const {
    const ir::Function all = function();
    const CLibrary library({emit::c_source(all, "programs side by side")}, "cc -std=c99 -O0");
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> coordinate(-3, 3);
    for (int i = 0; i < 4; ++i) {
      std::vector<double> x;
      std::vector<double> wanted;
      for (std::size_t f = 0; f < functions_.size(); f += 2) {
        std::vector<double> point(functions_[f].params().size());
        for (double& number : point) number = i == 3 ? coordinate(random) * 1e-9 : coordinate(random);
        for (const std::size_t k : {f, f + 1}) {
          x.insert(x.end(), point.begin(), point.end());
          const std::vector<double> y = interpreted(functions_[f], point);
          wanted.insert(wanted.end(), y.begin(), y.end());
          wanted.resize(wanted.size() + functions_[k].outputs().size() - y.size());  // derivatives, not compared
        }
      }
      std::vector<double> got(all.outputs().size());
      library.function("together")(x.data(), got.data());
      check(wanted, got);
    }
  }

 private:
  static void append(ir::Builder& b, const ir::Function& fn, std::vector<ir::ValueId>& to) {
    std::vector<ir::ValueId> operands;
    for (std::size_t i = fn.params().size(); i < fn.size(); ++i) {
      operands.clear();
      for (const ir::ValueId operand : fn.operands(ir::value_id(i))) operands.push_back(to[ir::index(operand)]);
      to.push_back(b.clone(fn, ir::value_id(i), operands));
    }
    for (const ir::Output& output : fn.outputs()) b.output(to[ir::index(output.value)]);
  }

  void check(const std::vector<double>& wanted, const std::vector<double>& got) const {
    std::size_t at = 0;
    for (std::size_t f = 0; f < functions_.size(); ++f) {
      const std::size_t values = functions_[f - f % 2].outputs().size();
      for (std::size_t o = 0; o < values; ++o) {
        CAPTURE(functions_[f].name(), o, wanted[at + o], got[at + o]);
        CHECK(same_bits(wanted[at + o], got[at + o]));
      }
      at += functions_[f].outputs().size();
    }
  }

  std::vector<ir::Function> functions_;
};

class Batches {
 public:
  void take(const Program& program) {
    const Result<parser::Parsed> parsed = parser::parse(program.text, {.name = program.label});
    if (!parsed || !parsed->fn.is_scalar() || parsed->only_defines) return;
    passes::Plan plan;
    const Result<ir::Function> value = passes::run(parsed->fn, plan);
    plan.derive = Derive::Gradient;
    const Result<ir::Function> gradient = passes::run(parsed->fn, plan);
    if (!value || !gradient) return;
    batch_.add(*value, *gradient);
    if (batch_.size() >= kBatch) finish();
  }
  void finish() {
    if (batch_.size() > 0) batch_.compare(++number_);
    batch_ = {};
  }

 private:
  static constexpr std::size_t kBatch = 400;
  Together batch_;
  std::uint64_t number_ = 0;
};

/// A program's numbers against those of the evaluator of the kernel form; over rows, of some.
void compare(const CPrograms& compiled, std::size_t number, RandomBits& random) {
  const kernel::Program& program = compiled.programs()[number];
  const std::size_t rows = program.tile ? 9 : 1;
  const std::vector<double> x = random_numbers(random, rows * flat_inputs(program), program.float_type);
  std::vector<double> wanted(rows * flat_outputs(program));
  kernel::run(program, rows, x, wanted);
  CAPTURE(program.name);
  CHECK(same_bits(wanted, program.tile ? compiled.run_rows(number, rows, x, number % 2) : compiled.run(number, x)));
}

}  // namespace

TEST_CASE("factorials of whole numbers are the nearest doubles, in emitted C, too") {
  for (const char* text : {"factorial(x)", "x!", "gamma(x + 1)"}) {
    const ir::Function fn = passes::run(parser::parse(text, {}).value().fn, {}).value();
    const CLibrary library({emit::c_source(fn, text)}, "cc -std=c99 -O0");
    for (int n = 0; n <= 170; ++n) {
      // Of a number of the text the factorial is an exact product that is rounded once.
      const ir::Function exact = passes::run(parser::parse(std::to_string(n) + "!", {}).value().fn, {}).value();
      const double x = n;
      double y = 0;
      library.function(fn.name())(&x, &y);
      CAPTURE(text, n);
      CHECK(same_bits(y, interpreted(exact, {})[0]));
      CHECK(same_bits(y, interpreted(fn, std::span(&x, 1))[0]));
    }
  }
}

TEST_CASE("emitted C of the corpora has the value's bits") {
  Batches batches;
  for_each_formula([&](const Program& program) { batches.take(program); });
  batches.finish();
}

TEST_CASE("emitted C of random programs has the value's bits") {
  Batches batches;
  for_each_random_program(2000, [&](const Program& program) { batches.take(program); });
  batches.finish();
}

TEST_CASE("emitted C of the programs of docs, golden files and lectures has their bits, alone and with derivatives") {
  const std::string command =
      "cc -std=c99 -O1 -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wmissing-prototypes -Werror";
  RandomBits random(7);
  std::vector<kernel::Program> programs;
  Batches scalars;
  for_each_written_program([&](const Program& program) {
    scalars.take(program);
    const Result<parser::Parsed> parsed = parser::parse(program.text, {});
    if (!parsed || parsed->fn.is_scalar()) return;
    for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian}) {
      passes::Plan plan;
      plan.derive = derive;
      const Result<ir::Function> fn = passes::run(parsed->fn, plan);
      if (fn && !fn->is_scalar()) programs.push_back(kernel::lower(*fn));
    }
  });
  scalars.finish();
  CHECK(programs.size() > 150);
  const CPrograms compiled(std::move(programs), command);
  for (std::size_t i = 0; i < compiled.programs().size(); ++i) compare(compiled, i, random);
}

TEST_CASE(
    "emitted C of random programs of tensors has the bits of the kernel form, alone, with derivatives and over rows") {
  constexpr std::size_t kBatch = 400;
  RandomBits random(5);
  std::vector<kernel::Program> batch;
  const auto finish = [&] {
    const CPrograms compiled(std::exchange(batch, {}), "cc -std=c99 -O1");
    for (std::size_t i = 0; i < compiled.programs().size(); ++i) compare(compiled, i, random);
  };
  for_each_random_tensor_program(300, [&](const Program& program) {
    const Result<ir::Function> read = ir::read(program.text);
    REQUIRE(read);
    for (const Derive derive : {Derive::Value, Derive::Gradient}) {
      passes::Plan plan;
      plan.derive = derive;
      const Result<ir::Function> fn = passes::run(*read, plan);
      if (!fn || fn->is_scalar()) continue;
      batch.push_back(kernel::lower(*fn));
      if (derive == Derive::Value) batch.push_back(kernel::over_rows(batch.back()));
    }
    if (batch.size() >= kBatch) finish();
  });
  finish();
}
