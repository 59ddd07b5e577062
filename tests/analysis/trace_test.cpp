#include "analysis/trace.h"

#include <catch2/catch.hpp>
#include <sstream>
#include <vector>

#include "parser/parse.h"

namespace {

std::string trace(const std::string& text, const std::vector<double>& point) {
  const adc::Result<adc::parser::Parsed> parsed = adc::parser::parse(text);
  INFO(text);
  REQUIRE(parsed.ok());
  const adc::Result<std::string> tables = adc::analysis::trace(parsed->fn, point);
  REQUIRE(tables.ok());
  return *tables;
}

/// The lines of `text` with runs of spaces as one.
std::vector<std::string> rows(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    std::istringstream words(line);
    std::string row;
    for (std::string word; words >> word;) row += (row.empty() ? "" : " ") + word;
    lines.push_back(row);
  }
  return lines;
}

}  // namespace

TEST_CASE("the lecture's program gives the lecture's tables") {
  CHECK(rows(trace("t = x²; u1 = sin(t); u2 = 3t; u = u1 + u2; J = cos(u)", {0.5})) ==
        std::vector<std::string>{
            "forward, at x = 0.5",
            "t = x² = 0.25",
            "u1 = sin(t) = 0.24740395925452294",
            "u2 = 3t = 0.75",
            "u = u1 + u2 = 0.997403959254523",
            "J = cos(u) = 0.5424849757140324",
            "backward",
            "dJ/du = -sin(u) = -0.840065504067716",
            "dJ/du1 = dJ/du·du/du1 du/du1 = 1 = -0.840065504067716",
            "dJ/du2 = dJ/du·du/du2 du/du2 = 1 = -0.840065504067716",
            "dJ/dt += dJ/du1·du1/dt du1/dt = cos(t) = 0.9689124217106447 = -0.8139499019418241",
            "dJ/dt += dJ/du2·du2/dt du2/dt = 3 = -2.5201965122031478 dJ/dt = -3.334146414144972",
            "dJ/dx = dJ/dt·dt/dx dt/dx = 2x = 1 = -3.334146414144972",
        });
}

TEST_CASE("an expression without bindings has a row per operation, and shares what is computed twice") {
  CHECK(rows(trace("sin(x²) + 3x²", {0.5})) ==
        std::vector<std::string>{
            "forward, at x = 0.5",
            "v1 = x² = 0.25",
            "v2 = sin(v1) = 0.24740395925452294",
            "v3 = 3v1 = 0.75",
            "f = v2 + v3 = 0.997403959254523",
            "backward",
            "df/dv2 = 1 = 1",
            "df/dv3 = 1 = 1",
            "df/dv1 += df/dv2·dv2/dv1 dv2/dv1 = cos(v1) = 0.9689124217106447 = 0.9689124217106447",
            "df/dv1 += df/dv3·dv3/dv1 dv3/dv1 = 3 = 3 df/dv1 = 3.9689124217106446",
            "df/dx = df/dv1·dv1/dx dv1/dx = 2x = 1 = 3.9689124217106446",
        });
}

TEST_CASE("several inputs each get a row, in the order in which the text meets them") {
  const std::vector<std::string> table = rows(trace("a = w*x; J = a + b", {2, 3, 4}));
  REQUIRE(table.size() == 8);
  CHECK(table[0] == "forward, at w = 2, x = 3, b = 4");
  CHECK(table[4] == "dJ/da = 1 = 1");
  CHECK(table[5] == "dJ/db = 1 = 1");
  CHECK(table[6] == "dJ/dw = dJ/da·da/dw da/dw = x = 3 = 3");
  CHECK(table[7] == "dJ/dx = dJ/da·da/dx da/dx = w = 2 = 2");
}

TEST_CASE("the side that a choice does not take contributes nothing") {
  const std::string table = trace("s = sqrt(x); if(x > 0, s, 0)", {0});
  CHECK(table.find("nan") == std::string::npos);
}

TEST_CASE("a condition of its own row has a number and no derivatives") {
  CHECK(rows(trace("if(x < y, sqrt(y + 1), x)", {0.5, 3})) ==
        std::vector<std::string>{
            "forward, at x = 0.5, y = 3",
            "v1 = x < y = 1",
            "v2 = y + 1 = 4",
            "v3 = sqrt(v2) = 2",
            "f = if(v1, v3, x) = 2",
            "backward",
            "df/dv3 = if(v1, 1, 0) = 1",
            "df/dx = if(v1, 0, 1) = 0",
            "df/dv2 = df/dv3·dv3/dv2 dv3/dv2 = 1/(2sqrt(v2)) = 0.25 = 0.25",
            "df/dy = df/dv2·dv2/dy dv2/dy = 1 = 0.25",
        });
  CHECK(rows(trace("c = x < 2; c ? x² : 0", {3})).back().ends_with("= 0"));
  CHECK(rows(trace("c = u < v; x = [u, v]; sum(c ? x : 2x)", {1, 3})).back() == "df/dv = df/dx[2] = 1");
}

TEST_CASE("a program may be an input, a constant or a binding") {
  CHECK(rows(trace("x", {2})) ==
        std::vector<std::string>{"forward, at x = 2", "f = x = 2", "backward", "df/dx = 1 = 1"});
  CHECK(rows(trace("3", {})) == std::vector<std::string>{"forward", "f = 3", "backward"});
  CHECK(rows(trace("t = x²; t", {3})).back() == "dt/dx = 2x = 6");
}

TEST_CASE("a derivative inside the program is traced, too") {
  CHECK(rows(trace("g(t) = t³; s = g'(x); 2s", {2})).back().ends_with("= 24"));
}

TEST_CASE("a trace is of one output") {
  const adc::Result<adc::parser::Parsed> parsed = adc::parser::parse("x, 2x");
  REQUIRE(parsed.ok());
  const double x = 1;
  const adc::Result<std::string> tables = adc::analysis::trace(parsed->fn, {&x, 1});
  REQUIRE_FALSE(tables.ok());
  CHECK(tables.error().diagnostic().slug == "several-outputs");
}

namespace {

/// x0 = x and then n bindings, each made of the one before it.
template <typename Next>
std::string chain(int n, Next next) {
  std::string text = "x0 = x\n";
  for (int i = 0; i < n; ++i) text += "x" + std::to_string(i + 1) + " = " + next("x" + std::to_string(i), i) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a long trace of like operations is made in one go, each with its own names and numbers") {
  const auto lines = rows(trace(chain(30'000, [](const std::string& x, int) { return "2" + x + " + x"; }), {0}));
  CHECK(lines.size() == 2 + 30'000 + 2 * 30'000);
  CHECK(lines[3] == "x2 = 2x1 + x = 0");
  CHECK(lines[30'001] == "x30000 = 2x29999 + x = 0");
}

TEST_CASE("a trace of too many different operations is refused") {
  const auto parsed =
      adc::parser::parse(chain(20'001, [](const std::string& x, int i) { return x + " + " + std::to_string(i); }));
  const double x = 1;
  const adc::Result<std::string> tables = adc::analysis::trace(parsed.value().fn, {&x, 1});
  REQUIRE_FALSE(tables.ok());
  CHECK(tables.error().diagnostic().slug == "trace-too-long");
  CHECK(tables.error().diagnostic().error_class == adc::ErrorClass::Limit);
}

TEST_CASE("an operation of very many inputs is refused") {
  std::string text;
  std::string sum = "y0";
  for (int i = 0; i <= 1'000; ++i) {
    text += "y" + std::to_string(i) + " = 3x\n";
    if (i > 0) sum += " + y" + std::to_string(i);
  }
  const double x = 1;
  const auto tables = adc::analysis::trace(adc::parser::parse(text + sum).value().fn, {&x, 1});
  REQUIRE_FALSE(tables.ok());
  CHECK(tables.error().diagnostic().slug == "trace-too-long");
}
