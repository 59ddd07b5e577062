// adc train and adc predict: what they print, save, draw and refuse.
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;
using adc::tests::TemporaryFile;
using nlohmann::json;

namespace {

const std::string kData = std::string(ADC_SOURCE) + "/examples/data/";

std::vector<json> events(const std::string& out) {
  std::vector<json> events;
  std::istringstream lines(out);
  for (std::string line; std::getline(lines, line);) events.push_back(json::parse(line));
  return events;
}

std::vector<std::string> iris(const std::vector<std::string>& more) {
  std::vector<std::string> words{
      "train",  "--data",  kData + "iris.csv", "--layers", "4, 8 tanh, 3", "--loss", "cross_entropy",
      "--test", "every:5", "--rate",           "0.01",     "--optimizer",  "adam"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// A tensor of doubles of a file in the safetensors format.
std::vector<double> tensor(const std::string& file, const std::string& name) {
  std::uint64_t header = 0;
  std::memcpy(&header, file.data(), 8);
  const json place = json::parse(file.substr(8, header))[name]["data_offsets"];
  const std::size_t begin = place[0];
  const std::size_t end = place[1];
  std::vector<double> numbers((end - begin) / 8);
  std::memcpy(numbers.data(), file.data() + 8 + header + begin, end - begin);
  return numbers;
}

}  // namespace

TEST_CASE("a network learns from a table, and predicts the rows of another") {
  const TemporaryFile model("w.safetensors", "");
  const TemporaryFile curve("curve.svg", "");
  const Finished run = run_adc(iris({"--epochs", "30", "--save", model.path(), "--plot", curve.path()}));
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(contains(run.out, "30 epochs, 120 steps"));
  CHECK(contains(run.out, "of 120)"));
  CHECK(contains(run.out, "of 30)"));
  CHECK(contains(run.out, "true \\ predicted  setosa"));
  CHECK(contains(run.err, "epoch 30/30"));
  CHECK_FALSE(contains(run.err, "\033"));
  CHECK(contains(curve.content(), "held out"));

  const Finished known = run_adc({"predict", "--model", model.path(), "--data", kData + "iris.csv"});
  CHECK(known.out.starts_with("species,p(setosa),p(versicolor),p(virginica)\nsetosa,0.9"));
  CHECK(contains(known.err, " of 150 rows have the label that is predicted"));
  // Columns in another order, and one that the model does not know.
  const std::string rows = "petal_width,id,petal_length,sepal_width,sepal_length\n0.2,7,1.4,3.5,5.1\n2,8,5.5,3,6.8\n";
  const Finished other = run_adc({"predict", "--model", model.path(), "--data", "-", "--json"}, rows);
  const json predicted = json::parse(other.out);
  CHECK(predicted["schema"] == "adc.predict.1");
  REQUIRE(predicted["rows"].size() == 2);
  CHECK(predicted["rows"][0][0] == "setosa");
  CHECK(predicted["rows"][1][0] == "virginica");
  const double sum = predicted["rows"][0][1].get<double>() + predicted["rows"][0][2].get<double>() +
                     predicted["rows"][0][3].get<double>();
  CHECK(sum == Approx(1));
  const Finished missing = run_adc({"predict", "--model", model.path(), "--data", "-"}, "petal_width\n1\n");
  CHECK(missing.code == 2);
  CHECK(contains(missing.err, "[missing-column]"));
}

TEST_CASE("targets of regression are standardised, and predictions are in the units of the data") {
  std::string table = "a,b,price\n";
  for (int i = 0; i < 60; ++i) {
    table += std::to_string(i % 7) + "," + std::to_string(i % 5) + "," +
             std::to_string(250000 + 3000 * (i % 7) - 2000 * (i % 5)) + "\n";
  }
  const TemporaryFile rows("prices.csv", table);
  const TemporaryFile model("prices.safetensors", "");
  const Finished run = run_adc(
      {"train", "--data", rows.path(), "--layers", "2,1", "--rate", "0.02", "--epochs", "200", "--save", model.path()});
  CHECK(run.code == 0);
  CHECK(contains(run.err, "targets are standardised (mean "));
  const Finished known = run_adc({"predict", "--model", model.path(), "--data", rows.path(), "--json"});
  const json predicted = json::parse(known.out);
  CHECK(predicted["rows"][0][0].get<double>() == Approx(250000).margin(200));
  const Finished value = run_adc({"eval", model.path(), "x=[1, 0]"});
  CHECK(std::stod(value.out.substr(1)) == Approx(253000).margin(200));
  // A network whose outputs are bounded, and a program of one's own, have the targets as they are.
  CHECK_FALSE(contains(run_adc({"train", "--data", "xor", "--layers", "2,1 sigmoid", "--epochs", "1"}).err, "targets"));
  const Finished own = run_adc(
      {"train", "param w; data a, b, price; (w*a - price)^2, w*a", "--data", rows.path(), "--epochs", "1", "--json"});
  CHECK(events(own.out).back()["training"]["loss"].get<double>() > 1e9);
  const Finished asked = run_adc({"train", "param w; data a, b, price; (w*a - price)^2, w*a", "--data", rows.path(),
                                  "--epochs", "1", "--scale-target", "standardise", "--json"});
  CHECK(events(asked.out).back()["training"]["loss"].get<double>() < 10);
  CHECK(run_adc(iris({"--scale-target", "standardise"})).code == 2);
}

TEST_CASE("events come as JSON, one object a line") {
  const Finished run = run_adc(iris({"--epochs", "3", "--json"}));
  CHECK(run.err.empty());
  const std::vector<json> all = events(run.out);
  REQUIRE(all.size() == 4);
  for (const json& event : all) CHECK(event["schema"] == "adc.train.1");
  CHECK(all[2]["epoch"] == 3);
  CHECK(all[2]["loss"].get<double>() < all[0]["loss"].get<double>());
  CHECK(all[2]["heldout"].get<double>() == all[3]["test"]["loss"].get<double>());
  CHECK(all[3]["event"] == "end");
  CHECK(all[3]["steps"] == 12);
  CHECK(all[3]["test"]["classes"] == json({"setosa", "versicolor", "virginica"}));
  CHECK(all[3]["test"]["confusion"].size() == 3);
  CHECK(all[3]["training"]["accuracy"].get<double>() > 0.3);
}

TEST_CASE("training ends with metrics of classes, or of numbers") {
  const Finished run = run_adc(iris({"--epochs", "20", "--calibration"}));
  for (const char* name : {"balanced accuracy", "precision", "recall", "F1", "ROC-AUC", "log loss", "Brier score",
                           "calibration error", "probability  examples"}) {
    CHECK(contains(run.out, name));
  }
  CHECK_FALSE(contains(run.out, "R²"));
  const json test = events(run_adc(iris({"--epochs", "20", "--json"})).out).back()["test"];
  CHECK(test["log_loss"].get<double>() == Approx(test["loss"].get<double>()));  // the cross-entropy
  CHECK(test["reliability"]["count"].size() == 10);
  CHECK(test["by_class"]["f1"].size() == 3);
  const Finished numbers = run_adc(
      {"train", "--data", kData + "iris.csv", "--ignore", "species", "--layers", "3,4,1", "--epochs", "100", "--json"});
  const json training = events(numbers.out).back()["training"];
  CHECK(training["r2"].get<double>() > 0.8);
  CHECK(training["mae"].get<double>() < training["rmse"].get<double>());
  CHECK_FALSE(training.contains("accuracy"));
}

TEST_CASE("training that is resumed writes the bytes of training in one go") {
  const TemporaryFile whole("whole.safetensors", "");
  const TemporaryFile parts("parts.safetensors", "");
  REQUIRE(run_adc(iris({"--epochs", "6", "--save", whole.path()})).code == 0);
  REQUIRE(run_adc(iris({"--epochs", "2", "--save", parts.path()})).code == 0);
  CHECK(whole.content() != parts.content());
  const Finished resumed = run_adc({"train", "--resume", parts.path(), "--epochs", "6"});
  INFO(resumed.err);
  CHECK(resumed.code == 0);
  CHECK(contains(resumed.out, "6 epochs, 24 steps"));
  CHECK(whole.content() == parts.content());
  const Finished other = run_adc({"train", "--resume", parts.path(), "--data", kData + "wine.csv"});
  CHECK(other.code == 2);
  CHECK(contains(other.err, "[other-data]"));
  CHECK(run_adc({"train", "--resume", parts.path(), "--optimizer", "momentum"}).code == 2);
}

TEST_CASE("early stopping keeps the best epoch in the model, and what is resumed goes on from the last") {
  const std::vector<std::string> how{"--rate", "0.3", "--early-stop", "4", "--epochs"};
  const auto run = [&](const std::string& epochs, const std::string& file, const std::string& more = "--json") {
    std::vector<std::string> words = how;
    words.insert(words.end(), {epochs, "--save", file, more});
    return run_adc(iris(words));
  };
  const TemporaryFile whole("whole.safetensors", "");
  const TemporaryFile parts("parts.safetensors", "");
  const Finished finished = run("300", whole.path());
  REQUIRE(finished.code == 0);
  const std::vector<json> all = events(finished.out);
  const json& end = all.back();
  CHECK(end["reason"] == "the held-out loss has not become smaller");
  const int kept = end["kept"];
  CHECK(end["epochs"] == kept + 4);
  CHECK(end["test"]["loss"] == all[static_cast<std::size_t>(kept) - 1]["heldout"]);
  for (std::size_t i = 0; i + 1 < all.size(); ++i) CHECK(all[i]["heldout"] >= end["test"]["loss"]);
  REQUIRE(run(std::to_string(kept + 1), parts.path()).code == 0);
  REQUIRE(run_adc({"train", "--resume", parts.path(), "--epochs", "300", "--json"}).code == 0);
  CHECK(whole.content() == parts.content());
  const Finished nothing = run_adc({"train", "--data", "xor", "--layers", "2,2,1", "--early-stop", "3"});
  CHECK(nothing.code == 2);
  CHECK(contains(nothing.err, "`--early-stop` looks at held-out examples"));
}

TEST_CASE("an L1 term makes weights 0, and options that a method has not are refused") {
  for (const char* method : {"adam", "lbfgs"}) {
    CAPTURE(method);
    const TemporaryFile model("w.safetensors", "");
    REQUIRE(run_adc(iris({"--l1", "0.05", "--optimizer", method, "--epochs", "200", "--save", model.path()})).code ==
            0);
    const std::vector<double> weights = tensor(model.content(), "W1");
    REQUIRE(weights.size() == 32);
    const auto zeros = std::ranges::count(weights, 0.0);
    CHECK(zeros > 5);
    CHECK(zeros < 32);
  }
  CHECK(contains(run_adc(iris({"--decay", "0.1"})).err, "`--decay` is of the method adamw"));
  CHECK(contains(run_adc(iris({"--clip", "1", "--optimizer", "lbfgs"})).err, "`--clip` is not for lbfgs"));
  const Finished clipped =
      run_adc(iris({"--clip", "0.1", "--schedule", "warmup:2,constant", "--epochs", "3", "--json"}));
  CHECK(events(clipped.out)[0]["rate"] == 0.005);
  CHECK(events(clipped.out)[2]["rate"] == 0.01);
}

TEST_CASE("training with dropout is resumed to the bit, and the model predicts without") {
  const TemporaryFile whole("whole.safetensors", "");
  const TemporaryFile parts("parts.safetensors", "");
  REQUIRE(run_adc(iris({"--dropout", "0.3", "--epochs", "6", "--save", whole.path()})).code == 0);
  REQUIRE(run_adc(iris({"--dropout", "0.3", "--epochs", "2", "--save", parts.path()})).code == 0);
  REQUIRE(run_adc({"train", "--resume", parts.path(), "--epochs", "6"}).code == 0);
  CHECK(whole.content() == parts.content());
  const auto predicted = [&] {
    return run_adc({"predict", "--model", whole.path(), "--data", kData + "iris.csv"}).out;
  };
  CHECK(predicted() == predicted());
  CHECK(contains(run_adc({"emit", whole.path(), "--to", "formula"}).err, "m1") == false);
  CHECK(contains(run_adc({"train", "--layers", "2, 3, 1", "--dropout", "1", "--show-program"}).err, "[bad-network]"));
}

TEST_CASE("training with batch normalisation is resumed to the bit, and its model is a function") {
  const TemporaryFile whole("whole.safetensors", "");
  const TemporaryFile parts("parts.safetensors", "");
  const std::vector<std::string> how{"--batch-norm", "--scale", "none", "--early-stop", "20", "--epochs"};
  const auto words = [&](const std::string& epochs, const std::string& path) {
    std::vector<std::string> all = how;
    all.insert(all.end(), {epochs, "--save", path});
    return iris(all);
  };
  REQUIRE(run_adc(words("40", whole.path())).code == 0);
  REQUIRE(run_adc(words("7", parts.path())).code == 0);
  const Finished resumed = run_adc({"train", "--resume", parts.path(), "--epochs", "40", "--json"});
  REQUIRE(resumed.code == 0);
  CHECK(whole.content() == parts.content());
  const json end = events(resumed.out).back();
  CHECK(end["test"]["accuracy"].get<double>() > 0.8);
  const Finished one = run_adc({"eval", whole.path(), "x=[5.1,3.5,1.4,0.2]"});
  INFO(one.err);
  CHECK(one.code == 0);
  CHECK(tensor(whole.content(), "b1_variance").size() == 8);
}

TEST_CASE(
    "training with weights and dropout is resumed to the bit, and a network's parameters are not printed unasked") {
  const TemporaryFile whole("whole.safetensors", "");
  const TemporaryFile parts("parts.safetensors", "");
  const auto run = [](const char* epochs, const std::string& model) {
    return run_adc({"train", "--data", kData + "iris.csv", "--hidden", "2 relu dropout 0.2", "--weights", "balanced",
                    "--optimizer", "adam", "--epochs", epochs, "--save", model});
  };
  const Finished finished = run("5", whole.path());
  REQUIRE(finished.code == 0);
  CHECK_FALSE(contains(finished.out, "parameters"));
  REQUIRE(run("2", parts.path()).code == 0);
  REQUIRE(run_adc({"train", "--resume", parts.path(), "--epochs", "5"}).code == 0);
  CHECK(whole.content() == parts.content());
}

TEST_CASE("Ctrl-C saves, says how to go on, and what goes on has the bits of what was not interrupted") {
  const TemporaryFile model("w.safetensors", "");
  const std::string command =
      "exec 2>&1; echo $$; exec " ADC_PROGRAM " train --data '" + kData +
      "iris.csv' --layers 4,8,3 --loss cross_entropy --optimizer adam --epochs 1000000 --json --save '" + model.path() +
      "'";
  std::FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> line{};
  REQUIRE(std::fgets(line.data(), line.size(), pipe) != nullptr);
  const pid_t pid = std::stoi(line.data());
  REQUIRE(std::fgets(line.data(), line.size(), pipe) != nullptr);
  CHECK(contains(line.data(), "\"epoch\": 1"));
  REQUIRE(kill(pid, SIGINT) == 0);
  std::string rest;
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) rest += line.data();
  const int status = pclose(pipe);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 1);
  CHECK(contains(rest, "[interrupted]"));
  CHECK(contains(rest, "to go on: adc train --resume " + model.path()));

  const TemporaryFile whole("whole.safetensors", "");
  const Finished stop = run_adc({"train", "--resume", model.path(), "--epochs", "0", "--json"});
  REQUIRE(stop.code == 0);
  const std::string epochs = std::to_string(events(stop.out).back()["epochs"].get<int>() + 1);
  REQUIRE(run_adc({"train", "--resume", model.path(), "--epochs", epochs}).code == 0);
  REQUIRE(run_adc({"train", "--data", kData + "iris.csv", "--layers", "4,8,3", "--loss", "cross_entropy", "--optimizer",
                   "adam", "--epochs", epochs, "--save", whole.path()})
              .code == 0);
  CHECK(model.content() == whole.content());
}

TEST_CASE("a network's program can be read, and is a program like any other") {
  const Finished run = run_adc({"train", "--layers", "4, 3 relu, 2", "--loss", "cross_entropy", "--show-program"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "h1 = relu(W1*x + b1)\ny = softmax(W2*h1 + b2)\n"));
  CHECK(contains(run_adc({"emit", "-", "--to", "ir"}, run.out).out, "\"W1\""));
}

TEST_CASE("a program of one's own learns from the columns that it names") {
  // Least squares: y = 2a − 3b + 1, whose minimum gradient descent need not look for.
  std::string rows = "a,b,y\n";
  for (int i = 0; i < 20; ++i) {
    const int a = i % 5;
    const int b = i % 7;
    rows += std::to_string(a) + "," + std::to_string(b) + "," + std::to_string(2 * a - 3 * b + 1) + "\n";
  }
  const TemporaryFile data("rows.csv", rows);
  const TemporaryFile program("line.adc",
                              "param u: R, v: R, bias: R\ndata a: R, b: R, y: R\n"
                              "p = u*a + v*b + bias\nE = (p - y)^2\nE, p\n");
  const TemporaryFile model("w.safetensors", "");
  const Finished run = run_adc({"train", program.path(), "--data", data.path(), "--scale", "none", "--optimizer",
                                "lbfgs", "--tolerance", "1e-9", "--save", model.path()});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(contains(run.out, "root mean square error"));
  const Finished predicted = run_adc({"predict", "--model", model.path(), "--data", "-", "--json"}, "b,a\n1,10\n");
  CHECK(json::parse(predicted.out)["rows"][0][0].get<double>() == Approx(18).epsilon(1e-6));
}

TEST_CASE("that features are standardised is said where a program is one's own and names no units") {
  const TemporaryFile data("rows.csv", "x,y\n1,2\n2,4\n3,7\n");
  const TemporaryFile program("line.adc", "param w: R\ndata x: R[1], y: R\nE = (w*x[1] - y)^2\nE\n");
  const auto says = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words{"train", program.path(), "--data", data.path(), "--epochs", "1"};
    words.insert(words.end(), more.begin(), more.end());
    const Finished run = run_adc(words);
    CHECK(run.code == 0);
    return contains(run.err, "note: features are standardised");
  };
  CHECK(says({}));
  CHECK_FALSE(says({"--scale", "none"}));
  CHECK_FALSE(says({"--scale", "standardise"}));
  CHECK_FALSE(says({"--json"}));
  CHECK_FALSE(contains(run_adc(iris({"--epochs", "1"})).err, "standardised"));
}

TEST_CASE("the example of a program learns as its comment says") {
  const std::string program = std::string(ADC_SOURCE) + "/examples/programs/softmax_regression.adc";
  const Finished run = run_adc({"train", program, "n=4", "k=3", "--data", kData + "iris.csv", "--optimizer", "lbfgs",
                                "--test", "every:5", "--json"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(events(run.out).back()["training"]["accuracy"].get<double>() > 0.95);
  CHECK(events(run.out).back()["test"]["accuracy"].get<double>() > 0.9);
}

TEST_CASE("a formula is minimised from a point, and its path is drawn") {
  const TemporaryFile picture("path.svg", "");
  const Finished bowl = run_adc({"train", "x^2 + y^2", "x=2", "y=1", "--optimizer", "gradient-descent", "--rate",
                                 "0.25", "--epochs", "3", "--json", "--picture", picture.path()});
  REQUIRE(bowl.code == 0);
  const json end = events(bowl.out).back();
  // x ← x/2: three steps.
  CHECK(end["at"]["x"] == 0.25);
  CHECK(end["at"]["y"] == 0.125);
  CHECK(end["value"] == 0.078125);
  CHECK(contains(picture.content(), "<svg"));
  CHECK(contains(bowl.err, "no minimum yet"));
  const Finished valley = run_adc({"train", "(1 - x)^2 + 100(y - x^2)^2", "x=-1.2", "y=1", "--optimizer", "lbfgs"});
  CHECK(valley.code == 0);
  double value = 0;
  double x = 0;
  double y = 0;
  REQUIRE(std::sscanf(valley.out.c_str(), "value %lf\nx %lf\ny %lf", &value, &x, &y) == 3);
  CHECK(x == Approx(1).epsilon(1e-9));
  CHECK(y == Approx(1).epsilon(1e-9));
  const Finished steep =
      run_adc({"train", "x^2", "x=1", "--optimizer", "gradient-descent", "--rate", "3", "--epochs", "5000"});
  CHECK(steep.code == 1);
  CHECK(contains(steep.err, "[diverged]"));
}

TEST_CASE("the decisions of a network of two features are drawn") {
  const TemporaryFile picture("boundary.svg", "");
  const Finished run =
      run_adc({"train", "--data", "xor", "--layers", "2, 4, 1", "--loss", "binary_cross_entropy", "--scale", "none",
               "--rate", "0.1", "--batch", "all", "--epochs", "500", "--picture", picture.path()});
  INFO(run.err);
  CHECK(run.code == 0);
  CHECK(contains(run.out, "100.00 % (4 of 4)"));
  CHECK(contains(picture.content(), "<circle"));
  CHECK(run_adc(iris({"--epochs", "1", "--picture", picture.path()})).code == 2);
}

TEST_CASE("a bad cell is refused with its file, line and column") {
  const TemporaryFile data("bad.csv", "a,b,label\n1,2,x\n3,oops,y\n4,5,x\n6,7,y\n");
  const Finished run = run_adc({"train", "--data", data.path(), "--layers", "2,2", "--loss", "cross_entropy"});
  CHECK(run.code == 1);
  CHECK(contains(run.err, "bad.csv:3:3: error: "));
  CHECK(contains(run.err, "[not-a-number]"));
  const TemporaryFile holes("holes.csv", "a,b,label\n1,2,x\n3,,y\n4,5,y\n");
  const std::vector<std::string> words{"train",  "--data",        holes.path(), "--layers", "2,2",
                                       "--loss", "cross_entropy", "--epochs",   "1"};
  CHECK(contains(run_adc(words).err, "holes.csv:3:3: error: "));
  std::vector<std::string> dropping = words;
  dropping.emplace_back("--drop-missing");
  CHECK(contains(run_adc(dropping).err, "1 row without a value left out"));
}

TEST_CASE("what cannot be trained is refused with a reason") {
  const auto refused = [](const std::vector<std::string>& words, const std::string& slug) {
    const Finished run = run_adc(words);
    INFO(run.err);
    CHECK(run.code == 2);
    CHECK(contains(run.err, "[" + slug + "]"));
  };
  refused({"train", "--layers", "2,1"}, "missing-value");
  refused({"train", "x^2"}, "missing-input");
  for (const char* option : {"--save", "--plot", "--picture"}) {
    const Finished early = run_adc({"train", "--data", "xor", "--layers", "2,2,1", option, "/nowhere/x"});
    CHECK(early.code == 1);
    CHECK(contains(early.err, "[cannot-write]"));
    CHECK(!contains(early.err, "epoch"));
  }
  refused({"train", "2*x", "x=[1,2]"}, "several-outputs");
  refused({"train"}, "missing-program");
  refused({"train", "x^2", "--data", "xor"}, "bad-data");
  refused({"train", "param w; data x: R[2], t; (sum(x) - w*t)^2", "--data", "xor", "--loss", "quadratic"},
          "missing-value");
  refused({"train", "--data", "xor", "--layers", "3,1"}, "bad-network");
  refused({"train", "--data", "xor", "--layers", "2,1 tahn"}, "bad-network");
  refused({"train", "--data", "xor", "--layers", "2,1", "--optimizer", "adem"}, "bad-value");
  refused({"train", "--data", "xor", "--layers", "2,1", "--schedule", "sometimes"}, "bad-schedule");
  refused({"train", "--data", "xor", "--layers", "2,1", "--rate", "-1"}, "bad-value");
  refused({"train", "--data", "xor", "--layers", "2,1", "--batch", "0"}, "bad-value");
  refused({"train", "--data", "xor", "--layers", "2,1", "--init", "xavier"}, "bad-value");
  refused({"train", "--data", "xor", "--layers", "2,1", "--test", "every:1"}, "bad-value");
  refused({"train", "--data", "xor", "--layers", "2,1", "W9=3"}, "unused-input");
  refused({"train", "--data", "xor", "--layers", "2,1", "--save-every", "1"}, "missing-value");
  refused({"train", "--data", kData + "iris.csv", "--target", "specis", "--layers", "4,3"}, "missing-column");
  refused({"train", "--data", kData + "iris.csv", "--ignore", "id", "--layers", "4,3"}, "missing-column");
  refused({"predict", "--data", "-"}, "missing-value");
  CHECK(
      contains(run_adc({"predict", "--model", kData + "iris.csv", "--data", "-"}, "a\n1\n").err, "[bad-safetensors]"));
}

TEST_CASE("training stops where the options say") {
  const auto end = [](const std::vector<std::string>& more) {
    const Finished run = run_adc(iris(more));
    INFO(run.err);
    REQUIRE(run.code == 0);
    return events(run.out);
  };
  const std::vector<json> small = end({"--epochs", "500", "--stop-error", "0.3", "--json"});
  CHECK(small.back()["reason"] == "the loss is small enough");
  CHECK(small[small.size() - 2]["loss"].get<double>() <= 0.3);
  CHECK(small[small.size() - 3]["loss"].get<double>() > 0.3);
  const std::vector<json> calm = end({"--epochs", "5000", "--stop-change", "1e-3", "--patience", "3", "--json"});
  CHECK(calm.back()["reason"] == "the loss hardly changes");
  const std::size_t n = calm.size() - 1;
  for (std::size_t i = n - 3; i < n; ++i) {
    CHECK(std::abs(calm[i]["loss"].get<double>() - calm[i - 1]["loss"].get<double>()) <= 1e-3);
  }
  const std::vector<json> halving = end({"--epochs", "3", "--schedule", "exponential:0.5", "--json"});
  CHECK(halving[0]["rate"] == 0.01);
  CHECK(halving[2]["rate"] == 0.0025);
}

TEST_CASE("two classes need one unit, and their probability is predicted") {
  const TemporaryFile data("ab.csv", "id,size,kind\n1,0.1,small\n2,0.3,small\n3,2.1,big\n4,2.5,big\n5,0.2,small\n");
  const TemporaryFile model("w.safetensors", "");
  const Finished run = run_adc({"train", "--data", data.path(), "--ignore", "id", "--layers", "1,1", "--loss",
                                "binary_cross_entropy", "--rate", "0.1", "--epochs", "200", "--save", model.path()});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(contains(run.out, "100.00 % (5 of 5)"));
  const Finished predicted = run_adc({"predict", "--model", model.path(), "--data", "-"}, "size\n0.15\n2.3\n");
  CHECK(predicted.out.starts_with("kind,p(small)\nsmall,0."));
  CHECK(contains(predicted.out, "\nbig,0."));
}

TEST_CASE("several numbers can be predicted, from given weights, in float, with every file on the way") {
  const TemporaryFile data("ab.csv", "x,a,b\n0,1,0\n1,3,-1\n2,5,-2\n3,7,-3\n");
  const TemporaryFile model("w.safetensors", "");
  const Finished run = run_adc(
      {"train", "--data",  data.path(), "--target", "a,b", "--layers",     "1,2", "W1=[2;-1]", "b1=[1,0]",   "--scale",
       "none",  "--dtype", "f32",       "--epochs", "2",   "--save-every", "1",   "--save",    model.path(), "--json"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  // The weights that are given are right.
  CHECK(events(run.out)[0]["loss"] == 0.0);
  CHECK(events(run.out).back()["training"]["rmse"] == 0.0);
  CHECK(run_adc({"predict", "--model", model.path(), "--data", "-"}, "x\n10\n").out == "a,b\n21,-10\n");
}

TEST_CASE("labels that look like numbers are classes where they should be, and sizes can be named") {
  const TemporaryFile program("soft.adc",
                              "dim n, k\nparam W: R[k, n], b: R[k]\ndata x: R[n], t: R\n"
                              "y = softmax(W*x + b)\nE = -log(y[t])\nE, y\n");
  const TemporaryFile data("d.csv", "u,v,label\n0,0,7\n0,1,8\n1,0,9\n0.1,0,7\n0,0.9,8\n0.9,0.1,9\n");
  const Finished run = run_adc({"train", program.path(), "--data", data.path(), "--classes", "--dim", "n=2,k=3",
                                "--rate", "0.1", "--epochs", "100"});
  INFO(run.err);
  REQUIRE(run.code == 0);
  CHECK(contains(run.out, "100.00 % (6 of 6)"));
  CHECK(contains(run.out, "true \\ predicted  7  8  9"));
  const TemporaryFile model("w.safetensors", "");
  const std::vector<std::string> words{"train",     program.path(), "n=2", "k=3",    "--data",    data.path(),
                                       "--classes", "--epochs",     "1",   "--save", model.path()};
  CHECK(run_adc(words).code == 0);
  CHECK(run_adc({"train", "--resume", model.path(), "--epochs", "2"}).code == 0);
  const Finished unknown = run_adc({"train", program.path(), "n=2", "--data", data.path()});
  CHECK(contains(unknown.err, "[unknown-dim]"));
}
