// adc train: cross-validation and search.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using nlohmann::json;

namespace {

std::vector<std::string> iris(const std::vector<std::string>& more) {
  std::vector<std::string> words{"train",         "--data",   std::string(ADC_SOURCE) + "/examples/data/iris.csv",
                                 "--layers",      "4,8,3",    "--loss",
                                 "cross_entropy", "--epochs", "20"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::vector<json> events(const std::string& out) {
  std::vector<json> events;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
  return events;
}

}  // namespace

TEST_CASE("cross-validation measures on each part, and gives the same on any number of threads") {
  const Finished run = run_adc(iris({"--cross-validate", "5", "--rate", "0.03"}));
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(run.out.starts_with("fold  accuracy "));
  CHECK(contains(run.out, "\n5 "));
  CHECK(contains(run.out, "\nall   0.9"));
  CHECK_FALSE(contains(run.out, "epochs"));
  for (const char* jobs : {"1", "3"})
    CHECK(run_adc(iris({"--cross-validate", "5", "--rate", "0.03", "--jobs", jobs})).out == run.out);
  CHECK(contains(run_adc(iris({"--cross-validate", "1"})).err, "[bad-data]"));
}

TEST_CASE("a search trains the best of its settings on everything, and the model keeps them") {
  const TemporaryFile found("found.safetensors", "");
  const TemporaryFile direct("direct.safetensors", "");
  const Finished run = run_adc(iris({"--search", "rate=1e-6,0.05; layers=4,8,3|4,6 relu,3", "--cross-validate", "3",
                                     "--json", "--test", "every:5", "--save", found.path()}));
  INFO(run.err);
  REQUIRE(run.code == 0);
  const std::vector<json> all = events(run.out);
  std::vector<json> settings;
  for (const json& event : all) {
    if (event["event"] == "setting") settings.push_back(event);
  }
  REQUIRE(settings.size() == 4);
  CHECK(settings[1]["settings"]["rate"] == "1e-6");
  CHECK(settings[1]["settings"]["layers"] == "4,6 relu,3");
  CHECK(settings[1]["folds"] == 3);
  const std::size_t best = settings[2]["accuracy"]["mean"] >= settings[3]["accuracy"]["mean"] ? 2 : 3;
  CHECK(settings[0]["accuracy"]["mean"] < settings[best]["accuracy"]["mean"]);
  CHECK(all.back()["event"] == "end");
  CHECK(all.back()["test"]["accuracy"] > 0.8);
  if (settings[2]["accuracy"]["mean"] != settings[3]["accuracy"]["mean"]) {
    REQUIRE(run_adc(iris({"--rate", "0.05", "--layers", settings[best]["settings"]["layers"], "--test", "every:5",
                          "--save", direct.path()}))
                .code == 0);
    CHECK(direct.content() == found.content());
  }
  const Finished table = run_adc(iris({"--search", "rate=1e-6,0.05", "--metric", "loss"}));
  CHECK(table.out.starts_with("rate  loss "));
  CHECK(contains(table.out, "\n0.05  "));
  CHECK(contains(table.out, "best: --rate '0.05'"));
}

TEST_CASE("a rate is found, and nothing is trained") {
  const TemporaryFile curve("rates.svg", "");
  const TemporaryFile model("w.safetensors", "");
  const Finished run = run_adc(iris({"--find-rate", "--plot", curve.path(), "--save", model.path()}));
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(run.out.starts_with("rate "));
  CHECK(contains(run.out, "\nthe loss falls most at --rate 0."));
  CHECK(contains(curve.content(), "smoothed"));
  CHECK(model.content().empty());
  const json found = json::parse(run_adc(iris({"--find-rate", "--json"})).out);
  CHECK(found["rate"].get<double>() > 1e-3);
  CHECK(found["rate"].get<double>() < 1);
  CHECK(run_adc(iris({"--find-rate", "--optimizer", "lbfgs"})).code == 2);
}

TEST_CASE("what was learned is printed and drawn") {
  const TemporaryFile program("line.adc",
                              "param a: R, b: R\ndata petal_length: R, petal_width: R\n"
                              "y = a*petal_length + b\n(y - petal_width)^2, y\n");
  const std::string data = std::string(ADC_SOURCE) + "/examples/data/iris.csv";
  const std::vector<std::string> line{
      "train", program.path(), "--data", data, "--ignore", "species,sepal_length,sepal_width", "--optimizer", "lbfgs"};
  const Finished run = run_adc(line);
  INFO(run.err);
  CHECK(contains(run.out, "parameters, in the units of the data:\na  0.41575"));
  CHECK(contains(run.out, "\nb  -0.36307"));
  CHECK_FALSE(contains(run_adc(iris({})).out, "parameters"));
  const std::vector<json> all = events(run_adc(iris({"--show-parameters", "--importance", "--json"})).out);
  const json& parameters = all[all.size() - 2];
  CHECK(parameters["event"] == "parameters");
  CHECK(parameters["units"] == "data");
  CHECK(parameters["parameters"]["W1"].size() == 8);
  CHECK(parameters["parameters"]["W1"][0].size() == 4);
  CHECK(all.back()["event"] == "importance");
  CHECK(all.back()["features"].size() == 4);
  const Finished importance = run_adc(iris({"--importance", "--test", "every:5", "--rate", "0.03"}));
  CHECK(contains(importance.out, "importance, of the test examples:\nwithout "));
  const TemporaryFile units("units.svg", "");
  REQUIRE(run_adc(iris({"--features", units.path()})).code == 0);
  CHECK(contains(units.content(), "<path fill=\"#ffffff\""));
  REQUIRE(run_adc(iris({"--features", units.path(), "--image", "1x4"})).code == 0);
  CHECK(contains(run_adc(iris({"--features", units.path(), "--image", "3x4"})).err, "`--image` wants HEIGHTxWIDTH"));
  const Finished early =
      run_adc({"train", "--data", data, "--ignore", "species", "--layers", "3,4,1", "--features", units.path()});
  CHECK(early.code == 2);
  CHECK(contains(early.err, "no square"));
  CHECK_FALSE(contains(early.err, "epoch"));
}

TEST_CASE("settings are drawn, and what cannot be searched is refused") {
  const std::vector<std::string> draw{
      "--search", "rate=0.001:0.1; dropout=0:0.5", "--search-random", "3", "--cross-validate", "2", "--json"};
  const std::vector<json> all = events(run_adc(iris(draw)).out);
  REQUIRE(all.size() > 3);
  CHECK(all[2]["event"] == "setting");
  CHECK(all[3]["event"] == "epoch");
  CHECK(contains(run_adc(iris({"--search", "data=a,b"})).err, "`--search` has no value `data`"));
  CHECK(contains(run_adc(iris({"--search", "rate=0.1:1"})).err, "`--search-random N` draws from ranges"));
  CHECK(contains(run_adc(iris({"--search", "rate=0.1,x"})).err, "error"));
  CHECK(contains(run_adc(iris({"--search-random", "3"})).err, "`--search-random` draws from what `--search` lists"));
  CHECK(contains(run_adc(iris({"--cross-validate", "3", "--metric", "speed"})).err, "`--metric` has no value"));
  const Finished diverged =
      run_adc({"train", "--data", std::string(ADC_SOURCE) + "/examples/data/iris.csv", "--ignore", "species",
               "--layers", "3,1", "--optimizer", "gradient-descent", "--search", "rate=1e9,1e10"});
  CHECK(diverged.code == 1);
  CHECK(contains(diverged.err, "diverged in every setting"));
}
