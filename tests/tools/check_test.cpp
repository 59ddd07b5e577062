// adc check: tables, JSON, corpora and exit codes.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using nlohmann::json;

namespace {

json check_json(std::vector<std::string> words) {
  words.insert(words.begin(), "check");
  words.emplace_back("--json");
  const Finished run = run_adc(words);
  INFO(run.err);
  CHECK(run.code == 0);
  return json::parse(run.out);
}

}  // namespace

TEST_CASE("check prints a table with the exact numbers, the errors and the verdicts") {
  const Finished run = run_adc({"check", "cos(sin(x²)+3x²)", "x=0.5"});
  CHECK(run.code == 0);
  CHECK(run.err.empty());
  CHECK(contains(run.out, "at x = 0.5\n"));
  CHECK(contains(run.out, "0.5424849757140324000446525158"));
  CHECK(contains(run.out, "-3.334146414144972013166037373"));
  CHECK(contains(run.out, "symbolic, forward, reverse  -3.334146414144972 "));
  CHECK(contains(run.out, " ulp"));
  CHECK(contains(run.out, "1 point, 2 numbers: 2 agreement, no disagreement\n"));
}

TEST_CASE("check says which operation loses the digits, and keeps the exponent of an exact number") {
  const Finished run = run_adc({"check", "sqrt(x+1)-sqrt(x)", "x=1e9", "--as-written"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "exact                       1.5811388296889049586760417093e-05"));
  CHECK(contains(run.out, "ill-conditioned"));
  CHECK(contains(run.out, "value: `sqrt(x+1)` (sqrt) is rounded by 4.4e-17, which counts 2.0e+09 times"));
}

TEST_CASE("check looks at second derivatives with --order 2") {
  const Finished run = run_adc({"check", "x*log(z)", "x=2", "z=3", "--order", "2"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "d²/dx dz  exact                             0.333333333"));
  CHECK(contains(run.out, "symbolic, forward, reverse, auto"));
  CHECK(contains(run.out, "1 point, 7 numbers: 7 agreement, no disagreement\n"));
  CHECK(check_json({"x*log(z)", "x=2", "z=3", "--order=2"})["points"][0]["quantities"].size() == 7);
  const Finished third = run_adc({"check", "x", "--order", "3"});
  CHECK(third.code == 2);
  CHECK(contains(third.err, "bad-value"));
}

TEST_CASE("check looks at random points where no values are given, and at those of a box") {
  CHECK(contains(run_adc({"check", "x*y"}).out, "100 points, 300 numbers: 300 agreement"));
  CHECK(contains(run_adc({"check", "x*y", "--points", "7"}).out, "7 points"));
  CHECK(check_json({"x", "x=2"})["points"].size() == 1);
  const json box = check_json({"x*y*z", "y=3", "--box", "x=0:1,5:6", "--points=20", "--seed=4"});
  REQUIRE(box["points"].size() == 20);
  for (const json& point : box["points"]) {
    CHECK((point["x"]["x"] >= 0 && point["x"]["x"] <= 1));
    CHECK(point["x"]["y"] == 3);
    CHECK((point["x"]["z"] >= 5 && point["x"]["z"] <= 6));
  }
}

TEST_CASE("check's JSON has every number of every method") {
  const json report = check_json({"exp(x)", "x=1"});
  CHECK(report["schema"] == "adc.check.1");
  CHECK(report["disagreements"] == 0);
  const json& slope = report["points"][0]["quantities"][1];
  CHECK(slope["name"] == "d/dx");
  CHECK(slope["exact"] == "2.7182818284590452353602874713526624977572470937");
  CHECK(slope["verdict"] == "agreement");
  std::vector<std::string> methods;
  for (const json& number : slope["numbers"]) methods.push_back(number["method"]);
  CHECK(methods == std::vector<std::string>{"symbolic", "forward", "reverse", "differences", "complex step", "rules"});
  CHECK(check_json({"sqrt(x)", "x=-1"})["points"][0]["quantities"][0]["numbers"][0]["number"] == "nan");
}

TEST_CASE("hostile points find kinks, and nothing disagrees there") {
  const json report = check_json({"abs(x-7)*max(x, y)", "x=1", "y=2", "--hostile"});
  std::size_t kinks = 0;
  for (const json& point : report["points"]) kinks += point["kinks"].size();
  CHECK(kinks >= 2);
  CHECK(report["points"].size() > 50);
  CHECK(report["disagreements"] == 0);
}

TEST_CASE("a step of one's own moves the differences and nothing else") {
  const json coarse = check_json({"exp(x)", "x=1", "--epsilon", "0.1"})["points"][0]["quantities"][1]["numbers"];
  const json fine = check_json({"exp(x)", "x=1"})["points"][0]["quantities"][1]["numbers"];
  CHECK(coarse[0] == fine[0]);
  CHECK(coarse[3]["error"] > 1e-3);
  CHECK(fine[3]["error"] < 1e-8);
  CHECK(run_adc({"check", "x", "--epsilon", "0"}).code == 2);
}

TEST_CASE("a corpus is checked line by line, and what disagrees is named") {
  const TemporaryFile good(
      "good.jsonl",
      "{\"id\": \"a\", \"formula\": \"x^2\", \"vars\": {\"x\": 3}, \"value\": 9, \"grad\": {\"x\": 6}}\n"
      "\n"
      "{\"latex\": \"x\"}\n"
      "{\"formula\": \"sin(x)\", \"vars\": {\"x\": 0}, \"value\": 0.0, \"grad\": {\"x\": 1.0}}\n");
  const Finished agree = run_adc({"check", "--corpus", good.path()});
  CHECK(agree.code == 0);
  CHECK(contains(agree.out, "2 records, 2 agree, 1 without numbers to compare with, no disagreement\n"));

  const TemporaryFile bad(
      "bad.jsonl",
      "{\"id\": \"a\", \"formula\": \"x^2\", \"vars\": {\"x\": 3}, \"value\": 9, \"grad\": {\"x\": -6}}\n"
      "{\"id\": \"b\", \"formula\": \"sni(x)\", \"vars\": {\"x\": 3}, \"value\": 9, \"grad\": {\"x\": 6}}\n"
      "{\"id\": \"c\", \"formula\": \"x\", \"vars\": {\"x\": 3}, \"value\": 3, \"grad\": {\"x\": 1}}\n"
      "{\"id\": \n");
  const Finished disagree = run_adc({"check", "--corpus", bad.path()});
  CHECK(disagree.code == 1);
  CHECK(contains(disagree.out, "a\n  x^2\n  d/dx: given -6, which is wrong, exactly 6"));
  CHECK(contains(disagree.out, "    symbolic 6: error 1.2e+01, allowed 6.0e-12\n"));
  CHECK(contains(disagree.out, "unknown function `sni`"));
  CHECK(contains(disagree.out, "line 4: "));
  CHECK(contains(disagree.out, "4 records, 1 agree, 2 refused, 1 disagreement\n"));
  CHECK(contains(disagree.err, "[disagreement]"));
  const json tally = json::parse(run_adc({"check", "--corpus", bad.path(), "--json"}).out);
  CHECK(tally["schema"] == "adc.corpus.1");
  CHECK(tally["disagree"] == json::array({"a"}));
  CHECK(tally["refused"] == json::array({"b", "line 4"}));
  CHECK(run_adc({"check", "--corpus", "./no-such-file.jsonl"}).code == 1);
}

TEST_CASE("what is given wrongly to check is a usage error") {
  CHECK(run_adc({"check"}).code == 2);
  CHECK(run_adc({"check", "x", "y=1"}).code == 2);
  CHECK(run_adc({"check", "x", "--box", "x=1"}).code == 2);
  CHECK(run_adc({"check", "x", "--box", "x=2:1"}).code == 2);
  CHECK(run_adc({"check", "x", "--box", "z=0:1"}).code == 2);
  CHECK(run_adc({"check", "x", "--points", "many"}).code == 2);
  CHECK(run_adc({"check", "x", "--corpus", "file.jsonl"}).code == 2);
  CHECK(run_adc({"check", "sni(x)"}).code == 3);
}
