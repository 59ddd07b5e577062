// Operators, numbers, names and calls: what §-free readers learn from docs/language.md, sentence by sentence.
#include <cmath>
#include <limits>

#include "tests/parser/support.h"

namespace adc::parser {
namespace {

TEST_CASE("operators bind as in a lecture") {
  const Values at{{"x", 3.0}, {"y", 2.0}};
  CHECK(value("-x^2", {{"x", 3.0}}) == -9.0);
  CHECK(value("2^-3") == 0.125);
  CHECK(value("1/2x", {{"x", 4.0}}) == 0.125);
  CHECK(value("x^-2y", at) == 2.0 / 9.0);
  CHECK(value("x²y", at) == 18.0);
  CHECK(value("2^3^2") == 512.0);
  CHECK(value("-2^2^0") == -2.0);
  CHECK(value("x y^2", at) == 12.0);
  CHECK(value("2 - 3 - 4") == -5.0);
  CHECK(value("16 / 4 / 2") == 2.0);
  CHECK(value("2 + 3 * 4") == 14.0);
  CHECK(value("2 * -3") == -6.0);
  CHECK(value("2 - -3") == 5.0);
  CHECK(value("- - 3") == 3.0);
  CHECK(value("2^-x^2", {{"x", 2.0}}) == std::pow(2.0, -4.0));
  CHECK(value("7 % 3") == 1.0);
  CHECK(value("-7 % 3") == 2.0);
}

TEST_CASE("every spelling of an operator means the same") {
  CHECK(value("3 * 4 · 5 ⋅ 6 × 7 ∙ 2 @ 2 .* 2 ⊙ 2") == 3.0 * 4 * 5 * 6 * 7 * 2 * 2 * 2 * 2);
  CHECK(value("8 / 2 ÷ 2 ./ 2") == 1.0);
  CHECK(value("2^3 - 2**3 + 2.^3 − 1") == 7.0);
  CHECK(value("1 <= 2 and 1 ≤ 2 && 2 >= 1 ∧ 2 ≥ 1") == 1.0);
  CHECK(value("1 != 1 or 1 ≠ 1 || 1 == 2 ∨ 1 > 2") == 0.0);
  CHECK(value("not 1 < 2") == 0.0);
  CHECK(value("!(1 < 2)") == 0.0);
  CHECK(value("¬(1 < 2)") == 0.0);
}

TEST_CASE("a superscript is a power") {
  CHECK(value("x²", {{"x", 3.0}}) == 9.0);
  CHECK(value("x⁻¹", {{"x", 4.0}}) == 0.25);
  CHECK(value("2¹⁰") == 1024.0);
  CHECK(value("(1+2)³") == 27.0);
  CHECK(value("2^3²") == 512.0);
  CHECK(value("-x²", {{"x", 3.0}}) == -9.0);
  CHECK(value("sin²(x)", {{"x", 0.5}}) == std::sin(0.5) * std::sin(0.5));
}

TEST_CASE("factors side by side are a product") {
  const Values at{{"x", 3.0}, {"a", 5.0}};
  CHECK(value("a(x)", at) == 15.0);
  CHECK(value("a x", at) == 15.0);
  CHECK(value("2(x+1)", {{"x", 3.0}}) == 8.0);
  CHECK(value("(x+1)(x-1)", {{"x", 3.0}}) == 8.0);
  CHECK(value("x(x+1)", {{"x", 3.0}}) == 12.0);
  CHECK(value("2 sin(x)", {{"x", 0.5}}) == 2.0 * std::sin(0.5));
  CHECK(value("½x", {{"x", 3.0}}) == 1.5);
  CHECK(value("2π") == 2.0 * M_PI);
}

TEST_CASE("a number is digits with a fraction and an exponent that has a digit") {
  CHECK(value("2e") == 2.0 * M_E);
  CHECK(value("2e-3") == 0.002);
  CHECK(value("2e−3") == 0.002);
  CHECK(value("2e+3 + 2.e3") == 4000.0);
  CHECK(value("3e5x", {{"x", 2.0}}) == 6e5);
  CHECK(value(".5 + 1.") == 1.5);
  CHECK(value("1.*2") == 2.0);
  CHECK(value("9007199254740993") == 9007199254740992.0);
  CHECK(slug("1e-400") == "number-out-of-range");
  CHECK(value("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(slug("1.5e-9223372036854775807") == "number-out-of-range");
  CHECK(slug("1e400") == "number-out-of-range");
  CHECK(slug("12e9223372036854775807") == "number-out-of-range");
}

TEST_CASE("names may be Greek, have subscripts and are compared after normalisation") {
  CHECK(value("x₁ + x_1", {{"x_1", 2.0}}) == 4.0);
  CHECK(value("α β", {{"α", 2.0}, {"β", 3.0}}) == 6.0);
  CHECK(inputs("µ + μ") == "μ");
  CHECK(inputs("e\xCC\x81 + \xC3\xA9") == "\xC3\xA9");
  CHECK(inputs("x₁₂ aₙ") == "x_12 a_n");
}

TEST_CASE("comparisons chain one way") {
  CHECK(value("0 < x < 1", {{"x", 0.5}}) == 1.0);
  CHECK(value("0 < x < 1", {{"x", 1.5}}) == 0.0);
  CHECK(value("3 > x >= 1", {{"x", 1.0}}) == 1.0);
  CHECK(slug("0 < x > 1") == "mixed-comparison");
  CHECK(slug("0 ≠ x ≠ 1") == "mixed-comparison");
  CHECK(slug("f(x = 1)") == "lone-equals");
}

TEST_CASE("choices take a condition") {
  CHECK(value("x > 0 ? 1 : x < 0 ? -1 : 0", {{"x", -2.0}}) == -1.0);
  CHECK(value("if(x > 0, x, 0)", {{"x", 2.0}}) == 2.0);
  CHECK(value("piecewise(x < 0: 1, x < 1: 2, else: 3)", {{"x", 0.5}}) == 2.0);
  CHECK(value("piecewise(x < 0: 1, x < 1: 2, else: 3)", {{"x", 7.0}}) == 3.0);
  CHECK(value("(x > 0) x", {{"x", 2.0}}) == 2.0);
  CHECK(slug("if(x, 1, 2)") == "not-boolean");
}

TEST_CASE("an exponent that is an exact whole number makes powi") {
  CHECK(ir_of("x^2").find("powi[2]") != std::string::npos);
  CHECK(ir_of("x^2147483647").find("powi[2147483647]") != std::string::npos);
  CHECK(ir_of("x^2147483648").find("= pow %0") != std::string::npos);
  CHECK(ir_of("x^-9223372036854775808").find("= pow %0") != std::string::npos);
  CHECK(ir_of("n = 6/2\nx^n").find("powi[3]") != std::string::npos);
  CHECK(ir_of("x^0.5").find("pow ") != std::string::npos);
  CHECK(ir_of("e^x").find("exp ") != std::string::npos);
  CHECK(ir_of("x^0").find("powi[0]") != std::string::npos);
}

}  // namespace
}  // namespace adc::parser
