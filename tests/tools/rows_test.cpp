// adc eval --data: a program at every row of a table.
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/tools/program.h"

using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using nlohmann::json;

TEST_CASE("each row gives a row of values and derivatives") {
  const TemporaryFile data("t.csv", "x,kind,y\n1,a,2\n4,b,0.5\n");
  const Finished run = run_adc({"eval", "k*x*y^2", "k=3", "--data", data.path(), "--grad", "--wrt", "x,y"});
  CHECK(run.err.empty());
  CHECK(run.code == 0);
  CHECK(run.out == "value,d/dx,d/dy\n12,12,12\n3,0.75,12\n");
}

TEST_CASE("rows come as JSON, with nan and infinities as strings") {
  const Finished run = run_adc({"eval", "a = log(x); a, x", "--data", "-", "--json"}, "x\n1\n0\n");
  CHECK(json::parse(run.out) ==
        json({{"schema", "adc.rows.1"}, {"columns", {"a", "x"}}, {"rows", {{0.0, 1.0}, {"-inf", 0.0}}}}));
  CHECK(run.err.find("1 row with nan or infinite results; the first is line 3") != std::string::npos);
  CHECK(run.err.find("[not-finite]") != std::string::npos);
}

TEST_CASE("many rows run natively, in the order of the file") {
  std::string text = "x\n";
  for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + "\n";
  const TemporaryFile data("t.csv", text);
  const Finished run = run_adc({"eval", "2x + 1", "--data", data.path()});
  REQUIRE(run.code == 0);
  CHECK(run.out.starts_with("value\n1\n3\n5\n"));
  CHECK(run.out.ends_with("\n39997\n39999\n"));
}

TEST_CASE("columns are found by the language's spelling, or by their place") {
  CHECK(run_adc({"eval", "x₁ + x_2", "--data", "-"}, "x_1,x₂\n1,2\n").out == "value\n3\n");
  CHECK(run_adc({"eval", "c1*c2", "--data", "-"}, "2,3\n4,5\n").out == "value\n6\n20\n");
  CHECK(run_adc({"eval", "c1", "--data", "-", "--header", "yes"}, "2\n4\n").code == 2);
}

TEST_CASE("a column named like a constant is an input, and the program need not use it") {
  const Finished run = run_adc({"eval", "a*(1 - e) + pi", "--data=-"}, "a,e\n2,0.5\n4,0.25\n");
  CHECK(run.code == 0);
  CHECK(run.out == "value\n4.141592653589793\n6.141592653589793\n");
  CHECK(run.err.find("`e` hides the built-in name") != std::string::npos);
  CHECK(run_adc({"eval", "2e", "--data=-"}, "a,pi\n2,0.5\n").out == "value\n5.43656365691809\n");
}

TEST_CASE("results of one name have columns of their own") {
  CHECK(run_adc({"eval", "x, x", "--data", "-"}, "x\n7\n").out == "x,x_2\n7,7\n");
}

TEST_CASE("rows without a value are refused, or left out and counted") {
  const std::string text = "x,y\n1,2\n3,\n";
  const Finished refused = run_adc({"eval", "x", "--data", "-"}, text);
  CHECK(refused.code == 1);
  CHECK(refused.err.starts_with("<stdin>:3:3: error: "));
  const Finished dropped = run_adc({"eval", "x", "--data", "-", "--drop-missing"}, text);
  CHECK(dropped.out == "value\n1\n");
  CHECK(dropped.err.find("1 row without a value left out") != std::string::npos);
}

TEST_CASE("an input without column or value, a column of labels, and options without use are usage errors") {
  const auto err = [](std::vector<std::string> words) {
    words.insert(words.end(), {"--data", "-"});
    const Finished run = run_adc(words, "x,kind\n1,a\n");
    CHECK(run.code == 2);
    CHECK(run.out.empty());
    return run.err;
  };
  CHECK(err({"eval", "x + z"}).find("there is neither a value nor a column for `z` [missing-input]") !=
        std::string::npos);
  CHECK(err({"eval", "param x: R[2]; sum(x)"}).find("`x` is R[2], and the cells of the column `x` are numbers") !=
        std::string::npos);
  CHECK(err({"eval", "x + kid"}).find("there is a column `kind`") != std::string::npos);
  CHECK(err({"eval", "x + kind"}).find("[bad-input]") != std::string::npos);
  CHECK(err({"eval", "x", "--jvp", "1"}).find("[unexpected-word]") != std::string::npos);
  CHECK(err({"eval", "x", "z=1"}).find("[unused-input]") != std::string::npos);
}
