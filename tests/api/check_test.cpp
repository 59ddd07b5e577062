// Function::check and records of a corpus.
#include <catch2/catch.hpp>

#include "adc/adc.hpp"

using adc::Record;
using adc::Verdict;

TEST_CASE("a function checks itself at points, at random and in a box") {
  const adc::Function f = adc::compile("log(1 + exp(x))*y").value();
  const adc::CheckReport report =
      f.check({.points = {{1, 2}}, .random_points = 5, .box = {{-800, 800}, {1, 2}}}).value();
  CHECK(report.no_precision.empty());
  CHECK(report.no_native.empty());
  REQUIRE(report.points.size() == 6);
  CHECK(report.points[0].x == std::vector<double>{1, 2});
  CHECK(report.count(Verdict::Agreement) == 18);
  CHECK(report.points[0].quantities[2].name == "d/dy");
}

TEST_CASE("a function checks its second derivatives where that is asked for") {
  const adc::Function f = adc::compile("sigmoid(x)*y²").value();
  const adc::CheckReport report = f.check({.random_points = 10, .order = 2}).value();
  CHECK(report.no_native.empty());
  REQUIRE(report.points[0].quantities.size() == 7);
  CHECK(report.points[0].quantities[4].name == "d²/dx dy");
  CHECK(report.count(Verdict::Agreement) == 70);
}

TEST_CASE("derivatives are checked for the variables that were asked for") {
  const adc::Function f = adc::compile("x*y*z", {.wrt = {"z"}}).value();
  const adc::CheckReport report = f.check({.points = {{2, 3, 4}}}).value();
  REQUIRE(report.points[0].quantities.size() == 2);
  CHECK(report.points[0].quantities[1].name == "d/dz");
  CHECK(report.points[0].quantities[1].numbers[0].number == 6);
}

TEST_CASE("what the program is asked wrongly is an error") {
  const adc::Function f = adc::compile("x").value();
  CHECK(f.check({.points = {{1, 2}}}).error().diagnostic().slug == "wrong-size");
  const adc::Function tall = adc::compile("polygamma(64, x)").value();
  CHECK(tall.check({.points = {{1}}}).error().diagnostic().slug == "function-order");
}

TEST_CASE("a record keeps its digits, and needs a formula and a number") {
  const auto record = adc::read_record(
      R"({"id": "a", "formula": "2*x", "vars": {"x": 0.5, "n": 3}, "value": 1.0000000000000000000000001,)"
      R"( "grad": {"x": 2}, "ranges": {"x": [7, 8]}, "original": "2x", "checked": true})");
  REQUIRE(record.ok());
  REQUIRE(record->has_value());
  CHECK((*record)->id == "a");
  CHECK((*record)->formula == "2*x");
  CHECK((*record)->vars == std::vector<std::pair<std::string, double>>{{"x", 0.5}, {"n", 3}});
  CHECK((*record)->value == "1.0000000000000000000000001");
  CHECK((*record)->grad == std::vector<std::pair<std::string, std::string>>{{"x", "2"}});
  CHECK_FALSE(adc::read_record(R"({"formula": "x"})")->has_value());
  CHECK_FALSE(adc::read_record("{}")->has_value());
  for (const char* line : {"", "{", "nonsense", R"({"formula": })", R"({"formula": "x", "value": "nay"})",
                           R"({"formula": "x", "value": 1, "grad": {"x": "0x1"}})",
                           R"({"formula": "x", "value": 1, "vars": {"x": ""}})"}) {
    CHECK(adc::read_record(line).error().diagnostic().slug == "bad-record");
  }
}

TEST_CASE("a record agrees or does not; names of inputs win over constants, and are read as the language spells them") {
  const auto disagreements = [](const Record& record) { return adc::check(record)->count(Verdict::Disagreement); };
  CHECK(disagreements({"a", "e*x₁", {{"x₁", 2}, {"e", 3}}, "6", {{"x₁", "3"}, {"e", "2"}}}) == 0);
  CHECK(disagreements({"a", "e*x", {{"x", 2}, {"e", 3}}, "6", {{"x", "3"}, {"e", "2.5"}}}) == 1);
  CHECK(disagreements({"a", "e*x", {{"x", 2}, {"e", 3}}, "7", {{"x", "1"}}}) == 2);
  CHECK(adc::check({"a", "sni(x)", {{"x", 2}}, "6", {}}).error().diagnostic().slug == "unknown-function");
  CHECK(adc::check({"a", "x*y", {{"x", 2}}, "6", {}}).error().diagnostic().slug == "wrong-size");
}

TEST_CASE("a large program is checked without high precision, a very large one also without native code, and says so") {
  const auto sum = [](int n) {
    std::string text = "sin(x)";
    for (int i = 1; i < n; ++i) text += " + sin(" + std::to_string(i) + "x)";
    return text;
  };
  const adc::CheckReport large = adc::compile(sum(2'000)).value().check({.points = {{1}}}).value();
  CHECK(large.no_precision.find("5000 operations") != std::string::npos);
  CHECK(large.no_native.empty());
  CHECK(large.count(Verdict::Disagreement) == 0);
  const adc::CheckReport very_large = adc::compile(sum(10'000)).value().check({.points = {{1}}}).value();
  CHECK(very_large.no_native.find("20000 operations") != std::string::npos);
}
