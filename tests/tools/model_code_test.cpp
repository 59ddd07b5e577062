// Trained models in other languages: what is compiled from their code predicts as `adc predict` does.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/support/temporary_folder.h"
#include "tests/tools/program.h"

using adc::tests::contains;
using adc::tests::Finished;
using adc::tests::run_adc;

namespace {

const std::string kData = std::string(ADC_SOURCE) + "/examples/data/";

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The first column of a table without its header: labels; a line each.
std::string first_column(const std::string& csv) {
  std::istringstream lines(csv);
  std::string line;
  std::string labels;
  std::getline(lines, line);
  while (std::getline(lines, line)) labels += line.substr(0, line.find(',')) + "\n";
  return labels;
}

/// Trains a small network on digits in `folder`, and gives its path.
std::string digits(const std::string& folder) {
  std::string model = folder + "/digits.safetensors";
  const Finished run =
      run_adc({"train", "--data", kData + "digits.csv", "--layers", "64,32,10", "--loss", "cross_entropy", "--scale",
               "16", "--epochs", "10", "--rate", "0.005", "--save", model});
  INFO(run.err);
  REQUIRE(run.code == 0);
  return model;
}

constexpr const char* kC = R"(
#include <stdio.h>
#include <stdlib.h>
int main(void) {
  char line[4096];
  double x[64], y[10], workspace[4096];
  if (fgets(line, sizeof line, stdin) == NULL || digits_workspace_bytes > sizeof workspace) return 1;
  while (fgets(line, sizeof line, stdin) != NULL) {
    char *at = line;
    int best = 0;
    for (int i = 0; i < 64; ++i) x[i] = strtod(at, &at), ++at;
    digits(x, y, workspace);
    for (int i = 1; i < 10; ++i) best = y[i] > y[best] ? i : best;
    puts(digits_labels[best]);
  }
  return 0;
}
)";

constexpr const char* kJavascript = R"(
import { readFileSync } from "node:fs";
import { digits, digits_labels } from "./digits.mjs";
for (const line of readFileSync(process.argv[2], "utf8").trim().split("\n").slice(1)) {
  const y = digits(Float64Array.from(line.split(",").slice(0, 64), Number)).y;
  console.log(digits_labels[y.indexOf(Math.max(...y))]);
}
)";

}  // namespace

TEST_CASE("the code of a trained network predicts what the network predicts") {
  const adc::tests::TemporaryFolder folder;
  const std::string at = folder.path().string();
  const std::string model = digits(at);
  const std::string wanted = first_column(run_adc({"predict", "--model", model, "--data", kData + "digits.csv"}).out);
  REQUIRE(wanted.size() == 2 * 1797);

  const Finished c = run_adc({"emit", model, "--name", "digits", "-o", at + "/digits.c"});
  INFO(c.err);
  REQUIRE(c.code == 0);
  write(at + "/main.c", read(at + "/digits.c") + kC);
  REQUIRE(std::system(("cc -std=c99 -O1 -Wall -Wextra -Werror -pedantic -ffp-contract=off '" + at + "/main.c' -o '" +
                       at + "/main' -lm && '" + at + "/main' < '" + kData + "digits.csv' > '" + at + "/c.txt'")
                          .c_str()) == 0);
  CHECK(read(at + "/c.txt") == wanted);

  if (std::system("node --version > /dev/null 2>&1") != 0) {
    WARN("there is no node");
    return;
  }
  REQUIRE(run_adc({"emit", model, "--name", "digits", "--to", "javascript", "-o", at + "/digits.mjs"}).code == 0);
  write(at + "/main.mjs", kJavascript);
  REQUIRE(std::system(("node '" + at + "/main.mjs' '" + kData + "digits.csv' > '" + at + "/js.txt'").c_str()) == 0);
  CHECK(read(at + "/js.txt") == wanted);
}

TEST_CASE("a trained model is a program to the other commands, but not to train") {
  const adc::tests::TemporaryFolder folder;
  const std::string model = folder.path().string() + "/iris.safetensors";
  REQUIRE(run_adc({"train", "--data", kData + "iris.csv", "--layers", "4,3", "--loss", "cross_entropy", "--epochs", "2",
                   "--save", model})
              .code == 0);
  const Finished value = run_adc({"eval", model, "x=[5.1, 3.5, 1.4, 0.2]"});
  INFO(value.err);
  CHECK(value.code == 0);
  CHECK(value.out.starts_with("["));
  CHECK(contains(run_adc({"emit", model, "--derive", "gradient", "--to", "ir"}).out, "\"d.x\" derivative"));
  const Finished train = run_adc({"train", model, "--data", kData + "iris.csv"});
  CHECK(train.code == 2);
  CHECK(contains(train.err, "--resume"));
  CHECK(contains(run_adc({"emit", folder.path().string() + "/none.safetensors"}).err, "cannot-read"));
}
