// Rows of a table: the same numbers as one by one, whatever their number, place, layout and threads.
#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <random>
#include <regex>
#include <string>
#include <vector>

#include "adc/adc.hpp"
#include "tests/support/fenced.h"

using namespace adc;

namespace {

constexpr const char* kFormula = "exp(-y*x^2)*sin(3*x) + lgamma(y)/(1 + x^2) + max(x, y)^2.5";

constexpr Derive kAll[] = {Derive::Value, Derive::Gradient, Derive::Hessian, Derive::Jvp, Derive::Vjp, Derive::Hvp};

std::vector<double> numbers(std::size_t count) {
  std::mt19937_64 random(count);
  std::uniform_real_distribution<double> any(0.1, 3);
  std::vector<double> all(count);
  std::ranges::generate(all, [&] { return any(random); });
  return all;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

std::size_t inputs_of(const Function& f, Derive derive) {
  return f.input_size() + Layout(derive, f.output_size(), f.wrt_size()).directions();
}

/// A row-major table of results.
std::vector<double> mapped(const Function& f, Derive derive, const std::vector<double>& table, int threads = 1) {
  const std::size_t in = inputs_of(f, derive);
  const std::size_t out = f.result_names(derive).size();
  const std::size_t rows = table.size() / in;
  std::vector<double> results(rows * out, -1);
  std::vector<InputColumn> inputs;
  std::vector<OutputColumn> outputs;
  inputs.reserve(in);
  outputs.reserve(out);
  for (std::size_t i = 0; i < in; ++i) inputs.push_back({table.data() + i, static_cast<std::ptrdiff_t>(in)});
  for (std::size_t i = 0; i < out; ++i) outputs.push_back({results.data() + i, static_cast<std::ptrdiff_t>(out)});
  f.map(derive, rows, inputs, outputs, threads);
  return results;
}

/// The same by a call per row.
std::vector<double> evaluated(const Function& f, Derive derive, const std::vector<double>& table) {
  const std::size_t in = inputs_of(f, derive);
  const std::size_t out = f.result_names(derive).size();
  std::vector<double> results(table.size() / in * out);
  for (std::size_t row = 0; row * in < table.size(); ++row) {
    f.evaluate(derive, std::span(table).subspan(row * in, in), std::span(results).subspan(row * out, out));
  }
  return results;
}

bool all_same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return same_bits(x, y); });
}

}  // namespace

TEST_CASE("rows have the bits of single evaluations where functions are those of scalars") {
  for (const Tier tier : {Tier::Auto, Tier::Interpret, Tier::Native}) {
    const Function f = compile(kFormula, {.tier = tier, .vector_math = false}).value();
    for (const Derive derive : kAll) {
      const std::vector<double> table = numbers(inputs_of(f, derive) * 333);
      CAPTURE(static_cast<int>(tier), static_cast<int>(derive));
      CHECK(all_same(mapped(f, derive, table), evaluated(f, derive, table)));
    }
  }
}

TEST_CASE("a row's bits depend on neither the number of rows nor its place nor the threads") {
  const Function f = compile(kFormula).value();
  for (const Derive derive : {Derive::Value, Derive::Hessian}) {
    const std::vector<double> table = numbers(std::size_t{2} * 4099);
    const std::vector<double> whole = mapped(f, derive, table);
    const std::size_t out = f.result_names(derive).size();
    for (const int threads : {2, 3, 64}) CHECK(all_same(mapped(f, derive, table, threads), whole));
    for (const std::size_t rows : {0, 1, 7, 8, 9, 63, 64, 65, 511, 512, 513, 1023}) {
      const std::vector<double> first(table.begin(), table.begin() + static_cast<std::ptrdiff_t>(2 * rows));
      std::vector<double> expected(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(out * rows));
      CAPTURE(rows);
      CHECK(all_same(mapped(f, derive, first), expected));
      const std::vector<double> last(table.end() - static_cast<std::ptrdiff_t>(2 * rows), table.end());
      expected.assign(whole.end() - static_cast<std::ptrdiff_t>(out * rows), whole.end());
      CHECK(all_same(mapped(f, derive, last), expected));
    }
  }
}

TEST_CASE("a program that is compiled once serves any number of rows, up to a million") {
  const Function f = compile("x*exp(-y) + sin(x)").value();
  const std::vector<double> table = numbers(2'000'000);
  const std::vector<double> whole = mapped(f, Derive::Gradient, table);
  CHECK(all_same(mapped(f, Derive::Gradient, table, 2), whole));
  for (const std::ptrdiff_t rows : {0, 1, 7, 8, 9, 1023}) {
    for (const std::ptrdiff_t first : {std::ptrdiff_t{0}, std::ptrdiff_t{12'345}, 1'000'000 - rows}) {
      const std::vector<double> some(table.begin() + 2 * first, table.begin() + 2 * (first + rows));
      const std::vector<double> expected(whole.begin() + 3 * first, whole.begin() + 3 * (first + rows));
      CAPTURE(rows, first);
      CHECK(all_same(mapped(f, Derive::Gradient, some), expected));
    }
  }
}

TEST_CASE("nothing beside the rows of a table is touched, however short it is") {
  for (const char* text : {"x*y", "exp(-x)*sin(y) + x/y"}) {
    const Function f = compile(text).value();
    for (std::size_t rows = 1; rows <= 70; ++rows) {
      const std::vector<double> table = numbers(std::size_t{2} * rows);
      std::vector<double> expected(3 * rows);
      f.map(Derive::Gradient, rows, std::vector<InputColumn>{{table.data(), 1}, {table.data() + rows, 1}},
            std::vector<OutputColumn>{
                {expected.data(), 1}, {expected.data() + rows, 1}, {expected.data() + 2 * rows, 1}});
      for (const tests::Fenced::Side side : {tests::Fenced::Side::Behind, tests::Fenced::Side::Before}) {
        std::vector<std::unique_ptr<tests::Fenced>> columns;
        for (int i = 0; i < 5; ++i) columns.push_back(std::make_unique<tests::Fenced>(rows * sizeof(double), side));
        const auto column = [&](std::size_t i) { return static_cast<double*>(columns[i]->data()); };
        for (std::size_t i = 0; i < 2; ++i) std::copy_n(table.data() + i * rows, rows, column(i));
        f.map(Derive::Gradient, rows, std::vector<InputColumn>{{column(0), 1}, {column(1), 1}},
              std::vector<OutputColumn>{{column(2), 1}, {column(3), 1}, {column(4), 1}});
        CAPTURE(text, rows);
        for (std::size_t i = 0; i < 3; ++i) {
          CHECK(all_same(std::vector<double>(column(2 + i), column(2 + i) + rows),
                         std::vector<double>(expected.data() + i * rows, expected.data() + (i + 1) * rows)));
        }
      }
    }
  }
}

TEST_CASE("rows of tensors, small and large, have bits that depend on neither place nor number nor threads") {
  for (const std::size_t n : {3, 70}) {
    const std::string size = std::to_string(n);
    for (const char* type : {"f64", "f32"}) {
      const Function source =
          compile("param W: R[" + size + "," + size + "], x: R[" + size + "]; sum(tanh(W*x))").value();
      std::string text = source.ir().value();
      if (type == std::string("f32")) {
        text = std::regex_replace(text, std::regex("f64"), "f32");
        text = std::regex_replace(text, std::regex("-> f32 [{]"), "-> f32 in f32 {");
      }
      const Function f = compile(text).value();
      const auto map = [&](const std::vector<double>& w, const std::vector<double>& x, int threads) {
        const std::size_t rows = x.size() / n;
        std::vector<double> results(rows * (1 + n * n + n));
        const bool is_shared = w.size() < rows * n * n;
        f.map(Derive::Gradient, rows,
              std::vector<InputColumn>{{w.data(), is_shared ? 0 : static_cast<std::ptrdiff_t>(n * n)},
                                       {x.data(), static_cast<std::ptrdiff_t>(n)}},
              std::vector<OutputColumn>{{results.data(), 1},
                                        {results.data() + rows, static_cast<std::ptrdiff_t>(n * n)},
                                        {results.data() + rows * (1 + n * n), static_cast<std::ptrdiff_t>(n)}},
              threads);
        return results;
      };
      const std::vector<double> w = numbers(n * n);
      const std::vector<double> x = numbers(n);
      const std::vector<double> alone = map(w, x, 1);
      constexpr std::size_t kRows = 1100;
      std::vector<double> xs;
      std::vector<double> ws;
      for (std::size_t row = 0; row < kRows; ++row) {
        xs.insert(xs.end(), x.begin(), x.end());
        ws.insert(ws.end(), w.begin(), w.end());
      }
      CAPTURE(n, type);
      for (const int threads : {1, 3}) {
        for (const std::vector<double>& all : {map(w, xs, threads), map(ws, xs, threads)}) {
          std::size_t differing = 0;
          for (std::size_t i = 0; i < all.size(); ++i) {
            const std::size_t at = i < kRows                 ? 0
                                   : i < kRows * (1 + n * n) ? 1 + (i - kRows) % (n * n)
                                                             : 1 + n * n + (i - kRows * (1 + n * n)) % n;
            if (!same_bits(all[i], alone[at])) ++differing;
          }
          CHECK(differing == 0);
        }
      }
    }
  }
}

TEST_CASE("rows by vector math are within some ulps of single evaluations") {
  const Function f = compile(kFormula).value();
  const std::vector<double> table = numbers(std::size_t{2} * 1000);
  const std::vector<double> some = mapped(f, Derive::Gradient, table);
  const std::vector<double> exact = evaluated(f, Derive::Gradient, table);
  for (std::size_t i = 0; i < some.size(); ++i)
    CHECK(std::fabs(some[i] - exact[i]) <= 1e-13 * (1 + std::fabs(exact[i])));
}

TEST_CASE("columns lie by themselves, in a matrix, or are one number; and results need not be wanted") {
  const Function f = compile(kFormula, {.vector_math = false}).value();
  constexpr std::size_t kRows = 700;
  const std::vector<double> x = numbers(kRows);
  const double y = 1.25;
  std::vector<double> by_x(kRows);
  std::vector<double> matrix(3 * kRows, -7);
  f.map(Derive::Gradient, kRows, std::vector<InputColumn>{{x.data(), 1}, {&y, 0}},
        std::vector<OutputColumn>{{matrix.data() + 1, 3}, {by_x.data(), 1}, {nullptr, 1}});
  for (std::size_t row = 0; row < kRows; ++row) {
    std::vector<double> gradient(2);
    CHECK(same_bits(matrix[3 * row + 1], f.value_and_gradient({{x[row], y}}, gradient)));
    CHECK(same_bits(by_x[row], gradient[0]));
    CHECK(matrix[3 * row] == -7);
    CHECK(matrix[3 * row + 2] == -7);
  }
  std::vector<double> backwards(kRows);
  f.map(Derive::Value, kRows, std::vector<InputColumn>{{x.data() + kRows - 1, -1}, {&y, 0}},
        std::vector<OutputColumn>{{backwards.data() + kRows - 1, -1}});
  for (std::size_t row = 0; row < kRows; ++row) CHECK(same_bits(backwards[row], f.value({{x[row], y}})));
}

TEST_CASE("tensors, large programs and single precision have rows, too") {
  const Function tensors = compile("param A: R[2, 2], x: R[2]; A*x").value();
  const std::vector<double> table = numbers(std::size_t{6} * 5);
  std::vector<double> products(10);
  tensors.map(Derive::Value, 5, std::vector<InputColumn>{{table.data(), 6}, {table.data() + 4, 6}},
              std::vector<OutputColumn>{{products.data(), 2}});
  for (std::size_t row = 0; row < 5; ++row) {
    std::vector<double> product(2);
    tensors.values(std::span(table).subspan(row * 6, 6), product);
    CHECK(same_bits(products[2 * row], product[0]));
    CHECK(same_bits(products[2 * row + 1], product[1]));
  }

  std::string sum = "x";
  for (int i = 0; i < 3000; ++i) sum += " + sin(" + std::to_string(i) + "*x)";
  const Function large = compile(sum, {.vector_math = false}).value();
  CHECK(all_same(mapped(large, Derive::Gradient, {0.5, 1.5}), evaluated(large, Derive::Gradient, {0.5, 1.5})));

  std::string wide = "x0^2";
  for (int i = 1; i < 40; ++i) wide += " + x" + std::to_string(i) + "*x" + std::to_string(i - 1);
  const Function hessian = compile(wide).value();  // 1,641 results
  CHECK(all_same(mapped(hessian, Derive::Hessian, numbers(80)), evaluated(hessian, Derive::Hessian, numbers(80))));

  const Function single = compile("adc-ir 1\nfn f(%0: f32 param \"x\") -> f32 in f32 {\n  %1 = exp %0\n  ret %1\n}\n",
                                  {.vector_math = false})
                              .value();
  const std::vector<double> x = numbers(100);
  CHECK(all_same(mapped(single, Derive::Gradient, x), evaluated(single, Derive::Gradient, x)));
}

TEST_CASE("the example of README works as it stands") {
  const Function f = compile("cos(sin(x²) + 3x²)").value();
  std::vector<double> x(1'000'000, 0.5), y(x.size()), dy(x.size());  // NOLINT(readability-isolate-declaration)
  f.map(adc::Derive::Gradient, x.size(), {{{x.data()}}}, {{{y.data()}, {dy.data()}}});
  CHECK(y.front() == Approx(0.5424849757140324).epsilon(1e-15));
  CHECK(dy.back() == Approx(-3.334146414144972).epsilon(1e-15));
}

TEST_CASE("constant results are the same in all rows, and programs without inputs have rows") {
  const Function f = compile("param x; 3*x").value();
  CHECK(mapped(f, Derive::Gradient, {1, 2, 3}) == std::vector<double>{3, 3, 6, 3, 9, 3});
  std::vector<double> pis(70);
  compile("2*pi")->map(Derive::Value, 70, {}, std::vector<OutputColumn>{{pis.data(), 1}});
  CHECK(std::ranges::all_of(pis, [](double v) { return v == 2 * 3.141592653589793; }));
}

TEST_CASE("columns that do not fit are refused") {
  const Function f = compile(kFormula).value();
  double y = 0;
  const std::vector<OutputColumn> one{{&y, 1}};
  CHECK_THROWS_WITH(f.map(Derive::Value, 1, std::vector<InputColumn>{{&y, 1}}, one),
                    Catch::Contains("1 columns for the function's 2 inputs"));
  CHECK_THROWS_WITH(f.map(Derive::Gradient, 1, std::vector<InputColumn>{{&y, 1}, {&y, 1}}, one),
                    Catch::Contains("1 columns for the function's 3 results"));
  CHECK_THROWS_WITH(f.map(Derive::Value, 1, std::vector<InputColumn>(2), one), Catch::Contains("an input has no data"));
}

TEST_CASE("columns of floats are those of doubles, rounded, and of programs in single precision the same bits") {
  for (const std::optional<DType> dtype : {std::optional<DType>(), std::optional(DType::F32)}) {
    for (const Tier tier : {Tier::Interpret, Tier::Native}) {
      const Function f = compile("exp(-x)*sin(y) + x/y", {.tier = tier, .dtype = dtype}).value();
      constexpr std::size_t kRows = 1000;
      const std::vector<double> wide = numbers(2 * kRows);
      const std::vector<float> x(wide.begin(), wide.end());
      const std::vector<double> as_double(x.begin(), x.end());
      std::vector<float> y(3 * kRows);
      std::vector<double> expected(3 * kRows);
      f.map(Derive::Gradient, kRows, std::vector<Column<const float>>{{x.data(), 1}, {x.data() + kRows, 1}},
            std::vector<Column<float>>{{y.data(), 1}, {y.data() + kRows, 1}, {y.data() + 2 * kRows, 1}});
      f.map(Derive::Gradient, kRows, std::vector<InputColumn>{{as_double.data(), 1}, {as_double.data() + kRows, 1}},
            std::vector<OutputColumn>{
                {expected.data(), 1}, {expected.data() + kRows, 1}, {expected.data() + 2 * kRows, 1}});
      for (std::size_t i = 0; i < y.size(); ++i) REQUIRE(y[i] == static_cast<float>(expected[i]));
    }
  }
}

TEST_CASE("results of stride 0 are summed over all rows, with bits that neither threads nor tiers change") {
  const std::vector<double> x = numbers(700'001);
  const double weight = 0.7;
  for (const std::size_t rows : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{1000}, x.size()}) {
    std::vector<std::array<double, 3>> sums;
    for (const Tier tier : {Tier::Auto, Tier::Interpret, Tier::Native}) {
      const Function f = compile("param w, x; (sin(w*x) - x)^2", {.tier = tier}).value();
      for (const int threads : {1, 3}) {
        std::array<double, 3> all{-1, -1, -1};
        f.map(Derive::Gradient, rows, std::vector<InputColumn>{{&weight, 0}, {x.data(), 1}},
              std::vector<OutputColumn>{{&all[0], 0}, {&all[1], 0}, {&all[2], 0}}, threads);
        sums.push_back(all);
      }
    }
    for (const std::array<double, 3>& all : sums) CHECK(all == sums[0]);
    long double value = 0;
    long double slope = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      const long double r = std::sin(weight * x[i]) - x[i];
      value += r * r;
      slope += 2 * r * x[i] * std::cos(weight * x[i]);
    }
    CHECK(sums[0][0] == Approx(static_cast<double>(value)).epsilon(1e-14));
    CHECK(sums[0][1] == Approx(static_cast<double>(slope)).epsilon(1e-13));
  }
}

TEST_CASE("sums over rows of tensors are tensors") {
  const Function f = compile("param a: R[3], x: R[3]; dot(a, x)^2").value();
  const std::vector<double> x = numbers(3 * 500);
  const std::vector<double> a = {0.5, -1, 2};
  std::vector<double> gradient(3, -1);
  std::vector<double> y(500);
  f.map(Derive::Gradient, 500, std::vector<InputColumn>{{a.data(), 0}, {x.data(), 3}},
        std::vector<OutputColumn>{{y.data(), 1}, {gradient.data(), 0}, {}});
  for (std::size_t i = 0; i < 3; ++i) {
    double expected = 0;
    for (std::size_t row = 0; row < 500; ++row) {
      double product = 0;
      for (std::size_t k = 0; k < 3; ++k) product += a[k] * x[3 * row + k];
      expected += 2 * product * x[3 * row + i];
    }
    CHECK(gradient[i] == Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("native code that arrives while a table is under way changes no bit") {
  const std::vector<double> table = numbers(std::size_t{2} * 1'500'000);
  const Function f = compile("exp(-y*x^2)*sin(3*x) + 3/(1 + x^2)").value();
  const std::vector<double> first = mapped(f, Derive::Gradient, table);
  CHECK(all_same(first, mapped(f, Derive::Gradient, table)));
  const Function blocks = compile("exp(-y*x^2)*sin(3*x) + 3/(1 + x^2)", {.tier = Tier::Interpret}).value();
  CHECK(all_same(first, mapped(blocks, Derive::Gradient, table)));
}
