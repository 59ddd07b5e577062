// What is written in other languages gives the numbers of the kernel form's evaluator, where their own tools run it.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <iterator>
#include <optional>

#include "ir/builder.h"
#include "kernel/lower.h"
#include "kernel/rows.h"
#include "kernel/run.h"
#include "kernel/text.h"
#include "parser/parse.h"
#include "passes/lower/with_float_type.h"
#include "passes/pipeline.h"
#include "tests/emit/c_programs.h"
#include "tests/kernel/programs.h"
#include "tests/languages/binaries.h"
#include "tests/languages/foreign.h"
#include "tests/routes/programs.h"
#include "tests/routes/written_programs.h"
#include "tests/support/bits.h"
#include "tests/support/exact_judge.h"
#include "tests/support/op_functions.h"
#include "tests/support/random_tensors.h"

using namespace adc;
using namespace adc::tests;

namespace {

using Numbers = std::vector<std::vector<double>>;

/// Programs, each of which was made of a function of that number, and their inputs.
struct Batch {
  std::span<const kernel::Program> programs;
  std::span<const ir::Function> functions;
  std::span<const std::vector<double>> inputs;
};

/// A language or a machine, and how far its functions are from the C library's.
struct Case {
  std::string word;
  std::function<Numbers(const Batch&)> run;
  bool has_bits;  ///< in double precision it gives the bits of the evaluator
  bool has_bits_of_singles;
  bool has_rows;
};

Case language(const Foreign& foreign, bool has_bits, bool has_bits_of_singles) {
  return {foreign.word, [foreign](const Batch& all) { return run_foreign(foreign, all.programs, all.inputs); },
          has_bits, has_bits_of_singles, true};
}

/// Of machine code no program over rows.
Case machine(const Binary& kind, bool has_bits) {
  return {kind.word, [kind](const Batch& all) { return run_binaries(kind, all.functions, all.inputs); }, has_bits,
          has_bits, false};
}

/// CUDA runs on a GPU, too, where there is one.
std::vector<Case> cases() {
  std::vector<Case> all{language(foreign_cpp(), true, false),
                        language(foreign_cuda_on_processor(), true, false),
                        language(foreign_javascript(), false, false),
                        language(foreign_rust(), true, true),
                        language(foreign_fortran(), true, true),
                        machine(binary_objects(), true),
                        machine(binary_libraries(), true),
                        machine(binary_aarch64(), false),
                        machine(binary_riscv64(), false),
                        machine(binary_wasm(), false)};
  if (has_tool("nvcc") && std::system("nvidia-smi -L > /dev/null 2>&1") == 0)
    all.push_back(language(foreign_cuda(), false, false));
  return all;
}

bool is_same(double got, double expected) {
  return same_bits(got, expected) || (std::isnan(got) && std::isnan(expected));
}

/// Whether two programs of tensors, whose functions differ by some ulps, gave the same: numbers are of size 1 or less.
bool is_near(double got, double expected, double unit) {
  return is_same(got, expected) || std::fabs(got - expected) <= 16'384 * unit * std::max(1.0, std::fabs(expected));
}

/// Whether two computations of an output of a function of scalars gave the same by the one tolerance, which each has.
bool is_within(double got, double expected, double unit, const ir::Function& fn, std::span<const double> x,
               std::size_t output) {
  const double error = std::fabs(got - expected);
  if (is_same(got, expected) || error <= 2 * std::max(0x1p12 * unit * std::fabs(expected), 0x1p-1074)) return true;
  return error <= static_cast<double>(16 * Real(unit) / 2 * conditioning(fn, x, output));
}

class Programs {
 public:
  void add(const ir::Function& fn) {
    add(fn, kernel::lower(fn), {});
    add(fn, kernel::over_rows(kernel::lower(fn)), {});
  }
  /// At a point of its own.
  void add(const ir::Function& fn, std::vector<double> point) { add(fn, kernel::lower(fn), std::move(point)); }

  void compare(const Case& with, std::uint64_t seed) const {
    RandomBits random(seed);
    std::vector<std::size_t> taken;
    std::vector<kernel::Program> programs;
    std::vector<ir::Function> functions;
    Numbers inputs;
    for (std::size_t i = 0; i < programs_.size(); ++i) {
      const kernel::Program& program = programs_[i];
      if (program.tile && !with.has_rows) continue;
      taken.push_back(i);
      programs.push_back(program);
      functions.push_back(functions_[i]);
      inputs.push_back(!points_[i].empty()
                           ? points_[i]
                           : random_numbers(random, rows_of(program) * flat_inputs(program), program.float_type));
    }
    Numbers results;
    for (std::size_t i = 0; i < taken.size(); i += kTogether) {
      const std::size_t count = std::min(kTogether, taken.size() - i);
      const Batch batch{std::span(programs).subspan(i, count), std::span(functions).subspan(i, count),
                        std::span(inputs).subspan(i, count)};
      std::ranges::move(with.run(batch), std::back_inserter(results));
    }
    for (std::size_t i = 0; i < taken.size(); ++i) compare(with, taken[i], inputs[i], results[i]);
  }

 private:
  void add(const ir::Function& fn, kernel::Program program, std::vector<double> point) {
    programs_.push_back(std::move(program));
    functions_.push_back(fn);
    points_.push_back(std::move(point));
  }

  void compare(const Case& with, std::size_t number, const std::vector<double>& inputs,
               const std::vector<double>& results) const {
    const kernel::Program& program = programs_[number];
    std::vector<double> expected(rows_of(program) * flat_outputs(program));
    kernel::run(program, rows_of(program), inputs, expected);
    for (std::size_t k = 0; k < expected.size(); ++k) {
      if (is_right(with, number, results, expected, inputs, k)) continue;
      CAPTURE(with.word, kernel::print(program), inputs, k, results[k], expected[k]);
      FAIL_CHECK("another number than the evaluator's");
      return;
    }
    SUCCEED();
  }

  [[nodiscard]] bool is_right(const Case& with, std::size_t number, std::span<const double> results,
                              std::span<const double> expected, std::span<const double> inputs, std::size_t k) const {
    const bool is_single = programs_[number].float_type == ir::DType::F32;
    if (is_single ? with.has_bits_of_singles : with.has_bits) return is_same(results[k], expected[k]);
    const double unit = is_single ? 0x1p-23 : 0x1p-52;
    const ir::Function& fn = functions_[number];
    if (!fn.is_scalar() || !points_[number].empty()) return is_near(results[k], expected[k], unit);
    const std::size_t rows = rows_of(programs_[number]);
    std::vector<double> x;
    for (std::size_t i = 0; i < fn.params().size(); ++i) x.push_back(inputs[i * rows + k % rows]);
    return is_within(results[k], expected[k], unit, fn, x, k / rows);
  }

  static constexpr std::size_t kTogether = 150;  ///< in one file

  std::vector<kernel::Program> programs_;    ///< each without rows, then over rows
  std::vector<ir::Function> functions_;      ///< what they were made of
  std::vector<std::vector<double>> points_;  ///< where programs are run; none: at random numbers
};

/// In the language that ADC_LANGUAGE names; in all where there is none.
void compare_all(const Programs& programs, std::uint64_t seed) {
  const char* const only = std::getenv("ADC_LANGUAGE");
  for (const Case& one : cases()) {
    if (only == nullptr || one.word == only) programs.compare(one, seed);
  }
}

/// The value with a derivative, in both float types.
void add_derived(Programs& programs, const ir::Function& fn, Derive derive) {
  passes::Plan plan;
  plan.derive = derive;
  for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
    const Result<ir::Function> of_type = passes::with_float_type(fn, type);
    if (!of_type) continue;
    const Result<ir::Function> derived = passes::run(*of_type, plan);
    if (derived) programs.add(*derived);
  }
}

/// `./dev test --long` takes all programs, other tests some of them.
bool takes_all() { return std::getenv("ADC_LANGUAGES_ALL") != nullptr; }
bool is_taken(std::size_t number, std::size_t of) { return takes_all() || number % of == 0; }

}  // namespace

TEST_CASE("each op at its sample points, in both float types") {
  Programs programs;
  for (const ir::Op op : ir::elementwise_ops()) {
    if (!is_computed(op)) continue;
    for (const ir::DType type : {ir::DType::F64, ir::DType::F32}) {
      for (const std::int64_t immediate : immediates(op)) {
        if (type == ir::DType::F32 && !takes_all()) continue;
        ir::Builder b("op", type);
        std::vector<std::vector<ir::ValueId>> params;
        std::vector<double> inputs;
        std::vector<Point> all = points(op);
        std::ranges::move(special_points(op), std::back_inserter(all));
        const std::size_t step = all.size() / 24 + 1;
        for (std::size_t number = 0; number < all.size(); number += step) {
          const Point& point = all[number];
          params.emplace_back();
          for (const double x : point) {
            params.back().push_back(b.param("x" + std::to_string(inputs.size())));
            inputs.push_back(type == ir::DType::F32 ? static_cast<float>(x) : x);
          }
        }
        for (std::vector<ir::ValueId>& operands : params) {
          for (std::size_t i = 0; i < operands.size(); ++i) {
            if (wants_bool(op, i)) operands[i] = b.ne(operands[i], b.integer(0));
          }
          b.output(b.emit(op, operands, immediate));
        }
        programs.add(b.finish(), std::move(inputs));
      }
    }
  }
  compare_all(programs, 40);
}

TEST_CASE("formulas of the corpora with their gradients and Hessians, in both float types") {
  Programs programs;
  std::size_t number = 0;
  std::size_t formulas = 0;
  for_each_formula([&](const Program& program) {
    if (number++ % 12 != 0 || !is_taken(number / 12, 5)) return;
    const Result<parser::Parsed> parsed = parser::parse(program.text, {});
    if (!parsed || !parsed->fn.is_scalar() || parsed->only_defines) return;
    ++formulas;
    for (const Derive derive : {Derive::Gradient, Derive::Hessian}) add_derived(programs, parsed->fn, derive);
  });
  CHECK((number == 0 || formulas >= (takes_all() ? 150 : 30)));
  compare_all(programs, 42);
}

TEST_CASE("programs of docs, golden files and lectures, alone and with derivatives") {
  Programs programs;
  std::size_t number = 0;
  for_each_written_program([&](const Program& program) {
    const Result<parser::Parsed> parsed = parser::parse(program.text, {});
    if (!parsed || parsed->fn.is_scalar() || parsed->only_defines || !is_taken(number++, 4)) return;
    for (const Derive derive : {Derive::Value, Derive::Gradient, Derive::Hessian})
      add_derived(programs, parsed->fn, derive);
  });
  compare_all(programs, 43);
}

TEST_CASE("programs of tensors and their gradients, over rows, too") {
  Programs programs;
  for (std::size_t i = 0; i < tensor_functions().size(); ++i) {
    if (is_taken(i, 7)) programs.add(tensor_functions()[i].fn);
  }
  compare_all(programs, 41);
}

TEST_CASE("signs of zeros in running sums") {
  Programs programs;
  const Result<parser::Parsed> parsed = parser::parse("param x: R[5]; cumsum(x)", {});
  REQUIRE(parsed);
  const Result<ir::Function> fn = passes::run(parsed->fn, {});
  REQUIRE(fn);
  programs.add(*fn, {-0.0, -0.0, -0.0, -0.0, -0.0});
  programs.add(*fn, {-0.0, -0.0, 0.0, -0.0, -0.0});
  compare_all(programs, 45);
}

TEST_CASE("names that a language has for itself") {
  const std::vector<std::string> hostile = {"*/ int evil;",
                                            "/*",
                                            "?\?/",
                                            "a\\\nb",
                                            "x\ny",
                                            "\u202Eevil\u202C",
                                            "double",
                                            "sin",
                                            "restrict",
                                            "x",
                                            "",
                                            "program_0",
                                            "v1",
                                            "k0",
                                            "i0",
                                            "lane",
                                            "base",
                                            "memory",
                                            "exports",
                                            "run",
                                            "array0",
                                            "checked",
                                            "work3",
                                            "workspace",
                                            "NAN",
                                            "size_t",
                                            "adc_max",
                                            "θ",
                                            "θ",
                                            "T",
                                            "fn",
                                            "let",
                                            "function",
                                            "std",
                                            "Math",
                                            "self",
                                            "f64",
                                            "result",
                                            "rows",
                                            "yield",
                                            "arguments",
                                            "stream",
                                            "turn",
                                            "program_0_step0",
                                            "NaN",
                                            "end",
                                            "do",
                                            "real",
                                            "int",
                                            "import",
                                            "type",
                                            "match",
                                            "await",
                                            "None",
                                            "Some",
                                            "Ok",
                                            "Err",
                                            "Infinity",
                                            "undefined",
                                            "half",
                                            "first",
                                            "count",
                                            "X",
                                            "V1",
                                            "LANE",
                                            "dp",
                                            "Merge",
                                            "abs",
                                            "if",
                                            "program_0_module",
                                            std::string(80, 'a'),
                                            std::string(80, 'a') + "b",
                                            std::string(80, 'A')};
  Programs programs;
  for (const std::vector<std::int64_t>& shape : {std::vector<std::int64_t>{3}, {}}) {
    ir::Builder b("f");
    std::vector<ir::ValueId> all;
    for (const std::string& name : hostile)
      all.push_back(b.param(name, ir::ParamKind::Param, {ir::DType::F64, ir::Shape(shape)}));
    for (std::size_t i = 0; i < hostile.size(); ++i)
      b.output(b.max(all[i], b.tanh(all[(i + 1) % all.size()])), hostile[i]);
    programs.add(b.finish());
  }
  compare_all(programs, 44);
}
