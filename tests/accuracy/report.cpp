// Writes docs/accuracy.md to stdout: `./dev bench accuracy > docs/accuracy.md`. Exits with 1 where a bound is broken.
#include <gnu/libc-version.h>
#include <mpfr.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "ir/interpreter.h"
#include "tests/accuracy/measure.h"
#include "tests/support/modes.h"
#include "tests/support/one_op.h"

namespace adc::tests {
namespace {

constexpr std::size_t kPoints = 100'000;

/// A row of the table.
struct Row {
  std::string name;
  Errors errors;
};

std::string format(const char* pattern, double x) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), pattern, x);
  return text.data();
}

std::string name_of(ir::Op op, std::int64_t immediate) {
  const ir::OpInfo& info = ir::info(op);
  const bool has_immediate = info.immediate != ir::Immediate::None;
  return "`" + std::string(info.spelling) + (has_immediate ? "[" + std::to_string(immediate) + "]" : "") + "`";
}

std::string place(const Point& point) {
  std::string text;
  for (const double x : point) text += (text.empty() ? "" : ", ") + format("%.17g", x);
  return text;
}

std::string bound_of(const Bound& bound) {
  std::string ulps = "≤ " + format("%g", bound.ulps);
  if (bound.absolute == 0) return ulps;
  return ulps + " or 2^" + format("%g", std::log2(bound.absolute));
}

void print_row(const Row& row) {
  const Errors& e = row.errors;
  std::cout << "| " << row.name << " | " << e.output << " | " << format("%.3g", e.max_ulps) << " | "
            << format("%.2g", e.mean_ulps) << " | " << bound_of(e.bound) << " | "
            << (e.max_absolute == 0 ? "" : format("%.2g", e.max_absolute)) << " | " << place(e.worst) << " |\n";
}

constexpr const char* kHead =
    "| op | output | max ulp | mean ulp | bound | where that needs its absolute part | worst at |\n"
    "|---|---|---|---|---|---|---|\n";

void print_introduction() {
  std::cout << R"(# How accurate the ops and their derivatives are

Made by `./dev bench accuracy > docs/accuracy.md`; do not edit. Measured with glibc )"
            << gnu_get_libc_version() << " against MPFR " << mpfr_get_version()
            << R"( at 50 digits; another libm, or glibc
on a processor without FMA, gives other numbers.

Each op is a program of one instruction, `f`; its partials are what adc's gradient of that program computes (legalised, at the level
`stable`, by the interpreter, whose bits native code has). At each of )"
            << kPoints << R"( points (1000 for the ops that cost 100 or more), drawn with a
fixed seed, the computed number is compared with the exact one at exactly those operands. The error counts in units of the last place of the exact number, 2⁻¹⁰⁷⁴ for subnormal
ones; beyond the largest double, both count as 2¹⁰²⁴. Points where the exact number is not finite are left out. Partials are
measured where the value is 0 or a normal double, because rules reuse it: a value that has overflowed or is subnormal takes its
digits with it. So does the radius √(x² + y²) in `atan2`.

Near a zero that no double hits, no double result can be relatively accurate without more precision inside; there the bound has an
absolute part, in units of 1, for polygamma of the larger of the two terms that cancel left of zero, for the
derivative of `gamma` of `gamma` itself, for `besselj` and `bessely` of their amplitude, 1/√x, beyond x = 2⁴⁹, and before it,
as for Airy functions left of 0, of 2⁻⁴⁶ times that. Points that need it are not in the maximum and the mean, but their largest absolute
error stands in a column of its own. For `atan2` it says that results below 2⁻¹⁰²² may be flushed to 0.

`tests/accuracy` asserts the bounds on fewer points.

)";
}

void print_worst(std::vector<Row> rows) {
  std::ranges::stable_sort(rows, std::ranges::greater{}, [](const Row& row) { return row.errors.max_ulps; });
  rows.resize(std::min<std::size_t>(rows.size(), 12));
  std::cout << "## The worst\n\n" << kHead;
  for (const Row& row : rows) print_row(row);
  std::cout << '\n';
}

void print_all(const std::vector<Row>& rows) {
  std::cout << "## Every op\n\n" << kHead;
  for (const Row& row : rows) print_row(row);
}

void print_ranges(const std::vector<Subject>& all) {
  std::cout << R"(
## Where the points are

A quarter of the numbers have exponents uniform over the whole interval, down to the smallest subnormal; a quarter lie at all
distances, down to 2⁻⁵⁴ of it, around one of the numbers named; the others are uniform in the denser interval.

| op | operands |
|---|---|
)";
  for (const Subject& subject : all)
    std::cout << "| `" << ir::info(subject.op).spelling << "` | " << describe(subject) << " |\n";
}

/// What `f` and its partials are at a point: "0 · 1".
std::string values_at(const ir::Function& gradient, bool has_partials, const Point& point) {
  std::vector<double> outputs(gradient.outputs().size());
  ir::interpret(gradient, point, outputs);
  if (!has_partials) outputs.resize(1);
  std::string text;
  for (const double x : outputs) text += (text.empty() ? "" : " · ") + (std::isnan(x) ? "nan" : format("%.6g", x));
  return text;
}

void print_special(const std::vector<Subject>& all, std::size_t arity, const std::vector<Point>& points) {
  std::cout << "| op |";
  for (const Point& point : points) {
    std::string text;
    for (const double x : point) text += (text.empty() ? "" : ", ") + format("%.4g", x);
    std::cout << ' ' << text << " |";
  }
  std::cout << "\n|---|";
  for (std::size_t i = 0; i < points.size(); ++i) std::cout << "---|";
  std::cout << '\n';
  for (const Subject& subject : all) {
    if (subject.operands.size() != arity) continue;
    const bool smooth = ir::info(subject.op).op_class == ir::OpClass::Smooth;
    for (const std::int64_t immediate : immediates(subject.op)) {
      const ir::Function gradient = derived(one_op(subject.op, immediate), Derive::Gradient, Mode::Auto);
      std::cout << "| " << name_of(subject.op, immediate) << " |";
      for (const Point& point : points) std::cout << ' ' << values_at(gradient, smooth, point) << " |";
      std::cout << '\n';
    }
  }
  std::cout << '\n';
}

void print_special_values(const std::vector<Subject>& all) {
  constexpr double kInf = HUGE_VAL;
  std::cout << R"(
## Special values

The value and, after dots, the partials. At ±4.941e-324 (the smallest subnormal) and ±1.798e+308 (the largest double) too.

)";
  std::vector<Point> points;
  for (const double x : {-kInf, -0x1.fffffffffffffp1023, -1.0, -0x1p-1074, -0.0, 0.0, 0x1p-1074, 1.0,
                         0x1.fffffffffffffp1023, kInf, std::nan("")})
    points.push_back({x});
  print_special(all, 1, points);
  print_special(all, 2,
                {{0, 0},
                 {0, 1},
                 {1, 0},
                 {-0.0, 1},
                 {1, 1},
                 {-1, 1},
                 {1, -1},
                 {1, kInf},
                 {kInf, 1},
                 {0, kInf},
                 {kInf, 0},
                 {kInf, kInf},
                 {kInf, -kInf},
                 {0x1p-1074, 0x1p-1074},
                 {0x1.fffffffffffffp1023, 0x1.fffffffffffffp1023},
                 {1, std::nan("")},
                 {std::nan(""), 1}});
}

}  // namespace
}  // namespace adc::tests

int main() {
  using namespace adc::tests;
  const std::vector<Subject> all = subjects();
  std::vector<Row> rows;
  bool kept = true;
  for (const Subject& subject : all) {
    for (const std::int64_t immediate : immediates(subject.op)) {
      for (const Errors& errors : measure(subject, immediate, kPoints)) {
        rows.push_back({name_of(subject.op, immediate), errors});
        if (errors.kept()) continue;
        kept = false;
        std::cerr << rows.back().name << ' ' << errors.output << ": " << errors.max_ulps << " ulp at "
                  << place(errors.worst) << '\n';
      }
    }
  }
  print_introduction();
  print_worst(rows);
  print_all(rows);
  print_ranges(all);
  print_special_values(all);
  return kept ? EXIT_SUCCESS : EXIT_FAILURE;
}
