#include "emit/c_names.h"

#include <catch2/catch.hpp>

using adc::emit::c_comment;
using adc::emit::c_identifier;

TEST_CASE("a name that is an identifier stays as it is") {
  for (const char* name : {"f", "J", "loss", "f_grad", "x1", "vector", "kinetic"}) CHECK(c_identifier(name) == name);
}

TEST_CASE("other characters are transliterated") {
  CHECK(c_identifier("f.d.x") == "f_d_x");
  CHECK(c_identifier("α") == "alpha");
  CHECK(c_identifier("Ω₁₀") == "Omega10");
  CHECK(c_identifier("ς") == "sigma");
  CHECK(c_identifier("σ²") == "sigma2");
  CHECK(c_identifier("f′") == "f_prime");
  CHECK(c_identifier("日本") == "f__");
  CHECK(c_identifier("a\xff"
                     "b") == "a_b");
}

TEST_CASE("an identifier begins with a letter") {
  CHECK(c_identifier("") == "f_");
  CHECK(c_identifier("1x") == "f_1x");
  CHECK(c_identifier("_x") == "f_x");
}

TEST_CASE("names that mean something in C are changed") {
  for (const char* name :
       {"double",   "class",         "main",      "sin",       "sinf",       "tgamma", "gamma",   "y0",    "printf",
        "index",    "NAN",           "x",         "y",         "v12",        "k0",     "adc_min", "linux", "read",
        "size_t",   "uint64_t",      "float_t",   "conjf",     "cabsl",      "strtof", "M_PI",    "M_PIl", "M_1_PI",
        "SIZE_MAX", "INT_FAST8_MAX", "FP_ILOGB0", "HUGE_VALF", "cblas_dgemm"}) {
    CHECK(c_identifier(name) == std::string(name) + "_");
  }
  for (const char* name : {"x_t", "v_t", "M_1", "INTEREST", "FP", "interest_rate"}) CHECK(c_identifier(name) == name);
}

TEST_CASE("a comment's text neither ends the comment nor disturbs a compiler") {
  CHECK(c_comment("a*b") == "a*b");
  CHECK(c_comment("a */ b") == "a * / b");
  CHECK(c_comment("/* a") == "/ * a");
  CHECK(c_comment("*/*/") == "* / * /");
  CHECK(c_comment("what?\?/") == "what? ?/");
  CHECK(c_comment("x²\ny") == "x²\ny");
  CHECK(c_comment("a\rb\tc") == "a\uFFFDb c");
  CHECK(c_comment(std::string_view("\0", 1)) == "\uFFFD");
  CHECK(c_comment("\xff\xc0\x80") == "\uFFFD\uFFFD\uFFFD");
  CHECK(c_comment("\u202Eabc\u202C\u200B") == "\uFFFDabc\uFFFD\uFFFD");
}
