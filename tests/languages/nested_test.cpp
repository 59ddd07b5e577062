// Emitted C++ takes numbers that differentiate.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>

#include "emit/cpp.h"
#include "kernel/lower.h"
#include "kernel/run.h"
#include "parser/parse.h"
#include "passes/pipeline.h"
#include "tests/languages/foreign.h"

using namespace adc;
using namespace adc::tests;

namespace {

/// A value and its derivative, in a namespace where its functions are found; nothing that only double has.
constexpr std::string_view kDual = R"(#include "programs.hpp"
#include <cstdio>

namespace dual {
struct Dual {
  double value = 0, slope = 0;
  Dual() = default;
  explicit Dual(double x, double d = 0) : value(x), slope(d) {}
};
inline Dual operator-(Dual x) { return Dual(-x.value, -x.slope); }
inline Dual operator+(Dual x, Dual y) { return Dual(x.value + y.value, x.slope + y.slope); }
inline Dual operator-(Dual x, Dual y) { return Dual(x.value - y.value, x.slope - y.slope); }
inline Dual operator*(Dual x, Dual y) { return Dual(x.value * y.value, x.slope * y.value + x.value * y.slope); }
inline Dual operator/(Dual x, Dual y) {
  return Dual(x.value / y.value, (x.slope - x.value / y.value * y.slope) / y.value);
}
inline Dual &operator+=(Dual &x, Dual y) { return x = x + y; }
inline Dual &operator*=(Dual &x, Dual y) { return x = x * y; }
inline bool operator<(Dual x, Dual y) { return x.value < y.value; }
inline bool operator<=(Dual x, Dual y) { return x.value <= y.value; }
inline bool operator>(Dual x, Dual y) { return x.value > y.value; }
inline bool operator>=(Dual x, Dual y) { return x.value >= y.value; }
inline bool operator==(Dual x, Dual y) { return x.value == y.value; }
inline bool operator!=(Dual x, Dual y) { return x.value != y.value; }
inline Dual sin(Dual x) { return Dual(std::sin(x.value), std::cos(x.value) * x.slope); }
inline Dual cos(Dual x) { return Dual(std::cos(x.value), -std::sin(x.value) * x.slope); }
inline Dual exp(Dual x) { return Dual(std::exp(x.value), std::exp(x.value) * x.slope); }
inline Dual log(Dual x) { return Dual(std::log(x.value), x.slope / x.value); }
inline Dual tanh(Dual x) { return Dual(std::tanh(x.value), (1 - std::tanh(x.value) * std::tanh(x.value)) * x.slope); }
inline Dual log1p(Dual x) { return Dual(std::log1p(x.value), x.slope / (1 + x.value)); }
inline Dual sqrt(Dual x) { return Dual(std::sqrt(x.value), x.slope / (2 * std::sqrt(x.value))); }
inline Dual abs(Dual x) { return x.value < 0 ? -x : x; }
inline Dual pow(Dual x, Dual y) {
  return Dual(std::pow(x.value, y.value), y.value * std::pow(x.value, y.value - 1) * x.slope);
}
}  // namespace dual

int main() {
  std::FILE *const in = std::fopen("in", "rb"), *const out = std::fopen("out", "wb");
  const auto run = [&](auto program) {
    double x;
    if (std::fread(&x, sizeof x, 1, in) != 1) return;
    dual::Dual y;
    program(dual::Dual(x, 1), y);
    std::fwrite(&y.slope, sizeof y.slope, 1, out);
  };
)";

std::string driver(const std::vector<kernel::Program>& programs) {
  std::string text(kDual);
  for (const kernel::Program& program : programs)
    text += fmt::format("  run([](const dual::Dual &x, dual::Dual &y) {{ {}(x, y); }});\n", program.name);
  return text + "  return std::fclose(out);\n}\n";
}

}  // namespace

TEST_CASE("C++ is differentiated by numbers that do it") {
  const char* const only = std::getenv("ADC_LANGUAGE");
  if (only != nullptr && std::string_view(only) != "cpp") return;
  Foreign language = foreign_cpp();
  language.driver = driver;
  std::vector<kernel::Program> programs;
  std::vector<std::vector<double>> inputs;
  std::vector<double> expected;
  for (const char* text : {"cos(sin(x²)+3x²)", "exp(-x²)*tanh(x)/(1+x²)", "max(x, 1/x) + |x - 2|", "x^7 + √x*log(x)",
                           "sigmoid(x) + softplus(-x) + sech(x)", "x < 1 ? x^3 : sin(x)", "sum(i=1:5, sin(i*x)/i)"}) {
    const ir::Function fn = parser::parse(text, {}).value().fn;
    passes::Plan plan;
    programs.push_back(kernel::lower(passes::run(fn, plan).value()));
    plan.derive = Derive::Gradient;
    inputs.push_back({0.7});
    std::vector<double> both(2);
    kernel::run(kernel::lower(passes::run(fn, plan).value()), inputs.back(), both);
    expected.push_back(both[1]);
  }
  const std::vector<std::vector<double>> slopes = run_foreign(language, programs, inputs);
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(slopes[i][0] == Approx(expected[i]).epsilon(1e-13));
}
